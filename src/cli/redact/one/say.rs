//! What is said of one document: findings, what left, where it is recorded.

use crate::cli::exit::Exit;
use crate::cli::findings;
use crate::cli::input::{self, Input};
use crate::cli::path::shown;
use crate::cli::place::Places;
use crate::cli::redact::args::Args;
use crate::cli::redact::row::Fate;
use crate::cli::redact::spilled;
use crate::cli::report::{self, Problem, answer, one_line};
use serde_json::{Value, json};
use tearline::audit::line::Counts;
use tearline::finding::Finding;
use tearline::policy::Policy;
use tearline::release::{Outcome, Refusal, Release};
use tearline::store::ledger::Committed;

/// Says why a document was refused: nothing was written, and a person must look at it.
pub(super) fn refused(
    args: &Args,
    input: &Input,
    policy: &Policy,
    refusal: &Refusal,
) -> Result<Exit, Problem> {
    let findings = spilled::findings(&input.text, refusal);
    if args.json {
        let mut places = Places::of(&input.text);
        let line = json!({
            "path": input.path.to_string_lossy(),
            "outcome": Fate::Refused(String::new()).name(),
            "reason": refusal.to_string(),
            "policy": policy.id,
            "release": null,
            "findings": as_json(&mut places, &findings),
        });
        say_json(args, &line)?;
        return Ok(Exit::Findings);
    }
    findings::say(&input.text, &input.name(), &findings, false);
    Err(Problem {
        what: format!("refused: {refusal}"),
        place: Some(input.name()),
        mend: Some("nothing was written; see tearline inspect for what governs each line".to_owned()),
        exit: Exit::Findings,
    })
}

/// Says what became of a document: in words, or as one JSON line.
pub(super) fn released(
    args: &Args,
    input: &Input,
    policy: &Policy,
    release: &Release<'_>,
    committed: &Committed,
    counts: Counts,
) -> Result<(), Problem> {
    let overall = |marking: &Option<tearline::marking::Marking>| {
        marking
            .as_ref()
            .map_or_else(|| "unknown".to_owned(), |m| m.banner().to_owned())
    };
    if args.json {
        let mut places = Places::of(&input.text);
        let line = json!({
            "path": input.path.to_string_lossy(),
            "outcome": Fate::from(release.outcome).name(),
            "policy": policy.id,
            "portions": {"released": release.counts.released, "withheld": release.counts.withheld},
            "passages": release.counts.passages,
            "overall": release.overall.as_ref().map(|m| m.banner().to_owned()),
            "remarked": release.remarked.as_ref().map(|m| m.banner().to_owned()),
            "release": args.output.as_ref().map(|p| p.to_string_lossy().into_owned()),
            "ledger": {"folder": args.ledger.to_string_lossy(), "index": committed.first, "size": committed.size},
            "segments": counts,
            "findings": as_json(&mut places, &release.findings),
        });
        return say_json(args, &line);
    }
    findings::say(&input.text, &input.name(), &release.findings, false);
    let what = match release.outcome {
        Outcome::Released => "released whole",
        Outcome::InPart => "released in part",
        Outcome::Withheld => "withheld in whole",
    };
    let reason = if release.overall.is_none() && release.outcome == Outcome::Withheld {
        "; nothing in it states a classification"
    } else {
        ""
    };
    report::line(&format!(
        "tearline: {}: {what}{reason}: {} of {} portions leave; {} -> {}; recorded as line {} of {}\n",
        one_line(&input.name()),
        release.counts.released,
        release.counts.released.saturating_add(release.counts.withheld),
        overall(&release.overall),
        overall(&release.remarked),
        committed.first.saturating_add(1),
        shown(&args.ledger),
    ));
    Ok(())
}

/// JSON goes to standard output, where the release does not go there.
fn say_json(args: &Args, line: &Value) -> Result<(), Problem> {
    let text = format!("{line}\n");
    if args.dry_run || args.output.as_deref().is_some_and(|path| !input::is_stdin(path)) {
        return answer(&text);
    }
    report::line(&text);
    Ok(())
}

fn as_json(places: &mut Places<'_>, findings: &[Finding]) -> Vec<Value> {
    let one = |finding: &Finding| {
        let (line, column) = places.line_column(finding.span.start());
        json!({
            "id": finding.id,
            "severity": finding.severity.name(),
            "line": line,
            "column": column,
            "message": finding.message,
        })
    };
    findings.iter().map(one).collect()
}
