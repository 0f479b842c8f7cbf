//! Why keys could not be used.

use super::said::said;
use super::write::WriteError;
use std::io;
use std::path::{Path, PathBuf};

/// Why keys could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct KeyError {
    /// Which file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub what: String,
    /// Whether the file is not there at all.
    pub missing: bool,
}

impl KeyError {
    pub(super) fn new(path: &Path, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            what: what.into(),
            missing: false,
        }
    }

    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        Self {
            missing: error.kind() == io::ErrorKind::NotFound,
            ..Self::new(path, said(error))
        }
    }

    pub(super) fn write(path: &Path, error: &WriteError) -> Self {
        Self::new(path, error.to_string())
    }
}
