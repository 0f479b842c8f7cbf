//! Where the releases of an import go, checked before anything is recorded.

use crate::cli::guard::Guard;
use crate::cli::report::Problem;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use tearline::store::write::{self, LONGEST_NAME, WriteError, manifest_path};

/// What is to be written.
pub(super) struct Wanted<'a> {
    /// The file of manifests.
    pub(super) manifests: Option<&'a Path>,
    /// The folder of releases.
    pub(super) releases: Option<&'a Path>,
    /// Whether files that exist are replaced.
    pub(super) force: bool,
}

/// Where each release goes, in the order of `documents`: their ids, and where each was read.
pub(super) fn targets<'a>(
    wanted: &Wanted<'_>,
    mut guard: Guard,
    documents: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<PathBuf>, Problem> {
    let free = |path: &Path| match write::free(path, wanted.force) {
        Ok(()) | Err(WriteError::NoFolder) => Ok(()),
        Err(error) => Err(unwritten(path, &error)),
    };
    if let Some(path) = wanted.manifests {
        guard.check("the file of manifests", path)?;
        free(path)?;
    }
    let Some(folder) = wanted.releases else {
        return Ok(Vec::new());
    };
    guard.check("the folder of releases", folder)?;
    if folder.is_file() {
        return Err(unwritten(folder, &WriteError::File));
    }
    let (mut targets, mut names) = (Vec::new(), HashSet::new());
    for (id, place) in documents {
        let path = folder.join(file_name(id));
        let beside = manifest_path(&path);
        if beside.file_name().is_some_and(|name| name.len() > LONGEST_NAME) {
            return Err(unnamed("the id is too long for the name of a file", place));
        }
        for (name, path) in [("a release", &path), ("a manifest", &beside)] {
            guard.check(name, path)?;
            free(path)?;
            if !names.insert(path.clone()) {
                return Err(unnamed(
                    "a release and the manifest of another would be one file",
                    place,
                ));
            }
        }
        targets.push(path);
    }
    #[allow(clippy::disallowed_methods)]
    std::fs::create_dir_all(folder).map_err(|e| unwritten(folder, &WriteError::from(e)))?;
    Ok(targets)
}

fn unnamed(what: &str, place: &str) -> Problem {
    Problem::could_not_run(format!("{what}; nothing was recorded"))
        .at(place)
        .mend("import without --releases: --manifests goes by the ids themselves")
}

/// A file name for an id: its text, with everything but letters, digits, `-`, `_` and inner dots percent-encoded.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for (at, byte) in id.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || (byte == b'.' && at > 0) {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    name
}

/// An output that could not be written, and how to mend it.
pub(super) fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "name another place, or replace it with --force",
        WriteError::File => "name a folder",
        _ => "mend that, then import again: what is recorded stays recorded once",
    };
    Problem::could_not_run(error.to_string())
        .at(path.display().to_string())
        .mend(mend)
}
