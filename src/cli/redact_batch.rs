//! `tearline redact` of folders: the same tree out, a manifest beside each release, one step of the ledger for a group.
//!
//! The order is the promise: everything is planned before any work, releases are staged, all documents are read before
//! any release gets its name (`batch_across`), the record of the group is appended and signed, manifests are staged, all
//! of it is on disk, and only then do the files get their names.

use super::batch_across::{Found, Gathered, Scan, Settle, Watch};
use super::batch_plan::{self, Item, Plan, shown};
use super::batch_report::{self, Fate, Row, Summary, placed};
use super::exit::Exit;
use super::home::{ENGINE, now};
use super::input::{self, Input};
use super::page::{Facts, Head, Page};
use super::policy_file::Loaded;
use super::progress::Progress;
use super::redact;
use super::report::{self, Problem};
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
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
use tearline::policy::Across;
use tearline::release::{Counts, Judgement, judge, release_judged};
use tearline::store::ledger::Ledger;
use tearline::store::read;
use tearline::store::tree::{Tree, Waiting};
use tearline::store::walk::Rules;
use tearline::store::write::{WriteError, manifest_path};

/// Files whose rows are said, and whose records are appended and signed, in one step.
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
    /// For the check across documents.
    scan: Option<Scan>,
    /// It was only read and is prepared later.
    later: bool,
}

/// How far the check across documents is.
#[derive(Clone, Copy)]
enum Stage<'s> {
    /// Documents are gathered.
    Gather(&'s Watch),
    /// It is over.
    Settled(&'s Found<'s>),
    /// There is none.
    Alone,
}

impl Stage<'_> {
    /// Says in the row what the check found; `true` where the release is held.
    fn hold(self, number: usize, row: &mut Row) -> bool {
        matches!(self, Self::Settled(found) if found.hold(number, row))
    }
}

/// The text of a release.
enum Release {
    /// In memory: another document may withhold some of it, and such text is not written.
    Held(String),
    /// On disk, without its name.
    Staged(Waiting),
}

/// A release that is not yet recorded.
struct Made {
    lines: Vec<String>,
    draft: Draft,
    release: Release,
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
    let page = Page::open(args, loaded)?;
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
    work(&run, items, page)
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

fn work(run: &Run<'_>, items: Vec<Item>, page: Option<Page>) -> Result<Exit, Problem> {
    let watch = Watch::default();
    let gather = run.loaded.policy.spill.across() != Across::None && items.len() > 1;
    let mut desk = Desk {
        run,
        items: &items,
        held: gather.then_some(&watch),
        later: false,
        reached: 0,
        rows: Vec::new(),
        group: Vec::new(),
        bytes: 0,
        summary: Summary::default(),
        progress: Progress::new(items.len()),
        page,
    };
    let jobs = run.args.batch.jobs.unwrap_or_else(usual_jobs);
    let (settled, mut failed) = match desk.held {
        Some(watch) => desk.across(jobs, watch),
        None => (None, None),
    };
    if failed.is_none() && (!gather || settled.is_some()) {
        let stage = settled.as_ref().map_or(Stage::Alone, Stage::Settled);
        failed = desk.all(jobs, stage, |_| {}).or_else(|| desk.commit().err());
    }
    desk.progress.end();
    // What was not recorded was not reached, however far its work had come.
    let rest = std::mem::take(&mut desk.rows)
        .into_iter()
        .map(|row| match row.fate {
            Fate::Released | Fate::InPart | Fate::Withheld => empty_row(row.path, Fate::NotReached),
            _ => row,
        });
    let unread = items.iter().skip(desk.reached);
    let unread = unread.map(|item| empty_row(item.path.clone(), Fate::NotReached));
    failed = failed.or(desk.say(rest.chain(unread).collect()).err());
    let recorded = match recorded(run) {
        Ok(recorded) => recorded,
        Err(problem) => {
            failed = failed.or(Some(problem));
            None
        }
    };
    let report = desk.page.map(|page| {
        let head = Head {
            loaded: run.loaded,
            time: run.time,
            run: Some(run.id.as_str()).filter(|_| run.outputs.is_some()),
            ledger: recorded.as_ref(),
            stopped: failed.as_ref().map(|problem| problem.what.as_str()),
        };
        page.finish(&head, &desk.summary)
    });
    desk.summary.say(run.args.json, recorded)?;
    if run.outputs.is_none() && !run.args.json {
        report::line(match report {
            Some(Ok(())) => "tearline: dry run: nothing was released; only the report was written\n",
            _ => "tearline: dry run: nothing was written\n",
        });
    }
    let failed = match (failed, report) {
        (Some(problem), Some(Err(unreported))) => {
            report::problem(&unreported);
            Some(problem)
        }
        (failed, report) => failed.or(report.and_then(Result::err)),
    };
    match failed {
        Some(problem) => Err(problem),
        None if desk.summary.needs_somebody => Ok(Exit::Findings),
        None => Ok(Exit::Done),
    }
}

/// The size and the folder of the ledger.
fn recorded(run: &Run<'_>) -> Result<Option<(u64, String)>, Problem> {
    let Some(outputs) = &run.outputs else {
        return Ok(None);
    };
    let reader = tearline::store::reader::Reader::open(&run.args.ledger)?;
    let folder = outputs.ledger.folder().display().to_string();
    Ok(Some((reader.stated().size, folder)))
}

/// Where results come together, in order.
struct Desk<'r> {
    run: &'r Run<'r>,
    items: &'r [Item],
    /// Set while nothing may get its name yet.
    held: Option<&'r Watch>,
    /// Whether enough is prepared: what comes now is prepared later.
    later: bool,
    /// How many files were taken.
    reached: usize,
    /// Files whose fate is not said yet: those of the group and those between them.
    rows: Vec<Row>,
    group: Vec<Made>,
    bytes: usize,
    summary: Summary,
    progress: Progress,
    page: Option<Page>,
}

