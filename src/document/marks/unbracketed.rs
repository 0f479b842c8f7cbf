//! Levels that stand in no brackets, before a sentence and behind one.

use super::read::Marks;
use crate::document::chars::{cut, is_void, tail};
use crate::marking::classified;
use crate::scheme::Scheme;

/// Words that begin a sentence, and no name.
const SENTENCE: [&str; 12] = [
    "The", "A", "An", "In", "On", "At", "It", "We", "This", "He", "She", "They",
];

/// Whether a text begins with a word that begins a sentence, and no name.
pub(super) fn begins(text: &str) -> bool {
    SENTENCE.contains(&text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(""))
}

/// Length of a level in capitals that a sentence follows, or a text over a wide gap: `SECRET The`, `SECRET | Ferries`.
pub(super) fn leading(scheme: &Scheme, rest: &str) -> Option<usize> {
    let (name, _) = classified(scheme).find(|(name, _)| name.len() >= 6 && rest.starts_with(*name))?;
    let behind = tail(rest, name.len());
    let text = behind.trim_start_matches(|c: char| c != '\n' && (is_void(c) || c == '|'));
    let gap = cut(behind, 0, behind.len().saturating_sub(text.len()));
    let wide = gap.contains(['\t', '|']) || gap.chars().nth(2).is_some();
    let mixed = || text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
    (!gap.is_empty() && (begins(text) || wide && mixed())).then_some(name.len())
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
