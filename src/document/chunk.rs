//! Chunks: what the format itself sets apart, before lines are read.

use super::view::View;
use crate::span::Span;

/// What the format says about a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text whose lines decide.
    Text,
    /// A Markdown heading.
    Heading,
    /// Code, fenced or indented.
    Code,
    /// A comment or another element that is not shown.
    Hidden,
    /// Front matter.
    FrontMatter,
    /// A link reference definition.
    LinkDefinition,
    /// A footnote definition.
    Footnote,
    /// A thematic break and other signs without text.
    Sign,
    /// A table row.
    Row {
        /// Columns of the table.
        columns: u16,
        /// Whether it is the header row.
        header: bool,
    },
}

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// Where the marker stands.
    pub(super) at: usize,
    /// Column of the marker.
    pub(super) column: u16,
    /// The number and its value, for an ordered list.
    pub(super) number: Option<(Span, u64)>,
}

/// Lines that belong together, with their visible text.
pub(super) struct Chunk<'a> {
    /// First and last line, 0-based.
    pub(super) lines: (usize, usize),
    /// What the format says.
    pub(super) shape: Shape,
    /// The text as shown.
    pub(super) view: View<'a>,
    /// Where the text begins in the source, behind quote signs and list markers.
    pub(super) text_start: usize,
    /// The list marker before it.
    pub(super) item: Option<Item>,
    /// What it refers to, by label number, with the byte offset of each reference.
    pub(super) refers: Vec<(usize, u32)>,
    /// The label it defines.
    pub(super) defines: Option<u32>,
    /// Where inline HTML stands that can hold text which is not shown.
    pub(super) hides: Vec<usize>,
    /// Code inside a line that begins with a bracket.
    pub(super) coded: Vec<Span>,
}

/// Where the lines of a source begin.
pub(super) struct Lines {
    starts: Vec<usize>,
    len: usize,
}

impl Lines {
    /// Finds the lines of `source`; a line ends at LF.
    pub(super) fn of(source: &str) -> Self {
        let mut starts = Vec::new();
        if !source.is_empty() {
            starts.push(0);
        }
        starts.extend(
            memchr::memchr_iter(b'\n', source.as_bytes())
                .map(|at| at.saturating_add(1))
                .filter(|at| *at < source.len()),
        );
        Self {
            starts,
            len: source.len(),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where line `index` starts; the end of the source behind the last one.
    pub(super) fn start(&self, index: usize) -> usize {
        self.starts.get(index).copied().unwrap_or(self.len)
    }

    /// Line `index` with its line end.
    pub(super) fn span(&self, index: usize) -> Span {
        Span::new(self.start(index), self.start(index.saturating_add(1)))
    }

    /// The line that holds byte `offset`.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }
}
