//! What may stand ahead of a mark on its line and is no text of its own: the sign of a list in any style, a short label.

use crate::document::chars::{cut, is_void, tail, void_len};

/// Longest sign of a list, in characters: `(continued)`.
const SIGN: usize = 11;
/// How many signs may follow each other.
const MOST: usize = 3;
/// How many dashes may touch the bracket behind them.
const MOST_DASHES: usize = 12;
/// Longest label in bytes.
const LABEL: usize = 40;

/// Whether `c` opens a mark.
pub(super) fn opens(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// Length of the signs that `text` begins with, where a bracket follows them: `§ (C)`, `(1) (C)`, `1.1 (C)`; else 0.
pub(super) fn signs(text: &str) -> usize {
    // Most text has no bracket but the one it begins with. U+FF08 begins with the byte EF.
    let behind = text.as_bytes().get(1..).unwrap_or_default();
    if memchr::memchr2(b'(', 0xef, behind).is_none() {
        return 0;
    }
    // Dashes and the like may touch the bracket.
    let dashes = text
        .char_indices()
        .take(MOST_DASHES)
        .find(|(_, c)| c.is_alphanumeric() || is_void(*c) || "()[]{}（）<>\u{fffc}".contains(*c))
        .filter(|(at, c)| *at > 0 && opens(*c));
    if let Some((at, _)) = dashes {
        return at;
    }
    if let Some(at) = joined_sign(text) {
        return at;
    }
    let mut at = 0usize;
    for _ in 0..MOST {
        let rest = tail(text, at);
        let token = rest.split(is_void).next().unwrap_or("");
        let gap = void_len(tail(rest, token.len()));
        // A bare figure may count the lines of a statute, whose `(C)` is a letter; `1 (U)` is a footnote, `1 - (S)` a number.
        let behind = tail(rest, token.len().saturating_add(gap));
        let figure = token.bytes().all(|b| b.is_ascii_digit())
            && !cut(text, 0, at).starts_with('§')
            && !(at == 0
                && (behind.starts_with("(U") || token.len() <= 3 && behind.starts_with(['-', '–', '—'])));
        if gap == 0 || figure || !is_sign(token) {
            break;
        }
        at = at.saturating_add(token.len()).saturating_add(gap);
    }
    if tail(text, at).starts_with(opens) { at } else { 0 }
}

/// Length of a letter or a Roman figure that touches the bracket behind it: `a(S) The`, `II(S) The`; not of an office,
/// `D(S):QUELL`.
fn joined_sign(text: &str) -> Option<usize> {
    let at = text.bytes().take(5).position(|b| !b.is_ascii_alphabetic())?;
    let sign = cut(text, 0, at);
    let roman = sign.bytes().all(|b| b"IVX".contains(&b)) || sign.bytes().all(|b| b"ivx".contains(&b));
    let letter = at == 1 && !matches!(sign, "S" | "C" | "U" | "R");
    let mark = tail(text, at).starts_with('(')
        && tail(text, at.saturating_add(1)).starts_with(|c: char| c.is_ascii_uppercase());
    let parted = || {
        let end = tail(text, at).find(')').map_or(0, |end| end.saturating_add(1));
        let behind = tail(text, at.saturating_add(end)).trim_start_matches(['.', ':']);
        behind.is_empty() || behind.starts_with(is_void)
    };
    (at > 0 && mark && (roman || letter) && parted()).then_some(at)
}

/// Whether `text`, all of it, is such signs: what stands on a line before a mark.
pub(super) fn only_signs(text: &str) -> bool {
    let mut tokens = text.split(is_void).filter(|t| !t.is_empty());
    tokens.by_ref().take(MOST).all(is_sign) && tokens.next().is_none()
}

/// Whether a word is the sign of a list: no letter at all, one letter, a Roman figure, a letter in brackets. What could be
/// a damaged mark (`S)`, `C.`) is none.
fn is_sign(token: &str) -> bool {
    if token.is_empty() || token.chars().nth(SIGN).is_some() {
        return false;
    }
    if matches!(token, "(continued)" | "(cont'd)" | "(cont)" | "[]") || token.starts_with("(cid:") {
        return true;
    }
    let bare = groups(token);
    if bare.len() < token.len() {
        return bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    }
    if bare.contains(['(', '[', ']', '{', '}', '（', '）']) {
        return false;
    }
    let core = token.trim_end_matches([')', '.', ':', '-', 'º', 'ª', '°']);
    if core.contains(')') {
        return false;
    }
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    let roman = core.chars().all(|c| "IVX".contains(c)) || core.chars().all(|c| "ivx".contains(c));
    match letters {
        0 => true,
        1 => !matches!(core, "S" | "C" | "U" | "R"),
        // `ll.`, `lO.` for 11 and 10.
        2 if core.chars().all(|c| "lIO".contains(c)) => core.len() < token.len(),
        _ => roman && core.len() < token.len(),
    }
}

/// A token without the letters and figures in brackets that it ends with: none of `(a)`, `[12]`, `(b)(3)`, `(iv)`; `1.4` of
/// the exemption `1.4(D)`. A small letter that could be a damaged mark stays.
fn groups(token: &str) -> &str {
    let mut rest = token;
    for _ in 0..MOST {
        let Some((head, inner)) = last_group(rest) else {
            break;
        };
        let figures = inner.chars().all(|c| c.is_ascii_digit());
        let roman = inner.chars().all(|c| "ivx".contains(c));
        let mut letters = inner.chars();
        let one = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        let small = inner.chars().all(char::is_lowercase);
        let exemption = head.starts_with(|c: char| c.is_ascii_digit());
        let part = head.ends_with(')') || head.is_empty() && rest.len() < token.len();
        let letter = one && (exemption || small && (part || !matches!(inner, "s" | "c" | "u" | "r")));
        if inner.is_empty() || !(figures || roman || letter) {
            break;
        }
        rest = head;
    }
    rest
}

/// What stands before the last brackets of a token, and what stands in them.
fn last_group(token: &str) -> Option<(&str, &str)> {
    let (body, open) = match token.strip_suffix(')') {
        Some(body) => (body, '('),
        None => (token.strip_suffix(']')?, '['),
    };
    let at = body.rfind(open)?;
    Some((cut(body, 0, at), tail(body, at.saturating_add(1))))
}

/// Length of a label with its colon and the blanks behind, where a bracket follows: `COMMENT: (C)`, `Note: (U)`; else 0.
/// What names a reference or is a clause of text is no label.
pub(super) fn label(text: &str) -> usize {
    let Some(colon) = text.bytes().take(LABEL).position(|b| b == b':') else {
        return dashed_label(text).unwrap_or_else(|| counted_label(text));
    };
    let name = cut(text, 0, colon);
    let behind = tail(text, colon.saturating_add(1));
    let gap = void_len(behind);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '/' | '\'' | '’' | '&');
    let begins = name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let fits = begins
        && name.chars().all(plain)
        && !name.contains(". ")
        && name.split(' ').take(5).count() <= 4
        && !refers(name);
    let text = tail(behind, gap);
    // `TEXT: 1. (C) The lamp`: the first paragraph stands on the line of the label.
    let number = first_number(text);
    if fits && gap > 0 && tail(text, number).starts_with(opens) {
        colon.saturating_add(1).saturating_add(gap).saturating_add(number)
    } else {
        counted_label(text)
    }
}

