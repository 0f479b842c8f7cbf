//! `tearline verify RELEASE`: a release against its manifest, and as far as one has them against the ledger's key, the
//! source and the opening.

use super::action::ActionName;
use super::exit::Exit;
use super::home::{ENGINE, exit_of, home};
use super::input::{self, FormatName, Input};
use super::policy_file;
use super::report::{self, Problem};
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::audit::check::{self, Rebuilt};
use tearline::audit::id::ReleaseId;
use tearline::audit::leaf::policy_commitment;
use tearline::audit::manifest::{Manifest, ManifestError};
use tearline::audit::note::{NoteError, VerifierKey};
use tearline::audit::secret::{DocumentSecret, OpeningKey};
use tearline::audit::tlog_proof::ProofError;
use tearline::document::Document;
use tearline::policy::Action;
use tearline::release as engine;
use tearline::segment::Segments;
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
    /// The policy that it was made under: the engine runs again, and every byte is compared.
    #[arg(short, long, value_name = "POLICY", requires = "original")]
    policy: Option<String>,
    /// The action that it was made with, where that was not the policy's own.
    #[arg(long, value_enum, requires = "policy")]
    action: Option<ActionName>,
    /// How the source is read [default: by its extension].
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The encoding of a source that is not UTF-8.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// An opening: the ledger's opening key, or the secret that `audit open` handed out. The hash of every portion,
    /// removed ones included, is computed again.
    #[arg(long, value_name = "FILE", requires = "original")]
    opening: Option<PathBuf>,
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
    let original = args
        .original
        .as_deref()
        .map(|path| input::read(path, args.format, args.encoding.as_deref()))
        .transpose()?;
    let policy = args.policy.as_deref().map(policy_file::load).transpose()?;
    let opening = args.opening.as_deref().map(opening).transpose()?;

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
            let given = Given {
                original: original.as_ref(),
                policy: policy.as_ref(),
                action: args.action,
                secret: opening.as_ref().and_then(|opening| opening.secret(&manifest)),
                opening: opening.is_some(),
            };
            source(&mut table, &release, &manifest, &given);
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

/// What was given beside release and manifest.
struct Given<'a> {
    original: Option<&'a Input>,
    policy: Option<&'a policy_file::Loaded>,
    action: Option<ActionName>,
    secret: Option<DocumentSecret>,
    opening: bool,
}

const SOURCE: &str = "the kept text stands in the source, in this order";
const POLICY: &str = "the release is what this policy gives for this source";
const ROOT: &str = "the record is of this source";
const REMOVED: &str = "each removed portion is the one that was recorded";

/// What source, policy and opening can show.
fn source(table: &mut Table, release: &[u8], manifest: &Manifest, given: &Given<'_>) {
    let Some(original) = given.original else {
        for (id, claim) in [
            ("source", SOURCE),
            ("policy", POLICY),
            ("root", ROOT),
            ("removed", REMOVED),
        ] {
            table.unchecked(id, claim, "needs the source: --original");
        }
        return;
    };
    if check::stands_in(original.text.as_bytes(), release, manifest) {
        table.holds("source", SOURCE);
    } else {
        table.fails("source", SOURCE, "some kept text does not stand in the source");
    }
    let again = given.policy.map(|loaded| {
        engine_again(loaded, given.action, original, release).map(|made| (made, loaded.sha256))
    });
    let segments = match &again {
        None => {
            table.unchecked("policy", POLICY, "needs the policy: -p");
            None
        }
        Some(Err(refusal)) => {
            table.fails(
                "policy",
                POLICY,
                format!("the engine refuses the source: {refusal}"),
            );
            None
        }
        Some(Ok((segments, sha256))) => {
            same_release(table, release, manifest, given, segments, sha256);
            Some(segments)
        }
    };
    opened(table, manifest, given, original, segments);
}

/// Runs the engine again, with the action given, else with the policy's own or, where that gives other bytes, with the
/// other one: what `redact --action` asked for is known inside alone.
fn engine_again<'a>(
    loaded: &policy_file::Loaded,
    action: Option<ActionName>,
    original: &'a Input,
    release: &[u8],
) -> Result<Segments<'a>, engine::Refusal> {
    let document = Document::new(&original.text, original.format);
    let run = |action: Action| {
        let mut policy = loaded.policy.clone();
        policy.action = action;
        engine::release(&policy, &document).map(|made| made.segments)
    };
    let own = loaded.policy.action;
    let first = run(action.map_or(own, Action::from));
    let same = first
        .as_ref()
        .is_ok_and(|made| made.release().as_bytes() == release);
    if same || action.is_some() {
        return first;
    }
    let other = match own {
        Action::Mask => Action::Strip,
        Action::Strip => Action::Mask,
    };
    match run(other) {
        Ok(made) if made.release().as_bytes() == release => Ok(made),
        _ => first,
    }
}

