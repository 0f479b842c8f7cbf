//! The page of one document: the same page as that of a batch.

use crate::cli::home::now;
use crate::cli::input::{self, Input};
use crate::cli::policy_file::Loaded;
use crate::cli::redact::facts::Facts;
use crate::cli::redact::page::{Head, Page};
use crate::cli::redact::row::{Fate, Row};
use crate::cli::redact::summary::Summary;
use crate::cli::report::Problem;
use std::path::{Path, PathBuf};
use tearline::release::{Refusal, Release};

/// What a page says of one document. `release` is where its release goes.
pub(super) fn row(input: &Input, prepared: Result<&Release<'_>, &Refusal>, release: Option<&Path>) -> Row {
    let path = if input::is_stdin(&input.path) {
        PathBuf::from(input.name())
    } else {
        input.path.clone()
    };
    match prepared {
        Ok(prepared) => Row {
            path,
            release: release.map(Path::to_owned),
            fate: Fate::from(prepared.outcome),
            counts: prepared.counts,
            findings: Vec::new(),
            facts: Some(Facts::of(&input.text, prepared)),
            earlier: None,
        },
        Err(refusal) => Row::empty(path, Fate::Refused(refusal.to_string())),
    }
}

/// Writes the page of one document. `ledger` is its size and folder.
pub(super) fn write(
    mut page: Page,
    loaded: &Loaded,
    row: &Row,
    ledger: Option<(u64, String)>,
) -> Result<(), Problem> {
    let mut summary = Summary::default();
    summary.add(row);
    page.add(row);
    let head = Head {
        loaded,
        time: now(),
        run: None,
        ledger: ledger.as_ref(),
        stopped: None,
    };
    page.finish(&head, &summary)
}
