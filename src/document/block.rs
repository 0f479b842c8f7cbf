//! A block: the unit that one marking governs.

use super::few::{Few, Rare};
use crate::marking::Marking;
use crate::span::Span;

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: cables, memoranda, mail.
    Text,
    /// Markdown, read with pulldown-cmark.
    Markdown,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Head of a message: routing, addresses, captions, subject, authority.
    Header,
    /// A line that states the overall classification.
    Banner,
    /// A heading.
    Heading,
    /// A paragraph with a mark of its own, or one that begins anew.
    Portion,
    /// Text that continues a portion.
    Continuation,
    /// A list or bullet.
    List,
    /// Name of the signer.
    Signature,
    /// End of a message.
    Trailer,
    /// Page furniture, stray lines, stamps, definitions, comments.
    Other,
}

/// What a block is for, where that decides how it is judged, rewritten or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing special.
    Plain,
    /// The subject line; `lead` covers its label.
    Subject,
    /// `Classified By: ... for reasons 1.4 (b) and (d)`.
    Authority,
    /// `E.O. 12958: DECL: 12/27/2019`.
    Declassification,
    /// A stamp of an earlier release; not the document's classification.
    Stamp,
    /// Markdown front matter.
    FrontMatter,
    /// A comment or another element that a reader does not see, or a paragraph that holds one.
    Hidden,
    /// A link reference definition.
    LinkDefinition,
    /// A footnote definition.
    Footnote,
    /// A fenced or indented code block.
    Code,
    /// Head of a message of mail: a new message begins.
    MessageHead,
    /// Title or date that begins another paper of the same document: `MEMORANDUM FOR ...`, `Tab A`.
    Paper,
    /// A note that stands for text removed earlier: `[2 paragraphs not declassified]`.
    Excision,
    /// A row of a Markdown table with its number of columns; the header row includes the delimiter row.
    TableRow {
        /// Columns of the table.
        columns: u16,
        /// Whether it is the header row (with the delimiter row under it).
        header: bool,
        /// Whether it holds a comment or a tag that its reader does not see.
        hides: bool,
    },
}

impl Role {
    /// Whether the block holds text that its reader does not see: the overall classification governs it.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden | Self::TableRow { hides: true, .. })
    }
}

/// First and last line of a block, 1-based, inclusive, without blank lines at either end; lines end at LF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lines {
    /// First line that is not blank.
    pub first: u32,
    /// Last line that is not blank.
    pub last: u32,
}

/// Where a mark stands in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkPlace {
    /// First, after number, letter, bullet, quote sign or label.
    Start,
    /// Inside run-on text.
    Inside,
    /// Last.
    End,
}

/// What stands where a mark was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkState {
    /// A marking that was read.
    Known(Marking),
    /// A bracketed token that is a marking in form but not in the scheme, or breaks a hard rule.
    Unknown,
    /// A damaged mark: `(8)`, `(S$)`.
    Damaged,
    /// A look-alike: other scripts, full width, zero width.
    LookAlike,
}

/// A mark found in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The mark with its brackets.
    pub span: Span,
    /// The mark as written, without brackets.
    pub inner: Span,
    /// Where in the block.
    pub place: MarkPlace,
    /// What it is.
    pub state: MarkState,
    /// Whether it governs the entire text (`(S-Entire text)`).
    pub entire: bool,
}

/// How a level is written where the release must write the new overall marking instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LevelForm {
    /// A banner in words, with its controls: `SECRET//NOFORN`.
    Banner,
    /// A banner in spaced letters: `C O N F I D E N T I A L`.
    Spaced,
    /// The security warning operating signal of a cable: `ZNY CCCCC` or `ZNR UUUUU`.
    Transmission,
    /// No form of a banner: a line that seems to state a level, damaged or in words. It may raise the overall
    /// classification, never lowers or sets it, and is not written anew.
    Doubt,
    /// A line that says that the paper is classified, and not how high. It makes the lowest overall classification unknown.
    Classified,
}

impl LevelForm {
    /// Whether it states a level; what only raises the overall classification states none.
    #[must_use]
    pub fn states(self) -> bool {
        !matches!(self, Self::Doubt | Self::Classified)
    }
}

/// A place that states the overall classification: banner, section header, page header, `ZNY` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// What to replace, level and controls: `C O N F I D E N T I A L` of `C O N F I D E N T I A L MOSCOW 003122`.
    pub span: Span,
    /// How it is written.
    pub form: LevelForm,
    /// What it says, where it can be read.
    pub marking: Option<Marking>,
}

/// A block. Its spans tile the source: each block ends where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// All its bytes, with the blank lines that follow it (and, for the first block, those before it).
    pub span: Span,
    /// Its content: from the start of its first line that is not blank to the end of its last, without that line's end.
    pub body: Span,
    /// The lines of `body`.
    pub lines: Lines,
    /// What it is.
    pub kind: Kind,
    /// What it is for.
    pub role: Role,
    /// What stands before the text and may stay when the text goes: indent, quote signs, bullet, paragraph number,
    /// `SUBJECT: `. Starts at `body.start()`; ends before the mark. Empty where there is none.
    pub lead: Span,
    /// The paragraph number as printed, such as `12` of `12. (C)`; without pilcrow and full stop.
    pub number: Option<Span>,
    /// Its own marks in order.
    pub marks: Few<Mark>,
    /// Where it states the overall classification.
    pub levels: Rare<Level>,
    /// The block whose portion this one continues, always an earlier one: a continuation, a bullet, a table row.
    pub continues: Option<u32>,
    /// For a footnote or a link reference definition, the blocks that refer to it, in order.
    pub referrers: Rare<usize>,
}
