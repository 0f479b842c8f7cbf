//! Reads what stands in brackets: a mark, a damaged one, or none.
//!
//! What is no mark follows section 9.1 of the marking reference.

use super::announced::announces;
use super::brackets::{LONGEST, is_no_mark, is_run_together};
use crate::document::block::MarkState;
use crate::document::chars::{cut, is_format, is_void, tail};
use crate::document::foreign;
use crate::marking::{Verdict, read_portion};
use crate::scheme::Scheme;
use std::cell::RefCell;

/// What a text between brackets was found to be: its state, and whether it governs the entire text; `None` for no mark.
pub(super) type Classified = Option<(MarkState, bool)>;

/// Longest text between brackets that is remembered, and how many of them are.
const REMEMBERED: (usize, usize) = (48, 64);

/// Finds marks of one scheme. A document has few distinct marks, so each is read once.
pub(in crate::document) struct Marks<'s> {
    pub(super) scheme: &'s Scheme,
    read: RefCell<Vec<(u64, Box<str>, Classified)>>,
}

impl<'s> Marks<'s> {
    /// Marks of `scheme`.
    pub(in crate::document) fn new(scheme: &'s Scheme) -> Self {
        Self {
            scheme,
            read: RefCell::new(Vec::new()),
        }
    }

    /// Reads `inner`, the text between brackets.
    pub(super) fn classify(&self, inner: &str) -> Classified {
        let (longest, most) = REMEMBERED;
        if inner.len() > longest {
            return classify(self.scheme, inner);
        }
        let key = head(inner);
        if let Ok(read) = self.read.try_borrow()
            && let Some((.., known)) = read.iter().find(|(own, text, _)| *own == key && **text == *inner)
        {
            return known.clone();
        }
        let found = classify(self.scheme, inner);
        if let Ok(mut read) = self.read.try_borrow_mut()
            && read.len() < most
        {
            read.push((key, inner.into(), found.clone()));
        }
        found
    }

    /// Whether `word` is a mark of the scheme.
    pub(in crate::document) fn is_mark(&self, word: &str) -> bool {
        word.len() <= WORD
            && word.starts_with(char::is_uppercase)
            && matches!(self.classify(word), Some((MarkState::Known(_), _)))
    }

    /// Whether `text` begins with a level and goes on with something that the scheme does not know: `S/WNINTEL`.
    pub(super) fn begins_with_mark(&self, text: &str) -> bool {
        begins_with_level(self.scheme, text)
    }
}

/// The first bytes of a text as one number, which tells most texts apart.
fn head(text: &str) -> u64 {
    let mut eight = [0; 8];
    for (to, from) in eight.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    u64::from_be_bytes(eight)
}

/// Longest word that is read as a level, in bytes.
const WORD: usize = 24;

/// A level, a sign and more: `S/WNINTEL`, `C-MODIFIED HANDLING`, `S.`; no name with a figure (`C-130`), no abbreviation
/// (`U.S.`), no word (`S/he`).
fn begins_with_level(scheme: &Scheme, text: &str) -> bool {
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    let head = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let rest = tail(text, head.len());
    let mut behind = rest.chars();
    let Some(sign) = behind.next() else {
        return false;
    };
    let next = behind.as_str().trim_start_matches(['/', ' ']).chars().next();
    let word = sign != ',' && next.is_some_and(char::is_lowercase) || matches!(sign, '\'' | '’');
    let name = sign == '-' && next.is_some_and(|c| c.is_ascii_digit());
    let after = behind.as_str();
    let initial =
        sign == '.' && after.starts_with(is_void) || sign == '&' && text.contains(char::is_lowercase);
    let office = sign == '/' && after.chars().nth(1).is_some_and(is_void);
    let phrase = is_void(sign) && head.contains(char::is_lowercase);
    let dotted = sign == '.' && next.is_some_and(char::is_uppercase) && behind.nth(1) == Some('.');
    !(word || name || dotted || initial || office || phrase)
        && head.len() <= WORD
        && read_portion(scheme, head).known().is_some()
}

/// Whether a text of a few words, each with a capital letter, says how it may be handled: `OFFICIAL USE ONLY`,
/// `Canadian Eyes Only`, `STAFF-IN-CONFIDENCE`.
fn says_handling(written: &str) -> bool {
    const WORDS: [&str; 13] = [
        "secret",
        "confidential",
        "restricted",
        "protected",
        "eyes",
        "only",
        "confidence",
        "sensitive",
        "classified",
        "unclassified",
        "releasable",
        "codeword",
        "prot",
    ];
    const SMALL: [&str; 8] = ["in", "of", "for", "to", "use", "only", "and", "the"];
    if written.len() > 48 || !written.starts_with(char::is_uppercase) {
        return false;
    }
    let mut words = written
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.clone().count() <= 6
        && words
            .clone()
            .all(|w| !w.starts_with(char::is_lowercase) || SMALL.contains(&w))
        && words.any(|w| WORDS.iter().any(|known| w.eq_ignore_ascii_case(known)))
}

/// Whether a word with or without a full stop is short for a level: `Conf`, `Sec.`
fn is_short_for_level(written: &str) -> bool {
    let word = written.trim_end_matches('.');
    (3..=6).contains(&word.len())
        && written.starts_with(char::is_uppercase)
        && ["confidential", "secret", "unclassified", "restricted"]
            .iter()
            .any(|level| {
                level
                    .get(..word.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(word))
            })
}

