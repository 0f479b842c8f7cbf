//! The arguments, what is read, the exit status.

use super::checked::one;
use super::lines::lines;
use super::paths::{self, Unread};
use super::people::people;
use super::sarif;
use crate::cli::exit::Exit;
use crate::cli::input::{self, FormatName};
use crate::cli::report::{self, Problem, answer};
use crate::cli::scheme;
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;
use tearline::finding::Severity;

/// Find marking mistakes: banner against portions, marks missing, damaged, superseded or contradictory.
///
/// Shows marks and banners, never other text. What a folder holds that is not checked is named with its reason. Exit
/// status: 0 nothing at or above --fail-on, 1 findings, or something that could not be read or was left out, or no
/// document at all, 2 could not run.
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

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let scheme = scheme::load(&args.scheme)?;
    let mut checked = Vec::new();
    let mut unread = Vec::new();
    for listed in paths::list(&args.paths, args.format.is_some())? {
        let read = listed.taken.and_then(|()| {
            let encoding = args.encoding.as_deref();
            let input = input::listed(&listed.path, listed.identity, args.format, encoding);
            input.map_err(|problem| Unread {
                path: paths::shown(&listed.path),
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
    if checked.is_empty() && unread.is_empty() {
        return Err(Problem {
            what: "no document was found".to_owned(),
            place: None,
            mend: Some("name documents, or folders that hold some".to_owned()),
            exit: Exit::Findings,
        });
    }
    Ok(exit)
}
