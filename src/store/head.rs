//! The head of a ledger: what is checked under the lock before a line is written.

use super::copy;
use super::fault::LedgerError;
use super::file::{self, Trust};
use super::keys::{Home, Keys};
use super::lines::{self, Next};
use super::nodes::{Cache, Rebuild};
use super::steps::{CHECKPOINT, CHECKPOINTS, LINES, history};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{MAX_NOTE, VerifierKey, is_key_name};
use crate::audit::tree::{self, Frontier, Hash, leaf_hash};
use std::fs::OpenOptions;
use std::io::{self, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What the system said about the file of lines after the last append.
const SEEN: &str = "seen";

/// A ledger as found under its lock.
pub(super) struct Head {
    pub(super) checkpoint: Checkpoint,
    pub(super) keys: Keys,
    pub(super) frontier: Frontier,
    /// Where the committed lines end.
    pub(super) end: u64,
    /// Where the file ends.
    pub(super) len: u64,
    pub(super) cache: Cache,
}

impl Head {
    pub(super) fn check(folder: &Path, home: &Home) -> Result<Self, LedgerError> {
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
        // An older copy is signed by keys of its time.
        let mut known = home.vkeys(&origin)?;
        known.extend(public.iter().cloned());
        let checkpoint = Checkpoint::open(&note, &known).map_err(|e| refuse(e.to_string()))?;
        let state = home.state(&origin, &known)?;
        let seen = match state {
            Some(state) => state,
            // A crash may have kept the very first state from being noted.
            None if checkpoint.size <= 1 => checkpoint.clone(),
            None => {
                copy::refuse(home, &origin, folder)?;
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
        copy::refuse(home, &origin, folder)?;
        Checkpoint::open(&note, &public).map_err(|e| refuse(e.to_string()))?;
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
        if noted.metadata().map_or(0, |found| found.len()) == 0 {
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
pub(super) fn note_seen(folder: &Path) {
    let noted = file::open_read(&folder.join(LINES), Trust::Own)
        .and_then(|lines| lines.metadata())
        .and_then(|found| {
            let text = stamp(&found);
            let mut options = OpenOptions::new();
            // Written over, not cut first: a file that is emptied and filled again costs a write to the disk.
            options.write(true).create(true).truncate(false);
            let mut file = file::open(&folder.join(SEEN), &mut options, Trust::Own)?;
            file.write_all(text.as_bytes())?;
            match text.len() as u64 {
                len if file.metadata()?.len() == len => Ok(()),
                len => file.set_len(len),
            }
        });
    let _ = noted;
}

/// Reads all committed lines, makes the caches anew and compares the root.
pub(super) fn rebuild(folder: &Path, checkpoint: &Checkpoint) -> Result<(Frontier, u64, Cache), LedgerError> {
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
