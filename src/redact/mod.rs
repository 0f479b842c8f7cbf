//! Source and decisions to a release: kept slices, masks, and text that the engine made.
//!
//! Nothing here knows a policy or reads a marking: decisions, marks as text and the wording come in through
//! [`Blocks`] and [`Look`]. Paragraph numbers are kept, never renumbered (design, section 5).

mod containers;
mod look;
mod runs;
mod shape;
mod wording;
mod write;

pub use look::{Blocks, FRAME, Judged, Look, MaskLook, Measure, Remark};
pub use write::redact;
