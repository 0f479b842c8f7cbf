//! The command line: arguments as typed, a file or folder per command, one place that prints errors.

mod action;
mod audit;
mod check;
mod exit;
mod findings;
mod guard;
mod home;
mod input;
mod inspect;
mod jobs;
mod marking;
mod page;
mod path;
mod place;
mod policy;
mod policy_file;
mod progress;
mod recorded;
mod redact;
mod releases;
mod report;
mod scheme;
mod stream;
mod verdict;
mod verify;
mod vkeys;

use clap::{Parser, Subcommand};
use exit::Exit;

/// Prepares redacted releases of portion-marked documents and keeps a record that can be checked.
#[derive(Parser)]
#[command(
    name = "tearline",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Inspect(inspect::Inspect),
    Redact(redact::Args),
    Stream(stream::Args),
    Check(check::Args),
    Marking(marking::Args),
    Verify(verify::Verify),
    Policy(policy::Policy),
    Audit(audit::Audit),
}

/// Reads the arguments, runs the command, renders what went wrong.
pub(crate) fn run() -> Exit {
    report::quiet_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return report::usage(&error),
    };
    let outcome = match &cli.command {
        Command::Inspect(args) => inspect::run(args),
        Command::Redact(args) => redact::run(args),
        Command::Stream(args) => stream::run(args),
        Command::Check(args) => check::run(args),
        Command::Marking(args) => marking::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Policy(args) => policy::run(args),
        Command::Audit(args) => audit::run(args),
    };
    match outcome {
        Ok(exit) => exit,
        Err(problem) => {
            report::problem(&problem);
            problem.exit
        }
    }
}
