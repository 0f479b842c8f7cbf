//! Withheld text of one document in the release of another.
//!
//! The rule is that of [`check`](super::check()): text that leaves by a marking may share a phrase with withheld text,
//! and tells where it repeats a statement (three fifths of a withheld sentence, or twice `spill.words`); text that leaves
//! without one may not share a run of `spill.words`. A whole paragraph counts whatever its length, where three of its
//! words tell something. A statement is looked for in one document at a time: phrases of several do not add up.

use super::places::Places;
use super::runs::{TELLING, is_title};
use super::sentences::Sentences;
use super::strand::Strand;
use super::table::{Entry, Roll, Run, Table, least};
use super::words::{Word, Words, same};
use crate::span::Span;
use std::sync::Arc;

/// Places that are named of one document: they make the point.
pub const MOST_HITS: usize = 8;
/// Longer runs are looked at in parts.
const MOST_RUN: usize = 512;
/// After this many other places have failed, a run that stands in withheld text word by word counts. Keeps the time in
/// step with the text, whatever the text.
const MOST_TRIES: usize = 1024;
/// A window that stands in more places is looked up by its neighbours, where these stand in fewer.
const FEW: usize = 32;
/// After this many texts were compared in vain, a run that is long enough counts.
const MOST_VAIN: usize = 64;

/// The documents of a batch, read again where a candidate must be compared.
pub trait Sources {
    /// The places of a document.
    fn places(&self, doc: u32) -> Option<&Places>;
    /// The text of a document as it was when its places were found; `None` where it is not that any more.
    fn text(&self, doc: u32) -> Option<Arc<str>>;
}

/// Text of a release that another document withholds. Holds lines, never text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where, in the source of the release.
    pub released: Span,
    /// Its 1-based line there.
    pub line: u32,
    /// The other document.
    pub doc: u32,
    /// The 1-based line of the withheld text there; `None` where that document changed meanwhile.
    pub withheld_line: Option<u32>,
    /// Whether it is a whole paragraph there and here.
    pub paragraph: bool,
}

/// Looks in the text that document `own` releases for what other documents of `table` withhold. At most [`MOST_HITS`].
pub fn look(
    text: &str,
    places: &Places,
    own: u32,
    table: &Table,
    length: usize,
    sources: &impl Sources,
) -> Vec<Hit> {
    let mut eye = Eye {
        text,
        own,
        table,
        length,
        sources,
        hits: Vec::new(),
        vain: 0,
    };
    let mut roll = Roll::new(length);
    let mut run = Vec::new();
    for (strand, marked) in places.released(text) {
        let before = eye.hits.len();
        if before >= MOST_HITS {
            break;
        }
        roll.start();
        let mut paragraphs: Vec<(Span, Option<u64>)> = Vec::new();
        for (index, broken) in strand.breaks(text).enumerate() {
            if let Some(span) = broken.opens {
                let key = roll.paragraph();
                if let Some(last) = paragraphs.last_mut() {
                    last.1 = key;
                }
                paragraphs.push((span, None));
            }
            let Some(found) = roll.push(broken.word) else {
                continue;
            };
            if table.group(found.key).others(own).next().is_none() {
                continue;
            }
            let torn = run
                .last()
                .is_some_and(|last: &Window| index.saturating_sub(last.index) > length);
            if torn || run.len() >= MOST_RUN {
                eye.judge(strand, &run, marked);
                // A statement that the end of a part cuts stands whole in the next.
                let kept = if torn { 0 } else { length.saturating_mul(2) };
                run.drain(..run.len().saturating_sub(kept));
            }
            run.push(Window { run: found, index });
        }
        eye.judge(strand, &run, marked);
        run.clear();
        let key = roll.paragraph();
        if let Some(last) = paragraphs.last_mut() {
            last.1 = key;
        }
        if paragraphs.len() > 1 {
            paragraphs.push((strand.span(), roll.whole()));
        }
        for (span, key) in paragraphs {
            if let Some(hit) = key.and_then(|key| eye.paragraph(strand, span, key)) {
                let mut index = 0_usize;
                eye.hits.retain(|known| {
                    index = index.saturating_add(1);
                    index <= before || !span.contains(known.released)
                });
                eye.hits.push(hit);
            }
        }
    }
    eye.hits.sort_by_key(|hit| (hit.released, hit.doc));
    // Both readings of a strand show the same place.
    eye.hits
        .dedup_by(|next, kept| next.doc == kept.doc && next.released.start() < kept.released.end());
    eye.hits.truncate(MOST_HITS);
    eye.hits
}

