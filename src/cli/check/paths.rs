//! What `tearline check` reads: files as named, folders as they are walked, and what is left out with its reason.

use crate::cli::guard;
use crate::cli::input::{self, other_format};
use crate::cli::report::Problem;
use std::path::{Path, PathBuf};
use tearline::finding::Severity;
use tearline::store::read::Identity;
use tearline::store::walk::{Rules, Skip, What, walk};

/// A file that was named or found.
pub(super) struct Listed {
    pub(super) path: PathBuf,
    /// Whether it was named itself, and not found in a folder.
    pub(super) named: bool,
    /// Which file it is, where it was found in a folder.
    pub(super) identity: Option<Identity>,
    /// Whether it is read.
    pub(super) taken: Result<(), Unread>,
}

/// Something that is not checked.
pub(super) struct Unread {
    pub(super) path: String,
    /// Why, without a full stop.
    pub(super) why: String,
    /// How to mend it.
    pub(super) mend: Option<String>,
    /// A note where it is left out by rule, an error where it could not be read.
    pub(super) grade: Severity,
}

impl Unread {
    pub(super) fn problem(&self) -> Problem {
        let what = match self.grade {
            Severity::Note => format!("not checked: {}", self.why),
            Severity::Warning | Severity::Error => self.why.clone(),
        };
        let problem = Problem::could_not_run(what).at(&self.path);
        match &self.mend {
            Some(mend) => problem.mend(mend),
            None => problem,
        }
    }
}

/// How messages and answers name a path.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The files that `paths` name, in the order given, each folder sorted. `named_format`: whether all are read in one
/// format, whatever their names say.
pub(super) fn list(paths: &[PathBuf], named_format: bool) -> Result<Vec<Listed>, Problem> {
    let own: Vec<_> = guard::keys().into_iter().collect();
    let rules = Rules::new(&[], &[], false, &own).map_err(|e| Problem::could_not_run(e.to_string()))?;
    let mut all = Vec::new();
    for path in paths {
        if input::is_stdin(path) || !path.is_dir() {
            all.push(Listed {
                path: path.clone(),
                named: true,
                identity: None,
                taken: Ok(()),
            });
            continue;
        }
        // Records of tearline's own are no documents that somebody left out.
        let found = walk(path, &rules).into_iter();
        let found = found.filter(|found| found.what != What::Skipped(Skip::Ledger));
        all.extend(found.map(|found| Listed {
            identity: found.what.identity(),
            taken: taken(&found.path, found.what, named_format),
            path: found.path,
            named: false,
        }));
    }
    Ok(all)
}

fn taken(path: &Path, what: What, named_format: bool) -> Result<(), Unread> {
    let unread = |why: String, mend: Option<&str>, grade| {
        Err(Unread {
            path: shown(path),
            why,
            mend: mend.map(ToOwned::to_owned),
            grade,
        })
    };
    match what {
        What::Skipped(skip) => unread(
            skip.to_string(),
            Some("name the file itself to have it checked"),
            Severity::Note,
        ),
        What::Unreadable(why) => unread(why, None, Severity::Error),
        What::File(_) => match other_format(path).filter(|_| !named_format) {
            Some(extension) => unread(
                format!("a format that is not read: .{extension}"),
                Some("--format text reads it as plain text"),
                Severity::Error,
            ),
            None => Ok(()),
        },
    }
}
