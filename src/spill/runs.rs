//! Runs of words that withheld and released text share.
//!
//! Withheld runs go into a filter of fixed size per word; released runs that the filter knows are looked up in the
//! withheld text in a last pass and compared word by word. Three passes whatever the text, and memory of two bytes for
//! each withheld word.

use super::words::{Word, Words, same};
use crate::span::Span;
use std::collections::HashMap;

/// How many words of a run must tell something. Six everyday words in a row stand in any two texts.
pub(super) const TELLING: usize = 3;
/// After this many shared runs the search has made its point.
const MOST: usize = 64;
/// Candidates are looked up in batches of this many.
const BATCH: usize = 1 << 14;

/// A run of words that stands in both.
pub(super) struct Shared {
    pub(super) released: Span,
    pub(super) withheld: Span,
}

/// The runs of at least `length` words that a released and a withheld span share, in the order of the released text.
pub(super) fn shared(source: &str, withheld: &[Span], released: &[Span], length: usize) -> Vec<Shared> {
    let bytes: usize = withheld.iter().map(|s| s.len()).sum();
    if bytes == 0 || length == 0 {
        return Vec::new();
    }
    let mut filter = Filter::new(bytes);
    for span in withheld {
        windows(source, *span, length, |_, hash, _| filter.insert(hash));
    }
    let mut out = Vec::new();
    let mut batch: Vec<(Span, u64)> = Vec::new();
    for span in released {
        windows(source, *span, length, |run, hash, telling| {
            if telling >= TELLING.min(length) && filter.holds(hash) {
                batch.push((run, hash));
            }
        });
        if batch.len() >= BATCH {
            confirm(source, withheld, length, &mut batch, &mut out);
            if out.len() >= MOST {
                return out;
            }
        }
    }
    confirm(source, withheld, length, &mut batch, &mut out);
    out
}

/// Looks the candidates up in the withheld text; runs that overlap become one.
fn confirm(
    source: &str,
    withheld: &[Span],
    length: usize,
    batch: &mut Vec<(Span, u64)>,
    out: &mut Vec<Shared>,
) {
    if batch.is_empty() {
        return;
    }
    let mut found: HashMap<u64, Option<Span>> = batch.iter().map(|(_, hash)| (*hash, None)).collect();
    for span in withheld {
        windows(source, *span, length, |run, hash, _| {
            if let Some(slot @ None) = found.get_mut(&hash) {
                *slot = Some(run);
            }
        });
    }
    for (run, hash) in batch.drain(..) {
        if out.len() > MOST {
            break;
        }
        let Some(Some(from)) = found.get(&hash) else {
            continue;
        };
        if !same(source, run, *from) || is_title(source, run) {
            continue;
        }
        match out.last_mut() {
            Some(last) if run.start() < last.released.end() => {
                last.released = Span::new(last.released.start(), run.end());
                if from.start() >= last.withheld.start() && from.start() < last.withheld.end() {
                    last.withheld = Span::new(last.withheld.start(), last.withheld.end().max(from.end()));
                }
            }
            _ => out.push(Shared {
                released: run,
                withheld: *from,
            }),
        }
    }
}

/// How far a sentence is looked for on either side of a run, in bytes.
const REACH: usize = 600;

/// Whether a shared run repeats a withheld statement and not only a phrase of it: at least twice `length` words, or three
/// fifths of the withheld sentences that it touches, or of one of them with at least `length` words.
pub(super) fn repeats(source: &str, run: &Shared, length: usize) -> bool {
    let count = Words::new(source, run.released).count();
    tells(source, run.withheld, count, length)
}

/// The same for a run of `count` words that stands at `withheld` in `source`.
pub(super) fn tells(source: &str, withheld: Span, count: usize, length: usize) -> bool {
    if count >= length.saturating_mul(2) {
        return true;
    }
    let around = |from: usize, to: usize| {
        let floor = (from..=to).find(|at| source.is_char_boundary(*at));
        Span::new(floor.unwrap_or(to), to).of(source)
    };
    let before = around(withheld.start().saturating_sub(REACH), withheld.start());
    let ends = |text: &str, at: usize| {
        let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
        rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with(['"', ')', '\u{201d}'])
    };
    let start = before
        .rmatch_indices(['.', '!', '?', ')'])
        .find(|(at, _)| ends(before, *at))
        .map_or(0, |(at, _)| at.saturating_add(1));
    let reach = withheld.end().saturating_add(REACH).min(source.len());
    let reach = (withheld.end()..=reach)
        .rev()
        .find(|at| source.is_char_boundary(*at))
        .unwrap_or(withheld.end());
    let after = Span::new(withheld.end(), reach).of(source);
    let end = after
        .match_indices(['.', '!', '?'])
        .find(|(at, _)| ends(after, *at))
        .map(|(at, _)| at)
        .or_else(|| after.find("\n\n"))
        .unwrap_or(after.len());
    let lead = Words::new(before, Span::new(start, before.len())).count();
    let tail = Words::new(after, Span::new(0, end)).count();
    let sentence = count.saturating_add(lead).saturating_add(tail);
    if count.saturating_mul(5) >= sentence.saturating_mul(3) {
        return true;
    }
    let before_at = withheld.start().saturating_sub(before.len());
    let region = Span::new(
        before_at.saturating_add(start),
        withheld.end().saturating_add(end),
    );
    one_sentence(source, region, withheld, length)
}

