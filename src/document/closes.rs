//! What ends a paper below its last paragraph: the name and office of who signed it, who gets it, what comes with it.

use super::chars::{is_void, trim_void};
use super::titles::{is_name, is_titled};

/// Labels below a paper, in small letters.
const LABELS: [&str; 14] = [
    "cc",
    "bcc",
    "copy to",
    "copies to",
    "copies furnished",
    "distribution",
    "attachment",
    "attachments",
    "enclosure",
    "enclosures",
    "encl",
    "encls",
    "tabs",
    "att",
];
/// Most lines of a signer.
const LINES: usize = 5;
/// Longest line of one, in bytes.
const LONGEST: usize = 60;

/// Whether the `count` lines of a text are those of a signer: a name, and below it rank and office.
pub(super) fn is_signer(text: &str, count: usize) -> bool {
    if !(2..=LINES).contains(&count) || text.len() > LINES.saturating_mul(LONGEST) {
        return false;
    }
    let mut lines = text.split('\n').map(trim_void);
    lines.next().is_some_and(is_name)
        && lines.all(|line| {
            let word = line.trim_end_matches('.');
            line.len() <= LONGEST
                && !line.ends_with([':', ';'])
                && (is_titled(word) || word.starts_with(char::is_uppercase) && !word.contains(is_void))
        })
}

/// Whether a text begins with such a label, alone on its line or with a colon: `cc: Piet Halm`, `Distribution`.
pub(super) fn is_closing(text: &str) -> bool {
    if !may_be_label(text) {
        return false;
    }
    let line = text.split('\n').next().unwrap_or("").trim_end();
    is_closing_line(line) && (line.contains(':') || text.len() > line.len())
}

/// False where a text begins with another letter than the labels, as most lines do.
fn may_be_label(text: &str) -> bool {
    matches!(
        text.bytes().next(),
        Some(b'c' | b'C' | b'b' | b'B' | b'd' | b'D' | b'a' | b'A' | b'e' | b'E' | b't' | b'T')
    )
}

/// Whether a line of a text is such a label, with or without what it names.
pub(super) fn is_closing_line(line: &str) -> bool {
    if !may_be_label(line) {
        return false;
    }
    let label = line.split(':').next().unwrap_or("").trim_end();
    label.len() <= 16
        && LABELS
            .iter()
            .any(|known| label.trim_end_matches('.').eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_has_a_name_and_an_office() {
        for (text, count, signs) in [
            ("ORLA MARROW\nKeeper of Lamps", 2, true),
            (
                "Orla B. Marrow\nLieutenant, Harbour Guard\nKeeper of Lamps",
                3,
                true,
            ),
            ("ORLA MARROW\nColonel\nCommanding", 3, true),
            ("ORLA MARROW", 1, false),
            ("The lamp is out\nand so is the moon", 2, false),
            ("ORLA MARROW\nsaid that the lamp is out", 2, false),
            ("Orla Marrow\nBoth ferries:", 2, false),
        ] {
            assert_eq!(is_signer(text, count), signs, "{text}");
        }
    }

    #[test]
    fn labels_below_a_paper() {
        for (text, closes) in [
            ("cc: Piet Halm", true),
            ("Distribution:\nHarbour Board", true),
            ("Attachments\nTab A  Timetable", true),
            ("Distribution", false),
            ("Distribution of lamps: two", false),
            ("Tabs were left open", false),
        ] {
            assert_eq!(is_closing(text), closes, "{text}");
        }
    }
}
