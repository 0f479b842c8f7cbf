//! The mark that a text ends with.

use super::ahead::opens;
use super::announced::hashtag;
use super::brackets::{LONGEST, closes, trim, window};
use super::damaged::{is_control, is_struck};
use super::hit::{Hit, Series, ordinal};
use super::near::is_near_mark;
use super::read::Marks;
use super::unbracketed::{closing_level, is_level};
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_void, tail};
use crate::document::foreign;

impl Marks<'_> {
    /// The mark that `text` ends with, behind byte `from`, and whether a sentence ends right before it.
    pub(in crate::document) fn end(&self, text: &str, from: usize) -> Option<(Hit, bool)> {
        end(self, text, from)
    }
}

fn end(marks: &Marks<'_>, text: &str, from: usize) -> Option<(Hit, bool)> {
    if let Some(hit) = struck_end(text, from).or_else(|| bare_end(marks, text, from)) {
        return Some((hit, true));
    }
    let body = text.trim_end_matches(|c: char| is_void(c) || "-—–\"'”’.*_•;,".contains(c));
    // `[Comment: the lamp (S)]`.
    let body = body
        .strip_suffix(']')
        .filter(|inner| inner.ends_with(closes))
        .unwrap_or(body);
    if !body.ends_with(closes) {
        return damaged_end(marks, body, from);
    }
    let floor = body.len().saturating_sub(LONGEST).max(from);
    // Nothing is found where `from` lies behind what ends the text.
    let floor = (floor..=body.len()).find(|at| body.is_char_boundary(*at))?;
    let Some(offset) = body.get(floor..).and_then(|window| window.rfind(opens)) else {
        return damaged_end(marks, body, from);
    };
    let at = floor.saturating_add(offset);
    if cut(body, at, body.len()).contains(['{', '[']) {
        return damaged_end(marks, body, from);
    }
    let first = tail(body, at).chars().next().map_or(1, char::len_utf8);
    let last = body.chars().next_back().map_or(1, char::len_utf8);
    let inner = (at.saturating_add(first), body.len().saturating_sub(last));
    let before = cut(text, from, at);
    // In code it only raises, as a mark inside.
    if before.ends_with(OBJECT) {
        return None;
    }
    // `document(s)`, `LAMP(S)`, `793(C)`; not `Lamps(S)`.
    let capitals = || !cut(text, inner.0, inner.1).contains(char::is_lowercase);
    if before.ends_with(char::is_alphanumeric) && !(before.ends_with(char::is_lowercase) && capitals()) {
        return None;
    }
    let clause = before.trim_end_matches(|c: char| is_void(c) || "-–—•".contains(c));
    let firm = clause.is_empty() || ends_sentence(window(clause)) || clause.ends_with(',');
    let written = cut(text, inner.0, inner.1);
    let found = marks.classify(written);
    let near = !matches!(found, Some((MarkState::Known(_), _))) && is_near_mark(written);
    let (state, entire) = found.or(near.then_some((MarkState::Damaged, false)))?;
    let counts = match &state {
        MarkState::Known(_) => true,
        // Without a sentence before it, it is the mark of a title.
        MarkState::Unknown | MarkState::Damaged if near => true,
        // `(AP)` is a source.
        MarkState::Unknown => {
            let several = written.contains(|c: char| !c.is_alphanumeric());
            let control = several || is_control(marks.scheme, written);
            written.contains("//") || control && ends_sentence(window(clause))
        }
        MarkState::LookAlike => written.chars().count() <= 8,
        MarkState::Damaged => {
            let letter = ordinal(written).is_some_and(|o| o.series == Series::Small)
                && !matches!(written.trim(), "s" | "u" | "c" | "r");
            ends_sentence(window(clause)) && !letter
        }
    };
    let wide = tail(body, at).starts_with('（') || body.ends_with('）');
    let state = if wide { MarkState::LookAlike } else { state };
    counts.then(|| {
        let hit = Hit {
            span: (at, body.len()),
            inner: trim(text, inner, entire),
            state,
            entire: false,
        };
        (hit, firm)
    })
}

