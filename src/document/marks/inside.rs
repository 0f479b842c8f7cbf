//! Marks inside a text: which bracket counts by what stands before it.

use super::ahead::{self, opens};
use super::announced::{announced, tagged};
use super::brackets::{closing, token_len, trim, window};
use super::damaged;
use super::hit::{Hit, Ordinal, Series, ordinal};
use super::mentioned::{abbreviates, mentioned};
use super::near::is_near_mark;
use super::reach::{Reach, beside, closes_label, ends_line, joins};
use super::read::Marks;
use super::remains::remains;
use super::unbracketed::leading;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_void, tail};
use crate::document::foreign;

impl Marks<'_> {
    /// Marks at the starts of sentences behind byte `from`, apart from list letters that go on from `run`; `alone` where
    /// the text is one line with a mark before `from`.
    pub(in crate::document) fn inside(
        &self,
        text: &str,
        from: usize,
        run: Option<Ordinal>,
        alone: bool,
    ) -> Vec<Hit> {
        inside(self, text, from, run, Some(alone))
    }

    /// Levels without brackets between two sentences behind byte `from`: all that [`Self::inside`] finds where no bracket stands.
    pub(in crate::document) fn between(&self, text: &str, from: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        unbracketed(self, text, from, &mut hits);
        hits
    }

    /// The same for a cell of a table, in which titles with their marks stand behind each other.
    pub(in crate::document) fn inside_cell(&self, cell: &str, from: usize) -> Vec<Hit> {
        inside(self, cell, from, None, None)
    }
}

/// `alone` is for text: whether it is one line with a mark before it.
fn inside(
    marks: &Marks<'_>,
    text: &str,
    from: usize,
    mut run: Option<Ordinal>,
    alone: Option<bool>,
) -> Vec<Hit> {
    let titles = alone.is_some();
    let mut hits = Vec::new();
    // The wide bracket begins with the byte EF.
    for offset in memchr::memchr2_iter(b'(', 0xef, tail(text, from).as_bytes()) {
        let at = from.saturating_add(offset);
        if !tail(text, at).starts_with(opens) {
            continue;
        }
        let last = hits.last().map_or(from, |hit: &Hit| hit.span.1);
        let reach = || Reach::of(text, from, at, last);
        let before = cut(text, from, at).trim_end_matches(is_void);
        let rest = tail(text, at);
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let unclosed = unclosed(tail(rest, first));
        let closed = closing(rest);
        let Some((inner_len, len)) = closed.filter(|_| unclosed.is_none()) else {
            // `(S The`, `(S} The`: the closing bracket is lost.
            if !beside(text, from, at) && Reach::opening(text, from, at) != Some(Reach::Sentence) {
                continue;
            }
            let word = tail(rest, first);
            let token = word.get(..token_len(word)).unwrap_or("");
            let damaged = damaged::opened(marks, rest);
            let near = || {
                let left = begins_sentence(tail(word, token.len()));
                left.then(|| remains(marks, rest)).flatten()
            };
            let damaged = damaged.or_else(near);
            if unclosed.is_some() || damaged.is_some() || matches!(token, "S" | "C" | "U" | "TS" | "SBU") {
                let len = damaged.unwrap_or(first.saturating_add(token.len()));
                let span = (at, at.saturating_add(len));
                hits.push(damage(span));
            }
            continue;
        };
        let inner = (at.saturating_add(first), at.saturating_add(inner_len));
        let span = (at, at.saturating_add(len));
        let written = cut(text, inner.0, inner.1);
        if let Some(now) = ordinal(written) {
            // The letter that the text itself begins with is known.
            let own = |last: Ordinal| now == last && before.is_empty();
            let counted = now.index == 1 || run.is_some_and(|last| now.follows(last) || own(last));
            if counted {
                // The first may stand in mid-sentence: `in (A) a list; (B) a map`.
                let parted = now.index == 1 && (before.len() < at.saturating_sub(from) || before.is_empty());
                if parted || Reach::opening(text, from, at) == Some(Reach::Sentence) {
                    run = Some(now);
                }
                continue;
            }
            if now.series != Series::Capital && reach() == Reach::Amid {
                continue;
            }
        }
        let behind = tail(text, span.1).chars().next();
        // `noon. (S), The`.
        let parted = || {
            let over =
                || ends_sentence(window(before)) && Reach::opening(text, from, at) == Some(Reach::Sentence);
            begins_sentence(tail(text, span.1.saturating_add(1))) && (beside(text, from, at) || over())
        };
        if behind.is_some_and(|c| c.is_lowercase() || c == ';' || c == ',' && !parted()) {
            continue;
        }
        let left = || {
            let remains = begins_sentence(tail(text, span.1))
                && ends_sentence(window(before))
                && Reach::opening(text, from, at) == Some(Reach::Sentence)
                && remains(marks, rest).is_some();
            remains.then_some((MarkState::Damaged, false))
        };
        // `(U)(8-NF) The`.
        let more = || {
            let near = beside(text, from, at) && is_near_mark(written);
            near.then_some((MarkState::Damaged, false))
        };
        let Some((state, entire)) = marks.classify(written).or_else(left).or_else(more) else {
            continue;
        };
        let reach = reach();
        // A double stroke is in marks alone (section 4.1 of the marking reference).
        let stroke = titles && written.contains("//");
        let joined = before.ends_with(char::is_alphanumeric) && before.len() == at.saturating_sub(from);
        let counts = match &state {
            // `Quell(R) lamps`: a name that is registered.
            _ if joined && written == "R" => false,
            MarkState::Known(_) | MarkState::Unknown if stroke => true,
            MarkState::Known(_) => match reach {
                Reach::Amid => {
                    let line = stretch(before);
                    let heads = titles
                        && !joined
                        && begins_anew(tail(text, span.1))
                        && !counts_on(line, written)
                        && !abbreviates(line, written);
                    (heads || ends_line(tail(text, span.1))) && !ahead::refers(line)
                }
                Reach::Label => {
                    let behind = tail(text, span.1);
                    closes_label(behind)
                        || ends_line(behind)
                        || titles && begins_anew(behind) && !abbreviates(before, written)
                }
                _ => true,
            },
            // Right behind another mark whatever stands there is meant as one.
            MarkState::Unknown | MarkState::Damaged if from > 0 && joins(before) => true,
            _ if reach != Reach::Sentence => false,
            MarkState::Unknown => {
                let sentence = before.is_empty() || ends_sentence(window(before));
                // Names in brackets stand there, too: `(AP) The ferry`.
                let level = written.starts_with(['S', 'C', 'U', 'T', '5', '$', '8'])
                    || damaged::is_control(marks.scheme, written)
                    || is_near_mark(written)
                    || ordinal(written).is_some();
                let gap = cut(text, from.saturating_add(before.len()), at);
                let line = !before.is_empty() && gap.contains('\n');
                (sentence && (level || line) || line && had_room(before, rest))
                    && begins_sentence(tail(text, span.1))
            }
            // `(`code`) is` holds no mark that its reader would take for one.
            MarkState::LookAlike => {
                written.chars().count() <= 24
                    && (written.trim() != OBJECT || begins_sentence(tail(text, span.1)))
            }
            MarkState::Damaged => {
                let next = tail(text, span.1).trim_start_matches(is_void).chars().next();
                ends_sentence(window(before))
                    && behind.is_some_and(is_void)
                    && next.is_some_and(|c| c.is_uppercase() || c.is_numeric())
            }
        };
        let wide = rest.starts_with('（') || cut(text, at, span.1).ends_with('）');
        let mentioned =
            || alone.is_some_and(|alone| mentioned(cut(text, from, at), tail(text, span.1), alone));
        if counts && !mentioned() {
            hits.push(Hit {
                span,
                inner: trim(text, inner, entire),
                state: if wide { MarkState::LookAlike } else { state },
                entire: false,
            });
        }
    }
    let count = hits.len();
    squares(marks, text, from, &mut hits);
    closers(marks, text, from, &mut hits);
    unbracketed(marks, text, from, &mut hits);
    if hits.len() > count {
        hits.sort_by_key(|hit| hit.span.0);
    }
    hits
}

