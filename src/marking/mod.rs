//! Markings: reading them against a [`Scheme`](crate::scheme::Scheme), comparing, rolling up.

mod lowest;
mod model;
mod read;
mod roll_up;
mod within;

pub use lowest::lowest;
pub use model::{Marking, Problem, Reading, Verdict};
pub use read::{banner_prefix, read_banner, read_portion};
pub use roll_up::roll_up;
pub use within::{Entry, within};
