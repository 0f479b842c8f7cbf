//! `policy explain DOC[:LINE]`: why each block leaves or stays, one line per decision.

use crate::cli::exit::Exit;
use crate::cli::input::{self, FormatName};
use crate::cli::policy_file;
use crate::cli::report::{self, Problem, one_line};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::decide::{DECLASSIFICATION, Decided, Decision, NO_OVERALL, NOT_RELEASABLE, UNREADABLE};
use tearline::document::{Block, Document};
use tearline::effective::{Effective, Governing, Why};
use tearline::part::part;
use tearline::policy::{Part, Policy};
use tearline::release::{Judgement, judge};

/// Says for each block of a document why it leaves or stays
///
/// One line per decision: the lines of the document, what stands there, the marking and where it comes from, and the entry
/// or rule of the policy with its place. The text itself is not shown.
#[derive(Args)]
pub(crate) struct Explain {
    /// The document; DOC:LINE shows the block at that line alone
    #[arg(value_name = "DOC[:LINE]")]
    document: String,
    /// The policy: a file, or the name of a built-in one such as `public`
    #[arg(short, long)]
    policy: String,
    /// How the document is read; by default by its extension
    #[arg(long)]
    format: Option<FormatName>,
    /// The encoding of a document that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// JSON lines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Explain) -> Result<Exit, Problem> {
    let policy = policy_file::load_untested(&args.policy)?.policy;
    let (path, line) = target(&args.document);
    let input = input::open(&path, args.format, args.encoding.as_deref())?;
    let document = Document::new(&input.text, input.format);
    let judgement = judge(&policy, &document);
    let mut out = String::new();
    for (one, block, effective) in judgement.each() {
        if block.body.is_empty() || line.is_some_and(|l| l < block.lines.first || l > block.lines.last) {
            continue;
        }
        let row = Row {
            policy: &policy,
            judgement: &judgement,
            source: document.text(),
            one,
            block,
            effective,
        };
        out.push_str(&if args.json { row.json() } else { row.text() });
        out.push('\n');
    }
    if out.is_empty()
        && let Some(line) = line
    {
        return Err(
            Problem::could_not_run(format!("no block stands at line {line}")).at(args.document.clone())
        );
    }
    let head = if args.json {
        String::new()
    } else {
        let mut head = String::new();
        let _ = writeln!(
            head,
            "{:<9} {:<16} {:<7} {:<10} where the marking comes from; what decided (policy:line)",
            "lines", "kind", "verdict", "marking"
        );
        head
    };
    report::answer(&(head + &out))?;
    Ok(Exit::Done)
}

/// Path and line of `DOC:LINE`; a file whose name ends so is taken as it is.
fn target(text: &str) -> (PathBuf, Option<u32>) {
    if !Path::new(text).exists()
        && let Some((path, line)) = text.rsplit_once(':')
        && let Ok(line) = line.parse()
    {
        return (PathBuf::from(path), Some(line));
    }
    (PathBuf::from(text), None)
}

struct Row<'a> {
    policy: &'a Policy,
    judgement: &'a Judgement,
    source: &'a str,
    one: &'a Decided,
    block: &'a Block,
    effective: &'a Effective,
}

