//! Text that is read in one go: that of one portion on one side, over the page furniture in its middle.

use super::between::{Between, between};
use super::words::{Word, Words};
use crate::inline::hides;
use crate::span::Span;

/// Spans of one portion, as they are written or as they are read ([`crate::inline`]).
#[derive(Clone, Copy)]
pub(super) struct Strand<'s> {
    pub(super) spans: &'s [Span],
    seen: bool,
}

impl<'s> Strand<'s> {
    /// From the first byte to the last, with what stands in the middle.
    pub(super) fn span(self) -> Span {
        let start = self.spans.first().map_or(0, |s| s.start());
        Span::new(start, self.spans.last().map_or(start, |s| s.end()))
    }

    pub(super) fn words<'t>(self, source: &'t str) -> impl Iterator<Item = Word> + use<'s, 't> {
        let seen = self.seen;
        self.spans
            .iter()
            .flat_map(move |span| Words::read(source, *span, seen))
    }

    /// The words from byte `at` on, where one begins.
    pub(super) fn words_from<'t>(
        self,
        source: &'t str,
        at: usize,
    ) -> impl Iterator<Item = Word> + use<'s, 't> {
        let first = self.spans.partition_point(|span| span.end() <= at);
        let rest = self.spans.get(first..).unwrap_or_default();
        let seen = self.seen;
        rest.iter().flat_map(move |span| {
            let span = Span::new(span.start().max(at), span.end());
            Words::read(source, span, seen)
        })
    }

    /// The words with what stands before each.
    pub(super) fn breaks<'t>(self, source: &'t str) -> Breaks<'s, 't> {
        Breaks {
            source,
            seen: self.seen,
            rest: self.spans.iter(),
            words: None,
            span: Span::default(),
            last: 0,
            joint: None,
        }
    }
}

/// A word and what stands before it.
pub(super) struct Broken {
    pub(super) word: Word,
    pub(super) between: Between,
    /// The span that it is the first word of.
    pub(super) opens: Option<Span>,
}

/// The words of a strand in order.
pub(super) struct Breaks<'s, 't> {
    source: &'t str,
    seen: bool,
    rest: std::slice::Iter<'s, Span>,
    words: Option<Words<'t>>,
    span: Span,
    /// Where the last word ended.
    last: usize,
    /// What stood behind the last word of the span before.
    joint: Option<Span>,
}

impl Iterator for Breaks<'_, '_> {
    type Item = Broken;

    fn next(&mut self) -> Option<Broken> {
        loop {
            if let Some(word) = self.words.as_mut().and_then(Iterator::next) {
                let opens = (self.last <= self.span.start()).then_some(self.span);
                let before = Span::new(self.last, word.span.start()).of(self.source);
                let between = match self.joint.take() {
                    Some(tail) => self.joined(tail, before),
                    None => between(before),
                };
                self.last = word.span.end();
                return Some(Broken { word, between, opens });
            }
            let next = *self.rest.next()?;
            if self.words.is_some() && self.joint.is_none() {
                self.joint = Some(Span::new(self.last, self.span.end()));
            }
            self.words = Some(Words::read(self.source, next, self.seen));
            (self.span, self.last) = (next, next.start());
        }
    }
}

impl Breaks<'_, '_> {
    /// A paragraph ends where the next begins, and goes on over page furniture unless a sentence ended before it.
    fn joined(&self, tail: Span, head: &str) -> Between {
        let gap = Span::new(tail.end(), self.span.start()).of(self.source);
        let furniture = gap.split_whitespace().nth(1).is_some();
        let tail = format!("{}\n", tail.of(self.source));
        if !furniture || between(&tail) == Between::Ends || between(head) == Between::Ends {
            Between::Ends
        } else {
            Between::Words
        }
    }
}

/// The strands of one side of a document: eight bytes a span and four a strand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Strands {
    spans: Box<[Span]>,
    /// Where each strand ends among the spans.
    ends: Box<[u32]>,
}

/// A span on its way to a strand: what it joins, its block, the span.
pub(super) type Piece = (u32, u32, Span);

impl Strands {
    /// Joins what is of one portion and not of one block.
    pub(super) fn new(mut pieces: Vec<Piece>) -> Self {
        if !pieces.is_sorted_by_key(|(portion, _, _)| *portion) {
            pieces.sort_by_key(|(portion, _, _)| *portion);
        }
        let mut ends = Vec::new();
        let mut end = 0_u32;
        for strand in pieces.chunk_by(|a, b| a.0 == b.0 && a.1 != b.1) {
            end = end.saturating_add(u32::try_from(strand.len()).unwrap_or(u32::MAX));
            ends.push(end);
        }
        Self {
            spans: pieces.into_iter().map(|(_, _, span)| span).collect(),
            ends: ends.into(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Each strand as it is written, then those again that are read in another way.
    pub(super) fn readings(&self, source: &str) -> impl Iterator<Item = Strand<'_>> {
        let hidden = self
            .strands()
            .filter(|spans| spans.iter().any(|span| hides(span.of(source))));
        let written = self.strands().map(|spans| Strand { spans, seen: false });
        written.chain(hidden.map(|spans| Strand { spans, seen: true }))
    }

    fn strands(&self) -> impl Iterator<Item = &[Span]> {
        let mut start = 0_usize;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let spans = self.spans.get(start..end).unwrap_or_default();
            start = end;
            spans
        })
    }
}
