//! A Bloom filter over hashes of word runs.

/// A Bloom filter: says no only where the answer is no.
pub(super) struct Filter {
    bits: Vec<u64>,
    mask: u64,
}

impl Filter {
    /// For the words of `bytes` bytes of text: twelve bits a byte where that is little, so that most documents need no
    /// last pass, else three; never more than 64 MiB.
    pub(super) fn new(bytes: usize) -> Self {
        let bits = bytes
            .saturating_mul(12)
            .min(1 << 22)
            .max(bytes.saturating_mul(3))
            .clamp(1 << 10, 1 << 29)
            .checked_next_power_of_two()
            .unwrap_or(1 << 29);
        Self {
            bits: vec![0; bits / 64],
            mask: (bits as u64).saturating_sub(1),
        }
    }

    fn places(&self, hash: u64) -> [u64; 3] {
        let a = hash ^ (hash >> 29);
        let b = hash.rotate_left(32).wrapping_mul(0xff51_afd7_ed55_8ccd) | 1;
        [a, a.wrapping_add(b), a.wrapping_add(b).wrapping_add(b)].map(|p| p & self.mask)
    }

    pub(super) fn insert(&mut self, hash: u64) {
        for place in self.places(hash) {
            if let Some(word) = self.bits.get_mut((place >> 6) as usize) {
                *word |= 1 << (place & 63);
            }
        }
    }

    pub(super) fn holds(&self, hash: u64) -> bool {
        self.places(hash).iter().all(|place| {
            self.bits
                .get((place >> 6) as usize)
                .is_some_and(|word| word & (1 << (place & 63)) != 0)
        })
    }
}
