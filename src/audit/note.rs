//! C2SP signed notes (`c2sp.org/signed-note`) with Ed25519 keys (signature type 0x01; RFC 8032, checked strictly).

use super::encoding::{base64, hex, unbase64};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The type byte of Ed25519 note signatures.
const ED25519: u8 = 1;
/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 1 << 20;
/// The most signature lines that a note may have.
const MAX_SIGNATURES: usize = 100;

/// Why a note or key is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note.
    #[error("not a signed note")]
    Malformed,
    /// No signature by a known key.
    #[error("not signed by any of the given keys")]
    Unverified,
    /// A signature that claims a known key does not hold.
    #[error("the signature of key {name} does not hold")]
    InvalidSignature {
        /// Name of the key.
        name: String,
    },
    /// Not a key in the note format.
    #[error("not a key in the C2SP note format")]
    Key,
}

/// Whether a key name is allowed: not empty, no white space, no plus sign, no control character.
#[must_use]
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && c != '+')
}

pub(super) fn key_hash(name: &str, kind: u8, key: &[u8]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', kind]);
    hasher.update(key);
    let digest = hasher.finalize();
    digest
        .iter()
        .take(4)
        .fold(0, |hash, byte| (hash << 8) | u32::from(*byte))
}

/// A public key: `name+hash+base64(0x01 || key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    hash: u32,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Reads a verifier key.
    ///
    /// # Errors
    ///
    /// [`NoteError::Key`] for anything that is not an Ed25519 verifier key with the right hash.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, rest) = text.split_once('+').ok_or(NoteError::Key)?;
        let (hash, key) = rest.split_once('+').ok_or(NoteError::Key)?;
        let hash: [u8; 4] = super::encoding::unhex(hash).ok_or(NoteError::Key)?;
        let hash = u32::from_be_bytes(hash);
        let bytes = unbase64(key).ok_or(NoteError::Key)?;
        let (kind, key) = bytes.split_first().ok_or(NoteError::Key)?;
        if *kind != ED25519 || !is_key_name(name) || key_hash(name, *kind, key) != hash {
            return Err(NoteError::Key);
        }
        let key: [u8; 32] = key.try_into().map_err(|_| NoteError::Key)?;
        Ok(Self {
            name: name.to_owned(),
            hash,
            key: VerifyingKey::from_bytes(&key).map_err(|_| NoteError::Key)?,
        })
    }

    /// The key with this name and these 32 bytes.
    ///
    /// # Errors
    ///
    /// [`NoteError::Key`] for a name that is not allowed or bytes that are no key.
    pub fn from_bytes(name: &str, key: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::Key);
        }
        Ok(Self {
            name: name.to_owned(),
            hash: key_hash(name, ED25519, key),
            key: VerifyingKey::from_bytes(key).map_err(|_| NoteError::Key)?,
        })
    }

    /// Name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether `signature` over `message` holds. Strict: small-order keys and points are refused.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut key = vec![ED25519];
        key.extend_from_slice(self.key.as_bytes());
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex(&self.hash.to_be_bytes()),
            base64(&key)
        )
    }
}

/// A private key: `PRIVATE+KEY+name+hash+base64(0x01 || seed)`. Wiped on drop, never printed.
pub struct SignerKey {
    public: VerifierKey,
    key: SigningKey,
}

