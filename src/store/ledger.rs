//! The ledger on disk: made on first use, appended to durably, recovered after a crash.
//!
//! ```text
//! DIR/ledger.jsonl        the truth: one entry a line
//! DIR/checkpoint          the latest signed note: origin, size, root
//! DIR/checkpoints/N.note  every one that was signed
//! DIR/hashes, offsets, seen  caches, rebuilt at will
//! DIR/lock                taken before anything is read for writing, held to the end
//! DIR/torn-N-HASH.jsonl   lines past the N committed ones, moved aside after a crash
//! ```

pub use super::create::Created;
use super::create::{self, Fresh};
use super::fault::LedgerError;
use super::file::{self, Trust};
use super::head::{Head, note_seen, rebuild};
use super::keys::Home;
use super::nodes::{Cache, Pages};
pub use super::steps::{CHECKPOINT, CHECKPOINTS, LINES, origin};
use super::steps::{
    CHECKPOINT_TMP, Lock, cut_back, has_checkpoint, history, lock, publish, random, retry, write_lines,
};
use super::write::{self, Access, sync_folder};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::dsse;
use crate::audit::encoding::{B64, hex};
use crate::audit::id::time_text;
use crate::audit::line::{self, RecoveryLine, ReleaseLine};
use crate::audit::note::{MAX_NOTE, SignerKey};
use crate::audit::secret::OpeningKey;
use crate::audit::tlog_proof::TlogProof;
use crate::audit::tree::{self, leaf_hash};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fs::OpenOptions;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// A ledger that can be appended to. Nothing is locked between calls: several processes may append in turn.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    home: Home,
    origin: String,
    opening: OpeningKey,
    created: Option<Created>,
}

/// Lines that are on disk and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Index of the first line given, from 0.
    pub first: u64,
    /// Number of lines of the ledger.
    pub size: u64,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// A tlog-proof for each line asked for, in that order.
    pub proofs: Vec<String>,
    /// Bytes of a torn tail that were moved aside first.
    pub recovered: u64,
}

/// Which keys sign.
#[derive(Clone, Copy)]
pub(super) enum Signing<'a> {
    /// All that are in use.
    All,
    /// All that are in use, and this one.
    And(&'a SignerKey),
    /// The newest alone.
    Newest,
}

impl Ledger {
    /// Opens the ledger in `folder`; makes it, and its keys below `home`, where there is none. The head is checked, so
    /// that a ledger that cannot be written stops a run before any work.
    ///
    /// # Errors
    ///
    /// [`LedgerError`].
    pub fn open(folder: &Path, home: &Home, engine: &str, now: Timestamp) -> Result<Self, LedgerError> {
        Self::open_as(folder, home, engine, now, None)
    }

    /// As [`Self::open`]; a new ledger has `origin` as its name, or a name made up where that is `None`.
    ///
    /// # Errors
    ///
    /// [`LedgerError`].
    pub fn open_as(
        folder: &Path,
        home: &Home,
        engine: &str,
        now: Timestamp,
        origin: Option<&str>,
    ) -> Result<Self, LedgerError> {
        file::make_folder(folder).map_err(|e| LedgerError::io(folder, e))?;
        // An absolute path without links, so that the place is noted under one name.
        let folder = folder.canonicalize().map_err(|e| LedgerError::io(folder, e))?;
        let lock = lock(&folder)?;
        let ledger = if has_checkpoint(&folder)? {
            let head = Head::check(&folder, home)?;
            Self {
                origin: head.checkpoint.origin,
                opening: head.keys.opening,
                created: None,
                folder,
                home: home.clone(),
            }
        } else {
            let Fresh { opening, created } = create::ledger(&folder, home, engine, now, origin)?;
            Self {
                origin: created.origin.clone(),
                opening,
                created: Some(created),
                folder,
                home: home.clone(),
            }
        };
        drop(lock);
        Ok(ledger)
    }

    /// What was made, where this opening made the ledger.
    #[must_use]
    pub fn created(&self) -> Option<&Created> {
        self.created.as_ref()
    }

    /// Name of the ledger and of its keys.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The opening key: for [`crate::audit::record::record`].
    #[must_use]
    pub fn opening_key(&self) -> &OpeningKey {
        &self.opening
    }

