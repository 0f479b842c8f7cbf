//! `tearline redact`: documents to their releases, with their records.

mod args;
mod batch;
mod facts;
mod one;
mod page;
mod record;
mod row;
mod run;
mod spilled;
mod summary;

pub(super) use args::Args;
pub(super) use run::run;
