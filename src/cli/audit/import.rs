//! `tearline audit import`: takes the answers of `tearline stream` into a ledger, in one signed step.

use super::common::{Common, answer};
use super::targets::{Wanted, targets, unwritten};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::releases::walk;
use crate::cli::report::{self, Problem, one_line};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::inclusion_proof;
use tearline::store::LedgerError;
use tearline::store::ledger::Ledger;
use tearline::store::reader::Reader;
use tearline::store::said;
use tearline::store::write::{self, Access, manifest_path};
use tearline::stream::{Chunk, Chunks, Delivered, Made};

/// Lines of at most this many bytes: an answer is larger than its input.
const MAX_LINE: usize = 1 << 30;

/// Take the answers of tearline stream into the ledger, in one signed step.
///
/// Answers are sorted by id, so that the ledger does not hang on the order in which tasks ended. A line that is there
/// twice, or was imported before, is recorded once; one id with two answers is an error, and nothing is recorded then.
#[derive(Args)]
pub(super) struct Import {
    /// Files of answers; - for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How many documents there must be; otherwise nothing is recorded.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// Write the manifests, with their proofs, as JSON lines {"id","manifest"}.
    #[arg(long, value_name = "FILE")]
    manifests: Option<PathBuf>,
    /// Write each release, named by its id, and its manifest into a folder.
    #[arg(long, value_name = "DIR")]
    releases: Option<PathBuf>,
    /// Replace files of --manifests and --releases that exist.
    #[arg(long)]
    force: bool,
}

/// A document that was delivered, and where.
struct Document {
    delivered: Delivered,
    place: String,
}

#[derive(Serialize)]
struct Imported {
    ledger: String,
    documents: usize,
    recorded: usize,
    already: usize,
    repeats: usize,
    refused: usize,
    lines: usize,
    size: u64,
}

pub(super) fn run(args: &Import, common: &Common) -> Result<Exit, Problem> {
    let Delivery {
        documents,
        repeats,
        unnamed,
    } = read(args)?;
    let all = documents.len().saturating_add(unnamed);
    if let Some(count) = args.count.filter(|count| *count != all) {
        return Err(Problem::could_not_run(format!(
            "{all} documents where {count} were expected; nothing was recorded"
        ))
        .mend("look for the task whose output is missing"));
    }
    let guard = common.guard().sources(
        args.files.iter().map(PathBuf::as_path),
        "the answers that are imported",
    );
    let wanted = Wanted {
        manifests: args.manifests.as_deref().filter(|p| p.as_os_str() != "-"),
        releases: args.releases.as_deref(),
        force: args.force,
    };
    let made = documents.iter().filter(|(_, d)| d.delivered.made.is_some());
    let targets = targets(
        &wanted,
        guard,
        made.map(|(id, d)| (id.as_str(), d.place.as_str())),
    )?;
    let time = now();
    let ledger = Ledger::open(&common.ledger, &home()?, ENGINE, time)?;
    let mut found = BTreeMap::new();
    for (id, document) in &documents {
        if let Some(made) = &document.delivered.made {
            found.insert(made.release_id.clone(), id);
        }
    }
    let known = known(common, &documents, &found)?;
    let new: Vec<(&String, &Made)> = documents
        .iter()
        .filter_map(|(id, document)| Some((id, document.delivered.made.as_ref()?)))
        .filter(|(_, made)| !known.contains_key(&made.release_id))
        .collect();
    let mut lines = Vec::new();
    let mut first = Vec::new();
    for (_, made) in &new {
        first.push(lines.len());
        lines.extend(made.lines.iter().cloned());
    }
    let mut proofs: BTreeMap<&str, String> = BTreeMap::new();
    if !lines.is_empty() {
        let committed = ledger.append(&lines, &first, time)?;
        for ((_, made), proof) in new.iter().zip(committed.proofs) {
            proofs.insert(&made.release_id, proof);
        }
    }
    let reader = Reader::open(&common.ledger)?;
    let size = reader.stated().size;
    if !known.is_empty() && (args.manifests.is_some() || args.releases.is_some()) {
        prove(&reader, &known, &mut proofs)?;
    }
    deliver(args, &documents, &targets, &proofs)?;
    let named = documents.values().filter(|d| d.delivered.made.is_none());
    let refused = named.count().saturating_add(unnamed);
    let imported = Imported {
        ledger: ledger.folder().display().to_string(),
        documents: all,
        recorded: new.len(),
        already: known.len(),
        repeats,
        refused,
        lines: lines.len(),
        size,
    };
    let words = format!(
        "{} documents: {} recorded in {} lines, {} recorded before, {refused} refused; {repeats} repeats dropped; ledger {} has {size} lines\n",
        imported.documents, imported.recorded, imported.lines, imported.already, imported.ledger,
    );
    answer(common, &imported, &words)?;
    Ok(if refused > 0 { Exit::Findings } else { Exit::Done })
}

/// What the files hold.
#[derive(Default)]
struct Delivery {
    /// All documents by id.
    documents: BTreeMap<String, Document>,
    /// How many lines were there before.
    repeats: usize,
    /// Documents that were refused because no id could be read.
    unnamed: usize,
}

