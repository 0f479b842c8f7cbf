//! Marks that a scan left a few signs away from what they were: `(8-NF)`, `(SE CRET)`, `(C0NFIDENTlAL)`, `(SxNF)`.

use crate::document::furniture::is_other_word;

/// Longest of them, in bytes.
const LONGEST: usize = 24;
/// Levels in words, and how many of their letters may be wrong.
const LEVELS: [(&str, usize); 4] = [
    ("SECRET", 2),
    ("CONFIDENTIAL", 3),
    ("UNCLASSIFIED", 3),
    ("TOPSECRET", 3),
];
/// What stands for the letter of a level, or is read for it.
const LETTERS: &str = "SCTU58$7BEGO0eosx";
/// What stands before a mark whose bracket was read as a letter.
const OPENING: &str = "1lIft|<({[";

/// Whether `text`, between brackets or between what may have been brackets, is a few signs away from a mark.
pub(in crate::document) fn is_near_mark(text: &str) -> bool {
    if !(2..=LONGEST).contains(&text.len()) {
        return false;
    }
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let small = text.bytes().filter(u8::is_ascii_lowercase).count();
    if capitals == 0 || small > capitals {
        return false;
    }
    // `e.g., SBU-NF` is none.
    let words = small > 0 && text.contains(' ');
    is_near_level(text, capitals) || !words && has_parts(text) || runs_together(text, capitals)
}

/// A level in words, whatever signs and blanks stand among its letters.
fn is_near_level(text: &str, capitals: usize) -> bool {
    let letters: String = text.chars().filter_map(letter).collect();
    if capitals < 2 || !(4..=14).contains(&letters.len()) || is_other_word(&letters) {
        return false;
    }
    LEVELS.iter().any(|(level, most)| {
        letters.len().abs_diff(level.len()) <= 2 && strsim::levenshtein(&letters, level) <= *most
    })
}

/// The letter that a character stands for.
fn letter(c: char) -> Option<char> {
    match c {
        '0' => Some('O'),
        '1' | '|' => Some('I'),
        '4' => Some('A'),
        '5' | '8' | '$' => Some('S'),
        '7' => Some('T'),
        c if c.is_ascii_alphanumeric() => Some(c.to_ascii_uppercase()),
        _ => None,
    }
}

/// A letter and a control with strokes or dashes between, one of them spoiled: `8-NF`, `S-HF`, `e//REL`.
fn has_parts(text: &str) -> bool {
    let sign = |c: char| "/-\\.,'|".contains(c);
    let mut parts = text.split(sign).map(str::trim).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or("");
    let Some(last) = parts.next_back() else {
        // `-NF`: nothing is left of the level.
        return text.starts_with(sign)
            && matches!(first.trim_end_matches(['1', 'J', 'l']), "NF" | "REL" | "NOFORN");
    };
    let first = first.trim_start_matches(|c| OPENING.contains(c));
    let level = first.len() <= 3 && first.chars().next().is_none_or(|c| LETTERS.contains(c));
    let figures = last.bytes().all(|b| b.is_ascii_digit());
    let control = ["NF", "REL", "NOFORN"].iter().any(|control| {
        last.len().abs_diff(control.len()) <= 1
            && strsim::levenshtein(&last.to_ascii_uppercase(), control) <= 1
    });
    level && !figures && last.len() >= 2 && (control || text.contains("//"))
}

/// The same with nothing between that can be told: `SxNF`, `S1NF`, `SNf`.
fn runs_together(text: &str, capitals: usize) -> bool {
    let bare = text
        .trim_start_matches(|c| OPENING.contains(c))
        .trim_end_matches(|c| "jJl|>".contains(c));
    let upper = bare.to_ascii_uppercase();
    let plain = text.bytes().all(|b| b.is_ascii_uppercase()) && !matches!(text, "SNF" | "CNF" | "TSNF");
    !plain
        && capitals >= 2
        && (3..=7).contains(&bare.len())
        && bare.starts_with(['S', 'C', 'T', '5', '8', '$'])
        && ["NF", "HF", "MF", "NP"].iter().any(|end| upper.ends_with(end))
        && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::is_near_mark;

    #[test]
    fn what_was_a_mark() {
        for text in [
            "8-NF",
            "-NF",
            "B|NF",
            "SNF",
            "'SECRET",
            "SE CRET",
            "C0NFIDENTlAL",
            "SxNF",
            "S1NF",
            "SNf",
            "e//REL",
            "CONFIDENTIALJ",
            "ECRETj",
            "S-HF",
            "BECRET",
            "CO NFIDENTIAL",
            "tsECRET",
            "TSl/SI//NF",
            "5//NF",
            "oONFIDENTIAL",
        ] {
            assert!(is_near_mark(text), "{text}");
        }
        for text in [
            "AP",
            "DoD",
            "See ref",
            "24/7",
            "C-130",
            "S-400",
            "3-D",
            "H1N1",
            "McCain",
            "SECTOR",
            "select",
            "Socket",
            "the lamp",
            "F-16",
            "PhD",
            "US-EU",
            "e.g., SBU-NF",
            "",
        ] {
            assert!(!is_near_mark(text), "{text}");
        }
    }
}