impl<'r> Desk<'r> {
    /// Works on all files that were not taken yet, in order.
    fn all(
        &mut self,
        jobs: NonZeroUsize,
        stage: Stage<'_>,
        mut gather: impl FnMut(Option<Scan>),
    ) -> Option<Problem> {
        let (run, items) = (self.run, self.items);
        in_order(
            jobs,
            items.iter().enumerate().skip(self.reached),
            |(number, item)| one(run, number, item, stage),
            |done| {
                let taken = done.and_then(|mut done| {
                    gather(done.scan.take());
                    self.later |= done.later;
                    if self.later {
                        return Ok(());
                    }
                    self.reached = self.reached.saturating_add(1);
                    self.take(done)
                });
                match taken {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(problem) => ControlFlow::Break(problem),
                }
            },
        )
    }

    /// The check across documents: gathers all of them, then holds back what was found. Nothing is found where the run was
    /// stopped or failed before that, and nothing is left that could get its name.
    fn across(&mut self, jobs: NonZeroUsize, watch: &Watch) -> (Option<Found<'r>>, Option<Problem>) {
        let mut gathered = Gathered::default();
        let failed = self.all(jobs, Stage::Gather(watch), |scan| {
            gathered.add(scan, watch);
        });
        let run = self.run;
        let settle = Settle {
            items: self.items,
            policy: &run.loaded.policy,
            format: run.args.format,
            encoding: run.args.encoding.as_deref(),
            jobs,
            // Without the rest of the documents nobody knows what may not leave. A warning can be given later.
            stop: (run.loaded.policy.spill.across() == Across::Refuse).then_some(&*run.stop),
        };
        let found = match failed {
            None => gathered.settle(&settle),
            Some(problem) => Err(problem),
        };
        match found {
            Ok(Some(found)) => {
                let failed = self.settle(jobs, &found);
                (Some(found), failed)
            }
            Ok(None) => {
                self.group.clear();
                (None, None)
            }
            Err(problem) => {
                self.group.clear();
                (None, Some(problem))
            }
        }
    }