/// Whether a text names the level that it holds: `Class: S`, `Classification: SECRET`.
fn names_level(scheme: &Scheme, written: &str) -> bool {
    const LABELS: [&str; 4] = ["class", "classification", "classified", "marking"];
    let level = written.rsplit([':', ' ']).next().unwrap_or("");
    let label = cut(written, 0, written.len().saturating_sub(level.len()));
    let label = label.trim_end_matches(|c: char| is_void(c) || c == ':');
    written.starts_with(['C', 'c', 'M', 'm'])
        && LABELS.iter().any(|name| label.eq_ignore_ascii_case(name))
        && level.starts_with(|c: char| c.is_ascii_uppercase())
        && read_portion(scheme, level).known().is_some()
}

/// Reads `inner`, the text between brackets: what it is and whether it governs the entire text; `None` where it is no mark.
fn classify(scheme: &Scheme, inner: &str) -> Option<(MarkState, bool)> {
    let written = inner.trim_matches(|c: char| c.is_whitespace());
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let count = written.chars().take(40).count();
    let foreign = written
        .chars()
        .any(|c| is_format(c) || (!c.is_ascii() && !c.is_whitespace() && !"–—−‐‑".contains(c)));
    let reading = read_portion(scheme, &joined(written));
    // A known reading without look-alikes holds no letters but those of the scheme, such as the accents of `PROTÉGÉ A`.
    let foreign = foreign && reading.known().is_none();
    if reading.look_alike || (foreign && (count <= 12 || reading.verdict != Verdict::None)) {
        let letters = written.chars().filter(|c| c.is_lowercase()).count();
        let word = letters > 1 && !reading.look_alike;
        return (!word).then_some((MarkState::LookAlike, reading.entire));
    }
    if let Some(marking) = reading.known() {
        let state = if lower_case(written) {
            MarkState::Damaged
        } else {
            MarkState::Known(marking.clone())
        };
        return Some((state, reading.entire));
    }
    if entire_words(written) && !reading.entire {
        return Some((MarkState::Damaged, true));
    }
    if announces(scheme, written) || names_level(scheme, written) || is_run_together(written) {
        return Some((MarkState::Damaged, false));
    }
    let token = |extra: &str| {
        written.starts_with(|c: char| c.is_ascii_uppercase())
            && written
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || extra.contains(c))
    };
    if reading.verdict == Verdict::Invalid {
        let state = if token("/ -,&.") {
            MarkState::Unknown
        } else {
            MarkState::Damaged
        };
        return Some((state, reading.entire));
    }
    // `SECRET FOOBAR`: a level, and words that the scheme does not know.
    let level = || {
        written
            .split(' ')
            .next()
            .is_some_and(|word| read_portion(scheme, word).known().is_some())
    };
    if token("/ -,&.") && (written.contains("//") || written.contains(' ') && level())
        || begins_with_level(scheme, written)
        || says_handling(written)
        || is_short_for_level(written)
        || foreign::is_mark(written)
        || count <= 12 && token("/-") && !has_only_digit_tail(written)
    {
        return Some((MarkState::Unknown, false));
    }
    // `(<b>S</b>)`, `(S&nbsp;)`.
    let markup =
        written.starts_with('<') && written.ends_with('>') || written.contains('&') && written.ends_with(';');
    if markup && count <= 24 && !written.contains(is_void) {
        return Some((MarkState::Damaged, false));
    }
    // `(T S)`: a blank among the letters; `(ll)`: a `U` that a scan read as strokes.
    // `(U or S)`.
    let pair = count <= 10
        && [" or ", " and ", " & "].iter().any(|word| {
            let is = |part: &str| part.len() <= 3 && read_portion(scheme, part).known().is_some();
            written
                .split_once(word)
                .is_some_and(|(one, other)| !lower_case(one) && is(one) && is(other))
        });
    let parted = count <= 5
        && written.contains(' ')
        && read_portion(scheme, &written.replace(' ', "")).known().is_some();
    let strokes = count == 2 && written != "ii" && written.chars().all(|c| "lIi|!L".contains(c));
    if parted || pair || strokes {
        return Some((MarkState::Damaged, false));
    }
    let short = count <= 3;
    let roman = written.chars().all(|c| "ivx".contains(c));
    // `(jj)`: no word is without a vowel.
    let spoken = |c: char| !c.is_ascii() || "aeiouyAEIOUY".contains(c) || c.is_uppercase();
    let word = count >= 2 && written.chars().all(char::is_alphabetic) && written.contains(spoken);
    (short && !roman && !word && !is_no_mark(written) && !written.contains(is_void))
        .then_some((MarkState::Damaged, false))
}

/// Whether a short text ends with the words `entire text`, as `8-Entire text` does whose level is damaged.
fn entire_words(written: &str) -> bool {
    const WORDS: &str = "entire text";
    let text = written.trim_end_matches(|c: char| is_void(c) || ".:".contains(c));
    let at = text.len().checked_sub(WORDS.len()).filter(|at| *at > 0);
    text.len() <= 40 && at.is_some_and(|at| tail(text, at).eq_ignore_ascii_case(WORDS))
}

/// `C-130`, `U2`: a name with figures, no mark of capital letters.
fn has_only_digit_tail(written: &str) -> bool {
    let letters = written.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < written.len() && letters.ends_with('-')
}

/// A mark over a soft line break reads as one; wide and fixed spaces read as spaces.
fn joined(written: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| !c.is_ascii() && c.is_whitespace();
    if written.contains(['\n', '\r']) || written.contains(other) {
        written.replace(['\n', '\r'], "").replace(other, " ").into()
    } else {
        written.into()
    }
}

/// Abbreviations in small letters are list letters or scanning faults; levels in words may be in any case.
pub(super) fn lower_case(written: &str) -> bool {
    let head = written.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let abbreviation = head.chars().count() <= 5;
    abbreviation && head.chars().any(char::is_lowercase)
}
