//! `tearline redact` of folders: the same tree out, a manifest beside each release, one step of the ledger for a group.
//!
//! The order is the promise: everything is planned before any work, releases are staged, the record of the group is
//! appended and signed, manifests are staged, all of it is on disk, and only then do the files get their names.

use super::batch_plan::{self, Item, Plan, shown};
use super::batch_report::{self, Fate, Row, Summary, placed};
use super::exit::Exit;
use super::home::{ENGINE, now};
use super::input::{self, Input};
use super::policy_file::Loaded;
use super::redact;
use super::report::{self, Problem};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tearline::audit::encoding::{Hex32, hex};
use tearline::audit::id::ReleaseId;
use tearline::audit::line::{AskedAction, AskedFormat};
use tearline::audit::manifest::{Draft, Manifest};
use tearline::audit::record::record;
use tearline::batch::{in_order, usual_jobs};
use tearline::document::Document;
use tearline::release::{Counts, Outcome, release};
use tearline::store::ledger::Ledger;
use tearline::store::read;
use tearline::store::tree::{Tree, Waiting};
use tearline::store::walk::Rules;
use tearline::store::write::{WriteError, manifest_path};

/// Documents whose records are appended and signed in one step.
const GROUP: usize = 4096;
/// Bytes of records that are held before a step is taken.
const GROUP_BYTES: usize = 64 << 20;
/// The largest manifest that `--resume` looks into.
const MAX_MANIFEST: u64 = 1 << 30;

/// What only folders take.
#[derive(clap::Args)]
pub(super) struct Options {
    /// Number of worker threads for folders [default: the processors of this process]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// In folders, take only files that match one of these globs (as in .gitignore)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// In folders, leave out files that match one of these globs
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// In folders, take hidden files too
    #[arg(long)]
    hidden: bool,
    /// Go on after a run that was stopped: leave what is recorded and unchanged, do the rest
    #[arg(long)]
    resume: bool,
}

/// Whether the arguments mean a batch: a folder, or more than one path.
pub(super) fn is_batch(paths: &[PathBuf]) -> bool {
    paths.len() > 1 || paths.first().is_some_and(|path| path.is_dir())
}

/// A run: what all documents share.
struct Run<'r> {
    args: &'r redact::Args,
    loaded: &'r Loaded,
    /// Where releases go, the tree of outputs and the ledger; none of them in a dry run.
    outputs: Option<Outputs>,
    time: jiff::Timestamp,
    id: String,
    before: HashMap<String, Before>,
    stop: Arc<AtomicBool>,
}

struct Outputs {
    out: PathBuf,
    tree: Tree,
    ledger: Ledger,
}

/// What the ledger says of a release that was made before.
struct Before {
    source: String,
    release: Hex32,
    policy: Hex32,
    action: Option<AskedAction>,
    format: Option<AskedFormat>,
    engine: String,
}

/// What a worker made of a file.
struct Done {
    row: Row,
    made: Option<Made>,
}

/// A release that is staged and not yet recorded.
struct Made {
    lines: Vec<String>,
    draft: Draft,
    waiting: Waiting,
    relative: PathBuf,
    number: usize,
}

/// Runs a batch.
pub(super) fn run(args: &redact::Args, loaded: &Loaded) -> Result<Exit, Problem> {
    let options = &args.batch;
    if args.manifest.is_some() {
        return Err(
            Problem::could_not_run("--manifest names one file, and this is a batch")
                .mend("leave it out: each manifest stands beside its release"),
        );
    }
    let rules = Rules::new(
        &options.include,
        &options.exclude,
        options.hidden,
        Some(&args.ledger),
    )
    .map_err(|error| Problem::could_not_run(error.to_string()))?;
    let items = batch_plan::list(&args.paths, &rules, args.format.is_some())?;
    let time = now();
    let outputs = if args.dry_run {
        None
    } else {
        Some(prepare(args, &items, time)?)
    };
    let mut run = Run {
        args,
        loaded,
        outputs,
        time,
        id: ReleaseId::new(time, redact::random()?).to_string(),
        before: HashMap::new(),
        stop: stop_flag()?,
    };
    if options.resume {
        run.before = before(args)?;
    }
    work(&run, items)
}

/// Checks that nothing stands in the way, then opens the ledger and makes the folders.
fn prepare(args: &redact::Args, items: &[Item], time: jiff::Timestamp) -> Result<Outputs, Problem> {
    let Some(out) = args.output.clone().filter(|path| !input::is_stdin(path)) else {
        return Err(
            Problem::could_not_run("folders and several files need a folder for their releases")
                .mend("name it with -o"),
        );
    };
    batch_plan::apart(&args.paths, items, &out)?;
    let replace = args.force || args.batch.resume;
    if !replace {
        batch_plan::absent(items, &out)?;
    }
    let folders = items
        .iter()
        .filter(|item| matches!(item.plan, Plan::Take))
        .filter_map(|item| item.relative.parent());
    let tree = Tree::create(&out, folders, replace).map_err(|e| unwritten(&out, &e))?;
    let ledger = redact::open_ledger(&args.ledger, time)?;
    Ok(Outputs { out, tree, ledger })
}

