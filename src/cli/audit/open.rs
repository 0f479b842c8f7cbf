//! `tearline audit open ID`: hands out the secret of one release, and records that it did.

use super::common::{Common, json_line};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::recorded;
use crate::cli::releases;
use crate::cli::report::{self, Problem};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use tearline::audit::encoding::B64;
use tearline::audit::id::{ReleaseId, time_text};
use tearline::audit::line::{self, By, RevealLine};
use tearline::store::ledger::Ledger;
use tearline::store::write::{self, Access};

/// Hand out the secret of one release. Whoever holds it can confirm or refuse a claimed text of each of its cuts; it
/// opens no other release. The ledger records that it was handed out.
#[derive(Args)]
pub(super) struct Open {
    /// Identifier of a release, or the end of it.
    id: String,
    /// The file to write; its mode is 0600.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// For whom, as the ledger records it.
    #[arg(long, value_name = "NAME", value_parser = recorded::text)]
    by: Option<String>,
}

pub(super) fn run(args: &Open, common: &Common) -> Result<Exit, Problem> {
    common.guard().check("the opening", &args.output)?;
    let (bundle, _) = releases::find(&common.ledger, &args.id)?;
    let id = ReleaseId::parse(&bundle.release.id)
        .ok_or_else(|| Problem::could_not_run("the release has a malformed identifier"))?;
    let time = now();
    let ledger = Ledger::open(&common.ledger, &home()?, ENGINE, time)?;
    let place =
        |e: write::WriteError| Problem::could_not_run(e.to_string()).at(args.output.display().to_string());
    let key = bundle
        .case
        .as_ref()
        .and_then(|case| ledger.opening_key().behind(&case.doc.tag, case.run.as_deref()))
        .ok_or_else(|| {
            Problem::could_not_run("the release was made with a key that does not derive from this ledger's")
                .at(bundle.release.id.clone())
                .mend("streams that are to be opened need a run key: tearline audit run-key")
        })?;
    let secret = key.document(&id).to_text(&id);
    let staged = write::stage(&args.output, secret.as_bytes(), Access::Owner, false).map_err(place)?;
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| Problem::could_not_run("the system gave no random bytes"))?;
    let reveal = line::write(&RevealLine {
        by: args.by.clone().map(|id| By { id, position: None }),
        nonce: B64(nonce),
        rel: bundle.release.id.clone(),
        t: "reveal".to_owned(),
        time: time_text(time),
        v: 1,
    })
    .map_err(|e| Problem::could_not_run(e.to_string()).at("--by"))?;
    // Recorded first, handed out then.
    let committed = ledger.append(&[reveal], &[], time)?;
    staged.commit().map_err(place)?;
    let file = args.output.display().to_string();
    if common.json {
        report::answer(&json_line(
            &json!({"id": bundle.release.id, "file": file, "index": committed.first}),
        )?)?;
    } else {
        report::answer(&report::printable(&format!(
            "the secret of release {} is in {file}; line {} of the ledger says so\n",
            bundle.release.id,
            committed.first.saturating_add(1)
        )))?;
    }
    Ok(Exit::Done)
}
