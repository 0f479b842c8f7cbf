//! Runs of words that withheld and released text share.
//!
//! Withheld runs of `length` words go into a filter of fixed size per word; released ones that the filter knows are looked
//! up in the withheld text in a last pass, put together to runs as long as both texts go on, and compared word by word.
//! What is asked of a run is asked of all of it, so that a smaller `length` never finds less.

use super::filter::Filter;
use super::sentences::Sentences;
use super::strand::{Strand, Strands};
use super::words::{Word, same};
use crate::span::Span;
use std::collections::{BTreeMap, HashMap};

/// How many words of a run must tell something. Six everyday words in a row stand in any two texts.
pub(super) const TELLING: u32 = 3;
/// After this many runs that tell the search has made its point; no more than this many others are named.
pub(super) const MOST: usize = 64;
/// The filter is asked about this many at once.
const AT_ONCE: usize = 256;
/// Candidates are looked up in batches of this many at first, and of twice as many each time up to the most, so that the
/// withheld text is read again a few times and not once for each part of a long document.
const BATCH: (usize, usize) = (1 << 14, 1 << 18);
/// Of words that stand more often in withheld text, only the shortest sentence around them is kept.
const MOST_PLACES: usize = 16;

/// A run of words that stands in both.
pub(super) struct Shared {
    pub(super) released: Span,
    pub(super) withheld: Span,
    /// Whether it repeats a statement, or stands where not even a phrase may.
    pub(super) tells: bool,
}

/// The runs of at least `length` words that released and withheld text share, in the order of the released text; `own`
/// says what leaves by a marking of its own and may share a phrase. Of runs that tell and of others no more than `most`.
pub(super) fn shared(
    source: &str,
    withheld: &Strands,
    released: &Strands,
    length: usize,
    own: &dyn Fn(Span) -> bool,
    most: usize,
) -> Vec<Shared> {
    let bytes: usize = withheld.spans().iter().map(|s| s.len()).sum();
    if bytes == 0 || length == 0 {
        return Vec::new();
    }
    let mut filter = Filter::new(bytes);
    let mut hashes = Vec::with_capacity(AT_ONCE);
    for strand in withheld.readings(source) {
        windows(source, strand, length, |window| {
            hashes.push(window.hash);
            if hashes.len() == AT_ONCE {
                filter.insert(&mut hashes);
            }
        });
    }
    filter.insert(&mut hashes);
    let mut search = Search {
        source,
        withheld,
        length,
        own,
        most,
        asked: Vec::with_capacity(AT_ONCE),
        batch: Vec::new(),
        size: BATCH.0,
        stretches: Vec::new(),
        known: HashMap::new(),
        held: Vec::new(),
        out: Vec::new(),
    };
    for strand in released.readings(source) {
        search.take(strand, &filter);
        if search.batch.len() >= search.size {
            search.confirm();
            if search.out.iter().filter(|one| one.tells).count() >= most {
                break;
            }
        }
    }
    search.confirm();
    // Both readings of a strand show the same place.
    search
        .out
        .sort_by_key(|one| (one.released.start(), one.released.end()));
    search.out.dedup_by(|next, kept| {
        let both = next.released.start() < kept.released.end();
        if both {
            *kept = join(kept, next);
        }
        both
    });
    search.out
}

fn join(a: &Shared, b: &Shared) -> Shared {
    let end = a.released.end().max(b.released.end());
    let withheld = if b.tells && !a.tells {
        b.withheld
    } else {
        a.withheld
    };
    Shared {
        released: Span::new(a.released.start(), end),
        withheld,
        tells: a.tells || b.tells,
    }
}

/// Windows of released text that overlap and may all stand in withheld text.
struct Stretch<'s> {
    strand: Strand<'s>,
    /// Where its windows begin in the batch.
    from: usize,
}

/// A window of withheld text.
#[derive(Clone, Copy)]
struct Place {
    strand: u32,
    index: u32,
    span: Span,
}