    /// Drops what the check across documents holds back and stages the rest. From now on releases may get their names.
    fn settle(&mut self, jobs: NonZeroUsize, found: &Found<'_>) -> Option<Problem> {
        (self.held, self.later) = (None, false);
        let mut held = HashSet::new();
        for (number, row) in self.rows.iter_mut().enumerate() {
            if found.hold(number, row) {
                held.insert(number);
            }
        }
        let (outputs, group) = (self.run.outputs.as_ref()?, std::mem::take(&mut self.group));
        in_order(
            jobs,
            group.into_iter().filter(|made| !held.contains(&made.number)),
            |made| made.staged(outputs),
            |made| match made {
                Ok(made) => {
                    self.group.push(made);
                    ControlFlow::Continue(())
                }
                Err(problem) => ControlFlow::Break(problem),
            },
        )
    }

    fn take(&mut self, done: Done) -> Result<(), Problem> {
        self.progress.step();
        self.rows.push(done.row);
        if let Some(made) = done.made {
            let lines: usize = made.lines.iter().map(String::len).sum();
            self.bytes = self.bytes.saturating_add(lines.saturating_mul(2));
            if let Release::Held(text) = &made.release {
                self.bytes = self.bytes.saturating_add(text.len());
            }
            self.group.push(made);
        }
        if self.rows.len() >= GROUP || self.bytes >= GROUP_BYTES {
            match self.held {
                Some(watch) => {
                    self.later = true;
                    watch.read_only.store(true, Ordering::Relaxed);
                }
                None => self.commit()?,
            }
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
                if let Release::Staged(release) = made.staged(outputs)?.release {
                    waiting.push(release);
                }
            }
            outputs
                .tree
                .name(waiting)
                .map_err(|(path, e)| unwritten(&path, &e))?;
        }
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        self.say(rows)
    }

    fn say(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        for row in &rows {
            self.summary.add(row);
            if let Some(page) = &mut self.page {
                page.add(row);
            }
        }
        let json = self.run.args.json;
        self.progress
            .aside(|| rows.iter().try_for_each(|row| batch_report::row(row, json)))
    }
}

fn empty_row(path: PathBuf, fate: Fate) -> Row {
    Row {
        path,
        release: None,
        fate,
        counts: Counts::default(),
        findings: Vec::new(),
        facts: None,
    }
}

/// One file. Only what stops the whole batch is an error.
fn one(run: &Run<'_>, number: usize, item: &Item, stage: Stage<'_>) -> Result<Done, Problem> {
    let row = |fate| Done::of(empty_row(item.path.clone(), fate));
    match &item.plan {
        Plan::Skip(skip) => return Ok(row(Fate::Skipped(*skip))),
        Plan::Refuse(why) => return Ok(row(Fate::Refused(why.clone()))),
        Plan::Take if run.stop.load(Ordering::Relaxed) => return Ok(row(Fate::NotReached)),
        Plan::Take => {}
    }
    // A defect in one document must not cost the others.
    let caught = catch_unwind(AssertUnwindSafe(|| document(run, number, item, stage)));
    caught.unwrap_or_else(|_| {
        Ok(row(Fate::Refused(
            "the engine failed on this document; please report it".to_owned(),
        )))
    })
}

impl Done {
    /// A file of which nothing was made.
    fn of(row: Row) -> Self {
        Self {
            row,
            made: None,
            scan: None,
            later: false,
        }
    }
}

fn document(run: &Run<'_>, number: usize, item: &Item, stage: Stage<'_>) -> Result<Done, Problem> {
    let Item { path, relative, .. } = item;
    let refused = |why: String| Ok(Done::of(empty_row(path.clone(), Fate::Refused(why))));
    let input = match input::read(path, run.args.format, run.args.encoding.as_deref()) {
        Ok(input) => input,
        Err(problem) => return refused(problem.what),
    };
    let document = Document::new(&input.text, input.format);
    let (mut judged, mut scan, mut later) = (None, None, false);
    match stage {
        Stage::Gather(watch) => {
            let judgement = judge(&run.loaded.policy, &document);
            scan = Some(watch.scan(&run.loaded.policy, number, &input, &judgement));
            later = watch.read_only.load(Ordering::Relaxed);
            judged = Some(judgement);
        }
        Stage::Settled(found) if found.changed(number, &input.text) => return refused(Found::say_changed()),
        Stage::Settled(_) | Stage::Alone => {}
    }
    let before = run
        .outputs
        .as_ref()
        .and_then(|outputs| Some((outputs, unchanged(run, outputs, &input, relative)?)));
    let mut done = if let Some((outputs, manifest)) = before {
        let mut row = empty_row(path.clone(), Fate::Before);
        row.release = Some(outputs.out.join(relative));
        row.facts = wants_page(run).then(|| Facts::recorded(&manifest));
        stage.hold(number, &mut row);
        Done::of(row)
    } else if later {
        Done::of(empty_row(path.clone(), Fate::NotReached))
    } else {
        let judged = judged.unwrap_or_else(|| judge(&run.loaded.policy, &document));
        prepare_release(run, number, item, &input, stage, &document, judged)?
    };
    (done.scan, done.later) = (scan, later);
    Ok(done)
}

