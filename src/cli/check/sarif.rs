//! SARIF 2.1.0, the exchange format of checkers (OASIS standard): one log with one run.

use super::checked::{Checked, Place, Placed};
use super::paths::Unread;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The log of all documents, and of what was not checked.
pub(super) fn log(checked: &[Checked], unread: &[Unread]) -> String {
    let issues = || checked.iter().flat_map(|c| c.issues.iter().map(move |p| (c, p)));
    let mut rules: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, placed) in issues() {
        rules.entry(placed.issue.id).or_insert(&placed.issue.source);
    }
    let results: Vec<Value> = issues()
        .map(|(document, placed)| {
            result(
                &document.path,
                placed,
                rules.keys().position(|id| *id == placed.issue.id),
            )
        })
        .collect();
    let rules: Vec<Value> = rules
        .iter()
        .map(|(id, source)| {
            let words = id.replace('-', " ");
            json!({ "id": id, "shortDescription": { "text": words }, "help": { "text": source } })
        })
        .collect();
    let artifacts: Vec<Value> = checked
        .iter()
        .map(|document| json!({ "location": { "uri": uri(&document.path) } }))
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "tearline", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": unread.iter().map(notification).collect::<Vec<_>>(),
            }],
            "artifacts": artifacts,
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn notification(unread: &Unread) -> Value {
    json!({
        "level": unread.grade.name(),
        "message": { "text": format!("not checked: {}", unread.why) },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&unread.path) } } }],
    })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

fn result(path: &str, placed: &Placed, rule: Option<usize>) -> Value {
    let issue = &placed.issue;
    let artifact = json!({ "uri": uri(path) });
    let mut result = json!({
        "ruleId": issue.id,
        "ruleIndex": rule,
        "level": issue.severity.name(),
        "message": { "text": format!("{} ({})", issue.message, issue.source) },
        "locations": [{
            "physicalLocation": { "artifactLocation": artifact, "region": region(&placed.place) }
        }],
    });
    if let (Some(suggestion), Some(place)) = (&issue.suggestion, &placed.suggested)
        && let Some(object) = result.as_object_mut()
    {
        let fix = json!([{
            "description": { "text": format!("could read: {}", suggestion.text) },
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": [{
                    "deletedRegion": region(place),
                    "insertedContent": { "text": suggestion.text },
                }],
            }],
        }]);
        object.insert("fixes".to_owned(), fix);
    }
    result
}

/// A path as a relative URI reference: everything but unreserved signs and slashes in percent form (RFC 3986).
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&format!("{byte:02X}"));
        }
    }
    out
}
