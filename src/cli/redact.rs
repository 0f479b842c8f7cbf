//! `tearline redact`: one document to its release, with its record.
//!
//! The order is the promise: the release is prepared and read again, all outputs are staged on disk, the record is
//! durable and signed, and only then does the release get its name (or go to standard output).

use super::exit::Exit;
use super::home::{DEFAULT_LEDGER, ENGINE, home, now};
use super::input::{self, FormatName, Input};
use super::page::{self, Page};
use super::report::{self, Problem, answer, printable};
use super::{place, policy_file, redact_batch};
use clap::ValueEnum;
use serde_json::json;
use std::path::{Path, PathBuf};
use tearline::audit::id::ReleaseId;
use tearline::audit::line::{AskedAction, By, Counts};
use tearline::audit::manifest::Draft;
use tearline::audit::record::{Context, Record, record};
use tearline::decide::Decision;
use tearline::document::Document;
use tearline::finding::{Finding, Severity};
use tearline::policy::{Action, Amount, Policy};
use tearline::release::{Outcome, Refusal, Release, judge, release};
use tearline::store::LedgerError;
use tearline::store::ledger::{Committed, Ledger};
use tearline::store::write::{self, Access, Staged, WriteError, manifest_path};

/// Prepare a redacted release of a document.
///
/// The release goes to standard output or, with -o, to a file with its manifest beside it. Text leaves only when the
/// marking that governs it is known and the policy lists it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The document, - for standard input; or folders and several documents, with -o
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The policy: a file, or the name of a built-in one such as `public`
    #[arg(short, long, value_name = "POLICY")]
    pub(super) policy: String,
    /// Where the release goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Where the manifest goes [default: beside the release, with .tearline.json added]
    #[arg(long, value_name = "FILE")]
    pub(super) manifest: Option<PathBuf>,
    /// The ledger that records the release; made on first use
    #[arg(long, value_name = "DIR", default_value = DEFAULT_LEDGER, env = "TEARLINE_LEDGER")]
    pub(super) ledger: PathBuf,
    /// What happens to withheld text, whatever the policy says
    #[arg(long, value_enum)]
    action: Option<ActionName>,
    /// Show what would leave and why; write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Replace outputs that exist
    #[arg(long)]
    pub(super) force: bool,
    /// How the document is read [default: by its extension]
    #[arg(long, value_enum)]
    pub(super) format: Option<FormatName>,
    /// The encoding of a document that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "LABEL")]
    pub(super) encoding: Option<String>,
    /// Under which authority it is released, for the record, such as a request number
    #[arg(long, value_name = "TEXT")]
    authority: Option<String>,
    /// Who releases it, for the record
    #[arg(long, value_name = "NAME", env = "USER", hide_env_values = true)]
    by: Option<String>,
    /// The position of who releases it, for the record
    #[arg(long, value_name = "TEXT", requires = "by")]
    position: Option<String>,
    /// Report as JSON lines: on standard output with -o or --dry-run, else on standard error
    #[arg(long)]
    pub(super) json: bool,
    /// Also write a page for people: what left and what stayed, without withheld text
    #[arg(long, value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    #[command(flatten)]
    pub(super) batch: redact_batch::Options,
}

impl Args {
    /// The one document.
    fn path(&self) -> &Path {
        self.paths.first().map_or(Path::new("-"), PathBuf::as_path)
    }
}

/// How `--action` names an action.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ActionName {
    /// A mask shows amount and reason
    Mask,
    /// Nothing shows
    Strip,
}

impl From<ActionName> for Action {
    fn from(name: ActionName) -> Self {
        match name {
            ActionName::Mask => Self::Mask,
            ActionName::Strip => Self::Strip,
        }
    }
}

