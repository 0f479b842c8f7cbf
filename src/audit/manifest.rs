//! The manifest `NAME.tearline.json`: what goes with a release, so that a stranger can rebuild and check it.
//!
//! One line in RFC 8785 form and an LF. No byte of it can be changed unseen: the segment list is bound by its digest
//! in the ledger line, the ledger line by the proof, the proof by the signed checkpoint in it.

use super::encoding::{B64, Hex32};
use super::line::{self, Line, LineError, ReleaseLine};
use super::tlog_proof::{ProofError, TlogProof};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// One segment as the manifest writes it, members in RFC 8785 order. Which members stand there depends on `t`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) hash: Option<B64<32>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) leaf: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) len: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) mark: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) mask: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) nonce: Option<B64<32>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) portions: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) rule: Option<Cow<'a, str>>,
    pub(super) t: Cow<'a, str>,
}

/// One segment of a manifest, in release order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// The next `len` bytes of the release stand verbatim in the source.
    Keep {
        /// Leaf index, 1 or more.
        leaf: u32,
        /// Length in bytes.
        len: u64,
        /// The marking that governs them.
        mark: String,
        /// Nonce of the leaf.
        nonce: [u8; 32],
    },
    /// Source text was cut here; `mask` is next in the release.
    Cut {
        /// Leaf index, 1 or more.
        leaf: u32,
        /// Leaf hash.
        hash: [u8; 32],
        /// What stands in the release instead; may be empty.
        mask: String,
        /// How many portions, where the policy shows amounts.
        portions: Option<u32>,
        /// Why.
        reason: Option<String>,
    },
    /// The next `len` bytes of the release are text of the engine.
    Made {
        /// Length in bytes.
        len: u64,
        /// Which rule made it.
        rule: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    head: B64<32>,
    #[serde(borrow)]
    line: Cow<'a, str>,
    #[serde(borrow)]
    proof: Cow<'a, str>,
    #[serde(borrow)]
    segments: Vec<Written<'a>>,
    t: Cow<'a, str>,
    v: u8,
}

/// A manifest without its proof: made with the record, before the ledger knows its place.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) head: [u8; 32],
    pub(super) line: String,
    pub(super) segments: String,
}

impl Draft {
    /// The manifest file. `proof` is the tlog-proof of its release line, as the ledger gives it.
    #[must_use]
    pub fn with_proof(&self, proof: &str) -> String {
        self.parts(proof).concat()
    }

    /// What [`Self::with_proof`] gives, in parts: for one who writes the file and need not hold it whole.
    #[must_use]
    pub fn parts(&self, proof: &str) -> [Cow<'_, str>; 3] {
        let head = serde_json::to_string(&B64(self.head)).unwrap_or_default();
        let line = serde_json::to_string(&self.line).unwrap_or_default();
        let proof = serde_json::to_string(proof).unwrap_or_default();
        let before = format!("{{\"head\":{head},\"line\":{line},\"proof\":{proof},\"segments\":");
        [
            Cow::Owned(before),
            Cow::Borrowed(&self.segments),
            Cow::Borrowed(",\"t\":\"manifest\",\"v\":1}\n"),
        ]
    }

    /// The release line that the ledger must hold.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Reads what [`Self::with_proof`] gives with an empty proof. The manifest has an empty proof too: it serves to
    /// check a release before it is recorded.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] for anything else.
    pub fn read(text: &str) -> Result<(Self, Manifest), ManifestError> {
        let file = File::read(text)?;
        if !file.proof.is_empty() {
            return Err(ManifestError::Proof(ProofError::Malformed));
        }
        let draft = Self {
            head: file.head.0,
            line: file.line.clone().into_owned(),
            segments: serde_json::to_string(&file.segments).unwrap_or_default(),
        };
        let proof = TlogProof {
            extra: None,
            index: 0,
            path: Vec::new(),
            checkpoint: String::new(),
        };
        Ok((draft, file.open(proof)?))
    }
}

/// A manifest that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Leaf hash of the document leaf.
    pub head: [u8; 32],
    /// The exact ledger line.
    pub line: String,
    /// What the line says.
    pub release: ReleaseLine,
    /// The proof that the ledger holds the line.
    pub proof: TlogProof,
    /// The segments in release order.
    pub segments: Vec<Segment>,
    /// SHA-256 of the segment list as written.
    pub segments_sha256: [u8; 32],
}

