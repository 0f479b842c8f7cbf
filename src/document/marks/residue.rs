//! What scanning leaves of a mark behind the last sentence of a paragraph: `noon. (gf`, `noon. 7-4)`, `noon. (jg)`.

use super::brackets::{is_no_mark, window};
use super::hit::Hit;
use super::read::Marks;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_void, tail};

/// Longest residue, in characters.
const LONGEST: usize = 5;
/// How far back an opening bracket is looked for, in bytes.
const FAR: usize = 1024;
/// Signs of which scanning makes marks, and marks of it.
const SIGNS: &str = "()[]{}|<>#%&~¥£€§°^=+\\";
/// Short words that begin a sentence, whose rest stands on the next line.
pub(super) const WORDS: [&str; 48] = [
    "A", "I", "An", "As", "At", "By", "Do", "He", "If", "In", "Is", "It", "My", "No", "Of", "On", "Or", "So",
    "To", "Up", "US", "UK", "EU", "UN", "We", "All", "And", "Any", "Are", "But", "Can", "Dr", "For", "Her",
    "His", "How", "Its", "Mr", "Mrs", "Ms", "Not", "Now", "One", "Our", "She", "The", "Two", "Who",
];

/// Other short words of the language, in mid-sentence: `the U.S. was` with `Greece` below.
const SHORT: [&str; 40] = [
    "be", "am", "us", "me", "him", "has", "had", "was", "may", "did", "yet", "nor", "own", "off", "out",
    "per", "via", "let", "see", "say", "get", "got", "use", "set", "new", "old", "why", "too", "far", "few",
    "you", "vs", "ago", "due", "led", "met", "put", "saw", "ten", "six",
];

/// Whether letters are a short word of the language: in small letters, with a capital or in capitals.
pub(in crate::document) fn is_short_word(letters: &str) -> bool {
    let same = |word: &&str| word.eq_ignore_ascii_case(letters);
    let rest = letters.get(1..).unwrap_or("");
    let plain =
        rest.bytes().all(|b| b.is_ascii_lowercase()) || letters.bytes().all(|b| b.is_ascii_uppercase());
    WORDS.contains(&letters)
        || letters == "a"
        || plain && letters.len() > 1 && (WORDS.iter().any(&same) || SHORT.iter().any(same))
}

impl Marks<'_> {
    /// The damaged mark that `text` ends with behind byte `from`, where signs around it show that it is no word.
    pub(in crate::document) fn residue(&self, text: &str, from: usize) -> Option<Hit> {
        let (at, end) = last_word(text, from)?;
        is_spoiled(cut(text, from, at), cut(text, at, end)).then_some(Hit {
            span: (at, end),
            inner: (at, end),
            state: MarkState::Damaged,
            entire: false,
        })
    }
}

/// Whether `text` ends with anything behind its last sentence that may have been a mark, letters without a sign among it.
pub(in crate::document) fn ends_spoiled(text: &str) -> bool {
    last_word(text, 0).is_some_and(|(at, end)| {
        let word = cut(text, at, end);
        let letters = word.trim_matches(|c: char| "\"“”‘’'".contains(c));
        is_spoiled(cut(text, 0, at), word)
            || (1..=3).contains(&letters.chars().count())
                && letters.contains(|c: char| !c.is_ascii_digit())
                && !letters.chars().all(|c| "*_-–—.".contains(c))
                && !(is_short_word(letters)
                    || letters.contains(OBJECT)
                    || letters.starts_with(char::is_uppercase) && names(cut(text, 0, at)))
    })
}

/// Whether a name goes on behind `before`, which no sentence ends: `Ms. Orr`, `T. S. Quell`.
fn names(before: &str) -> bool {
    const TITLES: [&str; 14] = [
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Gen", "Col", "Maj", "Capt", "Lt", "Sen", "Rep", "Amb",
    ];
    let before = before.trim_end_matches(is_void);
    let word = before.rsplit(is_void).next().unwrap_or("");
    let Some(word) = word.strip_suffix('.').map(|word| word.trim_start_matches('(')) else {
        return false;
    };
    // `U.S.` may end a sentence.
    let single = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    single || TITLES.iter().any(|title| title.eq_ignore_ascii_case(word))
}

