//! Policies: `source` is what was written, `model` what holds, `compile` the way from one to the other.
//!
//! `docs/policy.md` describes the language. Nothing here opens a file: [`load_with`] asks a [`Resolver`].

mod compile;
mod declassified;
mod error;
mod latin;
mod load;
mod model;
mod passage;
mod place;
mod plausible;
mod read;
mod reader;
mod resolver;
mod rule;
mod shipped;
mod source;
mod test_case;
mod tighten;
mod unmarked;
mod words;
mod yaml;

pub use declassified::Declassified;
pub use error::{PolicyError, PolicyErrorKind};
pub use load::{builtin, load, load_tests, load_with};
pub use model::{Across, Action, Amount, Declassification, Mask, Policy, Reasons, Spill, SpillAction};
pub use passage::{Fold, Passage};
pub use place::Place;
pub use plausible::looks_like_scheme;
pub use reader::near_miss;
pub use resolver::{NoFiles, Resolver};
pub use rule::{Effect, Pattern, PatternError, Rule, Unit, When};
pub use shipped::{names as shipped_names, tests as shipped_tests, text as shipped_text};
pub use test_case::{Expected, TestCase, TestText};
pub use tighten::{Looser, looser};
pub use unmarked::{Part, Unmarked, UnmarkedRule};
