//! Files beside the ledger: manifests, and everything below a folder.

use crate::audit::manifest::Manifest;
use crate::store::fault::LedgerError;
use crate::store::read::{self, DEFAULT_LIMIT};
use crate::store::said::said;
use std::path::{Path, PathBuf};

/// Reads a manifest.
pub(super) fn manifest(path: &Path) -> Result<Manifest, String> {
    let bytes = read::file_bytes(path, DEFAULT_LIMIT).map_err(|e| e.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    Manifest::read(&text).map_err(|e| e.to_string())
}

/// Refuses what is no folder that can be read.
pub(super) fn folder(path: &Path) -> Result<(), LedgerError> {
    match std::fs::read_dir(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(given(path, said(&error))),
    }
}

/// What was named is not what it should be.
pub(super) fn given(path: &Path, what: String) -> LedgerError {
    LedgerError::Given {
        path: path.to_owned(),
        what,
    }
}

/// The files below a folder, sorted; links are not followed.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let io = |e| LedgerError::io(&folder, e);
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let kind = entry.file_type().map_err(io)?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                out.push(entry.path());
            }
        }
    }
    out.sort();
    Ok(out)
}
