//! The answer as JSON lines.

use super::checked::{Checked, Place};
use super::paths::Unread;
use serde::Serialize;

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    id: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'a str>,
}

/// A line for each issue, and for each document that was not checked.
pub(super) fn lines(checked: &[Checked], unread: &[Unread]) -> String {
    let mut out = String::new();
    for (document, placed) in checked.iter().flat_map(|c| c.issues.iter().map(move |p| (c, p))) {
        let row = Row {
            path: &document.path,
            id: placed.issue.id,
            severity: placed.issue.severity.name(),
            place: placed.place,
            message: &placed.issue.message,
            source: &placed.issue.source,
            suggestion: placed.issue.suggestion.as_ref().map(|s| s.text.as_str()),
        };
        if let Ok(line) = serde_json::to_string(&row) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    for left in unread {
        let row = serde_json::json!({
            "path": left.path, "id": "not-checked", "severity": left.grade.name(), "message": left.why,
        });
        out.push_str(&row.to_string());
        out.push('\n');
    }
    out
}
