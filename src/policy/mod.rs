//! Policies: `source` is what was written, `model` what holds, `compile` the way from one to the other.

mod model;

pub use model::{Action, Amount, Mask, Policy, Reasons, Unmarked, UnmarkedRule};