/// As much text as is searched for the letter before another, in bytes.
const STRETCH: usize = 512;
/// Longest mark in square brackets, in characters.
const SQUARE: usize = 14;
/// Longest mark that may have lost its opening bracket.
const CLOSER: usize = 16;

/// As much before a letter as a list of references that it goes on with may take.
fn stretch(before: &str) -> &str {
    let from = before.len().saturating_sub(STRETCH);
    (from..before.len())
        .find(|at| before.is_char_boundary(*at))
        .map_or("", |at| tail(before, at))
}

/// Whether the letter before `letter` stands on the line in brackets: `(A) Nicosia, (B) Ankara, (C) Oslo`.
pub(super) fn counts_on(line: &str, letter: &str) -> bool {
    let line = stretch(line);
    let before = ordinal(letter).and_then(|own| own.index.checked_sub(2));
    let before = before.and_then(|n| char::from_u32(n.saturating_add(u32::from('A'))));
    before.is_some_and(|before| line.contains(&format!("({before})")))
}

/// Levels that lost their opening bracket at the start of a sentence: `noon. S) The`.
fn closers(marks: &Marks<'_>, text: &str, from: usize, hits: &mut Vec<Hit>) {
    for offset in memchr::memchr_iter(b')', tail(text, from).as_bytes()) {
        let end = from.saturating_add(offset);
        let word = window(cut(text, from, end)).rsplit(is_void).next().unwrap_or("");
        let at = end.saturating_sub(word.len());
        if word.len() > CLOSER
            || !begins_sentence(tail(text, end.saturating_add(1)))
            || !beside(text, from, at) && Reach::opening(text, from, at) != Some(Reach::Sentence)
            || !(marks.is_mark(word)
                || damaged::opened_by_sign(marks, word)
                || word.len() > 3 && !word.starts_with(opens) && is_near_mark(word))
        {
            continue;
        }
        let span = (at, end.saturating_add(1));
        hits.push(damage(span));
    }
}

