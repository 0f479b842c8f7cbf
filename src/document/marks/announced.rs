//! Notes that classified text begins: `[Begin classified]`, `(Start of SECRET section)`, `--- BEGIN CLASSIFIED ---`. They say no
//! more than that what follows is not what stands above: damaged marks.

use crate::document::chars::{cut, is_void, starts_with_word, tail};
use crate::marking::classified;
use crate::scheme::Scheme;

/// Longest note, in bytes.
const LONGEST: usize = 64;
/// Most signs before it.
const MOST: usize = 24;
/// Signs that stand round a note.
const SIGNS: &str = "[{<*-=_#~–—";

/// Length of the note that `rest` begins with, between signs or in capitals alone on its line.
pub(super) fn announced(scheme: &Scheme, rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if matches!(first, ':' | '{') {
        return attribute(scheme, rest);
    }
    if matches!(first, 'Q' | 'q' | 'B' | 'b')
        && let Some(len) = quoted(scheme, rest)
    {
        return Some(len);
    }
    let start = rest
        .char_indices()
        .take(MOST)
        .find(|(_, c)| !(SIGNS.contains(*c) || is_void(*c) && *c != '\n'))?
        .0;
    let bare = tail(rest, start);
    if first != 'B' && !SIGNS.contains(first) || !bare.starts_with(|c| "BbSsFfTtCc".contains(c)) {
        return None;
    }
    let line = bare.split('\n').next().unwrap_or("");
    let end = line
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| "]}>".contains(*c))
        .map_or(line.len(), |(at, _)| at);
    let note = cut(line, 0, end);
    let closed = end < line.len();
    let text = note.trim_end_matches(|c: char| SIGNS.contains(c) || is_void(c) || ":.".contains(c));
    let signed = note.trim_end().ends_with(|c| SIGNS.contains(c));
    let alone = !closed && (signed || first == 'B' && !note.contains(char::is_lowercase));
    let tagged = closed && is_level(scheme, &text.to_ascii_lowercase());
    let len = start.saturating_add(end).saturating_add(usize::from(closed));
    ((closed || alone) && text.len() <= LONGEST && (announces(scheme, text) || tagged)).then_some(len)
}

/// Length of the words that open a quotation and name its level: `Quote Top Secret (their classification). Dear Minister:`.
fn quoted(scheme: &Scheme, rest: &str) -> Option<usize> {
    let mut words = ["quote", "qte", "begin quote", "begin text"].into_iter();
    let word = words.find(|word| starts_with_word(rest, word))?;
    let behind = tail(rest, word.len());
    let text = behind.trim_start_matches(|c: char| is_void(c) || ":.-–—(\"“".contains(c));
    let level = |name: &str| {
        let head = text.get(..name.len())?;
        let next = tail(text, name.len())
            .trim_start_matches([' ', '\t'])
            .chars()
            .next();
        let ends = next.is_none_or(|c| !(c.is_alphanumeric() || "-'’".contains(c)));
        (ends && head.eq_ignore_ascii_case(name) && is_capital(head)).then_some(name.len())
    };
    let len = classified(scheme).filter_map(|(name, _)| level(name)).max()?;
    Some(rest.len().saturating_sub(text.len()).saturating_add(len))
}

/// Whether each word begins with a capital.
fn is_capital(words: &str) -> bool {
    words.split(' ').all(|word| word.starts_with(char::is_uppercase))
}

/// Length of an attribute, or of the line that opens a box, which names a level: `{.secret}`, `::: secret`.
fn attribute(scheme: &Scheme, rest: &str) -> Option<usize> {
    let boxed = rest.starts_with(":::");
    let closes = |c: char| c == '\n' || !boxed && c == '}';
    let mut near = rest.char_indices().take(LONGEST);
    let end = match near.find(|(_, c)| closes(*c)) {
        Some((at, '}')) => at.saturating_add(1),
        Some((at, _)) if boxed => at,
        None if boxed && rest.len() < LONGEST => rest.len(),
        _ => return None,
    };
    let text = cut(rest, 0, end).to_ascii_lowercase();
    if !boxed && !text.starts_with('{') {
        return None;
    }
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == ' '));
    words.any(|word| is_level(scheme, word.trim())).then_some(end)
}

/// Whether a text says that something classified begins.
pub(super) fn announces(scheme: &Scheme, text: &str) -> bool {
    const BEGIN: [&str; 8] = [
        "begin",
        "begins",
        "beginning",
        "start",
        "starts",
        "starting",
        "following",
        "follows",
    ];
    if text.len() > LONGEST || !text.starts_with(|c| "BbSsFfTt".contains(c)) {
        return false;
    }
    let small = text.to_ascii_lowercase();
    let mut words = small.split(|c: char| !c.is_alphanumeric());
    let first = words.find(|word| !word.is_empty() && *word != "the");
    first.is_some_and(|word| BEGIN.contains(&word)) && {
        let behind = tail(&small, first.map_or(0, |word| small.find(word).unwrap_or(0)));
        behind
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "classified")
            || classified(scheme).any(|(name, _)| holds_words(behind, &name.to_ascii_lowercase()))
    }
}

/// Whether a text is `classified` or the name of a level.
fn is_level(scheme: &Scheme, small: &str) -> bool {
    small == "classified" || classified(scheme).any(|(name, _)| name.to_ascii_lowercase() == small)
}

/// Whether `text` holds `words` with nothing joined to them.
fn holds_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        !cut(text, 0, at).ends_with(char::is_alphanumeric)
            && !tail(text, at.saturating_add(words.len())).starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_announce_what_is_classified() {
        let us = Scheme::us();
        for (text, len) in [
            ("[Begin classified]", 18),
            ("[Begin classified] The lamp", 18),
            ("[Start of SECRET section]", 25),
            ("[The following paragraph is SECRET]", 35),
            ("--- BEGIN CLASSIFIED ---", 24),
            ("*** Begin Secret ***", 20),
            ("BEGIN SECRET PORTION", 20),
            ("<classified>", 12),
            ("{.secret} The lamp", 9),
            ("::: {.top-secret .secret}", 25),
            ("::: secret", 10),
            ("Quote Top Secret (their classification). Dear Minister:", 16),
            ("QUOTE: CONFIDENTIAL. The lamp", 19),
            ("Qte Secret", 10),
            ("Begin text: SECRET. The lamp", 18),
        ] {
            assert_eq!(announced(&us, text), Some(len), "{text}");
        }
        for text in [
            "[Begin unclassified]",
            "[Begin text]",
            "[End classified]",
            "[classification]",
            "Begin with the secret of the lamp",
            "BEGIN TEXT",
            "{.note} The lamp",
            "::: note",
            "{the secret lamp} The lamp",
            ": The secret lamp",
            "- Start with the secret lamp",
            "--",
            "Quote Secret lamps burn longer",
            "Quote secret",
            "Quotes: SECRET",
            "Quote Secret's Keeper",
            "",
        ] {
            assert_eq!(announced(&us, text), None, "{text}");
        }
    }
}
