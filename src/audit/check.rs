//! Checks a release against its manifest: every byte of the release is a committed byte of the source or declared
//! text of the engine, and nothing else.

use super::leaf::portion_leaf;
use super::manifest::{Manifest, Segment};
use super::note::VerifierKey;
use super::secret::DocumentSecret;
use super::tlog_proof::ProofError;
use super::tree::{self, leaf_hash};
use super::{checkpoint::Checkpoint, leaf::document_leaf};
use crate::segment::{self, Segments};
use crate::span::Span;
use sha2::{Digest as _, Sha256};

/// Why a release and its manifest do not belong together. Holds places, never text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The release is shorter than its segments.
    #[error("the release ends within segment {segment}")]
    Short {
        /// Position in the manifest, from 0.
        segment: usize,
    },
    /// The release goes on after its last segment.
    #[error("the release goes on after its last segment, at byte {at}")]
    Long {
        /// Byte offset in the release.
        at: usize,
    },
    /// Another text stands where a mask must stand.
    #[error("another text stands where the mask of segment {segment} must stand, at byte {at}")]
    Mask {
        /// Position in the manifest, from 0.
        segment: usize,
        /// Byte offset in the release.
        at: usize,
    },
    /// The leaves are not each of 1 to n-1 once, in order.
    #[error("segment {segment} has the wrong leaf number")]
    Leaf {
        /// Position in the manifest, from 0.
        segment: usize,
    },
    /// The marking of a segment is too long.
    #[error("the marking of segment {segment} is too long")]
    Mark {
        /// Position in the manifest, from 0.
        segment: usize,
    },
    /// The number of leaves is not the one recorded.
    #[error("the manifest has {found} leaves, the ledger line says {recorded}")]
    Size {
        /// Leaves in the manifest, the document leaf included.
        found: u64,
        /// Leaves recorded.
        recorded: u64,
    },
    /// The segments lead to another root: a kept byte, a nonce, a marking or a leaf hash is not the one recorded.
    #[error("the segments do not lead to the recorded root of the document tree")]
    Root,
    /// The release has another length or SHA-256 than recorded.
    #[error("the release is not the one recorded: its length or SHA-256 differs")]
    Release,
    /// The segment list is not the one recorded.
    #[error("the segment list is not the one recorded: its SHA-256 differs")]
    Segments,
    /// The counts are not those recorded.
    #[error("the number of kept, cut or made segments is not the one recorded")]
    Counts,
}

/// A stretch of text that the engine made, for people to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it stands in the release.
    pub span: Span,
    /// Which rule made it.
    pub rule: String,
}

/// What [`release`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Kept stretches of the release, neighbours joined.
    pub kept: Vec<Span>,
    /// Where cuts are: the span of each mask in the release.
    pub cuts: Vec<Span>,
    /// Text that is not from the source, masks apart.
    pub made: Vec<Made>,
}

/// Rebuilds the release from its manifest and compares everything with the ledger line.
///
/// # Errors
///
/// [`Mismatch`] names the first thing that differs.
pub fn release(release: &[u8], manifest: &Manifest) -> Result<Rebuilt, Mismatch> {
    let mut at = 0_usize;
    let mut leaves = tree::Frontier::new();
    leaves.push(manifest.head);
    let mut out = Rebuilt::default();
    let (mut kept, mut cut, mut made) = (0_u64, 0_u64, 0_u64);
    let mut portions = Some(0_u64);
    for (index, segment) in manifest.segments.iter().enumerate() {
        let take = |len: u64| -> Result<(&[u8], Span), Mismatch> {
            let short = Mismatch::Short { segment: index };
            let len = usize::try_from(len).map_err(|_| short.clone())?;
            let end = at.checked_add(len).ok_or(short.clone())?;
            let bytes = release.get(at..end).ok_or(short)?;
            Ok((bytes, Span::new(at, end)))
        };
        let in_order = |leaf: u32| {
            let next = u64::from(leaf) == leaves.size();
            next.then_some(leaf).ok_or(Mismatch::Leaf { segment: index })
        };
        let span = match segment {
            Segment::Keep {
                leaf,
                len,
                mark,
                nonce,
            } => {
                let (bytes, span) = take(*len)?;
                let leaf = in_order(*leaf)?;
                let hash = portion_leaf(nonce, leaf, mark, bytes).ok_or(Mismatch::Mark { segment: index })?;
                leaves.push(hash);
                kept = kept.saturating_add(1);
                match out.kept.last_mut() {
                    Some(last) if last.end() == span.start() => *last = Span::new(last.start(), span.end()),
                    _ => out.kept.push(span),
                }
                span
            }
            Segment::Cut {
                leaf,
                hash,
                mask,
                portions: here,
                ..
            } => {
                let (bytes, span) = take(mask.len() as u64)?;
                if bytes != mask.as_bytes() {
                    return Err(Mismatch::Mask { segment: index, at });
                }
                in_order(*leaf)?;
                leaves.push(*hash);
                cut = cut.saturating_add(1);
                portions = portions
                    .zip(*here)
                    .map(|(sum, here)| sum.saturating_add(u64::from(here)));
                out.cuts.push(span);
                span
            }
            Segment::Made { len, rule } => {
                let (_, span) = take(*len)?;
                made = made.saturating_add(1);
                out.made.push(Made {
                    span,
                    rule: rule.clone(),
                });
                span
            }
        };
        at = span.end();
    }
    if at != release.len() {
        return Err(Mismatch::Long { at });
    }
    let line = &manifest.release;
    if leaves.size() != line.doc.size {
        return Err(Mismatch::Size {
            found: leaves.size(),
            recorded: line.doc.size,
        });
    }
    if leaves.root() != line.doc.root.0 {
        return Err(Mismatch::Root);
    }
    let sha256: [u8; 32] = Sha256::digest(release).into();
    if line.release.bytes != release.len() as u64 || line.release.sha256.0 != sha256 {
        return Err(Mismatch::Release);
    }
    if line.segments.0 != manifest.segments_sha256 {
        return Err(Mismatch::Segments);
    }
    let counts = line.counts;
    // A release without cuts has no amounts to add up.
    let portions_hold = counts.portions == portions || (cut == 0 && counts.portions.unwrap_or(0) == 0);
    if (counts.kept, counts.cut, counts.made) != (kept, cut, made) || !portions_hold {
        return Err(Mismatch::Counts);
    }
    Ok(out)
}