/// What is known of the words of a window in withheld text.
struct Known {
    places: Vec<Place>,
    /// Whether there are more places.
    crowded: bool,
    /// The words of the shortest sentences around any of them.
    shortest: u32,
}

/// Windows in a row that stand in a row in withheld text too.
struct Pair {
    first: Window,
    last: Window,
    from: Place,
    to: Span,
}

struct Search<'l, 's> {
    source: &'l str,
    withheld: &'s Strands,
    length: usize,
    own: &'l dyn Fn(Span) -> bool,
    most: usize,
    /// Windows that the filter is asked about at once, so that its answers do not wait for each other.
    asked: Vec<Window>,
    batch: Vec<Window>,
    /// How long the batch becomes.
    size: usize,
    stretches: Vec<Stretch<'s>>,
    /// What was looked up so far, as long as that is little: texts that repeat themselves are looked up once.
    known: HashMap<u64, Known>,
    /// The strands that hold its places.
    held: Vec<(Strand<'s>, Sentences)>,
    out: Vec<Shared>,
}

impl<'s> Search<'_, 's> {
    /// Puts those windows of `strand` into the batch that the filter knows.
    fn take(&mut self, strand: Strand<'s>, filter: &Filter) {
        let mut from = self.batch.len();
        let mut asked = std::mem::take(&mut self.asked);
        windows(self.source, strand, self.length, |window| {
            asked.push(window);
            if asked.len() == AT_ONCE {
                self.sift(strand, filter, &mut asked, &mut from);
            }
        });
        self.sift(strand, filter, &mut asked, &mut from);
        self.asked = asked;
        close(&mut self.batch, &mut self.stretches, strand, from);
    }

    /// Takes those of `asked` that the filter knows; `from` is where the open stretch begins in the batch.
    fn sift(&mut self, strand: Strand<'s>, filter: &Filter, asked: &mut Vec<Window>, from: &mut usize) {
        asked.retain(|window| filter.holds(window.hash));
        for window in asked.drain(..) {
            let torn = self.batch.len() > *from
                && self
                    .batch
                    .last()
                    .is_none_or(|last| window.index >= last.index.saturating_add(narrow(self.length)));
            if torn {
                close(&mut self.batch, &mut self.stretches, strand, *from);
                *from = self.batch.len();
            }
            self.batch.push(window);
        }
    }

    /// Looks the candidates up in the withheld text.
    fn confirm(&mut self) {
        if self.batch.is_empty() {
            self.stretches.clear();
            return;
        }
        self.look_up();
        let mut ends = self.stretches.iter().skip(1).map(|next| next.from);
        let mut made = Vec::new();
        for stretch in &self.stretches {
            let end = ends.next().unwrap_or(self.batch.len());
            let windows = self.batch.get(stretch.from..end).unwrap_or_default();
            self.judge(stretch.strand, windows, &mut made);
        }
        // Those that tell and the others have room for as many each.
        let count = |tells: bool| self.out.iter().filter(|one| one.tells == tells).count();
        let (mut telling, mut others) = (count(true), count(false));
        made.retain(|one| {
            let known = if one.tells { &mut telling } else { &mut others };
            *known = known.saturating_add(1);
            *known <= self.most
        });
        self.out.append(&mut made);
        self.batch.clear();
        self.stretches.clear();
    }