    /// Appends `lines` in one step: when this returns they are on disk and signed, or none of them is committed.
    /// `prove` lists the positions in `lines` whose tlog-proofs are wanted.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]. The file of lines was then cut back to its old length; where even that failed, the next
    /// append moves the rest aside.
    pub fn append(
        &self,
        lines: &[String],
        prove: &[usize],
        now: Timestamp,
    ) -> Result<Committed, LedgerError> {
        let lock = lock(&self.folder)?;
        let committed = self.append_locked(lines, prove, now, Signing::All)?;
        drop(lock);
        Ok(committed)
    }

    /// A release as an in-toto statement in a DSSE envelope, signed with the newest key.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] where the key cannot be used.
    pub fn attest(
        &self,
        release: &ReleaseLine,
        line: &str,
        name: &str,
        proof: &str,
    ) -> Result<String, LedgerError> {
        let keys = self.home.load(&self.origin)?;
        Ok(dsse::envelope(release, line, name, proof, &keys.signer))
    }

    /// Takes the lock of this ledger.
    pub(super) fn lock(&self) -> Result<Lock, LedgerError> {
        lock(&self.folder)
    }

    /// The keys and states of the user.
    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// [`Self::append`] for a caller that holds the lock.
    pub(super) fn append_locked(
        &self,
        lines: &[String],
        prove: &[usize],
        now: Timestamp,
        signing: Signing<'_>,
    ) -> Result<Committed, LedgerError> {
        if !has_checkpoint(&self.folder)? {
            return Err(LedgerError::NoCheckpoint {
                path: self.folder.join(CHECKPOINT),
            });
        }
        let head = Head::check(&self.folder, &self.home)?;
        if head.checkpoint.origin != self.origin {
            return Err(LedgerError::Forked {
                path: self.folder.join(CHECKPOINT),
                seen: head.checkpoint.size,
            });
        }
        let recovered = self.move_aside(&head)?;
        let owed = self.owed(head.checkpoint.size, now)?;
        let mut signers = match signing {
            Signing::Newest => vec![&head.keys.signer],
            _ => head.keys.signers(),
        };
        if let Signing::And(key) = signing {
            signers.push(key);
        }
        let first = head.checkpoint.size.saturating_add(owed.len() as u64);
        let wanted: Vec<u64> = prove.iter().map(|i| first.saturating_add(*i as u64)).collect();
        let (checkpoint, note) = self.commit(&head, &[&owed, lines], &signers)?;
        let proofs = match proofs(&head.cache, &checkpoint, &note, &wanted) {
            Some(proofs) => proofs,
            None => {
                let (_, _, cache) = rebuild(&self.folder, &checkpoint)?;
                proofs(&cache, &checkpoint, &note, &wanted).ok_or_else(|| LedgerError::Altered {
                    path: self.folder.join(LINES),
                    committed: checkpoint.size,
                })?
            }
        };
        Ok(Committed {
            first,
            size: checkpoint.size,
            checkpoint: note,
            proofs,
            recovered,
        })
    }

    fn commit(
        &self,
        head: &Head,
        lines: &[&[String]; 2],
        signers: &[&SignerKey],
    ) -> Result<(Checkpoint, String), LedgerError> {
        let size = head.checkpoint.size;
        let lines = || lines.iter().copied().flatten().map(String::as_str);
        let mut frontier = head.frontier.clone();
        // Each leaf completes one subtree more on the average; lists that grow are held twice while they are copied.
        let count = lines().count();
        let mut nodes = Vec::with_capacity(count.saturating_mul(2));
        let (mut ends, mut end) = (Vec::with_capacity(count), head.end);
        for line in lines() {
            frontier.push_with(leaf_hash(&[line.as_bytes()]), |hash| nodes.push(*hash));
            end = end.saturating_add(line.len() as u64).saturating_add(1);
            ends.push(end);
        }
        let path = self.folder.join(LINES);
        write_lines(&path, head.end, lines())?;
        let checkpoint = Checkpoint::new(&self.origin, frontier.size(), frontier.root());
        let note = checkpoint.sign(signers);
        publish(&self.folder, &note).inspect_err(|_| cut_back(&path, head.end))?;
        // A crash may still lose the name; an error here leaves lines that are committed or not, as the disk decides.
        retry(|| sync_folder(&self.folder)).map_err(|e| LedgerError::io(&self.folder, e))?;
        // From here on the lines are committed. What follows is history, state and caches; a cache that could not be
        // written is made anew when it is needed.
        history(&self.folder, frontier.size(), &note)?;
        self.home.set_state(&self.origin, &note)?;
        let _ = head.cache.extend(size, &nodes, &ends);
        note_seen(&self.folder);
        Ok((checkpoint, note))
    }