/// Checks that the ledger whose checkpoint the manifest carries holds its release line, under one of `keys`, which
/// must come from elsewhere: a key inside a manifest would prove nothing.
///
/// # Errors
///
/// [`ProofError`].
pub fn recorded(manifest: &Manifest, keys: &[VerifierKey]) -> Result<Checkpoint, ProofError> {
    let leaf = leaf_hash(&[manifest.line.as_bytes()]);
    manifest.proof.verify(&leaf, keys)
}

/// Whether the kept bytes of `release` stand in `original` in this order, joined where nothing was cut between them.
/// `rebuilt` is what [`release`] gave for it.
#[must_use]
pub fn stands_in(original: &[u8], release: &[u8], manifest: &Manifest) -> bool {
    let (mut at, mut found) = (0_usize, 0_usize);
    let mut run = Vec::new();
    let mut cut_before = false;
    for segment in &manifest.segments {
        match segment {
            Segment::Keep { len, .. } => {
                let end = at.saturating_add(usize::try_from(*len).unwrap_or(usize::MAX));
                let Some(bytes) = release.get(at..end) else {
                    return false;
                };
                run.extend_from_slice(bytes);
                at = end;
            }
            Segment::Made { len, .. } => {
                at = at.saturating_add(usize::try_from(*len).unwrap_or(usize::MAX));
            }
            Segment::Cut { mask, .. } => {
                at = at.saturating_add(mask.len());
                let Some(next) = find(original, found, &run, cut_before) else {
                    return false;
                };
                found = next;
                run.clear();
                cut_before = true;
            }
        }
    }
    if !cut_before {
        return original == run;
    }
    original.get(found..).is_some_and(|rest| rest.ends_with(&run))
}

/// The end of `run` in `original`, at `from` or, after a cut, behind it.
fn find(original: &[u8], from: usize, run: &[u8], anywhere: bool) -> Option<usize> {
    let rest = original.get(from..)?;
    let offset = if anywhere {
        memchr::memmem::find(rest, run)?
    } else {
        rest.starts_with(run).then_some(0)?
    };
    from.checked_add(offset)?.checked_add(run.len())
}

/// Whether the document leaf of a manifest commits to `original`, the source as UTF-8 text.
#[must_use]
pub fn is_of(original: &[u8], manifest: &Manifest, secret: &DocumentSecret) -> bool {
    let Ok(size) = u32::try_from(manifest.release.doc.size) else {
        return false;
    };
    let source: [u8; 32] = Sha256::digest(original).into();
    document_leaf(&secret.nonce(0), size, &manifest.release.id, &source) == manifest.head
}

/// Checks the commitments of a manifest against the segments that the engine gives for the original: the document
/// leaf and each leaf, withheld ones included. Gives the leaf numbers that differ; `None` where the segments have
/// another shape than the manifest.
#[must_use]
pub fn commitments(
    segments: &Segments<'_>,
    manifest: &Manifest,
    secret: &DocumentSecret,
) -> Option<Vec<u32>> {
    let mut wrong = Vec::new();
    if !is_of(segments.source().as_bytes(), manifest, secret) {
        wrong.push(0);
    }
    if segments.list().len() != manifest.segments.len() {
        return None;
    }
    for (made, stated) in segments.list().iter().zip(&manifest.segments) {
        let (span, mark) = match made {
            segment::Segment::Keep { span, mark } | segment::Segment::Cut { span, mark, .. } => (span, mark),
            segment::Segment::Made { .. } => continue,
        };
        let leaf = match stated {
            Segment::Keep { leaf, .. } | Segment::Cut { leaf, .. } => *leaf,
            Segment::Made { .. } => return None,
        };
        let nonce = secret.nonce(leaf);
        let hash = portion_leaf(&nonce, leaf, mark, span.of(segments.source()).as_bytes())?;
        let holds = match stated {
            Segment::Keep { nonce: stated, .. } => *stated == nonce,
            Segment::Cut { hash: stated, .. } => *stated == hash,
            Segment::Made { .. } => false,
        };
        if !holds {
            wrong.push(leaf);
        }
    }
    Some(wrong)
}
