//! Chunks that are drafts as a whole: rows, footnotes, code.

use super::columns::names_mark_column;
use super::run::{Splitter, is_known, numbered, without};
use crate::document::block::{Mark, MarkPlace, MarkState};
use crate::document::chars::{cut, is_void, tail};
use crate::document::chunk::{Chunk, Shape};
use crate::document::draft::Draft;
use crate::document::furniture::LineClass;
use crate::document::lead::lead;
use crate::document::look;
use crate::document::marks;
use crate::document::signs::last_bracket;
use crate::document::view::View;
use crate::span::Span;

impl Splitter<'_> {
    /// A draft of a whole chunk without reading its text.
    pub(super) fn bare(&self, chunk: &Chunk<'_>) -> Draft {
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

    /// Marks in lines of code, as an indented paragraph of a paper has that is no Markdown: first, behind a label, behind a
    /// sentence, last.
    pub(super) fn code(&self, chunk: &Chunk<'_>) -> Vec<Mark> {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        let view = View::verbatim(body.of(self.source), body.start());
        let mut found = Vec::new();
        if last_bracket(view.text()).is_none() && !view.text().contains('/') {
            return found;
        }
        let mut from = 0_usize;
        let mut counted = None;
        for line in view.text().split('\n') {
            let at = lead(line).end;
            let start = self.marks.start(line, at);
            let before = counted;
            counted = start.ordinal.or(counted);
            let listed = start
                .ordinal
                .zip(before)
                .is_some_and(|(own, last)| own.follows(last));
            let first = start
                .hit
                .filter(|_| !listed)
                .or_else(|| self.marks.labelled(line, at).hit);
            let first = first.filter(|hit| is_known(hit) || marks::begins_sentence(tail(line, hit.span.1)));
            let behind = first.as_ref().map_or(at, |hit| hit.span.1);
            let inside = self
                .marks
                .inside(line, behind, None, first.is_some())
                .into_iter()
                .filter(is_known);
            let last = self.marks.end(line, behind).filter(|(_, firm)| *firm);
            let last = last.map(|(hit, _)| hit).filter(is_known);
            let hits = first.into_iter().chain(inside).chain(last);
            found.extend(hits.map(|hit| shifted_hit(hit, from).mark(&view, MarkPlace::Inside)));
            from = from.saturating_add(line.len()).saturating_add(1);
        }
        found
    }

    pub(super) fn row(&mut self, chunk: &Chunk<'_>) {
        let mut draft = self.bare(chunk);
        let text = chunk.view.text();
        let mut from = 0usize;
        let header = matches!(chunk.shape, Shape::Row { header: true, .. });
        if header {
            draft.levels = self.boxed_level(&chunk.view).into_iter().collect();
            self.mark_column = text.split('\n').position(names_mark_column);
        }
        let column = self.mark_column.filter(|_| !header);
        let marked = column.and_then(|column| self.in_column(&chunk.view, column));
        let column = column.filter(|_| marked.is_some());
        draft.inside.extend(marked);
        for (index, cell) in text.split('\n').enumerate() {
            let at = from;
            from = from.saturating_add(cell.len()).saturating_add(1);
            if column == Some(index) {
                continue;
            }
            let found = self.marks.start(cell, 0);
            let plain = found.hit.is_none() && found.ordinal.is_some();
            let hit = found.hit.filter(|_| !plain).or_else(|| self.marks.near(cell));
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
        let known = |mark: &Mark| matches!(mark.state, MarkState::Known(_));
        if draft.levels.is_empty() && !draft.first.iter().chain(&draft.inside).any(known) {
            let line = text.trim_matches(is_void).replace('\n', ": ");
            draft.levels = self.doubt(&chunk.view, (0, text.len()), &line);
            if draft.levels.is_empty() {
                draft.levels = self.unshown_levels(chunk);
            }
        }
        self.push(draft);
    }

    pub(super) fn footnote(&mut self, chunk: &Chunk<'_>) {
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
        self.push(draft);
    }
}

/// Whether a mark that no sentence ends before is one, and no letter of a reference.
fn is_soft(hit: &marks::Hit, text: &str) -> bool {
    matches!(hit.state, MarkState::Known(_)) && !crate::document::marks::refers(cut(text, 0, hit.span.0))
}

/// A mark whose offsets count from the chunk instead of the cell.
pub(super) fn shifted_hit(hit: marks::Hit, by: usize) -> marks::Hit {
    marks::Hit {
        span: (hit.span.0.saturating_add(by), hit.span.1.saturating_add(by)),
        inner: (hit.inner.0.saturating_add(by), hit.inner.1.saturating_add(by)),
        ..hit
    }
}
