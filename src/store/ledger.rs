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

use super::fault::LedgerError;
use super::file::{self, Trust};
use super::keys::{Home, Keys};
use super::lines::{self, Next};
use super::nodes::{Cache, Rebuild};
use super::write::{self, Access, sync_folder};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::dsse;
use crate::audit::encoding::{B64, hex};
use crate::audit::id::{ReleaseId, time_text};
use crate::audit::line::{self, InitLine, Line, RecoveryLine, ReleaseLine};
use crate::audit::note::{MAX_NOTE, SignerKey, VerifierKey, is_key_name};
use crate::audit::secret::OpeningKey;
use crate::audit::tlog_proof::TlogProof;
use crate::audit::tree::{self, Frontier, Hash, leaf_hash};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Name of the file of lines.
pub const LINES: &str = "ledger.jsonl";
/// Name of the latest checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// What the system said about the file of lines after the last append.
const SEEN: &str = "seen";
const CHECKPOINT_TMP: &str = "checkpoint.tmp";
/// Folder of all checkpoints.
pub const CHECKPOINTS: &str = "checkpoints";

/// A ledger that can be appended to. Nothing is locked between calls: several processes may append in turn.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    home: Home,
    origin: String,
    opening: OpeningKey,
    created: Option<Created>,
}

/// What was made on first use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The folder of the ledger.
    pub folder: PathBuf,
    /// The folder of its keys.
    pub keys: PathBuf,
    /// Its origin.
    pub origin: String,
    /// Ledgers that were at this place before and are gone: origin and size.
    pub before: Vec<(String, u64)>,
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

