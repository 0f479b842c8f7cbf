//! The withheld text of many documents as a table of hashed word runs, of bounded size.
//!
//! An entry is sixteen bytes and holds no text: the hash of a run of `spill.words` words with the least length of a run
//! that tells, the document, and which of its withheld words the run begins with. The hash only finds candidates: words
//! are compared before anything is said. The table lives in memory and is never written.

use super::between::Between;
use super::places::Places;
use super::runs::TELLING;
use super::words::Word;
use crate::span::Span;
use std::collections::VecDeque;

/// Most entries of a table: with its index not more than 120 MiB.
pub const MOST_ENTRIES: usize = 6 << 20;
/// How many least lengths an entry can tell apart; they lie in the low bits of its key.
const CLASSES: u64 = 8;

/// A run of withheld words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    key: u64,
    pub(super) doc: u32,
    /// Which of the withheld words of its document the run begins with.
    pub(super) index: u32,
}

/// A rolling hash over the last `length` words.
pub(super) struct Roll {
    ring: VecDeque<Word>,
    length: usize,
    high: u64,
    hash: u64,
    /// How many words since the start tell something, up to the oldest of the last `length` and in all.
    before: u32,
    told: u32,
    /// Over all words, since the start and since the last paragraph.
    whole: Whole,
    paragraph: Whole,
}

/// A hash over all words of a text.
#[derive(Clone, Copy, Default)]
struct Whole {
    hash: u64,
    count: u32,
    told: u32,
}

impl Whole {
    fn push(&mut self, word: Word) {
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(word.hash);
        self.count = self.count.saturating_add(1);
        self.told = self.told.saturating_add(u32::from(word.telling));
    }

    /// Its key as a paragraph, where it tells something.
    fn key(self) -> Option<u64> {
        let salted = self.hash ^ (u64::from(self.count) << 32) ^ 0x5bd1_e995_a076_1d64;
        (self.told >= TELLING).then(|| key(salted))
    }
}

/// `length` words in a row.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) place: Span,
    pub(super) key: u64,
    /// How many words tell something before it and up to its end.
    pub(super) before: u32,
    pub(super) told: u32,
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl Roll {
    pub(super) fn new(length: usize) -> Self {
        Self {
            ring: VecDeque::with_capacity(length.saturating_add(1)),
            length,
            high: (1..length).fold(1, |high: u64, _| high.wrapping_mul(BASE)),
            hash: 0,
            before: 0,
            told: 0,
            whole: Whole::default(),
            paragraph: Whole::default(),
        }
    }

    pub(super) fn start(&mut self) {
        self.ring.clear();
        (self.hash, self.before, self.told) = (0, 0, 0);
        (self.whole, self.paragraph) = (Whole::default(), Whole::default());
    }

    /// Takes a word; the run that ends with it, where it is long enough.
    pub(super) fn push(&mut self, word: Word) -> Option<Run> {
        if self.ring.len() == self.length
            && let Some(first) = self.ring.pop_front()
        {
            self.hash = self.hash.wrapping_sub(first.hash.wrapping_mul(self.high));
            self.before = self.before.saturating_add(u32::from(first.telling));
        }
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(word.hash);
        self.told = self.told.saturating_add(u32::from(word.telling));
        self.whole.push(word);
        self.paragraph.push(word);
        self.ring.push_back(word);
        let first = self.ring.front()?;
        (self.ring.len() == self.length).then(|| Run {
            place: Span::new(first.span.start(), word.span.end()),
            key: key(self.hash),
            before: self.before,
            told: self.told,
        })
    }

    /// Ends a paragraph: its key, where it tells something.
    pub(super) fn paragraph(&mut self) -> Option<u64> {
        std::mem::take(&mut self.paragraph).key()
    }

    /// The key of all words since the start, where they tell something.
    pub(super) fn whole(&self) -> Option<u64> {
        self.whole.key()
    }
}

