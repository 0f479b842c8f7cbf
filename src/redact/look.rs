//! What a release is put together from, and how it looks.

use crate::document::{Block, LevelForm};

/// The mark recorded for structure that a mask keeps: paragraph number, bullet, label, byte order mark.
pub const FRAME: &str = "frame";

/// A block with what the record says of it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'b> {
    /// The block.
    pub block: &'b Block,
    /// Index of the first block of its portion; blocks of one portion share one mask.
    pub portion: usize,
    /// The governing marking for the record: canonical, `banner`, or `unreadable`.
    pub mark: &'b str,
}

/// The blocks of a document. What the record says of each is told when it is asked for.
#[derive(Clone, Copy)]
pub struct Blocks<'b> {
    blocks: &'b [Block],
    of: &'b dyn Fn(usize) -> Option<(usize, &'b str)>,
}

impl<'b> Blocks<'b> {
    /// The `blocks`; `of` gives portion and mark of the block with that index, as [`Judged`] has them.
    #[must_use]
    pub fn new(blocks: &'b [Block], of: &'b dyn Fn(usize) -> Option<(usize, &'b str)>) -> Self {
        Self { blocks, of }
    }

    pub(super) fn get(self, index: usize) -> Option<Judged<'b>> {
        let block = self.blocks.get(index)?;
        let (portion, mark) = (self.of)(index)?;
        Some(Judged { block, portion, mark })
    }

    /// The blocks alone.
    pub(super) fn list(self) -> &'b [Block] {
        self.blocks
    }
}

/// How an amount is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Count of portions: `2 paragraphs`.
    Portions,
    /// Lines, rounded up to fives: `about 10 lines`.
    Lines,
    /// Words, rounded up to fifties: `about 150 words`.
    Words,
    /// No amount.
    Nothing,
}

/// How masks look.
#[derive(Debug, Clone)]
pub struct MaskLook {
    /// The text, with `{amount}` and `{reason}`.
    pub template: String,
    /// How the amount is worded.
    pub measure: Measure,
    /// Whether number, bullet or label of a masked block stays.
    pub keep_lead: bool,
    /// Whether neighbouring cuts share one mask.
    pub merge: bool,
}

/// The new overall marking as it is written in each form.
#[derive(Debug, Clone)]
pub struct Remark {
    /// In a banner: `UNCLASSIFIED//SBU`.
    pub banner: String,
    /// In a banner of spaced letters: `C O N F I D E N T I A L`.
    pub spaced: String,
    /// In a cable's transmission line: `ZNY CCCCC`, `ZNR UUUUU`.
    pub transmission: String,
}

impl Remark {
    pub(super) fn text(&self, form: LevelForm) -> &str {
        match form {
            LevelForm::Banner | LevelForm::Doubt | LevelForm::Classified => &self.banner,
            LevelForm::Spaced => &self.spaced,
            LevelForm::Transmission => &self.transmission,
        }
    }
}

/// How a release looks.
#[derive(Debug, Clone)]
pub struct Look {
    /// Masks; `None` strips without a trace.
    pub mask: Option<MaskLook>,
    /// The new overall marking; `None` leaves banners as they are.
    pub remark: Option<Remark>,
    /// A line that a release with cuts begins with.
    pub caption: Option<String>,
    /// Whether blocks stand and fall by blank lines, as in Markdown.
    pub markdown: bool,
}
