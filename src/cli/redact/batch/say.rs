//! What is said of a batch: a line for each file that needs somebody, a table at the end, or JSON lines.

use crate::cli::path::shown;
use crate::cli::redact::row::{FATES, Fate, Row};
use crate::cli::redact::summary::Summary;
use crate::cli::report::{self, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tearline::finding::Severity;

/// Says what became of one file: with `json` every file, else those that need somebody and findings that are more than
/// notes.
pub(super) fn row(row: &Row, json: bool) -> Result<(), Problem> {
    if json {
        return report::answer(&format!("{}\n", as_json(row)));
    }
    for finding in row.findings.iter().filter(|f| f.severity != Severity::Note) {
        report::line(&format!(
            "{}:{}: {}: {} [{}]\n",
            shown(&row.path),
            finding.line,
            finding.severity.name(),
            finding.message,
            finding.id
        ));
    }
    match row.fate.reason() {
        Some(reason) if row.fate.needs_somebody() => {
            report::line(&format!(
                "tearline: {}: {}: {reason}\n",
                shown(&row.path),
                row.fate.name()
            ));
        }
        _ => {}
    }
    if let Some(earlier) = row.left_over() {
        report::line(&format!(
            "tearline: {}: the release of an earlier run still stands there; remove it, and call it back if it was handed out\n",
            shown(earlier)
        ));
    }
    Ok(())
}

/// A file as JSON.
fn as_json(row: &Row) -> Value {
    let made = matches!(row.fate, Fate::Released | Fate::InPart | Fate::Withheld);
    let findings: Vec<Value> = row
        .findings
        .iter()
        .map(|f| json!({"id": f.id, "severity": f.severity.name(), "line": f.line, "message": f.message}))
        .collect();
    json!({
        "path": row.path.to_string_lossy(),
        "outcome": row.fate.name(),
        "reason": row.fate.reason(),
        "release": row.release.as_ref().map(|p| p.to_string_lossy()),
        "portions": made.then(|| json!({"released": row.counts.released, "withheld": row.counts.withheld})),
        "earlier_release": row.left_over().map(|p| p.to_string_lossy()),
        "findings": findings,
    })
}

/// Says the table, or the last JSON line.
pub(super) fn summary(summary: &Summary, json: bool, recorded: Option<(u64, String)>) -> Result<(), Problem> {
    if json {
        let counts: BTreeMap<&str, u64> = FATES.iter().map(|(name, _)| (*name, summary.of(name))).collect();
        let reasons: Vec<Value> = summary
            .reasons
            .iter()
            .map(|((outcome, reason), files)| json!({"outcome": outcome, "reason": reason, "files": files}))
            .collect();
        let line = json!({"summary": {
            "files": summary.files(),
            "outcomes": counts,
            "reasons": reasons,
            "portions": {"released": summary.portions.released, "withheld": summary.portions.withheld},
            "findings": summary.findings,
            "ledger": recorded.map(|(size, folder)| json!({"folder": folder, "size": size})),
        }});
        return report::answer(&format!("{line}\n"));
    }
    let mut text = format!("{:>10}  files in\n", summary.files());
    for line in summary.lines() {
        let width: usize = if line.part { 14 } else { 10 };
        let words = hanging(&report::printable(&line.words), width.saturating_add(2));
        text.push_str(&format!("{:>width$}  {words}\n", line.files));
    }
    text.push_str(&format!(
        "{:>10}  portions released, {} withheld\n",
        summary.portions.released, summary.portions.withheld
    ));
    if summary.findings > 0 {
        text.push_str(&format!(
            "{:>10}  findings (--json lists them)\n",
            summary.findings
        ));
    }
    if let Some((size, folder)) = recorded {
        let folder = report::one_line(&folder);
        text.push_str(
            &match ["released", "in_part", "withheld"].map(|name| summary.of(name)) {
                [0, 0, 0] => format!("nothing was recorded; {folder} has {size} lines\n"),
                _ => format!("recorded in {folder}, now {size} lines\n"),
            },
        );
    }
    report::line(&text);
    Ok(())
}

/// Text that goes on under itself where a line of 80 columns is full.
fn hanging(text: &str, indent: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = indent;
    for word in text.split(' ') {
        let wide = word.chars().count();
        if column > indent && column.saturating_add(wide) >= 80 {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column = column.saturating_add(1);
        }
        out.push_str(word);
        column = column.saturating_add(wide);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::hanging;

    #[test]
    fn a_long_reason_goes_on_under_itself() {
        let text = "a format that is not read: .docx (--format text reads it as plain text)";
        assert_eq!(
            hanging(text, 16),
            "a format that is not read: .docx (--format text reads it as\n                plain text)"
        );
        assert_eq!(hanging("short", 12), "short");
        let long = "x".repeat(100);
        assert_eq!(hanging(&long, 12), long);
    }
}