/// A ledger as found under its lock.
struct Head {
    checkpoint: Checkpoint,
    keys: Keys,
    frontier: Frontier,
    /// Where the committed lines end.
    end: u64,
    /// Where the file ends.
    len: u64,
    cache: Cache,
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
            create(folder, home, engine, now, origin)?
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
    pub(super) fn lock(&self) -> Result<File, LedgerError> {
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
        let mut all = self.owed(head.checkpoint.size, now)?;
        let extra = all.len();
        all.extend_from_slice(lines);
        let mut signers = match signing {
            Signing::Newest => vec![&head.keys.signer],
            _ => head.keys.signers(),
        };
        if let Signing::And(key) = signing {
            signers.push(key);
        }
        let first = head.checkpoint.size.saturating_add(extra as u64);
        let wanted: Vec<u64> = prove.iter().map(|i| first.saturating_add(*i as u64)).collect();
        let (checkpoint, note) = self.commit(&head, &all, &signers)?;
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
        lines: &[String],
        signers: &[&SignerKey],
    ) -> Result<(Checkpoint, String), LedgerError> {
        let size = head.checkpoint.size;
        let mut bytes = Vec::with_capacity(lines.iter().map(|l| l.len().saturating_add(1)).sum());
        let mut frontier = head.frontier.clone();
        let (mut nodes, mut ends) = (Vec::new(), Vec::with_capacity(lines.len()));
        for line in lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            frontier.push_with(leaf_hash(&[line.as_bytes()]), |hash| nodes.push(*hash));
            ends.push(head.end.saturating_add(bytes.len() as u64));
        }
        let path = self.folder.join(LINES);
        write_lines(&path, head.end, &bytes)?;
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

impl Head {
    fn check(folder: &Path, home: &Home) -> Result<Self, LedgerError> {
        let path = folder.join(CHECKPOINT);
        let note =
            file::read_text(&path, MAX_NOTE as u64, Trust::Own).map_err(|e| LedgerError::io(&path, e))?;
        let refuse = |what: String| LedgerError::Checkpoint {
            path: path.clone(),
            what,
        };
        let origin = note.split('\n').next().unwrap_or_default().to_owned();
        if !is_key_name(&origin) {
            return Err(refuse("not a checkpoint".to_owned()));
        }
        let keys = home.load(&origin).map_err(|e| match e.missing {
            true => LedgerError::NoKey {
                origin: origin.clone(),
                path: e.path,
            },
            false => LedgerError::Key(e),
        })?;
        let public: Vec<VerifierKey> = keys.signers().iter().map(|k| k.public().clone()).collect();
        let checkpoint = Checkpoint::open(&note, &public).map_err(|e| refuse(e.to_string()))?;
        let state = home.state(&origin, &home.vkeys(&origin)?)?;
        let seen = match state {
            Some(state) => state,
            // A crash may have kept the very first state from being noted.
            None if checkpoint.size <= 1 => checkpoint.clone(),
            None => {
                return Err(LedgerError::NoState {
                    path: keys.folder.join("state"),
                    origin,
                });
            }
        };
        if checkpoint.size < seen.size {
            return Err(LedgerError::RolledBack {
                path,
                found: checkpoint.size,
                seen: seen.size,
            });
        }
        let lines = folder.join(LINES);
        let found = file::open_read(&lines, Trust::Own)
            .and_then(|f| f.metadata())
            .map_err(|e| match e.kind() {
                io::ErrorKind::NotFound => LedgerError::Truncated {
                    path: lines.clone(),
                    found: 0,
                    committed: checkpoint.size,
                },
                _ => LedgerError::io(&lines, e),
            })?;
        let len = found.len();
        // Whoever touched the lines since the last append left other times: read them all then.
        let untouched =
            file::read_text(&folder.join(SEEN), 4096, Trust::Own).is_ok_and(|t| t == stamp(&found));
        let cached = Cache::open(folder, true).filter(|_| untouched).and_then(|cache| {
            let frontier = cache.frontier(checkpoint.size)?;
            let end = cache.end(checkpoint.size)?;
            let holds = frontier.root() == checkpoint.root && end == len;
            holds.then_some((frontier, end, cache))
        });
        let (frontier, end, cache) = match cached {
            Some(found) => found,
            None => rebuild(folder, &checkpoint)?,
        };
        let forked = LedgerError::Forked {
            path,
            seen: seen.size,
        };
        match tree::root_at(&cache, seen.size) {
            Ok(root) if root == seen.root => {}
            // The cache may be damaged where the frontier does not reach.
            _ => {
                let (_, _, cache) = rebuild(folder, &checkpoint)?;
                if tree::root_at(&cache, seen.size).ok() != Some(seen.root) {
                    return Err(forked);
                }
            }
        }
        // Heals what a crash after the last commit left undone.
        let noted = folder.join(CHECKPOINTS).join(format!("{}.note", checkpoint.size));
        if !noted.exists() {
            history(folder, checkpoint.size, &note)?;
        }
        Ok(Self {
            checkpoint,
            keys,
            frontier,
            end,
            len,
            cache,
        })
    }
}

/// The name that the ledger in `folder` states, unchecked.
///
/// # Errors
///
/// [`LedgerError::Missing`] or [`LedgerError::NoCheckpoint`] where there is none.
pub fn origin(folder: &Path) -> Result<String, LedgerError> {
    let path = folder.join(CHECKPOINT);
    let found = file::optional(file::read_text(&path, MAX_NOTE as u64, Trust::Plain));
    let Some(note) = found.map_err(|e| LedgerError::io(&path, e))? else {
        return Err(if folder.join(LINES).exists() {
            LedgerError::NoCheckpoint { path }
        } else {
            LedgerError::Missing {
                path: folder.to_owned(),
            }
        });
    };
    let origin = note.split('\n').next().unwrap_or_default();
    if !is_key_name(origin) {
        return Err(LedgerError::Checkpoint {
            path,
            what: "not a checkpoint".to_owned(),
        });
    }
    Ok(origin.to_owned())
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

/// Takes the lock: before the head is read, and to the end.
fn lock(folder: &Path) -> Result<File, LedgerError> {
    file::check_folder(folder).map_err(|e| LedgerError::io(folder, e))?;
    let path = folder.join("lock");
    let io = |e| LedgerError::io(&path, e);
    loop {
        let file = file::open(
            &path,
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false),
            Trust::Own,
        )
        .map_err(io)?;
        retry(|| file.lock()).map_err(io)?;
        // Somebody may have removed the file while this process waited for it.
        let locked = file.metadata().map_err(io)?;
        match file::optional(path.symlink_metadata()).map_err(io)? {
            Some(named) if (named.dev(), named.ino()) == (locked.dev(), locked.ino()) => return Ok(file),
            _ => {}
        }
    }
}

/// Calls again what a signal interrupted.
fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

fn has_checkpoint(folder: &Path) -> Result<bool, LedgerError> {
    let path = folder.join(CHECKPOINT);
    let found = file::optional(path.symlink_metadata()).map_err(|e| LedgerError::io(&path, e))?;
    Ok(found.is_some())
}

/// Makes a ledger in a folder without a checkpoint, under its lock.
fn create(
    folder: PathBuf,
    home: &Home,
    engine: &str,
    now: Timestamp,
    origin: Option<&str>,
) -> Result<Ledger, LedgerError> {
    refuse_foreign(&folder)?;
    let before = home
        .at_place(&folder)
        .into_iter()
        .map(|seen| (seen.origin, seen.size))
        .collect();
    let origin = match origin {
        Some(origin) => origin.to_owned(),
        None => {
            let id = ReleaseId::new(now, random(&folder)?);
            format!("tearline/{}", id.to_string().to_ascii_lowercase())
        }
    };
    let keys = home.create(&origin)?;
    let init = InitLine {
        engine: engine.to_owned(),
        key: keys.signer.public().to_string(),
        nonce: B64(random(&folder)?),
        opening: keys.opening.id(),
        origin: origin.clone(),
        t: "init".to_owned(),
        time: time_text(now),
        v: 1,
    };
    let line = line::write(&init).map_err(|e| LedgerError::io(&folder, io::Error::other(e)))?;
    let path = folder.join(LINES);
    let io = |e| LedgerError::io(&path, e);
    let checkpoints = folder.join(CHECKPOINTS);
    file::make_folder(&checkpoints).map_err(|e| LedgerError::io(&checkpoints, e))?;
    let mut file = file::open(
        &path,
        OpenOptions::new().write(true).create(true).truncate(true),
        Trust::Own,
    )
    .map_err(io)?;
    file.write_all(format!("{line}\n").as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)?;
    sync_folder(&folder).map_err(|e| LedgerError::io(&folder, e))?;
    let checkpoint = Checkpoint::new(&origin, 1, leaf_hash(&[line.as_bytes()]));
    let note = checkpoint.sign(&keys.signers());
    home.set_place(&origin, &folder)?;
    publish(&folder, &note)?;
    sync_folder(&folder).map_err(|e| LedgerError::io(&folder, e))?;
    history(&folder, 1, &note)?;
    home.set_state(&origin, &note)?;
    Ok(Ledger {
        created: Some(Created {
            folder: folder.clone(),
            keys: keys.folder,
            origin: origin.clone(),
            before,
        }),
        folder,
        home: home.clone(),
        origin,
        opening: keys.opening,
    })
}

/// A folder without a checkpoint may hold nothing but what a crash in [`create`] leaves: at most one `init` line.
fn refuse_foreign(folder: &Path) -> Result<(), LedgerError> {
    let refuse = || LedgerError::NoCheckpoint {
        path: folder.join(CHECKPOINT),
    };
    let path = folder.join(LINES);
    let found = file::optional(file::open_read(&path, Trust::Own)).map_err(|e| LedgerError::io(&path, e))?;
    if let Some(file) = found {
        let mut input = BufReader::new(file);
        let mut buffer = Vec::new();
        let io = |e| LedgerError::io(&path, e);
        let first = lines::next(&mut input, &mut buffer).map_err(io)?;
        let init =
            std::str::from_utf8(&buffer).is_ok_and(|text| matches!(line::read(text), Ok(Line::Init(_))));
        let crashed = match first {
            Next::End | Next::Torn => true,
            Next::Line => init,
            Next::TooLong => false,
        };
        if !crashed || (first == Next::Line && lines::next(&mut input, &mut buffer).map_err(io)? != Next::End)
        {
            return Err(refuse());
        }
    }
    let noted = folder.join(CHECKPOINTS);
    let signed = file::optional(std::fs::read_dir(&noted))
        .map_err(|e| LedgerError::io(&noted, e))?
        .is_some_and(|mut entries| entries.next().is_some());
    if signed {
        return Err(refuse());
    }
    Ok(())
}

/// What the system says about the file of lines; another after every change.
fn stamp(found: &std::fs::Metadata) -> String {
    format!(
        "{} {} {} {}.{:09} {}.{:09}\n",
        found.dev(),
        found.ino(),
        found.len(),
        found.mtime(),
        found.mtime_nsec(),
        found.ctime(),
        found.ctime_nsec()
    )
}

/// Notes the stamp of the file of lines, as they are now. A cache: where this fails, all lines are read next time.
fn note_seen(folder: &Path) {
    let noted = file::open_read(&folder.join(LINES), Trust::Own)
        .and_then(|lines| lines.metadata())
        .and_then(|found| {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true);
            file::open(&folder.join(SEEN), &mut options, Trust::Own)?.write_all(stamp(&found).as_bytes())
        });
    let _ = noted;
}

