//! `tearline audit key`: shows, rotates and retires the signing keys of a ledger.

use super::super::exit::Exit;
use super::super::home::home;
use super::super::report::Problem;
use super::{Common, answer};
use clap::{Args, Subcommand};
use serde::Serialize;
use tearline::store::ledger;

/// The keys of a ledger.
#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Key {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the verifier keys, oldest first: what others need to check releases.
    Show,
}

#[derive(Serialize)]
struct Shown {
    origin: String,
    vkeys: Vec<String>,
    keys: String,
}

pub(super) fn run(args: &Key, common: &Common) -> Result<Exit, Problem> {
    match args.command {
        Command::Show => show(common),
    }
}

fn show(common: &Common) -> Result<Exit, Problem> {
    let home = home()?;
    let origin = ledger::origin(&common.ledger)?;
    let vkeys: Vec<String> = home
        .vkeys(&origin)
        .map_err(tearline::store::LedgerError::from)?
        .iter()
        .map(ToString::to_string)
        .collect();
    if vkeys.is_empty() {
        return Err(tearline::store::LedgerError::NoKey {
            path: home.ledger(&origin),
            origin,
        }
        .into());
    }
    let words = vkeys.iter().map(|key| format!("{key}\n")).collect::<String>();
    let shown = Shown {
        keys: home.ledger(&origin).display().to_string(),
        origin,
        vkeys,
    };
    answer(common, &shown, &words)?;
    Ok(Exit::Done)
}