/// The same for a few capitalised words with a dash: `Background - (U)`.
fn dashed_label(text: &str) -> Option<usize> {
    let head = text.as_bytes().get(..LABEL.min(text.len()))?;
    let open = memchr::memchr(b'(', head)?;
    let name = cut(text, 0, open).trim_end_matches(is_void);
    let bare = name.trim_end_matches(['-', '–', '—']);
    let words = bare.trim_end_matches(' ');
    let capitals =
        |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(char::is_alphabetic) && w.len() > 2;
    (name.len() < open
        && bare.len() < name.len()
        && words.len() < bare.len()
        && !words.is_empty()
        && words.split(' ').count() <= 3
        && words.split(' ').all(capitals)
        && !refers(words))
    .then_some(open)
}

/// Length of `1.` or `A.` with the blanks behind.
fn first_number(text: &str) -> usize {
    let sign = text.starts_with(['1', 'A', 'a']) && text.as_bytes().get(1) == Some(&b'.');
    let gap = void_len(tail(text, 2));
    if sign && gap > 0 { gap.saturating_add(2) } else { 0 }
}

/// The same for a word with a figure: `Recommendation 4. (U)`, `Finding 2 (S)`.
fn counted_label(text: &str) -> usize {
    let word = text
        .bytes()
        .take(LABEL)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let name = cut(text, 0, word);
    let figures = tail(text, word.saturating_add(1));
    let count = figures.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let behind = tail(figures, count);
    let sign = usize::from(behind.starts_with(['.', ')']));
    let gap = void_len(tail(behind, sign));
    let fits = word >= 4
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.ends_with(|c: char| c.is_ascii_lowercase())
        && tail(text, word).starts_with(' ')
        && (1..=3).contains(&count)
        && (sign > 0 || !refers(name));
    if fits && gap > 0 && tail(behind, sign.saturating_add(gap)).starts_with(opens) {
        word.saturating_add(1)
            .saturating_add(count)
            .saturating_add(sign)
            .saturating_add(gap)
    } else {
        0
    }
}

