//! What may stand behind a level on its line and says nothing about it: counts of sections and pages, a post with its
//! message number, captions, schedules of declassification.
//!
//! Reference: marking grammar, section 4, rule 5; 2.11 and 6 (5 FAH-2 H-440, telegrams 1973-2010).

use crate::scheme::{Data, starts_with_word};

/// Most words of a post's name, and of what stands within a caption.
const WORDS: usize = 3;

/// Bytes of what stands at the start of `upper` (`text` in capitals) and says nothing about the level.
pub(super) fn aside(data: &Data, text: &str, upper: &str) -> Option<usize> {
    if is_known(data, upper) {
        return None;
    }
    count(data, upper)
        .or_else(|| post(data, text, upper, WORDS, 3))
        .or_else(|| caption(data, upper))
}

/// The same where any word may be part of a name: only counts, and a post of one word with a long number.
pub(super) fn aside_of_name(data: &Data, text: &str, upper: &str) -> bool {
    count(data, upper).is_some() || post(data, text, upper, 1, 5).is_some()
}

/// `SECTION 01 OF 02`, `PAGE 2 OF 3`, `PAGE 3`, `002 OF 004`.
fn count(data: &Data, upper: &str) -> Option<usize> {
    let word = ["SECTION ", "PAGE "].into_iter().find(|w| upper.starts_with(w));
    let head = word.map_or(0, str::len);
    let first = number(upper.get(head..)?, 1, 3)?;
    let end = head.saturating_add(first);
    let behind = upper.get(end..)?;
    for of in [" OF ", "/"] {
        if let Some(rest) = behind.strip_prefix(of)
            && let Some(second) = number(rest, 1, 3)
            && (ends(rest, second) || rest.as_bytes().get(second) == Some(&b'/'))
            && (word.is_some() || of != "/")
        {
            let end = end.saturating_add(of.len()).saturating_add(second);
            let last = if word == Some("SECTION ") {
                last_word(data, upper.get(end..)?)
            } else {
                0
            };
            return Some(end.saturating_add(last));
        }
    }
    (word == Some("PAGE ") && ends(upper, end)).then_some(end)
}

/// A post without a number that closes the line behind a count: ` MOSCOW`.
fn last_word(data: &Data, behind: &str) -> usize {
    let word = behind.strip_prefix(' ').unwrap_or("");
    let fits = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase()) && !is_known(data, word);
    if fits { behind.len() } else { 0 }
}

/// A post of at most `most` words with a message number of `least` figures or more: `MOSCOW 003122`.
fn post(data: &Data, text: &str, upper: &str, most: usize, least: usize) -> Option<usize> {
    let mut at = 0_usize;
    for words in 1..=most {
        let rest = upper.get(at..)?;
        let length = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        if length < 2 || is_known(data, rest) {
            return None;
        }
        at = at.saturating_add(length);
        let behind = upper.get(at..)?.strip_prefix(' ')?;
        at = at.saturating_add(1);
        if let Some(figures) = number(behind, least, 8).filter(|figures| ends(behind, *figures)) {
            let written = text.get(..at) == upper.get(..at);
            let digits = behind.get(..figures)?;
            // Two words and a year are a title: `SECRET BALLOT RULES 1987`.
            let year = words > 1 && figures == 4 && (digits.starts_with("19") || digits.starts_with("20"));
            return (figures > 4 || written && !year).then(|| at.saturating_add(figures));
        }
    }
    None
}

/// A caption of the scheme; `*` within one stands for up to three words.
fn caption(data: &Data, upper: &str) -> Option<usize> {
    let first = upper.as_bytes().first();
    let captions = data.captions.iter().filter(|c| c.as_bytes().first() == first);
    captions.filter_map(|c| stands(Some(data), c, upper)).max()
}

/// Bytes of the words at the start of `upper` that the pattern stands for; `*` is one to three words, of which none names
/// a control or level of `data`.
pub(super) fn stands(data: Option<&Data>, caption: &str, upper: &str) -> Option<usize> {
    let Some((head, tail)) = caption.split_once('*') else {
        return starts_with_word(upper, caption).then_some(caption.len());
    };
    let rest = upper.strip_prefix(head)?;
    let mut at = 0_usize;
    for _ in 0..WORDS {
        let here = rest.get(at..)?;
        let length = here.bytes().take_while(|b| !matches!(b, b' ' | b'/')).count();
        if length == 0 || data.is_some_and(|data| is_known(data, here)) {
            return None;
        }
        at = at.saturating_add(length);
        if starts_with_word(rest.get(at..)?, tail) {
            return Some(head.len().saturating_add(at).saturating_add(tail.len()));
        }
        rest.get(at..)?.strip_prefix(' ')?;
        at = at.saturating_add(1);
    }
    None
}

/// Whether a control or a level of more than one letter stands at the start.
fn is_known(data: &Data, upper: &str) -> bool {
    let level = || data.level_phrases.longest(upper).is_some_and(|p| p.len() > 1);
    data.control_phrases.longest(upper).is_some() || level()
}

/// The figures at the start, where there are `least` to `most`.
fn number(text: &str, least: usize, most: usize) -> Option<usize> {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    (least..=most).contains(&figures).then_some(figures)
}

/// Whether a word ends at byte `at`: with the text, or before a blank or a sign that parts sentences.
fn ends(text: &str, at: usize) -> bool {
    text.as_bytes()
        .get(at)
        .is_none_or(|b| matches!(b, b' ' | b',' | b';'))
}
