//! Files of a ledger and keys: opened without following a symlink or waiting for a FIFO, and refused where somebody
//! else could write them or a second name leads to them.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// What a file of the record must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// A regular file; who owns it does not matter. For reading only.
    Plain,
    /// Owned by this user, one name, not writable by others.
    Own,
    /// Owned by this user, one name, not readable by others.
    Secret,
}

/// What something is that is neither a file, a folder nor a link.
pub(super) fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    let names = [
        (kind.is_fifo(), "a FIFO"),
        (kind.is_socket(), "a socket"),
        (kind.is_block_device() || kind.is_char_device(), "a device"),
    ];
    names.iter().find(|(is, _)| *is).map(|(_, name)| *name)
}

/// Opens a file with `options`, which say how.
///
/// # Errors
///
/// The error of the system; `InvalidData` with the reason for a file that is not to be trusted.
pub(super) fn open(path: &Path, options: &mut OpenOptions, trust: Trust) -> io::Result<File> {
    use rustix::fs::OFlags;
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    options
        .custom_flags(i32::try_from(flags).unwrap_or(0))
        .mode(0o600);
    #[allow(clippy::disallowed_methods)]
    let opened = options.open(path);
    let file = match opened {
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            return Err(distrust("a symbolic link"));
        }
        // A FIFO that nobody reads, opened for writing.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
            return Err(distrust("not a regular file"));
        }
        other => other?,
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(distrust("not a regular file"));
    }
    check(&metadata, trust)?;
    Ok(file)
}

fn check(metadata: &Metadata, trust: Trust) -> io::Result<()> {
    if trust == Trust::Plain {
        return Ok(());
    }
    if metadata.nlink() > 1 && metadata.is_file() {
        return Err(distrust("a file with a second name (hard link)"));
    }
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(distrust("owned by another user"));
    }
    let (mask, what) = match trust {
        Trust::Secret => (0o077, "a secret that others can read (chmod 600 mends it)"),
        _ => (0o022, "writable by others (chmod go-w mends it)"),
    };
    if metadata.mode() & mask != 0 {
        return Err(distrust(what));
    }
    Ok(())
}

/// Checks that a folder is a folder of this user that others cannot write.
pub(super) fn check_folder(path: &Path) -> io::Result<()> {
    let metadata = path.symlink_metadata()?;
    if metadata.is_symlink() {
        return Err(distrust("a symbolic link"));
    }
    if !metadata.is_dir() {
        return Err(distrust("not a folder"));
    }
    check(&metadata, Trust::Own)
}

/// Makes a folder, and those above it, readable by this user alone.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| match error.kind() {
            // What stands there is no folder.
            io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
            _ => error,
        })
}

fn distrust(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Opens a file for reading.
pub(super) fn open_read(path: &Path, trust: Trust) -> io::Result<File> {
    open(path, OpenOptions::new().read(true), trust)
}

/// Reads a small text file whole.
///
/// # Errors
///
/// The error of the system; `InvalidData` for a file of more than `limit` bytes, or that is not UTF-8, or not to be
/// trusted.
pub(super) fn read_text(path: &Path, limit: u64, trust: Trust) -> io::Result<String> {
    let mut text = String::new();
    open_read(path, trust)?
        .take(limit.saturating_add(1))
        .read_to_string(&mut text)?;
    if text.len() as u64 > limit {
        return Err(distrust("larger than such a file can be"));
    }
    Ok(text)
}

/// `None` instead of the error that says that a file is not there.
pub(super) fn optional<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