    /// Moves what stands past the committed lines into a file of its own. Copy first, durably; cut then: a crash at
    /// any point leaves at worst a second copy.
    fn move_aside(&self, head: &Head) -> Result<u64, LedgerError> {
        let tail = head.len.saturating_sub(head.end);
        if tail == 0 {
            return Ok(0);
        }
        let path = self.folder.join(LINES);
        let io = |e| LedgerError::io(&path, e);
        let mut file =
            file::open(&path, OpenOptions::new().read(true).write(true), Trust::Own).map_err(io)?;
        file.seek(SeekFrom::Start(head.end)).map_err(io)?;
        let mut bytes = Vec::new();
        (&mut file).take(tail).read_to_end(&mut bytes).map_err(io)?;
        let digest = hex(&Sha256::digest(&bytes));
        let short = digest.get(..16).unwrap_or_default();
        let aside = self
            .folder
            .join(format!("torn-{}-{short}.jsonl", head.checkpoint.size));
        write::durable(&aside, &bytes, Access::Owner, true).map_err(|e| LedgerError::Io {
            path: aside.clone(),
            source: io::Error::other(e.to_string()),
        })?;
        file.set_len(head.end).map_err(io)?;
        file.sync_all().map_err(io)?;
        // A crash may have left a signed note over the lines that are gone now.
        #[allow(clippy::disallowed_methods)]
        let removed = file::optional(std::fs::remove_file(self.folder.join(CHECKPOINT_TMP)));
        removed.map_err(|e| LedgerError::io(&self.folder, e))?;
        Ok(tail)
    }

    /// The `recovery` lines that are owed: one for each tail that was moved aside at the present size.
    fn owed(&self, size: u64, now: Timestamp) -> Result<Vec<String>, LedgerError> {
        let io = |e| LedgerError::io(&self.folder, e);
        let prefix = format!("torn-{size}-");
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&prefix) && name.ends_with(".jsonl") {
                names.push((name, entry.metadata().map_err(io)?.len()));
            }
        }
        names.sort();
        names
            .into_iter()
            .map(|(name, bytes)| {
                let line = RecoveryLine {
                    bytes,
                    file: name,
                    nonce: B64(random(&self.folder)?),
                    size,
                    t: "recovery".to_owned(),
                    time: time_text(now),
                    v: 1,
                };
                line::write(&line).map_err(|e| LedgerError::io(&self.folder, io::Error::other(e)))
            })
            .collect()
    }
}

/// Notes the present checkpoint as the largest seen, where none is noted. The caller has checked the whole ledger.
///
/// # Errors
///
/// [`LedgerError`].
pub fn accept_state(folder: &Path, home: &Home) -> Result<(), LedgerError> {
    let lock = lock(folder)?;
    let origin = origin(folder)?;
    let path = folder.join(CHECKPOINT);
    let note = file::read_text(&path, MAX_NOTE as u64, Trust::Own).map_err(|e| LedgerError::io(&path, e))?;
    Checkpoint::open(&note, &home.vkeys(&origin)?).map_err(|e| LedgerError::Checkpoint {
        path,
        what: e.to_string(),
    })?;
    if home.state(&origin, &home.vkeys(&origin)?)?.is_none() {
        home.set_state(&origin, &note)?;
    }
    drop(lock);
    Ok(())
}

/// Proofs for the entries `wanted`; `None` where the cache does not give proofs that hold.
fn proofs(cache: &Cache, checkpoint: &Checkpoint, note: &str, wanted: &[u64]) -> Option<Vec<String>> {
    use tree::Nodes as _;
    let cache = Pages::of(cache);
    wanted
        .iter()
        .map(|index| {
            let path = tree::inclusion_proof(&cache, *index, checkpoint.size).ok()?;
            let leaf = cache.node(0, *index).ok()?;
            let holds = tree::verify_inclusion(&leaf, *index, checkpoint.size, &path, &checkpoint.root);
            let proof = TlogProof {
                extra: None,
                index: *index,
                path,
                checkpoint: note.to_owned(),
            };
            holds.then(|| proof.to_text())
        })
        .collect()
}
