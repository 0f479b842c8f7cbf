//! The splitter and the runs of lines that it makes drafts of.

use crate::document::chunk::Lines;
use crate::document::draft::Draft;
use crate::document::furniture::LineClass;
use crate::document::lead::Lead;
use crate::document::marks::{self, Marks, Ordinal, Start};
use crate::document::signs::Signs;
use crate::scheme::Scheme;

/// Takes chunks in order and makes drafts of them.
pub(in crate::document) struct Splitter<'s> {
    pub(super) scheme: &'s Scheme,
    pub(super) source: &'s str,
    pub(super) lines: &'s Lines,
    pub(super) marks: Marks<'s>,
    /// What the whole source holds, where the visible text is the source.
    pub(super) whole: Option<Signs>,
    /// What the chunk in work holds.
    pub(super) signs: Signs,
    /// The paragraph number that comes next.
    pub(super) expected: u64,
    /// The column of the table in work that holds the marks of its rows.
    pub(super) mark_column: Option<usize>,
    /// The drafts so far.
    pub(in crate::document) drafts: Vec<Draft>,
}

/// A run of visible lines that will be one draft.
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) class: LineClass,
    pub(super) lead: Lead,
    pub(super) start: Start,
    pub(super) in_sequence: bool,
    pub(super) count: usize,
    pub(super) joined: bool,
    /// Its letter, where that counts a list from its first letter on.
    pub(super) counted: Option<Ordinal>,
}

impl<'s> Splitter<'s> {
    /// A splitter over `source`; `shown` where its visible text is the source itself.
    pub(in crate::document) fn new(
        scheme: &'s Scheme,
        source: &'s str,
        lines: &'s Lines,
        shown: bool,
    ) -> Self {
        Self {
            scheme,
            source,
            lines,
            marks: Marks::new(scheme),
            whole: shown.then(|| Signs::of(source)),
            signs: Signs::of(""),
            expected: 1,
            mark_column: None,
            drafts: Vec::new(),
        }
    }
}

/// The marks inside without the one at the end.
pub(super) fn without(mut inside: Vec<marks::Hit>, last: Option<&(marks::Hit, bool)>) -> Vec<marks::Hit> {
    if let Some((last, _)) = last {
        inside.retain(|hit| hit.span != last.span);
    }
    inside
}

/// 1-based lines.
pub(super) fn numbered(lines: (usize, usize)) -> crate::document::block::Lines {
    let one = |n: usize| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
    crate::document::block::Lines {
        first: one(lines.0),
        last: one(lines.1),
    }
}
