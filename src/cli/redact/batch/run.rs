//! The way of a batch.
//!
//! The order is the promise: everything is planned before any work, releases are staged, all documents are read before
//! any release gets its name (`across`), the record of the group is appended and signed, manifests are staged, all
//! of it is on disk, and only then do the files get their names.

use super::across::Watch;
use super::desk::Desk;
use super::model::{Before, Outputs, Run, Stage};
use super::plan::{self, Item, Plan, unwritten};
use super::say;
use crate::cli::exit::Exit;
use crate::cli::guard::{self, Guard};
use crate::cli::home::now;
use crate::cli::input;
use crate::cli::policy_file::Loaded;
use crate::cli::progress::Progress;
use crate::cli::redact::args::Args;
use crate::cli::redact::page::{Head, Page};
use crate::cli::redact::record::{open_ledger, random};
use crate::cli::redact::row::{Fate, Row};
use crate::cli::redact::summary::Summary;
use crate::cli::releases;
use crate::cli::report::{self, Problem};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tearline::audit::id::ReleaseId;
use tearline::batch::usual_jobs;
use tearline::policy::Across;
use tearline::store::tree::Tree;
use tearline::store::walk::Rules;

/// Releases a batch.
pub(crate) fn run(args: &Args, loaded: &Loaded) -> Result<Exit, Problem> {
    let options = &args.batch;
    if args.manifest.is_some() {
        return Err(
            Problem::could_not_run("--manifest names one file, and this is a batch")
                .mend("leave it out: each manifest stands beside its release"),
        );
    }
    let own: Vec<_> = guard::keys().into_iter().chain([args.ledger.clone()]).collect();
    let rules = Rules::new(&options.include, &options.exclude, options.hidden, &own)
        .map_err(|error| Problem::could_not_run(error.to_string()))?;
    let items = plan::list(&args.paths, &rules, args.format.is_some())?;
    let page = Page::open(args, loaded)?;
    let time = now();
    let outputs = if args.dry_run {
        None
    } else {
        Some(prepare(args, loaded, &items, time)?)
    };
    let mut run = Run {
        args,
        loaded,
        outputs,
        time,
        id: ReleaseId::new(time, random()?).to_string(),
        before: HashMap::new(),
        stop: stop_flag()?,
    };
    if options.resume {
        run.before = before(args)?;
    }
    work(&run, items, page)
}

/// Checks that nothing stands in the way, then opens the ledger and makes the folders.
fn prepare(args: &Args, loaded: &Loaded, items: &[Item], time: jiff::Timestamp) -> Result<Outputs, Problem> {
    let Some(out) = args.output.clone().filter(|path| !input::is_stdin(path)) else {
        return Err(
            Problem::could_not_run("folders and several files need a folder for their releases")
                .mend("name it with -o"),
        );
    };
    plan::folders(items, &out)?;
    plan::apart(&args.paths, items, &out)?;
    let guard = Guard::new().ledger(&args.ledger).policy(&loaded.files);
    plan::guarded(guard, items, &out)?;
    let replace = args.force || args.batch.resume;
    plan::absent(items, &out, replace)?;
    let folders = items
        .iter()
        .filter(|item| matches!(item.plan, Plan::Take))
        .filter_map(|item| item.relative.parent());
    let tree = Tree::create(&out, folders, replace).map_err(|e| unwritten(&out, &e))?;
    let ledger = open_ledger(&args.ledger, time)?;
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
fn before(args: &Args) -> Result<HashMap<String, Before>, Problem> {
    let mut before = HashMap::new();
    // A dry run makes no ledger.
    if !args.ledger.exists() {
        return Ok(before);
    }
    releases::walk(&args.ledger, |bundle| {
        let (release, Some(case)) = (bundle.release, bundle.case) else {
            return;
        };
        before.insert(
            release.id,
            Before {
                source: case.doc.tag,
                release: release.release.sha256,
                policy: case.policy.sha256,
                action: case.action,
                format: case.format,
                engine: release.engine,
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
        jobs: run.args.batch.jobs.unwrap_or_else(usual_jobs),
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
    let (settled, mut failed) = match desk.held {
        Some(watch) => desk.across(watch),
        None => (None, None),
    };
    if failed.is_none() && (!gather || settled.is_some()) {
        let stage = settled.as_ref().map_or(Stage::Alone, Stage::Settled);
        failed = desk.all(stage, |_| {}).or_else(|| desk.commit().err());
    }
    desk.progress.end();
    // What was not recorded was not reached, however far its work had come.
    let rest = std::mem::take(&mut desk.rows)
        .into_iter()
        .map(|row| match row.fate {
            Fate::Released | Fate::InPart | Fate::Withheld => Row::empty(row.path, Fate::NotReached),
            _ => row,
        });
    let unread = items.iter().skip(desk.reached);
    let unread = unread.map(|item| Row::empty(item.path.clone(), Fate::NotReached));
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
    say::summary(&desk.summary, run.args.json, recorded)?;
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
    // A mistyped folder or glob must not pass for a batch that is done.
    let taken = items.iter().any(|item| !matches!(item.plan, Plan::Skip(_)));
    match failed {
        Some(problem) => Err(problem),
        None if !taken => Err(Problem {
            what: "no file was taken".to_owned(),
            place: None,
            mend: Some("see what the folders hold, and --include, --exclude and --hidden".to_owned()),
            exit: Exit::Findings,
        }),
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
