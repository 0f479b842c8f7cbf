//! Spill: words of withheld text that stand again in the text that leaves.
//!
//! A release can keep every decision and still tell: a released paragraph repeats a withheld sentence, a heading names
//! the source, a summary points at the paragraph that is gone. [`check`] looks for that before anything is written.
//! Places come out, never text.

mod check;
mod names;
mod references;
mod runs;
mod words;

pub use check::{SpillKind, Spilled, check};
