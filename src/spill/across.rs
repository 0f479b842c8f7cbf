//! Withheld text of one document in the release of another.
//!
//! The rule is that of [`check`](super::check()): text that leaves by a marking may share a phrase with withheld text,
//! and tells where it repeats a statement (three fifths of a withheld sentence, or twice `spill.words`); text that leaves
//! without one may not share a run of `spill.words`. A whole paragraph counts whatever its length, where three of its
//! words tell something. A statement is looked for in one document at a time: phrases of several do not add up.

use super::places::Places;
use super::runs::{is_title, tells};
use super::table::{Entry, Roll, Table, least};
use super::words::{Words, same_in};
use crate::span::Span;
use std::sync::Arc;

/// Places that are named of one document: they make the point.
pub const MOST_HITS: usize = 8;
/// Longer runs are looked at in parts.
const MOST_RUN: usize = 512;
/// After this many other places have failed, a run that stands in withheld text word by word counts. Keeps the time in
/// step with the text, whatever the text.
const MOST_TRIES: usize = 1024;
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
    for (span, marked) in places.released() {
        let before = eye.hits.len();
        if before >= MOST_HITS {
            break;
        }
        roll.start();
        for (index, word) in Words::new(text, span).enumerate() {
            let Some((place, key)) = roll.push(word) else {
                continue;
            };
            if table.group(key).others(own).next().is_none() || is_title(text, place) {
                continue;
            }
            let torn = run
                .last()
                .is_some_and(|last: &Window| index.saturating_sub(last.index) > length);
            if torn || run.len() >= MOST_RUN {
                eye.judge(&run, marked);
                run.clear();
            }
            run.push(Window { place, key, index });
        }
        eye.judge(&run, marked);
        run.clear();
        if let Some(key) = roll.paragraph()
            && let Some(hit) = eye.paragraph(span, key)
        {
            eye.hits.truncate(before);
            eye.hits.push(hit);
        }
    }
    eye.hits.truncate(MOST_HITS);
    eye.hits.sort_by_key(|hit| hit.released);
    eye.hits
}

/// A run of released words that the table knows.
struct Window {
    place: Span,
    key: u64,
    /// Which word of its span it ends with.
    index: usize,
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
    fn judge(&mut self, run: &[Window], marked: bool) {
        let hit = if marked {
            self.statement(run)
        } else {
            run.iter().find_map(|window| {
                let mut others = self.table.group(window.key).others(self.own);
                others.find_map(|(_, entry)| {
                    self.compared(window.place, entry, entry.index, self.length, false)
                })
            })
        };
        self.hits.extend(hit);
    }

    /// The first statement of another document that the run repeats.
    fn statement(&mut self, run: &[Window]) -> Option<Hit> {
        let words = |first: &Window, last: &Window| {
            let apart = last.index.saturating_sub(first.index);
            apart.saturating_add(self.length)
        };
        let most = words(run.first()?, run.last()?);
        let mut tries = 0_usize;
        for (at, window) in run.iter().enumerate() {
            let (before, after) = run.split_at_checked(at)?;
            for (class, entry) in self.table.group(window.key).others(self.own) {
                if most < least(class, self.length) {
                    // Classes come in order: what follows wants more words still.
                    break;
                }
                tries = tries.saturating_add(1);
                if tries > MOST_TRIES {
                    return self.compared(window.place, entry, entry.index, self.length, false);
                }
                let first = self.along(window, entry, before.iter().rev());
                let last = self.along(window, entry, after.iter());
                let count = words(first, last);
                let back = u32::try_from(window.index.saturating_sub(first.index)).ok()?;
                if count < least(class, self.length) {
                    continue;
                }
                let place = Span::new(first.place.start(), last.place.end());
                let index = entry.index.checked_sub(back)?;
                let hit = self.compared(place, entry, index, count, self.vain < MOST_VAIN);
                if hit.is_some() {
                    return hit;
                }
                self.vain = self.vain.saturating_add(1);
            }
        }
        None
    }

    /// Whether `other` stands as far from `entry` in its document as from `window` here.
    fn goes_with(&self, window: &Window, entry: &Entry, other: &Window) -> bool {
        let shift = |a: usize, b: usize| u32::try_from(a.saturating_sub(b)).ok();
        let index = if other.index >= window.index {
            shift(other.index, window.index).and_then(|n| entry.index.checked_add(n))
        } else {
            shift(window.index, other.index).and_then(|n| entry.index.checked_sub(n))
        };
        index.is_some_and(|index| self.table.group(other.key).holds(entry.doc, index))
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
        released: Span,
        entry: &Entry,
        index: u32,
        count: usize,
        statement: bool,
    ) -> Option<Hit> {
        let Some(text) = self.sources.text(entry.doc) else {
            return Some(self.hit(released, entry, None, false));
        };
        let (withheld, span) = locate(&text, self.sources.places(entry.doc)?, index, count)?;
        if !same_in(self.text, released, &text, withheld) {
            return None;
        }
        let within = Span::new(
            withheld.start().saturating_sub(span.start()),
            withheld.end().saturating_sub(span.start()),
        );
        if statement && !tells(span.of(&text), within, count, self.length) {
            return None;
        }
        Some(self.hit(released, entry, Some(line(&text, withheld.start())), false))
    }

    /// The first document that withholds the paragraph.
    fn paragraph(&self, released: Span, key: u64) -> Option<Hit> {
        let others = self.table.group(key).others(self.own);
        others.take(MOST_TRIES).find_map(|(_, entry)| {
            let Some(text) = self.sources.text(entry.doc) else {
                return Some(self.hit(released, entry, None, true));
            };
            let (withheld, span) = locate(&text, self.sources.places(entry.doc)?, entry.index, 1)?;
            same_in(self.text, released, &text, span)
                .then(|| self.hit(released, entry, Some(line(&text, withheld.start())), true))
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

/// Where `count` withheld words from `index` on stand, and the span that holds them.
fn locate(text: &str, places: &Places, index: u32, count: usize) -> Option<(Span, Span)> {
    let mut skip = index as usize;
    for span in places.withheld() {
        let mut words = Words::new(text, span);
        let mut passed = 0_usize;
        let first = loop {
            match words.next() {
                Some(word) if passed == skip => break Some(word),
                Some(_) => passed = passed.saturating_add(1),
                None => break None,
            }
        };
        if let Some(first) = first {
            let last = match count.checked_sub(2) {
                Some(more) => words.nth(more)?,
                None => first,
            };
            return Some((Span::new(first.span.start(), last.span.end()), span));
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
