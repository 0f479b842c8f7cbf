//! Markings: reading them against a [`Scheme`](crate::scheme::Scheme), comparing, rolling up.
//!
//! * [`read_portion`], [`read_banner`], [`banner_prefix`], [`read_line`]: from text to a [`Reading`].
//! * [`roll_up`]: the overall marking of several portions; [`expand`]: lists that a portion leaves to its banner.
//! * [`within`]: whether a policy entry covers a marking.
//! * [`describe`]: a marking in words.

mod activity;
mod attempt;
mod banner;
mod behind;
mod body;
mod damage;
mod describe;
mod expand;
mod fields;
mod fold;
mod lists;
mod locate;
mod lowest;
mod model;
mod never;
mod opens;
mod owner;
mod parser;
mod print;
mod read;
mod release;
mod roll_up;
mod rules;
mod scan;
mod trees;
mod within;

pub use banner::{banner_prefix, read_banner};
pub(crate) use banner::{can_be_banner, can_begin_banner};
pub use describe::describe;
pub use expand::expand;
pub use locate::{read_any, read_line};
pub(crate) use lowest::classified;
pub use lowest::lowest;
pub use model::{Marking, Problem, Reading, Verdict};
pub use read::read_portion;
pub use roll_up::roll_up;
pub use within::{Entry, level_within, within};
