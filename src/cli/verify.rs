//! `tearline verify RELEASE`: a release against its manifest, and as far as one has them against the ledger's key, the
//! source and the opening.

use super::exit::Exit;
use super::home::{exit_of, home};
use super::report::{self, Problem};
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::audit::check::{self, Rebuilt};
use tearline::audit::manifest::{Manifest, ManifestError};
use tearline::audit::note::{NoteError, VerifierKey};
use tearline::audit::tlog_proof::ProofError;
use tearline::store::Verdict;
use tearline::store::read::{self, DEFAULT_LIMIT};
use tearline::store::write::manifest_path;

/// Check a release against its manifest and the ledger's key.
#[derive(Args)]
pub(crate) struct Verify {
    /// The release.
    release: PathBuf,
    /// Its manifest [default: RELEASE.tearline.json].
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The source that it was made from.
    #[arg(long, value_name = "FILE")]
    original: Option<PathBuf>,
    /// A verifier key of the ledger, or a file of them, got from elsewhere than the manifest
    /// [default: the keys of your own ledgers].
    #[arg(long, value_name = "KEY")]
    vkey: Vec<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Checked, and it holds.
    Holds,
    /// Checked, and it does not hold.
    Fails,
    /// Not checked.
    Unchecked,
}

/// A row of the claim table.
#[derive(Serialize)]
struct Claim {
    id: &'static str,
    claim: String,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize)]
struct MadeText {
    rule: String,
    line: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Answer {
    release: String,
    manifest: String,
    verdict: &'static str,
    exit: u8,
    claims: Vec<Claim>,
    made: Vec<MadeText>,
}

struct Table {
    verdict: Verdict,
    claims: Vec<Claim>,
}

impl Table {
    fn holds(&mut self, id: &'static str, claim: impl Into<String>) {
        self.row(id, claim, State::Holds, None);
    }

    fn fails(&mut self, id: &'static str, claim: impl Into<String>, why: impl Into<String>) {
        self.row(id, claim, State::Fails, Some(why.into()));
        self.verdict = self.verdict.max(Verdict::Altered);
    }

    fn unchecked(&mut self, id: &'static str, claim: impl Into<String>, why: impl Into<String>) {
        self.row(id, claim, State::Unchecked, Some(why.into()));
    }

