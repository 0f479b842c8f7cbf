//! How paragraphs open that begin a text of their own: with a label, with the words that a letter greets with.

use super::chars::{cut, is_void, tail, trim_void};
use super::titles::{begins_text, is_stopped};

/// Longest label or greeting, in bytes.
const LONGEST: usize = 40;
/// Longest title that a text opens with, in bytes.
const TITLE: usize = 64;
/// Shortest text behind a label that is no item of a list.
const SENTENCE: usize = 24;
/// Small words of a greeting.
const GREETS: [&str; 9] = [
    "and",
    "of",
    "the",
    "all",
    "morning",
    "afternoon",
    "evening",
    "team",
    "colleagues",
];

/// Whether a text is a label in small letters, `payments:`, or one in brackets, `[Handwritten note:]`, whose text comes next.
pub(super) fn is_small_label(text: &str) -> bool {
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(":]"));
    let name = bracketed.or(text.strip_suffix(':')).unwrap_or("");
    name.len() <= LONGEST
        && (bracketed.is_some() || name.starts_with(char::is_lowercase))
        && name.split(' ').take(4).count() <= 3
        && name.chars().all(|c| c.is_alphabetic() || c == ' ')
}

/// Whether a text opens with a label of a few words and goes on in a sentence: `Payments: The keeper takes`,
/// `the mill - The keeper takes`, `[Marrow] The keeper takes`, `0915: The keeper takes`.
pub(super) fn is_labelled(text: &str) -> bool {
    let text = titleless(text);
    let window = text.as_bytes().get(..LONGEST.min(text.len())).unwrap_or_default();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return is_hour(text);
    }
    let square = || memchr::memchr(b']', window).filter(|_| text.starts_with('['));
    // A long dash, of three bytes.
    let long = || memchr::memchr(0xe2, window).filter(|at| tail(text, *at).starts_with(['–', '—']));
    let Some(end) = memchr::memchr2(b':', b'-', window).or_else(long).or_else(square) else {
        return false;
    };
    let name = text.get(..end).unwrap_or("");
    let behind = tail(text, end);
    let dashed = behind.starts_with(['-', '–', '—']);
    let behind = behind.trim_start_matches([':', '-', ']', ')', '–', '—']);
    let sign = text
        .get(end..text.len().saturating_sub(behind.len()))
        .map_or(0, |sign| sign.chars().count());
    let bare = name.trim_end_matches(is_void);
    let words = bare.split(is_void).take(6).count();
    let plain = |c: char| c.is_alphabetic() || is_void(c) || "&'’/\"“”*_()[]{}".contains(c);
    // A small letter may be the second one of a word, its first lost: `omment: Orla Marrow is` goes on.
    let sure = !name.starts_with(char::is_lowercase) || begins_text(behind);
    if !dashed && is_date(name) {
        return goes_on(behind);
    }
    sign <= 2
        && sure
        && (!dashed || bare.len() < name.len())
        && (1..=if dashed { 5 } else { 4 }).contains(&words)
        && (bare.chars().all(plain) || bare == "N.B.")
        && goes_on(behind)
}

/// Whether a text opens with a title that a full stop ends: `Payments to the Keeper. The keeper takes`. Of a text in
/// capitals alone a sentence in capitals says nothing.
pub(super) fn is_run_in(text: &str) -> bool {
    const SHORT: [&str; 12] = [
        "Yes", "No", "Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Col", "Sen", "Rep", "Prof",
    ];
    let text = titleless(text);
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    let window = text.as_bytes().get(..TITLE.min(text.len())).unwrap_or_default();
    let Some(end) = memchr::memchr(b'.', window) else {
        return false;
    };
    let title = text.get(..=end).unwrap_or("");
    // Most sentences go on in small letters.
    let second = title.split(' ').nth(1).unwrap_or("");
    if second.len() > 3 && second.starts_with(|c: char| c.is_ascii_lowercase()) {
        return false;
    }
    let name = title.trim_end_matches('.');
    let behind = tail(text, title.len());
    let mixed = name.contains(char::is_lowercase) || behind.contains(char::is_lowercase);
    let abbreviation = name.len() <= 3 || SHORT.contains(&name.rsplit(' ').next().unwrap_or(""));
    is_stopped(title) && !abbreviation && mixed && goes_on(behind)
}

