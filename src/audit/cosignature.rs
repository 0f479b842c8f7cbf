//! Witness cosignatures (`c2sp.org/tlog-cosignature`, type 0x04): checked where a checkpoint carries one. tearline
//! makes none yet.

use super::encoding::{unbase64, unhex};
use super::note::{Note, key_hash};
use ed25519_dalek::{Signature, VerifyingKey};

const COSIGNATURE: u8 = 4;

/// The public key of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    hash: u32,
    key: VerifyingKey,
}

impl WitnessKey {
    /// Reads a verifier key of type 0x04; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (hash, key) = rest.split_once('+')?;
        let hash = u32::from_be_bytes(unhex(hash)?);
        let bytes = unbase64(key)?;
        let (kind, key) = bytes.split_first()?;
        if *kind != COSIGNATURE || !super::note::is_key_name(name) || key_hash(name, *kind, key) != hash {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            hash,
            key: VerifyingKey::from_bytes(key.try_into().ok()?).ok()?,
        })
    }

    /// When the witness says it saw the checkpoint, in seconds since 1970; `None` where its line is missing or does
    /// not hold.
    #[must_use]
    pub fn verify(&self, note: &Note) -> Option<u64> {
        let line = note
            .signatures
            .iter()
            .find(|line| line.name == self.name && line.hash == self.hash)?;
        let (time, signature) = line.signature.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let signature = Signature::from_bytes(signature.try_into().ok()?);
        let message = format!("cosignature/v1\ntime {time}\n{}", note.text);
        self.key.verify_strict(message.as_bytes(), &signature).ok()?;
        Some(time)
    }
}
