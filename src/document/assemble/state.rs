//! What is known between two drafts, and what a draft turned out to be.

use super::held::Held;
use super::place::Place;
use super::sections::Section;
use crate::document::block::{Kind, Mark, Role};
use crate::document::few::Few;
use crate::document::furniture::LineClass;
use crate::document::marks::Ordinal;
use std::collections::HashSet;

/// Drafts between a beginning and its end that are searched for another beginning.
const MOST_QUOTED: usize = 256;

/// A portion that later blocks may continue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) block: usize,
    pub(super) bullet: Option<u16>,
    /// Its last text ended with a colon: items may follow.
    pub(super) items: bool,
    /// Items of a list were seen since.
    pub(super) itemed: bool,
    /// The next number of a list inside it.
    pub(super) next_item: Option<u64>,
    /// Its mark stands alone: the text comes next.
    pub(super) empty: bool,
    /// Where it stands.
    pub(super) place: Place,
    /// It is a counted item of a list that the portion above it announced.
    pub(super) listed: bool,
    /// It is an item of a counted list of Markdown, at the margin.
    pub(super) ordered: bool,
    /// The sign of its list stood alone on the line above it.
    pub(super) below_sign: bool,
    /// A row of a table with own marks stood in it: only rows go on with it.
    pub(super) rows_only: bool,
}

impl Open {
    /// Whether it announced items of which none was seen so far.
    pub(super) fn awaits_items(self) -> bool {
        self.items && !self.itemed
    }
}

pub(super) struct Assembler<'d> {
    pub(super) source: &'d str,
    pub(super) drafts: Vec<Held>,
    pub(super) sections: Vec<Section>,
    pub(super) section_of: Vec<u32>,
    pub(super) next_text: Vec<usize>,
    pub(super) text_ends: Vec<usize>,
    pub(super) open: Option<Open>,
    pub(super) run: Option<Ordinal>,
    pub(super) head: bool,
    /// Whether only lines of a message head were seen since the head began.
    pub(super) head_only: bool,
    /// Whether the subject of the message was seen.
    pub(super) subject_seen: bool,
    pub(super) subject_next: bool,
    /// Owner of a text between `Begin text` and `End text`, and the draft that ends it.
    pub(super) quoted: Option<(usize, usize)>,
    pub(super) subjects: HashSet<u64>,
    /// Lines of message heads, which the sections of a long cable repeat.
    pub(super) head_lines: HashSet<u64>,
    pub(super) sentence: bool,
    /// The header row of the table in work, where it has marks.
    pub(super) header_row: Option<usize>,
    /// Whether rows of the table in work have marks of their own.
    pub(super) marked_rows: bool,
    /// Whether the last text ended in the midst of a sentence.
    pub(super) unfinished: bool,
    /// The portions that the open one stands in, and itself.
    pub(super) nested: Vec<(usize, Place)>,
    /// A portion was marked in the midst of this portion's last sentence: a caption, a footnote.
    pub(super) broken: bool,
    /// A short line with a colon announced a list, and only names of it were seen since.
    pub(super) names: bool,
    /// The text in work begins with a letter that is of no list.
    pub(super) lone: bool,
    /// The rank of the last level that a line of the page stated.
    pub(super) banner: Option<u8>,
}

/// What a draft turned out to be.
pub(super) struct Verdict {
    pub(super) kind: Kind,
    pub(super) role: Role,
    pub(super) marks: Few<Mark>,
    pub(super) continues: Option<usize>,
}

impl Verdict {
    pub(super) fn plain(kind: Kind) -> Self {
        Self {
            kind,
            role: Role::Plain,
            marks: Few::default(),
            continues: None,
        }
    }

    pub(super) fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    pub(super) fn marks(mut self, marks: Few<Mark>) -> Self {
        self.marks = marks;
        self
    }

    pub(super) fn joins(mut self, block: Option<usize>) -> Self {
        self.continues = block;
        self
    }
}

impl Assembler<'_> {
    pub(super) fn section(&self, index: usize) -> Section {
        self.section_of
            .get(index)
            .and_then(|s| self.sections.get(usize::try_from(*s).ok()?))
            .copied()
            .unwrap_or_default()
    }

    /// Ends the open portion.
    pub(super) fn close(&mut self) {
        self.open = None;
        self.quoted = None;
        self.nested.clear();
    }

    /// Opens a quoted text that block `owner` opens, where an end of it comes.
    pub(super) fn quote(&mut self, index: usize, owner: usize) {
        let place = self.text_ends.partition_point(|end| *end <= index);
        // An end behind another beginning is that one's.
        let begins = |end: usize| {
            let between = self.drafts.get(index.saturating_add(1)..end).unwrap_or_default();
            between
                .iter()
                .take(MOST_QUOTED)
                .any(|d| d.class == LineClass::BeginText || d.look().opens_text)
        };
        if let Some(end) = self.text_ends.get(place)
            && !begins(*end)
        {
            self.quoted = Some((owner, *end));
        }
    }
}
