//! Checks a whole ledger: every line, the tree, signatures, key history, old checkpoints, manifests, outputs. Memory
//! does not grow with the lines, but for 16 bytes a release and 40 a checkpoint.

mod claims;
mod files;
mod lines;
mod options;
mod outputs;
mod report;
mod run;

pub use options::Options;
pub use report::{Finding, Report};
pub use run::verify;
