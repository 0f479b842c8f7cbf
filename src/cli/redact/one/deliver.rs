//! The outputs of one document: checked before any work, staged, recorded, named.

use crate::cli::guard::Guard;
use crate::cli::home::now;
use crate::cli::input::{self, Input};
use crate::cli::path::same_file;
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::record::{context, open_ledger, unrecorded};
use crate::cli::report::{Problem, answer};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use tearline::audit::line::Counts;
use tearline::audit::manifest::Draft;
use tearline::audit::record::{Context, Hashed, Record, RecordError};
use tearline::segment::Segments;
use tearline::store::ledger::{Committed, Ledger};
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

/// A document whose release and manifest have their files: all that is left is to write and commit its record and to give the
/// files their names. It holds nothing of the document.
pub(super) struct Prepared<'a> {
    source: &'a Path,
    outputs: &'a Outputs,
    staged: Option<Staged>,
    manifest: Option<write::Stream>,
    /// The release, where it has no file.
    text: String,
    ledger: Ledger,
    hashed: Hashed,
    context: Context,
    time: Timestamp,
}

/// Stages the outputs and hashes the segments. What is on disk does not stay in memory: a document may be large. The manifest's
/// file is made before the record too, so that none is recorded whose manifest has no place.
pub(super) fn prepare<'a>(
    args: &'a Args,
    loaded: &Loaded,
    input: &Input,
    outputs: &'a Outputs,
    segments: Segments<'_>,
    mut text: String,
) -> Result<Prepared<'a>, Problem> {
    let mut staged: Option<Staged> = None;
    if let Some(path) = &outputs.release {
        let file = write::stage(path, text.as_bytes(), Access::Usual, args.force);
        staged = Some(file.map_err(|e| unwritten(path, &e))?);
        text = String::new();
    }
    let mut manifest = None;
    if let Some(path) = &outputs.manifest {
        manifest = Some(write::Stream::create(path, args.force).map_err(|e| unwritten(path, &e))?);
    }
    let time = now();
    let ledger = open_ledger(&args.ledger, time)?;
    let context = context(args, loaded, input, time)?;
    let hashed = Hashed::of(segments, &context.id, ledger.opening_key())
        .map_err(|error| unfit(args.path(), &RecordError::from(error)))?;
    Ok(Prepared {
        source: args.path(),
        outputs,
        staged,
        manifest,
        text,
        ledger,
        hashed,
        context,
        time,
    })
}

impl Prepared<'_> {
    /// Writes and commits the record, then gives the outputs their names.
    pub(super) fn commit(self) -> Result<(Committed, Counts), Problem> {
        let Record {
            manifest,
            lines,
            counts,
            ..
        } = self
            .hashed
            .record(&self.context, self.ledger.opening_key())
            .map_err(|error| unfit(self.source, &error))?;
        let committed = self.ledger.append(&lines, &[0], self.time).map_err(unrecorded)?;
        drop(lines);
        let proof = committed.proofs.first().map_or("", String::as_str);
        if let (Some(file), Some(path)) = (self.manifest, &self.outputs.manifest) {
            write_manifest(file, &manifest, proof).map_err(|e| unwritten(path, &e))?;
        }
        match (self.staged, &self.outputs.release) {
            (Some(staged), Some(path)) => staged.commit().map_err(|e| unwritten(path, &e))?,
            _ => answer(&self.text)?,
        }
        Ok((committed, counts))
    }
}

fn unfit(source: &Path, error: &RecordError) -> Problem {
    Problem::could_not_run(error.to_string()).at(source.display().to_string())
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
