//! What `tearline redact` takes, as typed.

use crate::cli::action::ActionName;
use crate::cli::home::DEFAULT_LEDGER;
use crate::cli::input::FormatName;
use crate::cli::jobs;
use crate::cli::recorded;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Prepare a redacted release of a document.
///
/// The release goes to standard output or, with -o, to a file with its manifest beside it. Text leaves only when the
/// marking that governs it is known and the policy lists it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The document, - for standard input; or folders and several documents, with -o
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The policy: a file, or the name of a built-in one such as `public`
    #[arg(short, long, value_name = "POLICY")]
    pub(super) policy: String,
    /// Where the release goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Where the manifest goes [default: beside the release, with .tearline.json added]
    #[arg(long, value_name = "FILE")]
    pub(super) manifest: Option<PathBuf>,
    /// The ledger that records the release; made on first use
    #[arg(long, value_name = "DIR", default_value = DEFAULT_LEDGER, env = "TEARLINE_LEDGER")]
    pub(super) ledger: PathBuf,
    /// What happens to withheld text, whatever the policy says
    #[arg(long, value_enum)]
    pub(super) action: Option<ActionName>,
    /// Show what would leave and why; write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace outputs that exist
    #[arg(long)]
    pub(super) force: bool,
    /// How the document is read [default: by its extension]
    #[arg(long, value_enum)]
    pub(super) format: Option<FormatName>,
    /// The encoding of a document that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "LABEL")]
    pub(super) encoding: Option<String>,
    /// Under which authority it is released, for the record, such as a request number
    #[arg(long, value_name = "TEXT", value_parser = recorded::text)]
    pub(super) authority: Option<String>,
    /// Who releases it, for the record
    #[arg(long, value_name = "NAME", env = "USER", hide_env_values = true, value_parser = recorded::text)]
    pub(super) by: Option<String>,
    /// The position of who releases it, for the record
    #[arg(long, value_name = "TEXT", requires = "by", value_parser = recorded::text)]
    pub(super) position: Option<String>,
    /// Report as JSON lines: on standard output with -o or --dry-run, else on standard error
    #[arg(long)]
    pub(super) json: bool,
    /// Also write a page for people: what left and what stayed, without withheld text
    #[arg(long, value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    #[command(flatten)]
    pub(super) batch: Options,
}

impl Args {
    /// The one document.
    pub(super) fn path(&self) -> &Path {
        self.paths.first().map_or(Path::new("-"), PathBuf::as_path)
    }

    /// Whether they mean a batch: a folder, or more than one path.
    pub(super) fn is_batch(&self) -> bool {
        self.paths.len() > 1 || self.paths.first().is_some_and(|path| path.is_dir())
    }
}

/// What only folders take.
#[derive(clap::Args)]
pub(super) struct Options {
    /// Number of worker threads for folders [default: the processors of this process]
    #[arg(short, long, value_name = "N", value_parser = jobs::number)]
    pub(super) jobs: Option<NonZeroUsize>,
    /// In folders, take only files that match one of these globs (as in .gitignore)
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// In folders, leave out files that match one of these globs
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// In folders, take hidden files too
    #[arg(long)]
    pub(super) hidden: bool,
    /// Go on after a run that was stopped: leave what is recorded and unchanged, do the rest
    #[arg(long)]
    pub(super) resume: bool,
}