/// What is left of a mark at the end that was struck through, behind a finished sentence: `-464-`, `44)-`.
fn struck_end(text: &str, from: usize) -> Option<Hit> {
    let body = text.trim_end_matches(is_void);
    if !body.ends_with(['-', '–', '—', '4', ')', '}', ']', '+', '*', '^', '~']) {
        return None;
    }
    let word = body.rsplit(is_void).next().unwrap_or("");
    let at = body.len().saturating_sub(word.len());
    let struck = at > from && is_struck(word) && ends_sentence(window(cut(body, from, at)));
    struck.then(|| Hit {
        span: (at, body.len()),
        inner: (at, body.len()),
        state: MarkState::Damaged,
        entire: false,
    })
}

/// Whether a text may end with a level that stands in no brackets.
pub(in crate::document) fn may_end_bare(text: &str) -> bool {
    let last = text
        .trim_end_matches(|c: char| is_void(c) || c == '.')
        .bytes()
        .next_back();
    last.is_some_and(|b| b.is_ascii_uppercase() || b"-/>*|=~+".contains(&b)) || ends_with_hashtag(text)
}

/// Whether the last word of a text may be one such as `#secret`.
fn ends_with_hashtag(text: &str) -> bool {
    let last = text.as_bytes().get(text.len().saturating_sub(HASHTAG)..);
    last.is_some_and(|last| memchr::memrchr(b'#', last).is_some())
}

/// How far back the sign of a hashtag stands, in bytes.
const HASHTAG: usize = 24;
/// How many more words a level at the end may have.
const MORE: usize = 3;

/// A level at the end that stands in no brackets, behind a finished sentence: `S//NF`, `-S-`, `SECRET`.
fn bare_end(marks: &Marks<'_>, text: &str, from: usize) -> Option<Hit> {
    if !may_end_bare(text) {
        return None;
    }
    let body = text.trim_end_matches(|c: char| is_void(c) || c == '.');
    let mut words = window(body).rsplit(is_void);
    let word = words.next().unwrap_or("");
    let mut at = body.len().saturating_sub(word.len());
    if at > from && hashtag(marks.scheme, word) == Some(word.len()) {
        return Some(Hit {
            span: (at, body.len()),
            inner: (at, body.len()),
            state: MarkState::Damaged,
            entire: false,
        });
    }
    // Behind a colon it is what a label names: `Captions: SENSITIVE`.
    let over = |at: usize| {
        let before = window(cut(body, from, at)).trim_end_matches(is_void);
        at > from && ends_sentence(before) && !before.ends_with([':', ';'])
    };
    let mut level = over(at) && (closing_level(marks, word) || is_level(marks, word));
    // `NATO SECRET`, `SECRET UE`.
    for word in words.take(MORE) {
        if level || over(at) {
            break;
        }
        at = at.saturating_sub(word.len().saturating_add(1));
        let written = cut(body, at, body.len());
        level = over(at) && !written.contains("//") && is_level(marks, written);
    }
    level.then(|| Hit {
        span: (at, body.len()),
        inner: (at, body.len()),
        state: MarkState::Damaged,
        entire: false,
    })
}

/// A mark at the end that lost a bracket: `S)`, `(S`, `{C}`, behind a finished sentence.
fn damaged_end(marks: &Marks<'_>, body: &str, from: usize) -> Option<(Hit, bool)> {
    let word = body.rsplit(is_void).next().unwrap_or("");
    let at = body.len().saturating_sub(word.len());
    if at <= from || word.chars().take(17).count() > 16 {
        return None;
    }
    let core = word.trim_matches(|c: char| "()[]{}".contains(c));
    let bracket = core.len() < word.len();
    let level = core.split('/').next().unwrap_or("");
    let level = matches!(level, "S" | "C" | "U" | "TS" | "SBU" | "FOUO" | "R");
    let firm = ends_sentence(window(cut(body, from, at)));
    // `Payments [S]`.
    let square = word.starts_with(['[', '{']) && word.ends_with([']', '}']);
    let near = || core.len() > 3 && is_near_mark(core);
    let known = bracket && (level || marks.is_mark(core) || square && foreign::is_mark(core) || near());
    (known && (firm || square)).then_some((
        Hit {
            span: (at, body.len()),
            inner: (at, body.len()),
            state: MarkState::Damaged,
            entire: false,
        },
        firm,
    ))
}
