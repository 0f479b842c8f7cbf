//! What is found: a mark in visible text, a letter that counts a list.

use crate::document::block::{Mark, MarkPlace, MarkState};
use crate::document::view::View;

/// A mark in visible text. Offsets count bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) struct Hit {
    /// With brackets.
    pub(in crate::document) span: (usize, usize),
    /// Without brackets.
    pub(in crate::document) inner: (usize, usize),
    /// What it is.
    pub(in crate::document) state: MarkState,
    /// Whether it governs the entire text.
    pub(in crate::document) entire: bool,
}

impl Hit {
    /// The mark in source coordinates.
    pub(in crate::document) fn mark(self, view: &View<'_>, place: MarkPlace) -> Mark {
        Mark {
            span: view.span(self.span.0, self.span.1),
            inner: view.span(self.inner.0, self.inner.1),
            place,
            state: self.state,
            entire: self.entire,
        }
    }
}

/// A sign that may count the items of a list: series and place in it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) struct Ordinal {
    /// Capital, small letter or figure.
    pub(in crate::document) series: Series,
    /// Place in the series, from 1.
    pub(in crate::document) index: u32,
}

impl Ordinal {
    /// Whether this one comes right after `other`.
    pub(in crate::document) fn follows(self, other: Self) -> bool {
        self.series == other.series && self.index == other.index.saturating_add(1)
    }

    /// The one right before this; `None` for the first.
    pub(in crate::document) fn before(self) -> Option<Self> {
        let index = self.index.checked_sub(1).filter(|index| *index > 0)?;
        Some(Self { index, ..self })
    }
}

/// What a list is counted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Series {
    /// `(A)`, `(B)`.
    Capital,
    /// `(a)`, `(b)`.
    Small,
    /// `(1)`, `(2)`.
    Figure,
}

/// What the text of a block begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::document) struct Start {
    /// The mark, unless the sign is the letter of a list.
    pub(in crate::document) hit: Option<Hit>,
    /// The letter or figure it is, should it stand in a list.
    pub(in crate::document) ordinal: Option<Ordinal>,
}

/// The letter or figure of a list that `inner` could be.
pub(super) fn ordinal(inner: &str) -> Option<Ordinal> {
    let inner = inner.trim();
    let mut chars = inner.chars();
    let (first, second) = (chars.next()?, chars.next());
    let place = |base: char| {
        u32::from(first)
            .checked_sub(u32::from(base))
            .map(|n| n.saturating_add(1))
    };
    match (first, second) {
        ('A'..='Z', None) => Some(Ordinal {
            series: Series::Capital,
            index: place('A')?,
        }),
        ('a'..='z', None) => Some(Ordinal {
            series: Series::Small,
            index: place('a')?,
        }),
        ('0'..='9', _) if inner.len() <= 3 => Some(Ordinal {
            series: Series::Figure,
            index: inner.parse().ok()?,
        }),
        _ => None,
    }
}
