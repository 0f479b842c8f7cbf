//! The page of a run: rows are spooled as the run goes, and the page is put together at its end.

use super::apart::apart;
use super::strip;
use crate::cli::home::ENGINE;
use crate::cli::page::{link, look};
use crate::cli::path::{real, shown};
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::facts::{Facts, Reason};
use crate::cli::redact::row::{Fate, Row};
use crate::cli::redact::summary::{Line, Summary, general};
use crate::cli::report::Problem;
use askama::Template;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use tearline::audit::encoding::hex;
use tearline::policy::{Action, Amount};
use tearline::release::Counts;
use tearline::store::write::{self, Stream, WriteError, manifest_path};

/// Pairs of reason and rule that are told apart in the totals.
const MOST_REASONS: usize = 200;

/// A page that is being written.
pub(crate) struct Page {
    target: PathBuf,
    replace: bool,
    /// The folder of the page, without links.
    folder: PathBuf,
    /// Where the releases go: as given, and without links.
    out: Option<(PathBuf, PathBuf)>,
    /// Where the manifest goes, if not beside the release.
    manifest: Option<PathBuf>,
    /// A file without a name.
    rows: BufWriter<File>,
    /// By reason and rule: cuts, documents.
    reasons: BTreeMap<(String, String), (u64, u64)>,
    /// The first failure of the spool.
    failed: Option<io::Error>,
    /// Whether the policy's masks show amounts.
    amounts: bool,
    dry: bool,
}

/// What stands at the head of a page beside the counts.
pub(crate) struct Head<'h> {
    /// The policy.
    pub(crate) loaded: &'h Loaded,
    /// When the run began.
    pub(crate) time: jiff::Timestamp,
    /// The run, as its records name it.
    pub(crate) run: Option<&'h str>,
    /// The ledger: its size and its folder.
    pub(crate) ledger: Option<&'h (u64, String)>,
    /// What stopped the run before its end.
    pub(crate) stopped: Option<&'h str>,
}

impl Page {
    /// Checks where the page would go, before any work; `None` where none is asked for.
    pub(crate) fn open(args: &Args, loaded: &Loaded) -> Result<Option<Self>, Problem> {
        let Some(target) = &args.report else {
            return Ok(None);
        };
        let folder = real(write::folder(target));
        let name = target
            .file_name()
            .ok_or_else(|| unwritten(target, &WriteError::Folder))?;
        apart(args, loaded, target, &folder.join(name))?;
        write::free(target, args.force).map_err(|e| unwritten(target, &e))?;
        let out = args.output.clone().filter(|path| path.as_os_str() != "-");
        let spool = tempfile::tempfile_in(write::folder(target)).map_err(|e| unwritten(target, &e.into()))?;
        Ok(Some(Self {
            target: target.clone(),
            replace: args.force,
            folder,
            out: out.map(|path| (path.clone(), real(&path))),
            manifest: args.manifest.as_deref().map(real),
            rows: BufWriter::new(spool),
            reasons: BTreeMap::new(),
            failed: None,
            amounts: loaded.policy.action == Action::Mask && loaded.policy.mask.amount != Amount::None,
            dry: args.dry_run,
        }))
    }

    /// Adds a file. What goes wrong is told by [`Self::finish`]: a page must not stop a run.
    pub(crate) fn add(&mut self, row: &Row) {
        if let Some(facts) = &row.facts {
            self.count(&facts.reasons);
        }
        let released = row.facts.as_ref().and(row.release.as_deref());
        let document = DocumentRow {
            outcome: row.fate.name(),
            words: row.fate.words(),
            alarm: row.fate.needs_somebody(),
            why: why(row),
            name: link::name(&row.path),
            links: released.and_then(|release| self.links(release)),
            map: row.facts.as_ref().map(strip::svg).unwrap_or_default(),
            facts: row.facts.as_ref(),
            portions: self.amounts(row.counts).filter(|_| row.fate != Fate::Before),
        };
        let written = document.write_into(&mut self.rows);
        if let (Err(error), None) = (written, &self.failed) {
            self.failed = Some(error);
        }
    }

    /// Links to a release and its manifest.
    fn links(&self, release: &Path) -> Option<(String, String)> {
        let (given, out) = self.out.as_ref()?;
        let below = release.strip_prefix(given).ok()?;
        let place = if below.as_os_str().is_empty() {
            out.clone()
        } else {
            out.join(below)
        };
        let link = |path: &Path| link::relative(&self.folder, path);
        let manifest = self.manifest.clone().unwrap_or_else(|| manifest_path(&place));
        Some((link(&place), link(&manifest)))
    }

    fn amounts(&self, counts: Counts) -> Option<Counts> {
        Some(counts).filter(|_| self.amounts)
    }

    fn count(&mut self, reasons: &[Reason]) {
        for one in reasons {
            let full = self.reasons.len() >= MOST_REASONS;
            let mut key = (one.reason.clone(), one.rule.clone());
            if full && !self.reasons.contains_key(&key) {
                key = ("further reasons".to_owned(), String::new());
            }
            let (cuts, documents) = self.reasons.entry(key).or_default();
            *cuts = cuts.saturating_add(one.cuts as u64);
            *documents = documents.saturating_add(1);
        }
    }

    /// Puts the page together and gives it its name, durably.
    pub(crate) fn finish(self, head: &Head<'_>, summary: &Summary) -> Result<(), Problem> {
        let target = self.target.clone();
        self.write(head, summary).map_err(|e| unwritten(&target, &e))
    }

