//! The findings, on standard error.

use crate::cli::report;
use serde::Serialize;
use std::fmt::Write as _;
use tearline::effective::Governance;

/// A finding for machines.
#[derive(Serialize)]
struct Note<'a> {
    finding: &'a str,
    severity: &'static str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// Says the findings.
pub(super) fn notes(source: &str, shown: &str, governance: &Governance, json: bool) {
    let mut place = (1usize, 0usize);
    let mut out = String::new();
    let mut findings: Vec<_> = governance.findings.iter().collect();
    findings.sort_by_key(|f| f.span.start());
    let mut at = 0usize;
    for finding in findings {
        let start = finding.span.start();
        for (offset, _) in source.get(at..start).unwrap_or("").match_indices('\n') {
            place = (
                place.0.saturating_add(1),
                at.saturating_add(offset).saturating_add(1),
            );
        }
        at = start;
        let column = source
            .get(place.1..start)
            .map_or(1, |text| text.chars().count().saturating_add(1));
        let severity = finding.severity.name();
        if json {
            let note = Note {
                finding: finding.id,
                severity,
                line: place.0,
                column,
                message: &finding.message,
            };
            if let Ok(line) = serde_json::to_string(&note) {
                let _ = writeln!(out, "{line}");
            }
        } else {
            let _ = writeln!(
                out,
                "{}:{}:{column}: {severity}: {} [{}]",
                report::one_line(shown),
                place.0,
                finding.message,
                finding.id
            );
        }
    }
    report::line(&out);
}
