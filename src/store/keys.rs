//! Keys and state of ledgers, in a folder of the user's configuration, never beside the ledger.
//!
//! ```text
//! HOME/ledgers/SLUG/signing.key    C2SP private key, 0600
//! HOME/ledgers/SLUG/previous.key   the key before it, while both sign
//! HOME/ledgers/SLUG/next.key       the key of a rotation that a crash cut short
//! HOME/ledgers/SLUG/opening.key    the opening key, 0600
//! HOME/ledgers/SLUG/vkeys          every verifier key of the ledger, newest last; retired ones with their last size
//! HOME/ledgers/SLUG/state          the largest checkpoint seen: shows a rollback of the ledger
//! HOME/ledgers/SLUG/place          the folder of the ledger
//! ```

use super::fault::LedgerError;
use super::file::{self, Trust};
pub use super::key_fault::KeyError;
use super::steps::{self, Lock};
use super::write::{self, Access};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::{MAX_NOTE, SignerKey, VerifierKey};
use crate::audit::secret::OpeningKey;
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub(super) const MAX_KEY: u64 = 4096;

/// The folder that holds keys and state of all ledgers of a user.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// The keys and states below `folder`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The folder of one ledger: its origin, with everything but letters, digits, `.`, `-` and `_` percent-encoded.
    #[must_use]
    pub fn ledger(&self, origin: &str) -> PathBuf {
        let mut slug = String::new();
        for byte in origin.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
                slug.push(char::from(byte));
            } else {
                slug.push('%');
                slug.push_str(&crate::audit::encoding::hex(&[byte]));
            }
        }
        // `.` and `..` are no names of their own.
        if slug.starts_with('.') {
            slug.insert(0, '%');
        }
        self.0.join("ledgers").join(slug)
    }

    /// Takes the lock under which keys are made: whoever holds it is the only one that makes any.
    pub(super) fn lock(&self) -> Result<Lock, LedgerError> {
        let ledgers = self.0.join("ledgers");
        file::make_folder(&ledgers).map_err(|e| KeyError::io(&ledgers, &e))?;
        // No origin gives this name: a folder of a ledger does not begin with a full stop.
        steps::lock_file(&ledgers.join(".lock"))
    }

    /// Removes what a first use that was killed left for a ledger at `place`: a folder without state whose signing key,
    /// written last, is not there, so that nothing was ever signed. The caller holds the lock. Left where that fails.
    #[allow(clippy::disallowed_methods)]
    pub(super) fn sweep(&self, place: &Path) {
        let Ok(entries) = std::fs::read_dir(self.0.join("ledgers")) else {
            return;
        };
        for folder in entries.flatten().map(|entry| entry.path()) {
            let Ok(found) = std::fs::read_dir(&folder) else {
                continue;
            };
            let names: Vec<OsString> = found.flatten().map(|entry| entry.file_name()).collect();
            let used = names.iter().any(|name| name == "signing.key" || name == "state");
            let temporary = names.iter().all(|name| write::is_temporary(name));
            let here = || {
                file::read_text(&folder.join("place"), MAX_KEY, Trust::Own)
                    .is_ok_and(|noted| noted.as_bytes() == place.as_os_str().as_bytes())
            };
            if !used && (temporary || here()) {
                // The place goes last, so that this can be taken up where it is cut short.
                for name in names.iter().filter(|name| *name != "place") {
                    let _ = std::fs::remove_file(folder.join(name));
                }
                let _ = std::fs::remove_file(folder.join("place"));
                let _ = std::fs::remove_dir(&folder);
            }
        }
    }

    /// Makes signing key and opening key of a new ledger at `place`. The place is noted first and the signing key written
    /// last: [`Self::sweep`] relies on it.
    pub(super) fn create(&self, origin: &str, place: &Path) -> Result<Keys, KeyError> {
        let folder = self.ledger(origin);
        file::make_folder(&folder).map_err(|e| KeyError::io(&folder, &e))?;
        let signer = new_signer(origin, &folder)?;
        let mut seed = Zeroizing::new([0; 32]);
        fill(seed.as_mut(), &folder)?;
        let opening = OpeningKey::from_bytes(*seed);
        let put = |name: &str, text: &str| {
            let path = folder.join(name);
            write::durable(&path, text.as_bytes(), Access::Owner, false)
                .map_err(|e| KeyError::write(&path, &e))
        };
        self.set_place(origin, place)?;
        put("opening.key", &opening.to_text())?;
        put("vkeys", &format!("{}\n", signer.public()))?;
        put("signing.key", &format!("{}\n", signer.to_text().as_str()))?;
        Ok(Keys {
            folder,
            signer,
            previous: None,
            opening,
        })
    }

    /// Reads the keys of a ledger.
    pub(super) fn load(&self, origin: &str) -> Result<Keys, KeyError> {
        let folder = self.ledger(origin);
        let signer = read_signer(&folder.join("signing.key"))?;
        let previous = match read_signer(&folder.join("previous.key")) {
            // A crash may have come between the two steps of a rotation.
            Ok(key) if key.public() == signer.public() => None,
            Ok(key) => Some(key),
            Err(error) if error.missing => None,
            Err(error) => return Err(error),
        };
        let opening = self.opening(origin)?;
        let named = [Some(&signer), previous.as_ref()];
        if named.iter().flatten().any(|key| key.public().name() != origin) {
            return Err(KeyError::new(
                &folder.join("signing.key"),
                "a key of another ledger",
            ));
        }
        Ok(Keys {
            folder,
            signer,
            previous,
            opening,
        })
    }

    /// Reads the opening key of a ledger.
    ///
    /// # Errors
    ///
    /// [`KeyError`].
    pub fn opening(&self, origin: &str) -> Result<OpeningKey, KeyError> {
        let path = self.ledger(origin).join("opening.key");
        let text = file::read_text(&path, MAX_KEY, Trust::Secret).map_err(|e| KeyError::io(&path, &e))?;
        let text = Zeroizing::new(text);
        OpeningKey::from_text(&text).ok_or_else(|| KeyError::new(&path, "not an opening key"))
    }

    /// The verifier keys of a ledger, oldest first; empty where none are known.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for a file that cannot be read or holds something else.
    pub fn vkeys(&self, origin: &str) -> Result<Vec<VerifierKey>, KeyError> {
        let all = self.ranged(origin)?;
        Ok(all.into_iter().map(|(key, _)| key).collect())
    }

    /// The verifier keys of a ledger that may sign a checkpoint of `size`: those not retired before.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for a file that cannot be read or holds something else.
    pub fn vkeys_at(&self, origin: &str, size: u64) -> Result<Vec<VerifierKey>, KeyError> {
        let all = self.ranged(origin)?;
        let in_use = all
            .into_iter()
            .filter(|(_, until)| until.is_none_or(|until| size <= until));
        Ok(in_use.map(|(key, _)| key).collect())
    }

    /// Each line of `vkeys`: a key, and after a space the largest size that a retired key may sign.
    fn ranged(&self, origin: &str) -> Result<Vec<(VerifierKey, Option<u64>)>, KeyError> {
        let path = self.ledger(origin).join("vkeys");
        let limit = MAX_KEY.saturating_mul(64);
        let text = file::optional(file::read_text(&path, limit, Trust::Own))
            .map_err(|e| KeyError::io(&path, &e))?
            .unwrap_or_default();
        text.lines()
            .map(|line| {
                let (key, until) = match line.split_once(' ') {
                    Some((key, until)) => (key, Some(until.parse().ok()?)),
                    None => (line, None),
                };
                let key = VerifierKey::parse(key).ok().filter(|key| key.name() == origin)?;
                Some((key, until))
            })
            .collect::<Option<_>>()
            .ok_or_else(|| KeyError::new(&path, "not a list of verifier keys of this ledger"))
    }

    /// Adds a key to the list, or notes that it was retired.
    pub(super) fn note_vkey(&self, key: &VerifierKey, until: Option<u64>) -> Result<(), KeyError> {
        let origin = key.name();
        let mut all = self.ranged(origin)?;
        match all.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = known.or(until),
            None => all.push((key.clone(), until)),
        }
        let text: String = all
            .iter()
            .map(|(key, until)| until.map_or(format!("{key}\n"), |until| format!("{key} {until}\n")))
            .collect();
        let path = self.ledger(origin).join("vkeys");
        write::durable(&path, text.as_bytes(), Access::Owner, true).map_err(|e| KeyError::write(&path, &e))
    }

    /// The key that a rotation brings in: the one of a rotation that a crash cut short, or a new one.
    pub(super) fn next(&self, origin: &str) -> Result<SignerKey, KeyError> {
        let folder = self.ledger(origin);
        let path = folder.join("next.key");
        match read_signer(&path) {
            Err(error) if error.missing => {}
            other => return other,
        }
        let key = new_signer(origin, &folder)?;
        write::durable(
            &path,
            format!("{}\n", key.to_text().as_str()).as_bytes(),
            Access::Owner,
            false,
        )
        .map_err(|e| KeyError::write(&path, &e))?;
        Ok(key)
    }

    /// Makes the next key the signing key and the signing key the previous one.
    pub(super) fn promote(&self, origin: &str, old: &SignerKey) -> Result<(), KeyError> {
        let folder = self.ledger(origin);
        let previous = folder.join("previous.key");
        write::durable(
            &previous,
            format!("{}\n", old.to_text().as_str()).as_bytes(),
            Access::Owner,
            true,
        )
        .map_err(|e| KeyError::write(&previous, &e))?;
        let next = folder.join("next.key");
        #[allow(clippy::disallowed_methods)]
        std::fs::rename(&next, folder.join("signing.key")).map_err(|e| KeyError::io(&next, &e))?;
        write::sync_folder(&folder).map_err(|e| KeyError::io(&folder, &e))
    }

    /// Removes the previous key.
    pub(super) fn forget_previous(&self, origin: &str) -> Result<(), KeyError> {
        let folder = self.ledger(origin);
        let path = folder.join("previous.key");
        #[allow(clippy::disallowed_methods)]
        std::fs::remove_file(&path).map_err(|e| KeyError::io(&path, &e))?;
        write::sync_folder(&folder).map_err(|e| KeyError::io(&folder, &e))
    }

    /// The largest checkpoint seen of a ledger, its signature checked with `keys`.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for a file that cannot be read or holds something else.
    pub fn state(&self, origin: &str, keys: &[VerifierKey]) -> Result<Option<Checkpoint>, KeyError> {
        let path = self.ledger(origin).join("state");
        let text = file::optional(file::read_text(&path, MAX_NOTE as u64, Trust::Own))
            .map_err(|e| KeyError::io(&path, &e))?;
        let Some(text) = text else { return Ok(None) };
        let state = Checkpoint::open(&text, keys).map_err(|e| KeyError::new(&path, e.to_string()))?;
        if state.origin != origin {
            return Err(KeyError::new(&path, "the state of another ledger"));
        }
        Ok(Some(state))
    }

    /// Where the state of a ledger of `size` lines should be, where its keys are known here and the state is gone. A crash
    /// may have kept the very first state from being noted.
    #[must_use]
    pub fn lost_state(&self, origin: &str, size: u64) -> Option<PathBuf> {
        let folder = self.ledger(origin);
        let path = folder.join("state");
        (size > 1 && folder.is_dir() && path.symlink_metadata().is_err()).then_some(path)
    }

    /// Notes the largest checkpoint seen.
    pub(super) fn set_state(&self, origin: &str, note: &str) -> Result<(), KeyError> {
        let path = self.ledger(origin).join("state");
        steps::replace(&path.with_extension("tmp"), &path, note).map_err(|e| KeyError::io(&path, &e))?;
        let folder = self.ledger(origin);
        steps::retry(|| write::sync_folder(&folder)).map_err(|e| KeyError::io(&folder, &e))
    }

    /// Notes where the ledger is.
    fn set_place(&self, origin: &str, place: &Path) -> Result<(), KeyError> {
        let path = self.ledger(origin).join("place");
        write::durable(&path, place.as_os_str().as_bytes(), Access::Owner, true)
            .map_err(|e| KeyError::write(&path, &e))
    }

    /// The origins of ledgers that were made at `place` and have a state.
    pub(super) fn at_place(&self, place: &Path) -> Vec<Checkpoint> {
        let Ok(entries) = std::fs::read_dir(self.0.join("ledgers")) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries.flatten() {
            let folder = entry.path();
            let Ok(noted) = file::read_text(&folder.join("place"), MAX_KEY, Trust::Own) else {
                continue;
            };
            if noted.as_bytes() != place.as_os_str().as_bytes() {
                continue;
            }
            let Ok(state) = file::read_text(&folder.join("state"), MAX_NOTE as u64, Trust::Own) else {
                continue;
            };
            let origin = state.split('\n').next().unwrap_or_default();
            let keys = self.vkeys(origin).unwrap_or_default();
            if let Ok(checkpoint) = Checkpoint::open(&state, &keys) {
                found.push(checkpoint);
            }
        }
        found.sort_by(|a, b| a.origin.cmp(&b.origin));
        found
    }
}

