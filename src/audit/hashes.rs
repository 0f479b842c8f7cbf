//! What stands for the text of a document in its record: a leaf for each segment, its salt or its tag, and the digest of the
//! release. Once they are made the text need not stay in memory.

use super::id::ReleaseId;
use super::leaf::portion_leaf;
use super::secret::OpeningKey;
use super::tree::{self, Hash};
use crate::segment::{Segment, Segments};
use sha2::{Digest as _, Sha256};

/// Why the segments of a release have no place in a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// More than 2^32 - 2 segments.
    #[error("more segments than the record can number")]
    TooManySegments,
    /// A marking of more than 65,535 bytes.
    #[error("the marking of segment {index} is too long for the record")]
    Mark {
        /// Position in the list, from 0.
        index: usize,
    },
}

/// The hashes of one release.
pub(super) struct Hashes {
    /// The leaves of kept and cut segments, in order; the first is that of the document and still to be made.
    pub(super) leaves: Vec<Hash>,
    /// What else stands for each leaf: the nonce of a kept segment, the tag of a cut one; nothing for the first.
    pub(super) beside: Vec<[u8; 32]>,
    pub(super) source_sha256: [u8; 32],
    pub(super) release_sha256: [u8; 32],
    /// Length of the release.
    pub(super) release_bytes: u64,
}

impl Hashes {
    pub(super) fn of(
        segments: &Segments<'_>,
        source_sha256: &[u8; 32],
        id: &ReleaseId,
        key: &OpeningKey,
    ) -> Result<Self, HashError> {
        let nonces = key.nonces(id);
        let index_key = key.index();
        // As many as there can be: a list that grows is held twice while it is copied.
        let most = segments.list().len().saturating_add(1);
        let (mut leaves, mut beside) = (Vec::with_capacity(most), Vec::with_capacity(most));
        leaves.push(tree::empty_root());
        beside.push([0; 32]);
        let mut release = Sha256::new();
        let mut release_bytes = 0_u64;
        let mut leave = |bytes: &str| {
            release.update(bytes.as_bytes());
            release_bytes = release_bytes.saturating_add(bytes.len() as u64);
        };
        for (index, segment) in segments.list().iter().enumerate() {
            let (Segment::Keep { span, mark } | Segment::Cut { span, mark, .. }) = segment else {
                if let Segment::Made { text, .. } = segment {
                    leave(text);
                }
                continue;
            };
            let text = span.of(segments.source());
            let leaf = u32::try_from(leaves.len()).map_err(|_| HashError::TooManySegments)?;
            let nonce = nonces.leaf(leaf);
            let hash = portion_leaf(&nonce, leaf, mark, text.as_bytes()).ok_or(HashError::Mark { index })?;
            leaves.push(hash);
            if let Segment::Cut { mask, .. } = segment {
                leave(mask);
                beside.push(index_key.text_digest(text));
            } else {
                leave(text);
                beside.push(nonce);
            }
        }
        Ok(Self {
            leaves,
            beside,
            source_sha256: *source_sha256,
            release_sha256: release.finalize().into(),
            release_bytes,
        })
    }
}
