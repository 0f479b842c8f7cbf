//! Documents: text and Markdown, cut into blocks that tile the source.
//!
//! What is here does not hang on what may leave: nothing in this folder knows a policy.

mod assemble;
mod block;
mod chars;
mod chunk;
mod closes;
mod counted;
mod draft;
mod few;
mod fitted;
mod foreign;
mod furniture;
mod labels;
mod lead;
mod look;
mod markdown;
mod marks;
mod openings;
mod prose;
mod segment;
mod signs;
mod split;
mod text;
mod titles;
mod view;

pub use block::{Block, Format, Kind, Level, LevelForm, Lines, Mark, MarkPlace, MarkState, Role};
pub use few::{Few, Rare};
pub(crate) use segment::segment_with;
pub use segment::{Document, segment};
