//! `tearline inspect PATH`: every block with its lines, kind, own mark, governing mark and why. Prints no text of the
//! source but marks, unless `--text` asks for first words.

use super::exit::Exit;
use super::input::{self, FormatName};
use super::page;
use super::policy_file;
use super::report::{self, Problem};
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use tearline::decide::{Decided, decide};
use tearline::document::{Block, Document, Kind, MarkState, segment};
use tearline::effective::{Effective, Governance, Governing, Why, govern};
use tearline::scheme::Scheme;
use tearline::span::Span;

/// Show what governs each block of a document, and why.
#[derive(Args)]
pub(crate) struct Inspect {
    /// The document; `-` for standard input.
    path: PathBuf,
    /// How to read it [default: by extension; `.md` and `.markdown` are Markdown, all others text].
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// One JSON object a line on standard output, findings on standard error likewise.
    #[arg(long)]
    json: bool,
    /// Also show what this policy decides: a file, or the name of a built-in policy.
    #[arg(short, long, value_name = "POLICY")]
    policy: Option<String>,
    /// The scheme of its marks: a name, or the path of a scheme file [default: that of the policy, else us].
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "policy")]
    scheme: Option<String>,
    /// Show the first words of each block.
    #[arg(long)]
    text: bool,
    /// Write a page for reading, with the text of the document.
    #[arg(long, conflicts_with_all = ["json", "text"])]
    html: bool,
}

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

/// A finding for machines.
#[derive(Serialize)]
struct Note<'a> {
    finding: &'a str,
    severity: &'static str,
    line: usize,
    column: usize,
    message: &'a str,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Runs the command.
pub(crate) fn run(args: &Inspect) -> Result<Exit, Problem> {
    let policy = args.policy.as_deref().map(policy_file::load).transpose()?;
    let text = input::read(&args.path, args.format, None)?;
    let shown = if input::is_stdin(&args.path) {
        "standard input".to_owned()
    } else {
        args.path.display().to_string()
    };
    let document = Document::new(&text.text, text.format);
    let scheme = match (&policy, &args.scheme) {
        (Some(policy), _) => policy.policy.scheme.clone(),
        (None, Some(name)) => super::scheme::load(name)?,
        (None, None) => Scheme::us(),
    };
    let blocks = segment(&document, &scheme);
    let governance = govern(&document, &blocks, &scheme);
    let source = document.text();
    let decided = policy
        .as_ref()
        .map(|p| decide(&p.policy, &document, &blocks, &governance));
    let view = View {
        source,
        blocks: &blocks,
        governance: &governance,
        decisions: decided.as_ref().map(|list| decisions(list, blocks.len())),
        first_words: args.text,
    };
    if args.html {
        let policy = policy.as_ref().zip(decided.as_deref());
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let page = page::document(&mut out, &shown, text.format, &view, policy);
        written_out(page.and_then(|()| out.flush()))?;
    } else {
        print(&if args.json { view.json()? } else { view.table() })?;
    }
    notes(source, &shown, &governance, args.json);
    Ok(if governance.findings.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}

/// What is shown.
pub(super) struct View<'a> {
    pub(super) source: &'a str,
    pub(super) blocks: &'a [Block],
    pub(super) governance: &'a Governance,
    /// What a policy decides for each block.
    pub(super) decisions: Option<Vec<Verdict>>,
    first_words: bool,
}

/// What a policy decides for a block: released, withheld, or both in parts; and the rules that decide.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    released: bool,
    withheld: bool,
    pub(super) rules: Vec<String>,
}

impl Verdict {
    pub(super) fn word(&self) -> &'static str {
        match (self.released, self.withheld) {
            (true, false) => "release",
            (true, true) => "in part",
            _ => "withhold",
        }
    }
}

/// Gathers the decisions of each block.
fn decisions(decided: &[Decided], count: usize) -> Vec<Verdict> {
    let mut list = vec![Verdict::default(); count];
    for one in decided {
        let Some(verdict) = list.get_mut(one.block) else {
            continue;
        };
        if one.decision.releases() {
            verdict.released = true;
        } else {
            verdict.withheld = true;
        }
        let rule = one.decision.rule();
        if !verdict.rules.iter().any(|r| r == rule) {
            verdict.rules.push(rule.to_owned());
        }
    }
    list
}

/// Writes to standard output; a reader that went away is no failure.
fn print(text: &str) -> Result<(), Problem> {
    written_out(std::io::stdout().lock().write_all(text.as_bytes()))
}

fn written_out(result: std::io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::could_not_run(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// The name of a kind, as in the JSON lines.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Header => "header",
        Kind::Banner => "banner",
        Kind::Heading => "heading",
        Kind::Portion => "portion",
        Kind::Continuation => "continuation",
        Kind::List => "list",
        Kind::Signature => "signature",
        Kind::Trailer => "trailer",
        Kind::Other => "other",
    }
}

/// A mark as written, on one line.
pub(super) fn written(span: Span, source: &str) -> String {
    let words: Vec<&str> = span.of(source).split_whitespace().collect();
    words.join(" ")
}

/// The governing marking as a word: canonical, an unknown one as written, or `banner`.
pub(super) fn effective(one: &Effective, source: &str) -> String {
    match (&one.governing, one.why) {
        (Governing::Known(marking), _) => marking.portion().to_owned(),
        (Governing::Unreadable(span), Why::Damaged | Why::LookAlike) => {
            let _ = span;
            "banner".to_owned()
        }
        (Governing::Unreadable(span), _) => {
            let text = written(*span, source);
            let capital = text.is_ascii() && text.starts_with(|c: char| c.is_ascii_uppercase());
            if capital { text } else { "banner".to_owned() }
        }
        (Governing::Overall, _) => "banner".to_owned(),
    }
}

impl View<'_> {
    /// One JSON object a line.
    fn json(&self) -> Result<String, Problem> {
        let Self {
            source,
            blocks,
            governance,
            ..
        } = *self;
        let mut out = String::new();
        for (index, (block, one)) in blocks.iter().zip(&governance.blocks).enumerate() {
            let decided = self.decisions.as_ref().and_then(|d| d.get(index));
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
                text: self.first_words.then(|| words(block, source)),
            };
            let line = serde_json::to_string(&row).map_err(|e| Problem::could_not_run(e.to_string()))?;
            out.push_str(&line);
            out.push('\n');
        }
        Ok(out)
    }

    /// A table that fits a terminal.
    fn table(&self) -> String {
        let Self {
            source,
            blocks,
            governance,
            ..
        } = *self;
        let decides = self.decisions.is_some();
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
            let own: Vec<String> = block.marks.iter().map(|m| written(m.inner, source)).collect();
            let own = report::printable(&own.join(" "));
            let own = if own.is_empty() { "-".to_owned() } else { own };
            let decided = self.decisions.as_ref().and_then(|d| d.get(index));
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
            if self.first_words {
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
}

/// Why, in words.
pub(super) fn why(one: &Effective, blocks: &[Block]) -> String {
    one.why
        .words(|index| blocks.get(index).map_or(0, |block| block.lines.first))
}

/// The first words of a block.
fn words(block: &Block, source: &str) -> String {
    let text: String = block.body.of(source).chars().take(160).collect();
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    report::printable(&words.join(" "))
}

/// `text` in at most `most` characters.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(3)).collect();
    format!("{head}...")
}

/// The findings, on standard error.
fn notes(source: &str, shown: &str, governance: &Governance, json: bool) {
    use tearline::finding::Severity;
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
        let severity = match finding.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
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
                report::printable(shown),
                place.0,
                finding.message,
                finding.id
            );
        }
    }
    report::line(&out);
}
