//! `tearline audit`: everything that looks at or looks after a ledger, one file per command.

mod diff;
mod export;
mod import;
mod init;
mod key;
mod open;
mod prove;
mod query;
mod recover;
mod releases;
mod run_key;
mod show;
mod verify;

use super::exit::Exit;
use super::home::DEFAULT_LEDGER;
use super::report::{self, Problem};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::PathBuf;
use tearline::audit::line::{CaseLine, ReleaseLine};

/// Look at or look after a ledger.
#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Audit {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every audit command takes.
#[derive(Args)]
struct Common {
    /// The ledger.
    #[arg(long, value_name = "DIR", global = true, default_value = DEFAULT_LEDGER)]
    ledger: PathBuf,
    /// JSON lines on standard output.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Key(key::Key),
    Show(show::Show),
    Verify(verify::Verify),
    Query(query::Query),
    Prove(prove::Prove),
    Open(open::Open),
    Diff(diff::Diff),
    Export(export::Export),
    Recover(recover::Recover),
    Import(import::Import),
    RunKey(run_key::MakeRunKey),
}

/// Runs the command.
pub(crate) fn run(args: &Audit) -> Result<Exit, Problem> {
    match &args.command {
        Command::Init(init) => init::run(init, &args.common),
        Command::Key(key) => key::run(key, &args.common),
        Command::Show(show) => show::run(show, &args.common),
        Command::Verify(verify) => verify::run(verify, &args.common),
        Command::Query(query) => query::run(query, &args.common),
        Command::Prove(prove) => prove::run(prove, &args.common),
        Command::Open(open) => open::run(open, &args.common),
        Command::Diff(diff) => diff::run(diff, &args.common),
        Command::Export(export) => export::run(export, &args.common),
        Command::Recover(recover) => recover::run(recover, &args.common),
        Command::Import(import) => import::run(import, &args.common),
        Command::RunKey(make) => run_key::run(make, &args.common),
    }
}

/// Hands the public and the inner line of every release of a ledger to `each`, checking on the way that the lines are
/// those that were signed.
pub(super) fn each_release(
    ledger: &std::path::Path,
    mut each: impl FnMut(&ReleaseLine, &CaseLine),
) -> Result<(), Problem> {
    let common = Common {
        ledger: ledger.to_owned(),
        json: false,
    };
    releases::walk(&common, |bundle| {
        if let Some(case) = &bundle.case {
            each(&bundle.release, case);
        }
    })?;
    Ok(())
}

/// A value as one line of JSON.
fn json_line<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value)
        .map(|line| format!("{line}\n"))
        .map_err(|_| Problem::could_not_run("the answer cannot be written as JSON"))
}

/// Answers with a line of JSON or with words.
fn answer<T: Serialize>(common: &Common, value: &T, words: &str) -> Result<(), Problem> {
    if common.json {
        report::answer(&json_line(value)?)
    } else {
        report::answer(&report::printable(words))
    }
}