/// Levels without brackets between two sentences: `noon. SECRET The`.
fn unbracketed(marks: &Marks<'_>, text: &str, from: usize, hits: &mut Vec<Hit>) {
    let text_behind = tail(text, from);
    for offset in memchr::memchr3_iter(b'.', b'!', b'?', text_behind.as_bytes()) {
        let rest = tail(text_behind, offset.saturating_add(1));
        let bare = rest.trim_start_matches(is_void);
        if bare.len() == rest.len() {
            continue;
        }
        if let Some(len) = leading(marks, bare) {
            let at = text.len().saturating_sub(bare.len());
            hits.push(damage((at, at.saturating_add(len))));
        }
    }
}

/// Whether a sentence begins behind a mark: a blank, a capital letter and a small one, a figure in a quotation.
pub(in crate::document) fn begins_sentence(behind: &str) -> bool {
    let rest = behind.trim_start_matches(is_void);
    let mut word = rest.trim_start_matches(|c: char| "\"“‘'*_".contains(c)).chars();
    let (first, second) = (word.next(), word.next());
    rest.len() < behind.len()
        && first.is_some_and(char::is_uppercase)
        && second.is_some_and(|c| c.is_lowercase() || is_void(c) || matches!(c, '\'' | '’'))
}

/// Whether what follows a mark is a text of its own: a capital letter comes first, also of an abbreviation, or behind a wide gap
/// or in quotes a figure or a bracket.
pub(in crate::document) fn begins_anew(behind: &str) -> bool {
    let rest = behind.trim_start_matches(|c: char| c != '\n' && is_void(c));
    let gap = cut(behind, 0, behind.len().saturating_sub(rest.len()));
    let word = rest.trim_start_matches(|c: char| "\"“‘'*_".contains(c));
    let apart = word.len() < rest.len() || gap.chars().nth(1).is_some();
    !gap.is_empty()
        && word.starts_with(|c: char| c.is_uppercase() || apart && (c.is_numeric() || "[(<$€£".contains(c)))
}

/// Whether the line that `before` ends with was not broken for want of room: the one that `rest` begins is so much longer.
fn had_room(before: &str, rest: &str) -> bool {
    let last = stretch(before).rsplit('\n').next().unwrap_or("");
    let next = rest.split('\n').next().unwrap_or("");
    let words = next
        .split(is_void)
        .take(2)
        .map(|word| word.len().saturating_add(1));
    last.len().saturating_add(words.sum()) < next.len()
}

/// A level behind an opening bracket that another sign closes, or none before the next word: `S} The`, `S The`.
fn unclosed(word: &str) -> Option<()> {
    let token = word.get(..token_len(word)).unwrap_or("");
    let core = token.trim_end_matches(['}', ']', '|']);
    let next = tail(word, token.len()).trim_start_matches(is_void);
    let level = matches!(core, "S" | "C" | "U" | "TS" | "SBU");
    (level && (core.len() < token.len() || next.starts_with(char::is_uppercase))).then_some(())
}

/// Marks in brackets of another kind at the start of a sentence, `[S] The`, and tags that name a level: damaged.
fn squares(marks: &Marks<'_>, text: &str, from: usize, hits: &mut Vec<Hit>) {
    for offset in memchr::memchr3_iter(b'[', b'{', b'<', tail(text, from).as_bytes()) {
        let at = from.saturating_add(offset);
        let word = tail(text, at.saturating_add(1));
        let core = word
            .char_indices()
            .take(SQUARE)
            .find(|(_, c)| matches!(c, ']' | '}' | ')'))
            .and_then(|(len, _)| word.get(..len))
            .unwrap_or("");
        let level = core.split(['/', '-']).next().unwrap_or("");
        if tail(text, at).starts_with('<') {
            if let Some(len) = tagged(marks.scheme, tail(text, at)) {
                let span = (at, at.saturating_add(len));
                hits.push(damage(span));
            }
            continue;
        }
        if let Some(len) = announced(marks.scheme, tail(text, at)) {
            let span = (at, at.saturating_add(len));
            hits.push(damage(span));
            continue;
        }
        let near = || core.len() > 3 && is_near_mark(core);
        if !(matches!(level, "S" | "C" | "U" | "TS" | "SBU" | "FOUO") || foreign::is_mark(core) || near())
            || !beside(text, from, at) && Reach::opening(text, from, at) != Some(Reach::Sentence)
        {
            continue;
        }
        let span = (at, at.saturating_add(core.len()).saturating_add(2));
        hits.push(damage(span));
    }
}

/// A damaged mark.
fn damage(span: (usize, usize)) -> Hit {
    Hit {
        span,
        inner: span,
        state: MarkState::Damaged,
        entire: false,
    }
}
