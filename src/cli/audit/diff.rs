//! `tearline audit diff A B`: what one release of a document cuts and another does not; positions and markings only.

use super::common::{Common, answer};
use crate::cli::exit::Exit;
use crate::cli::releases::{self, Bundle};
use crate::cli::report::{Problem, one_line};
use clap::Args;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write as _;
use tearline::audit::line::CutLine;

/// Compare two releases of one document: what is cut in one and not in the other. Warns where both together disclose
/// what one of them withholds.
#[derive(Args)]
pub(super) struct Diff {
    /// Identifier of a release, or the end of it.
    a: String,
    /// Identifier of another release of the same document.
    b: String,
}

#[derive(Serialize)]
struct Side<'a> {
    leaf: u32,
    mark: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    rule: &'a str,
}

#[derive(Serialize)]
struct Difference<'a> {
    a: &'a str,
    b: &'a str,
    only_a: Vec<Side<'a>>,
    only_b: Vec<Side<'a>>,
    both: usize,
    discloses: bool,
}

pub(super) fn run(args: &Diff, common: &Common) -> Result<Exit, Problem> {
    let (a, trusted) = releases::find(&common.ledger, &args.a)?;
    let (b, _) = releases::find(&common.ledger, &args.b)?;
    let tag = |bundle: &Bundle| bundle.case.as_ref().map(|case| case.doc.tag.clone());
    if tag(&a).is_none() || tag(&a) != tag(&b) {
        return Err(
            Problem::could_not_run("these are not releases of the same document")
                .mend("`tearline audit query --document FILE` lists the releases of a document"),
        );
    }
    let (only_a, only_b) = (only(&a.cuts, &b.cuts), only(&b.cuts, &a.cuts));
    // What was withheld has its reason, be it a portion, a sentence of one or a heading; lines that are re-marked have none.
    let discloses = [&only_a, &only_b]
        .iter()
        .any(|side| side.iter().any(|cut| cut.portions > 0 || cut.reason.is_some()));
    let difference = Difference {
        a: &a.release.id,
        b: &b.release.id,
        both: a.cuts.len().saturating_sub(only_a.len()),
        only_a: only_a.iter().map(|cut| side(cut)).collect(),
        only_b: only_b.iter().map(|cut| side(cut)).collect(),
        discloses,
    };
    answer(common, &difference, &words(&difference))?;
    Ok(match releases::exit(&trusted, &common.ledger) {
        Exit::Done if discloses => Exit::Findings,
        exit => exit,
    })
}

/// The cuts of `these` whose text is not cut as such in `those`. Equal texts are told apart by how often they occur.
fn only<'a>(these: &'a [CutLine], those: &[CutLine]) -> Vec<&'a CutLine> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for cut in those {
        let count = left.entry(&cut.tag).or_default();
        *count = count.saturating_add(1);
    }
    these
        .iter()
        .filter(|cut| match left.get_mut(cut.tag.as_str()) {
            Some(count) if *count > 0 => {
                *count = count.saturating_sub(1);
                false
            }
            _ => true,
        })
        .collect()
}

fn side(cut: &CutLine) -> Side<'_> {
    Side {
        leaf: cut.leaf,
        mark: &cut.mark,
        reason: cut.reason.as_deref(),
        rule: &cut.rule,
    }
}

fn words(difference: &Difference<'_>) -> String {
    let mut out = String::new();
    for (name, side) in [
        (difference.a, &difference.only_a),
        (difference.b, &difference.only_b),
    ] {
        let _ = writeln!(out, "cut in {name} alone: {}", side.len());
        for cut in side {
            let reason = cut.reason.unwrap_or("no reason");
            let row = format!("  leaf {}  {}  {reason}  {}", cut.leaf, cut.mark, cut.rule);
            let _ = writeln!(out, "{}", one_line(&row));
        }
    }
    let _ = writeln!(out, "cut in both: {}", difference.both);
    if !difference.only_a.is_empty() && !difference.only_b.is_empty() {
        out.push_str(
            "note: what both cut between other places (one keeps a number, or merges its masks) counts as cut in each alone\n",
        );
    }
    if difference.discloses {
        out.push_str("warning: whoever has both releases may read in one what the other withholds\n");
    }
    out
}
