//! The page of a run (`--report`).

mod apart;
mod report;
mod strip;

pub(super) use report::{Head, Page};