impl From<ActionName> for AskedAction {
    fn from(name: ActionName) -> Self {
        match name {
            ActionName::Mask => Self::Mask,
            ActionName::Strip => Self::Strip,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let mut loaded = policy_file::load(&args.policy)?;
    if let Some(name) = args.action {
        let action = Action::from(name);
        loaded.asked = (action != loaded.policy.action).then_some(name.into());
        loaded.policy.action = action;
    }
    if redact_batch::is_batch(&args.paths) {
        return redact_batch::run(args, &loaded);
    }
    let outputs = Outputs::check(args)?;
    let page = Page::open(args, &loaded)?;
    if let Some(format) = input::other_format(args.path()).filter(|_| args.format.is_none()) {
        return Err(Problem::could_not_run(format!(
            "{format} is not read: what the format hides would not be seen"
        ))
        .at(args.path().display().to_string())
        .mend("convert it to text or Markdown first, or say --format text where it is plain text"));
    }
    let input = input::read(args.path(), args.format, args.encoding.as_deref())?;
    let document = Document::new(&input.text, input.format);
    if args.dry_run {
        return dry_run(args, &loaded, &input, &document, page);
    }
    let mut release = match release(&loaded.policy, &document) {
        Ok(release) => release,
        Err(refusal) => {
            page::one(page, &loaded, &input, Err(&refusal), None, None)?;
            return Err(refused(&input, &refusal));
        }
    };
    let text = std::mem::take(&mut release.text);
    let (committed, counts) = deliver(args, &loaded, &input, &outputs, &release, text)?;
    report(args, &input, &loaded.policy, &release, &committed, counts);
    let ledger = (committed.size, args.ledger.display().to_string());
    let target = outputs.release.as_deref();
    page::one(page, &loaded, &input, Ok(&release), target, Some(ledger))?;
    Ok(Exit::Done)
}

/// Where release and manifest go; checked before any work.
struct Outputs {
    release: Option<PathBuf>,
    manifest: Option<PathBuf>,
}

impl Outputs {
    fn check(args: &Args) -> Result<Self, Problem> {
        let release = args.output.clone().filter(|path| !input::is_stdin(path));
        let manifest = args
            .manifest
            .clone()
            .or_else(|| release.as_deref().map(manifest_path));
        let both = [("the release", &release), ("the manifest", &manifest)];
        for (name, path) in both
            .iter()
            .filter_map(|(name, path)| path.as_deref().map(|p| (name, p)))
        {
            if place::same_file(path, args.path()) {
                return Err(
                    Problem::could_not_run(format!("{name} would overwrite its source"))
                        .at(path.display().to_string())
                        .mend("name another output: sources are never written"),
                );
            }
            if !args.force && !args.dry_run && path.symlink_metadata().is_ok() {
                return Err(unwritten(path, &WriteError::Exists));
            }
        }
        if let (Some(a), Some(b)) = (&release, &manifest)
            && (a == b || place::same_file(a, b))
        {
            return Err(Problem::could_not_run("release and manifest would be one file")
                .at(a.display().to_string())
                .mend("name another file with --manifest"));
        }
        Ok(Self { release, manifest })
    }
}

/// Stages the outputs, commits the record, then gives the outputs their names. What is on disk does not stay in memory:
/// a document may be large.
fn deliver(
    args: &Args,
    loaded: &policy_file::Loaded,
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
    if let Some(path) = &outputs.manifest {
        write_manifest(path, &manifest, proof, args.force).map_err(|e| unwritten(path, &e))?;
    }
    match (staged, &outputs.release) {
        (Some(staged), Some(path)) => staged.commit().map_err(|e| unwritten(path, &e))?,
        _ => answer(&text)?,
    }
    Ok((committed, counts))
}

fn write_manifest(path: &Path, manifest: &Draft, proof: &str, replace: bool) -> Result<(), WriteError> {
    let mut file = write::Stream::create(path, replace)?;
    for part in manifest.parts(proof) {
        file.put(part.as_bytes())?;
    }
    file.finish()
}

pub(super) fn context(
    args: &Args,
    loaded: &policy_file::Loaded,
    input: &Input,
    time: jiff::Timestamp,
) -> Result<Context, Problem> {
    Ok(Context {
        id: ReleaseId::new(time, random()?),
        time,
        engine: ENGINE.to_owned(),
        policy: loaded.policy.id.clone(),
        policy_sha256: loaded.sha256,
        by: args.by.clone().map(|id| By {
            id,
            position: args.position.clone(),
        }),
        authority: args.authority.clone(),
        name: input
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        run: None,
        action: loaded.asked,
        format: input.asked_format(),
        name_people: false,
        amounts: loaded.policy.action == Action::Mask && loaded.policy.mask.amount != Amount::None,
    })
}

/// Opens the ledger, and says so where it was made.
pub(super) fn open_ledger(folder: &Path, time: jiff::Timestamp) -> Result<Ledger, Problem> {
    let ledger = Ledger::open(folder, &home()?, ENGINE, time).map_err(unrecorded)?;
    if let Some(created) = ledger.created() {
        report::line(&format!(
            "tearline: made the ledger {} and its keys in {}\n",
            printable(&created.folder.display().to_string()),
            printable(&created.keys.display().to_string()),
        ));
        for (origin, size) in &created.before {
            report::line(&format!(
                "tearline: warning: ledger {} with {size} lines was here before and is gone\n",
                printable(origin)
            ));
        }
    }
    Ok(ledger)
}

/// Random bits of an identifier.
pub(super) fn random() -> Result<[u8; 10], Problem> {
    let mut random = [0; 10];
    getrandom::fill(&mut random)
        .map_err(|error| Problem::could_not_run(format!("the system gave no random bytes: {error}")))?;
    Ok(random)
}

fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "name another output, or replace it with --force",
        WriteError::Folder => "name a file in it",
        WriteError::NoFolder => "make the folder first",
        WriteError::Denied => "give yourself permission to write there",
        WriteError::Io(_) => "see the message of the system; nothing was written under that name",
    };
    Problem::could_not_run(error.to_string())
        .at(path.display().to_string())
        .mend(mend)
}

