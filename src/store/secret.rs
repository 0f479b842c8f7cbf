//! Small secrets that are handed to a process: a key file, or a file descriptor that the caller opened.

use super::said::said;
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Larger than any key file.
const MAX: u64 = 4096;

/// Why a secret was not read. Holds nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Everybody on the machine can read it.
    #[error("a secret that every user can read")]
    Open,
    /// Too large, or not UTF-8.
    #[error("not a key file")]
    NotKey,
    /// A failure of the system, such as a missing file.
    #[error("{}", said(.0))]
    Io(#[from] io::Error),
}

/// Reads a secret from a file. Links are followed, since secret stores mount them; a file that users outside its group
/// can read is refused.
///
/// # Errors
///
/// [`SecretError`].
pub fn from_file(path: &Path) -> Result<Zeroizing<String>, SecretError> {
    #[allow(clippy::disallowed_methods)]
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() && metadata.mode() & 0o007 != 0 {
        return Err(SecretError::Open);
    }
    read(file)
}

/// Reads a secret from a descriptor that this process was started with: a file or a pipe.
///
/// # Errors
///
/// [`SecretError`].
pub fn from_descriptor(number: u32) -> Result<Zeroizing<String>, SecretError> {
    #[allow(clippy::disallowed_methods)]
    let file = std::fs::File::open(format!("/dev/fd/{number}"))?;
    read(file)
}

fn read(file: std::fs::File) -> Result<Zeroizing<String>, SecretError> {
    let mut text = Zeroizing::new(String::new());
    file.take(MAX.saturating_add(1))
        .read_to_string(&mut text)
        .map_err(|e| match e.kind() {
            io::ErrorKind::InvalidData => SecretError::NotKey,
            _ => SecretError::Io(e),
        })?;
    if text.len() as u64 > MAX {
        return Err(SecretError::NotKey);
    }
    Ok(text)
}
