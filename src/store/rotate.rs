//! Rotation of signing keys. A new key is added by a line that old and new key sign; both sign from then on, until
//! the old one is retired by a line that the new one signs alone.

use super::fault::LedgerError;
use super::ledger::{Committed, Ledger, Signing};
use super::steps::random;
use crate::audit::encoding::B64;
use crate::audit::id::time_text;
use crate::audit::line::{self, KeyLine, KeyOp};
use crate::audit::note::VerifierKey;
use jiff::Timestamp;
use std::io;

impl Ledger {
    /// Adds a new signing key; the present one goes on signing beside it until [`Self::retire`].
    ///
    /// A crash at any point leaves a ledger that can be appended to; rotating again then takes up the same new key.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]; also where an earlier key was not retired yet.
    pub fn rotate(&self, now: Timestamp) -> Result<(VerifierKey, Committed), LedgerError> {
        let lock = self.lock()?;
        let home = self.home();
        let keys = home.load(self.origin())?;
        if keys.previous.is_some() {
            let path = keys.folder.join("previous.key");
            return Err(LedgerError::NotRetired { path });
        }
        let next = home.next(self.origin())?;
        home.note_vkey(next.public(), None)?;
        let line = self.key_line(next.public(), KeyOp::Add, now)?;
        let committed = self.append_locked(&[line], &[], now, Signing::And(&next))?;
        home.promote(self.origin(), &keys.signer)?;
        drop(lock);
        Ok((next.public().clone(), committed))
    }

    /// Retires the key before the present one: it may sign no later checkpoint, and is removed.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]; also where there is no such key.
    pub fn retire(&self, now: Timestamp) -> Result<(VerifierKey, Committed), LedgerError> {
        let lock = self.lock()?;
        let home = self.home();
        let keys = home.load(self.origin())?;
        let Some(previous) = keys.previous else {
            let path = keys.folder.join("previous.key");
            return Err(LedgerError::NothingToRetire { path });
        };
        let line = self.key_line(previous.public(), KeyOp::Retire, now)?;
        let committed = self.append_locked(&[line], &[], now, Signing::Newest)?;
        home.note_vkey(previous.public(), Some(committed.first))?;
        home.forget_previous(self.origin())?;
        drop(lock);
        Ok((previous.public().clone(), committed))
    }

    fn key_line(&self, key: &VerifierKey, op: KeyOp, now: Timestamp) -> Result<String, LedgerError> {
        let line = KeyLine {
            key: key.to_string(),
            nonce: B64(random(self.folder())?),
            op,
            t: "key".to_owned(),
            time: time_text(now),
            v: 1,
        };
        line::write(&line).map_err(|e| LedgerError::io(self.folder(), io::Error::other(e)))
    }
}
