//! `tearline audit init`: makes a ledger before its first use, for those who want to choose its name.

use super::common::{Common, answer};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::report::Problem;
use clap::Args;
use serde::Serialize;
use tearline::audit::note::is_key_name;
use tearline::store::LedgerError;
use tearline::store::ledger::Ledger;

/// Make a ledger and its keys. Not needed: the first release makes one.
#[derive(Args)]
pub(super) struct Init {
    /// Name of the ledger and of its keys, such as records.example.gov/tearline [default: made up].
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
}

#[derive(Serialize)]
struct Made {
    ledger: String,
    keys: String,
    origin: String,
}

pub(super) fn run(args: &Init, common: &Common) -> Result<Exit, Problem> {
    if args.origin.as_deref().is_some_and(|name| !is_key_name(name)) {
        return Err(
            Problem::could_not_run("a name may hold no white space and no plus sign")
                .at("--origin")
                .mend("a name without scheme is usual: records.example.gov/tearline"),
        );
    }
    let ledger = Ledger::open_as(&common.ledger, &home()?, ENGINE, now(), args.origin.as_deref())?;
    let Some(made) = ledger.created() else {
        return Err(LedgerError::Exists {
            path: common.ledger.clone(),
            origin: ledger.origin().to_owned(),
        }
        .into());
    };
    let shown = Made {
        ledger: made.folder.display().to_string(),
        keys: made.keys.display().to_string(),
        origin: made.origin.clone(),
    };
    let mut words = format!(
        "ledger {} made in {}, its keys in {}\n",
        shown.origin, shown.ledger, shown.keys
    );
    for (origin, size) in &made.before {
        words.push_str(&format!(
            "ledger {origin} with {size} lines was here before and is gone\n"
        ));
    }
    answer(common, &shown, &words)?;
    Ok(if made.before.is_empty() {
        Exit::Done
    } else {
        Exit::Findings
    })
}
