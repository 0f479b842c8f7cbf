//! `tearline check PATH...`: marking mistakes, as text, JSON lines or SARIF. It suggests and never edits.

use super::check_paths::Unread;
use super::exit::Exit;
use super::input::{self, FormatName};
use super::report::{self, Problem, answer, printable};
use super::{check_paths, sarif, scheme};
use clap::{Args as ClapArgs, ValueEnum};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::PathBuf;
use tearline::check::{Issue, check};
use tearline::document::{Document, segment};
use tearline::effective::govern;
use tearline::finding::Severity;
use tearline::scheme::Scheme;
use tearline::span::Span;

/// Find marking mistakes: banner against portions, marks missing, damaged, superseded or contradictory.
///
/// Shows marks and banners, never other text. What a folder holds that is not checked is named with its reason. Exit
/// status: 0 nothing at or above --fail-on, 1 findings, or something that could not be read or was left out, 2 could
/// not run.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The documents, folders of documents, `-` for standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The scheme: its name, or the path of a scheme file.
    #[arg(long, value_name = "NAME|FILE", default_value = "us")]
    scheme: String,
    /// How to read the documents [default: by extension].
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The encoding of documents that are neither UTF-8 nor UTF-16.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// The gravest that still passes is one below this.
    #[arg(long, value_enum, default_value = "warning")]
    fail_on: Grade,
    /// One JSON object a line on standard output.
    #[arg(long, conflicts_with = "sarif")]
    json: bool,
    /// One SARIF 2.1.0 log on standard output.
    #[arg(long)]
    sarif: bool,
}

/// Severities by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grade {
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warning,
    /// A mistake.
    Error,
}

impl Grade {
    fn severity(self) -> Severity {
        match self {
            Self::Note => Severity::Note,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

/// A range for people and machines: lines and columns from 1, columns count characters, the end is past the last.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

/// An issue with its place.
pub(crate) struct Placed {
    pub(crate) issue: Issue,
    pub(crate) place: Place,
    pub(crate) suggested: Option<Place>,
}

/// A document with its issues.
pub(crate) struct Checked {
    pub(crate) path: String,
    text: String,
    pub(crate) issues: Vec<Placed>,
}

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

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let scheme = scheme::load(&args.scheme)?;
    let mut checked = Vec::new();
    let mut unread = Vec::new();
    for listed in check_paths::list(&args.paths, args.format.is_some())? {
        let read = listed.taken.and_then(|()| {
            input::read(&listed.path, args.format, args.encoding.as_deref()).map_err(|problem| Unread {
                path: check_paths::shown(&listed.path),
                why: problem.what,
                mend: problem.mend,
                grade: Severity::Error,
            })
        });
        match read {
            Ok(input) => checked.push(one(&input, &scheme)),
            Err(left) if args.paths.len() == 1 && listed.named => return Err(left.problem()),
            Err(left) => {
                report::problem(&left.problem());
                unread.push(left);
            }
        }
    }
    let mut exit = if unread.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    };
    let graves = checked.iter().flat_map(|c| &c.issues);
    if graves
        .into_iter()
        .any(|p| p.issue.severity >= args.fail_on.severity())
    {
        exit = Exit::Findings;
    }
    let out = if args.sarif {
        sarif::log(&checked, &unread)
    } else if args.json {
        lines(&checked, &unread)
    } else {
        people(&checked, unread.len())
    };
    answer(&out)?;
    Ok(exit)
}

fn one(input: &input::Input, scheme: &Scheme) -> Checked {
    let document = Document::new(&input.text, input.format);
    let blocks = segment(&document, scheme);
    let governance = govern(&document, &blocks, scheme);
    let text = document.text();
    // Issues come in the order of the source; a suggestion replaces what its issue covers.
    let mut places = Places::new(text);
    let issues = check(&document, &blocks, &governance, scheme)
        .into_iter()
        .map(|issue| Placed {
            place: places.place(issue.span),
            suggested: issue.suggestion.as_ref().map(|s| places.place(s.span)),
            issue,
        })
        .collect();
    Checked {
        path: check_paths::shown(&input.path),
        text: input.text.clone(),
        issues,
    }
}

/// Lines and columns of offsets that ascend, found in one pass over the text.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Moves on to `offset`; an offset before the last one starts anew.
    fn seek(&mut self, offset: usize) -> (u32, u32) {
        if offset < self.at {
            *self = Self::new(self.text);
        }
        for c in self.text.get(self.at..offset).unwrap_or("").chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = offset;
        (self.line, self.column)
    }

    fn place(&mut self, span: Span) -> Place {
        let (line, column) = self.seek(span.start());
        let mut end = Self { ..*self };
        let (end_line, end_column) = end.seek(span.end());
        Place {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

/// The name of a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn lines(checked: &[Checked], unread: &[Unread]) -> String {
    let mut out = String::new();
    for (document, placed) in checked.iter().flat_map(|c| c.issues.iter().map(move |p| (c, p))) {
        let row = Row {
            path: &document.path,
            id: placed.issue.id,
            severity: severity(placed.issue.severity),
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
            "path": left.path, "id": "not-checked", "severity": severity(left.grade), "message": left.why,
        });
        out.push_str(&row.to_string());
        out.push('\n');
    }
    out
}

/// For people: place, rule, the mark as written with its line number, the form that could stand instead.
fn people(checked: &[Checked], unread: usize) -> String {
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
    let Placed { issue, place, .. } = placed;
    let _ = writeln!(
        out,
        "{}:{}:{}: {} [{}] {} ({})",
        printable(&document.path),
        place.line,
        place.column,
        severity(issue.severity),
        issue.id,
        printable(&issue.message),
        issue.source
    );
    // The mark alone is shown: the rest of its line may be what must not be seen.
    let written = issue.span.of(&document.text).lines().next().unwrap_or("");
    if !written.is_empty() {
        let width = written.chars().count().min(100);
        let shown: String = written.chars().take(width).collect();
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