/// Whether `before`, up to a letter in brackets, ends with a word that takes such a letter: `see ref (C)`.
pub(in crate::document) fn refers(before: &str) -> bool {
    let word = before
        .trim_end_matches(is_void)
        .rsplit(|c: char| !c.is_alphanumeric())
        .find(|w| !w.is_empty())
        .unwrap_or("");
    word.len() <= 12
        && matches!(
            word.to_ascii_lowercase().as_str(),
            "ref"
                | "refs"
                | "reftel"
                | "reftels"
                | "reference"
                | "para"
                | "paras"
                | "paragraph"
                | "tab"
                | "option"
                | "annex"
                | "section"
                | "sec"
                | "subsection"
                | "subparagraph"
                | "subpara"
                | "clause"
                | "article"
                | "exhibit"
                | "grade"
                | "plan"
                | "table"
                | "copyright"
                | "vitamin"
                | "category"
                | "part"
                | "point"
                | "item"
                | "and"
                | "or"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_before_a_bracket() {
        for (text, len) in [
            ("§ (C) Gulls", 3),
            ("» (C) Gulls", 3),
            ("o (C) Gulls", 2),
            ("(1) (C) Gulls", 4),
            ("[a] (C) Gulls", 4),
            ("ii) (C) Gulls", 4),
            ("IV. (C) Gulls", 4),
            ("1.1 (C) Gulls", 4),
            ("1. a. (C) Gulls", 6),
            ("(cid:127) (C) Gulls", 10),
            ("A) (C) Gulls", 3),
            ("S) (U) Gulls", 0),
            ("C. (U) Gulls", 0),
            ("(S) (U) Gulls", 0),
            ("{S} (U) Gulls", 0),
            ("No (C) Gulls", 0),
            ("ii (C) Gulls", 0),
            ("§ Gulls", 0),
            ("§(C) Gulls", 2),
            ("-----(C) Gulls", 5),
            ("(b)(3) (C) Gulls", 7),
            ("1.4(D) (C) Gulls", 7),
            ("25X1 (C) Gulls", 5),
            ("[] (C) Gulls", 3),
            ("(continued) (C) Gulls", 12),
            ("(s) (U) Gulls", 0),
            ("(secret) (U) Gulls", 0),
            ("(S)(U) Gulls", 0),
            ("7 (C) REPORT", 0),
            ("1 (U) Gulls", 2),
            ("1 - (S) Gulls", 4),
            ("ll. (U) Gulls", 4),
            ("ll (U) Gulls", 0),
            ("(C) Gulls", 0),
            ("", 0),
        ] {
            assert_eq!(signs(text), len, "{text}");
        }
    }

    #[test]
    fn a_line_of_signs() {
        assert!(only_signs(" - o ") && only_signs("1.1") && only_signs(""));
        assert!(!only_signs("The") && !only_signs("1 2 3 4") && !only_signs("S)"));
    }

    #[test]
    fn labels_are_short_names_with_a_colon() {
        for (text, len) in [
            ("COMMENT: (C) Gulls", 9),
            ("Recommendation 4. (U) Gulls", 18),
            ("Finding 2 (S) Gulls", 10),
            ("Paragraph 4 (C) Gulls", 0),
            ("Para 4. (C) Gulls", 8),
            ("Article 12 of 3 (C) Gulls", 0),
            ("Note:  (U) Gulls", 7),
            ("TEXT: 1.  (U) Gulls", 10),
            ("TEXT: 1. Gulls", 0),
            ("TEXT: 3. (U) Gulls", 0),
            ("Marrow: (U) Gulls", 8),
            ("Ref: (C) DELTA 14", 0),
            ("the keeper: (C) Gulls", 0),
            ("The keeper said to all: (C) Gulls", 0),
            ("Gulls came. They: (C) left", 0),
            ("COMMENT:(C) Gulls", 0),
            ("COMMENT: Gulls (C)", 0),
            ("COMMENT (C) Gulls", 0),
        ] {
            assert_eq!(label(text), len, "{text}");
        }
    }

    #[test]
    fn letters_behind_a_word_that_takes_them() {
        assert!(refers("as in ref ") && refers("see REFTELS ") && refers("options (A) and "));
        assert!(!refers("The lamp is out ") && !refers(""));
    }
}
