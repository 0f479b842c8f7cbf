//! Levels on lines that are no banner as they stand: spoiled by scanning, struck through, beside a release stamp.

use super::alike::is_word;
use crate::document::chars::{is_void, trim_void};
use crate::marking::{Marking, read_portion};
use crate::scheme::Scheme;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 64;
/// Most letters of a level in two halves.
const HALVES: usize = 12;
/// Longest word that says nothing, in characters.
const SHORT: usize = 3;
/// Levels, how many letters of them may be wrong, and their portion marks.
const LEVELS: [(&str, usize, &str); 2] = [("SECRET", 2, "S"), ("CONFIDENTIAL", 4, "C")];
/// Words that stand beside a level at the head and foot of a page.
const BESIDE: [&str; 24] = [
    "DECLASSIFIED",
    "PART",
    "FULL",
    "RELEASED",
    "RECORD",
    "RECORDS",
    "PAGE",
    "PAGES",
    "COPY",
    "COPIES",
    "SENSITIVE",
    "NOFORN",
    "NODIS",
    "EXDIS",
    "LIMITED",
    "ACCESS",
    "EYES",
    "ONLY",
    "CLASSIFICATION",
    "MESSAGE",
    "WNINTEL",
    "OADR",
    "SECTION",
    "ATTACHMENT",
];

/// Where `line` shows what was a level at the least, from byte to byte, and which.
pub(in crate::document) fn spoiled_level(scheme: &Scheme, line: &str) -> Option<(usize, usize, Marking)> {
    let t = trim_void(line);
    if t.len() > LONGEST || t.starts_with('(') || !may_hold_level(t.as_bytes()) || begins_word(t) {
        return None;
    }
    let mut found: Option<(usize, usize, &str)> = None;
    let (mut top, mut letters, mut at) = (false, 0_usize, 0_usize);
    for word in t.split(is_void) {
        let place = (at, at.saturating_add(word.len()));
        at = place.1.saturating_add(1);
        let count = letters_of(word);
        letters = letters.saturating_add(count);
        if count <= SHORT {
            top = top || matches!(word, "TOP" | "T0P");
        } else if let Some(portion) = near(word, count) {
            found = found.or(Some((place.0, place.1, portion)));
        } else if !word.bytes().any(|b| b.is_ascii_digit()) && !is_beside(word) {
            // One level in two halves, `CONFIDENTI AL`, is looked for below.
            if letters > HALVES || found.is_some() {
                return None;
            }
            top = false;
            break;
        }
    }
    let (from, to, portion) = found.or_else(|| halves(t).map(|portion| (0, t.len(), portion)))?;
    let portion = if top && portion == "S" { "TS" } else { portion };
    let marking = read_portion(scheme, portion).known()?.clone();
    let base = line.find(t)?;
    Some((base.saturating_add(from), base.saturating_add(to), marking))
}

/// False only where no word of a line has two capitals and no two words are one character each: no level is spoiled so far.
fn may_hold_level(t: &[u8]) -> bool {
    let blank = |at: Option<usize>| at.and_then(|at| t.get(at)).is_none_or(u8::is_ascii_whitespace);
    t.iter().enumerate().any(|(at, byte)| {
        let before = at.checked_sub(1);
        if !byte.is_ascii() {
            return true;
        }
        if !byte.is_ascii_uppercase() {
            return false;
        }
        if !blank(before) {
            // `(U)` is the mark of a paragraph.
            return t.get(before.unwrap_or(0)) != Some(&b'(') || !blank(at.checked_sub(2));
        }
        let last = t
            .get(..at)
            .and_then(|head| head.iter().rposition(|b| !b.is_ascii_whitespace()));
        last.is_some_and(|last| blank(last.checked_sub(1)))
    })
}

/// Whether a line begins as a sentence does: with a word of small letters, or a small word.
fn begins_word(t: &str) -> bool {
    let mut letters = t.chars();
    let first = letters.next().is_some_and(char::is_alphabetic);
    let rest = letters.as_str();
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    first && !word.is_empty() && word.chars().all(char::is_lowercase)
}

