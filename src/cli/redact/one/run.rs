//! The way of one document.
//!
//! The order is the promise: the release is prepared and read again, all outputs are staged on disk, the record is
//! durable and signed, and only then does the release get its name (or go to standard output).

use super::deliver::{Outputs, deliver};
use super::dry_run::dry_run;
use super::{page, say};
use crate::cli::exit::Exit;
use crate::cli::input;
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::page::Page;
use crate::cli::report::Problem;
use tearline::document::Document;
use tearline::release::release;

/// Releases one document.
pub(crate) fn run(args: &Args, loaded: &Loaded) -> Result<Exit, Problem> {
    let outputs = Outputs::check(args, loaded)?;
    let page = Page::open(args, loaded)?;
    let input = input::open(args.path(), args.format, args.encoding.as_deref())?;
    let document = Document::new(&input.text, input.format);
    if args.dry_run {
        return dry_run(args, loaded, &input, &document, page);
    }
    let mut release = match release(&loaded.policy, &document) {
        Ok(release) => release,
        Err(refusal) => {
            page::write(page, loaded, &input, Err(&refusal), None, None)?;
            return say::refused(args, &input, &loaded.policy, &refusal);
        }
    };
    let text = std::mem::take(&mut release.text);
    let (committed, counts) = deliver(args, loaded, &input, &outputs, &release, text)?;
    let said = say::released(args, &input, &loaded.policy, &release, &committed, counts);
    let ledger = (committed.size, args.ledger.display().to_string());
    let target = outputs.release.as_deref();
    page::write(page, loaded, &input, Ok(&release), target, Some(ledger))?;
    said.map(|()| Exit::Done)
}
