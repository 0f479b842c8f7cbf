//! What can be wrong with a ledger, and which verdict it leads to.

use super::key_fault::KeyError;
use super::said::said;
use std::io;
use std::path::{Path, PathBuf};

/// What a fault means for whoever relies on the ledger. The worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everything that was looked at holds.
    Holds,
    /// It holds, and something needs a person.
    Findings,
    /// Something could not be checked, such as for want of a key. No sign of tampering.
    Unverifiable,
    /// A record is incomplete.
    Gap,
    /// Lines that were never committed: a crash. No committed line is lost.
    Torn,
    /// The ledger is shorter or older than a checkpoint that was seen.
    RolledBack,
    /// Something committed was changed.
    Altered,
}

/// Why a ledger was not opened or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A file of the ledger is a link, a FIFO, somebody else's, or writable by others.
    #[error("not to be trusted: {what}")]
    Unsafe {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// No ledger there.
    #[error("no ledger here")]
    Missing {
        /// Where.
        path: PathBuf,
    },
    /// A file stands where the folder of a ledger was named.
    #[error("a file, not a folder")]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// Lines without a checkpoint.
    #[error("lines without a checkpoint: what they say cannot be checked")]
    NoCheckpoint {
        /// The file that is missing.
        path: PathBuf,
    },
    /// The checkpoint is malformed or its signature does not hold.
    #[error("the checkpoint does not hold: {what}")]
    Checkpoint {
        /// The checkpoint.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// No key of this ledger is known.
    #[error("no key of ledger {origin} is known here")]
    NoKey {
        /// Origin of the ledger.
        origin: String,
        /// Where the key was looked for.
        path: PathBuf,
    },
    /// A key file is unusable.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// Fewer lines than the checkpoint says.
    #[error("{found} lines, the checkpoint says {committed}: the ledger was truncated")]
    Truncated {
        /// The file of lines.
        path: PathBuf,
        /// Whole lines found.
        found: u64,
        /// Lines committed.
        committed: u64,
    },
    /// The lines lead to another root.
    #[error("the {committed} committed lines are not those that were signed")]
    Altered {
        /// The file of lines.
        path: PathBuf,
        /// Lines committed.
        committed: u64,
    },
    /// The checkpoint is older than one that was seen.
    #[error("the ledger has {found} lines, and {seen} were seen: it was rolled back")]
    RolledBack {
        /// The checkpoint.
        path: PathBuf,
        /// Its size.
        found: u64,
        /// The size that was seen.
        seen: u64,
    },
    /// The checkpoint and one that was seen cannot both be of one ledger.
    #[error("the ledger is not a continuation of the {seen} lines that were seen: history was rewritten")]
    Forked {
        /// The checkpoint.
        path: PathBuf,
        /// The size that was seen.
        seen: u64,
    },
    /// A copy of a ledger that still stands where it was made.
    #[error("a copy of the ledger in {}, which a line written here would make read as rolled back", .place.display())]
    Copy {
        /// The copy.
        path: PathBuf,
        /// Where the ledger stands.
        place: PathBuf,
    },
    /// The state that shows a rollback is not there.
    #[error("the state of ledger {origin} is missing: a rollback could not be seen")]
    NoState {
        /// Origin of the ledger.
        origin: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// Something that was named beside the ledger, such as an old checkpoint or a folder of manifests, is not that. It
    /// says nothing about the ledger.
    #[error("{what}")]
    Given {
        /// What was named.
        path: PathBuf,
        /// Why it cannot be used.
        what: String,
    },
    /// A rotation before the one before it was ended.
    #[error("the key before was not retired yet")]
    NotRetired {
        /// The key before.
        path: PathBuf,
    },
    /// No key to retire.
    #[error("there is no key to retire")]
    NothingToRetire {
        /// Where it would be.
        path: PathBuf,
    },
    /// Another ledger has the name that a new one was to have.
    #[error("there are keys of a ledger {origin} already")]
    OriginTaken {
        /// The folder of its keys.
        path: PathBuf,
        /// The name.
        origin: String,
    },
    /// There is a ledger already.
    #[error("a ledger is here already: {origin}")]
    Exists {
        /// Where.
        path: PathBuf,
        /// Its origin.
        origin: String,
    },
    /// A failure of the system.
    #[error("{}", said(source))]
    Io {
        /// Which file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
}

impl LedgerError {
    /// The file or folder that the error is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Unsafe { path, .. }
            | Self::Missing { path }
            | Self::NotAFolder { path }
            | Self::NoCheckpoint { path }
            | Self::Checkpoint { path, .. }
            | Self::NoKey { path, .. }
            | Self::Truncated { path, .. }
            | Self::Altered { path, .. }
            | Self::RolledBack { path, .. }
            | Self::Forked { path, .. }
            | Self::Copy { path, .. }
            | Self::NoState { path, .. }
            | Self::Given { path, .. }
            | Self::NotRetired { path }
            | Self::NothingToRetire { path }
            | Self::OriginTaken { path, .. }
            | Self::Exists { path, .. }
            | Self::Io { path, .. } => path,
            Self::Key(error) => &error.path,
        }
    }

    /// The verdict; `None` where the ledger could not be looked at, which says nothing about it.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Unsafe { .. }
            | Self::Missing { .. }
            | Self::NotAFolder { .. }
            | Self::Key(_)
            | Self::Given { .. }
            | Self::Copy { .. }
            | Self::NotRetired { .. }
            | Self::NothingToRetire { .. }
            | Self::OriginTaken { .. }
            | Self::Exists { .. }
            | Self::Io { .. } => None,
            Self::NoCheckpoint { .. } | Self::NoKey { .. } | Self::NoState { .. } => {
                Some(Verdict::Unverifiable)
            }
            Self::Checkpoint { .. } | Self::Altered { .. } | Self::Forked { .. } => Some(Verdict::Altered),
            Self::Truncated { .. } | Self::RolledBack { .. } => Some(Verdict::RolledBack),
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Unsafe { .. } => "give it back to its owner, or name another ledger with --ledger",
            Self::Missing { .. } => "name the ledger with --ledger; `tearline audit init` makes one",
            Self::NotAFolder { .. } => "name the folder of the ledger with --ledger",
            Self::NoCheckpoint { .. } => {
                "bring back `checkpoint` from a backup; nothing is written here until then"
            }
            Self::Checkpoint { .. } => {
                "`tearline audit verify --checkpoint OLD` shows from where on; bring back a backup"
            }
            Self::NoKey { .. } => "bring back the key, or name another ledger with --ledger",
            Self::Key(_) => {
                "mend it, or bring the keys back from a backup; TEARLINE_CONFIG_DIR names another folder of keys"
            }
            Self::Truncated { .. } | Self::Altered { .. } | Self::RolledBack { .. } | Self::Forked { .. } => {
                "nothing is written here; `tearline audit verify` says what holds; bring back a backup"
            }
            Self::Copy { .. } => {
                "name that one with --ledger; where the copy is to go on in its stead, take that one away first"
            }
            Self::NoState { .. } => {
                "`tearline audit recover --accept` checks the whole ledger and makes the state anew"
            }
            Self::Exists { .. } => "name another folder",
            Self::Given { .. } => {
                "name what was kept: checkpoints are signed notes, manifests and releases stand in a folder"
            }
            Self::NotRetired { .. } => {
                "retire it with `tearline audit key retire`, once others have the new key"
            }
            Self::NothingToRetire { .. } => "`tearline audit key rotate` brings in a new key first",
            Self::OriginTaken { .. } => {
                "choose another --origin, or name the folder of that ledger with --ledger"
            }
            Self::Io { .. } => "mend this and run again",
        }
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match (source.kind(), source.raw_os_error()) {
            // Our own refusals carry no number of the system.
            (io::ErrorKind::InvalidData, None) => Self::Unsafe {
                path,
                what: source.to_string(),
            },
            (io::ErrorKind::NotADirectory, _) => Self::NotAFolder {
                path: path
                    .ancestors()
                    .find(|part| part.symlink_metadata().is_ok())
                    .unwrap_or(&path)
                    .to_owned(),
            },
            _ => Self::Io { path, source },
        }
    }
}