    /// Looks up where the words of the batch stand in withheld text, those that are not known yet.
    fn look_up(&mut self) {
        if self.known.len() > BATCH.1 {
            self.known.clear();
            self.held.clear();
        }
        let nothing = || Known {
            places: Vec::new(),
            crowded: false,
            shortest: u32::MAX,
        };
        let mut asked: HashMap<u64, Known> = self
            .batch
            .iter()
            .filter(|window| !self.known.contains_key(&window.hash))
            .map(|window| (window.hash, nothing()))
            .collect();
        if asked.is_empty() {
            return;
        }
        self.size = self.size.saturating_mul(2).min(BATCH.1);
        // Most words of withheld text are none of these.
        let mut filter = Filter::new(asked.len().saturating_mul(8));
        filter.insert(&mut asked.keys().copied().collect());
        let mut found: Vec<(u64, Place)> = Vec::new();
        for strand in self.withheld.readings(self.source) {
            windows(self.source, strand, self.length, |window| {
                if filter.holds(window.hash) && asked.contains_key(&window.hash) {
                    let place = Place {
                        strand: narrow(self.held.len()),
                        index: window.index,
                        span: window.span,
                    };
                    found.push((window.hash, place));
                }
            });
            if found.is_empty() {
                continue;
            }
            let sentences = Sentences::new(self.source, strand);
            let mut kept = false;
            for (hash, place) in found.drain(..) {
                let Some(known) = asked.get_mut(&hash) else {
                    continue;
                };
                let around = sentences.around(place.index, narrow(self.length));
                known.shortest = known.shortest.min(around);
                if known.places.len() < MOST_PLACES {
                    known.places.push(place);
                    kept = true;
                } else {
                    known.crowded = true;
                }
            }
            if kept {
                self.held.push((strand, sentences));
            }
        }
        self.known.extend(asked);
    }

    /// The runs of one stretch, those that overlap as one.
    fn judge(&self, strand: Strand<'_>, windows: &[Window], out: &mut Vec<Shared>) {
        let mut runs: Vec<(u32, u32, Shared)> = Vec::new();
        let mut open: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
        let (mut crowded, mut shortest) = (false, u32::MAX);
        for window in windows {
            let Some(known) = self.known.get(&window.hash) else {
                continue;
            };
            crowded |= known.crowded;
            shortest = shortest.min(known.shortest);
            for place in &known.places {
                let key = (place.strand, place.index.wrapping_sub(window.index));
                match open.get_mut(&key) {
                    Some(pair) if pair.last.index.saturating_add(1) == window.index => {
                        (pair.last, pair.to) = (*window, place.span);
                    }
                    _ => {
                        let pair = Pair {
                            first: *window,
                            last: *window,
                            from: *place,
                            to: place.span,
                        };
                        if let Some(done) = open.insert(key, pair) {
                            runs.extend(self.run(strand, &done));
                        }
                    }
                }
            }
            if open.len() > 1024 {
                open.retain(|_, pair| {
                    let goes_on = pair.last.index == window.index;
                    if !goes_on {
                        runs.extend(self.run(strand, pair));
                    }
                    goes_on
                });
            }
        }
        for pair in open.values() {
            runs.extend(self.run(strand, pair));
        }
        if let (true, Some(first), Some(last)) = (crowded, windows.first(), windows.last()) {
            runs.extend(self.crowded(strand, first, last, shortest));
        }
        runs.sort_by_key(|(from, to, _)| (*from, *to));
        let mut last: Option<(u32, u32, Shared)> = None;
        for (from, to, run) in runs {
            match &mut last {
                Some((begin, end, kept)) if from < *end => {
                    *kept = join(kept, &run);
                    *end = to.max(*end);
                    kept.tells |= end.saturating_sub(*begin) >= narrow(self.length).saturating_mul(2);
                }
                _ => out.extend(last.replace((from, to, run)).map(|(_, _, run)| run)),
            }
        }
        out.extend(last.map(|(_, _, run)| run));
    }

    /// Which words of the strand a pair is, and what it says; nothing where it says nothing.
    fn run(&self, strand: Strand<'_>, pair: &Pair) -> Option<(u32, u32, Shared)> {
        let count = pair
            .last
            .index
            .saturating_sub(pair.first.index)
            .saturating_add(narrow(self.length));
        let telling = pair.last.told.saturating_sub(pair.first.before);
        if telling < TELLING {
            return None;
        }
        let (home, sentences) = self.held.get(pair.from.strand as usize)?;
        let released = Span::new(pair.first.span.start(), pair.last.span.end());
        let withheld = Span::new(pair.from.span.start(), pair.to.end());
        let count_words = count as usize;
        let here = || strand.words_from(self.source, released.start()).take(count_words);
        let there = home.words_from(self.source, withheld.start()).take(count_words);
        if !same(self.source, here(), self.source, there) || is_title(self.source, here()) {
            return None;
        }
        let tells =
            !self.is_own(strand, released) || sentences.tell(pair.from.index, count, narrow(self.length));
        let run = Shared {
            released,
            withheld,
            tells,
        };
        Some((pair.first.index, pair.first.index.saturating_add(count), run))
    }

