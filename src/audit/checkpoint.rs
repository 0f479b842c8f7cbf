//! Checkpoints (`c2sp.org/tlog-checkpoint`): a signed note that states origin, size and root of a ledger.

use super::encoding::{base64, unbase64};
use super::note::{self, Note, NoteError, SignerKey, VerifierKey};
use super::tree::Hash;

/// What a checkpoint states.
///
/// # Example: parse and print are inverses
///
/// ```
/// use tearline::audit::checkpoint::Checkpoint;
///
/// let text = "records.example/tearline\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
/// assert_eq!(Checkpoint::parse(text).unwrap().to_text(), text);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the ledger; equal to the name of its keys.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// Extension lines, each with its LF; empty for ours.
    pub extensions: String,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    #[must_use]
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: String::new(),
        }
    }

    /// The note text: three lines, then extensions.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{}\n{}\n{}\n{}",
            self.origin,
            self.size,
            base64(&self.root),
            self.extensions
        )
    }

    /// Reads a note text.
    ///
    /// # Errors
    ///
    /// [`NoteError::Malformed`] for anything but three lines and non-empty extension lines.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        parse(text).ok_or(NoteError::Malformed)
    }

    /// Reads a signed checkpoint and checks that a key with the name of its origin, one of `keys`, signed it.
    ///
    /// # Errors
    ///
    /// [`NoteError`]: malformed, not signed by such a key, or a signature that does not hold.
    pub fn open(note: &str, keys: &[VerifierKey]) -> Result<Self, NoteError> {
        let note = Note::parse(note)?;
        let checkpoint = Self::parse(&note.text)?;
        let good = note.verify(keys)?;
        if !good.iter().any(|key| key.name() == checkpoint.origin) {
            return Err(NoteError::Unverified);
        }
        Ok(checkpoint)
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, keys: &[&SignerKey]) -> String {
        note::sign(&self.to_text(), keys)
    }
}

fn parse(text: &str) -> Option<Checkpoint> {
    let (origin, rest) = text.split_once('\n')?;
    let (size, rest) = rest.split_once('\n')?;
    let (root, extensions) = rest.split_once('\n')?;
    let canonical = !size.is_empty()
        && size.bytes().all(|b| b.is_ascii_digit())
        && (size == "0" || !size.starts_with('0'));
    if origin.is_empty() || !canonical {
        return None;
    }
    let extensions_hold = extensions.is_empty()
        || extensions
            .strip_suffix('\n')
            .is_some_and(|lines| lines.split('\n').all(|line| !line.is_empty()));
    if !extensions_hold {
        return None;
    }
    Some(Checkpoint {
        origin: origin.to_owned(),
        size: size.parse().ok()?,
        root: unbase64(root)?.try_into().ok()?,
        extensions: extensions.to_owned(),
    })
}
