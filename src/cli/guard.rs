//! The one place that says where no output may go, for all commands: over what a command reads, or into the folders
//! that a ledger and its keys live in. No option lifts this.

use super::home::home;
use super::path::{real, shown};
use super::report::Problem;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tearline::store::walk::is_ledger;
use tearline::store::write;

/// The places that a command may not write.
#[derive(Default)]
pub(crate) struct Guard {
    held: Vec<Held>,
    /// Folders that were asked for: without links, and the ledger that they lie in.
    folders: HashMap<PathBuf, (PathBuf, bool)>,
}

struct Held {
    /// Without links; a folder stands for all that is in it.
    place: PathBuf,
    /// What an output there would do, in words.
    would: String,
    mend: &'static str,
}

const LEDGER: &str = "would lie inside the ledger";
const APART: &str = "name a place outside the ledger: only tearline's own records stand there";

impl Guard {
    /// Holds the folder of keys and states, as every command must.
    pub(crate) fn new() -> Self {
        let mut guard = Self::default();
        if let Some(keys) = keys() {
            let would = "would lie inside the folder of keys and states";
            guard.hold(
                &keys,
                would.to_owned(),
                "name a place outside the configuration folder of tearline",
            );
        }
        guard
    }

    /// Holds a ledger. Every folder that looks like one is held too.
    pub(crate) fn ledger(mut self, folder: &Path) -> Self {
        self.hold(folder, LEDGER.to_owned(), APART);
        self
    }

    /// Holds the files of a policy: its own, those that it extends, its scheme, the texts of its tests.
    pub(crate) fn policy(mut self, files: &[PathBuf]) -> Self {
        for (at, file) in files.iter().enumerate() {
            let would = if at == 0 {
                "would overwrite the policy".to_owned()
            } else {
                format!("would overwrite {}, which the policy uses", shown(file))
            };
            self.hold(file, would, "name another file");
        }
        self
    }

    /// Holds files that are read; `what` names them, such as `its source`.
    pub(crate) fn sources<'p>(mut self, files: impl IntoIterator<Item = &'p Path>, what: &str) -> Self {
        for file in files
            .into_iter()
            .filter(|file| file.as_os_str() != "-" && !file.is_dir())
        {
            self.hold(
                file,
                format!("would overwrite {what}"),
                "name another output: sources are never written",
            );
        }
        self
    }

    fn hold(&mut self, place: &Path, would: String, mend: &'static str) {
        self.held.push(Held {
            place: real(place),
            would,
            mend,
        });
    }

    /// Checks an output, a file or a folder; `name` names it, such as `the release`.
    pub(crate) fn check(&mut self, name: &str, output: &Path) -> Result<(), Problem> {
        let refuse = |would: &str, mend: &str| {
            Err(Problem::could_not_run(format!("{name} {would}"))
                .at(shown(output))
                .mend(mend))
        };
        let (folder, in_ledger) = self.folder(write::folder(output));
        // A name that is a link is replaced itself; where it leads is looked at too, as people mean that.
        let own = match output.file_name() {
            Some(file) => folder.join(file),
            None => real(output),
        };
        let leads = if output.is_symlink() {
            real(output)
        } else {
            own.clone()
        };
        for held in &self.held {
            if own.starts_with(&held.place) || leads.starts_with(&held.place) {
                return refuse(&held.would, held.mend);
            }
        }
        if in_ledger || leads.is_dir() && is_ledger(&leads) {
            return refuse(LEDGER, APART);
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Path) -> (PathBuf, bool) {
        if let Some(known) = self.folders.get(folder) {
            return known.clone();
        }
        let place = real(folder);
        let in_ledger = place.ancestors().any(is_ledger);
        self.folders.insert(folder.to_owned(), (place.clone(), in_ledger));
        (place, in_ledger)
    }
}

/// The folder of keys and states; where none is known, there are none.
pub(crate) fn keys() -> Option<PathBuf> {
    home().ok().map(|home| home.folder().join("ledgers"))
}
