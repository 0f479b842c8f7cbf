//! Where sentences of withheld text begin and end, and whether a run of words repeats one.

use super::between::Between;
use super::strand::Strand;

/// The sentences of one strand, by the number of the word that each begins with.
pub(super) struct Sentences {
    /// Where one begins, or may.
    begins: Vec<u32>,
    /// Where one ended before, and the end.
    ends: Vec<u32>,
}

impl Sentences {
    pub(super) fn new(source: &str, strand: Strand<'_>) -> Self {
        let (mut begins, mut ends) = (Vec::new(), Vec::new());
        let mut count = 0_u32;
        for broken in strand.breaks(source) {
            match broken.between {
                Between::Words => {}
                Between::Begins => begins.push(count),
                Between::Ends => {
                    begins.push(count);
                    ends.push(count);
                }
            }
            count = count.saturating_add(1);
        }
        ends.push(count);
        Self { begins, ends }
    }

    /// How many words the sentences hold that `count` words from `first` on touch, and where the first of them begins.
    fn touched(&self, first: u32, count: u32) -> (u32, u32) {
        let before = self.begins.partition_point(|begin| *begin <= first);
        let begin = before.checked_sub(1).and_then(|at| self.begins.get(at));
        let begin = begin.copied().unwrap_or(0);
        let last = first.saturating_add(count);
        let end = self.ends.get(self.ends.partition_point(|end| *end < last));
        (end.copied().unwrap_or(last).saturating_sub(begin), begin)
    }

    /// How many words the sentences hold that a run touches.
    pub(super) fn around(&self, first: u32, count: u32) -> u32 {
        self.touched(first, count).0
    }

    /// Whether a run repeats a statement and not only a phrase: twice `length` words, or three fifths of the sentences
    /// that it touches, or of one of them with at least `length` words. What tells with a larger `length` tells with a smaller.
    pub(super) fn tell(&self, first: u32, count: u32, length: u32) -> bool {
        let (all, begin) = self.touched(first, count);
        let most =
            |inside: u32, all: u32| u64::from(inside).saturating_mul(5) >= u64::from(all).saturating_mul(3);
        if count >= length.saturating_mul(2) || most(count, all) {
            return true;
        }
        let last = first.saturating_add(count);
        let mut from = begin;
        let next = self.ends.partition_point(|end| *end <= begin);
        for end in self.ends.get(next..).unwrap_or_default() {
            let inside = last.min(*end).saturating_sub(first.max(from));
            if inside >= length && most(inside, end.saturating_sub(from)) {
                return true;
            }
            if *end >= last {
                break;
            }
            from = *end;
        }
        false
    }
}
