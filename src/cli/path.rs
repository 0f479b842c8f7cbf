//! Paths: which are one, where they lead, how people see them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tearline::unseen::is_unseen;

/// Whether two paths lead to one existing file.
pub(crate) fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// A path without links, also where its last parts are not there yet.
pub(crate) fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut at = path.to_owned();
    loop {
        let probe = if at.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            at.clone()
        };
        if let Ok(found) = probe.canonicalize() {
            return missing
                .iter()
                .rev()
                .fold(found, |p, name: &OsString| p.join(name));
        }
        match (at.file_name().map(ToOwned::to_owned), at.parent()) {
            (Some(name), Some(parent)) => {
                let parent = parent.to_owned();
                missing.push(name);
                at = parent;
            }
            _ => return path.to_owned(),
        }
    }
}

/// A path for people: on one line, characters that cannot be seen shown.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy()
        .chars()
        .flat_map(|c| {
            let plain = !is_unseen(c);
            let escaped = (!plain).then(|| c.escape_default());
            escaped.into_iter().flatten().chain(plain.then_some(c))
        })
        .collect()
}
