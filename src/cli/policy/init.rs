//! `policy init`: a commented start.

use crate::cli::exit::Exit;
use crate::cli::guard::Guard;
use crate::cli::home::DEFAULT_LEDGER;
use crate::cli::report::{self, Problem};
use clap::Args;
use std::path::{Path, PathBuf};
use tearline::store::write::{self, Access, WriteError};

/// What the new file holds.
const START: &str = include_str!("start.yaml");

/// Writes a commented policy to start from; asks nothing and overwrites nothing
#[derive(Args)]
pub(crate) struct Init {
    /// The file to write; - for standard output
    #[arg(default_value = "policy.yaml")]
    path: PathBuf,
}

pub(crate) fn run(args: &Init) -> Result<Exit, Problem> {
    if args.path.as_os_str() == "-" {
        report::answer(START)?;
        return Ok(Exit::Done);
    }
    Guard::new()
        .ledger(Path::new(DEFAULT_LEDGER))
        .check("the policy", &args.path)?;
    let place = args.path.display().to_string();
    write::durable(&args.path, START.as_bytes(), Access::Usual, false).map_err(|error| {
        let mend = match error {
            WriteError::Exists => "name another file",
            _ => "name a file that you may write",
        };
        Problem::could_not_run(error.to_string())
            .at(place.clone())
            .mend(mend)
    })?;
    let place = report::one_line(&place);
    report::line(&format!(
        "wrote {place}; check it with: tearline policy test {place}\n"
    ));
    Ok(Exit::Done)
}
