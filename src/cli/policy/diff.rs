//! `policy diff OLD NEW DOCS...`: what would newly leave, what would newly be held.

use crate::cli::exit::Exit;
use crate::cli::input::{self, FormatName};
use crate::cli::policy_file;
use crate::cli::report::{self, Problem};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use tearline::decide::Decided;
use tearline::document::Document;
use tearline::policy::{Policy, looser};
use tearline::release::judge;
use tearline::span::Span;

/// Shows what a change of policy would let out, and what it would hold
///
/// Without --text only places are shown: what newly leaves is exactly what should be looked at first. Without documents
/// the policies alone are compared. Exit status: 0 nothing changes, 1 the new policy is looser or something changes sides,
/// 2 could not run.
#[derive(Args)]
pub(crate) struct Diff {
    /// The policy as it is
    old: String,
    /// The policy as it would be
    new: String,
    /// Documents to try both on
    documents: Vec<PathBuf>,
    /// How the documents are read; by default by their extension
    #[arg(long)]
    format: Option<FormatName>,
    /// The encoding of documents that are not UTF-8, such as windows-1252
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Show the text that changes sides
    #[arg(long)]
    text: bool,
    /// JSON lines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Diff) -> Result<Exit, Problem> {
    let old = policy_file::load_untested(&args.old)?.policy;
    let new = policy_file::load_untested(&args.new)?.policy;
    let mut out = String::new();
    let loosened = looser(&old, &new);
    let (mut exit, mut read) = (Exit::Done, 0_usize);
    if !loosened.is_empty() {
        exit = Exit::Findings;
    } else if !args.json && args.documents.is_empty() {
        out.push_str("nothing in the new policy is looser\n");
    }
    for loose in loosened {
        let place = new
            .place(&loose.label)
            .map_or_else(String::new, |p| format!(" ({}:{})", p.file, p.line));
        if args.json {
            let _ = writeln!(
                out,
                "{}",
                json!({"looser": loose.label, "message": loose.message})
            );
        } else {
            let _ = writeln!(out, "looser: {}{place}", report::printable(&loose.message));
        }
    }
    let mut changes = 0_usize;
    for path in &args.documents {
        let input = match input::open(path, args.format, args.encoding.as_deref()) {
            Ok(input) => {
                read = read.saturating_add(1);
                input
            }
            Err(problem) => {
                report::problem(&problem);
                exit = Exit::Findings;
                continue;
            }
        };
        let document = Document::new(&input.text, input.format);
        for change in changed(&old, &new, &document) {
            changes = changes.saturating_add(1);
            let name = path.display().to_string();
            show(args, &name, document.text(), &change, &mut out);
        }
    }
    // With nothing read, nothing was compared.
    if read == 0 && !args.documents.is_empty() {
        exit = Exit::CouldNotRun;
    }
    if changes > 0 {
        exit = exit.max(Exit::Findings);
    }
    if !args.json && changes == 0 && read > 0 && read == args.documents.len() {
        out.push_str("nothing changes sides\n");
    }
    report::answer(&out)?;
    Ok(exit)
}

/// A passage that changes sides.
struct Change {
    span: Span,
    lines: (u32, u32),
    leaves: bool,
    marking: String,
    old: String,
    new: String,
}

fn changed(old: &Policy, new: &Policy, document: &Document<'_>) -> Vec<Change> {
    let before = judge(old, document);
    let after = judge(new, document);
    let same_blocks = before.blocks.len() == after.blocks.len();
    let mut out: Vec<Change> = Vec::new();
    let mut left = before.decided.iter().peekable();
    for one in &after.decided {
        while let Some(was) = left.peek() {
            let both = Span::new(
                one.span.start().max(was.span.start()),
                one.span.end().min(was.span.end()),
            );
            if let Some(change) = change(document.text(), &after, was, one, both) {
                out.push(change);
            }
            if was.span.end() > one.span.end() || !same_blocks && was.span.end() == one.span.end() {
                break;
            }
            left.next();
        }
    }
    out
}

fn change(
    source: &str,
    after: &tearline::release::Judgement,
    was: &Decided,
    one: &Decided,
    both: Span,
) -> Option<Change> {
    if both.of(source).trim().is_empty() || was.decision.releases() == one.decision.releases() {
        return None;
    }
    let block = after.blocks.get(one.block)?;
    let effective = after.governance.blocks.get(one.block)?;
    let marking = match &effective.governing {
        tearline::effective::Governing::Known(marking) => marking.portion().to_owned(),
        tearline::effective::Governing::Overall => "no mark".to_owned(),
        tearline::effective::Governing::Unreadable(_) => "unreadable".to_owned(),
    };
    Some(Change {
        span: both,
        lines: (block.lines.first, block.lines.last),
        leaves: one.decision.releases(),
        marking,
        old: was.decision.rule().to_owned(),
        new: one.decision.rule().to_owned(),
    })
}

fn show(args: &Diff, name: &str, source: &str, change: &Change, out: &mut String) {
    let text = change.span.of(source).trim();
    if args.json {
        let mut line = json!({
            "document": name, "lines": [change.lines.0, change.lines.1],
            "bytes": [change.span.start(), change.span.end()],
            "change": if change.leaves { "leaves" } else { "held" },
            "marking": change.marking, "old": change.old, "new": change.new,
        });
        if args.text
            && let Some(map) = line.as_object_mut()
        {
            map.insert("text".to_owned(), text.into());
        }
        let _ = writeln!(out, "{line}");
        return;
    }
    let verb = if change.leaves {
        "newly leaves"
    } else {
        "newly held "
    };
    let lines = if change.lines.0 == change.lines.1 {
        change.lines.0.to_string()
    } else {
        format!("{}-{}", change.lines.0, change.lines.1)
    };
    let row = format!(
        "{name}:{lines}: {verb} {} ({} -> {})",
        change.marking, change.old, change.new
    );
    let _ = writeln!(out, "{}", report::one_line(&row));
    if args.text {
        for line in text.lines() {
            let _ = writeln!(out, "    {}", report::printable(line));
        }
    }
}
