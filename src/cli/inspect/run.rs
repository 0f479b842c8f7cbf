//! The arguments, the view, the form of the answer.

use super::json::json;
use super::page;
use super::table::table;
use super::view::{View, decisions};
use crate::cli::exit::Exit;
use crate::cli::findings;
use crate::cli::input::{self, FormatName};
use crate::cli::report::Problem;
use crate::cli::{policy_file, scheme};
use clap::Args;
use std::io::Write as _;
use std::path::PathBuf;
use tearline::decide::decide;
use tearline::document::{Document, segment};
use tearline::effective::govern;
use tearline::scheme::Scheme;
use tearline::store::said;

/// Show what governs each block of a document, and why.
#[derive(Args)]
pub(crate) struct Inspect {
    /// The document; `-` for standard input.
    path: PathBuf,
    /// How to read it [default: by extension; `.md` and `.markdown` are Markdown, all others text].
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The encoding of a document that is not UTF-8, such as windows-1252.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
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

/// Runs the command.
pub(crate) fn run(args: &Inspect) -> Result<Exit, Problem> {
    let policy = args.policy.as_deref().map(policy_file::load).transpose()?;
    let text = input::open(&args.path, args.format, args.encoding.as_deref())?;
    let shown = if input::is_stdin(&args.path) {
        "standard input".to_owned()
    } else {
        args.path.display().to_string()
    };
    let document = Document::new(&text.text, text.format);
    let scheme = match (&policy, &args.scheme) {
        (Some(policy), _) => policy.policy.scheme.clone(),
        (None, Some(name)) => scheme::load(name)?,
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
        scheme: &scheme,
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
        print(&if args.json { json(&view)? } else { table(&view) })?;
    }
    findings::say(source, &shown, &governance.findings, args.json);
    Ok(if governance.findings.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}

/// Writes to standard output; a reader that went away is no failure.
fn print(text: &str) -> Result<(), Problem> {
    written_out(std::io::stdout().lock().write_all(text.as_bytes()))
}

fn written_out(result: std::io::Result<()>) -> Result<(), Problem> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::could_not_run(said(&error)).at("standard output"))
        }
        _ => Ok(()),
    }
}
