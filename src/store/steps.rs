//! The single steps of writing a ledger, each durable or undone; and the names of its files.

use super::fault::LedgerError;
use super::file::{self, Trust};
use crate::audit::note::{MAX_NOTE, is_key_name};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Name of the file of lines.
pub const LINES: &str = "ledger.jsonl";
/// Name of the latest checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
pub(super) const CHECKPOINT_TMP: &str = "checkpoint.tmp";
/// Folder of all checkpoints.
pub const CHECKPOINTS: &str = "checkpoints";

/// The lock of a ledger. Given back before the file is closed, since a close can fail.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Takes the lock: before the head is read, and to the end.
pub(super) fn lock(folder: &Path) -> Result<Lock, LedgerError> {
    file::check_folder(folder).map_err(|e| LedgerError::io(folder, e))?;
    lock_file(&folder.join("lock"))
}

/// Takes the lock that a file is; makes it where it is missing.
pub(super) fn lock_file(path: &Path) -> Result<Lock, LedgerError> {
    let io = |e| LedgerError::io(path, e);
    loop {
        let file = file::open(
            path,
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
            Some(named) if (named.dev(), named.ino()) == (locked.dev(), locked.ino()) => {
                return Ok(Lock(file));
            }
            _ => {}
        }
    }
}

/// Takes the lock together with other readers; `None` where there is no lock to take.
pub(super) fn lock_shared(folder: &Path) -> Option<Lock> {
    let file = file::open_read(&folder.join("lock"), Trust::Plain).ok()?;
    retry(|| file.lock_shared()).ok().map(|()| Lock(file))
}

/// Calls again what a signal interrupted.
pub(super) fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

pub(super) fn has_checkpoint(folder: &Path) -> Result<bool, LedgerError> {
    let path = folder.join(CHECKPOINT);
    let found = file::optional(path.symlink_metadata()).map_err(|e| LedgerError::io(&path, e))?;
    Ok(found.is_some())
}

/// Writes lines, each with its LF, at `end`, durably; on any error the file is cut back to `end`.
pub(super) fn write_lines<'l>(
    path: &Path,
    end: u64,
    lines: impl Iterator<Item = &'l str>,
) -> Result<(), LedgerError> {
    let io = |e| LedgerError::io(path, e);
    let file = file::open(path, OpenOptions::new().write(true), Trust::Own).map_err(io)?;
    let mut file = io::BufWriter::with_capacity(1 << 16, file);
    let write = || {
        file.seek(SeekFrom::Start(end))?;
        for line in lines {
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
        }
        file.flush()?;
        retry(|| file.get_ref().sync_data())
    };
    let written = write();
    // What a failed write left in the buffer must not follow now.
    drop(file.into_parts());
    written.map_err(|error| {
        cut_back(path, end);
        io(error)
    })
}

/// Cuts the file of lines back to its committed length; what this cannot cut, the next append moves aside. Opened
/// anew, since a handle whose fsync failed says nothing any more.
pub(super) fn cut_back(path: &Path, end: u64) {
    let file = file::open(path, OpenOptions::new().write(true), Trust::Own);
    let _ = file.and_then(|file| file.set_len(end).and_then(|()| file.sync_data()));
}

/// Makes `note` the checkpoint. The folder is synced by the caller.
pub(super) fn publish(folder: &Path, note: &str) -> Result<(), LedgerError> {
    let temporary = folder.join(CHECKPOINT_TMP);
    replace(&temporary, &folder.join(CHECKPOINT), note).map_err(|e| LedgerError::io(&temporary, e))
}

/// Replaces a small file: written to `temporary`, fsynced, renamed. The name is durable once the folder is synced. The
/// temporary name is always the same, so that what a crash leaves is written over by the next run.
pub(super) fn replace(temporary: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = file::open(temporary, &mut options, Trust::Own)?;
    file.write_all(text.as_bytes())?;
    retry(|| file.sync_all())?;
    #[allow(clippy::disallowed_methods)]
    std::fs::rename(temporary, path)
}

/// Keeps a signed checkpoint for good. Written after the checkpoint is published, never before: a signature over a
/// tree that was not committed must not stay around. Not synced, since `checkpoint` is: a crash may leave the newest
/// ones missing or empty, and the newest of all is then written again.
pub(super) fn history(folder: &Path, size: u64, note: &str) -> Result<(), LedgerError> {
    let path = folder.join(CHECKPOINTS).join(format!("{size}.note"));
    let temporary = path.with_extension("tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let written = file::open(&temporary, &mut options, Trust::Own).and_then(|mut file| {
        file.write_all(note.as_bytes())?;
        #[allow(clippy::disallowed_methods)]
        std::fs::rename(&temporary, &path)
    });
    written.map_err(|e| LedgerError::io(&path, e))
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
