//! The blocks as a table.

use super::view::{View, effective, kind, why, words, written};
use crate::cli::report;
use std::fmt::Write as _;
use tearline::check::shown;

/// A table that fits a terminal.
pub(super) fn table(view: &View<'_>) -> String {
    let View {
        source,
        blocks,
        governance,
        ..
    } = *view;
    let decides = view.decisions.is_some();
    let mut out = String::new();
    let column = if decides { "decision  " } else { "" };
    let _ = writeln!(
        out,
        "{:>11}  {:<12} {:<10} {:<12} {column}why",
        "lines", "kind", "own mark", "governed by"
    );
    for (index, (block, one)) in blocks.iter().zip(&governance.blocks).enumerate() {
        let lines = if block.lines.first == block.lines.last {
            block.lines.first.to_string()
        } else {
            format!("{}-{}", block.lines.first, block.lines.last)
        };
        // Text may be glued to a mark that is damaged.
        let own: Vec<String> = (block.marks.iter())
            .map(|m| shown(view.scheme, &written(m.inner, source)).into_owned())
            .collect();
        let own = report::printable(&own.join(" "));
        let own = if own.is_empty() { "-".to_owned() } else { own };
        let decided = view.decisions.as_ref().and_then(|d| d.get(index));
        let decision = decided.map_or_else(String::new, |d| format!("{:<10}", d.word()));
        let rules = decided.map_or_else(String::new, |d| format!(" [{}]", d.rules.join(", ")));
        let _ = writeln!(
            out,
            "{lines:>11}  {:<12} {:<10} {:<12} {decision}{}{}",
            kind(block.kind),
            short(&own, 24),
            short(&report::printable(&effective(one, source)), 24),
            why(one, blocks),
            report::printable(&rules),
        );
        if view.first_words {
            let _ = writeln!(out, "{:>11}    {}", "", words(block, source));
        }
    }
    let overall = governance
        .overall
        .as_ref()
        .map_or("unknown", |marking| marking.banner());
    let _ = writeln!(out, "overall classification: {overall}");
    out
}

/// `text` in at most `most` characters.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(3)).collect();
    format!("{head}...")
}
