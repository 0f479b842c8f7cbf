//! Stamps of a release or of an archive, and the operating signals of a transmission.

use crate::document::chars::{is_void, starts_with_word, tail};
use crate::document::labels::STAMPS;
use crate::document::signs::Signs;
use crate::marking::{Marking, banner_prefix, read_portion};
use crate::scheme::Scheme;
use crate::span::Span;

/// Stamps of an earlier release or of the archive that holds the paper.
pub(super) fn is_stamp(t: &str, signs: Signs, known: bool) -> bool {
    let has = |needle: &str| t.contains(needle);
    let starts = |word: &&str| starts_with_word(t, word);
    let within = signs.stamp
        && ((has("Department of State") && has("Case No"))
            || (has("Case No.") && has("Doc No."))
            || has("LIBRARY PHOTOCOPY"));
    within
        || signs.stamp && is_stamp_part(t)
        || known
            && (STAMPS.iter().any(|words| starts(words) && is_stamped(t, words))
                || t == "DECLASSIFIED"
                || (t.len() < 60 && starts(&"DECLASSIFIED PER"))
                || (t.len() < 30 && (starts(&"PER E.O") || starts(&"PER E.0"))))
        || t.starts_with(['1', 'B', ',']) && exemptions(t)
}

/// Whether a line that begins with the words of a stamp is one and no part of a sentence, `released in full, and three were`:
/// written with a capital, and in capitals throughout where the stamp is, or with a code behind it at most.
fn is_stamped(t: &str, words: &str) -> bool {
    const CODE: usize = 12;
    let behind = tail(t, words.len()).trim_start();
    let code = behind.len() <= CODE && !behind.contains(is_void);
    t.starts_with(char::is_uppercase) && (words.contains(char::is_lowercase) || t.starts_with(words) || code)
}

/// A line of a stamp that goes over several: the office, a number and no words; words of an agreement may stand beside them.
pub(in crate::document) fn is_stamp_part(t: &str) -> bool {
    const BESIDE: [&str; 2] = ["STATE DEPT. - PRODUCED TO", "NO FOIA WAIVER"];
    let number = ["Case No. ", "Doc No. "]
        .iter()
        .filter_map(|label| t.strip_prefix(label))
        .map(|behind| behind.split("  ").next().unwrap_or(""))
        .any(|code| {
            code.len() < 40 && !code.contains(char::is_lowercase) && code.bytes().any(|b| b.is_ascii_digit())
        });
    let office = t
        .strip_prefix("U.S. Department of State")
        .is_some_and(|behind| behind.is_empty() || behind.starts_with("  "));
    number || office || BESIDE.iter().any(|words| t.contains(words))
}

/// A line of exemption codes alone: `B5`, `1.4(B)`, `1.4(D) B1`.
fn exemptions(t: &str) -> bool {
    let mut any = false;
    for word in t
        .split(|c: char| is_void(c) || c == ',')
        .filter(|w| !w.is_empty())
    {
        let code = word
            .strip_prefix("1.4(")
            .and_then(|w| w.strip_suffix(')'))
            .is_some_and(|w| w.len() == 1)
            || (word.len() == 2
                && word.starts_with('B')
                && word.ends_with(|c: char| ('1'..='9').contains(&c)));
        if !code {
            return false;
        }
        any = true;
    }
    any
}

/// `Class: CONFIDENTIAL - Reason: 1.4(B) - Declassify on: ...`, also behind `Classified by the board on 2 May - `.
pub(super) fn is_classifying_stamp(t: &str) -> bool {
    (starts_with_word(t, "Class:") && t.contains("Reason"))
        || (starts_with_word(t, "Classified by") && t.contains("Class:"))
}

/// The level that a classifying stamp states.
pub(in crate::document) fn stamp_level(scheme: &Scheme, line: &str) -> Option<(usize, usize, Marking)> {
    let colon = line.find("Class:")?.saturating_add("Class:".len());
    let rest = tail(line, colon);
    let from = colon.saturating_add(rest.len().saturating_sub(rest.trim_start().len()));
    let rest = tail(line, from);
    let stop = [" - ", " – ", " — ", ";", "   "]
        .iter()
        .filter_map(|sign| rest.find(sign))
        .min()
        .unwrap_or(rest.len());
    let level = rest.get(..stop)?.trim_end();
    let (span, reading) = banner_prefix(scheme, level)?;
    let marking = reading.known()?.clone();
    Some((
        from.saturating_add(span.start()),
        from.saturating_add(span.end()),
        marking,
    ))
}

/// The `ZNY CCCCC` line: the signal and the level letters of the transmission.
pub(in crate::document) fn transmission(scheme: &Scheme, line: &str) -> Option<(Span, Option<Marking>)> {
    memchr::memchr(b'Z', line.as_bytes())?;
    let at = ["ZNY ", "ZNR "].iter().find_map(|w| line.find(w))?;
    let from = at.saturating_add(4);
    let word = tail(line, from).split_whitespace().next()?;
    let letter = word.chars().next()?;
    let fits = word.len() == 5 && word.chars().all(|c| c == letter);
    let read = match letter {
        'C' => "C",
        'S' => "S",
        'T' => "TS",
        'U' | 'E' => "U",
        _ => return None,
    };
    let start = from.saturating_add(tail(line, from).find(word)?);
    fits.then(|| {
        (
            Span::new(at, start.saturating_add(word.len())),
            read_portion(scheme, read).known().cloned(),
        )
    })
}