/// Spreads a hash over all bits and clears those of the class.
fn key(hash: u64) -> u64 {
    let a = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let b = (a ^ (a >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (b ^ (b >> 33)) & !(CLASSES.saturating_sub(1))
}

/// The fewest words of a run that can tell, by the words of the sentences that it touches: three fifths of them, at
/// least `length`, at most twice as many. Held in eight steps, rounded down.
fn class(sentence: u32, length: usize) -> u64 {
    let length = length as u64;
    let need = u64::from(sentence).saturating_mul(3).div_ceil(5);
    let above = need.saturating_sub(length).min(length);
    let steps = above.saturating_mul(CLASSES.saturating_sub(1));
    steps.checked_div(length).unwrap_or(0)
}

/// The fewest words that the runs of a class tell with.
pub(super) fn least(class: u64, length: usize) -> usize {
    let steps = CLASSES.saturating_sub(1) as usize;
    length.saturating_add((class as usize).saturating_mul(length).div_ceil(steps))
}

/// How far a document got into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// All of it.
    All,
    /// Up to this withheld word, where the next table goes on.
    UpTo(u32),
}

/// Adds the runs of the withheld text of a document to `out`, from its withheld word `from` on, while `out` holds at most `most`.
///
/// What the next table goes on with overlaps what stands in this one, so that no run is torn.
pub fn fill(
    text: &str,
    places: &Places,
    doc: u32,
    length: usize,
    from: u32,
    most: usize,
    out: &mut Vec<Entry>,
) -> Filled {
    let alone = out.is_empty();
    let mut roll = Roll::new(length);
    let mut sentence = Sentence::new(doc, length, from);
    let mut next = 0_u32;
    for strand in places.withheld(text) {
        roll.start();
        sentence.start(next);
        let (first, mut opened) = (next, next);
        for broken in strand.breaks(text) {
            match broken.between {
                Between::Words => {}
                Between::Begins => sentence.begin = next,
                Between::Ends => sentence.end(next, out),
            }
            if broken.opens.is_some() {
                let key = roll.paragraph().filter(|_| next > from);
                out.extend(key.map(|key| Entry {
                    key,
                    doc,
                    index: opened,
                }));
                opened = next;
            }
            let run = roll.push(broken.word);
            next = next.saturating_add(1);
            sentence.word(run.map(|run| run.key), next, out);
            // What waits for the end of its sentence, and the paragraphs.
            if out.len().saturating_add(sentence.pending.len()).saturating_add(3) >= most {
                // The runs whose sentence has not ended, and a statement that begins before them.
                let overlap = u32::try_from(length.saturating_mul(8)).unwrap_or(u32::MAX);
                let at = next.saturating_sub(overlap);
                // An empty table that is too small for the overlap would go on for ever.
                return Filled::UpTo(at.max(from.saturating_add(u32::from(alone))));
            }
        }
        sentence.end(next, out);
        let last = roll.paragraph().map(|key| (key, opened));
        let whole = roll.whole().filter(|_| opened > first).map(|key| (key, first));
        for (key, index) in last.into_iter().chain(whole).filter(|_| next > from) {
            out.push(Entry { key, doc, index });
        }
    }
    Filled::All
}

/// Runs whose sentence has not ended yet.
struct Sentence {
    doc: u32,
    length: usize,
    from: u32,
    /// The withheld word that the sentence begins with.
    begin: u32,
    /// For each of the last words, the one that its sentence begins with.
    begins: VecDeque<u32>,
    /// Key, first word and begin of the sentence.
    pending: VecDeque<(u64, u32, u32)>,
}

impl Sentence {
    fn new(doc: u32, length: usize, from: u32) -> Self {
        Self {
            doc,
            length,
            from,
            begin: 0,
            begins: VecDeque::with_capacity(length.saturating_add(1)),
            pending: VecDeque::new(),
        }
    }

    fn start(&mut self, at: u32) {
        self.begin = at;
        self.begins.clear();
        self.pending.clear();
    }

    /// Takes the word before `next` and the key of the run that ends with it.
    fn word(&mut self, run: Option<u64>, next: u32, out: &mut Vec<Entry>) {
        if self.begins.len() == self.length {
            self.begins.pop_front();
        }
        self.begins.push_back(self.begin);
        let index = next.saturating_sub(u32::try_from(self.length).unwrap_or(u32::MAX));
        if let (Some(key), Some(begin)) = (run.filter(|_| index >= self.from), self.begins.front()) {
            self.pending.push_back((key, index, *begin));
        }
        // Of a long sentence only a long run tells: no need to wait for its end.
        while let Some((_, _, begin)) = self.pending.front()
            && class(next.saturating_sub(*begin), self.length) == CLASSES.saturating_sub(1)
        {
            self.flush_one(next, out);
        }
    }

    fn end(&mut self, next: u32, out: &mut Vec<Entry>) {
        while !self.pending.is_empty() {
            self.flush_one(next, out);
        }
        self.begin = next;
    }

    fn flush_one(&mut self, next: u32, out: &mut Vec<Entry>) {
        if let Some((key, index, begin)) = self.pending.pop_front() {
            let key = key | class(next.saturating_sub(begin), self.length);
            out.push(Entry {
                key,
                doc: self.doc,
                index,
            });
        }
    }
}

/// The runs of withheld text, found by key.
#[derive(Debug)]
pub struct Table {
    entries: Vec<Entry>,
    /// Where the entries begin whose keys have the same leading bits.
    starts: Vec<u32>,
    shift: u32,
    /// A bit for each sixteenth of a bucket that holds something: most words of a release are in no table.
    some: Vec<u64>,
}

impl Table {
    /// Sorts the entries.
    #[must_use]
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable();
        let bits = entries.len().checked_ilog2().unwrap_or(0).clamp(1, 28);
        let shift = 64_u32.saturating_sub(bits);
        let mut starts = Vec::with_capacity((1_usize << bits).saturating_add(1));
        let mut at = 0_usize;
        for bucket in 0..=(1_u64 << bits) {
            while entries.get(at).is_some_and(|e| e.key >> shift < bucket) {
                at = at.saturating_add(1);
            }
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let mut table = Self {
            some: vec![0; ((1_usize << bits) / 4).max(1)],
            entries,
            starts,
            shift,
        };
        for at in 0..table.entries.len() {
            if let Some((word, bit)) = table.entries.get(at).map(|e| table.bit(e.key))
                && let Some(word) = table.some.get_mut(word)
            {
                *word |= bit;
            }
        }
        table
    }

    /// Where the bit of a key stands.
    fn bit(&self, key: u64) -> (usize, u64) {
        let at = key >> self.shift.saturating_sub(4);
        ((at >> 6) as usize, 1 << (at & 63))
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let entries = self.entries.capacity().saturating_mul(size_of::<Entry>());
        let starts = self.starts.capacity().saturating_mul(size_of::<u32>());
        let some = self.some.capacity().saturating_mul(size_of::<u64>());
        entries.saturating_add(starts).saturating_add(some)
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries under a key, by class, document and place.
    pub(super) fn group(&self, key: u64) -> Group<'_> {
        let (word, bit) = self.bit(key);
        if self.some.get(word).is_none_or(|word| word & bit == 0) {
            return Group { key, entries: &[] };
        }
        let bucket = (key >> self.shift) as usize;
        let at = |n: usize| self.starts.get(n).map_or(0, |at| *at as usize);
        let within = self
            .entries
            .get(at(bucket)..at(bucket.saturating_add(1)))
            .unwrap_or_default();
        let from = within.partition_point(|e| e.key < key);
        let to = within.partition_point(|e| e.key < key.saturating_add(CLASSES));
        Group {
            key,
            entries: within.get(from..to).unwrap_or_default(),
        }
    }
}

/// The entries under one key.
#[derive(Clone, Copy)]
pub(super) struct Group<'t> {
    key: u64,
    entries: &'t [Entry],
}