/// Writes lines at `end`, durably; on any error the file is cut back to `end`.
fn write_lines(path: &Path, end: u64, bytes: &[u8]) -> Result<(), LedgerError> {
    let io = |e| LedgerError::io(path, e);
    let mut file = file::open(path, OpenOptions::new().write(true), Trust::Own).map_err(io)?;
    let written = file
        .seek(SeekFrom::Start(end))
        .and_then(|_| file.write_all(bytes))
        .and_then(|()| retry(|| file.sync_data()));
    drop(file);
    written.map_err(|error| {
        cut_back(path, end);
        io(error)
    })
}

/// Cuts the file of lines back to its committed length; what this cannot cut, the next append moves aside. Opened
/// anew, since a handle whose fsync failed says nothing any more.
fn cut_back(path: &Path, end: u64) {
    let file = file::open(path, OpenOptions::new().write(true), Trust::Own);
    let _ = file.and_then(|file| file.set_len(end).and_then(|()| file.sync_data()));
}

/// Makes `note` the checkpoint: temporary file, fsync, rename. The folder is synced by the caller.
fn publish(folder: &Path, note: &str) -> Result<(), LedgerError> {
    let temporary = folder.join(CHECKPOINT_TMP);
    let io = |e| LedgerError::io(&temporary, e);
    let mut file = file::open(
        &temporary,
        OpenOptions::new().write(true).create(true).truncate(true),
        Trust::Own,
    )
    .map_err(io)?;
    file.write_all(note.as_bytes()).map_err(io)?;
    retry(|| file.sync_all()).map_err(io)?;
    #[allow(clippy::disallowed_methods)]
    std::fs::rename(&temporary, folder.join(CHECKPOINT)).map_err(io)
}

