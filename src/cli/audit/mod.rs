//! `tearline audit`: everything that looks at or looks after a ledger, one file per command.

mod asked;
mod common;
mod diff;
mod export;
mod import;
mod init;
mod key;
mod open;
mod prove;
mod query;
mod recover;
mod run_key;
mod show;
mod targets;
mod verify;

use super::exit::Exit;
use super::report::Problem;
use clap::{Args, Subcommand};
use common::Common;

/// Look at or look after a ledger.
#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Audit {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
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
