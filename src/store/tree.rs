//! A folder of outputs: many files staged in one place, made durable in one step, then named.
//!
//! Staged files lie in `OUT/.tearline-*.tmp/` under numbers and are on disk before any of them gets its name. A run that
//! is killed leaves at most that folder and outputs that are whole and recorded.

use super::file::optional;
use super::write::{WriteError, sync_folder};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder of outputs that is being written.
#[derive(Debug)]
pub struct Tree {
    out: PathBuf,
    staging: TempDir,
    /// Locked while this run lives: a folder whose lock is free was left by a run that was killed.
    _lock: File,
    replace: bool,
    /// Folders that this run made, outermost first.
    made: Vec<PathBuf>,
}

/// A file that waits for its name.
#[derive(Debug)]
pub struct Waiting {
    staged: PathBuf,
    target: PathBuf,
}

impl Tree {
    /// Makes `out` and the folders `below` it, where they are not there yet. `replace` lets names replace files.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; what was made is removed again.
    pub fn create<'a>(
        out: &Path,
        below: impl Iterator<Item = &'a Path>,
        replace: bool,
    ) -> Result<Self, WriteError> {
        let mut made = Vec::new();
        let tree = make_folder(out, &mut made)
            .and_then(|()| {
                let all: BTreeSet<&Path> = below
                    .flat_map(Path::ancestors)
                    .filter(|path| !path.as_os_str().is_empty())
                    .collect();
                all.into_iter()
                    .try_for_each(|path| make_folder(&out.join(path), &mut made))
            })
            .and_then(|()| Ok(staging(out)?));
        match tree {
            Ok((staging, lock)) => Ok(Self {
                _lock: lock,
                out: out.to_owned(),
                staging,
                replace,
                made,
            }),
            Err(error) => {
                remove_empty(&made);
                Err(error)
            }
        }
    }

    /// Writes a file under the number `number` and the letter `part`; its name will be `relative`. It is durable only
    /// after [`Self::name`].
    ///
    /// # Errors
    ///
    /// [`WriteError`], such as a full disk.
    pub fn stage(
        &self,
        number: usize,
        part: char,
        relative: &Path,
        bytes: &[u8],
    ) -> Result<Waiting, WriteError> {
        let staged = self.staging.path().join(format!("{number}{part}"));
        #[allow(clippy::disallowed_methods)]
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&staged)?;
        file.write_all(bytes)?;
        if !SYNC_ALL_AT_ONCE {
            file.sync_all()?;
        }
        Ok(Waiting {
            staged,
            target: self.out.join(relative),
        })
    }

    /// Waits until everything staged is on disk, then gives the files their names, in order.
    ///
    /// # Errors
    ///
    /// The first name that could not be given, with its place; those before it stay.
    pub fn name(&self, waiting: Vec<Waiting>) -> Result<(), (PathBuf, WriteError)> {
        sync_all(self.staging.path()).map_err(|e| (self.out.clone(), e.into()))?;
        let mut folders = BTreeSet::new();
        for file in waiting {
            give_name(&file.staged, &file.target, self.replace)
                .map_err(|e| (file.target.clone(), e.into()))?;
            folders.extend(file.target.parent().map(Path::to_owned));
        }
        let few = folders.len() <= 16;
        let synced = if SYNC_ALL_AT_ONCE && !few {
            sync_all(&self.out)
        } else {
            folders.iter().try_for_each(|folder| sync_folder(folder))
        };
        synced.map_err(|e| (self.out.clone(), e.into()))
    }
}

impl Drop for Tree {
    /// Removes folders that this run made and left empty. The folder of staged files removes itself.
    fn drop(&mut self) {
        let _ = remove_staging(self.staging.path());
        remove_empty(&self.made);
    }
}

const PREFIX: &str = ".tearline-";
const SUFFIX: &str = ".tmp";
const LOCK: &str = "lock";

/// Makes the folder of staged files, and removes those that killed runs left.
#[allow(clippy::disallowed_methods)]
fn staging(out: &Path) -> io::Result<(TempDir, File)> {
    for entry in std::fs::read_dir(out)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || !name.ends_with(SUFFIX) || !entry.file_type()?.is_dir() {
            continue;
        }
        match File::open(entry.path().join(LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => {
                optional(remove_staging(&entry.path()))?;
            }
            // Empty: left half-removed, or made this moment by another run, which then makes another.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let _ = std::fs::remove_dir(entry.path());
            }
            _ => {}
        }
    }
    loop {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .suffix(SUFFIX)
            .tempdir_in(out)?;
        let path = folder.path().join(LOCK);
        let lock = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        lock.lock()?;
        // Another run may have taken it for one that was left before it was locked.
        if path.exists() {
            return Ok((folder, lock));
        }
    }
}

/// Removes a folder of staged files, its lock last: wherever this is cut short, the next run can take it up.
#[allow(clippy::disallowed_methods)]
fn remove_staging(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() != LOCK {
            optional(std::fs::remove_file(entry.path()))?;
        }
    }
    optional(std::fs::remove_file(folder.join(LOCK)))?;
    std::fs::remove_dir(folder)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const SYNC_ALL_AT_ONCE: bool = true;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SYNC_ALL_AT_ONCE: bool = false;

/// Writes out the file system that holds `folder`: one call for a batch.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync_all(folder: &Path) -> io::Result<()> {
    #[allow(clippy::disallowed_methods)]
    let handle = std::fs::File::open(folder)?;
    rustix::fs::syncfs(&handle)?;
    Ok(())
}

/// Files were synced one by one.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync_all(folder: &Path) -> io::Result<()> {
    sync_folder(folder)
}

fn give_name(staged: &Path, target: &Path, replace: bool) -> io::Result<()> {
    if replace {
        #[allow(clippy::disallowed_methods)]
        return std::fs::rename(staged, target);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, staged, CWD, target, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS) => {}
            other => return Ok(other?),
        }
    }
    std::fs::hard_link(staged, target)?;
    #[allow(clippy::disallowed_methods)]
    std::fs::remove_file(staged)
}

fn make_folder(path: &Path, made: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    match std::fs::create_dir(path) {
        Ok(()) => {
            made.push(path.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn remove_empty(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        // One that is not empty stays.
        let _ = std::fs::remove_dir(folder);
    }
}