impl Row<'_> {
    fn lines(&self) -> String {
        let lines = self.block.lines;
        if lines.first == lines.last {
            lines.first.to_string()
        } else {
            format!("{}-{}", lines.first, lines.last)
        }
    }

    /// What stands there: the kind that `unmarked` and rules see.
    fn kind(&self) -> Part {
        part(self.source, self.block, self.effective.why)
    }

    fn number(&self) -> Option<&str> {
        self.block.number.map(|n| n.of(self.source).trim())
    }

    fn marking(&self) -> String {
        match &self.effective.governing {
            Governing::Known(marking) => marking.portion().to_owned(),
            Governing::Overall => self
                .judgement
                .governance
                .overall
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), |m| m.portion().to_owned()),
            Governing::Unreadable(_) => "unreadable".to_owned(),
        }
    }

    /// Where the marking comes from.
    fn origin(&self) -> String {
        let line = |index: usize| self.judgement.blocks.get(index).map_or(0, |b| b.lines.first);
        match self.effective.why {
            Why::Own => "its own mark".to_owned(),
            Why::OwnAtEnd => "its own mark, at the end".to_owned(),
            Why::OwnHighest => "the highest of its own marks".to_owned(),
            Why::Continues(index) => format!("continues line {}", line(index)),
            Why::EntireText(index) => format!("the entire-text mark of line {}", line(index)),
            Why::RaisedByEntireText(index) => {
                format!(
                    "its own mark, raised by the entire-text mark of line {}",
                    line(index)
                )
            }
            Why::ReferredBy(index) => format!("referred to by line {}", line(index)),
            Why::Floor => "raised to the stamp on the document".to_owned(),
            Why::Unmarked => match self.judgement.governance.overall {
                Some(_) => "no mark: the overall classification".to_owned(),
                None => "no mark, and no overall classification".to_owned(),
            },
            Why::Damaged => "its mark is damaged".to_owned(),
            Why::LookAlike => "its mark holds look-alike characters".to_owned(),
            Why::Unknown => "its mark is not in the scheme".to_owned(),
        }
    }

    /// What of the policy decided, in words, and where it stands.
    fn decided(&self) -> (String, Option<String>) {
        let label = self.one.decision.rule();
        let at = |label: &str| self.policy.place(label).map(|p| format!("{}:{}", p.file, p.line));
        let default = self.kind().label();
        match label {
            NOT_RELEASABLE => ("releasable does not list it".to_owned(), at("releasable")),
            UNREADABLE => ("a mark that cannot be read always stays".to_owned(), None),
            NO_OVERALL => (
                format!("{default}: banner, and the overall classification is unknown"),
                at(default),
            ),
            DECLASSIFICATION => (
                "its declassification date or event has passed".to_owned(),
                at("declassification.as_of").or_else(|| at("declassification.events")),
            ),
            label if label.starts_with("unmarked.") => {
                let verb = if self.one.decision.releases() {
                    "release"
                } else {
                    "withhold"
                };
                let place = at(label);
                let note = if place.is_none() { " (the default)" } else { "" };
                (format!("{label}: {verb}{note}"), place)
            }
            label if label.starts_with("releasable[") => (label.to_owned(), at(label)),
            label => (format!("rule {label}"), at(label)),
        }
    }

    fn text(&self) -> String {
        let verdict = if self.one.decision.releases() {
            "leaves"
        } else {
            "stays"
        };
        let (why, place) = self.decided();
        let number = self.number().map_or_else(String::new, |n| format!(" {n}"));
        let part = if self.one.span == self.block.span {
            String::new()
        } else {
            format!("  bytes {}-{}", self.one.span.start(), self.one.span.end())
        };
        let place = place.map_or_else(String::new, |p| format!(" ({})", one_line(&p)));
        let mut out = String::new();
        let _ = write!(
            out,
            "{:<9} {:<16} {verdict:<7} {:<10} {}; {why}{place}{part}",
            self.lines(),
            format!("{}{number}", self.kind().name()),
            self.marking(),
            self.origin(),
        );
        report::printable(&out)
    }

    fn json(&self) -> String {
        let (why, place) = self.decided();
        let reason = match &self.one.decision {
            Decision::Withhold(withheld) => withheld.reason.as_deref(),
            Decision::Release(_) => None,
        };
        json!({
            "lines": [self.block.lines.first, self.block.lines.last],
            "bytes": [self.one.span.start(), self.one.span.end()],
            "kind": self.kind().name(),
            "number": self.number(),
            "marking": self.marking(),
            "origin": self.origin(),
            "leaves": self.one.decision.releases(),
            "rule": self.one.decision.rule(),
            "why": why,
            "place": place,
            "reason": reason,
        })
        .to_string()
    }
}
