//! What scanning leaves of a mark at the start of a paragraph, where not even its level can be made out: `(gf The`,
//! `¢) The`, `AIUO) The`, `( ) The`.

use super::ahead::opens;
use super::brackets::closing;
use super::near::is_near_mark;
use super::read::Marks;
use super::residue::WORDS;
use crate::document::chars::{cut, is_void, tail, void_len};

/// Longest remains of a mark, in characters.
const LONGEST: usize = 6;
/// How many letters a word that was a level may begin with.
const WORD: usize = 16;
/// Longest text in brackets without a blank that may be a mark of several parts.
const PARTS: usize = 24;
/// Signs that no word begins with, and no list.
const SIGNS: &str = ")]}¢€¥£@«‹°§[{-";
/// Signs that close a mark, or are read for what closes one.
const CLOSING: [char; 7] = [')', ']', '}', '>', '›', '»', '）'];

/// Length of what `rest` begins with, where that may have been a mark.
pub(super) fn remains(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if first.is_ascii_alphabetic() {
        // Most text begins with a word.
        let mut bytes = rest.bytes().take(WORD);
        let at = bytes.position(|b| !b.is_ascii_alphabetic());
        let sign = at.and_then(|at| rest.as_bytes().get(at));
        let near = sign.is_some_and(|b| b")]}>580$-/1|".contains(b)) && is_near_closed(rest);
        let close = at.is_some_and(|at| at < LONGEST) && sign.is_some_and(|b| b")]}>580$".contains(b));
        if !(near || close) {
            return None;
        }
    }
    let len = if opens(first) {
        bracketed(marks, rest)?
    } else if first == '©' {
        first.len_utf8()
    } else {
        let token = token(rest);
        let short = token.chars().take(LONGEST.saturating_add(1)).count() <= LONGEST;
        let fits = short
            && if first.is_ascii_alphabetic() {
                letters(token)
            } else {
                signs(token, first)
            }
            || is_near_closed(rest);
        fits.then_some(token.len())?
    };
    let behind = tail(rest, len).trim_start_matches(['*', '_']);
    let next = behind.trim_start_matches(|c: char| is_void(c) || "\"“‘'*_-–—•.…".contains(c));
    let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let copyright =
        first == '©' && (word.eq_ignore_ascii_case("copyright") || word.eq_ignore_ascii_case("crown"));
    // Alone on its line: its text comes next.
    let signed = opens(first) || cut(rest, 0, len).contains(char::is_alphabetic);
    let alone = signed && behind.chars().all(is_void);
    let parted = behind.starts_with(is_void) || behind.starts_with(char::is_uppercase);
    let followed = parted && word.starts_with(char::is_uppercase) && !copyright;
    (alone || followed).then_some(len)
}

/// Whether a word that no bracket opens, and one closes, is a few signs away from a mark: `BECRET) The`, `|S-NF) The`.
fn is_near_closed(text: &str) -> bool {
    let token = token(text);
    let core = token
        .trim_end_matches('-')
        .trim_end_matches(|c| CLOSING.contains(&c) || "|jJ".contains(c));
    core.len() < token.len() && core.len() > 2 && is_near_mark(core)
}

/// The word that `text` begins with; up to the bracket or sign that text is glued to, `@)Not`.
fn token(text: &str) -> &str {
    let word = text.split(is_void).next().unwrap_or("");
    let glued = word
        .char_indices()
        .take(LONGEST)
        .zip(word.chars().skip(1))
        .find(|((_, sign), next)| (CLOSING.contains(sign) || *sign == '%') && next.is_uppercase());
    glued.map_or(word, |((at, sign), _)| {
        cut(word, 0, at.saturating_add(sign.len_utf8()))
    })
}

/// Letters and a bracket that closes: `AIUO)`, `te)`; no figure of a list (`iv)`, `aa)`).
fn letters(token: &str) -> bool {
    let Some(core) = token.strip_suffix([')', '}', ']', '>']) else {
        return false;
    };
    // `t5)`.
    if core.len() == 2
        && core.starts_with(['f', 't', 'l', 'j', 'r', 'i'])
        && core.ends_with(['5', '8', '0', '$'])
    {
        return true;
    }
    let bytes = core.as_bytes();
    let alike = bytes.windows(2).all(|pair| pair.first() == pair.get(1));
    let roman = core.chars().all(|c| "ivxIVX".contains(c));
    bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_alphabetic) && !alike && !roman
}

/// A sign that begins no word, or a figure, and a bracket that closes: `¢)`, `[°)`, `7-4)`, `-fC)-`; also `¢y`, `)`.
fn signs(token: &str, first: char) -> bool {
    let bare = token.trim_end_matches('-');
    let inner = token.get(1..token.len().saturating_sub(1)).unwrap_or("");
    // `{any}`.
    let word = inner.len() > 2
        && inner.bytes().all(|b| b.is_ascii_alphabetic())
        && inner.contains(char::is_lowercase);
    let square = first == '[' && token.ends_with(']') || first == '{' && token.ends_with('}') && word;
    let closed = bare.ends_with(CLOSING) && !square;
    // `7-4)`, and `6.fs)` of `6.(S)`; no `1.1)`, `1.a)`.
    let letters = token.bytes().filter(u8::is_ascii_lowercase).count();
    let odd = token.contains(|c: char| !c.is_alphanumeric() && !").".contains(c));
    let roman = token
        .bytes()
        .all(|b| !b.is_ascii_alphabetic() || matches!(b, b'i' | b'v' | b'x'));
    let figure = first.is_ascii_digit() && (odd || letters >= 2 && !roman);
    let money = "¢€¥£$".contains(first) && !token.contains(|c: char| c.is_ascii_digit());
    closed && (SIGNS.contains(first) || figure) || money
}

