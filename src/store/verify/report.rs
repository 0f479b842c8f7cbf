//! What is found, and what it means for the ledger.

use crate::audit::checkpoint::Checkpoint;
use crate::store::fault::Verdict;
use std::path::{Path, PathBuf};

/// The most findings of one kind that are reported one by one.
const MOST: usize = 50;

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it means for the ledger.
    pub verdict: Verdict,
    /// Which file.
    pub file: PathBuf,
    /// Which line, from 0.
    pub index: Option<u64>,
    /// What, without text of a document.
    pub what: String,
    /// What would settle it.
    pub mend: &'static str,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the checkpoint states.
    pub stated: Checkpoint,
    /// Whether a known key signed it.
    pub signed: bool,
    /// Lines read.
    pub lines: u64,
    /// Releases among them.
    pub releases: u64,
    /// Old checkpoints that hold.
    pub checkpoints: u64,
    /// Manifests that hold.
    pub manifests: u64,
    /// Findings in the order in which they came up; at most 50 about lines.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The worst verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let worst = self.findings.iter().map(|finding| finding.verdict).max();
        worst.unwrap_or(Verdict::Holds)
    }
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    /// How many about lines were left out.
    pub(super) hidden: u64,
}

impl Findings {
    /// Adds a finding.
    pub(super) fn find(
        &mut self,
        verdict: Verdict,
        file: &Path,
        index: Option<u64>,
        what: impl Into<String>,
        mend: &'static str,
    ) {
        if index.is_some() && self.list.iter().filter(|f| f.index.is_some()).count() >= MOST {
            self.hidden = self.hidden.saturating_add(1);
            return;
        }
        self.list.push(Finding {
            verdict,
            file: file.to_owned(),
            index,
            what: what.into(),
            mend,
        });
    }
}
