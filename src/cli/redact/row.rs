//! What became of a file, and what is said of it.

use super::facts::Facts;
use crate::cli::place::Placed;
use std::path::{Path, PathBuf};
use tearline::finding::Severity;
use tearline::release::{Counts, Outcome};
use tearline::store::walk::Skip;

/// The finding of text that another document of the batch withholds.
pub(super) const ACROSS: &str = "spill-across";

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// All of it was released.
    Released,
    /// Some of it was released.
    InPart,
    /// Nothing of it was released but its frame.
    Withheld,
    /// It could not be read, or its release failed its checks.
    Refused(String),
    /// It was left out.
    Skipped(Skip),
    /// Its release was recorded before, and nothing changed.
    Before,
    /// The run ended before it.
    NotReached,
}

impl From<Outcome> for Fate {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Released => Self::Released,
            Outcome::InPart => Self::InPart,
            Outcome::Withheld => Self::Withheld,
        }
    }
}

impl Fate {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::InPart => "in_part",
            Self::Withheld => "withheld",
            Self::Refused(_) => "refused",
            Self::Skipped(_) => "skipped",
            Self::Before => "unchanged",
            Self::NotReached => "not_reached",
        }
    }

    /// Its name for people.
    pub(super) fn words(&self) -> &'static str {
        let name = self.name();
        let found = FATES.iter().find(|(one, _)| *one == name);
        found.map_or(name, |(_, words)| words)
    }

    pub(super) fn reason(&self) -> Option<String> {
        match self {
            Self::Refused(why) => Some(why.clone()),
            Self::Skipped(skip) => Some(skip.to_string()),
            _ => None,
        }
    }

    /// Whether somebody must look at it.
    pub(super) fn needs_somebody(&self) -> bool {
        match self {
            Self::Refused(_) | Self::NotReached => true,
            Self::Skipped(skip) => !matches!(skip, Skip::Excluded | Skip::Ledger),
            Self::Released | Self::InPart | Self::Withheld | Self::Before => false,
        }
    }
}

/// What can become of a file, in the order of the table: its name, and its name for people.
pub(super) const FATES: [(&str, &str); 7] = [
    ("released", "released whole"),
    ("in_part", "released in part"),
    ("withheld", "withheld in whole"),
    ("refused", "refused"),
    ("unchanged", "unchanged"),
    ("skipped", "skipped"),
    ("not_reached", "not reached"),
];

/// What is said of one file.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) path: PathBuf,
    pub(super) release: Option<PathBuf>,
    pub(super) fate: Fate,
    pub(super) counts: Counts,
    pub(super) findings: Vec<Placed>,
    /// What a page says of it, where one is written.
    pub(super) facts: Option<Facts>,
    /// Where a release of an earlier run stands, which this run could replace.
    pub(super) earlier: Option<PathBuf>,
}

impl Row {
    /// A file of which nothing was made.
    pub(super) fn empty(path: PathBuf, fate: Fate) -> Self {
        Self {
            path,
            release: None,
            fate,
            counts: Counts::default(),
            findings: Vec::new(),
            facts: None,
            earlier: None,
        }
    }

    /// A release of an earlier run that stays although this run refuses its document: nobody may take it for one of this
    /// run.
    pub(super) fn left_over(&self) -> Option<&Path> {
        match self.fate {
            Fate::Refused(_) => self.earlier.as_deref(),
            _ => None,
        }
    }

    /// Whether somebody must look at it.
    pub(super) fn needs_somebody(&self) -> bool {
        // A release that was made before may show what this run withholds: it cannot be refused any more.
        let recall = |f: &Placed| f.id == ACROSS && f.severity == Severity::Error;
        self.fate.needs_somebody() || self.findings.iter().any(recall)
    }
}
