//! The text of a block as its reader sees it, with the way back to the source.

use crate::span::Span;
use std::borrow::Cow;

/// A stretch of visible text and the source it was made from.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    len: usize,
    source: Span,
}

/// Visible text. In plain text it is the source itself; in Markdown escapes, entities and emphasis are resolved, and as far
/// as there are none it is a part of the source, too.
pub(super) struct View<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    /// Where the text stands while it is a part of the source.
    base: usize,
    /// What it was made from; none while it is a part of the source.
    pieces: Vec<Piece>,
}

impl<'a> View<'a> {
    /// The source itself: `text` stands at byte `base`.
    pub(super) fn verbatim(text: &'a str, base: usize) -> Self {
        Self {
            source: "",
            text: Cow::Borrowed(text),
            base,
            pieces: Vec::new(),
        }
    }

    /// An empty view that pieces of `source` are pushed to; `base` is where it stands.
    pub(super) fn rendered(source: &'a str, base: usize) -> Self {
        Self {
            source,
            text: Cow::Borrowed(""),
            base,
            pieces: Vec::new(),
        }
    }

    /// Adds `text`, made from `source`.
    pub(super) fn push(&mut self, text: &str, source: Span) {
        let at = self.text.len();
        if self.pieces.is_empty() {
            let base = if at == 0 { source.start() } else { self.base };
            let goes_on = base.saturating_add(at) == source.start();
            if goes_on && source.of(self.source) == text && source.len() == text.len() {
                self.base = base;
                self.text = Cow::Borrowed(self.source.get(base..source.end()).unwrap_or(""));
                return;
            }
            if at > 0 {
                self.pieces.push(Piece {
                    at: 0,
                    len: at,
                    source: Span::new(self.base, self.base.saturating_add(at)),
                });
            }
        }
        self.text.to_mut().push_str(text);
        self.pieces.push(Piece {
            at,
            len: text.len(),
            source,
        });
    }

    /// The visible text; lines end at `\n`.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The source of the visible bytes `from..to`.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.start(from), self.end(to))
    }

    /// Where the visible byte `at` stands in the source.
    pub(super) fn start(&self, at: usize) -> usize {
        if self.pieces.is_empty() {
            return self.base.saturating_add(at);
        }
        match self.piece(at) {
            Some(p) if p.len == p.source.len() => p.source.start().saturating_add(at.saturating_sub(p.at)),
            Some(p) => p.source.start(),
            None => self.base,
        }
    }

    /// Where the visible bytes before `to` end in the source.
    fn end(&self, to: usize) -> usize {
        if self.pieces.is_empty() {
            return self.base.saturating_add(to);
        }
        match self.piece(to.saturating_sub(1)) {
            Some(p) if p.len == p.source.len() => p.source.start().saturating_add(to.saturating_sub(p.at)),
            Some(p) => p.source.end(),
            None => self.base,
        }
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|p| p.at <= at);
        self.pieces.get(index.saturating_sub(1))
    }
}
