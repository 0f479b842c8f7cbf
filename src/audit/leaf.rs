//! Leaves of the document tree. Fixed framing with lengths, so that each leaf has one encoding; the nonce stands
//! before anything that can be guessed.

use super::tree::{Hash, leaf_hash, leaf_hasher};
use sha2::Digest as _;

const DOCUMENT: &[u8] = b"tearline document v1\0";
const PORTION: &[u8] = b"tearline portion v1\0";
const POLICY: &[u8] = b"tearline policy v1\0";

/// Leaf 0: tag || nonce || u32be number of leaves || u16be length of id || release id || SHA-256 of the source.
#[must_use]
pub fn document_leaf(nonce: &[u8; 32], leaves: u32, id: &str, source_sha256: &[u8; 32]) -> Hash {
    let id_len = u16::try_from(id.len()).unwrap_or(u16::MAX);
    leaf_hash(&[
        DOCUMENT,
        nonce,
        &leaves.to_be_bytes(),
        &id_len.to_be_bytes(),
        id.as_bytes(),
        source_sha256,
    ])
}

/// Leaf `index`, 1 or more: tag || nonce || u32be index || u16be length of mark || mark || u64be length || bytes.
/// `None` for a mark of more than 65,535 bytes.
#[must_use]
pub fn portion_leaf(nonce: &[u8; 32], index: u32, mark: &str, bytes: &[u8]) -> Option<Hash> {
    let mark_len = u16::try_from(mark.len()).ok()?;
    let len = u64::try_from(bytes.len()).ok()?;
    let mut hasher = leaf_hasher();
    hasher.update(PORTION);
    hasher.update(nonce);
    hasher.update(index.to_be_bytes());
    hasher.update(mark_len.to_be_bytes());
    hasher.update(mark.as_bytes());
    hasher.update(len.to_be_bytes());
    hasher.update(bytes);
    Some(hasher.finalize().into())
}

/// The commitment to a policy file: leaf hash of tag || nonce || SHA-256 of the file.
#[must_use]
pub fn policy_commitment(nonce: &[u8; 32], policy_sha256: &[u8; 32]) -> Hash {
    leaf_hash(&[POLICY, nonce, policy_sha256])
}
