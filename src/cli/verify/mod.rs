//! `tearline verify RELEASE`: a release against its manifest, and as far as one has them against the ledger's key, the
//! source and the opening; or any text against any source (`--against`).

mod against;
mod answer;
mod claims;
mod manifest;
mod opening;
mod run;
mod source;

pub(super) use run::{Verify, run};
