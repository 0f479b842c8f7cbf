//! Portion marks: missing, damaged, superseded, misplaced, contradictory.

use super::issue::Issue;
use crate::document::{Block, Mark, MarkPlace, MarkState};
use crate::effective::Governance;
use crate::finding::Severity;
use crate::marking::{Reading, Verdict, read_portion};
use crate::scheme::Scheme;

pub(super) fn check(text: &str, blocks: &[Block], governance: &Governance, scheme: &Scheme) -> Vec<Issue> {
    let mut issues = Vec::new();
    for block in blocks {
        for mark in &block.marks {
            one(text, mark, scheme, &mut issues);
        }
    }
    // What the segmenter found and this room does not judge again.
    for finding in &governance.findings {
        let source = match finding.id {
            "missing-mark" => "32 CFR 2001.21(c); 32 CFR 2001.24(k)",
            "unknown-overall" => "32 CFR 2001.21(b)",
            "damaged-mark" => "reference 9.3",
            "look-alike-mark" => "reference 9.2",
            // Said here with the rule that is broken, or by the banner's own check.
            "unknown-mark" | "banner-too-low" => continue,
            _ => "reference 7",
        };
        let message = finding.message.trim_end_matches('.');
        issues.push(Issue::new(
            finding.id,
            finding.severity,
            finding.span,
            message,
            source,
        ));
    }
    issues
}

fn one(text: &str, mark: &Mark, scheme: &Scheme, issues: &mut Vec<Issue>) {
    let reading = read_portion(scheme, mark.inner.of(text));
    match mark.state {
        MarkState::Unknown => unknown(mark, &reading, issues),
        MarkState::Known(_) => known(text, mark, &reading, issues),
        MarkState::Damaged | MarkState::LookAlike => {}
    }
    if mark.place == MarkPlace::End {
        issues.push(Issue::new(
            "misplaced-mark",
            Severity::Note,
            mark.span,
            "the mark stands behind the text it governs; it belongs before it",
            "32 CFR 2001.21(c)",
        ));
    }
}

/// A mark that breaks rules: one issue for each rule.
fn unknown(mark: &Mark, reading: &Reading, issues: &mut Vec<Issue>) {
    let before = issues.len();
    for problem in reading.problems.iter().filter(|p| p.verdict == Verdict::Invalid) {
        let id = match problem.id {
            "level-not-allowed" | "excluded" | "missing-companion" | "two-levels" | "repeated" => {
                "contradictory-mark"
            }
            _ => "unknown-mark",
        };
        issues.push(Issue::new(
            id,
            Severity::Error,
            mark.span,
            problem.message.clone(),
            problem.source.clone(),
        ));
    }
    if issues.len() == before {
        issues.push(Issue::new(
            "unknown-mark",
            Severity::Error,
            mark.span,
            "the portion mark is not in the marking scheme",
            "32 CFR 2001.21(c)",
        ));
    }
}

/// A mark in a superseded or sloppy form: one issue, with the canonical form.
fn known(text: &str, mark: &Mark, reading: &Reading, issues: &mut Vec<Issue>) {
    if reading.verdict != Verdict::Legacy {
        return;
    }
    let Some(marking) = reading.known() else {
        return;
    };
    let problems = || reading.problems.iter().filter(|p| p.id != "entire-text");
    let Some(first) = problems().next() else {
        return;
    };
    let superseded =
        problems().any(|p| matches!(p.id, "retired" | "dropped-value" | "implied" | "missing-release"));
    let message = problems()
        .map(|p| p.message.as_str())
        .collect::<Vec<_>>()
        .join("; ");
    let (id, severity) = if superseded {
        ("superseded-mark", Severity::Warning)
    } else {
        ("mark-form", Severity::Note)
    };
    let issue = Issue::new(id, severity, mark.span, message, first.source.clone());
    let written = mark.span.of(text);
    // A retired word stays what it is, and an entire-text mark is more than its level: no form is offered for those.
    let same =
        written.starts_with('(') && written.ends_with(')') && !superseded && !reading.entire && !mark.entire;
    let canonical = format!("({})", marking.portion());
    issues.push(if same && canonical != written {
        issue.suggest(mark.span, canonical)
    } else {
        issue
    });
}
