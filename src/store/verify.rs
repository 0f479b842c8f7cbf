//! Checks a whole ledger: every line, the tree, signatures, key history, old checkpoints, manifests, outputs. Memory
//! does not grow with the lines, but for 16 bytes a release and 40 a checkpoint.

use super::fault::{LedgerError, Verdict};
use super::file::{self, Trust};
use super::keys::Home;
use super::read::{self, DEFAULT_LIMIT};
use super::reader::Reader;
use super::steps::{CHECKPOINT, CHECKPOINTS, LINES};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::completeness::Completeness;
use crate::audit::encoding::hex;
use crate::audit::history::KeyHistory;
use crate::audit::line::{self, Line};
use crate::audit::manifest::Manifest;
use crate::audit::note::{MAX_NOTE, Note, NoteError, VerifierKey};
use crate::audit::tree::{Frontier, Hash, leaf_hash};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The most findings of one kind that are reported one by one.
const MOST: usize = 50;

/// What is looked at beside the ledger.
#[derive(Debug, Default)]
pub struct Options {
    /// Keys from elsewhere; `None`: those of `home`.
    pub keys: Option<Vec<VerifierKey>>,
    /// Old checkpoints that somebody kept.
    pub checkpoints: Vec<PathBuf>,
    /// A folder of manifests, each with the checkpoint that it carries.
    pub manifests: Option<PathBuf>,
    /// A folder of releases.
    pub outputs: Option<PathBuf>,
}

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it means for the ledger.
    pub verdict: Verdict,
    /// Which file.
    pub file: PathBuf,
    /// Which line, from 0.
    pub index: Option<u64>,
    /// What, without text of a document.
    pub what: String,
    /// What would settle it.
    pub mend: &'static str,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the checkpoint states.
    pub stated: Checkpoint,
    /// Whether a known key signed it.
    pub signed: bool,
    /// Lines read.
    pub lines: u64,
    /// Releases among them.
    pub releases: u64,
    /// Old checkpoints that hold.
    pub checkpoints: u64,
    /// Manifests that hold.
    pub manifests: u64,
    /// Findings in the order in which they came up; at most 50 about lines.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The worst verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let worst = self.findings.iter().map(|finding| finding.verdict).max();
        worst.unwrap_or(Verdict::Holds)
    }
}

/// A statement about the ledger at some size, to be compared with its lines.
struct Claim {
    size: u64,
    root: Hash,
    file: PathBuf,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Current,
    Noted,
    State,
    Given,
    Manifest,
}

