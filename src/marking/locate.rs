//! The governing mark of one line of text: at its start, at its end, or several in run-on text.
//!
//! Reference: marking grammar, 3.3 (place), 7 (scope), 9.1 (what is no mark). Documents are cut and read by
//! [`crate::document`]; this is for a line by itself, as a person types it.

use super::banner::read_banner;
use super::model::{Problem, Reading, Verdict};
use super::read::{read_bare, read_portion};
use super::roll_up::roll_up;
use crate::scheme::{Scheme, upper};

/// Lines that are fields of a message: their values are never marks.
const FIELDS: &[&str] = &[
    "TAGS:",
    "REF:",
    "REFS:",
    "FM ",
    "TO ",
    "INFO ",
    "CLASSIFIED BY",
    "REASON:",
    "DERIVED FROM",
    "DECLASSIFY ON",
    "DECLASSIFIED/RELEASED",
    "E.O.",
    "DECL:",
];
/// Labels of a title, whose mark may close the line without a full stop.
const TITLES: &[&str] = &["SUBJECT:", "SUBJ:", "TITLE:", "RE:"];
/// Most marks of one line that are looked at.
const MOST: usize = 200;
/// Most parts of a paragraph's number.
const MOST_PARTS: usize = 4;
/// Bullets, signs of quotation, headings and emphasis before a mark.
const SIGNS: &str = "#>*_|•▪◦‣·●○■□⁃►➢-–—¶Â+";

/// Reads the mark that governs a line: `(S//NF)` alone, at the start behind a number, bullet or label, or at the end.
/// A line without brackets is read as a mark by itself.
///
/// # Example
///
/// ```
/// use tearline::marking::{Verdict, read_line};
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::us();
/// assert_eq!(read_line(&us, "4. (C) Trade grew.").known().unwrap().portion(), "C");
/// assert_eq!(read_line(&us, "It was 35 (C) at noon").verdict, Verdict::None);
/// ```
#[must_use]
pub fn read_line(scheme: &Scheme, line: &str) -> Reading {
    let whole = line.trim();
    if let Some(inner) = bracketed(whole) {
        return wide(read_portion(scheme, inner), whole);
    }
    if !whole.contains(['(', '（']) {
        let body = lead(scheme, whole).1;
        let reading = read_bare(scheme, body);
        return Some(reading)
            .filter(|r| r.verdict != Verdict::None)
            .unwrap_or_else(|| unbracketed(scheme, body));
    }
    if FIELDS.iter().any(|f| starts_with(whole, f)) {
        return Reading::none();
    }
    let (title, body) = lead(scheme, whole);
    if let Some((reading, rest)) = opening(scheme, body) {
        return several(scheme, reading, rest);
    }
    let reading = unbracketed(scheme, body);
    if reading.verdict == Verdict::None {
        return closing(scheme, body, title);
    }
    reading
}

/// The mark at a paragraph's head without brackets, where the scheme has such: `TLP:RED The text`.
fn unbracketed(scheme: &Scheme, body: &str) -> Reading {
    let data = scheme.data();
    if !data.unbracketed {
        return Reading::none();
    }
    let word = body
        .split(char::is_whitespace)
        .next()
        .unwrap_or("")
        .trim_end_matches([':', ',', '.', ';']);
    let level = data
        .level_phrases
        .longest(&upper(body))
        .and_then(|p| body.get(..p.len()));
    match level {
        Some(level) if level.len() > word.len() => read_bare(scheme, level),
        _ => read_bare(scheme, word),
    }
}

/// A mark in full-width brackets, which only look like those of a mark (reference 9.2).
fn wide(mut reading: Reading, text: &str) -> Reading {
    if reading.verdict != Verdict::None && text.contains(['（', '）']) {
        reading.look_alike = true;
        legacy(
            &mut reading,
            "look-alike",
            "full-width brackets enclose the mark",
            "reference 9.2",
        );
    }
    reading
}

