//! `tearline audit show`: the releases of a ledger, or one of them on a page.

use super::common::{Common, json_line};
use crate::cli::exit::Exit;
use crate::cli::releases::{self, Bundle, Trusted};
use crate::cli::report::{self, Problem, one_line};
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use tearline::audit::line::{AskedAction, AskedFormat};

/// Show the releases of a ledger, or one of them on a page; never any withheld text.
#[derive(Args)]
pub(super) struct Show {
    /// Identifier of a release, or the end of it.
    id: Option<String>,
}

pub(super) fn run(args: &Show, common: &Common) -> Result<Exit, Problem> {
    match &args.id {
        Some(id) => one(id, common),
        None => list(common),
    }
}

fn list(common: &Common) -> Result<Exit, Problem> {
    let mut rows = String::new();
    let mut failed = None;
    let trusted = releases::walk(&common.ledger, |bundle| {
        if common.json {
            match json_line(&brief(&bundle)) {
                Ok(line) => rows.push_str(&line),
                Err(problem) => failed = Some(problem),
            }
            return;
        }
        let name = bundle
            .case
            .as_ref()
            .and_then(|c| c.doc.name.as_deref())
            .unwrap_or("");
        let counts = bundle.release.counts;
        let _ = writeln!(
            rows,
            "{}",
            one_line(&format!(
                "{}  {}  {:>4} kept {:>4} cut  {:<16} {name}",
                bundle.release.id, bundle.release.time, counts.kept, counts.cut, bundle.release.policy.id
            ))
        );
    })?;
    if let Some(problem) = failed {
        return Err(problem);
    }
    if !common.json {
        let _ = writeln!(rows, "{}", trusted.words());
        rows = report::printable(&rows);
    }
    report::answer(&rows)?;
    Ok(releases::exit(&trusted, &common.ledger))
}

fn brief(bundle: &Bundle) -> Value {
    let release = &bundle.release;
    json!({
        "id": release.id,
        "index": bundle.index,
        "time": release.time,
        "policy": release.policy.id,
        "counts": release.counts,
        "release": release.release,
        "case": bundle.case,
    })
}

fn one(id: &str, common: &Common) -> Result<Exit, Problem> {
    let (bundle, trusted) = releases::find(&common.ledger, id)?;
    if common.json {
        let mut value = brief(&bundle);
        if let Some(members) = value.as_object_mut() {
            members.insert("cuts".to_owned(), json!(bundle.cuts));
            members.insert("size".to_owned(), json!(trusted.checkpoint.size));
            members.insert("signed".to_owned(), json!(trusted.signed));
        }
        report::answer(&json_line(&value)?)?;
    } else {
        report::answer(&report::printable(&page(&bundle, &trusted)))?;
    }
    Ok(releases::exit(&trusted, &common.ledger))
}

/// The page of one release.
pub(super) fn page(bundle: &Bundle, trusted: &Trusted) -> String {
    let release = &bundle.release;
    let mut out = String::new();
    // A record may hold what another program wrote: no text of it may pass for a row.
    let mut row = |name: &str, text: &str| {
        let _ = writeln!(out, "  {name:<10} {}", one_line(text));
    };
    row("release", &release.id);
    row("made", &release.time);
    if let Some(case) = &bundle.case {
        if let Some(by) = &case.by {
            let position = by.position.as_deref().map_or(String::new(), |p| format!(", {p}"));
            row("by", &format!("{}{position}", by.id));
        }
        if let Some(authority) = &case.authority {
            row("authority", authority);
        }
        if let Some(name) = &case.doc.name {
            row("source", name);
        }
        let sha256 = tearline::audit::encoding::hex(&case.policy.sha256.0);
        row("policy", &format!("{} (sha256 {sha256})", release.policy.id));
        match case.action {
            Some(AskedAction::Mask) => row("action", "mask, asked for in place of the policy's own"),
            Some(AskedAction::Strip) => row("action", "strip, asked for in place of the policy's own"),
            None => {}
        }
        match case.format {
            Some(AskedFormat::Text) => row("format", "text, named in place of that of the extension"),
            Some(AskedFormat::Markdown) => row("format", "markdown, named in place of that of the extension"),
            None => {}
        }
    } else {
        row("policy", &release.policy.id);
    }
    row("engine", &release.engine);
    let sha256 = tearline::audit::encoding::hex(&release.release.sha256.0);
    row(
        "file",
        &format!("{} bytes, sha256 {sha256}", release.release.bytes),
    );
    let counts = release.counts;
    let portions = counts
        .portions
        .map_or(String::new(), |n| format!("; {n} portions withheld"));
    row(
        "segments",
        &format!(
            "{} kept, {} cut, {} made{portions}",
            counts.kept, counts.cut, counts.made
        ),
    );
    row(
        "record",
        &format!("line {} of {}", bundle.index.saturating_add(1), trusted.words()),
    );
    let _ = writeln!(out, "\n  kept and cut, in order (. kept, # cut):");
    for (start, chunk) in map(bundle).as_bytes().chunks(64).enumerate() {
        let first = start.saturating_mul(64).saturating_add(1);
        let _ = writeln!(out, "  {first:>6}  {}", String::from_utf8_lossy(chunk));
    }
    if !bundle.cuts.is_empty() {
        let _ = writeln!(
            out,
            "\n  {:>6}  {:<14} {:>8}  {:<24} rule",
            "leaf", "marking", "portions", "reason"
        );
    }
    for cut in &bundle.cuts {
        let reason = one_line(cut.reason.as_deref().unwrap_or(""));
        let (mark, rule) = (one_line(&cut.mark), one_line(&cut.rule));
        let _ = writeln!(
            out,
            "  {:>6}  {mark:<14} {:>8}  {reason:<24} {rule}",
            cut.leaf, cut.portions
        );
    }
    out
}

/// A character for each leaf, the document leaf apart.
fn map(bundle: &Bundle) -> String {
    // A line that lies about its size must not fill the memory.
    let most = bundle
        .release
        .counts
        .cut
        .saturating_add(bundle.release.counts.kept);
    let leaves = bundle.release.doc.size.saturating_sub(1).min(most).min(1 << 20);
    let mut cuts = bundle.cuts.iter().map(|cut| u64::from(cut.leaf)).peekable();
    (1..=leaves)
        .map(|leaf| match cuts.next_if_eq(&leaf) {
            Some(_) => '#',
            None => '.',
        })
        .collect()
}
