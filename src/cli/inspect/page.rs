//! The page of `inspect --html`: every block of one document with what governs it, for a person who may read the source.

use super::view::{self, Verdict, View};
use crate::cli::home::ENGINE;
use crate::cli::page::text::{Piece, pieces};
use crate::cli::page::{link, look};
use crate::cli::place::placed;
use crate::cli::policy_file::Loaded;
use crate::cli::report::one_line;
use askama::Template;
use std::io;
use std::path::Path;
use tearline::audit::encoding::hex;
use tearline::decide::Decided;
use tearline::document::{Block, Format};
use tearline::finding::Severity;

/// Writes the page of a document. `decided` is what the policy decides, in the order of the blocks.
pub(super) fn document(
    out: &mut impl io::Write,
    name: &str,
    format: Format,
    view: &View<'_>,
    policy: Option<(&Loaded, &[Decided])>,
) -> io::Result<()> {
    let style = look::style(include_str!("../../../templates/inspect.css"));
    let overall = view.governance.overall.as_ref();
    let decided = policy.map(|(_, decided)| decided);
    let page = Page {
        guard: look::guard(&style, None),
        style,
        engine: ENGINE,
        overall: overall.map_or("UNKNOWN CLASSIFICATION", |marking| marking.banner()),
        name: link::name(Path::new(name)),
        format: match format {
            Format::Markdown => "Markdown",
            _ => "text",
        },
        policy: policy.map(|(loaded, _)| {
            let policy = &loaded.policy;
            (policy.id.as_str(), policy.title.as_deref(), hex(&loaded.sha256))
        }),
        findings: findings(view),
        rows: rows(view, decided),
    };
    page.write_into(out)
}

fn findings(view: &View<'_>) -> Vec<Finding> {
    placed(view.source, &view.governance.findings)
        .into_iter()
        .map(|one| Finding {
            block: view
                .blocks
                .partition_point(|block| block.lines.first <= one.line)
                .saturating_sub(1),
            line: one.line,
            grave: one.severity == Severity::Error,
            severity: one.severity.name(),
            message: one.message,
            id: one.id,
        })
        .collect()
}

fn rows<'p>(view: &View<'p>, decided: Option<&[Decided]>) -> Vec<Row<'p>> {
    let mut left = decided.unwrap_or_default();
    let blocks = view.blocks.iter().zip(&view.governance.blocks).enumerate();
    blocks
        .map(|(index, (block, effective))| {
            let count = left.iter().take_while(|one| one.block == index).count();
            let (own, rest) = left.split_at_checked(count).unwrap_or_default();
            left = rest;
            let verdict = view.decisions.as_ref().and_then(|list| list.get(index));
            let marks: Vec<String> = block
                .marks
                .iter()
                .map(|mark| view::written(mark.inner, view.source))
                .collect();
            Row {
                lines: if block.lines.first == block.lines.last {
                    block.lines.first.to_string()
                } else {
                    format!("{}–{}", block.lines.first, block.lines.last)
                },
                kind: view::kind(block.kind),
                own: one_line(&marks.join(" ")),
                governed: one_line(&view::effective(effective, view.source)),
                why: view::why(effective, view.blocks),
                class: match verdict.map(Verdict::word) {
                    None => "",
                    Some("release") => "release",
                    Some("in part") => "both",
                    Some(_) => "withhold",
                },
                decision: verdict.map(|verdict| (verdict.word(), verdict.rules.join(", "))),
                text: text(block, own, view.source),
            }
        })
        .collect()
}

/// The text of a block in pieces; where a part of it leaves, what stays is marked.
fn text<'p>(block: &Block, decided: &[Decided], source: &'p str) -> Vec<Piece<'p>> {
    let mut out = Vec::new();
    let leaves = decided.iter().any(|one| one.decision.releases());
    if !leaves {
        pieces(block.span.of(source).trim_matches(['\n', '\r']), false, &mut out);
        return out;
    }
    for one in decided {
        pieces(one.span.of(source), !one.decision.releases(), &mut out);
    }
    if let Some(first) = out.first_mut() {
        first.text = first.text.trim_start_matches(['\n', '\r']);
    }
    if let Some(last) = out.last_mut() {
        last.text = last.text.trim_end_matches(['\n', '\r']);
    }
    out
}

struct Finding {
    block: usize,
    line: u32,
    grave: bool,
    severity: &'static str,
    message: String,
    id: &'static str,
}

struct Row<'p> {
    lines: String,
    kind: &'static str,
    own: String,
    governed: String,
    why: String,
    class: &'static str,
    /// The decision and its rules.
    decision: Option<(&'static str, String)>,
    text: Vec<Piece<'p>>,
}

#[derive(Template)]
#[template(path = "inspect.html")]
struct Page<'p> {
    guard: String,
    style: String,
    engine: &'static str,
    overall: &'p str,
    name: String,
    format: &'static str,
    /// Identifier, title and digest.
    policy: Option<(&'p str, Option<&'p str>, String)>,
    findings: Vec<Finding>,
    rows: Vec<Row<'p>>,
}
