//! The answer for people.

use super::checked::{Checked, Placed};
use crate::cli::report::{one_line, printable};
use std::fmt::Write as _;
use tearline::finding::Severity;

/// For people: place, rule, the mark as written with its line number, the form that could stand instead.
pub(super) fn people(checked: &[Checked], unread: usize) -> String {
    let mut out = String::new();
    for document in checked {
        let mut text = String::new();
        for placed in &document.issues {
            excerpt(&mut text, document, placed);
        }
        out.push_str(&text);
    }
    let all = || checked.iter().flat_map(|c| &c.issues);
    let count = |s: Severity| all().filter(|p| p.issue.severity == s).count();
    let _ = write!(
        out,
        "{} documents: {} errors, {} warnings, {} notes",
        checked.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    );
    if unread > 0 {
        let _ = write!(out, "; {unread} not checked");
    }
    out.push('\n');
    out
}

fn excerpt(out: &mut String, document: &Checked, placed: &Placed) {
    let Placed {
        issue, place, mark, ..
    } = placed;
    let _ = writeln!(
        out,
        "{}:{}:{}: {} [{}] {} ({})",
        one_line(&document.path),
        place.line,
        place.column,
        issue.severity.name(),
        issue.id,
        printable(&issue.message),
        issue.source
    );
    // The mark alone is shown: the rest of its line may be what must not be seen.
    if !mark.is_empty() {
        let width = mark.chars().count().min(100);
        let shown: String = mark.chars().take(width).collect();
        let _ = writeln!(
            out,
            "  {:>5} | {}",
            place.line,
            printable(&shown).replace('\t', " ")
        );
        let _ = writeln!(out, "        | {}", "^".repeat(width));
    }
    if let Some(suggestion) = &issue.suggestion {
        let _ = writeln!(out, "        = could read: {}", printable(&suggestion.text));
    }
    out.push('\n');
}
