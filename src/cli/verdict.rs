//! Verdicts of the ledger: their words, and the exit status they lead to.

use super::exit::Exit;
use super::report::Problem;
use tearline::store::{LedgerError, Verdict};

/// A verdict in words.
pub(crate) fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Findings => "findings",
        Verdict::Unverifiable => "cannot be checked",
        Verdict::Gap => "gap",
        Verdict::Torn => "torn",
        Verdict::RolledBack => "rolled back",
        Verdict::Altered => "altered",
    }
}

/// The exit status of a verdict.
pub(crate) fn exit_of(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Holds => Exit::Done,
        Verdict::Findings => Exit::Findings,
        Verdict::Unverifiable => Exit::Unverifiable,
        Verdict::Gap => Exit::Gap,
        Verdict::Torn => Exit::Torn,
        Verdict::RolledBack => Exit::RolledBack,
        Verdict::Altered => Exit::Altered,
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        Self {
            what: error.to_string(),
            place: Some(error.path().display().to_string()),
            mend: Some(error.mend().to_owned()),
            exit: error.verdict().map_or(Exit::CouldNotRun, exit_of),
        }
    }
}