/// Keeps a signed checkpoint for good. Written after the checkpoint is published, never before: a signature over a
/// tree that was not committed must not stay around.
fn history(folder: &Path, size: u64, note: &str) -> Result<(), LedgerError> {
    let path = folder.join(CHECKPOINTS).join(format!("{size}.note"));
    write::stage(&path, note.as_bytes(), Access::Owner, true)
        .and_then(write::Staged::commit_name)
        .map_err(|e| LedgerError::Io {
            source: io::Error::other(e.to_string()),
            path,
        })
}

/// Reads all committed lines, makes the caches anew and compares the root.
fn rebuild(folder: &Path, checkpoint: &Checkpoint) -> Result<(Frontier, u64, Cache), LedgerError> {
    let path = folder.join(LINES);
    let io = |e| LedgerError::io(&path, e);
    let mut input = BufReader::with_capacity(1 << 16, file::open_read(&path, Trust::Own).map_err(io)?);
    let mut cache = Rebuild::start(folder).map_err(io)?;
    let mut frontier = Frontier::new();
    let (mut buffer, mut nodes): (Vec<u8>, Vec<Hash>) = (Vec::new(), Vec::new());
    let mut end = 0_u64;
    while frontier.size() < checkpoint.size {
        match lines::next(&mut input, &mut buffer).map_err(io)? {
            Next::Line => {}
            Next::TooLong => {
                return Err(LedgerError::Altered {
                    committed: checkpoint.size,
                    path,
                });
            }
            Next::Torn | Next::End => {
                return Err(LedgerError::Truncated {
                    found: frontier.size(),
                    committed: checkpoint.size,
                    path,
                });
            }
        }
        nodes.clear();
        frontier.push_with(leaf_hash(&[&buffer]), |hash| nodes.push(*hash));
        nodes.iter().try_for_each(|hash| cache.node(hash)).map_err(io)?;
        end = end.saturating_add(buffer.len() as u64).saturating_add(1);
        cache.end(end).map_err(io)?;
    }
    if frontier.root() != checkpoint.root {
        return Err(LedgerError::Altered {
            committed: checkpoint.size,
            path,
        });
    }
    cache.finish(folder).map_err(io)?;
    note_seen(folder);
    let cache = Cache::open(folder, true)
        .ok_or_else(|| LedgerError::io(&folder.join("hashes"), io::Error::other("cannot be read again")))?;
    Ok((frontier, end, cache))
}

/// Proofs for the entries `wanted`; `None` where the cache does not give proofs that hold.
fn proofs(cache: &Cache, checkpoint: &Checkpoint, note: &str, wanted: &[u64]) -> Option<Vec<String>> {
    use tree::Nodes as _;
    wanted
        .iter()
        .map(|index| {
            let path = tree::inclusion_proof(cache, *index, checkpoint.size).ok()?;
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

/// Random bytes of the system.
pub(super) fn random<const N: usize>(folder: &Path) -> Result<[u8; N], LedgerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        LedgerError::io(
            folder,
            io::Error::other(format!("the system gave no random bytes: {e}")),
        )
    })?;
    Ok(bytes)
}