/// What stands in brackets that enclose all of `text`.
fn bracketed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    (!inner.contains(['(', ')', '（', '）'])).then_some(inner)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The line behind its lead (indent, quote signs, bullets, numbers, label), and whether the label is a title's.
fn lead<'a>(scheme: &Scheme, line: &'a str) -> (bool, &'a str) {
    let mut rest = line;
    let mut title = false;
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || SIGNS.contains(c));
        let trimmed = before
            .get(..before.len().saturating_sub(rest.len()))
            .unwrap_or("");
        if let Some(label) = TITLES.iter().find(|t| starts_with(rest, t)) {
            rest = rest.get(label.len()..).unwrap_or("");
            title = true;
        }
        rest = number(scheme, rest, trimmed.contains('¶'));
        if rest == before {
            return (title, rest);
        }
    }
}

/// Text behind a paragraph's number: `12.`, `12)`, `(1)`, `a.`, `(a)` before blanks or a bracket; before a bracket also
/// `(ii)`, `A.`, `IV)`, `1.2.3`, `2.b`, and behind a paragraph sign `2`.
fn number<'a>(scheme: &Scheme, text: &'a str, signed: bool) -> &'a str {
    let (open, inner) = match text.strip_prefix('(') {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let length = inner
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'.')
        .count();
    let count = inner.get(..length).unwrap_or("").trim_end_matches('.');
    let parts = count.split('.').count();
    if !count.split('.').all(is_count) || parts > MOST_PARTS {
        return text;
    }
    let rest = inner.get(count.len()..).unwrap_or("");
    let closed = if open {
        // A letter in brackets may be the mark itself.
        let mark = || read_portion(scheme, count).verdict != Verdict::None;
        rest.strip_prefix(')').filter(|_| !mark())
    } else {
        let bare = (parts > 1 || signed).then_some(rest);
        rest.strip_prefix(['.', ')', ':']).or(bare)
    };
    let behind = closed.map(|rest| rest.trim_start_matches(['*', '_']));
    match behind {
        Some(rest) if rest.trim_start().trim_start_matches(['*', '_']).starts_with('(') => rest,
        Some(rest) if !open && parts == 1 && !signed && is_plain(count) && rest.starts_with(' ') => rest,
        _ => text,
    }
}

/// Whether `part` counts paragraphs: figures with a letter or none, a letter, a Roman figure.
fn is_count(part: &str) -> bool {
    let letter = part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = |signs: &str| part.len() <= 5 && part.chars().all(|c| signs.contains(c));
    is_plain(part) || (!part.is_empty() && (letter || roman("ivx") || roman("IVX")))
}

/// `12`, `2a`, `a`.
fn is_plain(part: &str) -> bool {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let letters = part.get(digits..).unwrap_or("");
    !part.is_empty() && digits <= 4 && letters.len() <= 1 && letters.bytes().all(|b| b.is_ascii_lowercase())
}

/// The mark at the start of `body`, and what stands behind it.
fn opening<'a>(scheme: &Scheme, body: &'a str) -> Option<(Reading, &'a str)> {
    let behind_open = body.strip_prefix(['(', '（'])?;
    let close = behind_open.find([')', '）'])?;
    let inner = behind_open.get(..close)?;
    let rest = behind_open.get(close..)?;
    let rest = rest.strip_prefix([')', '）']).unwrap_or(rest);
    let mark = body.get(..body.len().saturating_sub(rest.len())).unwrap_or("");
    let mut reading = wide(read_portion(scheme, inner), mark);
    if reading.verdict == Verdict::None || is_copyright(inner, rest) {
        return None;
    }
    let next = rest.trim_start_matches(['*', '_', '`']);
    let adjoins = next.starts_with(char::is_alphanumeric);
    if next.starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    if inner.chars().count() == 1 && rest.starts_with(['.', ',', ';']) {
        return None;
    }
    if adjoins || next.starts_with('|') {
        legacy(
            &mut reading,
            "no-blank",
            "no blank stands behind the mark",
            "32 CFR 2001.21(c)",
        );
    }
    let text = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–—".contains(c));
    if starts_with(text, "ENTIRE TEXT") {
        reading.entire = true;
        legacy(
            &mut reading,
            "entire-text",
            "one mark for the entire text",
            "reference 4, rule 2",
        );
    }
    Some((reading, rest))
}

