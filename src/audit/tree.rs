//! RFC 6962 Merkle trees over SHA-256 (RFC 9162, section 2.1): hashes, roots, proofs and their checks.
//!
//! A tree is never held as nodes. [`Frontier`] grows one and knows its root; [`Nodes`] is whatever can look up a
//! complete subtree, from memory or from a file.

use sha2::{Digest, Sha256};

/// A SHA-256 value: leaf hash, node or root.
pub type Hash = [u8; 32];

/// Hash of a leaf: SHA-256(0x00 || parts).
#[must_use]
pub fn leaf_hash(parts: &[&[u8]]) -> Hash {
    let mut hasher = leaf_hasher();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// A hasher that has taken the leaf prefix.
pub(super) fn leaf_hasher() -> Sha256 {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher
}

/// Hash of an inner node: SHA-256(0x01 || left || right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// Root of the empty tree: SHA-256 of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// A growing tree: its size and the roots of its complete subtrees, largest first. Memory is O(log n).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree of `size` leaves from the roots of its complete subtrees, largest first; `None` where their number
    /// is not the number of one bits in `size`.
    #[must_use]
    pub fn from_roots(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (usize::try_from(size.count_ones()).ok()? == roots.len()).then_some(Self { size, roots })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf and calls `complete` with every subtree that it completes, smallest first, the leaf included:
    /// the order in which [`stored_index`] numbers them.
    pub fn push_with(&mut self, leaf: Hash, mut complete: impl FnMut(&Hash)) {
        let mut hash = leaf;
        complete(&hash);
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(&left, &hash);
            complete(&hash);
        }
        self.roots.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_with(leaf, |_| {});
    }

    /// The root.
    ///
    /// # Example: two leaves
    ///
    /// ```
    /// use tearline::audit::tree::{Frontier, leaf_hash, node_hash};
    ///
    /// let (a, b) = (leaf_hash(&[b"a"]), leaf_hash(&[b"b"]));
    /// let mut tree = Frontier::new();
    /// tree.push(a);
    /// tree.push(b);
    /// assert_eq!(tree.root(), node_hash(&a, &b));
    /// ```
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut rest = self.roots.iter().rev();
        let Some(last) = rest.next() else {
            return empty_root();
        };
        rest.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The root over `leaves`.
#[must_use]
pub fn root(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut tree = Frontier::new();
    leaves.into_iter().for_each(|leaf| tree.push(leaf));
    tree.root()
}

/// Where the complete subtree `n` of `level` (0: leaves) stands when subtrees are written in the order in which
/// they become complete. The numbering of golang.org/x/mod/sumdb/tlog, `StoredHashIndex`.
#[must_use]
pub fn stored_index(level: u32, n: u64) -> u64 {
    let mut leaf = n;
    for _ in 0..level {
        leaf = leaf.saturating_mul(2).saturating_add(1);
    }
    let mut index = u64::from(level);
    while leaf > 0 {
        index = index.saturating_add(leaf);
        leaf >>= 1;
    }
    index
}

/// How many complete subtrees a tree of `size` leaves has: `2 * size` less the one bits of `size`.
#[must_use]
pub fn stored_count(size: u64) -> u64 {
    size.saturating_mul(2)
        .saturating_sub(u64::from(size.count_ones()))
}

/// Complete subtrees that can be looked up.
pub trait Nodes {
    /// Why a look-up failed.
    type Error;

    /// The hash of complete subtree `n` of `level`: leaves `n << level .. (n + 1) << level`.
    ///
    /// # Errors
    ///
    /// The node is not there or cannot be read.
    fn node(&self, level: u32, n: u64) -> Result<Hash, Self::Error>;
}

/// Complete subtrees in memory, in the order of [`stored_index`].
impl Nodes for [Hash] {
    type Error = ();

    fn node(&self, level: u32, n: u64) -> Result<Hash, ()> {
        let index = usize::try_from(stored_index(level, n)).map_err(|_| ())?;
        self.get(index).copied().ok_or(())
    }
}

/// The subtrees over `leaves` in the order of [`stored_index`].
#[must_use]
pub fn stored(leaves: impl IntoIterator<Item = Hash>) -> Vec<Hash> {
    let mut tree = Frontier::new();
    let mut out = Vec::new();
    for leaf in leaves {
        tree.push_with(leaf, |hash| out.push(*hash));
    }
    out
}

/// The complete subtrees of a tree of `size` leaves, largest first, as `(level, n)`.
#[must_use]
pub fn complete_subtrees(size: u64) -> Vec<(u32, u64)> {
    range(0, size)
}

/// The complete subtrees that partition the leaves `low..high`, left to right; `low` must be a multiple of the
/// largest power of two that fits.
fn range(low: u64, high: u64) -> Vec<(u32, u64)> {
    let mut out = Vec::new();
    let mut at = low;
    while at < high {
        let level = high.saturating_sub(at).ilog2();
        let n = at.checked_shr(level).unwrap_or(0);
        out.push((level, n));
        at = at.saturating_add(1_u64.checked_shl(level).unwrap_or(u64::MAX));
    }
    out
}

fn range_hash<N: Nodes + ?Sized>(nodes: &N, low: u64, high: u64) -> Result<Hash, N::Error> {
    let mut right: Option<Hash> = None;
    for (level, n) in range(low, high).into_iter().rev() {
        let left = nodes.node(level, n)?;
        right = Some(right.map_or(left, |right| node_hash(&left, &right)));
    }
    Ok(right.unwrap_or_else(empty_root))
}

/// The root of the first `size` leaves.
///
/// # Errors
///
/// A node cannot be looked up.
pub fn root_at<N: Nodes + ?Sized>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    range_hash(nodes, 0, size)
}

