//! Reading a ledger: under a shared lock where there is one, in bounded memory, without writing a byte.

use super::fault::LedgerError;
use super::file::{self, Trust};
use super::lines::{self, Next};
use super::steps::{self, CHECKPOINT, LINES, Lock};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{MAX_NOTE, Note};
use crate::audit::tree::{self, Hash, leaf_hash};
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A ledger that is open for reading. Writers wait while it lives.
#[derive(Debug)]
pub struct Reader {
    folder: PathBuf,
    note: String,
    stated: Checkpoint,
    _lock: Option<Lock>,
}

/// Where a reading of the lines ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Committed lines that were there.
    pub lines: u64,
    /// Bytes past the committed lines.
    pub tail: u64,
    /// Whether a line was longer than any line may be.
    pub too_long: bool,
}

impl Reader {
    /// Opens the ledger in `folder`. What its checkpoint states is parsed, its signature is not checked.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: none there, not to be trusted, or no checkpoint that can be read.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        steps::origin(folder)?;
        let lock = steps::lock_shared(folder);
        let path = folder.join(CHECKPOINT);
        let note =
            file::read_text(&path, MAX_NOTE as u64, Trust::Plain).map_err(|e| LedgerError::io(&path, e))?;
        let stated = Note::parse(&note)
            .and_then(|note| Checkpoint::parse(&note.text))
            .map_err(|e| LedgerError::Checkpoint {
                path,
                what: e.to_string(),
            })?;
        Ok(Self {
            folder: folder.to_owned(),
            note,
            stated,
            _lock: lock,
        })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The signed checkpoint as it stands in the file.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// What the checkpoint states; its signature is not checked here.
    #[must_use]
    pub fn stated(&self) -> &Checkpoint {
        &self.stated
    }

    /// Hands each committed line, without LF, to `each`, with its index.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Io`], or what `each` returns.
    pub fn lines<E: From<LedgerError>>(
        &self,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), E>,
    ) -> Result<Read, E> {
        let path = self.folder.join(LINES);
        let io = |e| LedgerError::io(&path, e);
        let mut read = Read {
            lines: 0,
            tail: 0,
            too_long: false,
        };
        let Some(file) = file::optional(file::open_read(&path, Trust::Plain)).map_err(io)? else {
            return Ok(read);
        };
        let len = file.metadata().map_err(io)?.len();
        let mut input = BufReader::with_capacity(1 << 16, file);
        let (mut buffer, mut end) = (Vec::new(), 0_u64);
        while read.lines < self.stated.size {
            match lines::next(&mut input, &mut buffer).map_err(io)? {
                Next::Line => {}
                Next::TooLong => {
                    read.too_long = true;
                    return Ok(read);
                }
                Next::Torn | Next::End => return Ok(read),
            }
            each(read.lines, &buffer)?;
            end = end.saturating_add(buffer.len() as u64).saturating_add(1);
            read.lines = read.lines.saturating_add(1);
        }
        read.tail = len.saturating_sub(end);
        Ok(read)
    }

    /// All complete subtrees over the committed lines, in the order of [`tree::stored_index`]; their root is compared
    /// with the checkpoint.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Truncated`] or [`LedgerError::Altered`] where the lines are not those that were committed.
    pub fn nodes(&self) -> Result<Vec<Hash>, LedgerError> {
        let mut leaves = Vec::new();
        let read = self.lines::<LedgerError>(|_, line| {
            leaves.push(leaf_hash(&[line]));
            Ok(())
        })?;
        self.complete(read)?;
        let nodes = tree::stored(leaves);
        if tree::root_at(nodes.as_slice(), self.stated.size) != Ok(self.stated.root) {
            return Err(self.altered());
        }
        Ok(nodes)
    }

    /// Whether a reading found all committed lines.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Truncated`] or [`LedgerError::Altered`].
    pub fn complete(&self, read: Read) -> Result<(), LedgerError> {
        if read.too_long {
            return Err(self.altered());
        }
        if read.lines < self.stated.size {
            return Err(LedgerError::Truncated {
                path: self.folder.join(LINES),
                found: read.lines,
                committed: self.stated.size,
            });
        }
        Ok(())
    }

    fn altered(&self) -> LedgerError {
        LedgerError::Altered {
            path: self.folder.join(LINES),
            committed: self.stated.size,
        }
    }
}
