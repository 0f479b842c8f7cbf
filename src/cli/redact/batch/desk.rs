//! Where the results of a batch come together, in order: recorded and named in groups.

use super::across::{self, Found, Gathered, Scan, Settle, Watch};
use super::document::one;
use super::model::{Done, Made, Outputs, Release, Run, Stage};
use super::plan::{Item, unwritten};
use super::say;
use crate::cli::home::now;
use crate::cli::progress::Progress;
use crate::cli::redact::page::Page;
use crate::cli::redact::record::unrecorded;
use crate::cli::redact::row::Row;
use crate::cli::redact::summary::Summary;
use crate::cli::report::Problem;
use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use tearline::batch::listed_in_order;
use tearline::policy::Across;
use tearline::store::tree::Waiting;
use tearline::store::write::manifest_path;

/// Files whose rows are said, and whose records are appended and signed, in one step.
const GROUP: usize = 4096;

/// Bytes of records that are held before a step is taken.
const GROUP_BYTES: usize = 64 << 20;

/// Where results come together, in order.
pub(super) struct Desk<'r> {
    pub(super) run: &'r Run<'r>,
    /// Number of worker threads.
    pub(super) jobs: NonZeroUsize,
    pub(super) items: &'r [Item],
    /// Set while nothing may get its name yet.
    pub(super) held: Option<&'r Watch>,
    /// Whether enough is prepared: what comes now is prepared later.
    pub(super) later: bool,
    /// How many files were taken.
    pub(super) reached: usize,
    /// Files whose fate is not said yet: those of the group and those between them.
    pub(super) rows: Vec<Row>,
    pub(super) group: Vec<Made>,
    pub(super) bytes: usize,
    pub(super) summary: Summary,
    pub(super) progress: Progress,
    pub(super) page: Option<Page>,
}

impl<'r> Desk<'r> {
    /// Works on all files that were not taken yet, in order.
    pub(super) fn all(&mut self, stage: Stage<'_>, mut gather: impl FnMut(Option<Scan>)) -> Option<Problem> {
        let (run, items) = (self.run, self.items);
        listed_in_order(
            self.jobs,
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
    pub(super) fn across(&mut self, watch: &Watch) -> (Option<Found<'r>>, Option<Problem>) {
        let mut gathered = Gathered::default();
        let failed = self.all(Stage::Gather(watch), |scan| {
            gathered.add(scan, watch);
        });
        let run = self.run;
        let settle = Settle {
            items: self.items,
            policy: &run.loaded.policy,
            format: run.args.format,
            encoding: run.args.encoding.as_deref(),
            jobs: self.jobs,
            // Without the rest of the documents nobody knows what may not leave. A warning can be given later.
            stop: (run.loaded.policy.spill.across() == Across::Refuse).then_some(&*run.stop),
        };
        let found = match failed {
            None => across::settle(gathered, &settle),
            Some(problem) => Err(problem),
        };
        match found {
            Ok(Some(found)) => {
                let failed = self.settle(&found);
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
    pub(super) fn settle(&mut self, found: &Found<'_>) -> Option<Problem> {
        (self.held, self.later) = (None, false);
        let mut held = HashSet::new();
        for (number, row) in self.rows.iter_mut().enumerate() {
            if found.hold(number, row) {
                held.insert(number);
            }
        }
        let (outputs, group) = (self.run.outputs.as_ref()?, std::mem::take(&mut self.group));
        listed_in_order(
            self.jobs,
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

    pub(super) fn take(&mut self, done: Done) -> Result<(), Problem> {
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
    pub(super) fn commit(&mut self) -> Result<(), Problem> {
        if let (false, Some(outputs)) = (self.group.is_empty(), &self.run.outputs) {
            let (mut lines, mut first) = (Vec::new(), Vec::with_capacity(self.group.len()));
            for made in &mut self.group {
                first.push(lines.len());
                lines.append(&mut made.lines);
            }
            let committed = outputs.ledger.append(&lines, &first, now()).map_err(unrecorded)?;
            drop(lines);
            let mut waiting = Vec::with_capacity(self.group.len().saturating_mul(2));
            let failed = listed_in_order(
                self.jobs,
                self.group.drain(..).zip(&committed.proofs),
                |(made, proof)| both(outputs, made, proof),
                |staged| match staged {
                    Ok(staged) => {
                        waiting.extend(staged);
                        ControlFlow::Continue(())
                    }
                    Err(problem) => ControlFlow::Break(problem),
                },
            );
            if let Some(problem) = failed {
                return Err(problem);
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

    pub(super) fn say(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        for row in &rows {
            self.summary.add(row);
            if let Some(page) = &mut self.page {
                page.add(row);
            }
        }
        let json = self.run.args.json;
        self.progress
            .aside(|| rows.iter().try_for_each(|row| say::row(row, json)))
    }
}

/// The manifest, then the release, of a document that is recorded; both staged.
fn both(outputs: &Outputs, made: Made, proof: &str) -> Result<Vec<Waiting>, Problem> {
    let manifest = made.draft.with_proof(proof);
    let relative = manifest_path(&made.relative);
    let staged = outputs
        .tree
        .stage(made.number, 'm', &relative, manifest.as_bytes())
        .map_err(|e| unwritten(&outputs.out.join(&relative), &e))?;
    let mut waiting = vec![staged];
    if let Release::Staged(release) = made.staged(outputs)?.release {
        waiting.push(release);
    }
    Ok(waiting)
}
