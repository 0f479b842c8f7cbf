//! Folders and several documents: the same tree out, a manifest beside each release, one step of the ledger for a group.

mod across;
mod desk;
mod document;
mod model;
mod plan;
mod run;
mod say;

pub(super) use run::run;
