//! What governs what: own mark, else inherited, else the overall classification.

mod findings;
mod govern;
mod higher;
mod model;
mod unsure;
mod words;

pub use govern::govern;
pub(crate) use govern::govern_silently;
pub use model::{Effective, Governance, Governing, Why};