fn same_release(
    table: &mut Table,
    release: &[u8],
    manifest: &Manifest,
    given: &Given<'_>,
    segments: &Segments<'_>,
    policy_sha256: &[u8; 32],
) {
    if segments.release().as_bytes() == release {
        table.holds("policy", POLICY);
        return;
    }
    let line = &manifest.release;
    let recorded = given
        .secret
        .as_ref()
        .map(|secret| policy_commitment(&secret.policy_nonce(), policy_sha256) == line.policy.hash.0);
    if line.engine != ENGINE {
        let why = format!("made by {}, and this is {ENGINE}: the bytes differ", line.engine);
        table.unchecked("policy", POLICY, why);
        table.verdict = table.verdict.max(Verdict::Unverifiable);
    } else if recorded == Some(true) {
        let why = "this is the policy that was recorded, and the engine gives other bytes";
        table.fails("policy", POLICY, why);
    } else {
        let why = match recorded {
            Some(_) => "other bytes: this is not the policy that was recorded",
            None => "other bytes: whether this is the policy that was recorded, only an opening can tell",
        };
        table.row("policy", POLICY, State::Fails, Some(why.to_owned()));
        table.verdict = table.verdict.max(Verdict::Findings);
    }
}

/// What an opening shows: the document leaf, and with the engine's segments every other leaf.
fn opened(
    table: &mut Table,
    manifest: &Manifest,
    given: &Given<'_>,
    original: &Input,
    segments: Option<&Segments<'_>>,
) {
    let Some(secret) = &given.secret else {
        let why = if given.opening {
            table.verdict = table.verdict.max(Verdict::Unverifiable);
            "the opening is of another release"
        } else {
            "needs an opening: --opening"
        };
        table.unchecked("root", ROOT, why);
        table.unchecked("removed", REMOVED, why);
        return;
    };
    if check::is_of(original.text.as_bytes(), manifest, secret) {
        table.holds("root", ROOT);
    } else {
        table.fails("root", ROOT, "another source, or an opening of another ledger");
    }
    match segments.map(|segments| check::commitments(segments, manifest, secret)) {
        None => table.unchecked("removed", REMOVED, "needs the policy: -p"),
        Some(None) => {
            table.unchecked(
                "removed",
                REMOVED,
                "the engine cuts the source into other segments",
            );
            table.verdict = table.verdict.max(Verdict::Unverifiable);
        }
        Some(Some(wrong)) if wrong.is_empty() => table.holds("removed", REMOVED),
        Some(Some(wrong)) => {
            let list: Vec<String> = wrong.iter().take(20).map(ToString::to_string).collect();
            table.fails(
                "removed",
                REMOVED,
                format!("leaves that differ: {}", list.join(", ")),
            );
        }
    }
}

/// An opening as read from a file.
enum Opening {
    Key(Box<OpeningKey>),
    Document(ReleaseId, DocumentSecret),
}

impl Opening {
    /// The secret of the release; `None` where this opens another one.
    fn secret(&self, manifest: &Manifest) -> Option<DocumentSecret> {
        let id = ReleaseId::parse(&manifest.release.id)?;
        match self {
            Self::Key(key) => Some(key.document(&id)),
            Self::Document(of, secret) => (*of == id).then(|| secret.clone()),
        }
    }
}

fn opening(path: &Path) -> Result<Opening, Problem> {
    let text = zeroize::Zeroizing::new(bytes(path)?);
    let text = std::str::from_utf8(&text).unwrap_or_default();
    OpeningKey::from_text(text)
        .map(|key| Opening::Key(Box::new(key)))
        .or_else(|| DocumentSecret::from_text(text).map(|(id, secret)| Opening::Document(id, secret)))
        .ok_or_else(|| {
            Problem::could_not_run("not an opening")
                .at(path.display().to_string())
                .mend("name an opening key, or a file that `tearline audit open` wrote")
        })
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
