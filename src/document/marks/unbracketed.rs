//! Levels that stand in no brackets, before a sentence and behind one.

use super::read::Marks;
use crate::document::chars::{cut, is_void, tail};
use crate::document::foreign;
use crate::marking::{classified, lowest, read_banner, read_portion};

/// Longest level that may stand before a sentence, in characters.
const LONGEST: usize = 48;
/// Most words of one.
const WORDS: usize = 4;
/// Words that begin a sentence, and no name.
const SENTENCE: [&str; 12] = [
    "The", "A", "An", "In", "On", "At", "It", "We", "This", "He", "She", "They",
];

/// Whether a text begins with a word that begins a sentence, and no name.
pub(super) fn begins(text: &str) -> bool {
    SENTENCE.contains(&text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""))
}

/// Length of a level in capitals that a sentence follows, or a text over a wide gap: `SECRET The`, `NATO SECRET The`, `SECRET |
/// Ferries`, `NS The`, `TLP-RED The`.
pub(super) fn leading(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    // Most words have small letters.
    let second = rest.as_bytes().get(1);
    if !second.is_some_and(|b| b.is_ascii_uppercase() || *b == b'-') {
        return None;
    }
    let mut ends = [0_usize; WORDS];
    let mut count = 0_usize;
    for (at, _) in rest
        .char_indices()
        .take(LONGEST)
        .filter(|(_, c)| is_void(*c) || *c == '|')
    {
        let word = cut(rest, ends.get(count.saturating_sub(1)).copied().unwrap_or(0), at);
        if word.contains(|c: char| c.is_lowercase()) || count == WORDS {
            break;
        }
        if let Some(slot) = ends
            .get_mut(count)
            .filter(|_| word.contains(char::is_alphanumeric))
        {
            *slot = at;
            count = count.saturating_add(1);
        }
    }
    ends.iter().take(count).rev().copied().find(|end| {
        let behind = tail(rest, *end);
        let text = behind.trim_start_matches(|c: char| c != '\n' && (is_void(c) || c == '|'));
        let gap = cut(behind, 0, behind.len().saturating_sub(text.len()));
        let wide = gap.contains(['\t', '|']) || gap.chars().nth(2).is_some();
        let mixed = || text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
        let level = cut(rest, 0, *end);
        (begins(text) || wide && level.len() >= 5 && mixed()) && is_level(marks, level)
    })
}

/// Whether a text is a level above the lowest, as a banner or in two letters or more as a mark.
pub(super) fn is_level(marks: &Marks<'_>, written: &str) -> bool {
    let spelled = marks.scheme.data().unbracketed && {
        let parts = written.to_ascii_uppercase();
        let mut parts = parts.split([':', '-', ' ']).filter(|part| !part.is_empty());
        let joined = parts
            .next()
            .zip(parts.next())
            .map(|(name, level)| format!("{name}:{level}"));
        joined.is_some_and(|joined| read_portion(marks.scheme, &joined).known().is_some())
    };
    let banner = || {
        let reading = read_banner(marks.scheme, written);
        let known = reading.known().filter(|_| written.len() >= 5);
        known.is_some_and(|marking| lowest(marks.scheme).as_ref() != Some(marking))
    };
    spelled
        || banner()
        || foreign::level(written).is_some()
        || (2..5).contains(&written.len()) && marks.is_mark(written)
}

/// Whether a word at the end of a text is a level without round brackets: `S//NF`, `-S-`, `<<S>>`, or a level in capitals.
pub(super) fn closing_level(marks: &Marks<'_>, word: &str) -> bool {
    let sign = |c: char| "-–—/<>*|=~+".contains(c);
    let bare = word.trim_start_matches(sign);
    let core = bare.trim_end_matches(sign);
    let between = bare.len() < word.len() && core.len() < bare.len();
    let stroke = !between && word.contains('/') && !core.contains(char::is_lowercase);
    let last = |name: &str| name.len() >= 6 && name.split(' ').next_back() == Some(word);
    (between || stroke) && marks.is_mark(core) || classified(marks.scheme).any(|(name, _)| last(name))
}
