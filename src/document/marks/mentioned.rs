//! Marks that a text talks about: `must be marked “(S)”`, `e.g., (S//NF).`, `Portion Mark: (S)`. They govern nothing.
//!
//! In doubt a mark is meant: whatever could be text of its own behind it makes it one.

use super::ahead::opens;
use super::brackets::{closes, window};
use crate::document::chars::{cut, is_void, tail};

/// Words that name marks, as a marking manual uses them.
const NAMES: [&str; 5] = ["mark", "marks", "marked", "marking", "markings"];
/// Quotes that open and close.
const OPENING: &str = "\"“‘'";
const CLOSING: &str = "\"”’'";
/// How far back a label may reach over what it has in brackets, in bytes.
const LABEL: usize = 240;

/// Whether the mark between `before` and `behind` is talked about; `alone` where the text
/// is one line with another mark at its start.
pub(in crate::document) fn mentioned(before: &str, behind: &str, alone: bool) -> bool {
    let shown = before.trim_end_matches(is_void);
    if tail(before, shown.len()).contains('\n') {
        return false;
    }
    let lead = shown.trim_end_matches(|c: char| OPENING.contains(c));
    let rest = behind.trim_start_matches(|c: char| CLOSING.contains(c));
    let quoted = lead.len() < shown.len() && rest.len() < behind.len();
    let lead = lead.trim_end_matches(is_void);
    let next = rest.trim_start_matches(is_void);
    let over = next.trim_start_matches(['.', ',', ';', ')', ']']).is_empty();
    let stop = rest.len() < behind.len() || rest.starts_with(['.', ',', ';', ')', ']']);
    let small = next.len() < rest.len() && next.starts_with(|c: char| c.is_ascii_lowercase());
    let near = window(lead);
    if ["e.g.", "i.e."]
        .iter()
        .any(|cue| near.trim_end_matches(',').ends_with(cue))
    {
        return quoted || stop || over;
    }
    let word = near.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)) {
        return quoted || stop && !over || small || over && alone;
    }
    over && alone && names_marks(lead) || small && is_second_of_both(lead) || is_first_of_both(near, next)
}

/// Whether the last words of `before`, three or more, are what `short` is short for: `Sailors Under Sail (SUS)`.
pub(super) fn abbreviates(before: &str, short: &str) -> bool {
    let mut letters = short.chars().rev();
    let mut words = before
        .rsplit(|c: char| is_void(c) || c == '-')
        .filter(|w| !w.is_empty());
    let fits = letters.all(|letter| {
        let word = words.next().unwrap_or("");
        letter.is_ascii_uppercase() && word.starts_with(|c: char| c.eq_ignore_ascii_case(&letter))
    });
    fits && short.len() > 2
}

/// Whether `text` ends with a label that names marks of portions, whatever it has in brackets: `Example Portion Mark
/// (where the source is known):`.
pub(in crate::document) fn names_marks(text: &str) -> bool {
    let from = text.len().saturating_sub(LABEL);
    let from = (from..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(from);
    let Some(mut label) = tail(text, from).trim_end_matches(is_void).strip_suffix(':') else {
        return false;
    };
    for _ in 0..2 {
        label = label.trim_end_matches(is_void);
        label = without_group(label).unwrap_or(label);
    }
    let mut words = label.rsplit(is_void).filter(|word| !word.is_empty());
    let last = words.next().unwrap_or("");
    let mark =
        NAMES.iter().any(|name| last.eq_ignore_ascii_case(name)) && !last.eq_ignore_ascii_case("marked");
    mark && words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("portion"))
}

/// `text` without what it has in brackets at its end.
fn without_group(text: &str) -> Option<&str> {
    let mut depth = 0_u8;
    for (at, c) in text.char_indices().rev() {
        if closes(c) {
            depth = depth.saturating_add(1);
        } else if opens(c) {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return opens(c).then(|| cut(text, 0, at));
        }
    }
    None
}

/// `both (C) and (S) papers`, for the first of them.
fn is_first_of_both(before: &str, next: &str) -> bool {
    if !ends_with_both(before) {
        return false;
    }
    let Some(other) = next
        .strip_prefix("and")
        .map(|other| other.trim_start_matches(is_void))
    else {
        return false;
    };
    let end = other.char_indices().take(80).find(|(_, c)| closes(*c));
    let behind = end.map_or("", |(at, c)| tail(other, at.saturating_add(c.len_utf8())));
    let noun = behind.trim_start_matches(is_void);
    other.starts_with(opens)
        && noun.len() < behind.len()
        && noun.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The same for the second.
fn is_second_of_both(before: &str) -> bool {
    let Some(first) = before
        .strip_suffix("and")
        .map(|first| first.trim_end_matches(is_void))
    else {
        return false;
    };
    let open = first
        .strip_suffix(closes)
        .and_then(|inner| window(inner).rfind(opens).map(|at| (inner, at)));
    open.is_some_and(|(inner, at)| ends_with_both(cut(window(inner), 0, at)))
}

fn ends_with_both(text: &str) -> bool {
    let word = text
        .trim_end_matches(is_void)
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    word.eq_ignore_ascii_case("both")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_is_talked_about() {
        for (before, behind) in [
            ("Papers must be marked “", "”."),
            ("Papers must be marked “", "”"),
            ("the boxes marked ", " hold letters"),
            ("a mark is added, e.g., ", "."),
            ("hidden text, e.g., “", "” and open text"),
            ("is used (i.e., ", "."),
            ("holds both ", " and (S//NF) papers"),
            ("holds both (C) and ", " papers"),
        ] {
            assert!(mentioned(before, behind, false), "{before}|{behind}");
        }
        for label in [
            "Example Portion Mark: ",
            "Portion Marking (of the keeper(s)): ",
            "PORTION MARKS:   ",
        ] {
            assert!(
                mentioned(label, "", true) && !mentioned(label, "", false),
                "{label}"
            );
        }
    }

    #[test]
    fn words_and_their_abbreviation() {
        assert!(abbreviates("the Sailors Under Sail", "SUS") && abbreviates("For Official Use Only", "FOUO"));
        assert!(!abbreviates("Top Secret", "TS") && !abbreviates("Under Sail", "SUS"));
    }

    #[test]
    fn a_mark_that_is_meant() {
        for (before, behind) in [
            ("The lamp is lit and ", " the keeper takes money."),
            ("Papers are marked. ", " The keeper"),
            ("the boxes marked ", " The keeper"),
            ("things, e.g., ", " boats"),
            ("things, e.g., ", " The keeper"),
            ("Portion Mark: ", " The keeper"),
            ("Mark: ", ""),
            ("holds both ", " and the keeper"),
            ("holds ", " and (S//NF) papers"),
            ("", ""),
        ] {
            assert!(!mentioned(before, behind, true), "{before}|{behind}");
        }
        assert!(!mentioned("The crates are marked ", "", false));
    }
}
