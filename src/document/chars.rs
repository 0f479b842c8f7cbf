//! Characters: what is blank, what ends a sentence.

/// Stands in visible text for what has no letters there, such as a picture, and before code that is read.
pub(super) const OBJECT: &str = "\u{fffc}";

/// Whether a character takes no visible room: white space, or a zero-width or format character.
#[inline]
pub(super) fn is_void(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' ' | '\t'..='\r');
    }
    c.is_whitespace() || is_format(c)
}

/// Zero-width and format characters that can hide inside a mark (Unicode, general category Cf and variation selectors).
pub(super) fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e01ef}')
}

/// Whether a line shows nothing.
pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(is_void)
}

/// The part of `text` in `from..to`; empty where that is no part of it.
pub(super) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// The part of `text` from byte `from`; empty where that is no part of it.
pub(super) fn tail(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or("")
}

/// How many bytes of white space and format characters `text` begins with.
pub(super) fn void_len(text: &str) -> usize {
    text.find(|c: char| !is_void(c)).unwrap_or(text.len())
}

/// `text` without white space and format characters around it. Most text has none.
#[inline]
pub(super) fn trim_void(text: &str) -> &str {
    let seen = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if seen(text.as_bytes().first()) && seen(text.as_bytes().last()) {
        text
    } else {
        text.trim_matches(is_void)
    }
}

/// A line without the signs that quote it: `> From: Orla`.
pub(super) fn unquoted(line: &str) -> &str {
    if line.starts_with('>') {
        line.trim_start_matches(|c: char| c == '>' || is_void(c))
    } else {
        line
    }
}

/// Whether `text` begins with `word`, whatever the case of ASCII letters.
#[inline]
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    // Most words are told by their first letter.
    let (own, first) = (text.as_bytes().first(), word.as_bytes().first());
    let same = own.zip(first).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    (same || word.is_empty()) && is_word_at_start(text, word)
}

fn is_word_at_start(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(word))
        && !tail(text, word.len()).starts_with(char::is_alphanumeric)
}

/// Whether a sentence ends with `text`: its last sign, quotes and closing brackets apart, is a full stop or the like.
pub(super) fn ends_sentence(text: &str) -> bool {
    if text.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let text = text.trim_end_matches(|c: char| is_void(c) || "\"'”’)]*_».".contains(c) && c != '.');
    text.ends_with(['.', '!', '?', ':', ';', '…'])
}