fn read(args: &Import) -> Result<Delivery, Problem> {
    let mut all = Delivery::default();
    for path in &args.files {
        let shown = path.display().to_string();
        let failed = |error: std::io::Error| {
            Problem::could_not_run(said(&error))
                .at(&shown)
                .mend("nothing was recorded")
        };
        let input: Box<dyn Read> = if path.as_os_str() == "-" {
            Box::new(std::io::stdin().lock())
        } else {
            #[allow(clippy::disallowed_methods)]
            let file = std::fs::File::open(path);
            Box::new(file.map_err(failed)?)
        };
        let mut number = 0_usize;
        for chunk in Chunks::new(input, MAX_LINE) {
            let lines = match chunk {
                Chunk::Lines(lines) => lines,
                Chunk::Failed(error) => return Err(failed(error)),
                Chunk::TooLong => Vec::from(*b"\n"),
            };
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                number = number.saturating_add(1);
                let place = format!("{shown}:{number}");
                let document = one(line, place, args.releases.is_some())?;
                all.add(document)?;
            }
        }
    }
    Ok(all)
}

impl Delivery {
    fn add(&mut self, document: Document) -> Result<(), Problem> {
        let Some(id) = document.delivered.id.clone() else {
            self.unnamed = self.unnamed.saturating_add(1);
            return Ok(());
        };
        match self.documents.get(&id) {
            None => {
                self.documents.insert(id, document);
            }
            Some(first) if first.delivered.check == document.delivered.check => {
                self.repeats = self.repeats.saturating_add(1);
            }
            Some(first) => return Err(conflict(&id, &first.place, &document.place)),
        }
        Ok(())
    }
}

fn one(line: &[u8], place: String, keep_release: bool) -> Result<Document, Problem> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let wrong = |what: String| {
        Problem::could_not_run(what)
            .at(&place)
            .mend("nothing was recorded; run its task again")
    };
    let text = std::str::from_utf8(line).map_err(|e| wrong(e.to_string()))?;
    let mut delivered = Delivered::read(text).map_err(|e| wrong(e.to_string()))?;
    if let Some(made) = delivered.made.as_mut().filter(|_| !keep_release) {
        made.release = String::new();
    }
    Ok(Document { delivered, place })
}

fn conflict(id: &str, first: &str, second: &str) -> Problem {
    Problem::could_not_run(format!(
        "id {} has two different answers, here and at {}; nothing was recorded",
        one_line(id),
        one_line(first)
    ))
    .at(second)
    .mend("give each document an id of its own, and all tasks of a run one run key (tearline audit run-key)")
}

/// The releases that the ledger holds already: index by release id.
fn known(
    common: &Common,
    documents: &BTreeMap<String, Document>,
    found: &BTreeMap<String, &String>,
) -> Result<BTreeMap<String, u64>, Problem> {
    let mut known = BTreeMap::new();
    let mut differs = None;
    walk(&common.ledger, |bundle| {
        let Some(document) = found.get(&bundle.release.id).and_then(|id| documents.get(*id)) else {
            return;
        };
        let same = document
            .delivered
            .made
            .as_ref()
            .is_some_and(|made| made.lines == bundle.lines);
        if !same {
            differs = Some((bundle.index, document.place.clone()));
        }
        known.insert(bundle.release.id, bundle.index);
    })?;
    match differs {
        None => Ok(known),
        Some((index, place)) => Err(Problem::could_not_run(format!(
            "line {} of the ledger records this release otherwise; nothing was recorded",
            index.saturating_add(1)
        ))
        .at(place)
        .mend("a run key serves one run: make a new one for another office, authority or program")),
    }
}

/// Proofs for releases that were recorded before.
fn prove<'a>(
    reader: &Reader,
    known: &'a BTreeMap<String, u64>,
    proofs: &mut BTreeMap<&'a str, String>,
) -> Result<(), Problem> {
    let nodes = reader.nodes()?;
    for (id, index) in known {
        let path = inclusion_proof(nodes.as_slice(), *index, reader.stated().size).map_err(|_| {
            Problem::from(LedgerError::Missing {
                path: reader.folder().to_owned(),
            })
        })?;
        let proof = TlogProof {
            extra: None,
            index: *index,
            path,
            checkpoint: reader.note().to_owned(),
        };
        proofs.insert(id, proof.to_text());
    }
    Ok(())
}

fn deliver(
    args: &Import,
    documents: &BTreeMap<String, Document>,
    targets: &[PathBuf],
    proofs: &BTreeMap<&str, String>,
) -> Result<(), Problem> {
    let mut out = String::new();
    let mut targets = targets.iter();
    for (id, document) in documents {
        let Some(made) = &document.delivered.made else {
            continue;
        };
        let proof = proofs.get(made.release_id.as_str()).map_or("", String::as_str);
        let manifest = made.manifest.with_proof(proof);
        if let Some(path) = targets.next() {
            let beside = manifest_path(path);
            write::durable(&beside, manifest.as_bytes(), Access::Usual, args.force)
                .map_err(|e| unwritten(&beside, &e))?;
            write::durable(path, made.release.as_bytes(), Access::Usual, args.force)
                .map_err(|e| unwritten(path, &e))?;
        }
        if args.manifests.is_some() {
            let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
            out.push_str(&json!({"id": id, "manifest": manifest}).to_string());
            out.push('\n');
        }
    }
    if let Some(path) = &args.manifests {
        if path.as_os_str() == "-" {
            return report::answer(&out);
        }
        write::durable(path, out.as_bytes(), Access::Usual, args.force).map_err(|e| unwritten(path, &e))?;
    }
    Ok(())
}