/// A refused document: nothing was written, and a person must look at it.
fn refused(input: &Input, refusal: &Refusal) -> Problem {
    if let Refusal::Spill(places) = refusal {
        for place in places.iter().filter(|place| place.refuses) {
            report::line(&finding_line(input, &place.finding()));
        }
    }
    Problem {
        what: format!("refused: {refusal}"),
        place: Some(input.name()),
        mend: Some("nothing was written; see tearline inspect for what governs each line".to_owned()),
        exit: Exit::Findings,
    }
}

/// A ledger that cannot be written stops the release, whatever its verdict.
pub(super) fn unrecorded(error: LedgerError) -> Problem {
    Problem {
        exit: Exit::CouldNotRun,
        ..Problem::from(error)
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Released => "released",
        Outcome::InPart => "in_part",
        Outcome::Withheld => "withheld",
    }
}

fn report(
    args: &Args,
    input: &Input,
    policy: &Policy,
    release: &Release<'_>,
    committed: &Committed,
    counts: Counts,
) {
    let shown = |marking: &Option<tearline::marking::Marking>| {
        marking
            .as_ref()
            .map_or_else(|| "unknown".to_owned(), |m| m.banner().to_owned())
    };
    if args.json {
        let findings: Vec<_> = release
            .findings
            .iter()
            .map(|f| {
                let (line, column) = place::line_column(&input.text, f.span.start());
                json!({"id": f.id, "severity": severity(f.severity), "line": line, "column": column, "message": f.message})
            })
            .collect();
        let line = json!({
            "path": input.path.to_string_lossy(),
            "outcome": outcome_name(release.outcome),
            "policy": policy.id,
            "portions": {"released": release.counts.released, "withheld": release.counts.withheld},
            "passages": release.counts.passages,
            "overall": release.overall.as_ref().map(|m| m.banner().to_owned()),
            "remarked": release.remarked.as_ref().map(|m| m.banner().to_owned()),
            "release": args.output.as_ref().map(|p| p.to_string_lossy().into_owned()),
            "ledger": {"folder": args.ledger.to_string_lossy(), "index": committed.first, "size": committed.size},
            "segments": counts,
            "findings": findings,
        });
        let text = format!("{line}\n");
        if args.output.as_deref().is_some_and(|path| !input::is_stdin(path)) {
            let _ = answer(&text);
        } else {
            report::line(&text);
        }
        return;
    }
    for finding in &release.findings {
        report::line(&finding_line(input, finding));
    }
    let what = match release.outcome {
        Outcome::Released => "released whole",
        Outcome::InPart => "released in part",
        Outcome::Withheld => "withheld in whole",
    };
    let reason = if release.overall.is_none() && release.outcome == Outcome::Withheld {
        "; nothing in it states a classification"
    } else {
        ""
    };
    report::line(&format!(
        "tearline: {}: {what}{reason}: {} of {} portions leave; {} -> {}; recorded as line {} of {}\n",
        printable(&input.name()),
        release.counts.released,
        release.counts.released.saturating_add(release.counts.withheld),
        shown(&release.overall),
        shown(&release.remarked),
        committed.first.saturating_add(1),
        printable(&args.ledger.display().to_string()),
    ));
}

