//! The way of one document.
//!
//! The order is the promise: the release is prepared and read again, all outputs are staged on disk, the record is
//! durable and signed, and only then does the release get its name (or go to standard output).

use super::deliver::{Outputs, prepare};
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
            if let Some(page) = page {
                page::write(page, loaded, &page::row(&input, Err(&refusal), None), None)?;
            }
            return say::refused(args, &input, &loaded.policy, &refusal);
        }
    };
    let page = page.map(|page| {
        let row = page::row(&input, Ok(&release), outputs.release.as_deref());
        (page, row)
    });
    let said = say::Said::of(&input, &loaded.policy, &mut release);
    let prepared = prepare(args, loaded, &input, &outputs, release.segments, release.text)?;
    // The record of a large document takes as much room as its text.
    drop(input);
    let (committed, counts) = prepared.commit()?;
    let said = said.say(args, &committed, counts);
    let ledger = (committed.size, args.ledger.display().to_string());
    if let Some((page, row)) = page {
        page::write(page, loaded, &row, Some(ledger))?;
    }
    said.map(|()| Exit::Done)
}
