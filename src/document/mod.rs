//! Documents: text and Markdown, cut into blocks that tile the source.
//!
//! What is here does not hang on what may leave: nothing in this folder knows a policy.

mod block;
mod segment;

pub use block::{Block, Format, Kind, Level, LevelForm, Lines, Mark, MarkPlace, MarkState, Role};
pub use segment::{Document, segment};
