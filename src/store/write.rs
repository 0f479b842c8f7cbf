//! Durable, atomic writes: a file has its final name only when all of it is on disk.
//!
//! Staging: make a file without a name in the same folder, write, fsync. Committing: link it (or link it beside and rename,
//! where it replaces a file), fsync the folder. A crash before that leaves nothing, or, on a file system that has no files
//! without names, a file named `.tearline-*.tmp`.

use super::file::special;
use super::nameless::{Nameless, PREFIX, SUFFIX};
use super::said::said;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// Whether a name is one that files have here before they have their own.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

/// The longest name that file systems take, in bytes.
pub const LONGEST_NAME: usize = 255;

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is a file of that name.
    #[error("exists already")]
    Exists,
    /// A folder stands there.
    #[error("a folder, not a file")]
    Folder,
    /// A device, FIFO or socket stands there, or a link leads to one: a file would take its place.
    #[error("{0}, not a regular file")]
    Special(&'static str),
    /// The folder that would hold it is missing.
    #[error("its folder does not exist")]
    NoFolder,
    /// What should be a folder above it is none.
    #[error("what should be a folder above it is a file")]
    FileAbove,
    /// A folder was to stand there, and a file does.
    #[error("a file, not a folder")]
    File,
    /// No permission.
    #[error("permission denied")]
    Denied,
    /// Another failure of the system, such as a full disk.
    #[error("{}", said(.0))]
    Io(io::Error),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::NotFound => Self::NoFolder,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::IsADirectory => Self::Folder,
            io::ErrorKind::NotADirectory => Self::FileAbove,
            _ => Self::Io(error),
        }
    }
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever the umask lets.
    Usual,
    /// The owner alone: 0600.
    Owner,
}

impl Access {
    fn mode(self) -> u32 {
        match self {
            Self::Usual => 0o666,
            Self::Owner => 0o600,
        }
    }
}

/// A file that is on disk, but does not have its name yet. Dropping it removes it.
#[derive(Debug)]
pub struct Staged {
    file: Nameless,
    target: PathBuf,
    replace: bool,
}

/// Writes `bytes` beside `target`, durably, without a name.
///
/// # Errors
///
/// [`WriteError`]; `Exists` where `target` is there and `replace` is not set.
pub fn stage(target: &Path, bytes: &[u8], access: Access, replace: bool) -> Result<Staged, WriteError> {
    free(target, replace)?;
    let mut file = Nameless::create_in(folder(target), access.mode())?;
    file.write_all(bytes)?;
    file.sync()?;
    Ok(Staged {
        file,
        target: target.to_owned(),
        replace,
    })
}

impl Staged {
    /// Gives the file its name, durably.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; `Exists` where a file of that name came up meanwhile and may not be replaced.
    pub fn commit(self) -> Result<(), WriteError> {
        let folder = folder(&self.target).to_owned();
        self.commit_name()?;
        sync_folder(&folder)?;
        Ok(())
    }

    /// Gives the file its name; a crash may still lose the name. For many files at once: [`sync_folder`] each folder
    /// afterwards.
    ///
    /// # Errors
    ///
    /// As for [`Self::commit`].
    pub fn commit_name(self) -> Result<(), WriteError> {
        Ok(self.file.name(folder(&self.target), &self.target, self.replace)?)
    }

    /// The name that it will have.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }
}

/// Writes a file durably: [`stage`] and [`Staged::commit`].
///
/// # Errors
///
/// [`WriteError`].
pub fn durable(target: &Path, bytes: &[u8], access: Access, replace: bool) -> Result<(), WriteError> {
    stage(target, bytes, access, replace)?.commit()
}

/// Makes a folder that must not exist or be empty.
///
/// # Errors
///
/// [`WriteError`]; `Exists` where it holds something.
pub fn new_folder(folder: &Path) -> Result<(), WriteError> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(WriteError::Exists),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(std::fs::DirBuilder::new().recursive(true).create(folder)?)
        }
        Err(_) if folder.is_file() => Err(WriteError::File),
        Err(error) => Err(error.into()),
    }
}

/// Writes a new file at `name` below `folder`, durably, and makes the folders between.
///
/// # Errors
///
/// [`WriteError`].
pub fn below(folder: &Path, name: &str, bytes: &[u8], access: Access) -> Result<(), WriteError> {
    let target = folder.join(name);
    if let Some(parent) = target.parent() {
        std::fs::DirBuilder::new().recursive(true).create(parent)?;
    }
    durable(&target, bytes, access, false)
}

/// A file that is written bit by bit and has its name only when it is whole.
#[derive(Debug)]
pub struct Stream {
    file: io::BufWriter<Nameless>,
    target: PathBuf,
    replace: bool,
}

impl Stream {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// [`WriteError`]; `Exists` where `target` is there and `replace` is not set.
    pub fn create(target: &Path, replace: bool) -> Result<Self, WriteError> {
        free(target, replace)?;
        let file = Nameless::create_in(folder(target), Access::Usual.mode())?;
        Ok(Self {
            file: io::BufWriter::new(file),
            target: target.to_owned(),
            replace,
        })
    }

    /// Adds bytes.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        Ok(self.file.write_all(bytes)?)
    }

    /// Gives the file its name, durably.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn finish(self) -> Result<(), WriteError> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync()?;
        let staged = Staged {
            file,
            target: self.target,
            replace: self.replace,
        };
        staged.commit()
    }
}

/// Checks that nothing stands at `target` that may not be replaced, and that the folder which would hold it is there.
///
/// # Errors
///
/// [`WriteError::Folder`], [`WriteError::Special`], [`WriteError::Exists`] where `replace` is not set,
/// [`WriteError::NoFolder`], [`WriteError::FileAbove`], or why the system cannot look there.
pub fn free(target: &Path, replace: bool) -> Result<(), WriteError> {
    // No file can have such a name, and what would hold it is not what the system takes for it.
    if target.as_os_str().as_bytes().ends_with(b"/") {
        return Err(WriteError::Folder);
    }
    if let Some(name) = target
        .metadata()
        .ok()
        .and_then(|found| special(found.file_type()))
    {
        return Err(WriteError::Special(name));
    }
    match target.symlink_metadata() {
        Ok(found) if found.is_dir() => Err(WriteError::Folder),
        Ok(_) if !replace => Err(WriteError::Exists),
        Ok(_) => Ok(()),
        // A name that is too long, a folder that may not be searched: what would hinder the writing hinders this.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Err(_) if folder(target).is_dir() => Ok(()),
        Err(_) => Err(WriteError::NoFolder),
    }
}

/// The folder that holds `target`.
#[must_use]
pub fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes the names in a folder durable.
///
/// # Errors
///
/// The error of the system.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[allow(clippy::disallowed_methods)]
    std::fs::File::open(folder)?.sync_all()
}

/// The name of the manifest of a release: `NAME.tearline.json` beside it.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use tearline::store::write::manifest_path;
///
/// assert_eq!(manifest_path(Path::new("out/a.txt")), Path::new("out/a.txt.tearline.json"));
/// ```
#[must_use]
pub fn manifest_path(release: &Path) -> PathBuf {
    let mut name: OsString = release.as_os_str().to_owned();
    name.push(".tearline.json");
    PathBuf::from(name)
}
