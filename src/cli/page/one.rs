//! The page of one document: the same page as that of a batch.

use super::batch::{Head, Page};
use super::facts::Facts;
use crate::cli::batch_report::{Fate, Row, Summary};
use crate::cli::home::now;
use crate::cli::input::Input;
use crate::cli::policy_file::Loaded;
use crate::cli::report::Problem;
use std::path::{Path, PathBuf};
use tearline::release::{Counts, Refusal, Release};

/// Writes the page of one document, where one is asked for. `release` is where it went, `ledger` its size and folder.
pub(crate) fn one(
    page: Option<Page>,
    loaded: &Loaded,
    input: &Input,
    prepared: Result<&Release<'_>, &Refusal>,
    release: Option<&Path>,
    ledger: Option<(u64, String)>,
) -> Result<(), Problem> {
    let Some(mut page) = page else { return Ok(()) };
    let row = match prepared {
        Ok(prepared) => Row {
            path: PathBuf::from(input.name()),
            release: release.map(Path::to_owned),
            fate: Fate::from(prepared.outcome),
            counts: prepared.counts,
            findings: Vec::new(),
            facts: Some(Facts::of(&input.text, prepared)),
        },
        Err(refusal) => Row {
            path: PathBuf::from(input.name()),
            release: None,
            fate: Fate::Refused(refusal.to_string()),
            counts: Counts::default(),
            findings: Vec::new(),
            facts: None,
        },
    };
    let mut summary = Summary::default();
    summary.add(&row);
    page.add(&row);
    let head = Head {
        loaded,
        time: now(),
        run: None,
        ledger: ledger.as_ref(),
        stopped: None,
    };
    page.finish(&head, &summary)
}
