//! What the marks of two lines that follow each other say of where a paragraph begins.

use super::run::{Run, Splitter};
use crate::document::block::MarkState;
use crate::document::chars::{cut, ends_sentence, is_void, tail};
use crate::document::furniture::LineClass;
use crate::document::lead::{Lead, lead};
use crate::document::look;
use crate::document::marks::{self, Start};
use crate::document::titles;

/// Longest title above the text of a paragraph, in bytes.
const TITLE: usize = 60;
/// In how many lines the next mark is looked for.
const AHEAD: usize = 24;

impl Splitter<'_> {
    /// Whether a line of a subject ends with the mark of that subject: what comes next is no part of it.
    pub(super) fn is_marked_title(&self, line: &str) -> bool {
        let label = look::subject_at(line).unwrap_or(0);
        let title = |at: usize| cut(line, label, at).contains(char::is_alphanumeric);
        self.marks
            .end(line, label)
            .is_some_and(|(hit, _)| title(hit.span.0))
    }

    /// Whether `line` ends with a mark behind a finished sentence; a small letter or a figure that the next line goes on from
    /// counts a list: `the lamps; (c)`.
    pub(super) fn is_closed(&self, line: &str, next: &str) -> bool {
        let small = || next.trim_start().starts_with(char::is_lowercase);
        self.marks.end(line, 0).is_some_and(|(hit, firm)| {
            let inner = cut(line, hit.inner.0, hit.inner.1);
            let letter = inner.starts_with(|c: char| c.is_ascii_lowercase());
            let before = cut(line, 0, hit.span.0).trim_end();
            let figure = inner.bytes().all(|b| b.is_ascii_digit()) && before.ends_with([';', ',', ':']);
            let counts = (letter || figure) && small() || counts_on(line, inner);
            let list = hit.state == MarkState::Damaged && counts;
            firm && hit.span.0 > lead(line).end && !list
        })
    }

    /// Whether a mark stands alone on `line`, one that can be read or not.
    pub(super) fn is_mark_alone(&self, line: &str) -> bool {
        let line = line.trim_matches(is_void);
        line.starts_with('(')
            && self
                .marks
                .start(line, 0)
                .hit
                .is_some_and(|hit| hit.span == (0, line.len()))
    }

    /// Whether paragraphs are marked at their end: as those before, or else as the first marked one of the next lines.
    pub(super) fn marks_at_end(&self, line: Option<&str>, behind: Option<&str>) -> bool {
        if self.closed != 0 {
            return self.closed > 0;
        }
        let lines = line.into_iter().chain(behind.unwrap_or("").split('\n'));
        let mut styles = lines.take(AHEAD).filter_map(|line| {
            let start = self.marks.start(line, lead(line).end).hit;
            let opens = start.is_some_and(|hit| matches!(hit.state, MarkState::Known(_)));
            if opens {
                return (!self.is_mark_alone(line)).then_some(false);
            }
            (line.contains(')') && self.is_closed(line, "")).then_some(true)
        });
        styles.next().unwrap_or(false)
    }

    /// How a run that ends with the line `last` is marked: 1 at its end, -1 at its start, else 0.
    pub(super) fn style(&self, run: &Run, last: &str) -> i64 {
        match &run.start.hit {
            Some(hit) if matches!(hit.state, MarkState::Known(_)) => -1,
            None if last.contains(')') && (self.is_closed(last, "") || self.is_mark_alone(last)) => 1,
            _ => 0,
        }
    }

    /// Whether a paragraph begins with a mark that cannot be read, or with what is left of one that was struck through:
    /// `4S4 The`.
    pub(super) fn begins_spoiled(
        &self,
        run: &Run,
        line: &str,
        previous: &str,
        lead: &Lead,
        first: &Start,
    ) -> bool {
        let Some(hit) = first.hit.as_ref().filter(|_| first.ordinal.is_none()) else {
            return false;
        };
        let text = tail(line, hit.span.1)
            .trim_start()
            .starts_with(char::is_uppercase);
        let inner = cut(line, hit.inner.0, hit.inner.1);
        let levelled =
            inner.starts_with(['S', 'C', 'U', 'T']) || inner.contains(|c: char| c.is_ascii_digit());
        let spoiled = match hit.state {
            MarkState::Known(_) => false,
            // Names stand in brackets, too.
            MarkState::Unknown => text && run.start.hit.is_some() && levelled,
            MarkState::Damaged | MarkState::LookAlike => true,
        };
        let token = cut(line, hit.span.0, hit.span.1);
        let figures = token.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
        spoiled
            && run.class == LineClass::Text
            && lead.number.is_none()
            && (ends_sentence(previous) || !is_full(previous) || !figures && marks::is_struck(token))
    }
}

/// Whether the figure before `figure` stands in brackets on the line: `(1) the quay; (2)`.
fn counts_on(line: &str, figure: &str) -> bool {
    let before = figure.parse::<u16>().ok().and_then(|own| own.checked_sub(1));
    before.is_some_and(|before| line.contains(&format!("({before})")))
}

/// Whether a line is about as long as lines are.
pub(super) fn is_full(line: &str) -> bool {
    line.trim_end().chars().count() >= 45
}

/// Whether a line of words with capital letters is too short for its place above running text: a title.
pub(super) fn stands_above(line: &str, next: &str, previous: &str) -> bool {
    let chars = |line: &str| line.trim_end().chars().count();
    let word = next.split_whitespace().next().unwrap_or("");
    let width = chars(previous).max(chars(next));
    chars(next) >= 40
        && word.starts_with(char::is_uppercase)
        && !titles::is_titled(next)
        && chars(line).saturating_add(word.len()).saturating_add(7) < width
}

/// Whether `line` is the text below a marked title, which is the first line of its run: `(U) Ferries of the North`.
pub(super) fn heads_text(run: &Run, line: &str, previous: &str) -> bool {
    let bare = run.lead.bullet.is_none() && run.lead.number.is_none() && !run.lead.letter;
    let known = |state: &MarkState| matches!(state, MarkState::Known(_));
    let mark = run
        .start
        .hit
        .as_ref()
        .filter(|hit| !hit.entire && known(&hit.state));
    mark.filter(|_| bare && run.count == 1 && run.class == LineClass::Text)
        .is_some_and(|hit| {
            let title = tail(previous, hit.span.1.saturating_sub(run.from)).trim();
            title.len() <= TITLE && titles::is_titled(title) && stands_above(previous, line, "")
        })
}
