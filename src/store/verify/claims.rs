//! Statements about the ledger at some size: its checkpoint, old ones, those that manifests carry. Each is held against the
//! lines and against the keys of its time.

use super::files::{files_below, given, manifest};
use super::lines::Lines;
use super::options::Options;
use super::report::Findings;
use crate::audit::check;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{MAX_NOTE, Note, NoteError, VerifierKey};
use crate::audit::tlog_proof::ProofError;
use crate::audit::tree::Hash;
use crate::store::fault::{LedgerError, Verdict};
use crate::store::file::{self, Trust};
use crate::store::keys::Home;
use crate::store::reader::Reader;
use crate::store::said::said;
use crate::store::steps::{CHECKPOINT, CHECKPOINTS};
use std::path::{Path, PathBuf};

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

/// All statements.
#[derive(Default)]
pub(super) struct Claims {
    list: Vec<Claim>,
    /// Whether a known key signed the checkpoint.
    pub(super) signed: bool,
}

/// How many statements hold.
#[derive(Default)]
pub(super) struct Held {
    pub(super) checkpoints: u64,
    pub(super) manifests: u64,
}

impl Claims {
    /// Gathers what is stated.
    pub(super) fn gather(
        reader: &Reader,
        home: &Home,
        options: &Options,
        findings: &mut Findings,
    ) -> Result<Self, LedgerError> {
        let mut claims = Self::default();
        claims.own_signature(reader, home, options, findings)?;
        claims.others(reader, home, options, findings)?;
        Ok(claims)
    }

    /// The current checkpoint under keys from outside the ledger.
    fn own_signature(
        &mut self,
        reader: &Reader,
        home: &Home,
        options: &Options,
        findings: &mut Findings,
    ) -> Result<(), LedgerError> {
        let path = reader.folder().join(CHECKPOINT);
        let stated = reader.stated();
        let keys = match &options.keys {
            Some(keys) => keys.clone(),
            None => home.vkeys_at(&stated.origin, stated.size)?,
        };
        match Checkpoint::open(reader.note(), &keys) {
            Ok(_) => self.signed = true,
            Err(NoteError::Unverified) => findings.find(
                Verdict::Unverifiable,
                &path,
                None,
                "signed by no key that is known here",
                "give the ledger's key with --vkey",
            ),
            Err(error) => findings.find(
                Verdict::Altered,
                &path,
                None,
                error.to_string(),
                "bring back the checkpoint from a backup",
            ),
        }
        self.list.push(Claim {
            size: stated.size,
            root: stated.root,
            file: path,
            kind: Kind::Current,
        });
        Ok(())
    }