impl<'t> Group<'t> {
    /// The entries of each class.
    fn classes(self) -> impl Iterator<Item = (u64, &'t [Entry])> {
        let mut rest = self.entries;
        (0..CLASSES).map_while(move |class| {
            if rest.is_empty() {
                return None;
            }
            let next = self.key | class;
            let (these, others) = rest.split_at_checked(rest.partition_point(|e| e.key <= next))?;
            rest = others;
            Some((class, these))
        })
    }

    /// The entries of other documents than `own`, by class: those before it and those behind.
    pub(super) fn by_class(self, own: u32) -> impl Iterator<Item = (u64, [&'t [Entry]; 2])> {
        self.classes().map(move |(class, entries)| {
            let before = entries.partition_point(|e| e.doc < own);
            let after = entries.partition_point(|e| e.doc <= own);
            let part = |part: Option<&'t [Entry]>| part.unwrap_or_default();
            (class, [part(entries.get(..before)), part(entries.get(after..))])
        })
    }

    /// The entries of other documents than `own`, with their class.
    pub(super) fn others(self, own: u32) -> impl Iterator<Item = (u64, &'t Entry)> {
        self.by_class(own)
            .flat_map(|(class, parts)| parts.into_iter().flatten().map(move |e| (class, e)))
    }

    pub(super) fn len(self) -> usize {
        self.entries.len()
    }

    /// The entry of a class for this place of this document.
    pub(super) fn find(self, class: u64, doc: u32, index: u32) -> Option<&'t Entry> {
        let key = self.key | class;
        let at = self.entries.binary_search(&Entry { key, doc, index }).ok()?;
        self.entries.get(at)
    }

    /// Whether the run stands at this place of this document.
    pub(super) fn holds(self, doc: u32, index: u32) -> bool {
        self.classes().any(|(class, entries)| {
            let key = self.key | class;
            entries.binary_search(&Entry { key, doc, index }).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects)]
    use super::*;

    #[test]
    fn a_class_never_asks_for_more_words_than_tell() {
        for length in 3..=50_usize {
            for sentence in 1..200_u32 {
                let need = (sentence as usize * 3).div_ceil(5).clamp(length, 2 * length);
                let held = least(class(sentence, length), length);
                assert!(held <= need, "{length} {sentence}");
                // Seven steps: exact up to seven words.
                assert!(held == need || length > 7, "{length} {sentence}");
                assert!(need - held <= length / 7, "{length} {sentence}");
            }
        }
    }

    #[test]
    fn groups_hold_what_was_put_in_and_nothing_else() {
        let entry = |n: u64, class: u64, doc: u32, index: u32| Entry {
            key: key(n) | class,
            doc,
            index,
        };
        let table = Table::new(vec![
            entry(1, 3, 7, 40),
            entry(2, 0, 1, 1),
            entry(1, 0, 9, 2),
            entry(1, 3, 2, 5),
        ]);
        let found = |n, own| -> Vec<(u64, u32, u32)> {
            let others = table.group(key(n)).others(own);
            others.map(|(class, e)| (class, e.doc, e.index)).collect()
        };
        assert_eq!(found(1, 0), [(0, 9, 2), (3, 2, 5), (3, 7, 40)]);
        assert_eq!(found(1, 7), [(0, 9, 2), (3, 2, 5)]);
        assert_eq!(found(2, 1), []);
        assert_eq!(found(3, 0), []);
        let group = table.group(key(1));
        assert!(group.holds(7, 40) && group.holds(9, 2));
        assert!(!group.holds(7, 41) && !group.holds(1, 1));
    }
}
