//! The findings, on standard error.

use crate::cli::place::Places;
use crate::cli::report;
use serde::Serialize;
use std::fmt::Write as _;
use tearline::effective::Governance;

/// A finding for machines.
#[derive(Serialize)]
struct Note<'a> {
    finding: &'a str,
    severity: &'static str,
    line: u32,
    column: u32,
    message: &'a str,
}

/// Says the findings.
pub(super) fn notes(source: &str, shown: &str, governance: &Governance, json: bool) {
    let mut places = Places::of(source);
    let mut out = String::new();
    let mut findings: Vec<_> = governance.findings.iter().collect();
    findings.sort_by_key(|f| f.span.start());
    for finding in findings {
        let (line, column) = places.line_column(finding.span.start());
        let severity = finding.severity.name();
        if json {
            let note = Note {
                finding: finding.id,
                severity,
                line,
                column,
                message: &finding.message,
            };
            if let Ok(line) = serde_json::to_string(&note) {
                let _ = writeln!(out, "{line}");
            }
        } else {
            let _ = writeln!(
                out,
                "{}:{line}:{column}: {severity}: {} [{}]",
                report::one_line(shown),
                finding.message,
                finding.id
            );
        }
    }
    report::line(&out);
}
