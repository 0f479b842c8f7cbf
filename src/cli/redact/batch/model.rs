//! What all documents of a batch share, and what is made of one.

use super::across::{Found, Scan, Watch};
use super::plan::unwritten;
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::row::Row;
use crate::cli::report::Problem;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tearline::audit::encoding::Hex32;
use tearline::audit::line::{AskedAction, AskedFormat};
use tearline::audit::manifest::Draft;
use tearline::store::ledger::Ledger;
use tearline::store::tree::{Tree, Waiting};

/// A run: what all documents share.
pub(super) struct Run<'r> {
    pub(super) args: &'r Args,
    pub(super) loaded: &'r Loaded,
    /// Where releases go, the tree of outputs and the ledger; none of them in a dry run.
    pub(super) outputs: Option<Outputs>,
    pub(super) time: jiff::Timestamp,
    pub(super) id: String,
    pub(super) before: HashMap<String, Before>,
    pub(super) stop: Arc<AtomicBool>,
}

pub(super) struct Outputs {
    pub(super) out: PathBuf,
    pub(super) tree: Tree,
    pub(super) ledger: Ledger,
}

/// What the ledger says of a release that was made before.
pub(super) struct Before {
    pub(super) source: String,
    pub(super) release: Hex32,
    pub(super) policy: Hex32,
    pub(super) action: Option<AskedAction>,
    pub(super) format: Option<AskedFormat>,
    pub(super) engine: String,
}

/// What a worker made of a file.
pub(super) struct Done {
    pub(super) row: Row,
    pub(super) made: Option<Made>,
    /// For the check across documents.
    pub(super) scan: Option<Scan>,
    /// It was only read and is prepared later.
    pub(super) later: bool,
}

/// How far the check across documents is.
#[derive(Clone, Copy)]
pub(super) enum Stage<'s> {
    /// Documents are gathered.
    Gather(&'s Watch),
    /// It is over.
    Settled(&'s Found<'s>),
    /// There is none.
    Alone,
}

impl Stage<'_> {
    /// Says in the row what the check found; `true` where the release is held.
    pub(super) fn hold(self, number: usize, row: &mut Row) -> bool {
        matches!(self, Self::Settled(found) if found.hold(number, row))
    }
}

/// The text of a release.
pub(super) enum Release {
    /// In memory: another document may withhold some of it, and such text is not written.
    Held(String),
    /// On disk, without its name.
    Staged(Waiting),
}

/// A release that is not yet recorded.
pub(super) struct Made {
    pub(super) lines: Vec<String>,
    pub(super) draft: Draft,
    pub(super) release: Release,
    pub(super) relative: PathBuf,
    pub(super) number: usize,
}

impl Made {
    /// The same with its release on disk.
    pub(super) fn staged(self, outputs: &Outputs) -> Result<Self, Problem> {
        let waiting = match self.release {
            Release::Staged(waiting) => waiting,
            Release::Held(text) => outputs
                .tree
                .stage(self.number, 'r', &self.relative, text.as_bytes())
                .map_err(|e| unwritten(&outputs.out.join(&self.relative), &e))?,
        };
        Ok(Self {
            release: Release::Staged(waiting),
            ..self
        })
    }
}

impl Done {
    /// A file of which nothing was made.
    pub(super) fn of(row: Row) -> Self {
        Self {
            row,
            made: None,
            scan: None,
            later: false,
        }
    }
}
