//! The only coordinate: a half-open range of byte offsets into the source.
//!
//! A document has many spans, so each takes 8 bytes and texts are shorter than 4 GiB: [`Span::reaches`] says which are, and
//! a longer one is refused.

use std::fmt;

/// A half-open range `start..end` of byte offsets into one text.
///
/// Printing a span shows its offsets and never the text it covers.
///
/// # Example
///
/// ```
/// use tearline::span::Span;
///
/// let span = Span::new(3, 6);
/// assert_eq!(span.of("7. (C) Text"), "(C)");
/// assert_eq!(span.len(), 3);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Offsets past the last one that a span can hold count as that one.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn wide(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl Span {
    /// The span `start..end`; an `end` before `start` gives the empty span at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let start = narrow(start);
        Self {
            start,
            end: narrow(end).max(start),
        }
    }

    /// Whether spans reach every byte of a text of `len` bytes.
    #[must_use]
    pub fn reaches(len: usize) -> bool {
        u32::try_from(len).is_ok_and(|len| len < u32::MAX)
    }

    /// First byte offset.
    #[must_use]
    pub fn start(self) -> usize {
        wide(self.start)
    }

    /// Byte offset just past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        wide(self.end)
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        wide(self.end.saturating_sub(self.start))
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text under the span; empty where the span does not lie on character borders of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or("")
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
