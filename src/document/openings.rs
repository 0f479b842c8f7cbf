//! How paragraphs open that begin a text of their own: with a label, with the words that a letter greets with.

use super::chars::{is_void, tail, trim_void};

/// Longest label or greeting, in bytes.
const LONGEST: usize = 40;
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

/// Whether a text is a label in small letters, `payments:`, whose text comes next.
pub(super) fn is_small_label(text: &str) -> bool {
    let name = text.strip_suffix(':').unwrap_or("");
    name.len() <= LONGEST
        && name.starts_with(char::is_lowercase)
        && name.split(' ').take(4).count() <= 3
        && name.chars().all(|c| c.is_alphabetic() || c == ' ')
}

/// Whether a text opens with a label of a few words and goes on in a sentence: `Payments: The keeper takes`,
/// `the mill - The keeper takes`.
pub(super) fn is_labelled(text: &str) -> bool {
    let window = text.as_bytes().get(..LONGEST.min(text.len())).unwrap_or_default();
    let Some(end) = memchr::memchr2(b':', b'-', window) else {
        return false;
    };
    let name = text.get(..end).unwrap_or("");
    let behind = tail(text, end).trim_start_matches([':', '-']);
    let dashed = !tail(text, end).starts_with(':');
    let sign = tail(text, end).len().saturating_sub(behind.len());
    let bare = name.trim_end_matches(is_void);
    let words = bare.split(is_void).take(5).count();
    let plain = |c: char| c.is_alphabetic() || is_void(c) || "&'’/\"“”*_()[]{}".contains(c);
    let rest = behind.trim_start_matches(|c: char| c != '\n' && is_void(c));
    sign <= 2
        && (!dashed || bare.len() < name.len() && words <= 3)
        && (1..=4).contains(&words)
        && bare.chars().all(plain)
        && rest.len() < behind.len()
        && rest.len() >= SENTENCE
        && rest
            .trim_start_matches(['"', '“', '\'', '‘'])
            .starts_with(char::is_uppercase)
}

/// Whether a text is the greeting of a letter, or opens with one: `Dear Piet,`, `All,`.
pub(super) fn greets(text: &str) -> bool {
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
    let begins = |text: &str| text.starts_with(char::is_uppercase);
    let below = if rest.is_empty() { trim_void(behind) } else { rest };
    (rest.is_empty() || named)
        && (below.is_empty() || begins(below) && below.len() >= SENTENCE)
        && begins(name)
        && name.split(is_void).take(6).count() <= 5
        && name
            .split(is_void)
            .all(|word| begins(word) || GREETS.contains(&word))
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
        ] {
            assert!(is_labelled(text), "{text}");
        }
        for text in [
            "Payments: oil",
            "Payments: the keeper takes money from the mill.",
            "At 12:30 The keeper takes money from the mill.",
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
