//! Notes that classified text begins: `[Begin classified]`, `(Start of SECRET section)`, `--- BEGIN CLASSIFIED ---`. They say no
//! more than that what follows is not what stands above: damaged marks.

use crate::document::chars::{cut, is_void, starts_with_word, tail};
use crate::marking::{Marking, classified, lowest, read_portion};
use crate::scheme::Scheme;

/// Longest note, in bytes.
const LONGEST: usize = 64;
/// Most signs before it.
const MOST: usize = 24;
/// Signs that stand round a note.
const SIGNS: &str = "[{<*-=_#~–—!";
/// Longest tag, in bytes.
const TAG: usize = 200;
/// Longest sentence that says what comes next, in bytes.
const SENTENCE: usize = 64;

/// Length of the note that `rest` begins with, between signs or in capitals alone on its line.
pub(super) fn announced(scheme: &Scheme, rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    match first {
        ':' | '{' | '?' => return attribute(scheme, rest),
        '!' if rest.starts_with("!!!") => return attribute(scheme, rest),
        '<' => {
            if let Some(len) = tagged(scheme, rest) {
                return Some(len);
            }
        }
        '#' | '@' => {
            if let Some(len) = hashtag(scheme, rest) {
                return Some(len);
            }
        }
        _ => {}
    }
    if matches!(first, 'T' | 'F') {
        return following(scheme, rest);
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

/// Length of a sentence alone that says what comes next: `The following paragraph is classified SECRET.`
fn following(scheme: &Scheme, rest: &str) -> Option<usize> {
    let bare = rest
        .strip_prefix("The ")
        .or(rest.strip_prefix("THE "))
        .unwrap_or(rest);
    if rest.len() > SENTENCE
        || !bare
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("follow"))
    {
        return None;
    }
    let text = rest.trim_end_matches(|c: char| is_void(c) || ".:".contains(c));
    let small = text.to_ascii_lowercase();
    let mut names = classified(scheme).map(|(name, _)| name.to_ascii_lowercase());
    let level = small.ends_with(" classified") || names.any(|name| small.ends_with(&format!(" {name}")));
    (level && !text.contains('\n') && announces(scheme, text)).then(|| rest.trim_end().len())
}

/// Length of an attribute, or of the line that opens a box, which names a level: `{.secret}`, `::: secret`, `!!! secret "Oil"`.
fn attribute(scheme: &Scheme, rest: &str) -> Option<usize> {
    let boxed = [":::", "!!!", "???"].iter().any(|sign| rest.starts_with(sign));
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
    let kind = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let kind = kind.split(' ').next().unwrap_or("");
    (words.any(|word| is_level(scheme, word.trim())) || boxed && is_level(scheme, kind)).then_some(end)
}

/// Length of a tag of HTML that names a level: `<secret>`, `<div class="secret">`, `<p data-classification="S">`; what it
/// links to says nothing.
pub(in crate::document) fn tagged(scheme: &Scheme, rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.bytes().take(TAG).position(|b| b == b'>')?;
    let inner = cut(inner, 0, end);
    // Where a picture is kept says nothing, what it shows does.
    let small = inner.to_ascii_lowercase();
    let parts = small.split(is_void).filter(|part| !part.starts_with("src="));
    let small = parts.collect::<Vec<_>>().join(" ");
    if small.contains("href=") || small.contains("://") {
        return None;
    }
    let spaced = small.replace(|c: char| !c.is_alphanumeric(), " ");
    let names = holds_words(&spaced, "classified")
        || classified(scheme).any(|(name, _)| holds_words(&spaced, &name.to_ascii_lowercase()));
    let valued = || {
        inner
            .split(is_void)
            .filter_map(|part| part.split_once('='))
            .any(|(key, value)| {
                let key = key.to_ascii_lowercase();
                let value = value.trim_matches(['"', '\'']);
                let named = ["classification", "marking", "mark", "portion", "level", "class"]
                    .iter()
                    .any(|name| key.ends_with(name));
                let level = || read_portion(scheme, value).known().map(Marking::rank);
                named
                    && value.starts_with(|c: char| c.is_ascii_uppercase())
                    && level() > lowest(scheme).map(|least| least.rank())
            })
    };
    (names || valued()).then(|| end.saturating_add(2))
}

/// Length of a word behind `#` or `@` that names a level: `#secret`, `#top-secret`.
pub(super) fn hashtag(scheme: &Scheme, rest: &str) -> Option<usize> {
    let word = rest.strip_prefix(['#', '@'])?;
    let len = word
        .bytes()
        .take(LONGEST)
        .position(|b| !(b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
        .unwrap_or(word.len());
    let name = cut(word, 0, len).to_ascii_lowercase().replace(['-', '_'], " ");
    is_level(scheme, &name).then(|| len.saturating_add(1))
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
            ("!!! secret \"Oil\"", 16),
            ("<div class=\"note secret\"> The lamp", 25),
            ("<p data-classification=\"S\"> The lamp", 27),
            ("#secret The lamp", 7),
            ("#top-secret", 11),
            ("[!secret] Lamps", 9),
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
            "<div class=\"note\"> The lamp",
            "<a href=\"/secret\"> The lamp",
            "<p data-classification=\"U\"> The lamp",
            "</secret> The lamp",
            "# Secret of the lamp",
            "#secrets of the lamp",
            "[!note] Lamps",
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