impl SignerKey {
    /// The key with this name and seed (32 random bytes).
    ///
    /// # Errors
    ///
    /// [`NoteError::Key`] for a name that is not allowed.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::Key);
        }
        let key = SigningKey::from_bytes(seed);
        let public = VerifierKey {
            name: name.to_owned(),
            hash: key_hash(name, ED25519, key.verifying_key().as_bytes()),
            key: key.verifying_key(),
        };
        Ok(Self { public, key })
    }

    /// Reads a private key.
    ///
    /// # Errors
    ///
    /// [`NoteError::Key`] for anything that is not an Ed25519 private key with the right hash.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(NoteError::Key)?;
        let (name, rest) = rest.split_once('+').ok_or(NoteError::Key)?;
        let (hash, key) = rest.split_once('+').ok_or(NoteError::Key)?;
        let bytes = Zeroizing::new(unbase64(key).ok_or(NoteError::Key)?);
        let (kind, seed) = bytes.split_first().ok_or(NoteError::Key)?;
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(seed.try_into().map_err(|_| NoteError::Key)?);
        let key = Self::new(name, &seed)?;
        if *kind != ED25519 || hex(&key.public.hash.to_be_bytes()) != hash {
            return Err(NoteError::Key);
        }
        Ok(key)
    }

    /// The private key in its text form.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![ED25519]);
        bytes.extend_from_slice(self.key.as_bytes());
        let encoded = Zeroizing::new(base64(&bytes));
        Zeroizing::new(format!(
            "PRIVATE+KEY+{}+{}+{}",
            self.public.name,
            hex(&self.public.hash.to_be_bytes()),
            encoded.as_str()
        ))
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> &VerifierKey {
        &self.public
    }

    /// A plain Ed25519 signature over `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The signature line over a note text, with its LF.
    #[must_use]
    pub fn signature_line(&self, text: &str) -> String {
        let mut bytes = self.public.hash.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.sign(text.as_bytes()));
        format!("\u{2014} {} {}\n", self.public.name, base64(&bytes))
    }
}

impl std::fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignerKey({}, hidden)", self.public)
    }
}

/// Signs `text`, which must end with an LF and hold no empty line at its end, with each of `keys`.
#[must_use]
pub fn sign(text: &str, keys: &[&SignerKey]) -> String {
    let mut note = format!("{text}\n");
    for key in keys {
        note.push_str(&key.signature_line(text));
    }
    note
}

/// A signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Hash of the key.
    pub hash: u32,
    /// What follows the hash.
    pub signature: Vec<u8>,
}

/// A note that was read, its signatures not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The signed text, final LF included.
    pub text: String,
    /// Its signature lines in order.
    pub signatures: Vec<NoteSignature>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    ///
    /// [`NoteError::Malformed`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let control = |c: char| c.is_ascii_control() && c != '\n';
        if note.len() > MAX_NOTE || note.contains(control) {
            return Err(NoteError::Malformed);
        }
        let split = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let text = note.get(..split.saturating_add(1)).ok_or(NoteError::Malformed)?;
        let lines = note.get(split.saturating_add(2)..).ok_or(NoteError::Malformed)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() >= MAX_SIGNATURES {
                return Err(NoteError::Malformed);
            }
            signatures.push(signature(line).ok_or(NoteError::Malformed)?);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The keys among `keys` that signed the note. Lines of unknown keys are ignored.
    ///
    /// # Errors
    ///
    /// [`NoteError::InvalidSignature`] where the line of a known key does not hold, [`NoteError::Unverified`] where
    /// no known key signed.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut good: Vec<&VerifierKey> = Vec::new();
        for line in &self.signatures {
            let known = keys.iter().find(|k| k.name == line.name && k.hash == line.hash);
            let Some(key) = known else { continue };
            if good.contains(&key) {
                continue;
            }
            let holds = <&[u8; 64]>::try_from(line.signature.as_slice())
                .is_ok_and(|signature| key.verify(self.text.as_bytes(), signature));
            if !holds {
                return Err(NoteError::InvalidSignature {
                    name: key.name.clone(),
                });
            }
            good.push(key);
        }
        if good.is_empty() {
            return Err(NoteError::Unverified);
        }
        Ok(good)
    }
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = unbase64(encoded)?;
    let (hash, rest) = bytes.split_first_chunk::<4>()?;
    (is_key_name(name) && !rest.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        hash: u32::from_be_bytes(*hash),
        signature: rest.to_vec(),
    })
}
