//! From the segments of a release to its record: ledger lines and the manifest. Pure: time, identifier and key are
//! handed in, so equal input gives equal bytes.

use super::encoding::{B64, Hex32};
use super::hashes::{HashError, Hashes};
use super::id::{ReleaseId, time_text};
use super::leaf::{document_leaf, policy_commitment};
use super::line::{
    self, AskedAction, AskedFormat, By, CaseLine, Counts, CutLine, Doc, LineError, PolicyCommitment,
    PolicyOpening, ReleaseFile, ReleaseLine, Source,
};
use super::manifest::{self, Draft, Written};
use super::secret::OpeningKey;
use super::tree;
use crate::segment::{Segment, Segments};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// What the record says about a release beside its segments.
#[derive(Debug, Clone)]
pub struct Context {
    /// Identifier of the release; never used twice.
    pub id: ReleaseId,
    /// When it was made.
    pub time: Timestamp,
    /// The program that made it, such as `tearline 0.1.0`.
    pub engine: String,
    /// Name of the policy. Public.
    pub policy: String,
    /// SHA-256 of the policy file. Internal; the manifest holds a salted commitment to it.
    pub policy_sha256: [u8; 32],
    /// Who made it.
    pub by: Option<By>,
    /// Under which authority, such as a request number.
    pub authority: Option<String>,
    /// A name of the source that helps to find it, without folders. Internal.
    pub name: Option<String>,
    /// Identifier of the run, shared by a batch. Internal.
    pub run: Option<String>,
    /// The action, where the run asked for another than the policy's own. Internal.
    pub action: Option<AskedAction>,
    /// The format, where the run named another than the extension of the source does. Internal.
    pub format: Option<AskedFormat>,
    /// Whether `by` and `authority` stand in the public release line too.
    pub name_people: bool,
    /// Whether the manifest says how many portions each cut removes; set where masks show the amount.
    pub amounts: bool,
}

/// The record of one release.
#[derive(Debug, Clone)]
pub struct Record {
    /// The manifest, which waits for its proof.
    pub manifest: Draft,
    /// The ledger lines, without LF: `release`, `case`, then a `cut` for each cut segment. To be committed together,
    /// in this order; the proof of the first belongs into the manifest.
    pub lines: Vec<String>,
    /// How many segments of each kind.
    pub counts: Counts,
    /// SHA-256 of the release.
    pub release_sha256: [u8; 32],
}