/// Where the last word of `text` stands, if it is short and a sentence ends before it.
fn last_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let body = text.trim_end_matches(|c: char| is_void(c) || ".,'’".contains(c));
    let word = window(body).rsplit(is_void).next().unwrap_or("");
    let mut at = body.len().saturating_sub(word.len());
    // `( )`.
    if word == ")"
        && let Some(open) = cut(body, from, at).trim_end_matches(is_void).strip_suffix('(')
    {
        at = from.saturating_add(open.len());
    }
    let word = cut(body, at, body.len());
    let before = window(cut(text, from, at)).trim_end_matches(is_void);
    let short = !word.is_empty() && word.chars().take(LONGEST.saturating_add(1)).count() <= LONGEST;
    // A number and nothing else is no sentence.
    let words = before.bytes().filter(u8::is_ascii_alphabetic).take(3).count() == 3;
    // A full stop on its own is a speck of the scan.
    let stopped = before
        .trim_end_matches(|c: char| ".!?\"'”’".contains(c))
        .ends_with(|c: char| c.is_alphanumeric() || ")]".contains(c));
    let over = stopped && ends_sentence(before) && !before.ends_with([':', ';']);
    (short && words && over).then_some((at, body.len()))
}

/// Whether a word behind the sentence `before` is what is left of a mark, by the signs in it.
fn is_spoiled(before: &str, word: &str) -> bool {
    let core = word.trim_matches(|c: char| "()[]{}|<>".contains(c));
    let lower = core.bytes().all(|b| b.is_ascii_lowercase());
    let roman = core.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let figures = core.bytes().all(|b| b.is_ascii_digit());
    // References and footnotes: `[12]`, `[a]`.
    let square = word.starts_with('[') && word.ends_with(']');
    let closed = word.starts_with('(') && word.ends_with(')');
    // `#99`, also of a link that shows no brackets; a face: `:-)`; a line of code
    // that goes on.
    let other = (square || closed || word == core) && is_no_mark(core) && !word.ends_with('%')
        || [":-)", ":)", ";-)", ";)", ":-(", ":(", "\\"].contains(&word);
    if !word.contains(|c| SIGNS.contains(c)) || square && (figures || lower) || other {
        return false;
    }
    // The last rule of a table.
    if word == "|" && before.contains('|') {
        return false;
    }
    if closed {
        let letters = core.chars().count();
        return core.is_empty()
            || !roman && (letters == 1 || letters == 2 && !core.bytes().all(|b| b.is_ascii_uppercase()))
            || core.contains(|c: char| !c.is_alphanumeric());
    }
    if word.starts_with('(') {
        return true;
    }
    if word.ends_with(')') {
        return !(is_open(before) || figures && core.len() > 2);
    }
    // `50%`, `$5`, `Q&A`, `C++`.
    let amount = word.contains(|c: char| c.is_ascii_digit()) && word.ends_with('%');
    let joined = core.len() > 1
        && core.starts_with(|c: char| c.is_ascii_uppercase())
        && !core.contains(|c: char| SIGNS.contains(c) && !"&+#".contains(c));
    !amount && !joined
}

/// Whether a bracket is open at the end of `before`.
fn is_open(before: &str) -> bool {
    let mut from = before.len().saturating_sub(FAR);
    while !before.is_char_boundary(from) {
        from = from.saturating_add(1);
    }
    let mut depth = 0_i32;
    for byte in tail(before, from).bytes() {
        match byte {
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.saturating_sub(1).max(0),
            _ => {}
        }
    }
    depth > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::Scheme;

    #[test]
    fn signs_behind_a_sentence_are_damaged_marks() {
        let us = Scheme::us();
        let marks = Marks::new(&us);
        for word in [
            "(gf", "(#4", "(%", "(%.", "(~", "()", "(jg)", "(f)", "(P)", "7-4)", "Ue)", "4)", "B)", ")",
            "[°)", "(6:9)", "xox)", "(\"|", "[°", "( )", "|", "¥", "(7g", "(Ss)", "JrG^",
        ] {
            assert!(
                marks.residue(&format!("The lamp is out. {word}"), 0).is_some(),
                "{word}"
            );
        }
        for text in [
            "The lamp is out. [12]",
            "The lamp is out. [a]",
            "The lamp is out. (ii)",
            "(The lamp is out. Now)",
            "The lamp is out. (AP)",
            "The lamp is out. The",
            "The lamp is out. 50%",
            "The lamp is out",
            "The lamp (gf",
            "1. (gf",
            "The lamp is out. **",
            "| The lamp is out. |",
            "The lamp; . a]",
            "",
        ] {
            assert!(marks.residue(text, 0).is_none(), "{text}");
        }
    }

    #[test]
    fn letters_behind_a_sentence_may_be_one() {
        for word in ["Ge", "ES", "\"TCT\"", "v4", "g", "ee", "(gf"] {
            assert!(ends_spoiled(&format!("The lamp is out. {word}")), "{word}");
        }
        for word in ["The", "It", "1999", "Mr", "...", ""] {
            assert!(!ends_spoiled(&format!("The lamp is out. {word}")), "{word}");
        }
    }
}