/// The largest power of two below `n`, for `n` of 2 or more.
fn split(n: u64) -> u64 {
    let level = n.saturating_sub(1).checked_ilog2().unwrap_or(0);
    1_u64.checked_shl(level).unwrap_or(1)
}

/// The audit path of leaf `index` in the tree of the first `size` leaves (RFC 9162, 2.1.3.1); empty where `index`
/// is not in the tree.
///
/// # Errors
///
/// A node cannot be looked up.
pub fn inclusion_proof<N: Nodes + ?Sized>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let mut out = Vec::new();
    if index >= size {
        return Ok(out);
    }
    let (mut low, mut high) = (0_u64, size);
    while high.saturating_sub(low) > 1 {
        let middle = low.saturating_add(split(high.saturating_sub(low)));
        if index < middle {
            out.push(range_hash(nodes, middle, high)?);
            high = middle;
        } else {
            out.push(range_hash(nodes, low, middle)?);
            low = middle;
        }
    }
    out.reverse();
    Ok(out)
}

/// The consistency proof from the first `old` to the first `new` leaves (RFC 9162, 2.1.4.1); empty where `old` is
/// 0, equal to `new` or above it.
///
/// # Errors
///
/// A node cannot be looked up.
pub fn consistency_proof<N: Nodes + ?Sized>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, N::Error> {
    let mut out = Vec::new();
    if old == 0 || old >= new {
        return Ok(out);
    }
    let (mut low, mut high) = (0_u64, new);
    let mut whole = true;
    while high != old {
        let middle = low.saturating_add(split(high.saturating_sub(low)));
        if old <= middle {
            out.push(range_hash(nodes, middle, high)?);
            high = middle;
        } else {
            out.push(range_hash(nodes, low, middle)?);
            low = middle;
            whole = false;
        }
    }
    if !whole {
        out.push(range_hash(nodes, low, high)?);
    }
    out.reverse();
    Ok(out)
}

/// The root that leaf `leaf` at `index` and its audit path lead to; `None` where the path has the wrong length
/// (RFC 9162, 2.1.3.2).
#[must_use]
pub fn root_from_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut node, mut last) = (index, size.saturating_sub(1));
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether `leaf` is leaf `index` of the tree of `size` leaves with root `root`.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    root_from_inclusion(leaf, index, size, path).is_some_and(|found| found == *root)
}

/// Whether the tree of `old` leaves with `old_root` is a prefix of the tree of `new` leaves with `new_root`
/// (RFC 9162, 2.1.4.2). An old size of 0 shows nothing and is refused.
#[must_use]
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, path: &[Hash]) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    let mut path = path.iter();
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        path.next()
    };
    let Some(first) = first else { return false };
    let (mut node, mut last) = (old.saturating_sub(1), new.saturating_sub(1));
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(sibling, &from_old);
            from_new = node_hash(sibling, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && from_old == *old_root && from_new == *new_root
}