/// Checks the ledger in `folder`. `progress` is called now and then with lines done and lines in all.
///
/// # Errors
///
/// [`LedgerError`] where the ledger cannot be read at all. Everything else is a finding.
pub fn verify(
    folder: &Path,
    home: &Home,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, LedgerError> {
    let reader = Reader::open(folder)?;
    let mut work = Work {
        report: Report {
            stated: reader.stated().clone(),
            signed: false,
            lines: 0,
            releases: 0,
            checkpoints: 0,
            manifests: 0,
            findings: Vec::new(),
        },
        claims: Vec::new(),
        history: KeyHistory::default(),
        outputs: HashMap::new(),
        hidden: 0,
    };
    work.own_signature(&reader, home, options)?;
    work.gather(&reader, home, options)?;
    work.scan(&reader, options.outputs.is_some(), progress)?;
    work.judge_claims(options)?;
    if let Some(outputs) = &options.outputs {
        work.compare_outputs(outputs);
    }
    Ok(work.report)
}

struct Work {
    report: Report,
    claims: Vec<Claim>,
    history: KeyHistory,
    /// Digest of each recorded release, to its line and whether it was found.
    outputs: HashMap<[u8; 32], (u64, bool)>,
    hidden: u64,
}

impl Work {
    fn find(
        &mut self,
        verdict: Verdict,
        file: &Path,
        index: Option<u64>,
        what: impl Into<String>,
        mend: &'static str,
    ) {
        if index.is_some() && self.report.findings.iter().filter(|f| f.index.is_some()).count() >= MOST {
            self.hidden = self.hidden.saturating_add(1);
            return;
        }
        self.report.findings.push(Finding {
            verdict,
            file: file.to_owned(),
            index,
            what: what.into(),
            mend,
        });
    }

    /// The current checkpoint under keys from outside the ledger.
    fn own_signature(&mut self, reader: &Reader, home: &Home, options: &Options) -> Result<(), LedgerError> {
        let path = reader.folder().join(CHECKPOINT);
        let stated = reader.stated();
        let keys = match &options.keys {
            Some(keys) => keys.clone(),
            None => home.vkeys_at(&stated.origin, stated.size)?,
        };
        match Checkpoint::open(reader.note(), &keys) {
            Ok(_) => self.report.signed = true,
            Err(NoteError::Unverified) => self.find(
                Verdict::Unverifiable,
                &path,
                None,
                "signed by no key that is known here",
                "give the ledger's key with --vkey",
            ),
            Err(error) => self.find(
                Verdict::Altered,
                &path,
                None,
                error.to_string(),
                "bring back the checkpoint from a backup",
            ),
        }
        self.claims.push(Claim {
            size: stated.size,
            root: stated.root,
            file: path,
            kind: Kind::Current,
        });
        Ok(())
    }

    /// Every other statement about the ledger.
    fn gather(&mut self, reader: &Reader, home: &Home, options: &Options) -> Result<(), LedgerError> {
        let origin = reader.stated().origin.clone();
        let noted = reader.folder().join(CHECKPOINTS);
        let mut names: Vec<PathBuf> = file::optional(std::fs::read_dir(&noted))
            .map_err(|e| LedgerError::io(&noted, e))?
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "note"))
            .collect();
        names.sort();
        for path in names {
            if path.symlink_metadata().is_ok_and(|found| found.len() == 0) {
                let what = "empty: a crash lost this old checkpoint";
                self.find(
                    Verdict::Findings,
                    &path,
                    None,
                    what,
                    "remove it; the ledger holds without it",
                );
                continue;
            }
            self.claim_of(&path, Kind::Noted, &origin);
        }
        for path in &options.checkpoints {
            self.claim_of(path, Kind::Given, &origin);
        }
        let state = home.ledger(&origin).join("state");
        if state.exists() {
            self.claim_of(&state, Kind::State, &origin);
        }
        if let Some(folder) = &options.manifests {
            for path in files_below(folder)? {
                if path.to_string_lossy().ends_with(".tearline.json") {
                    self.claim_of(&path, Kind::Manifest, &origin);
                }
            }
        }
        Ok(())
    }

    fn claim_of(&mut self, path: &Path, kind: Kind, origin: &str) {
        let note = match kind {
            Kind::Manifest => manifest(path).map(|manifest| manifest.proof.checkpoint),
            _ => file::read_text(path, MAX_NOTE as u64, Trust::Plain).map_err(|e| e.to_string()),
        };
        let parsed = note.and_then(|note| {
            Note::parse(&note)
                .and_then(|note| Checkpoint::parse(&note.text))
                .map_err(|e| e.to_string())
        });
        match parsed {
            Ok(found) if found.origin != origin && kind == Kind::Manifest => self.find(
                Verdict::Unverifiable,
                path,
                None,
                format!("of another ledger: {}", found.origin),
                "check it with the ledger that it names",
            ),
            Ok(found) if found.origin != origin => self.find(
                Verdict::Altered,
                path,
                None,
                format!("of another ledger: {}", found.origin),
                "bring back the checkpoint from a backup",
            ),
            Ok(found) => self.claims.push(Claim {
                size: found.size,
                root: found.root,
                file: path.to_owned(),
                kind,
            }),
            Err(what) => self.find(
                Verdict::Altered,
                path,
                None,
                what,
                "bring back the file from a backup",
            ),
        }
    }

    fn scan(
        &mut self,
        reader: &Reader,
        outputs: bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), LedgerError> {
        let path = reader.folder().join(LINES);
        let total = reader.stated().size;
        let origin = reader.stated().origin.clone();
        self.claims.sort_by_key(|claim| claim.size);
        let mut roots: Vec<u64> = self.claims.iter().map(|claim| claim.size).collect();
        roots.dedup();
        let mut wanted = roots.into_iter().peekable();
        let mut found: HashMap<u64, Hash> = HashMap::new();
        let mut tree = Frontier::new();
        let mut whole = Completeness::default();
        let mut ids: Vec<u128> = Vec::new();
        let mut asides: Vec<(u64, String, u64)> = Vec::new();
        let mut note = |tree: &Frontier| {
            while wanted.next_if(|size| *size <= tree.size()).is_some() {
                found.insert(tree.size(), tree.root());
            }
        };
        note(&tree);
        let read = reader.lines::<LedgerError>(|index, bytes| {
            tree.push(leaf_hash(&[bytes]));
            note(&tree);
            if index.trailing_zeros() >= 14 {
                progress(index, total);
            }
            let parsed = std::str::from_utf8(bytes)
                .map_err(|_| "not UTF-8".to_owned())
                .and_then(|text| line::read(text).map_err(|e| e.to_string()));
            let line = match parsed {
                Ok(line) => line,
                Err(what) => {
                    self.find(
                        Verdict::Altered,
                        &path,
                        Some(index),
                        what,
                        "bring back the ledger from a backup",
                    );
                    return Ok(());
                }
            };
            if let Err(what) = whole.take(&line) {
                self.find(
                    Verdict::Gap,
                    &path,
                    Some(index),
                    what.to_string(),
                    "ask who keeps the ledger",
                );
            }
            if let Err(what) = self.history.take(index, &line, &origin) {
                self.find(
                    Verdict::Altered,
                    &path,
                    Some(index),
                    what.to_string(),
                    "ask who keeps the keys",
                );
            }
            match &line {
                Line::Init(init) if init.origin != origin => {
                    let what = "the `init` line of another ledger";
                    self.find(
                        Verdict::Altered,
                        &path,
                        Some(index),
                        what,
                        "bring back the ledger from a backup",
                    );
                }
                Line::Release(release) => {
                    self.report.releases = self.report.releases.saturating_add(1);
                    ids.extend(ulid::Ulid::from_string(&release.id).map(|id| id.0));
                    if outputs {
                        self.outputs.insert(release.release.sha256.0, (index, false));
                    }
                }
                Line::Recovery(recovery) => {
                    asides.push((index, recovery.file.clone(), recovery.bytes));
                }
                Line::Unknown => {
                    let what = "a line of a type or version that this program does not know";
                    self.find(
                        Verdict::Unverifiable,
                        &path,
                        Some(index),
                        what,
                        "use a newer tearline",
                    );
                }
                _ => {}
            }
            Ok(())
        })?;
        progress(total, total);
        self.report.lines = read.lines;
        if whole.finish().is_err() {
            let last = Some(read.lines.saturating_sub(1));
            let what = "the last release lacks its `case` line or some `cut` lines";
            self.find(Verdict::Gap, &path, last, what, "ask who keeps the ledger");
        }
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair.first() == pair.get(1)) {
            let what = "two releases with the same identifier";
            self.find(Verdict::Altered, &path, None, what, "ask who keeps the ledger");
        }
        if read.too_long {
            let what = "a line longer than any line may be";
            self.find(
                Verdict::Altered,
                &path,
                Some(read.lines),
                what,
                "bring back the ledger from a backup",
            );
        } else if read.lines < total {
            let what = format!("{} lines, the checkpoint says {total}: truncated", read.lines);
            self.find(
                Verdict::RolledBack,
                &path,
                None,
                what,
                "bring back the ledger from a backup",
            );
        }
        if read.tail > 0 {
            let what = format!(
                "{} bytes past the committed lines: a crash, or a run that goes on",
                read.tail
            );
            self.find(
                Verdict::Torn,
                &path,
                Some(total),
                what,
                "the next release, or `tearline audit recover`, moves them aside",
            );
        }
        for (index, name, bytes) in asides {
            self.aside(reader.folder(), index, &name, bytes);
        }
        self.compare_roots(&found, &path);
        Ok(())
    }

    /// A torn tail that was moved aside must still be what it was: its name carries its digest.
    fn aside(&mut self, folder: &Path, index: u64, name: &str, bytes: u64) {
        let plain = Path::new(name).components().count() == 1 && !name.starts_with('.');
        let path = folder.join(if plain { name } else { LINES });
        let holds = plain
            && read::file_bytes(&path, DEFAULT_LIMIT).is_ok_and(|found| {
                let digest = hex(&Sha256::digest(&found));
                found.len() as u64 == bytes
                    && name.ends_with(&format!("-{}.jsonl", digest.get(..16).unwrap_or_default()))
            });
        if !holds {
            let what = format!("what line {index} says was moved here is missing or was changed");
            self.find(
                Verdict::Altered,
                &path,
                None,
                what,
                "bring back the file from a backup",
            );
        }
    }

    fn compare_roots(&mut self, found: &HashMap<u64, Hash>, lines: &Path) {
        let claims = std::mem::take(&mut self.claims);
        let (lines_read, mut good) = (self.report.lines, 0);
        let mut bad = None;
        for claim in &claims {
            if claim.size > lines_read {
                if claim.kind != Kind::Current {
                    let what = format!(
                        "says {} lines, and {lines_read} are here: rolled back",
                        claim.size
                    );
                    self.find(
                        Verdict::RolledBack,
                        &claim.file,
                        None,
                        what,
                        "bring back the ledger from a backup",
                    );
                }
            } else if found.get(&claim.size) == Some(&claim.root) {
                good = claim.size;
            } else {
                bad = bad.or(Some(claim.size));
                let what = format!("the first {} lines are not those that it states", claim.size);
                self.find(
                    Verdict::Altered,
                    &claim.file,
                    None,
                    what,
                    "bring back the ledger from a backup",
                );
            }
        }
        if let Some(bad) = bad {
            let from = if good < bad { good } else { 0 };
            let what = format!("something was changed at or after line {from} and before line {bad}");
            self.find(
                Verdict::Altered,
                lines,
                None,
                what,
                "compare with a backup from there on",
            );
        }
        self.claims = claims;
    }

    /// Signatures of all other statements, under the keys that the ledger itself names for their sizes.
    fn judge_claims(&mut self, options: &Options) -> Result<(), LedgerError> {
        let current = self.report.stated.size;
        if self.report.signed && self.history.at(current).is_empty() && !self.history.all().is_empty() {
            let what = "no key of the ledger may sign at this size";
            let file = self.claims.first().map(|c| c.file.clone()).unwrap_or_default();
            self.find(Verdict::Altered, &file, None, what, "ask who keeps the keys");
        }
        let claims = std::mem::take(&mut self.claims);
        for claim in claims {
            let mut keys = self.history.at(claim.size);
            if self.history.all().is_empty() {
                keys = options.keys.clone().unwrap_or_default();
            }
            let checked = match claim.kind {
                Kind::Manifest => manifest(&claim.file).and_then(|manifest| {
                    crate::audit::check::recorded(&manifest, &keys)
                        .map(|_| ())
                        .map_err(|e| e.to_string())
                }),
                _ => file::read_text(&claim.file, MAX_NOTE as u64, Trust::Plain)
                    .map_err(|e| e.to_string())
                    .and_then(|note| Checkpoint::open(&note, &keys).map_err(|e| e.to_string()))
                    .and_then(|found| {
                        let name = format!("{}.note", found.size);
                        let named = claim.file.file_name().is_some_and(|n| n == name.as_str());
                        (claim.kind != Kind::Noted || named)
                            .then_some(())
                            .ok_or_else(|| "stands under the name of another size".to_owned())
                    }),
            };
            if matches!(claim.kind, Kind::Current | Kind::Noted | Kind::State)
                && self.has_stranger(&claim.file)
            {
                let what = "a signature line that no key of this ledger made";
                self.find(
                    Verdict::Unverifiable,
                    &claim.file,
                    None,
                    what,
                    "bring back the file from a backup",
                );
            }
            match (checked, claim.kind) {
                (Ok(()), Kind::Manifest) => self.report.manifests = self.report.manifests.saturating_add(1),
                (Ok(()), Kind::Current) => {}
                (Ok(()), _) => self.report.checkpoints = self.report.checkpoints.saturating_add(1),
                (Err(what), _) => {
                    self.find(
                        Verdict::Altered,
                        &claim.file,
                        None,
                        format!("under the keys of the ledger at {} lines: {what}", claim.size),
                        "bring back the file from a backup",
                    );
                }
            }
        }
        if self.hidden > 0 {
            let what = format!("{} more findings about lines", self.hidden);
            self.find(
                Verdict::Findings,
                Path::new(LINES),
                None,
                what,
                "mend these first",
            );
        }
        Ok(())
    }

    /// Whether a note of the ledger carries a line that none of its keys made. Elsewhere such lines are ignored, as C2SP
    /// asks; the ledger's own files hold none.
    fn has_stranger(&self, path: &Path) -> bool {
        let keys: Vec<VerifierKey> = self.history.all().iter().map(|known| known.key.clone()).collect();
        let note = file::read_text(path, MAX_NOTE as u64, Trust::Plain).ok();
        let note = note.and_then(|text| Note::parse(&text).ok());
        !keys.is_empty()
            && note
                .is_some_and(|note| note.verify(&keys).map_or(0, |good| good.len()) != note.signatures.len())
    }

    fn compare_outputs(&mut self, folder: &Path) {
        let files = match files_below(folder) {
            Ok(files) => files,
            Err(error) => {
                self.find(
                    Verdict::Unverifiable,
                    folder,
                    None,
                    error.to_string(),
                    "name a folder that can be read",
                );
                return;
            }
        };
        for path in files {
            if path.to_string_lossy().ends_with(".tearline.json") {
                continue;
            }
            match read::file_bytes(&path, DEFAULT_LIMIT) {
                Ok(bytes) => {
                    let digest: [u8; 32] = Sha256::digest(&bytes).into();
                    match self.outputs.get_mut(&digest) {
                        Some((_, present)) => *present = true,
                        None => {
                            let what = "not a release that is recorded here";
                            self.find(Verdict::Gap, &path, None, what, "find out how it came here");
                        }
                    }
                }
                Err(error) => {
                    self.find(
                        Verdict::Unverifiable,
                        &path,
                        None,
                        error.to_string(),
                        "make it readable",
                    );
                }
            }
        }
        let mut left: Vec<u64> = self
            .outputs
            .values()
            .filter(|(_, present)| !present)
            .map(|(index, _)| *index)
            .collect();
        left.sort_unstable();
        for index in left {
            let what = "recorded, not present";
            self.find(
                Verdict::Findings,
                Path::new(LINES),
                Some(index),
                what,
                "a crash before the last step, or it is elsewhere",
            );
        }
    }
}

fn manifest(path: &Path) -> Result<Manifest, String> {
    let bytes = read::file_bytes(path, DEFAULT_LIMIT).map_err(|e| e.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    Manifest::read(&text).map_err(|e| e.to_string())
}

/// The files below a folder, sorted; links are not followed.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let io = |e| LedgerError::io(&folder, e);
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let kind = entry.file_type().map_err(io)?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                out.push(entry.path());
            }
        }
    }
    out.sort();
    Ok(out)
}
