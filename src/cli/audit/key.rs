//! `tearline audit key`: shows, rotates and retires the signing keys of a ledger.

use super::common::{Common, answer};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::report::Problem;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use tearline::audit::note::VerifierKey;
use tearline::store::LedgerError;
use tearline::store::ledger::{self, Committed, Ledger};

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
    /// Bring in a new signing key. The old one signs beside it until it is retired.
    Rotate,
    /// Retire the old signing key, once those who check releases have the new one.
    Retire,
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
        Command::Rotate => change(common, "key added", Ledger::rotate),
        Command::Retire => change(common, "key retired", Ledger::retire),
    }
}

type Outcome = Result<(VerifierKey, Committed), LedgerError>;

#[derive(Serialize)]
struct Changed {
    vkey: String,
    index: u64,
    size: u64,
}

fn change(common: &Common, word: &str, step: fn(&Ledger, Timestamp) -> Outcome) -> Result<Exit, Problem> {
    ledger::origin(&common.ledger)?;
    let time = now();
    let opened = Ledger::open(&common.ledger, &home()?, ENGINE, time)?;
    let (key, committed) = step(&opened, time)?;
    let changed = Changed {
        vkey: key.to_string(),
        index: committed.first,
        size: committed.size,
    };
    let words = format!(
        "{word} in line {} of {}\n{}\n",
        changed.index.saturating_add(1),
        changed.size,
        changed.vkey
    );
    answer(common, &changed, &words)?;
    Ok(Exit::Done)
}

fn show(common: &Common) -> Result<Exit, Problem> {
    let home = home()?;
    let origin = ledger::origin(&common.ledger)?;
    let vkeys: Vec<String> = home
        .vkeys(&origin)
        .map_err(LedgerError::from)?
        .iter()
        .map(ToString::to_string)
        .collect();
    if vkeys.is_empty() {
        return Err(LedgerError::NoKey {
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
