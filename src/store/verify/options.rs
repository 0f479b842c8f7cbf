//! What is looked at beside the ledger.

use crate::audit::note::VerifierKey;
use std::path::PathBuf;

/// What is looked at beside the ledger.
#[derive(Debug, Default)]
pub struct Options {
    /// Keys from elsewhere; `None`: those of `home`.
    pub keys: Option<Vec<VerifierKey>>,
    /// Old checkpoints that somebody kept.
    pub checkpoints: Vec<PathBuf>,
    /// A folder of manifests, each with the checkpoint that it carries.
    pub manifests: Option<PathBuf>,
    /// A folder of releases.
    pub outputs: Option<PathBuf>,
    /// Whether the state is known to be lost, and is to be made anew.
    pub without_state: bool,
}
