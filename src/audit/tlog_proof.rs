//! `c2sp.org/tlog-proof@v1`: an entry's index, its audit path and the signed checkpoint, in one text.

use super::checkpoint::Checkpoint;
use super::encoding::{base64, unbase64};
use super::note::{Note, NoteError, VerifierKey};
use super::tree::{Hash, verify_inclusion};

const HEADER: &str = "c2sp.org/tlog-proof@v1\n";
/// The longest audit path: trees have at most 2^63 leaves.
const MAX_PATH: usize = 63;

/// Why a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a tlog-proof.
    #[error("not a tlog-proof")]
    Malformed,
    /// Its checkpoint is refused.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The path does not lead from the entry to the root.
    #[error("the entry is not in the tree of the checkpoint")]
    NotIncluded,
}

/// A proof that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Extra data, which has no meaning here.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry, from 0.
    pub index: u64,
    /// Its audit path.
    pub path: Vec<Hash>,
    /// The signed checkpoint as written.
    pub checkpoint: String,
}

impl TlogProof {
    /// The text form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_owned();
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", base64(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.path {
            text.push_str(&base64(hash));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads a proof.
    ///
    /// # Errors
    ///
    /// [`ProofError::Malformed`], or [`ProofError::Note`] for a checkpoint that is no signed note.
    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let (proof, body) = parse(text).ok_or(ProofError::Malformed)?;
        Checkpoint::parse(&body)?;
        Ok(proof)
    }

    /// What its checkpoint states. The signature is not checked.
    ///
    /// # Errors
    ///
    /// [`ProofError::Note`] where it is malformed.
    pub fn stated(&self) -> Result<Checkpoint, ProofError> {
        Ok(Checkpoint::parse(&Note::parse(&self.checkpoint)?.text)?)
    }

    /// Checks signature and inclusion of `leaf`, and gives the checkpoint.
    ///
    /// # Errors
    ///
    /// [`ProofError`].
    pub fn verify(&self, leaf: &Hash, keys: &[VerifierKey]) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, keys)?;
        if !verify_inclusion(leaf, self.index, checkpoint.size, &self.path, &checkpoint.root) {
            return Err(ProofError::NotIncluded);
        }
        Ok(checkpoint)
    }
}

fn parse(text: &str) -> Option<(TlogProof, String)> {
    let rest = text.strip_prefix(HEADER)?;
    let (head, checkpoint) = rest.split_once("\n\n")?;
    let mut lines = head.split('\n').peekable();
    let extra = match lines.peek()?.strip_prefix("extra ") {
        Some(encoded) => {
            lines.next();
            Some(unbase64(encoded)?)
        }
        None => None,
    };
    let digits = lines.next()?.strip_prefix("index ")?;
    let index: u64 = digits.parse().ok()?;
    let path = lines
        .map(|line| unbase64(line).and_then(|bytes| Hash::try_from(bytes).ok()))
        .collect::<Option<Vec<_>>>()?;
    if index.to_string() != digits || path.len() > MAX_PATH {
        return None;
    }
    let note = Note::parse(checkpoint).ok()?;
    let proof = TlogProof {
        extra,
        index,
        path,
        checkpoint: checkpoint.to_owned(),
    };
    Some((proof, note.text))
}