    fn write(mut self, head: &Head<'_>, summary: &Summary) -> Result<(), WriteError> {
        if let Some(error) = self.failed.take() {
            return Err(error.into());
        }
        let style = look::style(include_str!("../../../../templates/report.css"));
        let script = include_str!("../../../../templates/report.js");
        let top = HeadOfPage {
            guard: look::guard(&style, Some(script)),
            style,
            title: format!("Redaction under policy {}", head.loaded.policy.id),
            engine: ENGINE,
            states: self.states(head, summary),
            policy: &head.loaded.policy.id,
            policy_title: head.loaded.policy.title.as_deref(),
            policy_sha256: hex(&head.loaded.sha256),
            time: tearline::audit::id::time_text(head.time),
            run: head.run,
            ledger: head
                .ledger
                .map(|(size, folder)| (link::name(Path::new(folder)), *size)),
            totals: summary.lines(),
            files: summary.files(),
            portions: self.amounts(summary.portions),
            reasons: self.totals(),
        };
        let mut out = Stream::create(&self.target, self.replace)?;
        let rendered = |text: askama::Result<String>| text.map_err(|e| WriteError::Io(io::Error::other(e)));
        out.put(rendered(top.render())?.as_bytes())?;
        let mut rows = self.rows.into_inner().map_err(io::IntoInnerError::into_error)?;
        rows.rewind()?;
        let mut chunk = vec![0; 1 << 16];
        loop {
            let count = rows.read(&mut chunk)?;
            match chunk.get(..count) {
                Some(read) if count > 0 => out.put(read)?,
                _ => break,
            }
        }
        let foot = FootOfPage {
            engine: ENGINE,
            script,
        };
        out.put(rendered(foot.render())?.as_bytes())?;
        out.finish()
    }

    fn states(&self, head: &Head<'_>, summary: &Summary) -> Vec<String> {
        let mut states = Vec::new();
        if self.dry {
            states.push("Dry run: nothing was released or recorded. This is what a run would do.".to_owned());
        }
        let left: u64 = summary
            .lines()
            .iter()
            .filter(|line| line.name == "not_reached" && !line.part)
            .map(|line| line.files)
            .sum();
        if left > 0 || head.stopped.is_some() {
            states.push(partial(left, head.stopped));
        }
        states
    }

    fn totals(&self) -> Vec<Total<'_>> {
        let mut totals: Vec<Total<'_>> = self
            .reasons
            .iter()
            .map(|((reason, rule), (cuts, documents))| Total {
                reason,
                rule,
                cuts: *cuts,
                documents: *documents,
            })
            .collect();
        totals.sort_by_key(|total| std::cmp::Reverse(total.cuts));
        totals
    }
}

/// Why nothing was made of a file, without numbers.
fn why(row: &Row) -> Option<String> {
    let mut why = general(&row.fate.reason()?);
    if row.left_over().is_some() {
        why.push_str("; the release of an earlier run still stands there");
    }
    Some(why)
}

fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "name another report, or replace it with --force",
        WriteError::Folder => "name a file in it",
        WriteError::FileAbove | WriteError::File => "name another place",
        WriteError::Special(_) => "name a file",
        WriteError::NoFolder => "make the folder first",
        WriteError::Denied => "give yourself permission to write there",
        WriteError::Io(_) => "mend that; the releases and their records are not touched by it",
    };
    Problem::could_not_run(format!("the report: {error}"))
        .at(shown(path))
        .mend(mend)
}

/// Cuts of all documents by reason and rule.
struct Total<'t> {
    reason: &'t str,
    rule: &'t str,
    cuts: u64,
    documents: u64,
}

#[derive(Template)]
#[template(path = "report_head.html")]
struct HeadOfPage<'p> {
    guard: String,
    style: String,
    title: String,
    engine: &'static str,
    states: Vec<String>,
    policy: &'p str,
    policy_title: Option<&'p str>,
    policy_sha256: String,
    time: String,
    run: Option<&'p str>,
    ledger: Option<(String, u64)>,
    totals: Vec<Line>,
    files: u64,
    portions: Option<Counts>,
    reasons: Vec<Total<'p>>,
}

#[derive(Template)]
#[template(path = "report_document.html")]
struct DocumentRow<'p> {
    outcome: &'static str,
    words: &'static str,
    /// Whether a person must look at it.
    alarm: bool,
    why: Option<String>,
    name: String,
    /// The release and its manifest.
    links: Option<(String, String)>,
    map: String,
    facts: Option<&'p Facts>,
    portions: Option<Counts>,
}

#[derive(Template)]
#[template(path = "report_foot.html")]
struct FootOfPage {
    engine: &'static str,
    script: &'static str,
}

/// What is said of a run that ended early, with `left` files not reached; `stopped` by what, or interrupted.
fn partial(left: u64, stopped: Option<&str>) -> String {
    let why = stopped.map_or_else(
        || "it was interrupted".to_owned(),
        |what| format!("it was stopped: {what}"),
    );
    let files = if left == 1 { "file was" } else { "files were" };
    format!("Partial: the run ended early, {why}; {left} {files} not reached.")
}

#[cfg(test)]
mod tests {
    use super::partial;

    #[test]
    fn what_ended_a_run_early_is_said() {
        assert_eq!(
            partial(1, None),
            "Partial: the run ended early, it was interrupted; 1 file was not reached."
        );
        assert_eq!(
            partial(4, Some("a folder, not a file")),
            "Partial: the run ended early, it was stopped: a folder, not a file; 4 files were not reached."
        );
    }
}
