//! Segments: how a release is put together from its source.
//!
//! `keep` and `cut` segments partition the source in order; `made` segments are text of the engine between
//! them. The release is the kept bytes, the masks and the made text, in order. [`Segments::new`] refuses a list
//! that does not tile its source, so every byte is judged once (design, promise 2).

use crate::shared::Shared;
use crate::span::Span;
use std::fmt;

/// One piece of a release, in release order.
#[derive(Clone, PartialEq, Eq)]
pub enum Segment {
    /// Source bytes that leave verbatim.
    Keep {
        /// Where they stand in the source.
        span: Span,
        /// The marking that governs them, canonical portion spelling; `"banner"` for the overall marking.
        mark: Shared,
    },
    /// Source bytes that stay behind.
    Cut {
        /// Where they stand in the source.
        span: Span,
        /// The marking that governs them, as for `Keep`. Internal: never in a manifest.
        mark: Shared,
        /// What stands in the release instead; may be empty.
        mask: Shared,
        /// The reason shown or recorded, such as `1.4 (b) and (d)`.
        reason: Option<Shared>,
        /// The policy entry or rule that withheld them, such as `not releasable` or a rule id.
        rule: Shared,
        /// How many portions this cut removes; 0 for a cut that belongs to the one before it or only re-marks.
        portions: u32,
    },
    /// Text that the engine made: a new banner, a caption.
    Made {
        /// Which engine rule made it, such as `banner`.
        rule: Shared,
        /// The text.
        text: Shared,
    },
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep { span, .. } => write!(f, "Keep({span:?})"),
            Self::Cut { span, .. } => write!(f, "Cut({span:?})"),
            Self::Made { rule, text } => write!(f, "Made({rule}, {} bytes)", text.len()),
        }
    }
}

/// Why a list of segments is no release of its source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// A segment does not begin where the one before it ended.
    #[error("segment {index} starts at byte {start}, expected {expected}")]
    Gap {
        /// Position in the list.
        index: usize,
        /// Where it starts.
        start: usize,
        /// Where it had to start.
        expected: usize,
    },
    /// The segments end before or after the source does.
    #[error("segments end at byte {end} of {len}")]
    End {
        /// Where the last one ends.
        end: usize,
        /// Length of the source in bytes.
        len: usize,
    },
    /// A border falls inside a character.
    #[error("segment {index} does not lie on character borders")]
    Border {
        /// Position in the list.
        index: usize,
    },
}

/// A list of segments that is known to tile its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments<'a> {
    source: &'a str,
    list: Vec<Segment>,
}

impl<'a> Segments<'a> {
    /// Checks that the kept and cut spans of `list` partition `source` in order.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] names the first segment that leaves a gap, overlaps or splits a character.
    ///
    /// # Example: a gap is refused
    ///
    /// ```
    /// use tearline::segment::{Segment, SegmentError, Segments};
    /// use tearline::span::Span;
    ///
    /// let keep = Segment::Keep { span: Span::new(1, 4), mark: "U".into() };
    /// let error = Segments::new("text", vec![keep]).unwrap_err();
    /// assert_eq!(error, SegmentError::Gap { index: 0, start: 1, expected: 0 });
    /// ```
    pub fn new(source: &'a str, list: Vec<Segment>) -> Result<Self, SegmentError> {
        let mut expected = 0;
        for (index, segment) in list.iter().enumerate() {
            let span = match segment {
                Segment::Keep { span, .. } | Segment::Cut { span, .. } => *span,
                Segment::Made { .. } => continue,
            };
            if span.start() != expected {
                return Err(SegmentError::Gap {
                    index,
                    start: span.start(),
                    expected,
                });
            }
            if !source.is_char_boundary(span.end()) {
                return Err(SegmentError::Border { index });
            }
            expected = span.end();
        }
        if expected != source.len() {
            return Err(SegmentError::End {
                end: expected,
                len: source.len(),
            });
        }
        Ok(Self { source, list })
    }

    /// The source that the segments tile.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The segments in release order.
    #[must_use]
    pub fn list(&self) -> &[Segment] {
        &self.list
    }

    /// The segments in release order, without the source.
    pub fn into_list(self) -> Vec<Segment> {
        self.list
    }

    /// The release: kept bytes, masks and made text, in order.
    #[must_use]
    pub fn release(&self) -> String {
        let parts = || {
            self.list.iter().map(|segment| match segment {
                Segment::Keep { span, .. } => span.of(self.source),
                Segment::Cut { mask, .. } => mask,
                Segment::Made { text, .. } => text,
            })
        };
        let mut out = String::with_capacity(parts().map(str::len).sum());
        out.extend(parts());
        out
    }
}