/// One finding on one line: place, severity, sentence, identifier. It holds no text of the document.
fn finding_line(input: &Input, finding: &Finding) -> String {
    let (line, column) = place::line_column(&input.text, finding.span.start());
    format!(
        "{}:{line}:{column}: {}: {} [{}]\n",
        printable(&input.name()),
        severity(finding.severity),
        finding.message,
        finding.id
    )
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// One line per decision, without text of the document.
fn dry_run(
    args: &Args,
    loaded: &policy_file::Loaded,
    input: &Input,
    document: &Document<'_>,
    page: Option<Page>,
) -> Result<Exit, Problem> {
    let policy = &loaded.policy;
    let judgement = judge(policy, document);
    let mut out = String::new();
    for one in &judgement.decided {
        let (Some(block), Some(effective)) = (
            judgement.blocks.get(one.block),
            judgement.governance.blocks.get(one.block),
        ) else {
            continue;
        };
        let (line, _) = place::line_column(&input.text, one.span.start().max(block.body.start()));
        let last = if one.span == block.span {
            block.lines.last
        } else {
            line
        };
        let (verdict, rule, reason) = match &one.decision {
            Decision::Release(released) => ("release", released.rule(), None),
            Decision::Withhold(withheld) => ("withhold", &*withheld.rule, withheld.reason.as_deref()),
        };
        let mark = tearline::release::mark_of(&effective.governing);
        let text = if args.json {
            json!({"lines": [line, last], "decision": verdict, "marking": mark, "rule": rule, "reason": reason})
                .to_string()
        } else {
            let lines = if line == last {
                line.to_string()
            } else {
                format!("{line}-{last}")
            };
            let reason = reason.map(|r| format!(": {r}")).unwrap_or_default();
            format!("{lines:>11}  {verdict:<8}  {mark:<14}  {rule}{reason}")
        };
        out.push_str(&text);
        out.push('\n');
    }
    answer(&out)?;
    let prepared = release(policy, document);
    page::one(page, loaded, input, prepared.as_ref(), None, None)?;
    match prepared {
        Ok(release) => {
            if !args.json {
                report::line(&format!(
                    "tearline: dry run: {} of {} portions would leave; nothing was {}\n",
                    release.counts.released,
                    release.counts.released.saturating_add(release.counts.withheld),
                    if args.report.is_some() {
                        "released"
                    } else {
                        "written"
                    },
                ));
            }
            Ok(Exit::Done)
        }
        Err(refusal) => Err(refused(input, &refusal)),
    }
}