/// Prepares, records and stages one release.
fn prepare_release(
    run: &Run<'_>,
    number: usize,
    item: &Item,
    input: &Input,
    stage: Stage<'_>,
    document: &Document<'_>,
    judged: Judgement,
) -> Result<Done, Problem> {
    let Item { path, relative, .. } = item;
    let refused = |why: String| Ok(Done::of(empty_row(path.clone(), Fate::Refused(why))));
    let prepared = match release_judged(&run.loaded.policy, document, judged) {
        Ok(prepared) => prepared,
        Err(refusal) => return refused(refusal.to_string()),
    };
    let mut row = Row {
        path: path.clone(),
        release: None,
        fate: Fate::from(prepared.outcome),
        counts: prepared.counts,
        findings: placed(&input.text, &prepared.findings),
        facts: wants_page(run).then(|| Facts::of(&input.text, &prepared)),
    };
    let held = stage.hold(number, &mut row);
    let Some(outputs) = run.outputs.as_ref().filter(|_| !held) else {
        return Ok(Done::of(row));
    };
    let mut context = redact::context(run.args, run.loaded, input, run.time)?;
    context.run = Some(run.id.clone());
    let recorded = match record(&prepared.segments, &context, outputs.ledger.opening_key()) {
        Ok(recorded) => recorded,
        Err(error) => return refused(error.to_string()),
    };
    row.release = Some(outputs.out.join(relative));
    let made = Made {
        lines: recorded.lines,
        draft: recorded.manifest,
        release: Release::Held(prepared.text),
        relative: relative.clone(),
        number,
    };
    Ok(Done {
        made: Some(match stage {
            Stage::Gather(_) => made,
            Stage::Settled(_) | Stage::Alone => made.staged(outputs)?,
        }),
        ..Done::of(row)
    })
}

impl Made {
    /// The same with its release on disk.
    fn staged(self, outputs: &Outputs) -> Result<Self, Problem> {
        let waiting = match self.release {
            Release::Staged(waiting) => waiting,
            Release::Held(text) => outputs
                .tree
                .stage(self.number, 'r', &self.relative, text.as_bytes())
                .map_err(|e| unwritten(&outputs.out.join(&self.relative), &e))?,
        };
        Ok(Self {
            release: Release::Staged(waiting),
            ..self
        })
    }
}

fn wants_page(run: &Run<'_>) -> bool {
    run.args.report.is_some()
}

/// The manifest of this source's release, where that, under this policy and by this program, stands there and is recorded.
fn unchanged(run: &Run<'_>, outputs: &Outputs, input: &Input, relative: &Path) -> Option<Manifest> {
    if run.before.is_empty() {
        return None;
    }
    let target = outputs.out.join(relative);
    let manifest = read::file(&manifest_path(&target), MAX_MANIFEST)
        .ok()
        .and_then(|text| Manifest::read(&text.text).ok());
    let (manifest, release) = manifest.zip(read::file_bytes(&target, MAX_MANIFEST).ok())?;
    let source: [u8; 32] = Sha256::digest(input.text.as_bytes()).into();
    let tag = outputs.ledger.opening_key().index().source_tag(&source);
    let digest = hex(&Sha256::digest(&release));
    let same = run.before.get(&manifest.release.id).is_some_and(|before| {
        before.source == tag
            && hex(&before.release.0) == digest
            && before.policy.0 == run.loaded.sha256
            && before.action == run.loaded.asked
            && before.format == input.asked_format()
            && before.engine == ENGINE
    });
    same.then_some(manifest)
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