/// Why a release cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The segments have no place in a record.
    #[error(transparent)]
    Segments(#[from] HashError),
    /// A ledger line would be too long: a reason, rule or name is.
    #[error("a ledger line would be too long: {0}; shorten the reason, rule, name or authority")]
    Line(#[from] LineError),
}

fn set(field: &mut String, text: &str) {
    field.clear();
    field.push_str(text);
}

/// Makes the record of `segments`.
///
/// # Errors
///
/// [`RecordError`] where a number or text does not fit the format; no input that is read from a document of usual
/// size leads there.
pub fn record(segments: &Segments<'_>, context: &Context, key: &OpeningKey) -> Result<Record, RecordError> {
    let source_sha256 = Sha256::digest(segments.source()).into();
    record_of(segments, &source_sha256, context, key)
}

/// [`record`] for who knows the SHA-256 of the source already.
///
/// # Errors
///
/// As [`record`].
pub fn record_of(
    segments: &Segments<'_>,
    source_sha256: &[u8; 32],
    context: &Context,
    key: &OpeningKey,
) -> Result<Record, RecordError> {
    let hashes = Hashes::of(segments, source_sha256, &context.id, key)?;
    write(segments.list(), hashes, context, key)
}

/// The segments of a release and the hashes that stand for their text in its record. It holds no text of the document, which
/// may leave memory before the record is written: the record of a large document takes as much room as its text.
pub struct Hashed {
    list: Vec<Segment>,
    hashes: Hashes,
}

impl Hashed {
    /// Hashes what `segments` keep and cut, for a release with the identifier `id`.
    ///
    /// # Errors
    ///
    /// [`HashError`] where a number does not fit the format.
    pub fn of(segments: Segments<'_>, id: &ReleaseId, key: &OpeningKey) -> Result<Self, HashError> {
        let source_sha256 = Sha256::digest(segments.source()).into();
        let hashes = Hashes::of(&segments, &source_sha256, id, key)?;
        Ok(Self {
            list: segments.into_list(),
            hashes,
        })
    }

    /// Makes the record: the same as [`record`] makes of the segments. `context` and `key` are those of the hashes.
    ///
    /// # Errors
    ///
    /// As [`record`].
    pub fn record(self, context: &Context, key: &OpeningKey) -> Result<Record, RecordError> {
        write(&self.list, self.hashes, context, key)
    }
}

fn write(
    segments: &[Segment],
    hashes: Hashes,
    context: &Context,
    key: &OpeningKey,
) -> Result<Record, RecordError> {
    let id = context.id.to_string();
    let secret = key.document(&context.id);
    let nonces = key.nonces(&context.id);
    let index_key = key.index();
    let mut leaves = hashes.leaves;
    let cuts = segments
        .iter()
        .filter(|s| matches!(s, Segment::Cut { .. }))
        .count();
    // As long as most segments are written.
    let mut list = Vec::with_capacity(segments.len().saturating_mul(140));
    list.push(b'[');
    // The first two lines are made last: they state what all segments add up to.
    let mut lines = Vec::with_capacity(cuts.saturating_add(2));
    lines.resize(2, String::new());
    let mut counts = Counts::default();
    let mut cut_line = CutLine {
        hash: B64([0; 32]),
        leaf: 0,
        mark: String::new(),
        nonce: B64([0; 16]),
        portions: 0,
        reason: None,
        rel: id.clone(),
        rule: String::new(),
        t: "cut".to_owned(),
        tag: String::new(),
        v: 1,
    };
    let mut portions_total = 0_u64;
    let hashed = leaves.iter().zip(&hashes.beside).zip(0_u32..).skip(1);
    let mut hashed = hashed.map(|((hash, beside), leaf)| (*hash, *beside, leaf));
    for (position, segment) in segments.iter().enumerate() {
        let written = match segment {
            Segment::Keep { span, mark } => {
                let (_, nonce, leaf) = hashed.next().ok_or(HashError::TooManySegments)?;
                counts.kept = counts.kept.saturating_add(1);
                Written {
                    leaf: Some(leaf),
                    len: Some(span.len() as u64),
                    mark: Some(Cow::Borrowed(mark)),
                    nonce: Some(B64(nonce)),
                    t: Cow::Borrowed("keep"),
                    ..Written::default()
                }
            }
            Segment::Cut {
                mark,
                mask,
                reason,
                rule,
                portions,
                ..
            } => {
                let (hash, tag, leaf) = hashed.next().ok_or(HashError::TooManySegments)?;
                counts.cut = counts.cut.saturating_add(1);
                portions_total = portions_total.saturating_add(u64::from(*portions));
                cut_line.hash = B64(hash);
                cut_line.leaf = leaf;
                set(&mut cut_line.mark, mark);
                let index = u32::try_from(lines.len()).map_err(|_| HashError::TooManySegments)?;
                cut_line.nonce = B64(nonces.line(index));
                cut_line.portions = *portions;
                cut_line.reason = reason.as_deref().map(str::to_owned);
                set(&mut cut_line.rule, rule);
                cut_line.tag = index_key.named(tag);
                lines.push(line::write(&cut_line)?);
                Written {
                    hash: Some(B64(hash)),
                    leaf: Some(leaf),
                    mask: Some(Cow::Borrowed(mask)),
                    portions: context.amounts.then_some(*portions),
                    reason: reason.as_deref().map(Cow::Borrowed),
                    t: Cow::Borrowed("cut"),
                    ..Written::default()
                }
            }
            Segment::Made { rule, text } => {
                counts.made = counts.made.saturating_add(1);
                Written {
                    len: Some(text.len() as u64),
                    rule: Some(Cow::Borrowed(rule)),
                    t: Cow::Borrowed("made"),
                    ..Written::default()
                }
            }
        };
        if position > 0 {
            list.push(b',');
        }
        serde_json::to_writer(&mut list, &written).map_err(|_| LineError::Value)?;
    }
    list.push(b']');
    let list = String::from_utf8(list).map_err(|_| LineError::Value)?;
    counts.portions = context.amounts.then_some(portions_total);

    let size = u32::try_from(leaves.len()).map_err(|_| HashError::TooManySegments)?;
    let head = document_leaf(&secret.nonce(0), size, &id, &hashes.source_sha256);
    if let Some(first) = leaves.first_mut() {
        *first = head;
    }
    let policy_nonce = secret.policy_nonce();
    let release_sha256 = hashes.release_sha256;
    let release_line = line::write(&ReleaseLine {
        authority: context.authority.clone().filter(|_| context.name_people),
        by: context.by.clone().filter(|_| context.name_people),
        counts,
        doc: Doc {
            root: B64(tree::root(leaves)),
            size: u64::from(size),
        },
        engine: context.engine.clone(),
        id: id.clone(),
        nonce: B64(key.line_nonce(&context.id, 0)),
        policy: PolicyCommitment {
            hash: B64(policy_commitment(&policy_nonce, &context.policy_sha256)),
            id: context.policy.clone(),
        },
        release: ReleaseFile {
            bytes: hashes.release_bytes,
            sha256: Hex32(release_sha256),
        },
        segments: manifest::digest(&list),
        t: "release".to_owned(),
        time: time_text(context.time),
        v: 1,
    })?;
    let case_line = line::write(&CaseLine {
        action: context.action,
        authority: context.authority.clone(),
        by: context.by.clone(),
        doc: Source {
            name: context.name.clone(),
            tag: index_key.source_tag(&hashes.source_sha256),
        },
        format: context.format,
        nonce: B64(key.line_nonce(&context.id, 1)),
        policy: PolicyOpening {
            nonce: B64(policy_nonce),
            sha256: Hex32(context.policy_sha256),
        },
        rel: id,
        run: context.run.clone(),
        t: "case".to_owned(),
        v: 1,
    })?;
    for (place, made) in lines.iter_mut().zip([release_line.clone(), case_line]) {
        *place = made;
    }
    Ok(Record {
        manifest: Draft {
            head,
            line: release_line,
            segments: list,
        },
        lines,
        counts,
        release_sha256,
    })
}
