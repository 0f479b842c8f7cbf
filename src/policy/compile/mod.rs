//! From what is written to what holds: markings are read, patterns compiled, and what can never match is refused.

mod cases;
mod entries;
mod notes;
mod options;
mod policy;
mod rules;
mod shown;

pub(super) use cases::tests;
pub(super) use policy::compile;
