//! Sets of short words, folded into numbers: what a look-up of most words of a text must cost.

/// How many letters of a word count.
pub(crate) const LETTERS: usize = 8;

/// A set of words that differ in their first eight bytes.
#[derive(Default)]
pub(crate) struct WordSet {
    /// A filter in front of the list: 1,024 bits.
    bits: [u64; 16],
    /// Sorted.
    keys: Vec<u64>,
}

impl WordSet {
    /// The set of the words with these [`key`]s.
    pub(crate) fn new(keys: impl Iterator<Item = u64>) -> Self {
        let mut bits = [0_u64; 16];
        let mut keys: Vec<u64> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        for key in &keys {
            let (slot, bit) = place(*key);
            if let Some(slot) = bits.get_mut(slot) {
                *slot |= bit;
            }
        }
        Self { bits, keys }
    }

    /// Whether a word with this key is in the set.
    #[inline]
    pub(crate) fn holds(&self, key: u64) -> bool {
        let (slot, bit) = place(key);
        self.bits.get(slot).is_some_and(|slot| slot & bit != 0) && self.keys.binary_search(&key).is_ok()
    }
}

#[inline]
fn place(key: u64) -> (usize, u64) {
    let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let slot = usize::try_from(mixed >> 60).unwrap_or(0);
    let bit = u32::try_from((mixed >> 54) & 63).unwrap_or(0);
    (slot, 1_u64.wrapping_shl(bit))
}

/// One more byte of a word: a small letter or a figure.
#[inline]
pub(crate) fn push(key: u64, byte: u8) -> u64 {
    (key << 8) | u64::from(byte)
}

/// The key of the first eight bytes of `word`, ASCII letters in small letters.
pub(crate) fn key(word: &[u8]) -> u64 {
    word.iter()
        .take(LETTERS)
        .fold(0, |key, byte| push(key, byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_its_words_and_no_other() {
        let words = ["ferry", "harbour", "gull", "lighthouse"];
        let set = WordSet::new(words.iter().map(|w| key(w.as_bytes())));
        for word in words.iter().chain(&["GULL", "lighthousekeeper"]) {
            assert!(set.holds(key(word.as_bytes())), "{word}");
        }
        for word in ["", "g", "gulls", "tern", "ferr", "lightship"] {
            assert!(!set.holds(key(word.as_bytes())), "{word}");
        }
    }
}
