//! Chunks taken in order: rows, footnotes, and the lines of text as runs.

use super::begin::{goes_on, sequence, signs_off};
use super::columns::names_mark_column;
use super::levels::front_matter_levels;
use super::run::{Run, Splitter, numbered, without};
use crate::document::block::{Mark, MarkPlace, MarkState};
use crate::document::chars::{cut, is_blank, tail};
use crate::document::chunk::{Chunk, Shape};
use crate::document::draft::Draft;
use crate::document::furniture::LineClass;
use crate::document::lead::{Lead, lead};
use crate::document::look::{self};
use crate::document::marks::{self, Start};
use crate::document::prose::is_prose;
use crate::document::signs::{Signs, last_bracket};
use crate::document::view::{OBJECT, View};
use crate::span::Span;

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
                    Shape::FrontMatter => front_matter_levels(self.scheme, chunk),
                    Shape::Code | Shape::Hidden => self.unshown_levels(chunk),
                    _ => Vec::new(),
                };
                if matches!(shape, Shape::Hidden | Shape::LinkDefinition) {
                    draft.inside = self.unshown_marks(chunk);
                }
                if shape == Shape::Code {
                    draft.inside = self.code(chunk);
                    // A banner that blanks set in the middle of its line.
                    if chunk.lines.0 == chunk.lines.1 && !draft.levels.is_empty() {
                        draft.shape = Shape::Text;
                        draft.class = LineClass::Banner;
                    }
                }
                self.drafts.push(draft);
            }
        }
    }

    /// A draft of a whole chunk without reading its text.
    fn bare(&self, chunk: &Chunk<'_>) -> Draft {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        Draft {
            body,
            lines: numbered(chunk.lines),
            shape: chunk.shape,
            class: LineClass::Text,
            lead: Span::new(body.start(), chunk.text_start.clamp(body.start(), body.end())),
            number: None,
            value: None,
            in_sequence: false,
            bullet: chunk.item.map(|i| i.column),
            letter: false,
            first: None,
            ordinal: None,
            counts_on: false,
            inside: Vec::new(),
            last: None,
            levels: Vec::new(),
            look: look::Look::default(),
            joined: false,
            refers: chunk.refers.iter().map(|(_, label)| *label).collect(),
            defines: chunk.defines,
            hides: !chunk.hides.is_empty(),
        }
    }

    /// Marks that lines of code begin with, as an indented paragraph of a paper does that is no Markdown.
    fn code(&self, chunk: &Chunk<'_>) -> Vec<Mark> {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        let view = View::verbatim(body.of(self.source), body.start());
        let mut found = Vec::new();
        if last_bracket(view.text()).is_none() {
            return found;
        }
        let mut from = 0_usize;
        for line in view.text().split('\n') {
            let hit = self.marks.start(line, lead(line).end).hit;
            let known = hit.filter(|hit| matches!(hit.state, MarkState::Known(_)));
            found.extend(known.map(|hit| shifted_hit(hit, from).mark(&view, MarkPlace::Inside)));
            from = from.saturating_add(line.len()).saturating_add(1);
        }
        found
    }

    fn row(&mut self, chunk: &Chunk<'_>) {
        let mut draft = self.bare(chunk);
        let text = chunk.view.text();
        if matches!(chunk.shape, Shape::Row { header: true, .. }) {
            draft.levels = self.boxed_level(&chunk.view).into_iter().collect();
            self.mark_column = text.split('\n').position(names_mark_column);
        }
        let column = self.mark_column.filter(|_| draft.levels.is_empty());
        let column = column.filter(|_| matches!(chunk.shape, Shape::Row { header: false, .. }));
        let marked = column.and_then(|column| self.in_column(&chunk.view, column));
        let column = column.filter(|_| marked.is_some());
        draft.inside.extend(marked);
        let mut from = 0usize;
        for (index, cell) in text.split('\n').enumerate() {
            let at = from;
            from = from.saturating_add(cell.len()).saturating_add(1);
            if column == Some(index) {
                continue;
            }
            let found = self.marks.start(cell, 0);
            let plain = found.hit.is_none() && found.ordinal.is_some();
            let hit = found.hit.filter(|_| !plain);
            let behind = hit.as_ref().map_or(0, |h| h.span.1);
            let more = self.marks.inside_cell(cell, behind);
            let last = self.marks.end(cell, behind);
            let more = without(more, last.as_ref());
            // `Lamp (C)`: a mark without a sentence before it only raises.
            let (last, soft) = match last {
                Some((hit, true)) => (Some(hit), None),
                Some((hit, false)) if is_soft(&hit, cell) => (None, Some(hit)),
                _ => (None, None),
            };
            if let Some(hit) = soft {
                draft
                    .inside
                    .push(shifted_hit(hit, at).mark(&chunk.view, MarkPlace::Inside));
            }
            for hit in hit.into_iter().chain(more).chain(last) {
                let place = if draft.first.is_none() {
                    MarkPlace::Start
                } else {
                    MarkPlace::Inside
                };
                let mark = shifted_hit(hit, at).mark(&chunk.view, place);
                if draft.first.is_none() {
                    draft.first = Some(mark);
                } else {
                    draft.inside.push(mark);
                }
            }
        }
        self.drafts.push(draft);
    }

    fn footnote(&mut self, chunk: &Chunk<'_>) {
        let mut draft = self.bare(chunk);
        let text = chunk.view.text();
        let found = self.marks.start(text, 0);
        let behind = found.hit.as_ref().map_or(0, |h| h.span.1);
        let last = self
            .marks
            .end(text, behind)
            .filter(|(hit, firm)| *firm || is_soft(hit, text))
            .map(|(hit, _)| (hit, true));
        draft.inside = without(
            self.marks.inside(text, behind, None, found.hit.is_some()),
            last.as_ref(),
        )
        .into_iter()
        .map(|h| h.mark(&chunk.view, MarkPlace::Inside))
        .collect();
        draft.first = found.hit.map(|h| h.mark(&chunk.view, MarkPlace::Start));
        draft.last = last.map(|(h, firm)| (h.mark(&chunk.view, MarkPlace::End), firm));
        self.drafts.push(draft);
    }

    fn text(&mut self, chunk: &Chunk<'_>) {
        let text = chunk.view.text();
        if text == OBJECT {
            let levels = self.unshown_levels(chunk);
            if !levels.is_empty() {
                let mut draft = self.bare(chunk);
                draft.class = LineClass::Banner;
                draft.levels = levels;
                self.drafts.push(draft);
                return;
            }
        }
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
            let step = match runs.last() {
                Some(run)
                    if prose
                        && !apart
                        && goes_on(run, brackets <= previous_at)
                        && !(signs_off(line, previous) && self.ends(behind))
                        && !self.heads(line, previous, behind) =>
                {
                    None
                }
                None if prose => Some((LineClass::Text, Lead::default(), false)),
                run => self.line(run, line, previous, behind, apart, chunk.item.is_some()),
            };
            match (step, runs.last_mut()) {
                (None, Some(run)) => {
                    run.to = to;
                    run.count = run.count.saturating_add(1);
                }
                (step, _) => {
                    let (class, lead, alone) =
                        step.unwrap_or_else(|| (LineClass::Text, Lead::default(), false));
                    let first = runs.is_empty();
                    let lead = if first { self.with_item(chunk, lead) } else { lead };
                    let start = if prose {
                        self.marks.labelled(line, 0)
                    } else {
                        self.start(class, line, &lead)
                    };
                    let in_sequence = !heading && self.count(&lead, class, &start, chunk, first);
                    let before = runs.last().and_then(|run| run.counted);
                    let counted = start.ordinal.filter(|own| {
                        lead.value.is_none()
                            && (own.index == 1 || before.is_some_and(|last| own.follows(last)))
                    });
                    runs.push(Run {
                        from,
                        to,
                        class,
                        lead,
                        start: shifted(start, from),
                        in_sequence,
                        count: 1,
                        joined: !first,
                        counted,
                    });
                    apart = alone;
                }
            }
            previous = line;
            previous_at = from;
            from = to.saturating_add(1);
            rest = behind;
        }
        self.finish(chunk, &runs, brackets);
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

    fn start(&self, class: LineClass, line: &str, lead: &Lead) -> Start {
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

/// Whether a mark that no sentence ends before is one, and no letter of a reference.
fn is_soft(hit: &marks::Hit, text: &str) -> bool {
    matches!(hit.state, MarkState::Known(_)) && !crate::document::marks::refers(cut(text, 0, hit.span.0))
}

/// A mark whose offsets count from the chunk instead of the cell.
fn shifted_hit(hit: marks::Hit, by: usize) -> marks::Hit {
    marks::Hit {
        span: (hit.span.0.saturating_add(by), hit.span.1.saturating_add(by)),
        inner: (hit.inner.0.saturating_add(by), hit.inner.1.saturating_add(by)),
        ..hit
    }
}

/// A start whose offsets count from the chunk instead of the line.
fn shifted(mut start: Start, by: usize) -> Start {
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
