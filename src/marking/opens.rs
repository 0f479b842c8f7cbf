//! Whether a mark may open here: cheap, since most of what is asked about is prose.

use super::damage;
use super::fold::{Fold, fold_char, is_combining};
use crate::scheme::{Data, First, LONGEST, first_word};
use unicode_normalization::UnicodeNormalization as _;

/// Longest text, in bytes, that may be a damaged mark: what is read as one, with blanks or a message number round it.
const DAMAGED: usize = damage::MOST.saturating_add(16);

/// Signs of decoration of one byte that may stand before a banner.
const DECORATION: &[u8] = b" \t*#>_=~|+.-";

/// False only where `text` cannot be a portion mark, valid or damaged. Looks at the first word or two alone.
pub(super) fn may_open(data: &Data, text: &str) -> bool {
    let blanks = text.bytes().take_while(|b| *b == b' ').count();
    opens(data, text.get(blanks..).unwrap_or(""), false) || has_field(data, text)
}

/// False only where `line` cannot be a banner, valid or damaged, behind its decoration.
pub(super) fn may_open_banner(data: &Data, line: &str) -> bool {
    let signs = line.bytes().take_while(|b| DECORATION.contains(b)).count();
    let body = line.get(signs..).unwrap_or("");
    opens(data, body, true) || spaced_letters(body) || has_field(data, body)
}

/// False only where [`may_open_banner`] finds nothing in a line that begins with `word`, letters with a blank behind them,
/// whose [`crate::wordset::key`] is `key`.
#[inline]
pub(super) fn may_open_word(data: &Data, word: &[u8], key: u64) -> bool {
    // `DlFFUSION`; most words are told by their second letter.
    let ell =
        word.get(1).is_some_and(|b| b.is_ascii_uppercase() || *b == b'l') && damage::is_l_amid_capitals(word);
    word.len() < 2 || ell || data.fields.is_some() || data.openers.may_be(word, key)
}

/// Whether a mark made of fields may stand anywhere in `text`.
fn has_field(data: &Data, text: &str) -> bool {
    data.fields.is_some() && text.contains('=')
}

fn opens(data: &Data, text: &str, banner: bool) -> bool {
    let bytes = text.as_bytes();
    let Some(byte) = bytes.first() else {
        return false;
    };
    match data.openers.first(*byte) {
        First::Never => false,
        First::Always => true,
        First::Damaged => damaged(data, bytes),
        First::Fold => folded(data, text, banner),
        First::Word => {
            let word = first_word(bytes);
            let next = bytes.get(word.len());
            if next.is_some_and(|b| !b.is_ascii()) {
                return folded(data, text, banner);
            }
            let mut buffer = [0; LONGEST];
            let Some(upper) = capitals(word, &mut buffer) else {
                return false;
            };
            match data.openers.word(upper) {
                Some(false) => true,
                Some(true) => level_follows(data, bytes.get(word.len()..).unwrap_or(&[])),
                None if damage::is_l_amid_capitals(word) => true,
                None => {
                    let sign = next.is_some_and(|b| data.openers.first(*b) == First::Damaged);
                    (sign || word.iter().any(u8::is_ascii_digit)) && damaged(data, bytes)
                }
            }
        }
    }
}

/// `word` in capitals; `None` where it is longer than any that opens a mark.
fn capitals<'a>(word: &[u8], buffer: &'a mut [u8; LONGEST]) -> Option<&'a [u8]> {
    let upper = buffer.get_mut(..word.len())?;
    for (to, from) in upper.iter_mut().zip(word) {
        *to = from.to_ascii_uppercase();
    }
    Some(upper)
}

/// Whether behind the name of a nation another or a level may stand: prose begins with `Can` and `Per`, too.
fn level_follows(data: &Data, rest: &[u8]) -> bool {
    let separator = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'-' | b'/');
    let signs = rest.iter().take_while(|b| separator(b)).count();
    let rest = rest.get(signs..).unwrap_or(&[]);
    let word = first_word(rest);
    if rest.get(word.len()).is_some_and(|b| !b.is_ascii()) {
        return true;
    }
    let mut buffer = [0; LONGEST];
    let known = capitals(word, &mut buffer).is_some_and(|upper| data.openers.word(upper).is_some());
    let damage = |b: &u8| b.is_ascii_digit() || data.openers.first(*b) == First::Damaged;
    (signs > 0 && known) || (rest.len() <= DAMAGED && rest.iter().any(damage))
}