/// The same behind a round bracket.
fn bracketed(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    if let Some((inner, len)) = closing(rest) {
        let written = cut(rest, first, inner);
        let core = written.trim_matches(is_void);
        let plain = core.chars().all(char::is_alphabetic);
        let blank = core.contains(is_void);
        let count = core.chars().take(PARTS.saturating_add(1)).count();
        // `(jg)`, `(Cc)`; no figure of a list.
        let pair = count == 2
            && plain
            && core.contains(|c: char| c.is_lowercase())
            && !core.chars().all(|c| "ivx".contains(c));
        // `(156/SI)`, `(8//NF)`; no date.
        let parts = count <= PARTS
            && !blank
            && core.contains('/')
            && core.contains(|c: char| c.is_ascii_uppercase())
            && !core.contains(|c: char| c.is_ascii_lowercase());
        // `(SN F)`.
        let torn = blank
            && count <= LONGEST
            && core.starts_with(['S', 'C', 'U', 'T'])
            && core.chars().all(|c| c.is_ascii_uppercase() || is_void(c));
        let word = count >= 5 && plain && core.starts_with(char::is_uppercase) && is_near_level(core);
        let signs = count <= 3 && !core.chars().any(char::is_alphanumeric);
        if count == 0 || pair || parts || torn || word || signs || is_near_mark(core) {
            return Some(len);
        }
    }
    let body = tail(rest, first);
    let gap = void_len(body);
    let token = token(body);
    // `(CONFIDENTIALJ The`.
    let near = token.trim_end_matches(|c| CLOSING.contains(&c));
    if gap == 0 && near.len() > 3 && is_near_mark(near) {
        return Some(first.saturating_add(token.len()));
    }
    if token.contains(')') && closing(rest).is_some() {
        return None;
    }
    let count = token.chars().take(LONGEST.saturating_add(1)).count();
    let capitals = token.bytes().all(|b| b.is_ascii_uppercase()) && closing(rest).is_none();
    let word = WORDS.contains(&token) || token.bytes().all(|b| b.is_ascii_digit());
    let odd =
        closing(rest).is_none() || token.contains(|c: char| !c.is_alphanumeric() && !".'’\"“”,".contains(c));
    let lost = (1..=3).contains(&count) && odd || (3..=LONGEST).contains(&count) && capitals;
    let known = marks.is_mark(token);
    (gap == 0 && lost && !word && !known).then_some(first.saturating_add(token.len()))
}

/// Whether a word is close to a level in words: `Seeret`, `Confidentiai`.
fn is_near_level(word: &str) -> bool {
    let capital = word.to_uppercase();
    [("SECRET", 2), ("CONFIDENTIAL", 3), ("UNCLASSIFIED", 3)]
        .iter()
        .any(|(level, most)| {
            word.len().abs_diff(level.len()) <= 2 && strsim::levenshtein(&capital, level) <= *most
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Scheme;

    #[test]
    fn text_may_be_glued_to_it() {
        let us = Scheme::us();
        let marks = Marks::new(&us);
        for (text, len) in [
            ("6.fs) The", 5),
            ("@)Not", 2),
            ("(2%Not", 3),
            ("te) ...The", 3),
            ("(~ -- The", 2),
        ] {
            assert_eq!(remains(&marks, text), Some(len), "{text}");
        }
    }

    #[test]
    fn what_was_a_mark() {
        let us = Scheme::us();
        let marks = Marks::new(&us);
        for word in [
            "(gf", "(jf)", "¢)", "@)", "©", "Cs)", "(cy", "te)", "(156/SI)", "(Ss)", "(AIUO", "AIUO)", "(UY",
            "(ey", "(so)", "(~", "()", "( )", ")", "[°)", "(¢y", "¢C)", "«S)", "‹C›", "(s%", "(8//NF)",
            "(SN F)", "(Seeret)", "7-4)", "-fC)-",
        ] {
            let text = format!("{word} The lamp is out.");
            assert_eq!(remains(&marks, &text), Some(word.len()), "{word}");
        }
        for text in [
            "(In May the lamp went out.)",
            "(See the map.) The lamp",
            "(The lamp is out.)",
            "(iv) The lamp",
            "iv) The lamp",
            "aa) The lamp",
            "€5 The lamp",
            "# The lamp",
            "| The lamp |",
            "- The lamp",
            "~ The lamp",
            "1.1) The lamp",
            "1.a) The lamp",
            "1.ii) The lamp",
            "#7 The lamp",
            "(24/7) The lamp",
            "(gf the lamp",
            ")",
            "© Copyright Marrow",
            "© 1999 Marrow",
            "[12] The lamp",
            "(AP) The lamp",
            "(12) The lamp",
            "The lamp",
            "",
        ] {
            assert_eq!(remains(&marks, text), None, "{text}");
        }
    }
}
