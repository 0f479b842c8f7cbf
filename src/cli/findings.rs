//! The findings of one document, on standard error.

use super::place::Places;
use super::report;
use serde::Serialize;
use std::fmt::Write as _;
use tearline::finding::Finding;

/// A finding for machines.
#[derive(Serialize)]
struct Note<'a> {
    finding: &'a str,
    severity: &'static str,
    line: u32,
    column: u32,
    message: &'a str,
}

/// Says findings in the order of the text `source`, which is `shown` under a name: a line each, without text of the document.
pub(crate) fn say(source: &str, shown: &str, findings: &[Finding], json: bool) {
    let mut places = Places::of(source);
    let mut out = String::new();
    let mut findings: Vec<_> = findings.iter().collect();
    findings.sort_by_key(|f| f.span.start());
    for finding in findings {
        let place = places.line_column(finding.span.start());
        if json {
            let note = Note {
                finding: finding.id,
                severity: finding.severity.name(),
                line: place.0,
                column: place.1,
                message: &finding.message,
            };
            if let Ok(line) = serde_json::to_string(&note) {
                let _ = writeln!(out, "{line}");
            }
        } else {
            out.push_str(&line(shown, finding, place));
        }
    }
    report::line(&out);
}

/// One finding on one line: place, severity, sentence, identifier.
pub(crate) fn line(shown: &str, finding: &Finding, (line, column): (u32, u32)) -> String {
    format!(
        "{}:{line}:{column}: {}: {} [{}]\n",
        report::one_line(shown),
        finding.severity.name(),
        finding.message,
        finding.id
    )
}
