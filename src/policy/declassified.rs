//! What a passed declassification date or event covers.
//!
//! `E.O. 12958: DECL: 12/27/2019` (marking grammar, section 6). A date or event is honoured only where the policy says
//! so, where it is the whole instruction, and for plain levels: it says nothing of Atomic Energy Act, foreign
//! government, compartmented or administrative marks, which have dates and owners of their own.

use super::model::Declassification;
use crate::marking::Marking;
use jiff::civil::Date;

/// The outcome for one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declassified {
    passed: bool,
}

impl Declassified {
    /// Reads the E.O. lines of a document. All of them must have passed.
    #[must_use]
    pub fn new<'t>(rule: &Declassification, lines: impl Iterator<Item = &'t str>) -> Self {
        if !rule.honour {
            return Self { passed: false };
        }
        let mut seen = false;
        let mut passed = true;
        for line in lines {
            seen = true;
            passed &= has_passed(rule, line);
        }
        Self {
            passed: seen && passed,
        }
    }

    /// Whether `marking` is covered: C, S or TS without any control.
    #[must_use]
    pub fn covers(self, marking: &Marking) -> bool {
        self.passed && matches!(marking.portion(), "C" | "S" | "TS")
    }
}

fn has_passed(rule: &Declassification, line: &str) -> bool {
    let Some((_, instruction)) = split_after(line, "DECL") else {
        return false;
    };
    let instruction = instruction.trim_start_matches(':').trim();
    let instruction = instruction.strip_prefix("ON ").unwrap_or(instruction).trim();
    if let Some(date) = date(instruction) {
        return rule.as_of.is_some_and(|as_of| date <= as_of);
    }
    rule.events
        .iter()
        .any(|event| !fold(event).is_empty() && fold(event) == fold(instruction))
}

/// Whether a text can name an event. Codes (`OADR`, `X1`, `25X1`) and days never count as passed, so a policy cannot list
/// them as events that happened.
pub(super) fn is_event(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let code = |word: &str, next: Option<&&str>| {
        let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = bare.strip_prefix('x');
        bare == "oadr"
            || behind.is_some_and(number)
            || (behind == Some("") && next.is_some_and(|next| number(next)))
    };
    let month = |word: &str| {
        MONTHS
            .iter()
            .any(|name| word.len() >= 3 && name.starts_with(word))
    };
    let says = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !month(word);
    let day = words.iter().any(|word| number(word) && word.len() == 8)
        || words
            .windows(3)
            .any(|three| three.iter().all(|word| number(word)));
    !day && words.iter().any(says)
        && !words
            .iter()
            .enumerate()
            .any(|(at, word)| code(word, words.get(at.saturating_add(1))))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn split_after<'t>(line: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
    let at = line.find(word)?;
    line.split_at_checked(at)
        .map(|(before, rest)| (before, rest.get(word.len()..).unwrap_or_default()))
}

/// `12/27/2019` or `20191227`, and nothing else. Years of two digits could be either century.
fn date(text: &str) -> Option<Date> {
    let text = text.trim_end_matches('.').trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        return civil(number(0..4)?, number(4..6)?, number(6..8)?);
    }
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |t: &str, most: usize| (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !plain(month, 2) || !plain(day, 2) || year.len() != 4 || !plain(year, 4) {
        return None;
    }
    civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Letters and digits of a text, in lower case, words apart by one space.
fn fold(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Declassification {
        Declassification {
            honour: true,
            as_of: Some(Date::constant(2026, 11, 23)),
            events: vec!["End of the Ostrava talks".to_owned()],
        }
    }

    #[test]
    fn codes_and_days_are_no_events() {
        for text in [
            "OADR",
            "oadr.",
            "X1",
            "X-5",
            "25X1",
            "50X1-HUM",
            "Source marked X1",
            "MR",
            "12/27/2019",
            "12/27/19",
            "20191227",
            "2019-12-27",
            "December 27, 2019",
            "27 Dec 2019",
            "12/27/2019 (or later)",
            "",
        ] {
            assert!(!is_event(text), "{text}");
        }
        for text in [
            "End of the Ostrava talks",
            "Talks of 2019 end",
            "Return of the HMS Xebec",
        ] {
            assert!(is_event(text), "{text}");
        }
    }

    #[test]
    fn only_a_whole_passed_date_or_event_counts() {
        let cases = [
            ("E.O. 12958: DECL: 12/27/2019", true),
            ("E.O. 13526: DECL: 20191227", true),
            ("E.O. 12958: DECL: 11/23/2026", true),
            ("E.O. 12958: DECL: 11/24/2026", false),
            ("E.O. 12958: DECL: 12/27/19", false),
            ("E.O. 12958: DECL: 13/27/2019", false),
            ("E.O. 12958: DECL: X1", false),
            ("E.O. 12958: DECL: 25X1, 12/27/2019", false),
            ("E.O. 12356: DECL: OADR", false),
            ("E.O. 12958: N/A", false),
            ("E.O. 12958: DECL: END OF THE OSTRAVA TALKS.", true),
            ("E.O. 12958: DECL: END OF THE OSTRAVA TALKS OR 2030", false),
        ];
        for (line, passed) in cases {
            assert_eq!(has_passed(&rule(), line), passed, "{line}");
        }
    }

    #[test]
    fn nothing_is_honoured_unless_said_and_every_line_counts() {
        let lines = ["E.O. 12958: DECL: 12/27/2019", "E.O. 12958: DECL: 12/27/2039"];
        let off = Declassification {
            honour: false,
            ..rule()
        };
        assert!(!Declassified::new(&off, lines.iter().copied().take(1)).passed);
        assert!(Declassified::new(&rule(), lines.iter().copied().take(1)).passed);
        assert!(!Declassified::new(&rule(), lines.iter().copied()).passed);
        assert!(!Declassified::new(&rule(), std::iter::empty()).passed);
    }
}
