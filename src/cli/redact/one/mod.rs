//! One document to its release, with its record.

mod deliver;
mod dry_run;
mod page;
mod run;
mod say;

pub(super) use run::run;
