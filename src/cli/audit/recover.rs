//! `tearline audit recover`: moves a torn tail aside now, and makes a lost state anew after checking everything.

use super::common::{Common, answer};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::report::Problem;
use crate::cli::verdict::exit_of;
use clap::Args;
use serde::Serialize;
use tearline::store::keys::Home;
use tearline::store::ledger::{self, Ledger};
use tearline::store::verify::{Options, verify};
use tearline::store::{LedgerError, Verdict};

/// Bring a ledger back into order after a crash. The next release does so too.
#[derive(Args)]
pub(super) struct Recover {
    /// Make the state anew from this ledger, where it was lost. Only for a ledger that you know to be the newest.
    #[arg(long)]
    accept: bool,
}

#[derive(Serialize)]
struct Done {
    size: u64,
    moved_aside: u64,
}

pub(super) fn run(args: &Recover, common: &Common) -> Result<Exit, Problem> {
    let home = home()?;
    // A ledger is looked after here, never made.
    ledger::origin(&common.ledger)?;
    let opened = match Ledger::open(&common.ledger, &home, ENGINE, now()) {
        Err(LedgerError::NoState { .. }) if args.accept => {
            state_anew(&home, common)?;
            Ledger::open(&common.ledger, &home, ENGINE, now())?
        }
        other => other?,
    };
    let committed = opened.append(&[], &[], now())?;
    let done = Done {
        size: committed.size,
        moved_aside: committed.recovered,
    };
    let words = match committed.recovered {
        0 => format!("nothing to recover; {} lines\n", committed.size),
        bytes => format!("{bytes} bytes moved aside and noted; {} lines\n", committed.size),
    };
    answer(common, &done, &words)?;
    Ok(if committed.recovered == 0 {
        Exit::Done
    } else {
        Exit::Findings
    })
}

fn state_anew(home: &Home, common: &Common) -> Result<(), Problem> {
    let options = Options {
        without_state: true,
        ..Options::default()
    };
    let report = verify(&common.ledger, home, &options, &mut |_, _| {})?;
    if report.verdict() > Verdict::Findings && report.verdict() != Verdict::Torn {
        return Err(Problem {
            what: "the ledger does not hold; no state is made from it".to_owned(),
            place: Some(common.ledger.display().to_string()),
            mend: Some("`tearline audit verify` says what is wrong".to_owned()),
            exit: exit_of(report.verdict()),
        });
    }
    Ok(ledger::accept_state(&common.ledger, home)?)
}
