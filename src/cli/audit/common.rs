//! What every audit command takes, and how it answers.

use crate::cli::guard::Guard;
use crate::cli::home::DEFAULT_LEDGER;
use crate::cli::report::{self, Problem};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// What every audit command takes.
#[derive(Args)]
pub(super) struct Common {
    /// The ledger.
    #[arg(
        long,
        value_name = "DIR",
        global = true,
        default_value = DEFAULT_LEDGER,
        env = "TEARLINE_LEDGER"
    )]
    pub(super) ledger: PathBuf,
    /// JSON lines on standard output.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

impl Common {
    /// What no output of an audit command may touch.
    pub(super) fn guard(&self) -> Guard {
        Guard::new().ledger(&self.ledger)
    }
}

/// A value as one line of JSON.
pub(super) fn json_line<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value)
        .map(|line| format!("{line}\n"))
        .map_err(|_| Problem::could_not_run("the answer cannot be written as JSON"))
}

/// Answers with a line of JSON or with words.
pub(super) fn answer<T: Serialize>(common: &Common, value: &T, words: &str) -> Result<(), Problem> {
    if common.json {
        report::answer(&json_line(value)?)
    } else {
        report::answer(&report::printable(words))
    }
}
