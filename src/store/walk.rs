//! Walking folders: every file is found, and what is not taken is named with its reason.

use super::file::special;
use super::read::Identity;
use super::said::said;
use super::steps::{CHECKPOINT, LINES};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashMap;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// Something that stands in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Where it is below the folder that was walked.
    pub relative: PathBuf,
    /// Whether it is taken.
    pub what: What,
}

/// Whether something is taken, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A regular file to be read, and which.
    File(Identity),
    /// Not taken.
    Skipped(Skip),
    /// A folder that could not be read: what is in it is unknown. Or a file that was gone before it was looked at.
    Unreadable(String),
}

impl What {
    /// Which file it is, where it is taken.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        match self {
            Self::File(identity) => Some(*identity),
            Self::Skipped(_) | Self::Unreadable(_) => None,
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Skip {
    /// Its name, or that of a folder above it, begins with a full stop.
    #[error("hidden")]
    Hidden,
    /// A symbolic link. What it leads to is taken where it stands itself.
    #[error("a symbolic link")]
    Link,
    /// A FIFO, socket or device.
    #[error("{0}")]
    Special(&'static str),
    /// Not asked for.
    #[error("excluded")]
    Excluded,
    /// Part of a ledger, or a file of keys.
    #[error("part of a ledger or its keys")]
    Ledger,
}

/// What is taken.
#[derive(Debug)]
pub struct Rules {
    include: Option<Gitignore>,
    exclude: Gitignore,
    hidden: bool,
    own: Vec<PathBuf>,
}

/// A glob that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a glob: {glob}: {why}")]
pub struct GlobError {
    /// The glob.
    pub glob: String,
    /// What is wrong.
    pub why: String,
}

impl Rules {
    /// Takes files that match one of `include` (all, where it is empty) and none of `exclude`. Globs are those of
    /// `.gitignore`: one without a slash matches in every folder, one that matches a folder covers what is in it.
    /// Hidden files are taken where `hidden` is set. What lies in a ledger or in one of the folders `own` is not taken.
    ///
    /// # Errors
    ///
    /// [`GlobError`].
    pub fn new(
        include: &[String],
        exclude: &[String],
        hidden: bool,
        own: &[PathBuf],
    ) -> Result<Self, GlobError> {
        Ok(Self {
            include: (!include.is_empty()).then(|| globs(include)).transpose()?,
            exclude: globs(exclude)?,
            hidden,
            own: own.iter().filter_map(|path| path.canonicalize().ok()).collect(),
        })
    }

    /// Why something is not taken.
    fn skip(&self, relative: &Path, kind: std::fs::FileType, ours: impl FnOnce() -> bool) -> Option<Skip> {
        let hidden = relative
            .components()
            .any(|part| part.as_os_str().as_bytes().starts_with(b"."));
        let excluded = self
            .exclude
            .matched_path_or_any_parents(relative, false)
            .is_ignore()
            || self
                .include
                .as_ref()
                .is_some_and(|globs| !globs.matched_path_or_any_parents(relative, false).is_ignore());
        if excluded {
            Some(Skip::Excluded)
        } else if kind.is_symlink() {
            Some(Skip::Link)
        } else if let Some(name) = special(kind) {
            Some(Skip::Special(name))
        } else if ours() {
            Some(Skip::Ledger)
        } else if hidden && !self.hidden {
            Some(Skip::Hidden)
        } else {
            None
        }
    }
}

fn globs(list: &[String]) -> Result<Gitignore, GlobError> {
    let mut builder = GitignoreBuilder::new("");
    builder.allow_unclosed_class(false);
    for glob in list {
        let error = |why: String| GlobError {
            glob: glob.clone(),
            why,
        };
        if glob.trim().is_empty() || glob.starts_with(['#', '!']) {
            return Err(error("it is empty, or begins with # or !".to_owned()));
        }
        builder.add_line(None, glob).map_err(|e| error(e.to_string()))?;
    }
    builder.build().map_err(|e| GlobError {
        glob: list.join(" "),
        why: e.to_string(),
    })
}

/// Everything below `folder` but folders, sorted by the bytes of the names, folder by folder. Links are not followed;
/// `folder` itself may be one.
#[must_use]
pub fn walk(folder: &Path, rules: &Rules) -> Vec<Found> {
    let mut builder = ignore::WalkBuilder::new(folder);
    builder
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(|a, b| a.cmp(b));
    let mut found = Vec::new();
    let mut ours = Ours::new(rules);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = path_of(&error).unwrap_or(folder).to_owned();
                found.push(Found {
                    relative: below(folder, &path),
                    what: What::Unreadable(reason(&error)),
                    path,
                });
                continue;
            }
        };
        let Some(kind) = entry.file_type() else { continue };
        if kind.is_dir() || entry.depth() == 0 {
            continue;
        }
        let relative = below(folder, entry.path());
        let what = match rules.skip(&relative, kind, || ours.holds(entry.path())) {
            Some(skip) => What::Skipped(skip),
            None => match entry.metadata() {
                Ok(metadata) => What::File(Identity::of(&metadata)),
                Err(error) => What::Unreadable(reason(&error)),
            },
        };
        found.push(Found {
            what,
            relative,
            path: entry.into_path(),
        });
    }
    found
}

/// Folders in which tearline's own records and keys stand, each looked at once.
struct Ours<'r> {
    own: &'r [PathBuf],
    /// Folders without links.
    places: HashMap<PathBuf, bool>,
    /// Folders as walked.
    walked: HashMap<PathBuf, bool>,
}

impl<'r> Ours<'r> {
    fn new(rules: &'r Rules) -> Self {
        Self {
            own: &rules.own,
            places: HashMap::new(),
            walked: HashMap::new(),
        }
    }

    /// Whether a file stands in one of them.
    fn holds(&mut self, file: &Path) -> bool {
        let Some(folder) = file.parent() else { return false };
        if let Some(known) = self.walked.get(folder) {
            return *known;
        }
        let is = folder.canonicalize().is_ok_and(|place| self.is(&place));
        self.walked.insert(folder.to_owned(), is);
        is
    }

    fn is(&mut self, place: &Path) -> bool {
        if let Some(known) = self.places.get(place) {
            return *known;
        }
        let is = self.own.iter().any(|own| own == place)
            || is_ledger(place)
            || place.parent().is_some_and(|above| self.is(above));
        self.places.insert(place.to_owned(), is);
        is
    }
}

/// Whether a folder looks like a ledger.
#[must_use]
pub fn is_ledger(folder: &Path) -> bool {
    folder.join(LINES).is_file() && folder.join(CHECKPOINT).is_file()
}

fn below(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

fn reason(error: &ignore::Error) -> String {
    match error.io_error().map(std::io::Error::kind) {
        Some(std::io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        _ => error.io_error().map_or_else(|| error.to_string(), said),
    }
}
