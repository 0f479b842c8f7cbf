//! Spill: words of withheld text that stand again in the text that leaves.
//!
//! A release can keep every decision and still tell: a released paragraph repeats a withheld sentence, a heading names
//! the source, a summary points at the paragraph that is gone. [`check`] looks for that before anything is written.
//! Places come out, never text. [`across`] does the same over the documents of a batch, [`escaped`] for any other text.

pub mod across;
mod between;
mod check;
mod elsewhere;
mod filter;
mod judged;
mod names;
mod places;
mod references;
mod runs;
mod sentences;
mod strand;
pub mod table;
mod words;

pub use check::{SpillKind, Spilled, check};
pub use elsewhere::{Escaped, TooLong, escaped};
pub use places::Places;
