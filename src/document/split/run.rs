//! The splitter and the runs of lines that it makes drafts of.

use super::sign::Sign;
use crate::document::block::MarkState;
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
    /// Whether the subject comes next: its label stood alone.
    pub(super) subject_next: bool,
    /// How many runs had their mark at the end, less those that had it at the start.
    pub(super) closed: i64,
    /// The letter that the last paragraph of an outline began with.
    pub(super) outline: Option<u8>,
    /// The column of the table in work that holds the marks of its rows.
    pub(super) mark_column: Option<usize>,
    /// Whether the chunk in work is loose: [`super::stacked::is_loose`].
    pub(super) loose: bool,
    /// Whether each line of the chunk in work begins with a mark.
    pub(super) each: bool,
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
    /// Whether it names the subject in one of its first lines.
    pub(super) subject: bool,
    /// The last letter in brackets that one of its lines begins with.
    pub(super) letter: Option<Ordinal>,
    /// Length of its longest line.
    pub(super) longest: usize,
    /// How many of its lines begin with the label of a head or of a subject.
    pub(super) labels: u32,
    /// Whether a line behind its first may not begin with a word of small letters.
    pub(super) odd: bool,
    /// Its letter, where that counts a list from its first letter on.
    pub(super) counted: Option<Ordinal>,
    /// The sign of a list before its mark.
    pub(super) sign: Option<Sign>,
}

impl Run {
    /// A run of `count` lines of text that stands below another in one paragraph.
    pub(super) fn below(from: usize, to: usize, count: usize) -> Self {
        Self {
            from,
            to,
            class: LineClass::Text,
            lead: Lead::default(),
            start: Start::default(),
            in_sequence: false,
            count,
            joined: true,
            subject: false,
            letter: None,
            longest: 0,
            labels: 0,
            odd: true,
            counted: None,
            sign: None,
        }
    }

    /// Whether `line` begins with the sign that comes next behind the one of this marked paragraph.
    pub(super) fn counts_on(&self, line: &str, previous: &str) -> bool {
        self.sign
            .is_some_and(|sign| sign.counts_on(line, previous, self.count == 1))
    }
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
            subject_next: false,
            closed: 0,
            outline: None,
            mark_column: None,
            loose: false,
            each: false,
            drafts: Vec::new(),
        }
    }

    /// Adds a draft. What a line of it seems to state may be all of what it shows, which its source shows in another way.
    pub(super) fn push(&mut self, mut draft: Draft) {
        for level in &mut draft.levels {
            let fits = draft.body.contains(level.span) && !level.span.of(self.source).is_empty();
            if !level.form.states() && !fits {
                level.span = draft.body;
            }
        }
        self.drafts.push(draft);
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

/// Whether a mark was read.
pub(super) fn is_known(hit: &marks::Hit) -> bool {
    matches!(hit.state, MarkState::Known(_))
}

/// A start whose offsets count from the chunk instead of the line.
pub(super) fn shifted(mut start: Start, by: usize) -> Start {
    if let Some(hit) = &mut start.hit {
        for place in [
            &mut hit.span.0,
            &mut hit.span.1,
            &mut hit.inner.0,
            &mut hit.inner.1,
        ] {
            *place = place.saturating_add(by);
        }
    }
    start
}
