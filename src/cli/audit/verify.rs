//! `tearline audit verify`: the whole ledger, line by line.

use super::common::{Common, answer, json_line};
use crate::cli::exit::Exit;
use crate::cli::home::home;
use crate::cli::path::shown;
use crate::cli::report::{self, Problem};
use crate::cli::verdict::{self, exit_of};
use crate::cli::vkeys::given_keys;
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use tearline::store::verify::{Options, Report, verify};

/// Check a whole ledger: lines, tree, signatures, key history, old checkpoints.
#[derive(Args)]
pub(super) struct Verify {
    /// A verifier key of the ledger, or a file of them [default: those kept with your keys].
    #[arg(long, value_name = "KEY")]
    vkey: Vec<String>,
    /// A checkpoint that somebody kept: the ledger must be a continuation of it.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// A folder of manifests: the ledger must be a continuation of the checkpoint in each.
    #[arg(long, value_name = "DIR")]
    manifests: Option<PathBuf>,
    /// A folder of releases: each must be recorded, and each recorded one should be there.
    #[arg(long, value_name = "DIR")]
    outputs: Option<PathBuf>,
}

#[derive(Serialize)]
struct Shown<'a> {
    finding: &'static str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u64>,
    what: &'a str,
    mend: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    origin: &'a str,
    size: u64,
    lines: u64,
    releases: u64,
    checkpoints: u64,
    manifests: u64,
    signed: bool,
    verdict: &'static str,
    exit: u8,
}

pub(super) fn run(args: &Verify, common: &Common) -> Result<Exit, Problem> {
    let options = Options {
        keys: given_keys(&args.vkey)?,
        checkpoints: args.checkpoint.clone(),
        manifests: args.manifests.clone(),
        outputs: args.outputs.clone(),
        without_state: false,
    };
    let show = std::io::stderr().is_terminal() && !common.json;
    let mut shown = false;
    let mut progress = |done: u64, all: u64| {
        if show && all > 100_000 {
            let percent = done.saturating_mul(100).checked_div(all).unwrap_or(100);
            report::line(&format!("\r{percent:3} % of {all} lines"));
            shown = true;
        }
    };
    let found = verify(&common.ledger, &home()?, &options, &mut progress)?;
    if shown {
        report::line("\r\u{1b}[K");
    }
    let exit = exit_of(found.verdict());
    let summary = Summary {
        origin: &found.stated.origin,
        size: found.stated.size,
        lines: found.lines,
        releases: found.releases,
        checkpoints: found.checkpoints,
        manifests: found.manifests,
        signed: found.signed,
        verdict: verdict::words(found.verdict()),
        exit: exit as u8,
    };
    if common.json {
        for finding in &found.findings {
            report::answer(&json_line(&Shown {
                finding: verdict::words(finding.verdict),
                file: finding.file.display().to_string(),
                index: finding.index,
                what: &finding.what,
                mend: finding.mend,
            })?)?;
        }
    }
    answer(common, &summary, &words(&found, &summary))?;
    Ok(exit)
}

fn words(found: &Report, summary: &Summary<'_>) -> String {
    let mut out = String::new();
    for finding in &found.findings {
        let place = finding
            .index
            .map_or(String::new(), |index| format!(":{}", index.saturating_add(1)));
        let _ = writeln!(
            out,
            "{}{place}: {}: {}\n  {}",
            shown(&finding.file),
            verdict::words(finding.verdict),
            finding.what,
            finding.mend
        );
    }
    let _ = writeln!(
        out,
        "ledger {}: {}\n  {} of {} lines read, {} releases; {} other checkpoints and {} manifests hold; {}",
        summary.origin,
        summary.verdict,
        summary.lines,
        summary.size,
        summary.releases,
        summary.checkpoints,
        summary.manifests,
        if summary.signed {
            "the checkpoint is signed by a known key"
        } else {
            "the signature could not be checked"
        }
    );
    out
}
