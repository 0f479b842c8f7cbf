//! The caches of a ledger: `hashes`, all complete subtrees in the order of [`tree::stored_index`], and `offsets`,
//! where each line ends (u64, big endian). Both can be rebuilt from the lines at will and are never believed: a root
//! made of them counts only where it equals a signed one.

use super::file::{self, Trust};
use crate::audit::tree::{self, Frontier, Hash, Nodes};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

const HASH: u64 = 32;
const OFFSET: u64 = 8;

/// The caches, open for reading.
#[derive(Debug)]
pub(super) struct Cache {
    hashes: File,
    offsets: File,
}

impl Cache {
    /// Opens the caches of `folder`; `None` where one is missing or not to be trusted.
    pub(super) fn open(folder: &Path, write: bool) -> Option<Self> {
        let trust = if write { Trust::Own } else { Trust::Plain };
        let open = |name: &str| {
            file::open(
                &folder.join(name),
                OpenOptions::new().read(true).write(write),
                trust,
            )
        };
        Some(Self {
            hashes: open("hashes").ok()?,
            offsets: open("offsets").ok()?,
        })
    }

    /// The tree of the first `size` lines; `None` where the cache is too short.
    pub(super) fn frontier(&self, size: u64) -> Option<Frontier> {
        let roots = tree::complete_subtrees(size)
            .into_iter()
            .map(|(level, n)| self.node(level, n).ok())
            .collect::<Option<Vec<_>>>()?;
        Frontier::from_roots(size, roots)
    }

    /// Where the first `size` lines end, in bytes.
    pub(super) fn end(&self, size: u64) -> Option<u64> {
        let Some(last) = size.checked_sub(1) else {
            return Some(0);
        };
        let mut bytes = [0; 8];
        self.offsets
            .read_exact_at(&mut bytes, last.checked_mul(OFFSET)?)
            .ok()?;
        Some(u64::from_be_bytes(bytes))
    }

    /// Adds lines after the first `size`: their subtrees and ends.
    pub(super) fn extend(&self, size: u64, nodes: &[Hash], ends: &[u64]) -> io::Result<()> {
        let at = tree::stored_count(size).saturating_mul(HASH);
        self.hashes.write_all_at(nodes.as_flattened(), at)?;
        let ends: Vec<u8> = ends.iter().flat_map(|end| end.to_be_bytes()).collect();
        self.offsets.write_all_at(&ends, size.saturating_mul(OFFSET))
    }
}

impl Nodes for Cache {
    type Error = io::Error;

    fn node(&self, level: u32, n: u64) -> io::Result<Hash> {
        let mut hash = [0; 32];
        let at = tree::stored_index(level, n).saturating_mul(HASH);
        self.hashes.read_exact_at(&mut hash, at)?;
        Ok(hash)
    }
}

/// Writes both caches anew while the lines are read.
pub(super) struct Rebuild {
    hashes: io::BufWriter<File>,
    offsets: io::BufWriter<File>,
}

impl Rebuild {
    /// Starts under temporary names in `folder`.
    pub(super) fn start(folder: &Path) -> io::Result<Self> {
        let create = |name: &str| {
            file::open(
                &folder.join(name),
                OpenOptions::new().write(true).create(true).truncate(true),
                Trust::Own,
            )
            .map(io::BufWriter::new)
        };
        Ok(Self {
            hashes: create("hashes.tmp")?,
            offsets: create("offsets.tmp")?,
        })
    }

    /// Takes a complete subtree, in order.
    pub(super) fn node(&mut self, hash: &Hash) -> io::Result<()> {
        self.hashes.write_all(hash)
    }

    /// Takes the end of a line, in order.
    pub(super) fn end(&mut self, end: u64) -> io::Result<()> {
        self.offsets.write_all(&end.to_be_bytes())
    }

    /// Gives the caches their names.
    pub(super) fn finish(mut self, folder: &Path) -> io::Result<()> {
        self.hashes.flush()?;
        self.offsets.flush()?;
        for name in ["hashes", "offsets"] {
            #[allow(clippy::disallowed_methods)]
            std::fs::rename(folder.join(format!("{name}.tmp")), folder.join(name))?;
        }
        Ok(())
    }
}
