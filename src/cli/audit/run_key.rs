//! `tearline audit run-key`: the key of a run of `tearline stream`.

use super::common::{Common, answer};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::report::{self, Problem};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use tearline::audit::id::ReleaseId;
use tearline::store::ledger::Ledger;
use tearline::store::write::{self, Access};
use tearline::stream::RunKey;

/// Make the key of a run of tearline stream, so that a retried task gives equal bytes.
///
/// The key derives from the opening key of the ledger and the run, which each record names: whoever holds the opening
/// key can open what the run withheld. Give it to every worker (TEARLINE_RUN_KEY_FILE), and to nobody else.
#[derive(Args)]
pub(super) struct MakeRunKey {
    /// Where the key goes, readable by its owner alone [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What was made; of the key itself nothing.
#[derive(Serialize)]
struct Made {
    run: String,
    file: String,
}

pub(super) fn run(args: &MakeRunKey, common: &Common) -> Result<Exit, Problem> {
    if let Some(path) = &args.output {
        common.guard().check("the run key", path)?;
    }
    let time = now();
    let ledger = Ledger::open(&common.ledger, &home()?, ENGINE, time)?;
    let mut random = [0; 10];
    getrandom::fill(&mut random)
        .map_err(|error| Problem::could_not_run(format!("the system gave no random bytes: {error}")))?;
    let run = ReleaseId::new(time, random);
    let key = RunKey::new(run, time, *ledger.opening_key().run_key(&run.to_string()));
    match &args.output {
        Some(path) => {
            write::durable(path, key.to_text().as_bytes(), Access::Owner, false).map_err(|error| {
                Problem::could_not_run(error.to_string())
                    .at(path.display().to_string())
                    .mend("name another file: a run key is made once")
            })?;
            let made = Made {
                run: run.to_string(),
                file: path.display().to_string(),
            };
            let words = format!("the key of run {} is in {}\n", made.run, made.file);
            answer(common, &made, &words)?;
        }
        None => report::answer(&key.to_text())?,
    }
    Ok(Exit::Done)
}