/// Why a file is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON, or not the members of a manifest.
    #[error("not a manifest: line {line}, column {column}")]
    NotManifest {
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
    },
    /// A version that this program does not know.
    #[error("a manifest of a version that this program does not know")]
    Version,
    /// Not the exact bytes that were written.
    #[error("the manifest is not in the form in which it was written")]
    NotCanonical,
    /// A segment has the wrong members.
    #[error("segment {index} is malformed")]
    Segment {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The ledger line is malformed.
    #[error("its ledger line is malformed: {0}")]
    Line(#[from] LineError),
    /// The ledger line is not a release line.
    #[error("its ledger line is not a `release` line")]
    NotRelease,
    /// The proof is malformed.
    #[error("its proof is malformed: {0}")]
    Proof(#[from] ProofError),
}

impl Manifest {
    /// Reads a manifest file.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] for anything but the exact bytes that a writer gives.
    pub fn read(text: &str) -> Result<Self, ManifestError> {
        let file = File::read(text)?;
        let proof = TlogProof::parse(&file.proof)?;
        file.open(proof)
    }

    /// Whether a file that was not read was a manifest once: it begins or ends as one does. What neither does was
    /// named by mistake, and shows nothing altered.
    #[must_use]
    pub fn was_one(bytes: &[u8]) -> bool {
        bytes.starts_with(br#"{"head":"#) || memchr::memmem::find(bytes, br#""t":"manifest""#).is_some()
    }
}

impl<'a> File<'a> {
    fn read(text: &'a str) -> Result<Self, ManifestError> {
        let file: Self = serde_json::from_str(text).map_err(|e| ManifestError::NotManifest {
            line: e.line(),
            column: e.column(),
        })?;
        if file.v != 1 || file.t != "manifest" {
            return Err(ManifestError::Version);
        }
        let again = serde_json::to_string(&file).unwrap_or_default();
        if text.strip_suffix('\n') != Some(again.as_str()) {
            return Err(ManifestError::NotCanonical);
        }
        Ok(file)
    }

    fn open(self, proof: TlogProof) -> Result<Manifest, ManifestError> {
        let list = serde_json::to_string(&self.segments).unwrap_or_default();
        let segments_sha256 = Sha256::digest(list.as_bytes()).into();
        drop(list);
        let Line::Release(release) = line::read(&self.line)? else {
            return Err(ManifestError::NotRelease);
        };
        let segments = self
            .segments
            .into_iter()
            .enumerate()
            .map(|(index, written)| typed(written).ok_or(ManifestError::Segment { index }))
            .collect::<Result<_, _>>()?;
        Ok(Manifest {
            head: self.head.0,
            line: self.line.into_owned(),
            release: *release,
            proof,
            segments,
            segments_sha256,
        })
    }
}

/// The segment that `written` means; `None` where a member is missing or too many.
fn typed(written: Written<'_>) -> Option<Segment> {
    let Written {
        hash,
        leaf,
        len,
        mark,
        mask,
        nonce,
        portions,
        reason,
        rule,
        t,
    } = written;
    let (mark, mask) = (mark.map(Cow::into_owned), mask.map(Cow::into_owned));
    let (reason, rule) = (reason.map(Cow::into_owned), rule.map(Cow::into_owned));
    match (&*t, hash, leaf, len, mark, mask, nonce, rule) {
        ("keep", None, Some(leaf), Some(len), Some(mark), None, Some(nonce), None)
            if portions.is_none() && reason.is_none() =>
        {
            let nonce = nonce.0;
            Some(Segment::Keep {
                leaf,
                len,
                mark,
                nonce,
            })
        }
        ("cut", Some(hash), Some(leaf), None, None, Some(mask), None, None) => Some(Segment::Cut {
            leaf,
            hash: hash.0,
            mask,
            portions,
            reason,
        }),
        ("made", None, None, Some(len), None, None, None, Some(rule))
            if portions.is_none() && reason.is_none() =>
        {
            Some(Segment::Made { len, rule })
        }
        _ => None,
    }
}
/// SHA-256 of a written segment list.
pub(super) fn digest(segments: &str) -> Hex32 {
    Hex32(Sha256::digest(segments.as_bytes()).into())
}