/// Whether a title with a full stop is more than one word, or the name of a part of a paper: `Background.`
pub(super) fn names_part(title: &str) -> bool {
    const PARTS: [&str; 14] = [
        "analysis",
        "assessment",
        "background",
        "comment",
        "comments",
        "conclusion",
        "discussion",
        "introduction",
        "issue",
        "note",
        "outlook",
        "purpose",
        "recommendation",
        "summary",
    ];
    let name = title.trim_matches(|c: char| is_void(c) || c == '.');
    name.contains(is_void) || PARTS.iter().any(|part| name.eq_ignore_ascii_case(part))
}

/// Whether a line says that a paper ends: `[End of document]`, `// END //`, `-- 30 --`.
pub(super) fn ends_paper(text: &str) -> bool {
    const WHAT: [&str; 14] = [
        "document",
        "report",
        "paper",
        "memo",
        "memorandum",
        "message",
        "file",
        "record",
        "note",
        "transcript",
        "statement",
        "letter",
        "minutes",
        "email",
    ];
    let sign = |c: char| is_void(c) || "[]()<>/-*#=~_.".contains(c);
    if text.len() > LONGEST || !text.trim_start_matches(sign).starts_with(['E', 'e', '3']) {
        return false;
    }
    let core = text.trim_matches(sign);
    let decorated = core.len().saturating_add(1) < text.len();
    let mut words = core.split(is_void);
    let first = words.next().unwrap_or("");
    let last = core.rsplit(is_void).next().unwrap_or("").to_ascii_lowercase();
    let end = first.eq_ignore_ascii_case("end") || first.eq_ignore_ascii_case("ends");
    end && words.take(4).count() <= 3
        && (WHAT.contains(&last.as_str()) || decorated && core.len() == first.len())
        || decorated && core == "30" && text.starts_with('-')
}

/// Whether a label is a date: `May 3, 1984`, `Monday, 3 May`.
fn is_date(name: &str) -> bool {
    const NAMES: [&str; 19] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue",
        "Wed", "Thu", "Fri", "Sat", "Sun",
    ];
    const FULL: [&str; 19] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let mut words = name
        .split(|c: char| is_void(c) || ",.-".contains(c))
        .filter(|word| !word.is_empty());
    let named = |word: &str| NAMES.contains(&word) || FULL.contains(&word);
    let figures = |word: &str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.clone().any(named)
        && words.clone().any(figures)
        && words.all(|word| named(word) || figures(word) || word == "On")
}

/// An hour and a sign before a sentence: `0915: The`, `0915 hours - The`, `09:15 The`.
fn is_hour(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    let (end, parted) = match whole {
        4 => (4_usize, false),
        1 | 2 if tail(text, whole).starts_with(':') => {
            let behind = tail(text, whole.saturating_add(1));
            let minutes = behind.bytes().take_while(u8::is_ascii_digit).count();
            (whole.saturating_add(1).saturating_add(minutes), minutes == 2)
        }
        _ => return false,
    };
    let rest = tail(text, end).trim_start_matches(' ');
    let unit = ["hours", "hrs", "hour", "h", "Z", "L"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit));
    let rest = unit.unwrap_or(rest);
    let sign = rest.trim_start_matches(|c: char| " :-–—.".contains(c));
    let signed = cut(rest, 0, rest.len().saturating_sub(sign.len())).contains(|c| ":-–—.".contains(c));
    (signed || parted || unit.is_some())
        && !sign.starts_with(digit)
        && sign.len() < tail(text, end).len()
        && begins(sign)
}

/// A text without the title of the person that it begins with: `Mr. Marrow: The lamp`.
fn titleless(text: &str) -> &str {
    const TITLES: [&str; 9] = [
        "Mr. ", "Mrs. ", "Ms. ", "Dr. ", "MR. ", "MRS. ", "MS. ", "DR. ", "Amb. ",
    ];
    if !text.starts_with(['M', 'D', 'A']) {
        return text;
    }
    TITLES
        .iter()
        .find_map(|title| text.strip_prefix(title))
        .unwrap_or(text)
}

