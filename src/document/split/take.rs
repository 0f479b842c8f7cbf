//! Chunks taken in order: the lines of text as runs, all else as a whole.

use super::begin::goes_on;
use super::levels::is_worded;
use super::marked::heads_text;
use super::paragraph::sequence;
use super::run::{Run, Splitter, shifted};
use super::sign::Sign;
use super::stacked::is_loose;
use crate::document::block::{Level, LevelForm};
use crate::document::chars::{cut, ends_sentence, is_blank, tail};
use crate::document::chunk::{Chunk, Shape};
use crate::document::furniture::{self, LineClass};
use crate::document::lead::{Lead, lead};
use crate::document::look;
use crate::document::marks::Start;
use crate::document::prose::is_prose;
use crate::document::signs::{Signs, last_bracket};
use crate::span::Span;

/// In how many lines of a paragraph a subject may be named.
const SUBJECT: usize = 6;

impl Splitter<'_> {
    /// Makes drafts of one chunk.
    pub(in crate::document) fn take(&mut self, chunk: &Chunk<'_>) {
        self.signs = match self.whole {
            Some(signs) if !signs.any() => signs,
            _ => Signs::of(chunk.view.text()),
        };
        match chunk.shape {
            Shape::Text | Shape::Heading => self.text(chunk),
            Shape::Row { .. } => self.row(chunk),
            Shape::Footnote => self.footnote(chunk),
            shape => {
                let mut draft = self.bare(chunk);
                draft.levels = match shape {
                    Shape::FrontMatter => self.stated(chunk),
                    Shape::Code | Shape::Hidden => self.unshown_levels(chunk),
                    _ => Vec::new(),
                };
                if matches!(shape, Shape::Hidden | Shape::LinkDefinition) {
                    draft.inside = self.unshown_marks(chunk);
                }
                if shape == Shape::FrontMatter {
                    draft.inside = self.values(chunk);
                    let mut seems = furniture::front_matter(self.scheme, chunk.view.text());
                    seems.retain(|seems| draft.levels.iter().all(|level| level.marking != *seems));
                    let span = draft.body;
                    draft.levels.extend(seems.into_iter().map(|marking| Level {
                        span,
                        form: LevelForm::Doubt,
                        marking,
                    }));
                }
                if shape == Shape::Code {
                    draft.inside = self.code(chunk);
                    // A banner that blanks set in the middle of its line.
                    if chunk.lines.0 == chunk.lines.1 && !draft.levels.is_empty() {
                        draft.shape = Shape::Text;
                        draft.class = LineClass::Banner;
                    }
                }
                self.push(draft);
            }
        }
    }

    fn text(&mut self, chunk: &Chunk<'_>) {
        let text = chunk.view.text();
        // Most text has no line that begins with a bracket.
        let stacked = memchr::memmem::find(text.as_bytes(), b"\n(").is_some();
        self.loose = stacked && is_loose(text);
        self.each = stacked && self.marks_each(text);
        let mut runs: Vec<Run> = Vec::new();
        let mut from = 0usize;
        let mut previous = "";
        let mut rest = Some(text);
        let mut apart = false;
        let heading = chunk.shape == Shape::Heading;
        let brackets = last_bracket(text).map_or(0, |at| at.saturating_add(1));
        let mut previous_at = 0usize;
        while let Some(remaining) = rest {
            let (line, behind) = match memchr::memchr(b'\n', remaining.as_bytes()) {
                Some(at) => (cut(remaining, 0, at), Some(tail(remaining, at.saturating_add(1)))),
                None => (remaining, None),
            };
            let to = from.saturating_add(line.len());
            if !runs.is_empty() && is_blank(line) {
                // Of form feeds, say, which Markdown does not take for blank.
                from = to.saturating_add(1);
                rest = behind;
                continue;
            }
            let prose = is_prose(self.scheme, self.signs, line);
            let seen = if prose {
                LineClass::Text
            } else {
                furniture::classify(self.scheme, self.signs, line)
            };
            let label = u32::from(matches!(seen, LineClass::Head(_) | LineClass::Subject));
            let step = match runs.last() {
                Some(_) if prose && self.is_lazy(chunk, line, previous, from) => {
                    Some((LineClass::Text, Lead::default(), false))
                }
                Some(run)
                    if prose
                        && !apart
                        && goes_on(run, brackets <= previous_at)
                        && !heads_text(run, line, previous)
                        && !self.parts(run, line, previous, behind) =>
                {
                    None
                }
                None if prose => Some((LineClass::Text, Lead::default(), false)),
                run => self.line(run, (line, seen), previous, behind, apart, chunk.item.is_some()),
            };
            match (step, runs.last_mut()) {
                (None, Some(run)) => {
                    run.to = to;
                    run.count = run.count.saturating_add(1);
                    run.subject |= run.count <= SUBJECT && look::subject_at(line).is_some();
                    if line.trim_start().starts_with('(') {
                        let letter = self.marks.start(line, lead(line).end).ordinal;
                        run.letter = letter.or(run.letter);
                    }
                    run.longest = run.longest.max(line.len());
                    run.odd |= !is_worded(line);
                    run.labels = run.labels.saturating_add(label);
                }
                (step, _) => {
                    let (class, lead, alone) =
                        step.unwrap_or_else(|| (LineClass::Text, Lead::default(), false));
                    let first = runs.is_empty();
                    let lead = if first { self.with_item(chunk, lead) } else { lead };
                    let start = if prose {
                        self.marks.labelled(line, 0)
                    } else {
                        let found = self.lettered(class, line, &lead);
                        self.unless_aside(found, line, behind)
                    };
                    if let Some(run) = runs.last().filter(|run| !run.subject) {
                        self.closed = self.closed.saturating_add(self.style(run, previous));
                    }
                    let in_sequence = !heading && self.count(&lead, class, &start, chunk, first);
                    let before = runs.last().and_then(|run| run.counted);
                    let counted = start.ordinal.filter(|own| {
                        lead.value.is_none()
                            && (own.index == 1 || before.is_some_and(|last| own.follows(last)))
                    });
                    let start_letter = start.ordinal;
                    // Only a line below asks for it.
                    let marked = start.hit.as_ref().filter(|_| behind.is_some());
                    let sign = marked.and_then(|hit| Sign::before(line, hit.span.0));
                    let mut start = shifted(start, from);
                    start.hit.take_if(|hit| self.is_code(chunk, hit));
                    runs.push(Run {
                        from,
                        to,
                        class,
                        lead,
                        start,
                        in_sequence,
                        count: 1,
                        joined: !first,
                        subject: std::mem::replace(&mut self.subject_next, class == LineClass::SubjectLabel)
                            || class == LineClass::Subject
                            || look::subject_at(line).is_some(),
                        letter: start_letter,
                        longest: line.len(),
                        odd: false,
                        labels: label,
                        counted,
                        sign,
                    });
                    apart = alone;
                }
            }
            previous = line;
            previous_at = from;
            from = to.saturating_add(1);
            rest = behind;
        }
        if brackets > 0 {
            runs = self.part(text, runs);
            runs = self.reach(text, runs, brackets);
        }
        self.finish(chunk, &runs, brackets);
    }

    /// Whether a line at byte `from` of a list item's text stands at the margin of the item behind a line that was not
    /// broken for want of room: Markdown takes it for more of the item, its reader may not.
    fn is_lazy(&self, chunk: &Chunk<'_>, line: &str, previous: &str, from: usize) -> bool {
        const WRAPPED: usize = 60;
        // What a colon announces comes next.
        let over = ends_sentence(previous) && !previous.trim_end().ends_with(':');
        let Some(item) = chunk.item.filter(|_| over) else {
            return false;
        };
        let word = line.split_whitespace().next().map_or(0, str::len);
        let start = chunk.view.start(from);
        let margin = Span::new(self.lines.start(self.lines.at(start)), start).of(self.source);
        previous.len().saturating_add(word) < WRAPPED
            && line.starts_with(char::is_uppercase)
            && crate::document::lead::columns(margin) <= item.column
    }

    /// The lead of a first line together with the list marker before it.
    fn with_item(&self, chunk: &Chunk<'_>, mut lead: Lead) -> Lead {
        if let Some(item) = chunk.item {
            match item.number {
                Some((_, value)) if lead.value.is_none() => {
                    lead.value = Some(value);
                }
                _ => {}
            }
            lead.bullet = Some(item.column);
        }
        lead
    }

    /// What stands first, behind the letter of an outline that comes after the one before: `C. (U) The` below `B. (S) The`.
    fn lettered(&mut self, class: LineClass, line: &str, lead: &Lead) -> Start {
        let found = self.start(class, line, lead);
        let Some((letter, end)) = outline(tail(line, lead.end)).filter(|_| class == LineClass::Text) else {
            return found;
        };
        let before = self.outline.replace(letter);
        if before.and_then(|before| before.checked_add(1)) != Some(letter) {
            return found;
        }
        let behind = self.marks.start(line, lead.end.saturating_add(end));
        if behind.hit.is_some() { behind } else { found }
    }

    pub(super) fn start(&self, class: LineClass, line: &str, lead: &Lead) -> Start {
        match class {
            LineClass::Text => {
                let found = self.marks.start(line, lead.end);
                if found == Start::default() {
                    self.marks.labelled(line, lead.end)
                } else {
                    found
                }
            }
            LineClass::BeginText | LineClass::Head(_) | LineClass::EndText | LineClass::Excision => {
                self.marks.start(line, lead.end)
            }
            LineClass::Authority => Start::default(),
            LineClass::Subject => {
                let at = line
                    .find(':')
                    .map_or_else(|| line.find("  ").unwrap_or(0), |at| at.saturating_add(1));
                let mut found = self.marks.start(line, at);
                found.ordinal = None;
                found
            }
            _ => Start::default(),
        }
    }

    /// Keeps the sequence of paragraph numbers; whether this one continues it.
    fn count(
        &mut self,
        lead: &Lead,
        class: LineClass,
        start: &Start,
        chunk: &Chunk<'_>,
        first: bool,
    ) -> bool {
        let nested = first && chunk.item.is_some_and(|item| item.column > 3);
        let Some(value) = lead.value.filter(|_| class == LineClass::Text && !nested) else {
            return false;
        };
        let next = self.expected;
        if sequence(value, next) {
            self.expected = next.saturating_add(1);
            return true;
        }
        if start.hit.is_some() {
            self.expected = value.saturating_add(1);
        }
        lead.pilcrow
    }
}

/// The letter that a text begins with as the sign of an outline right before a bracket, `C. (` or `(c) (`, and where that
/// bracket stands. Of capitals only those are told that are no mark in brackets.
fn outline(text: &str) -> Option<(u8, usize)> {
    let bytes = text.as_bytes();
    let (letter, len) = match bytes {
        [b'(', letter @ b'a'..=b'z', b')', ..] => (*letter, 3_usize),
        [letter @ b'A'..=b'Z', b'.' | b')', ..] => (*letter, 2),
        _ => return None,
    };
    let gap = bytes.get(len..)?.iter().take_while(|b| **b == b' ').count();
    let at = len.saturating_add(gap);
    (gap > 0 && bytes.get(at) == Some(&b'(')).then_some((letter, at))
}
