//! Marking mistakes of a document: found and worded, never mended.
//!
//! The banner against its portions, marks in a wrong form, telegram lines that contradict each other. Each issue names
//! its rule's source. Messages hold words of marks, never of the text.

mod banner;
mod document;
mod header;
mod issue;
mod marks;
mod shown;

pub use document::check;
pub use issue::{Issue, Suggestion};
pub use shown::shown;
