//! The governing mark of one line of text: at its start, at its end, or several in run-on text.
//!
//! Reference: marking grammar, 3.3 (place), 7 (scope), 9.1 (what is no mark). Documents are cut and read by
//! [`crate::document`]; this is for a line by itself, as a person types it.

use super::banner::read_banner;
use super::model::{Problem, Reading, Verdict};
use super::read::{read_bare, read_portion};
use super::roll_up::roll_up;
use crate::scheme::Scheme;

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
        return read_portion(scheme, inner);
    }
    if !whole.contains(['(', '（']) {
        return read_bare(scheme, lead(whole).1);
    }
    if FIELDS.iter().any(|f| starts_with(whole, f)) {
        return Reading::none();
    }
    let (title, body) = lead(whole);
    match opening(scheme, body) {
        Some((reading, rest)) => several(scheme, reading, rest),
        None => closing(scheme, body, title),
    }
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
fn lead(line: &str) -> (bool, &str) {
    let mut rest = line;
    let mut title = false;
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "#>*_|•▪◦‣-–—¶Â+".contains(c));
        if let Some(label) = TITLES.iter().find(|t| starts_with(rest, t)) {
            rest = rest.get(label.len()..).unwrap_or("");
            title = true;
        }
        rest = number(rest);
        if rest == before {
            return (title, rest);
        }
    }
}

/// Text behind `12.`, `12)`, `(1)`, `a.`, `(a)` where blanks or a bracket follow.
fn number(text: &str) -> &str {
    let (open, inner) = match text.strip_prefix('(') {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let letters = inner
        .get(digits..)
        .unwrap_or("")
        .bytes()
        .take_while(u8::is_ascii_lowercase)
        .count();
    let length = digits.saturating_add(letters);
    let count = length > 0 && digits <= 4 && letters <= 1;
    let rest = inner.get(length..).unwrap_or("");
    let closed = if open {
        rest.strip_prefix(')')
    } else {
        rest.strip_prefix(['.', ')'])
    };
    match closed {
        Some(rest) if count && rest.trim_start().starts_with('(') => rest,
        Some(rest) if count && !open && rest.starts_with(' ') => rest,
        _ => text,
    }
}

/// The mark at the start of `body`, and what stands behind it.
fn opening<'a>(scheme: &Scheme, body: &'a str) -> Option<(Reading, &'a str)> {
    let behind_open = body.strip_prefix(['(', '（'])?;
    let close = behind_open.find([')', '）'])?;
    let inner = behind_open.get(..close)?;
    let rest = behind_open.get(close..)?;
    let rest = rest.strip_prefix([')', '）']).unwrap_or(rest);
    let mut reading = read_portion(scheme, inner);
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

/// A copyright sign: a year and a name, or the word, behind it (reference 9.1).
fn is_copyright(inner: &str, rest: &str) -> bool {
    let rest = rest.trim_start();
    let year = rest.get(..4).is_some_and(|y| {
        y.bytes().all(|b| b.is_ascii_digit()) && (y.starts_with("19") || y.starts_with("20"))
    });
    let name = rest
        .get(4..)
        .unwrap_or("")
        .trim_start_matches([' ', ',', '-'])
        .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    inner.trim().eq_ignore_ascii_case("c") && ((year && name) || starts_with(rest, "COPYRIGHT"))
}

/// Joins the marks that stand further on at the starts of sentences or numbered pieces.
fn several(scheme: &Scheme, first: Reading, rest: &str) -> Reading {
    let Some(marking) = first.marking.clone() else {
        return first;
    };
    let mut markings = vec![marking];
    let mut worst = first.verdict;
    for (at, _) in rest.match_indices('(').take(MOST) {
        let before = rest.get(..at).unwrap_or("").trim_end();
        let opens = before.ends_with(['.', '!', '?', ':', ';']) || before.is_empty();
        if !opens {
            continue;
        }
        let Some((reading, _)) = rest.get(at..).and_then(|r| opening(scheme, r)) else {
            continue;
        };
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
