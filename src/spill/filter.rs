//! A Bloom filter over hashes of word runs.

/// A Bloom filter: says no only where the answer is no. What is asked of one hash lies in one word of it, so that each
/// question costs one look into memory.
pub(super) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// For the words of `bytes` bytes of text: twelve bits a byte where that is little, so that most documents need no
    /// last pass, else three; never more than 64 MiB.
    pub(super) fn new(bytes: usize) -> Self {
        let bits = bytes
            .saturating_mul(12)
            .min(1 << 22)
            .max(bytes.saturating_mul(3))
            .clamp(1 << 10, 1 << 29);
        Self {
            words: vec![0; bits / 64],
        }
    }

    /// Which word, and which of its bits.
    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        let mixed = hash ^ (hash >> 29);
        let mixed = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd);
        let word = (u128::from(mixed).wrapping_mul(self.words.len() as u128) >> 64) as usize;
        let bits = mixed ^ (mixed >> 32);
        let bit = |shift: u32| 1_u64 << ((bits >> shift) & 63);
        (word, bit(0) | bit(6) | bit(12) | bit(18))
    }

    /// Takes all `hashes` and leaves the list empty.
    pub(super) fn insert(&mut self, hashes: &mut Vec<u64>) {
        for hash in hashes.drain(..) {
            let (place, bits) = self.place(hash);
            if let Some(word) = self.words.get_mut(place) {
                *word |= bits;
            }
        }
    }

    #[inline]
    pub(super) fn holds(&self, hash: u64) -> bool {
        let (place, bits) = self.place(hash);
        self.words.get(place).is_some_and(|word| word & bits == bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(from: u64, count: u64) -> impl Iterator<Item = u64> {
        (from..from.saturating_add(count)).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17) ^ n)
    }

    #[test]
    fn what_is_in_is_held_and_little_else() {
        let mut filter = Filter::new(60_000);
        filter.insert(&mut hashes(0, 10_000).collect());
        assert!(hashes(0, 10_000).all(|hash| filter.holds(hash)));
        let wrong = hashes(1 << 40, 100_000)
            .filter(|hash| filter.holds(*hash))
            .count();
        assert!(wrong < 200, "{wrong} of 100,000 held by chance");
    }
}
