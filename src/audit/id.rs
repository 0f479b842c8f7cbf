//! Release identifiers and times. Clock and randomness are handed in.

use jiff::Timestamp;
use std::fmt;
use ulid::Ulid;

/// The identifier of one release: a ULID, fresh for each release, so that no nonce is ever used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseId(Ulid);

impl ReleaseId {
    /// The identifier made of a time and 80 random bits.
    ///
    /// # Example
    ///
    /// ```
    /// use tearline::audit::id::ReleaseId;
    ///
    /// let id = ReleaseId::new(jiff::Timestamp::UNIX_EPOCH, [0; 10]);
    /// assert_eq!(id.to_string(), "00000000000000000000000000");
    /// ```
    #[must_use]
    pub fn new(time: Timestamp, random: [u8; 10]) -> Self {
        let bits = random
            .iter()
            .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let millis = u64::try_from(time.as_millisecond()).unwrap_or(0);
        Self(Ulid::from_parts(millis, bits))
    }

    /// Reads the 26 characters that [`fmt::Display`] writes; no other spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self(Ulid::from_string(text).ok()?);
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.array_to_str(&mut [0; 26]))
    }
}

impl fmt::Debug for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A time as the record writes it: UTC, milliseconds, `2026-11-23T16:18:00.000Z`.
#[must_use]
pub fn time_text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