/// How many letters a word has.
fn letters_of(word: &str) -> usize {
    if word.is_ascii() {
        word.bytes().filter(u8::is_ascii_alphabetic).count()
    } else {
        word.chars().filter(|c| c.is_alphabetic()).count()
    }
}

/// Whether a word stands beside levels.
fn is_beside(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphabetic());
    BESIDE.iter().any(|known| known.eq_ignore_ascii_case(core))
}

/// The portion mark of the level that a word of `count` letters is close to.
fn near(word: &str, count: usize) -> Option<&'static str> {
    // Most words share too few letters with any.
    let shared = |level: &str| {
        word.bytes()
            .filter(|b| level.as_bytes().contains(&b.to_ascii_uppercase()))
            .count()
    };
    if shared("SECRT") < 4 && shared("CONFIDETAL") < 8 {
        return None;
    }
    let capital: String = word
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_uppercase)
        .collect();
    if is_word(&capital) {
        return None;
    }
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    if small.saturating_mul(2) > count {
        return None;
    }
    // Behind a stroke stand controls: `SEGRET//NOFORN`, `SECRET/COMENT`.
    let head: String = word
        .split('/')
        .next()
        .unwrap_or("")
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_uppercase)
        .collect();
    LEVELS
        .iter()
        .find(|(level, most, _)| {
            [capital.as_str(), head.as_str()].iter().any(|letters| {
                let len = letters.chars().count();
                len >= 4
                    && len <= level.len().saturating_add(1)
                    && strsim::levenshtein(letters, level) <= *most
            })
        })
        .map(|(_, _, portion)| *portion)
}

/// The portion mark of the level that all letters of a line are: spaced ones, or one word in two halves.
fn halves(t: &str) -> Option<&'static str> {
    let words = t.split(is_void).filter(|w| !w.is_empty());
    let spaced = words.clone().all(|w| w.chars().count() == 1);
    if t.len() > 30 || !spaced && words.count() > 2 || t.contains(char::is_lowercase) {
        return None;
    }
    let letters: String = t.chars().filter(|c| c.is_alphabetic()).collect();
    LEVELS
        .iter()
        .find(|(level, most, _)| {
            let most = if spaced { *most } else { 1 };
            letters.len().abs_diff(level.len()) <= 2 && strsim::levenshtein(&letters, level) <= most
        })
        .map(|(_, _, portion)| *portion)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portion(line: &str) -> Option<String> {
        spoiled_level(&Scheme::us(), line).map(|(_, _, marking)| marking.portion().to_owned())
    }

    #[test]
    fn what_was_a_level() {
        for (line, level) in [
            ("SEGREF", "S"),
            ("-SEGRET-", "S"),
            ("\"SEGREE", "S"),
            ("CONFIDENTI AL", "C"),
            ("S E G R E T", "S"),
            ("TOP SEGRET", "TS"),
            ("SECREP 3", "S"),
            ("SEGRET//NOFORN", "S"),
            ("SEGRET DECLASSIFIED IN PART", "S"),
            ("SECRET RECORD ID: 8908097", "S"),
            ("_, SEGRES", "S"),
            ("TOP SECRET/COMENT/NOFORN/20291123", "TS"),
            ("S/ECRET", "S"),
            (". SeERET", "S"),
            ("\u{a7}ECRET", "S"),
        ] {
            assert_eq!(portion(line).as_deref(), Some(level), "{line}");
        }
        for line in [
            "The secret",
            "SECRET SERVICE REPORT",
            "SECRETARY OF STATE",
            "SECURE",
            "Secure ferries",
            "THE FERRY SAILS",
            "REGRET",
            "HARBOUR",
            "UNCLASSIFIED",
            "PRESIDENTIAL",
            "",
        ] {
            assert_eq!(portion(line), None, "{line}");
        }
    }
}
