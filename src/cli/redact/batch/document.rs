//! One document of a batch: read, judged, released, recorded.

use super::across::Found;
use super::model::{Done, Made, Outputs, Release, Run, Stage};
use super::plan::{Item, Plan};
use crate::cli::home::ENGINE;
use crate::cli::input::{self, Input};
use crate::cli::place::placed;
use crate::cli::redact::facts::Facts;
use crate::cli::redact::record::context;
use crate::cli::redact::row::{Fate, Row};
use crate::cli::redact::spilled;
use crate::cli::report::Problem;
use sha2::{Digest as _, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use tearline::audit::encoding::hex;
use tearline::audit::manifest::Manifest;
use tearline::audit::record::record;
use tearline::document::Document;
use tearline::release::{Judgement, judge, release_judged};
use tearline::store::read;
use tearline::store::write::manifest_path;

/// The largest manifest that `--resume` looks into.
const MAX_MANIFEST: u64 = 1 << 30;

/// One file. Only what stops the whole batch is an error.
pub(super) fn one(run: &Run<'_>, number: usize, item: &Item, stage: Stage<'_>) -> Result<Done, Problem> {
    let row = |fate| Done::of(Row::empty(item.path.clone(), fate));
    match &item.plan {
        Plan::Skip(skip) => return Ok(row(Fate::Skipped(*skip))),
        Plan::Refuse(why) => {
            let mut done = row(Fate::Refused(why.clone()));
            done.row.earlier = earlier(run, item);
            return Ok(done);
        }
        Plan::Take if run.stop.load(Ordering::Relaxed) => return Ok(row(Fate::NotReached)),
        Plan::Take => {}
    }
    // A defect in one document must not cost the others.
    let caught = catch_unwind(AssertUnwindSafe(|| document(run, number, item, stage)));
    let done = caught.unwrap_or_else(|_| {
        Ok(row(Fate::Refused(
            "the engine failed on this document; please report it".to_owned(),
        )))
    });
    done.map(|mut done| {
        done.row.earlier = earlier(run, item);
        done
    })
}

/// The release of an earlier run, where there may be one.
fn earlier(run: &Run<'_>, item: &Item) -> Option<PathBuf> {
    let outputs = run.outputs.as_ref()?;
    if !run.args.force && !run.args.batch.resume {
        return None;
    }
    let target = outputs.out.join(&item.relative);
    target.symlink_metadata().is_ok().then_some(target)
}

fn document(run: &Run<'_>, number: usize, item: &Item, stage: Stage<'_>) -> Result<Done, Problem> {
    let Item { path, relative, .. } = item;
    let refused = |why: String| Ok(Done::of(Row::empty(path.clone(), Fate::Refused(why))));
    let (named, encoding) = (run.args.format, run.args.encoding.as_deref());
    let input = match input::listed(path, item.identity, named, encoding) {
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
        let mut row = Row::empty(path.clone(), Fate::Before);
        row.release = Some(outputs.out.join(relative));
        row.facts = wants_page(run).then(|| Facts::recorded(&manifest));
        stage.hold(number, &mut row);
        Done::of(row)
    } else if later {
        Done::of(Row::empty(path.clone(), Fate::NotReached))
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
    let refused = |why: String| Ok(Done::of(Row::empty(path.clone(), Fate::Refused(why))));
    let prepared = match release_judged(&run.loaded.policy, document, judged) {
        Ok(prepared) => prepared,
        Err(refusal) => {
            let mut row = Row::empty(path.clone(), Fate::Refused(refusal.to_string()));
            row.findings = placed(&input.text, &spilled::findings(&input.text, &refusal));
            return Ok(Done::of(row));
        }
    };
    let mut row = Row {
        path: path.clone(),
        release: None,
        fate: Fate::from(prepared.outcome),
        counts: prepared.counts,
        findings: placed(&input.text, &prepared.findings),
        facts: wants_page(run).then(|| Facts::of(&input.text, &prepared)),
        earlier: None,
    };
    let held = stage.hold(number, &mut row);
    let Some(outputs) = run.outputs.as_ref().filter(|_| !held) else {
        return Ok(Done::of(row));
    };
    let mut context = context(run.args, run.loaded, input, run.time)?;
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