    /// Every other statement about the ledger.
    fn others(
        &mut self,
        reader: &Reader,
        home: &Home,
        options: &Options,
        findings: &mut Findings,
    ) -> Result<(), LedgerError> {
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
            if path.symlink_metadata().is_ok_and(|file| file.len() == 0) {
                let what = "empty: a crash lost this old checkpoint";
                findings.find(
                    Verdict::Findings,
                    &path,
                    None,
                    what,
                    "remove it; the ledger holds without it",
                );
                continue;
            }
            self.claim_of(&path, Kind::Noted, &origin, findings)?;
        }
        for path in &options.checkpoints {
            self.claim_of(path, Kind::Given, &origin, findings)?;
        }
        let state = home.ledger(&origin).join("state");
        if state.exists() {
            self.claim_of(&state, Kind::State, &origin, findings)?;
        } else if let (false, Some(lost)) = (
            options.without_state,
            home.lost_state(&origin, reader.stated().size),
        ) {
            findings.find(
                Verdict::Unverifiable,
                &lost,
                None,
                "the state is gone: a rollback could not be seen",
                "bring it back from a backup, or hold the ledger against a checkpoint that somebody kept",
            );
        }
        if let Some(folder) = &options.manifests {
            for path in files_below(folder)? {
                if path.to_string_lossy().ends_with(".tearline.json") {
                    self.claim_of(&path, Kind::Manifest, &origin, findings)?;
                }
            }
        }
        Ok(())
    }

    fn claim_of(
        &mut self,
        path: &Path,
        kind: Kind,
        origin: &str,
        findings: &mut Findings,
    ) -> Result<(), LedgerError> {
        let note = match kind {
            Kind::Manifest => manifest(path).map(|manifest| manifest.proof.checkpoint),
            _ => file::read_text(path, MAX_NOTE as u64, Trust::Plain).map_err(|e| said(&e)),
        };
        let parsed = note.and_then(|note| {
            Note::parse(&note)
                .and_then(|note| Checkpoint::parse(&note.text))
                .map_err(|e| e.to_string())
        });
        match parsed {
            Ok(found) if found.origin != origin && kind == Kind::Manifest => findings.find(
                Verdict::Unverifiable,
                path,
                None,
                format!("of another ledger: {}", found.origin),
                "check it with the ledger that it names",
            ),
            // What somebody named by mistake says nothing about the ledger.
            Ok(found) if found.origin != origin && kind == Kind::Given => {
                return Err(given(
                    path,
                    format!("a checkpoint of another ledger, {}", found.origin),
                ));
            }
            Err(what) if kind == Kind::Given => return Err(given(path, format!("no checkpoint: {what}"))),
            Ok(found) if found.origin != origin => findings.find(
                Verdict::Altered,
                path,
                None,
                format!("of another ledger: {}", found.origin),
                "bring back the checkpoint from a backup",
            ),
            Ok(found) => self.list.push(Claim {
                size: found.size,
                root: found.root,
                file: path.to_owned(),
                kind,
            }),
            Err(what) => findings.find(
                Verdict::Altered,
                path,
                None,
                what,
                "bring back the file from a backup",
            ),
        }
        Ok(())
    }

    /// Sorts them by size; the sizes, each once.
    pub(super) fn sizes(&mut self) -> Vec<u64> {
        self.list.sort_by_key(|claim| claim.size);
        let mut sizes: Vec<u64> = self.list.iter().map(|claim| claim.size).collect();
        sizes.dedup();
        sizes
    }

    /// Holds every statement against the lines.
    pub(super) fn compare(&self, lines: &Lines, path: &Path, findings: &mut Findings) {
        let (lines_read, mut good) = (lines.read, 0);
        let mut bad = None;
        for claim in &self.list {
            if claim.size > lines_read {
                if claim.kind != Kind::Current {
                    let what = format!(
                        "says {} lines, and {lines_read} are here: rolled back",
                        claim.size
                    );
                    findings.find(
                        Verdict::RolledBack,
                        &claim.file,
                        None,
                        what,
                        "bring back the ledger from a backup",
                    );
                }
            } else if lines.roots.get(&claim.size) == Some(&claim.root) {
                good = claim.size;
            } else {
                bad = bad.or(Some(claim.size));
                let what = format!("the first {} lines are not those that it states", claim.size);
                findings.find(
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
            findings.find(
                Verdict::Altered,
                path,
                None,
                what,
                "compare with a backup from there on",
            );
        }
    }

    /// Signatures of all other statements, under the keys that the ledger itself names for their sizes. Where lines are
    /// missing, keys may be missing with them: those that are known from outside count too.
    pub(super) fn judge(
        &self,
        reader: &Reader,
        lines: &Lines,
        home: &Home,
        options: &Options,
        findings: &mut Findings,
    ) -> Result<Held, LedgerError> {
        let (stated, history) = (reader.stated().size, &lines.history);
        let origin = &reader.stated().origin;
        let mut held = Held::default();
        if self.signed && stated <= lines.read && history.at(stated).is_empty() && !history.all().is_empty() {
            let what = "no key of the ledger may sign at this size";
            let file = self.list.first().map(|c| c.file.clone()).unwrap_or_default();
            findings.find(Verdict::Altered, &file, None, what, "ask who keeps the keys");
        }
        for claim in &self.list {
            let mut keys = history.at(claim.size);
            let mut all: Vec<VerifierKey> = history.all().iter().map(|known| known.key.clone()).collect();
            let short = claim.size > lines.read || all.is_empty();
            if short {
                let given = options.keys.clone().unwrap_or_default();
                keys.extend(given.iter().cloned().chain(home.vkeys_at(origin, claim.size)?));
                all.extend(given.into_iter().chain(home.vkeys(origin)?));
            }
            let checked = match claim.kind {
                Kind::Manifest => manifest(&claim.file).map_err(Unheld::from).and_then(|manifest| {
                    check::recorded(&manifest, &keys).map(|_| ()).map_err(|e| Unheld {
                        unknown: matches!(e, ProofError::Note(NoteError::Unverified)),
                        what: e.to_string(),
                    })
                }),
                _ => file::read_text(&claim.file, MAX_NOTE as u64, Trust::Plain)
                    .map_err(|e| Unheld::from(said(&e)))
                    .and_then(|note| {
                        Checkpoint::open(&note, &keys).map_err(|e| Unheld {
                            unknown: e == NoteError::Unverified,
                            what: e.to_string(),
                        })
                    })
                    .and_then(|found| {
                        let name = format!("{}.note", found.size);
                        let named = claim.file.file_name().is_some_and(|n| n == name.as_str());
                        (claim.kind != Kind::Noted || named)
                            .then_some(())
                            .ok_or_else(|| Unheld::from("stands under the name of another size".to_owned()))
                    }),
            };
            if matches!(claim.kind, Kind::Current | Kind::Noted | Kind::State)
                && has_stranger(&all, &claim.file)
            {
                let what = "a signature line that no key of this ledger made";
                findings.find(
                    Verdict::Unverifiable,
                    &claim.file,
                    None,
                    what,
                    "bring back the file from a backup",
                );
            }
            match (checked, claim.kind) {
                (Ok(()), Kind::Manifest) => held.manifests = held.manifests.saturating_add(1),
                (Ok(()), Kind::Current) => {}
                (Ok(()), _) => held.checkpoints = held.checkpoints.saturating_add(1),
                (Err(Unheld { unknown: true, .. }), _) if short => findings.find(
                    Verdict::Unverifiable,
                    &claim.file,
                    None,
                    "signed by no key that is known here, and the lines that may name its key are missing",
                    "give the ledger's key with --vkey",
                ),
                (Err(Unheld { what, .. }), _) => {
                    findings.find(
                        Verdict::Altered,
                        &claim.file,
                        None,
                        format!("under the keys of the ledger at {} lines: {what}", claim.size),
                        "bring back the file from a backup",
                    );
                }
            }
        }
        Ok(held)
    }
}

/// Why a statement does not hold.
struct Unheld {
    what: String,
    /// Whether only a key is wanting.
    unknown: bool,
}

impl From<String> for Unheld {
    fn from(what: String) -> Self {
        Self { what, unknown: false }
    }
}

/// Whether a note of the ledger carries a line that none of its keys made. Elsewhere such lines are ignored, as C2SP
/// asks; the ledger's own files hold none.
fn has_stranger(keys: &[VerifierKey], path: &Path) -> bool {
    let note = file::read_text(path, MAX_NOTE as u64, Trust::Plain).ok();
    let note = note.and_then(|text| Note::parse(&text).ok());
    !keys.is_empty()
        && note.is_some_and(|note| note.verify(keys).map_or(0, |good| good.len()) != note.signatures.len())
}
