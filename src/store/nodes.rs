//! The caches of a ledger: `hashes`, all complete subtrees in the order of [`tree::stored_index`], and `offsets`,
//! where each line ends (u64, big endian). Both can be rebuilt from the lines at will and are never believed: a root
//! made of them counts only where it equals a signed one.

use super::file::{self, Trust};
use crate::audit::tree::{self, Frontier, Hash, Nodes};
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
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

/// The tree as the cache has it, read a page at a time: for many proofs of one size.
pub(super) struct Pages<'c> {
    cache: &'c Cache,
    read: RefCell<HashMap<u64, Vec<u8>>>,
}

/// Bytes of a page: 128 hashes.
const PAGE: u64 = 4096;

impl<'c> Pages<'c> {
    /// The pages of `cache`, which must not grow while this lives.
    pub(super) fn of(cache: &'c Cache) -> Self {
        Self {
            cache,
            read: RefCell::new(HashMap::new()),
        }
    }
}

impl Nodes for Pages<'_> {
    type Error = io::Error;

    fn node(&self, level: u32, n: u64) -> io::Result<Hash> {
        let at = tree::stored_index(level, n).saturating_mul(HASH);
        let (number, within) = (at / PAGE, usize::try_from(at % PAGE).unwrap_or(usize::MAX));
        let mut read = self.read.try_borrow_mut().map_err(io::Error::other)?;
        let page = match read.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(page(&self.cache.hashes, number)?),
        };
        let hash = page.get(within..).and_then(|rest| rest.first_chunk());
        hash.copied()
            .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

/// Page `number` of a file; the last one may be short.
fn page(file: &File, number: u64) -> io::Result<Vec<u8>> {
    let from = number.saturating_mul(PAGE);
    let mut bytes = vec![0; usize::try_from(PAGE).unwrap_or(0)];
    let mut filled = 0_usize;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match file.read_at(room, from.saturating_add(filled as u64)) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
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
