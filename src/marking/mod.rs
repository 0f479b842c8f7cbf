//! Markings: reading them against a [`Scheme`](crate::scheme::Scheme), comparing, rolling up.

mod lowest;
mod banner;
mod body;
mod damage;
mod expand;
mod fields;
mod fold;
mod lists;
mod model;
mod owner;
mod parser;
mod print;
mod read;
mod release;
mod rules;
mod scan;
mod trees;
mod roll_up;
mod within;

pub use expand::expand;
pub use lowest::lowest;
pub use model::{Marking, Problem, Reading, Verdict};
pub use banner::{banner_prefix, read_banner};
pub use read::read_portion;
pub use roll_up::roll_up;
pub use within::{Entry, within};
