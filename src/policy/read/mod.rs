//! From YAML to what is written: which keys there are, and what each may hold.

mod cases;
mod entries;
mod options;
mod policy;
mod rules;

pub(super) use cases::test_file;
pub(super) use policy::policy;
