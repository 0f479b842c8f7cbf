//! Codes of nations and groups: `GBR`, `FVEY`.

use std::cmp::Ordering;
use std::fmt;

/// A code of 3 to 8 capital letters or digits. Trigraphs sort before longer codes, each group ascending
/// (Register and Manual H.8, `REL TO`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Code([u8; 8]);

impl Code {
    /// The code that `text` spells; `None` where it is too short, too long or not made of capitals and digits.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let fits = (3..=8).contains(&bytes.len())
            && bytes.first().is_some_and(u8::is_ascii_uppercase)
            && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !fits {
            return None;
        }
        let mut code = [0; 8];
        for (to, from) in code.iter_mut().zip(bytes) {
            *to = *from;
        }
        Some(Self(code))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("").trim_end_matches('\0')
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        let [_, _, _, mine, ..] = self.0;
        let [_, _, _, theirs, ..] = other.0;
        (mine != 0).cmp(&(theirs != 0)).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