/// Set by Ctrl-C and by the signal to end; a second one ends the process at once.
fn stop_flag() -> Result<Arc<AtomicBool>, Problem> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(|error| Problem::could_not_run(format!("no signal handler: {error}")))?;
    }
    Ok(flag)
}

/// The releases that the ledger holds, by identifier.
fn before(args: &redact::Args) -> Result<HashMap<String, Before>, Problem> {
    let mut before = HashMap::new();
    super::audit::each_release(&args.ledger, |release, case| {
        before.insert(
            release.id.clone(),
            Before {
                source: case.doc.tag.clone(),
                release: release.release.sha256,
                policy: case.policy.sha256,
                action: case.action,
                format: case.format,
                engine: release.engine.clone(),
            },
        );
    })?;
    Ok(before)
}

fn work(run: &Run<'_>, items: Vec<Item>) -> Result<Exit, Problem> {
    let bar = progress(items.len());
    let mut desk = Desk {
        run,
        rows: Vec::new(),
        group: Vec::new(),
        bytes: 0,
        summary: Summary::default(),
        bar: bar.clone(),
    };
    let jobs = run.args.batch.jobs.unwrap_or_else(usual_jobs);
    let left: Vec<PathBuf> = items.iter().map(|item| item.path.clone()).collect();
    let mut reached = 0_usize;
    let failed = in_order(
        jobs,
        items.into_iter().enumerate(),
        |(number, item)| one(run, number, item),
        |done| {
            let taken = done.and_then(|done| {
                reached = reached.saturating_add(1);
                desk.take(done)
            });
            match taken {
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => ControlFlow::Break(problem),
            }
        },
    );
    let failed = failed.or_else(|| desk.commit().err());
    bar.finish_and_clear();
    // What was not recorded was not reached, however far its work had come.
    for row in std::mem::take(&mut desk.rows) {
        desk.say(Row {
            fate: match row.fate {
                Fate::Released | Fate::InPart | Fate::Withheld => Fate::NotReached,
                other => other,
            },
            counts: Counts::default(),
            ..row
        })?;
    }
    for path in left.into_iter().skip(reached) {
        desk.say(empty_row(path, Fate::NotReached))?;
    }
    let recorded = match &run.outputs {
        Some(outputs) => {
            let size = tearline::store::reader::Reader::open(&run.args.ledger)?
                .stated()
                .size;
            Some((size, outputs.ledger.folder().display().to_string()))
        }
        None => None,
    };
    desk.summary.say(run.args.json, recorded)?;
    if run.outputs.is_none() && !run.args.json {
        report::line("tearline: dry run: nothing was written\n");
    }
    match failed {
        Some(problem) => Err(problem),
        None if desk.summary.needs_somebody => Ok(Exit::Findings),
        None => Ok(Exit::Done),
    }
}

fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} files, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// Where results come together, in order.
struct Desk<'r> {
    run: &'r Run<'r>,
    /// Files whose fate is not said yet: those of the group and those between them.
    rows: Vec<Row>,
    group: Vec<Made>,
    bytes: usize,
    summary: Summary,
    bar: ProgressBar,
}

impl Desk<'_> {
    fn take(&mut self, done: Done) -> Result<(), Problem> {
        self.bar.inc(1);
        self.rows.push(done.row);
        if let Some(made) = done.made {
            let lines: usize = made.lines.iter().map(String::len).sum();
            self.bytes = self.bytes.saturating_add(lines.saturating_mul(2));
            self.group.push(made);
        }
        if self.group.len() >= GROUP || self.bytes >= GROUP_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    /// Records the group, then gives its files their names.
    fn commit(&mut self) -> Result<(), Problem> {
        if let (false, Some(outputs)) = (self.group.is_empty(), &self.run.outputs) {
            let (mut lines, mut first) = (Vec::new(), Vec::with_capacity(self.group.len()));
            for made in &mut self.group {
                first.push(lines.len());
                lines.append(&mut made.lines);
            }
            let committed = outputs
                .ledger
                .append(&lines, &first, now())
                .map_err(redact::unrecorded)?;
            drop(lines);
            let mut waiting = Vec::with_capacity(self.group.len().saturating_mul(2));
            for (made, proof) in self.group.drain(..).zip(&committed.proofs) {
                let manifest = made.draft.with_proof(proof);
                let relative = manifest_path(&made.relative);
                let staged = outputs
                    .tree
                    .stage(made.number, 'm', &relative, manifest.as_bytes())
                    .map_err(|e| unwritten(&outputs.out.join(&relative), &e))?;
                waiting.push(staged);
                waiting.push(made.waiting);
            }
            outputs
                .tree
                .name(waiting)
                .map_err(|(path, e)| unwritten(&path, &e))?;
        }
        self.bytes = 0;
        for row in std::mem::take(&mut self.rows) {
            self.say(row)?;
        }
        Ok(())
    }

    fn say(&mut self, row: Row) -> Result<(), Problem> {
        self.summary.add(&row);
        if self.run.args.json {
            batch_report::row(&row, true)
        } else {
            self.bar.suspend(|| batch_report::row(&row, false))
        }
    }
}

