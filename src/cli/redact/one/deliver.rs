//! The outputs of one document: checked before any work, staged, recorded, named.

use crate::cli::guard::Guard;
use crate::cli::home::now;
use crate::cli::input::{self, Input};
use crate::cli::path::same_file;
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::record::{context, open_ledger, unrecorded};
use crate::cli::report::{Problem, answer};
use std::path::{Path, PathBuf};
use tearline::audit::line::Counts;
use tearline::audit::manifest::Draft;
use tearline::audit::record::{Record, record};
use tearline::release::Release;
use tearline::store::ledger::Committed;
use tearline::store::write::{self, Access, Staged, WriteError, manifest_path};

/// Where release and manifest go; checked before any work.
pub(super) struct Outputs {
    pub(super) release: Option<PathBuf>,
    manifest: Option<PathBuf>,
}

impl Outputs {
    pub(super) fn check(args: &Args, loaded: &Loaded) -> Result<Self, Problem> {
        let release = args.output.clone().filter(|path| !input::is_stdin(path));
        let manifest = args
            .manifest
            .clone()
            .or_else(|| release.as_deref().map(manifest_path));
        let both = [("the release", &release), ("the manifest", &manifest)];
        let mut guard = Guard::new()
            .ledger(&args.ledger)
            .policy(&loaded.files)
            .sources([args.path()], "its source");
        for (name, path) in both
            .iter()
            .filter_map(|(name, path)| path.as_deref().map(|p| (name, p)))
        {
            guard.check(name, path)?;
            if !args.dry_run {
                write::free(path, args.force).map_err(|e| unwritten(path, &e))?;
            }
        }
        if let (Some(a), Some(b)) = (&release, &manifest)
            && (a == b || same_file(a, b))
        {
            return Err(Problem::could_not_run("release and manifest would be one file")
                .at(a.display().to_string())
                .mend("name another file with --manifest"));
        }
        Ok(Self { release, manifest })
    }
}

/// Stages the outputs, commits the record, then gives the outputs their names. What is on disk does not stay in memory:
/// a document may be large. The manifest's file is made before the record too, so that none is recorded whose manifest has
/// no place.
pub(super) fn deliver(
    args: &Args,
    loaded: &Loaded,
    input: &Input,
    outputs: &Outputs,
    release: &Release<'_>,
    mut text: String,
) -> Result<(Committed, Counts), Problem> {
    let mut staged: Option<Staged> = None;
    if let Some(path) = &outputs.release {
        let file = write::stage(path, text.as_bytes(), Access::Usual, args.force);
        staged = Some(file.map_err(|e| unwritten(path, &e))?);
        text = String::new();
    }
    let mut beside = None;
    if let Some(path) = &outputs.manifest {
        let file = write::Stream::create(path, args.force).map_err(|e| unwritten(path, &e))?;
        beside = Some((path, file));
    }
    let time = now();
    let ledger = open_ledger(&args.ledger, time)?;
    let context = context(args, loaded, input, time)?;
    let Record {
        manifest,
        lines,
        counts,
        ..
    } = record(&release.segments, &context, ledger.opening_key())
        .map_err(|error| Problem::could_not_run(error.to_string()).at(args.path().display().to_string()))?;
    let committed = ledger.append(&lines, &[0], time).map_err(unrecorded)?;
    drop(lines);
    let proof = committed.proofs.first().map_or("", String::as_str);
    if let Some((path, file)) = beside {
        write_manifest(file, &manifest, proof).map_err(|e| unwritten(path, &e))?;
    }
    match (staged, &outputs.release) {
        (Some(staged), Some(path)) => staged.commit().map_err(|e| unwritten(path, &e))?,
        _ => answer(&text)?,
    }
    Ok((committed, counts))
}

fn write_manifest(mut file: write::Stream, manifest: &Draft, proof: &str) -> Result<(), WriteError> {
    for part in manifest.parts(proof) {
        file.put(part.as_bytes())?;
    }
    file.finish()
}

fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "name another output, or replace it with --force",
        WriteError::Folder => "name a file in it",
        WriteError::Special(_) => "name a file, or leave -o out and send standard output there",
        WriteError::NoFolder => "make the folder first",
        WriteError::FileAbove | WriteError::File => "name another output",
        WriteError::Denied => "give yourself permission to write there",
        WriteError::Io(_) => "see the message of the system; nothing was written under that name",
    };
    Problem::could_not_run(error.to_string())
        .at(path.display().to_string())
        .mend(mend)
}