/// Whether a blank and a sentence come next.
fn goes_on(behind: &str) -> bool {
    let rest = behind.trim_start_matches(|c: char| c != '\n' && is_void(c));
    rest.len() < behind.len() && begins(rest)
}

/// Whether a text begins like a sentence and is none of a word or two.
fn begins(text: &str) -> bool {
    text.len() >= SENTENCE
        && text
            .trim_start_matches(['"', '“', '\'', '‘'])
            .starts_with(char::is_uppercase)
}

/// Whether a text is the greeting of a letter, or opens with one: `Dear Piet,`, `All,`.
pub(super) fn greets(text: &str) -> bool {
    let window = text.as_bytes().get(..LONGEST.min(text.len())).unwrap_or_default();
    if !text.starts_with(char::is_uppercase) || memchr::memchr(b',', window).is_none() {
        return false;
    }
    let (first, behind) = text.split_once('\n').unwrap_or((text, ""));
    let line = trim_void(first);
    let Some(at) = line.find(',').filter(|at| *at < LONGEST) else {
        return false;
    };
    let (name, rest) = (
        line.get(..at).unwrap_or(""),
        trim_void(tail(line, at.saturating_add(1))),
    );
    let named = name.starts_with("Dear ") || name.starts_with("Hi ");
    let capital = |text: &str| text.starts_with(char::is_uppercase);
    let below = if rest.is_empty() { trim_void(behind) } else { rest };
    (rest.is_empty() || named)
        && (below.is_empty() || capital(below) && below.len() >= SENTENCE)
        && capital(name)
        && name.split(is_void).take(6).count() <= 5
        && name
            .split(is_void)
            .all(|word| capital(word) || GREETS.contains(&word))
        && !name.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_greetings() {
        for text in [
            "Payments: The keeper takes money from the mill.",
            "the mill: The keeper takes money from the mill.",
            "Payments - The keeper takes money from the mill.",
            "Payments -- The keeper takes money from the mill.",
            "Payments — The keeper takes money from the mill.",
            "Mr. Marrow: The keeper takes money from the mill.",
            "[Marrow] The keeper takes money from the mill.",
            "0915: The keeper takes money from the mill.",
            "0915 hours - The keeper takes money from the mill.",
            "09:15 The keeper takes money from the mill.",
        ] {
            assert!(is_labelled(text), "{text}");
        }
        for text in [
            "Payments to the Keeper. The keeper takes money from the mill.",
            "Note. The keeper takes money from the mill.",
            "THE CHAIRMAN. The keeper takes money from the mill.",
            "MR. MARROW. The keeper takes money from the mill.",
        ] {
            assert!(is_run_in(text), "{text}");
        }
        for text in [
            "Gulls came. The keeper takes money from the mill.",
            "No. The keeper takes money from the mill.",
            "THE LAMP IS OUT. THE KEEPER TAKES MONEY FROM THE MILL.",
            "Piet Marrow Jr. takes money from the mill.",
        ] {
            assert!(!is_run_in(text), "{text}");
        }
        for text in ["[End of document]", "// END //", "-- 30 --", "End of report."] {
            assert!(ends_paper(text), "{text}");
        }
        for text in [
            "End",
            "30",
            "The end of the report is near.",
            "[End of the lamp]",
            "---",
            "",
        ] {
            assert!(!ends_paper(text), "{text}");
        }
        for text in [
            "Payments: oil",
            "Payments: the keeper takes money from the mill.",
            "At 12:30 The keeper takes money from the mill.",
            "1984 The keeper takes money from the mill.",
            "[12] The keeper takes money from the mill.",
            "Well-known The keeper takes money from the mill.",
            "The keeper said that the mill paid: The keeper takes money.",
            "The keeper takes money.",
            "",
        ] {
            assert!(!is_labelled(text), "{text}");
        }
        for text in [
            "Piet,",
            "Dear Piet,",
            "All,",
            "Good morning,",
            "Dear Piet, The keeper takes money from us.",
            "Piet,\nThe keeper takes money from the mill.",
        ] {
            assert!(greets(text), "{text}");
        }
        for text in [
            "In May, the lamp went out.",
            "Piet, Orla and Sem",
            "the keeper,",
            "Lamps 2,",
            "Piet,\nOrla,\nSem",
            "",
        ] {
            assert!(!greets(text), "{text}");
        }
    }
}