fn empty_row(path: PathBuf, fate: Fate) -> Row {
    Row {
        path,
        release: None,
        fate,
        counts: Counts::default(),
        findings: Vec::new(),
    }
}

/// One file. Only what stops the whole batch is an error.
fn one(run: &Run<'_>, number: usize, item: Item) -> Result<Done, Problem> {
    let row = |fate| Done {
        row: empty_row(item.path.clone(), fate),
        made: None,
    };
    match item.plan {
        Plan::Skip(skip) => return Ok(row(Fate::Skipped(skip))),
        Plan::Refuse(why) => return Ok(row(Fate::Refused(why))),
        Plan::Take if run.stop.load(Ordering::Relaxed) => return Ok(row(Fate::NotReached)),
        Plan::Take => {}
    }
    // A defect in one document must not cost the others.
    let caught = catch_unwind(AssertUnwindSafe(|| {
        document(run, number, &item.path, &item.relative)
    }));
    caught.unwrap_or_else(|_| {
        Ok(row(Fate::Refused(
            "the engine failed on this document; please report it".to_owned(),
        )))
    })
}

fn document(run: &Run<'_>, number: usize, path: &Path, relative: &Path) -> Result<Done, Problem> {
    let refused = |why: String| {
        Ok(Done {
            row: empty_row(path.to_owned(), Fate::Refused(why)),
            made: None,
        })
    };
    let input = match input::read(path, run.args.format, run.args.encoding.as_deref()) {
        Ok(input) => input,
        Err(problem) => return refused(problem.what),
    };
    if let Some(outputs) = &run.outputs
        && unchanged(run, outputs, &input, relative)
    {
        return Ok(Done {
            row: Row {
                release: Some(outputs.out.join(relative)),
                ..empty_row(path.to_owned(), Fate::Before)
            },
            made: None,
        });
    }
    let document = Document::new(&input.text, input.format);
    let prepared = match release(&run.loaded.policy, &document) {
        Ok(prepared) => prepared,
        Err(refusal) => return refused(refusal.to_string()),
    };
    let mut row = Row {
        path: path.to_owned(),
        release: None,
        fate: match prepared.outcome {
            Outcome::Released => Fate::Released,
            Outcome::InPart => Fate::InPart,
            Outcome::Withheld => Fate::Withheld,
        },
        counts: prepared.counts,
        findings: placed(&input.text, &prepared.findings),
    };
    let Some(outputs) = &run.outputs else {
        return Ok(Done { row, made: None });
    };
    let mut context = redact::context(run.args, run.loaded, &input, run.time)?;
    context.run = Some(run.id.clone());
    let recorded = match record(&prepared.segments, &context, outputs.ledger.opening_key()) {
        Ok(recorded) => recorded,
        Err(error) => return refused(error.to_string()),
    };
    let target = outputs.out.join(relative);
    let waiting = outputs
        .tree
        .stage(number, 'r', relative, prepared.text.as_bytes())
        .map_err(|e| unwritten(&target, &e))?;
    row.release = Some(target);
    Ok(Done {
        row,
        made: Some(Made {
            lines: recorded.lines,
            draft: recorded.manifest,
            waiting,
            relative: relative.to_owned(),
            number,
        }),
    })
}

/// Whether the release of this source, under this policy and by this program, stands there and is recorded.
fn unchanged(run: &Run<'_>, outputs: &Outputs, input: &Input, relative: &Path) -> bool {
    if run.before.is_empty() {
        return false;
    }
    let target = outputs.out.join(relative);
    let manifest = read::file(&manifest_path(&target), MAX_MANIFEST)
        .ok()
        .and_then(|text| Manifest::read(&text.text).ok());
    let Some((manifest, release)) = manifest.zip(read::file_bytes(&target, MAX_MANIFEST).ok()) else {
        return false;
    };
    let source: [u8; 32] = Sha256::digest(input.text.as_bytes()).into();
    let tag = outputs.ledger.opening_key().index().source_tag(&source);
    let digest = hex(&Sha256::digest(&release));
    run.before.get(&manifest.release.id).is_some_and(|before| {
        before.source == tag
            && hex(&before.release.0) == digest
            && before.policy.0 == run.loaded.sha256
            && before.action == run.loaded.asked
            && before.format == input.asked_format()
            && before.engine == ENGINE
    })
}

fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "another program made it meanwhile; go on with --resume",
        WriteError::NoFolder => "make the folder above it first",
        WriteError::Denied => "give yourself permission to write there",
        _ => "mend that, then go on with --resume",
    };
    Problem::could_not_run(error.to_string())
        .at(shown(path))
        .mend(mend)
}
