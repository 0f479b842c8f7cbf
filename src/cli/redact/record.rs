//! The ledger that takes the records of a run, and what stands in a record beside the text.

use super::args::Args;
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home};
use crate::cli::input::Input;
use crate::cli::path::shown;
use crate::cli::policy_file::Loaded;
use crate::cli::report::{self, Problem, one_line};
use std::path::Path;
use tearline::audit::id::ReleaseId;
use tearline::audit::line::By;
use tearline::audit::record::Context;
use tearline::policy::{Action, Amount};
use tearline::store::LedgerError;
use tearline::store::ledger::Ledger;

/// Opens the ledger, and says so where it was made.
pub(super) fn open_ledger(folder: &Path, time: jiff::Timestamp) -> Result<Ledger, Problem> {
    let ledger = Ledger::open(folder, &home()?, ENGINE, time).map_err(unrecorded)?;
    if let Some(created) = ledger.created() {
        report::line(&format!(
            "tearline: made the ledger {} and its keys in {}\n",
            shown(&created.folder),
            shown(&created.keys),
        ));
        for (origin, size) in &created.before {
            report::line(&format!(
                "tearline: warning: ledger {} with {size} lines was here before and is gone\n",
                one_line(origin)
            ));
        }
    }
    Ok(ledger)
}

/// A ledger that cannot be written stops the release, whatever its verdict.
pub(super) fn unrecorded(error: LedgerError) -> Problem {
    let of_the_system = matches!(error, LedgerError::Io { .. });
    let problem = Problem {
        exit: Exit::CouldNotRun,
        ..Problem::from(error)
    };
    if of_the_system {
        return problem.mend("no release was written; mend this and run again");
    }
    problem
}

/// What stands in the record of a document beside its text.
pub(super) fn context(
    args: &Args,
    loaded: &Loaded,
    input: &Input,
    time: jiff::Timestamp,
) -> Result<Context, Problem> {
    Ok(Context {
        id: ReleaseId::new(time, random()?),
        time,
        engine: ENGINE.to_owned(),
        policy: loaded.policy.id.clone(),
        policy_sha256: loaded.sha256,
        by: args.by.clone().map(|id| By {
            id,
            position: args.position.clone(),
        }),
        authority: args.authority.clone(),
        name: input
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        run: None,
        action: loaded.asked,
        format: input.asked_format(),
        name_people: false,
        amounts: loaded.policy.action == Action::Mask && loaded.policy.mask.amount != Amount::None,
    })
}

/// Random bits of an identifier.
pub(super) fn random() -> Result<[u8; 10], Problem> {
    let mut random = [0; 10];
    getrandom::fill(&mut random)
        .map_err(|error| Problem::could_not_run(format!("the system gave no random bytes: {error}")))?;
    Ok(random)
}