/// A run of released words that the table knows.
struct Window {
    run: Run,
    /// Which word of its strand it ends with.
    index: usize,
}

/// The withheld word as far from `index` as `to` is from `from` here.
fn shifted(index: u32, from: usize, to: usize) -> Option<u32> {
    let apart = u32::try_from(from.abs_diff(to)).ok()?;
    if to >= from {
        index.checked_add(apart)
    } else {
        index.checked_sub(apart)
    }
}

/// Whether a window is looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Here,
    /// Only for runs of the windows from one to another.
    Within(usize, usize),
    Away,
}

/// How many words of the text from `first` to `last` tell something.
fn telling(first: &Window, last: &Window) -> u32 {
    last.run.told.saturating_sub(first.run.before)
}

struct Eye<'l, S> {
    text: &'l str,
    own: u32,
    table: &'l Table,
    length: usize,
    sources: &'l S,
    hits: Vec<Hit>,
    vain: usize,
}

impl<S: Sources> Eye<'_, S> {
    /// Judges windows that overlap.
    fn judge(&mut self, strand: Strand<'_>, run: &[Window], marked: bool) {
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && telling(first, last) >= TELLING
        {
            let hit = self.shared(strand, run, marked);
            self.hits.extend(hit);
        }
    }

    /// The fewest words that count for a place of `class`.
    fn least(&self, class: u64, marked: bool) -> usize {
        if marked {
            least(class, self.length)
        } else {
            self.length
        }
    }

    /// How many words two windows of a run and those between them hold.
    fn count(&self, first: &Window, last: &Window) -> usize {
        last.index.saturating_sub(first.index).saturating_add(self.length)
    }

    /// The first text of another document that the run shares, of `marked` text only where it repeats a statement.
    fn shared(&mut self, strand: Strand<'_>, run: &[Window], marked: bool) -> Option<Hit> {
        let eyes = self.eyes(strand, run);
        let mut tries = 0_usize;
        for (at, (window, eye)) in run.iter().zip(&eyes).enumerate() {
            let most = match *eye {
                Look::Here => self.count(run.first()?, run.last()?),
                Look::Within(from, to) => self.count(run.get(from)?, run.get(to)?),
                Look::Away => continue,
            };
            for (class, parts) in self.table.group(window.run.key).by_class(self.own) {
                let least = self.least(class, marked);
                if most < least {
                    // Classes come in order: what follows wants more words still.
                    break;
                }
                let many = parts.iter().map(|part| part.len()).sum();
                let rarer = if many > FEW {
                    self.rarer(run, at, class, least, many)
                } else {
                    None
                };
                let direct = if rarer.is_none() { parts } else { [&[][..]; 2] };
                let entries = direct.into_iter().flatten().copied();
                for entry in entries.chain(rarer.into_iter().flatten()) {
                    tries = tries.saturating_add(1);
                    if tries > MOST_TRIES {
                        return self.compared(
                            strand,
                            window.run.place,
                            &entry,
                            entry.index,
                            self.length,
                            false,
                        );
                    }
                    let hit = self.place(strand, run, at, &entry, least, marked);
                    if hit.is_some() {
                        return hit;
                    }
                }
            }
        }
        None
    }

    /// The places of a window that stands in `many`, of which a run of `least` words may go on: each such run has a
    /// window that stands in fewer. `None` where none stands in fewer.
    fn rarer(&self, run: &[Window], at: usize, class: u64, least: usize, many: usize) -> Option<Vec<Entry>> {
        let window = run.get(at)?;
        let span = least.saturating_sub(self.length).saturating_add(1);
        let rarity = |other: &Window| self.table.group(other.run.key).len();
        let mut rare: Vec<&Window> = Vec::new();
        let first = at.saturating_sub(span.saturating_sub(1));
        for block in run
            .get(first..)?
            .windows(span)
            .take(at.saturating_sub(first).saturating_add(1))
        {
            let (Some(from), Some(to)) = (block.first(), block.last()) else {
                continue;
            };
            if self.count(from, to) == least
                && let Some(one) = block.iter().min_by_key(|one| rarity(one))
                && rare.last().is_none_or(|last| last.index != one.index)
            {
                rare.push(one);
            }
        }
        if rare.iter().map(|one| rarity(one)).sum::<usize>() >= many {
            return None;
        }
        let group = self.table.group(window.run.key);
        let mut out: Vec<Entry> = Vec::new();
        for one in rare {
            let others = self.table.group(one.run.key).others(self.own);
            out.extend(others.filter_map(|(_, entry)| {
                let index = shifted(entry.index, one.index, window.index)?;
                group.find(class, entry.doc, index).copied()
            }));
        }
        out.sort_unstable();
        out.dedup();
        Some(out)
    }

    /// Whether the run shares at least `least` words with the text around one place.
    fn place(
        &mut self,
        strand: Strand<'_>,
        run: &[Window],
        at: usize,
        entry: &Entry,
        least: usize,
        marked: bool,
    ) -> Option<Hit> {
        let window = run.get(at)?;
        let (before, after) = run.split_at_checked(at)?;
        let first = self.along(window, entry, before.iter().rev());
        let last = self.along(window, entry, after.iter());
        let count = self.count(first, last);
        let place = Span::new(first.run.place.start(), last.run.place.end());
        if count < least || telling(first, last) < TELLING || self.is_title(strand, place, count) {
            return None;
        }
        let index = shifted(entry.index, window.index, first.index)?;
        let doubt = marked && self.vain < MOST_VAIN;
        let hit = self.compared(strand, place, entry, index, count, doubt);
        self.vain = self.vain.saturating_add(usize::from(hit.is_none()));
        hit
    }

    /// Which windows are looked up: those that say something, which are few places; of the others those that may be a run
    /// without one of these.
    fn eyes(&self, strand: Strand<'_>, run: &[Window]) -> Vec<Look> {
        let title = |window: &Window| self.is_title(strand, window.run.place, self.length);
        let mut eyes: Vec<Look> = run
            .iter()
            .map(
                |window| match (title(window), telling(window, window) >= TELLING) {
                    (true, _) => Look::Away,
                    (false, true) => Look::Here,
                    (false, false) => Look::Within(0, 0),
                },
            )
            .collect();
        let mut from = 0_usize;
        for stretch in eyes.chunk_by_mut(|a, b| (*a == Look::Here) == (*b == Look::Here)) {
            let to = from.saturating_add(stretch.len()).saturating_sub(1);
            let says = match (run.get(from), run.get(to)) {
                (Some(first), Some(last)) => telling(first, last) >= TELLING,
                _ => false,
            };
            for eye in stretch.iter_mut().filter(|eye| matches!(eye, Look::Within(..))) {
                *eye = if says { Look::Within(from, to) } else { Look::Away };
            }
            from = to.saturating_add(1);
        }
        eyes
    }

    fn words<'t>(
        &self,
        strand: Strand<'t>,
        place: Span,
        count: usize,
    ) -> impl Iterator<Item = Word> + use<'t, '_, S> {
        strand.words_from(self.text, place.start()).take(count)
    }

    fn is_title(&self, strand: Strand<'_>, place: Span, count: usize) -> bool {
        is_title(self.text, self.words(strand, place, count))
    }

    /// Whether `other` stands as far from `entry` in its document as from `window` here.
    fn goes_with(&self, window: &Window, entry: &Entry, other: &Window) -> bool {
        let index = shifted(entry.index, window.index, other.index);
        index.is_some_and(|index| self.table.group(other.run.key).holds(entry.doc, index))
    }

    /// The last window of `run` up to which all words stand in a row in the document of `entry` too.
    fn along<'w>(
        &self,
        window: &'w Window,
        entry: &Entry,
        run: impl Iterator<Item = &'w Window>,
    ) -> &'w Window {
        let mut last = window;
        for other in run {
            if other.index.abs_diff(last.index) > self.length {
                break;
            }
            if self.goes_with(window, entry, other) {
                last = other;
            }
        }
        last
    }

    /// Compares the words themselves; `statement`: and asks whether they tell.
    fn compared(
        &self,
        strand: Strand<'_>,
        released: Span,
        entry: &Entry,
        index: u32,
        count: usize,
        statement: bool,
    ) -> Option<Hit> {
        let Some(text) = self.sources.text(entry.doc) else {
            return Some(self.hit(released, entry, None, false));
        };
        let found = locate(&text, self.sources.places(entry.doc)?, index)?;
        let withheld = found.strand.words_from(&text, found.at).take(count);
        if !same(self.text, self.words(strand, released, count), &text, withheld) {
            return None;
        }
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        if statement
            && !Sentences::new(&text, found.strand).tell(found.index, narrow(count), narrow(self.length))
        {
            return None;
        }
        Some(self.hit(released, entry, Some(line(&text, found.at)), false))
    }

    /// The first document that withholds the paragraph at `released`, one span of `strand` or all of them.
    fn paragraph(&self, strand: Strand<'_>, released: Span, key: u64) -> Option<Hit> {
        let others = self.table.group(key).others(self.own);
        others.take(MOST_TRIES).find_map(|(_, entry)| {
            let Some(text) = self.sources.text(entry.doc) else {
                return Some(self.hit(released, entry, None, true));
            };
            let found = locate(&text, self.sources.places(entry.doc)?, entry.index)?;
            let within = |strand: Strand<'_>, source: &str, from: usize, to: usize| {
                let words = strand.words_from(source, from);
                words
                    .take_while(|word| word.span.start() < to)
                    .collect::<Vec<_>>()
            };
            let here = within(strand, self.text, released.start(), released.end());
            let spans = found.strand.spans;
            let own = spans
                .iter()
                .find(|span| span.contains(Span::new(found.at, found.at)));
            let ends = [own.copied(), Some(found.strand.span())];
            let equal = ends.into_iter().flatten().any(|span| {
                let there = within(found.strand, &text, found.at, span.end());
                same(self.text, here.iter().copied(), &text, there.into_iter())
            });
            equal.then(|| self.hit(released, entry, Some(line(&text, found.at)), true))
        })
    }

    fn hit(&self, released: Span, entry: &Entry, withheld_line: Option<u32>, paragraph: bool) -> Hit {
        let first = Words::new(self.text, released).next();
        Hit {
            released,
            line: line(self.text, first.map_or(released.start(), |w| w.span.start())),
            doc: entry.doc,
            withheld_line,
            paragraph,
        }
    }
}

/// A withheld word.
struct Found<'s> {
    strand: Strand<'s>,
    /// Where it stands in the text, and which word of its strand it is.
    at: usize,
    index: u32,
}

/// Where the withheld word `index` stands.
fn locate<'s>(text: &str, places: &'s Places, index: u32) -> Option<Found<'s>> {
    let mut skip = index;
    for strand in places.withheld(text) {
        let mut passed = 0_u32;
        for word in strand.words(text) {
            if passed == skip {
                return Some(Found {
                    strand,
                    at: word.span.start(),
                    index: passed,
                });
            }
            passed = passed.saturating_add(1);
        }
        skip = skip.saturating_sub(passed);
    }
    None
}

fn line(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let count = memchr::memchr_iter(b'\n', before).count();
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}