/// Whether the first word opens a mark once figures are read as letters, or stray signs dropped.
fn damaged(data: &Data, text: &[u8]) -> bool {
    if text.len() > DAMAGED {
        return false;
    }
    let mended = |mend: fn(u8) -> Option<u8>| {
        let mut buffer = [0; LONGEST];
        let mut length = 0_usize;
        for byte in text.iter().filter_map(|b| mend(*b)) {
            if length == 0 && byte.is_ascii_whitespace() {
                continue;
            }
            if length == 0 && byte == b'/' {
                return true;
            }
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            if let Some(place) = buffer.get_mut(length) {
                *place = byte.to_ascii_uppercase();
            }
            length = length.saturating_add(1);
        }
        let word = buffer.get(..length);
        word.is_some_and(|word| data.openers.word(word).is_some())
    };
    text.iter().any(|b| !b.is_ascii())
        || mended(damage::letter)
        || mended(damage::ell)
        || mended(damage::sign)
}

/// The same for a text that begins with characters that must be folded. In doubt a mark may open.
fn folded(data: &Data, text: &str, banner: bool) -> bool {
    let decoration = |c: char| banner && (c == '•' || u8::try_from(c).is_ok_and(|b| DECORATION.contains(&b)));
    let mut word = Vec::with_capacity(LONGEST);
    let mut end = ' ';
    let mut sign = false;
    'text: for c in text.chars() {
        let plain = match fold_char(c) {
            Fold::Nothing => continue,
            Fold::Plain(c) if is_combining(c) => return true,
            Fold::Plain(c) | Fold::LookAlike(c) => c,
            Fold::Compatible => c,
        };
        for c in std::iter::once(plain).nfkc() {
            if c.is_ascii_alphanumeric() {
                word.extend(u8::try_from(c.to_ascii_uppercase()));
            } else if !word.is_empty() {
                end = c;
                break 'text;
            } else if damage::is_sign(c) && !decoration(c) {
                sign = true;
            } else if c != ' ' && !decoration(c) {
                let mut bytes = [0; 4];
                let first = c.encode_utf8(&mut bytes).bytes().next();
                return first.is_some_and(|byte| data.openers.first(byte) == First::Always);
            }
        }
        if word.len() > LONGEST {
            return false;
        }
    }
    sign |= damage::is_sign(end) || word.iter().any(u8::is_ascii_digit);
    let spaced = banner && word.len() == 1 && end == ' ';
    sign || spaced || data.openers.word(&word).is_some()
}

/// Whether `byte` may be one of spaced letters: a letter, or a figure that scanning puts for one.
pub(super) fn is_spaced(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (byte.is_ascii_digit() && damage::letter(byte) != Some(byte))
}

/// Whether spaced letters stand here: `S E C`, `S E 0`.
fn spaced_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(|b| is_spaced(*b));
    letter(0) && bytes.get(1) == Some(&b' ') && {
        let blanks = bytes.iter().skip(1).take_while(|b| **b == b' ').count();
        let second = blanks.saturating_add(1);
        letter(second) && !letter(second.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Scheme;

    #[test]
    fn prose_opens_no_mark() {
        let us = Scheme::us();
        for line in [
            "",
            "The minister said that trade had grown.",
            "Can the minister say that trade had grown by a third since the summer?",
            "2. (C) The minister said that trade had grown.",
            "\"We will not,\" he said.",
            "Été comme hiver",
            "Министр сказал, что торговля выросла.",
        ] {
            assert!(!may_open(us.data(), line), "{line}");
            assert!(!may_open_banner(us.data(), line), "{line}");
        }
    }

    #[test]
    fn damaged_and_look_alike_marks_open() {
        let us = Scheme::us();
        for text in [
            "S",
            "s//nf",
            "GBR-C",
            "//NS",
            "5//NF",
            "$//NF",
            "SEC$RET",
            "S8U",
            "Ѕ//NF",
            "Ｓ//NF",
            "\u{200b}C",
            "\u{2800}C",
            "*C*",
            "> FOUO",
            "CONFIDENT•IAL",
        ] {
            assert!(may_open(us.data(), text), "{text}");
        }
        assert!(may_open_banner(us.data(), "**Classification: SECRET**"));
        assert!(may_open_banner(us.data(), "• N A T O  S E C R E T"));
    }
}
