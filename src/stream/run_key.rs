//! The run key: what makes a retried task give equal bytes.

use crate::audit::encoding::{base64url, unbase64url};
use crate::audit::id::{ReleaseId, time_text};
use crate::audit::secret::OpeningKey;
use jiff::Timestamp;
use std::fmt;
use zeroize::Zeroizing;

/// First line of a run key file.
const HEADER: &str = "tearline run key v1";

/// A run: its identifier, its time and the key of which all nonces and release identifiers of the run derive.
///
/// The file has four lines: `tearline run key v1`, the run (a ULID), the time (`2026-11-23T16:18:00.000Z`) and
/// 32 bytes in unpadded base64url. The key is [`OpeningKey::run_key`] of a ledger's opening key, so that whoever holds that
/// key opens what the run withheld.
pub struct RunKey {
    run: ReleaseId,
    time: Timestamp,
    bytes: Zeroizing<[u8; 32]>,
    opening: OpeningKey,
}

/// Why a file is no run key. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RunKeyError {
    /// Not the four lines.
    #[error("not a run key; `tearline audit run-key` makes one")]
    Malformed,
}

impl RunKey {
    /// The key of run `run` at `time`.
    #[must_use]
    pub fn new(run: ReleaseId, time: Timestamp, bytes: [u8; 32]) -> Self {
        Self {
            run,
            time,
            bytes: Zeroizing::new(bytes),
            opening: OpeningKey::from_bytes(bytes),
        }
    }

    /// Identifier of the run.
    #[must_use]
    pub fn run(&self) -> String {
        self.run.to_string()
    }

    /// The time that the records of the run state.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The key of the run's secrets.
    #[must_use]
    pub fn opening(&self) -> &OpeningKey {
        &self.opening
    }

    /// The identifier of the release of an input: the time of the run and 80 bits that derive from the key and `parts`.
    /// Equal parts give equal identifiers; a nonce can therefore never serve two texts.
    #[must_use]
    pub fn release_id(&self, parts: &[&[u8]]) -> ReleaseId {
        let tag = self.opening.input_tag(parts);
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(tag) {
            *to = from;
        }
        ReleaseId::new(self.time, random)
    }

    /// The key file.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "{HEADER}\n{}\n{}\n{}\n",
            self.run,
            time_text(self.time),
            base64url(self.bytes.as_ref())
        ))
    }

    /// Reads a key file.
    ///
    /// # Errors
    ///
    /// [`RunKeyError`] for anything that [`Self::to_text`] does not give.
    pub fn from_text(text: &str) -> Result<Self, RunKeyError> {
        read(text).ok_or(RunKeyError::Malformed)
    }
}

fn read(text: &str) -> Option<RunKey> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (header, run, time, key) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    if header != HEADER || lines.next().is_some() {
        return None;
    }
    let at: Timestamp = time.parse().ok()?;
    if time_text(at) != time {
        return None;
    }
    Some(RunKey::new(ReleaseId::parse(run)?, at, unbase64url(key)?))
}

impl fmt::Debug for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunKey({}, hidden)", self.run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> RunKey {
        let time = Timestamp::from_second(1_795_000_000).unwrap();
        RunKey::new(ReleaseId::new(time, [3; 10]), time, [9; 32])
    }

    #[test]
    fn a_key_file_reads_back() {
        let text = key().to_text();
        let again = RunKey::from_text(&text).unwrap();
        assert_eq!(*again.to_text(), *text);
        assert_eq!(again.release_id(&[b"a"]), key().release_id(&[b"a"]));
    }

    #[test]
    fn other_texts_are_refused() {
        let text = key().to_text().to_string();
        for wrong in [
            String::new(),
            text.trim_end().to_owned(),
            format!("{text}\n"),
            text.replace("v1", "v2"),
            text.replace(".000Z", "Z"),
            text.replace("CQ", "C"),
        ] {
            assert_eq!(
                RunKey::from_text(&wrong).unwrap_err(),
                RunKeyError::Malformed,
                "{wrong}"
            );
        }
    }

    #[test]
    fn identifiers_differ_with_every_part_and_its_borders() {
        let key = key();
        let ids = [
            key.release_id(&[b"ab", b"c"]),
            key.release_id(&[b"a", b"bc"]),
            key.release_id(&[b"abc"]),
            key.release_id(&[b"abc", b""]),
        ];
        for (i, one) in ids.iter().enumerate() {
            assert_eq!(ids.iter().filter(|other| *other == one).count(), 1, "{i}");
        }
    }
}