/// A copyright sign: a year and a name behind it, with the word between or none (reference 9.1).
fn is_copyright(inner: &str, rest: &str) -> bool {
    let rest = rest.trim_start();
    let word = starts_with(rest, "COPYRIGHT");
    let rest = if word {
        rest.get(9..).unwrap_or("").trim_start()
    } else {
        rest
    };
    let year = rest.get(..4).is_some_and(|y| {
        y.bytes().all(|b| b.is_ascii_digit()) && (y.starts_with("19") || y.starts_with("20"))
    });
    let name = rest
        .get(4..)
        .unwrap_or("")
        .trim_start_matches([' ', ',', '-'])
        .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    inner.trim().eq_ignore_ascii_case("c") && year && (name || word)
}

/// Joins the marks that stand further on at the starts of sentences or numbered pieces.
fn several(scheme: &Scheme, first: Reading, rest: &str) -> Reading {
    let Some(marking) = first.marking.clone() else {
        return first;
    };
    let mut markings = vec![marking];
    let mut worst = first.verdict;
    for (at, _) in rest.match_indices('(').take(MOST) {
        let Some((reading, behind)) = rest.get(at..).and_then(|r| opening(scheme, r)) else {
            continue;
        };
        let before = rest.get(..at).unwrap_or("");
        let mark = rest
            .get(at..rest.len().saturating_sub(behind.len()))
            .unwrap_or("");
        // Behind a double slash it is always a mark; at the end of the text too, but for a unit: `35 (C)`.
        let blank = before.ends_with(char::is_whitespace);
        let unit = before.trim_end().ends_with(|c: char| c.is_ascii_digit());
        let ends = blank && !unit && behind.trim_end_matches(['.', '*', '_']).trim().is_empty();
        if !(ends || mark.contains("//") || starts_piece(scheme, before)) {
            continue;
        }
        worst = worst.max(reading.verdict);
        markings.extend(reading.marking);
    }
    if markings.len() == 1 && worst == first.verdict {
        return first;
    }
    let mut all = first;
    all.marking = roll_up(scheme, &markings);
    all.verdict = worst;
    legacy(
        &mut all,
        "several-marks",
        "several marks in one paragraph: all of them govern",
        "reference 7",
    );
    all
}

/// Whether behind `before` a sentence or a piece of its own starts.
fn starts_piece(scheme: &Scheme, before: &str) -> bool {
    let signs = |c: char| c.is_whitespace() || "\"'”’»)]*_/|•·●-–—".contains(c);
    let shown = before.trim_end();
    let counted = shown.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let shown = match counted {
        Some((head, count)) if is_count(count) && read_portion(scheme, count).verdict == Verdict::None => {
            head
        }
        _ => shown,
    };
    let shown = shown.trim_end_matches(signs);
    shown.is_empty() || shown.ends_with(['.', '!', '?', ':', ';', '…'])
}

/// A mark at the end, behind sentence-ending punctuation; on a title also without (reference, section 7).
fn closing(scheme: &Scheme, body: &str, title: bool) -> Reading {
    let found = body
        .trim_end()
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .filter(|(before, _)| {
            let before = before.trim_end();
            title || before.ends_with(['.', '!', '?', '”', '"'])
        });
    let Some((_, inner)) = found else {
        return Reading::none();
    };
    let mut reading = read_portion(scheme, inner);
    if reading.verdict != Verdict::None {
        legacy(
            &mut reading,
            "at-the-end",
            "the mark stands behind its text",
            "32 CFR 2001.21(c)",
        );
    }
    reading
}

fn legacy(reading: &mut Reading, id: &'static str, message: &str, source: &'static str) {
    reading.verdict = reading.verdict.max(Verdict::Legacy);
    reading.problems.push(Problem {
        id,
        verdict: Verdict::Legacy,
        message: message.to_owned(),
        source: source.into(),
    });
}

/// Reads what a person types: a mark in brackets or not, a banner, a line with its mark. The reading with the better
/// verdict wins; a portion before a banner.
#[must_use]
pub fn read_any(scheme: &Scheme, text: &str) -> Reading {
    let portion = read_line(scheme, text);
    let banner = read_banner(scheme, text);
    if banner.verdict < portion.verdict {
        banner
    } else {
        portion
    }
}
