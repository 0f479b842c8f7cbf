//! Leaves of Markdown, fitted to lines: every line that is not blank goes to one chunk.

use super::chars::{is_blank, is_void};
use super::chunk::{Chunk, Item, Lines, Shape};
use super::view::View;
use std::ops::Range;

/// A paragraph, a heading, a row, or another part of the text that Markdown sets apart.
pub(super) struct Leaf<'a> {
    pub(super) shape: Shape,
    pub(super) range: Range<usize>,
    pub(super) view: View<'a>,
    pub(super) text_start: Option<usize>,
    pub(super) item: Option<Item>,
    pub(super) refers: Vec<(usize, u32)>,
    pub(super) defines: Option<u32>,
    pub(super) rows: usize,
    pub(super) hides: Vec<usize>,
}

impl<'a> Leaf<'a> {
    /// One over `range` of `source`, without text.
    pub(super) fn new(source: &'a str, shape: Shape, range: Range<usize>) -> Self {
        Self {
            shape,
            view: View::rendered(source, range.start),
            range,
            text_start: None,
            item: None,
            refers: Vec::new(),
            defines: None,
            rows: 1,
            hides: Vec::new(),
        }
    }

    /// What leaves are ordered by.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.range.start, self.range.end)
    }
}

/// Hands chunks on in order.
pub(super) struct Fitted<'a, 'l, T> {
    source: &'a str,
    lines: &'l Lines,
    take: T,
    next_line: usize,
    held: Option<Chunk<'a>>,
}

impl<'a, 'l, T: FnMut(Chunk<'a>)> Fitted<'a, 'l, T> {
    pub(super) fn new(source: &'a str, lines: &'l Lines, take: T) -> Self {
        Self {
            source,
            lines,
            take,
            next_line: 0,
            held: None,
        }
    }

    /// Takes the leaf that comes next in the source.
    pub(super) fn leaf(&mut self, leaf: Leaf<'a>) {
        let (source, lines) = (self.source, self.lines);
        let first = lines.at(leaf.range.start);
        let text = source.get(leaf.range.clone()).unwrap_or("");
        let shown = text.trim_end_matches(is_void).len();
        let end = leaf.range.start.saturating_add(shown);
        let mut last = lines.at(end.saturating_sub(1).max(leaf.range.start)).max(first);
        last = last
            .saturating_add(leaf.rows.saturating_sub(1))
            .min(lines.count().saturating_sub(1));
        if is_blank(lines.span(first).of(source)) && first == last {
            return;
        }
        if first < self.next_line {
            // Two chunks on one line: what is shown there is not certain, so neither mark is relied on.
            if let Some(before) = &mut self.held {
                if before.lines.0 < first {
                    before.lines.1 = first.saturating_sub(1);
                    before.shape = Shape::Hidden;
                } else {
                    before.lines.1 = before.lines.1.max(last);
                    before.shape = Shape::Hidden;
                    self.next_line = before.lines.1.saturating_add(1);
                    return;
                }
            }
        } else {
            if let Some(chunk) = self.held.take() {
                (self.take)(chunk);
            }
            self.between(self.next_line, first);
        }
        if let Some(chunk) = self.held.take() {
            (self.take)(chunk);
        }
        let start = lines.start(first);
        self.held = Some(Chunk {
            lines: (first, last),
            shape: leaf.shape,
            text_start: leaf.text_start.unwrap_or(leaf.range.start).max(start),
            view: leaf.view,
            item: leaf.item.filter(|item| item.at >= start),
            refers: leaf.refers,
            defines: leaf.defines,
            hides: leaf.hides,
        });
        self.next_line = last.saturating_add(1);
    }

    /// Takes the lines behind the last leaf.
    pub(super) fn finish(mut self) {
        if let Some(chunk) = self.held.take() {
            (self.take)(chunk);
        }
        self.between(self.next_line, self.lines.count());
    }

    /// Lines that made no event: signs of lists and quotes without text, repeated definitions.
    fn between(&mut self, from: usize, to: usize) {
        for index in from..to {
            let line = self.lines.span(index);
            let text = line.of(self.source);
            if is_blank(text) {
                continue;
            }
            let sign = !text.chars().any(char::is_alphabetic);
            (self.take)(Chunk {
                lines: (index, index),
                shape: if sign { Shape::Sign } else { Shape::Hidden },
                view: View::rendered(self.source, line.start()),
                text_start: line.start(),
                item: None,
                refers: Vec::new(),
                defines: None,
                hides: Vec::new(),
            });
        }
    }
}
