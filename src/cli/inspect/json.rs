//! The blocks as JSON lines.

use super::view::{Verdict, View, effective, kind, why, words, written};
use crate::cli::report::Problem;
use serde::Serialize;
use tearline::document::MarkState;

/// A block for machines (design, section 7).
#[derive(Serialize)]
struct Row<'a> {
    lines: [u32; 2],
    kind: &'static str,
    marking: Option<String>,
    effective: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    entire: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    damaged: Option<&'a str>,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One JSON object a line.
pub(super) fn json(view: &View<'_>) -> Result<String, Problem> {
    let View {
        source,
        blocks,
        governance,
        ..
    } = *view;
    let mut out = String::new();
    for (index, (block, one)) in blocks.iter().zip(&governance.blocks).enumerate() {
        let decided = view.decisions.as_ref().and_then(|d| d.get(index));
        let readable: Vec<&tearline::document::Mark> = block
            .marks
            .iter()
            .filter(|m| matches!(m.state, MarkState::Known(_) | MarkState::Unknown))
            .collect();
        let damaged = block
            .marks
            .iter()
            .find(|m| matches!(m.state, MarkState::Damaged | MarkState::LookAlike))
            .map(|m| m.span.of(source));
        let marks: Vec<String> = readable.iter().map(|m| written(m.inner, source)).collect();
        let row = Row {
            lines: [block.lines.first, block.lines.last],
            kind: kind(block.kind),
            marking: marks.first().cloned(),
            effective: effective(one, source),
            marks: if marks.len() > 1 { marks } else { Vec::new() },
            entire: block.marks.iter().any(|m| m.entire),
            damaged,
            why: why(one, blocks),
            number: block.number.map(|n| n.of(source)),
            decision: decided.map(Verdict::word),
            rules: decided.map(|d| d.rules.as_slice()),
            text: view.first_words.then(|| words(block, source)),
        };
        let line = serde_json::to_string(&row).map_err(|e| Problem::could_not_run(e.to_string()))?;
        out.push_str(&line);
        out.push('\n');
    }
    Ok(out)
}
