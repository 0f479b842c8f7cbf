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
use std::path::PathBuf;
use tearline::audit::line;
use tearline::finding::Finding;
use tearline::marking::Marking;
use tearline::policy::Policy;
use tearline::release::{Counts, Outcome, Refusal, Release};
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
        let mut place = |finding: &Finding| places.line_column(finding.span.start());
        let line = json!({
            "path": input.path.to_string_lossy(),
            "outcome": Fate::Refused(String::new()).name(),
            "reason": refusal.to_string(),
            "policy": policy.id,
            "release": null,
            "findings": findings.iter().map(|one| as_json(one, place(one))).collect::<Vec<_>>(),
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

/// What is said of a document that was released. It holds nothing of the document, which need not stay in memory for it.
pub(super) struct Said {
    path: PathBuf,
    name: String,
    policy: String,
    outcome: Outcome,
    portions: Counts,
    overall: Option<String>,
    remarked: Option<String>,
    findings: Vec<(Finding, (u32, u32))>,
}

impl Said {
    /// Takes the findings out of `release`.
    pub(super) fn of(input: &Input, policy: &Policy, release: &mut Release<'_>) -> Self {
        let banner = |marking: &Option<Marking>| marking.as_ref().map(|m| m.banner().to_owned());
        let mut places = Places::of(&input.text);
        let mut findings = std::mem::take(&mut release.findings);
        findings.sort_by_key(|finding| finding.span.start());
        Self {
            path: input.path.clone(),
            name: input.name(),
            policy: policy.id.clone(),
            outcome: release.outcome,
            portions: release.counts,
            overall: banner(&release.overall),
            remarked: banner(&release.remarked),
            findings: findings
                .into_iter()
                .map(|finding| {
                    let place = places.line_column(finding.span.start());
                    (finding, place)
                })
                .collect(),
        }
    }

    /// Says what became of the document: in words, or as one JSON line.
    pub(super) fn say(
        &self,
        args: &Args,
        committed: &Committed,
        counts: line::Counts,
    ) -> Result<(), Problem> {
        if args.json {
            let findings = self.findings.iter().map(|(one, place)| as_json(one, *place));
            let line = json!({
                "path": self.path.to_string_lossy(),
                "outcome": Fate::from(self.outcome).name(),
                "policy": self.policy,
                "portions": {"released": self.portions.released, "withheld": self.portions.withheld},
                "passages": self.portions.passages,
                "overall": self.overall,
                "remarked": self.remarked,
                "release": args.output.as_ref().map(|p| p.to_string_lossy().into_owned()),
                "ledger": {"folder": args.ledger.to_string_lossy(), "index": committed.first, "size": committed.size},
                "segments": counts,
                "findings": findings.collect::<Vec<_>>(),
            });
            return say_json(args, &line);
        }
        for (finding, place) in &self.findings {
            report::line(&findings::line(&self.name, finding, *place));
        }
        let what = match self.outcome {
            Outcome::Released => "released whole",
            Outcome::InPart => "released in part",
            Outcome::Withheld => "withheld in whole",
        };
        let reason = if self.overall.is_none() && self.outcome == Outcome::Withheld {
            "; nothing in it states a classification"
        } else {
            ""
        };
        report::line(&format!(
            "tearline: {}: {what}{reason}: {} of {} portions leave; {} -> {}; recorded as line {} of {}\n",
            one_line(&self.name),
            self.portions.released,
            self.portions.released.saturating_add(self.portions.withheld),
            self.overall.as_deref().unwrap_or("unknown"),
            self.remarked.as_deref().unwrap_or("unknown"),
            committed.first.saturating_add(1),
            shown(&args.ledger),
        ));
        Ok(())
    }
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

fn as_json(finding: &Finding, (line, column): (u32, u32)) -> Value {
    json!({
        "id": finding.id,
        "severity": finding.severity.name(),
        "line": line,
        "column": column,
        "message": finding.message,
    })
}