/// Whether `run` holds three fifths of one sentence of `region`, and at least `length` words of it.
fn one_sentence(source: &str, region: Span, run: Span, length: usize) -> bool {
    let enough =
        |inside: usize, all: usize| inside >= length && inside.saturating_mul(5) >= all.saturating_mul(3);
    let (mut inside, mut all, mut last) = (0_usize, 0_usize, region.start());
    for word in Words::new(source, region) {
        if between(Span::new(last, word.span.start()).of(source)) == Between::Ends {
            if enough(inside, all) {
                return true;
            }
            (inside, all) = (0, 0);
        }
        last = word.span.end();
        all = all.saturating_add(1);
        inside = inside.saturating_add(usize::from(run.contains(word.span)));
    }
    enough(inside, all)
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing that matters.
    Words,
    /// A bracket closes: a sentence may begin here, where a run is looked at, but does not end.
    Begins,
    /// A sentence ends.
    Ends,
}

/// What the text between two words says of sentences.
pub(super) fn between(text: &str) -> Between {
    if text.len() < 2 {
        return Between::Words;
    }
    let sign = |signs: &[char]| {
        text.match_indices(signs).any(|(at, _)| {
            let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
            rest.starts_with(char::is_whitespace) || rest.starts_with(['"', ')', '\u{201d}'])
        })
    };
    if text.contains("\n\n") || sign(&['.', '!', '?']) {
        Between::Ends
    } else if sign(&[')']) {
        Between::Begins
    } else {
        Between::Words
    }
}

/// Whether a run is nothing but the name of an institution: capitals held together by small words, such as "the Bureau
/// of Harbours and Inland Ports". A list of persons has no small words, and text in capitals alone cannot be told.
pub(super) fn is_title(source: &str, run: Span) -> bool {
    let mut joined = false;
    for word in Words::new(source, run) {
        let text = word.span.of(source);
        if text.starts_with(char::is_uppercase) {
            continue;
        }
        if !matches!(
            text,
            "of" | "for" | "and" | "the" | "on" | "in" | "de" | "la" | "du" | "des" | "y" | "und"
        ) {
            return false;
        }
        joined |= text != "and" && text != "the";
    }
    joined
}

/// Calls `each` with the span, the hash and the number of telling words of every run of `length` words.
fn windows(source: &str, span: Span, length: usize, mut each: impl FnMut(Span, u64, usize)) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut high: u64 = 1;
    for _ in 1..length {
        high = high.wrapping_mul(BASE);
    }
    // The last `length` words, by turns.
    let mut ring: Vec<Word> = Vec::with_capacity(length.min(64));
    let mut oldest = 0_usize;
    let (mut hash, mut telling) = (0_u64, 0_usize);
    for word in Words::new(source, span) {
        if ring.len() < length {
            ring.push(word);
        } else if let Some(slot) = ring.get_mut(oldest) {
            hash = hash.wrapping_sub(slot.hash.wrapping_mul(high));
            telling = telling.saturating_sub(usize::from(slot.telling));
            *slot = word;
            oldest = oldest.saturating_add(1);
            if oldest == length {
                oldest = 0;
            }
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(word.hash);
        telling = telling.saturating_add(usize::from(word.telling));
        if ring.len() == length
            && let Some(first) = ring.get(oldest)
        {
            each(Span::new(first.span.start(), word.span.end()), hash, telling);
        }
    }
}

/// A Bloom filter: says no only where the answer is no.
struct Filter {
    bits: Vec<u64>,
    mask: u64,
}

impl Filter {
    /// For the words of `bytes` bytes of text: twelve bits a byte where that is little, so that most documents need no
    /// last pass, else three; never more than 64 MiB.
    fn new(bytes: usize) -> Self {
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

    fn insert(&mut self, hash: u64) {
        for place in self.places(hash) {
            if let Some(word) = self.bits.get_mut((place >> 6) as usize) {
                *word |= 1 << (place & 63);
            }
        }
    }

    fn holds(&self, hash: u64) -> bool {
        self.places(hash).iter().all(|place| {
            self.bits
                .get((place >> 6) as usize)
                .is_some_and(|word| word & (1 << (place & 63)) != 0)
        })
    }
}