    fn row(&mut self, id: &'static str, claim: impl Into<String>, state: State, why: Option<String>) {
        self.claims.push(Claim {
            id,
            claim: claim.into(),
            state,
            why,
        });
    }
}

const TILED: &str = "every released byte is a committed byte of the source or declared text of the engine";

/// Runs the command.
pub(crate) fn run(args: &Verify) -> Result<Exit, Problem> {
    let release = bytes(&args.release)?;
    let manifest_file = args
        .manifest
        .clone()
        .unwrap_or_else(|| manifest_path(&args.release));
    let manifest_text = bytes(&manifest_file)?;
    let keys = given_keys(&args.vkey)?;
    let original = args.original.as_deref().map(bytes).transpose()?;

    let mut table = Table {
        verdict: Verdict::Holds,
        claims: Vec::new(),
    };
    let read = std::str::from_utf8(&manifest_text)
        .map_err(|_| ManifestError::NotCanonical)
        .and_then(Manifest::read);
    let mut made = Vec::new();
    match read {
        Ok(manifest) => {
            let rebuilt = rebuild(&mut table, &release, &manifest);
            recorded(&mut table, &manifest, keys)?;
            source(&mut table, &release, &manifest, original.as_deref());
            made = rebuilt.map(|r| made_text(&release, &r)).unwrap_or_default();
        }
        Err(ManifestError::Version) => {
            table.unchecked("bytes", TILED, ManifestError::Version.to_string());
            table.verdict = Verdict::Unverifiable;
        }
        Err(error) => table.fails("bytes", TILED, error.to_string()),
    }
    table.unchecked(
        "outside",
        "the marks of the source were right, nothing left outside the tool, the clock was right",
        "no one can check this from files",
    );

    let exit = exit_of(table.verdict);
    let answer = Answer {
        release: args.release.display().to_string(),
        manifest: manifest_file.display().to_string(),
        verdict: verdict_word(table.verdict),
        exit: exit as u8,
        claims: table.claims,
        made,
    };
    if args.json {
        let line = serde_json::to_string(&answer)
            .map_err(|_| Problem::could_not_run("the answer cannot be written as JSON"))?;
        report::answer(&format!("{line}\n"))?;
    } else {
        report::answer(&page(&answer, &release))?;
    }
    Ok(exit)
}

/// Segments, root, size, digests.
fn rebuild(table: &mut Table, release: &[u8], manifest: &Manifest) -> Option<Rebuilt> {
    match check::release(release, manifest) {
        Ok(rebuilt) => {
            table.holds("bytes", TILED);
            let counts = manifest.release.counts;
            let portions = counts
                .portions
                .map_or(String::new(), |n| format!(", {n} portions withheld"));
            table.holds(
                "cuts",
                format!("{} cuts{portions}, and where they are", counts.cut),
            );
            Some(rebuilt)
        }
        Err(mismatch) => {
            table.fails("bytes", TILED, mismatch.to_string());
            None
        }
    }
}

/// Proof and checkpoint, with keys from elsewhere.
fn recorded(table: &mut Table, manifest: &Manifest, keys: Option<Vec<VerifierKey>>) -> Result<(), Problem> {
    let stated = manifest
        .proof
        .stated()
        .map_err(|e| Problem::could_not_run(e.to_string()))?;
    let keys = match keys {
        Some(keys) => keys,
        None => home()?
            .vkeys_at(&stated.origin, stated.size)
            .map_err(|e| Problem::could_not_run(e.to_string()).at(e.path.display().to_string()))?,
    };
    let claim = format!(
        "recorded in ledger {} at index {}, before its checkpoint of {} lines",
        stated.origin, manifest.proof.index, stated.size
    );
    match check::recorded(manifest, &keys) {
        Ok(_) => table.holds("recorded", claim),
        Err(ProofError::Note(NoteError::Unverified)) => {
            let why = if keys.is_empty() {
                "no key of this ledger is known; give one with --vkey"
            } else {
                "the checkpoint is signed by none of the given keys"
            };
            table.unchecked("recorded", claim, why);
            table.verdict = table.verdict.max(Verdict::Unverifiable);
        }
        Err(error) => table.fails("recorded", claim, error.to_string()),
    }
    Ok(())
}

/// What the source can show.
fn source(table: &mut Table, release: &[u8], manifest: &Manifest, original: Option<&[u8]>) {
    let claim = "the kept text stands in the source, in this order";
    match original {
        None => table.unchecked("source", claim, "needs the source: --original"),
        Some(original) if check::stands_in(original, release, manifest) => table.holds("source", claim),
        Some(_) => table.fails("source", claim, "some kept text does not stand in the source"),
    }
}

fn made_text(release: &[u8], rebuilt: &Rebuilt) -> Vec<MadeText> {
    rebuilt
        .made
        .iter()
        .map(|made| {
            let before = release.get(..made.span.start()).unwrap_or_default();
            MadeText {
                rule: made.rule.clone(),
                line: memchr_count(before).saturating_add(1),
                start: made.span.start(),
                end: made.span.end(),
            }
        })
        .collect()
}

fn memchr_count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == b'\n').count()
}

/// A verdict in words.
pub(super) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Findings => "findings",
        Verdict::Unverifiable => "cannot be checked",
        Verdict::Gap => "gap",
        Verdict::Torn => "torn",
        Verdict::RolledBack => "rolled back",
        Verdict::Altered => "altered",
    }
}

fn page(answer: &Answer, release: &[u8]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", answer.release, answer.verdict);
    for claim in &answer.claims {
        let state = match claim.state {
            State::Holds => "checked    ",
            State::Fails => "FAILS      ",
            State::Unchecked => "not checked",
        };
        let _ = write!(out, "  {state}  {}", claim.claim);
        match &claim.why {
            Some(why) => {
                let _ = writeln!(out, "\n               {why}");
            }
            None => out.push('\n'),
        }
    }
    for made in &answer.made {
        let text = release
            .get(made.start..made.end)
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "  not from the source ({}), line {}: {}",
            made.rule,
            made.line,
            text.trim_end().escape_debug()
        );
    }
    report::printable(&out)
}

/// Reads a file whole.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    read::file_bytes(path, DEFAULT_LIMIT)
        .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))
}

/// The keys of `--vkey`: each a key, or a file with one key a line. `None` where the option was not given.
pub(super) fn given_keys(given: &[String]) -> Result<Option<Vec<VerifierKey>>, Problem> {
    if given.is_empty() {
        return Ok(None);
    }
    let mut keys = Vec::new();
    for text in given {
        if let Ok(key) = VerifierKey::parse(text) {
            keys.push(key);
            continue;
        }
        let refuse = || {
            Problem::could_not_run("neither a verifier key nor a file of verifier keys")
                .at(text.clone())
                .mend("a key looks like NAME+HASH+KEY; `tearline audit key show` prints yours")
        };
        let file = read::file(Path::new(text), 1 << 20).map_err(|_| refuse())?;
        for line in file.text.lines().filter(|l| !l.trim().is_empty()) {
            keys.push(VerifierKey::parse(line).map_err(|_| refuse())?);
        }
    }
    Ok(Some(keys))
}
