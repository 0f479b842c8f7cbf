//! Bounded reading of inputs: regular files and standard input, as UTF-8 text.

use super::file::special;
use super::said::said;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::Metadata;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// The largest input that is read unless the caller says otherwise: 1 GiB.
pub const DEFAULT_LIMIT: u64 = 1 << 30;

/// How an input was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark, which stays.
    Utf8,
    /// UTF-16, little endian, with a byte order mark, which is not part of the text.
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark, which is not part of the text.
    Utf16Be,
}

/// A text that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// How it was encoded.
    pub encoding: Encoding,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({:?}, {} bytes)", self.encoding, self.text.len())
    }
}

/// Which file stood at a path, whatever the path leads to later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// That of a file that is looked at.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }
}

/// Why an input was not read. Holds no text of it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such file.
    #[error("no such file")]
    NotFound,
    /// No permission.
    #[error("permission denied")]
    Denied,
    /// A folder.
    #[error("a folder, not a file")]
    Folder,
    /// A FIFO, socket or device.
    #[error("{0}, not a regular file")]
    Special(&'static str),
    /// Larger than the limit.
    #[error("larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Offset of the first byte that is no UTF-8, from 0.
        at: usize,
    },
    /// A UTF-16 byte order mark, and then no UTF-16.
    #[error("not UTF-16 at byte {at}")]
    NotUtf16 {
        /// Offset of the first unit that is no UTF-16, from 0.
        at: usize,
    },
    /// Another file, or a link, stands there than when the folder was listed.
    #[error("another file than was listed")]
    Replaced,
    /// Changed while it was read.
    #[error("changed while it was read")]
    Changed,
    /// Another failure of the system.
    #[error("{}", said(.0))]
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }
}

/// Reads a regular file of at most `limit` bytes. A FIFO or device is refused without waiting for it.
///
/// # Errors
///
/// [`ReadError`].
pub fn file_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    opened(path, None, limit)
}

/// The same for a file that was found in a folder: a link is not followed, and another file is not read in its place.
///
/// # Errors
///
/// [`ReadError`].
pub fn listed_bytes(path: &Path, listed: Identity, limit: u64) -> Result<Vec<u8>, ReadError> {
    opened(path, Some(listed), limit)
}

fn opened(path: &Path, listed: Option<Identity>, limit: u64) -> Result<Vec<u8>, ReadError> {
    let follow = match listed {
        Some(_) => OFlags::NOFOLLOW,
        None => OFlags::empty(),
    };
    let flags = i32::try_from((OFlags::NONBLOCK | follow).bits()).unwrap_or(0);
    #[allow(clippy::disallowed_methods)]
    let opened = std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path);
    let mut file = match opened {
        Err(error) if listed.is_some() && error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            return Err(ReadError::Replaced);
        }
        other => other?,
    };
    let before = file.metadata()?;
    if listed.is_some_and(|listed| listed != Identity::of(&before)) {
        return Err(ReadError::Replaced);
    }
    if before.is_dir() {
        return Err(ReadError::Folder);
    }
    if let Some(name) = special(before.file_type()) {
        return Err(ReadError::Special(name));
    }
    if before.len() > limit {
        return Err(ReadError::TooLarge { limit });
    }
    let bytes = bounded(&mut file, before.len(), limit)?;
    let after = file.metadata()?;
    let same = (before.len(), before.mtime(), before.mtime_nsec())
        == (after.len(), after.mtime(), after.mtime_nsec());
    // Files such as those of /proc state a length of 0.
    if !same || (before.len() > 0 && bytes.len() as u64 != before.len()) {
        return Err(ReadError::Changed);
    }
    Ok(bytes)
}

/// Reads a regular file as text.
///
/// # Errors
///
/// [`ReadError`].
pub fn file(path: &Path, limit: u64) -> Result<Text, ReadError> {
    decode(file_bytes(path, limit)?)
}

/// Reads standard input, or whatever `input` is, as text.
///
/// # Errors
///
/// [`ReadError`].
pub fn stream(input: &mut dyn Read, limit: u64) -> Result<Text, ReadError> {
    decode(bounded(input, 0, limit)?)
}

/// Reads standard input, or whatever `input` is, as bytes.
///
/// # Errors
///
/// [`ReadError`].
pub fn stream_bytes(input: &mut dyn Read, limit: u64) -> Result<Vec<u8>, ReadError> {
    bounded(input, 0, limit)
}

fn bounded(input: &mut dyn Read, hint: u64, limit: u64) -> Result<Vec<u8>, ReadError> {
    let capacity = usize::try_from(hint.min(limit).saturating_add(1)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(capacity);
    input.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    Ok(bytes)
}

/// Decodes bytes: UTF-8, or UTF-16 with a byte order mark.
///
/// # Errors
///
/// [`ReadError::NotUtf8`] or [`ReadError::NotUtf16`].
pub fn decode(bytes: Vec<u8>) -> Result<Text, ReadError> {
    let utf32 = bytes.starts_with(&[0xFF, 0xFE, 0, 0]);
    let wide = match bytes.get(..2) {
        Some([0xFF, 0xFE]) if !utf32 => Some((Encoding::Utf16Le, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        Some([0xFE, 0xFF]) => Some((Encoding::Utf16Be, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    let Some((encoding, unit)) = wide else {
        let encoding = Encoding::Utf8;
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(Text { text, encoding }),
            Err(error) => Err(ReadError::NotUtf8 {
                at: error.utf8_error().valid_up_to(),
            }),
        };
    };
    let body = bytes.get(2..).unwrap_or_default();
    let units = body
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
    let mut text = String::with_capacity(body.len());
    let mut at = 2_usize;
    for decoded in char::decode_utf16(units) {
        let Ok(c) = decoded else {
            return Err(ReadError::NotUtf16 { at });
        };
        text.push(c);
        at = at.saturating_add(c.len_utf16().saturating_mul(2));
    }
    if at != bytes.len() {
        return Err(ReadError::NotUtf16 { at });
    }
    Ok(Text { text, encoding })
}
