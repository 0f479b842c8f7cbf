//! Policy and governing marking to a decision. Only this folder makes a released decision.
//!
//! Text leaves by one of four ways, each with a label that the record shows: an entry of `releasable` that covers the
//! governing marking, an `unmarked` key that says `release`, a declassification date that the policy honours, or a
//! rule that releases. A rule that withholds goes over all of them, and a mark that cannot be read over that.

mod decision;
mod judge;
mod rules;
mod tile;
mod widen;

pub use decision::{
    DECLASSIFICATION, Decided, Decision, NO_OVERALL, NOT_RELEASABLE, Released, UNREADABLE, Withheld,
};
pub use judge::{decide, entry_for};
pub(crate) use judge::{decide_given, declassified};