    /// A stretch with words that stand in too many places to look at each, held against the shortest sentence.
    fn crowded(
        &self,
        strand: Strand<'_>,
        first: &Window,
        last: &Window,
        shortest: u32,
    ) -> Option<(u32, u32, Shared)> {
        let count = last
            .index
            .saturating_sub(first.index)
            .saturating_add(narrow(self.length));
        let released = Span::new(first.span.start(), last.span.end());
        let withheld = self.known.get(&first.hash)?.places.first()?.span;
        let words = strand.words_from(self.source, released.start());
        if is_title(self.source, words.take(count as usize)) {
            return None;
        }
        let most = u64::from(count).saturating_mul(5) >= u64::from(shortest).saturating_mul(3);
        let tells = !self.is_own(strand, released) || most || count >= narrow(self.length).saturating_mul(2);
        let run = Shared {
            released,
            withheld,
            tells,
        };
        Some((first.index, first.index.saturating_add(count), run))
    }

    /// Whether all of a run leaves by a marking of its own.
    fn is_own(&self, strand: Strand<'_>, run: Span) -> bool {
        let touched = |span: &&Span| span.start() < run.end() && run.start() < span.end();
        strand.spans.iter().filter(touched).all(|span| (self.own)(*span))
    }
}

/// Ends the stretch that begins at `from` of the batch; too few words that tell can be no run.
fn close<'s>(batch: &mut Vec<Window>, stretches: &mut Vec<Stretch<'s>>, strand: Strand<'s>, from: usize) {
    let (Some(first), Some(last)) = (batch.get(from), batch.last()) else {
        return;
    };
    if last.told.saturating_sub(first.before) < TELLING {
        batch.truncate(from);
    } else {
        stretches.push(Stretch { strand, from });
    }
}

/// Whether a run is nothing but the name of an institution: capitals held together by small words, such as "the Bureau
/// of Harbours and Inland Ports". A list of persons has no small words, and text in capitals alone cannot be told.
pub(super) fn is_title(source: &str, words: impl Iterator<Item = Word>) -> bool {
    let mut joined = false;
    for word in words {
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

/// Words in a row.
#[derive(Clone, Copy)]
struct Window {
    span: Span,
    hash: u64,
    /// Which word of its strand it begins with.
    index: u32,
    /// How many words of the strand tell something before it, and up to its end.
    before: u32,
    told: u32,
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Calls `each` with every run of `length` words.
fn windows(source: &str, strand: Strand<'_>, length: usize, mut each: impl FnMut(Window)) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut high: u64 = 1;
    for _ in 1..length {
        high = high.wrapping_mul(BASE);
    }
    // The last `length` words, by turns.
    let mut ring: Vec<Word> = Vec::with_capacity(length.min(64));
    let mut oldest = 0_usize;
    let (mut hash, mut before, mut told, mut index) = (0_u64, 0_u32, 0_u32, 0_u32);
    for word in strand.words(source) {
        if ring.len() < length {
            ring.push(word);
        } else if let Some(slot) = ring.get_mut(oldest) {
            hash = hash.wrapping_sub(slot.hash.wrapping_mul(high));
            before = before.saturating_add(u32::from(slot.telling));
            index = index.saturating_add(1);
            *slot = word;
            oldest = oldest.saturating_add(1);
            if oldest == length {
                oldest = 0;
            }
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(word.hash);
        told = told.saturating_add(u32::from(word.telling));
        if ring.len() == length
            && let Some(first) = ring.get(oldest)
        {
            each(Window {
                span: Span::new(first.span.start(), word.span.end()),
                hash,
                index,
                before,
                told,
            });
        }
    }
}
