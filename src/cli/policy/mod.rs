//! `tearline policy`: is it right, do its tests pass, why this paragraph, what would change.

mod check;
mod diff;
mod explain;
mod init;
mod junit;
mod language;
mod list;
mod outcome;
mod schema;
mod test;

use super::exit::Exit;
use super::report::Problem;
use clap::{Args, Subcommand};

/// Checks, tests and explains policies.
#[derive(Args)]
pub(crate) struct Policy {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
    Test(test::Test),
    Explain(explain::Explain),
    Diff(diff::Diff),
    Schema(schema::Schema),
    List(list::List),
    Init(init::Init),
}

pub(crate) fn run(args: &Policy) -> Result<Exit, Problem> {
    match &args.command {
        Command::Check(args) => check::run(args),
        Command::Test(args) => test::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Schema(args) => schema::run(args),
        Command::List(args) => list::run(args),
        Command::Init(args) => init::run(args),
    }
}