/// The keys of one ledger.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) folder: PathBuf,
    pub(super) signer: SignerKey,
    pub(super) previous: Option<SignerKey>,
    pub(super) opening: OpeningKey,
}

impl Keys {
    /// All keys that sign now.
    pub(super) fn signers(&self) -> Vec<&SignerKey> {
        let mut keys = vec![&self.signer];
        keys.extend(self.previous.as_ref());
        keys
    }
}

pub(super) fn new_signer(origin: &str, folder: &Path) -> Result<SignerKey, KeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut(), folder)?;
    SignerKey::new(origin, &seed)
        .map_err(|_| KeyError::new(folder, "a key name may hold no white space and no plus sign"))
}

fn fill(bytes: &mut [u8], folder: &Path) -> Result<(), KeyError> {
    getrandom::fill(bytes).map_err(|e| KeyError::new(folder, format!("the system gave no random bytes: {e}")))
}

fn read_signer(path: &Path) -> Result<SignerKey, KeyError> {
    let text = file::read_text(path, MAX_KEY, Trust::Secret).map_err(|e| KeyError::io(path, &e))?;
    let text = Zeroizing::new(text);
    SignerKey::parse(text.strip_suffix('\n').unwrap_or(&text))
        .map_err(|_| KeyError::new(path, "not a private key in the C2SP note format"))
}
