//! Running prose: lines that no rule about furniture, leads or marks concerns. Most lines are prose, so it is told by
//! their first word and nothing is searched in them. In doubt a line is none, and all rules are asked.

use super::furniture;
use super::labels::{WORDS, first_word};
use super::signs::{Signs, holds};
use crate::marking::{can_be_banner, can_begin_banner};
use crate::scheme::Scheme;

/// Whether `line` is running prose in a text with these `signs`: as a line alone it is of the class `Text`, has no lead,
/// begins with no mark, and is no speck, underline, damaged banner or title counted with Roman figures.
pub(super) fn is_prose(scheme: &Scheme, signs: Signs, line: &str) -> bool {
    let text = line.strip_suffix('\r').unwrap_or(line);
    let bytes = text.as_bytes();
    let [first, second, ..] = bytes else {
        return false;
    };
    let opens = first.is_ascii_alphabetic() && second.is_ascii_lowercase();
    let ends = bytes.last().is_some_and(u8::is_ascii_graphic);
    if !opens || !ends || signs.any() {
        return false;
    }
    let (key, len) = first_word(bytes);
    let word = bytes.get(..len).unwrap_or_default();
    let next = bytes.get(len).copied();
    let parted = next.is_some_and(|b| b.is_ascii() && !b.is_ascii_control() && !b")]}>".contains(&b));
    let no_banner =
        || next == Some(b' ') && !can_begin_banner(scheme, word, key) || !can_be_banner(scheme, text);
    // A word alone may be a damaged banner.
    let several = bytes.len() > 40 || memchr::memchr(b' ', bytes).is_some();
    parted
        && several
        && !WORDS.holds(key)
        && !counts(word, next)
        && no_banner()
        && !furniture::is_closing_note(text)
        && !holds(head(bytes), b"entire text", 9)
        && !follows(bytes)
}

/// Whether a short line may say what follows it: `The following is SECRET.`
fn follows(bytes: &[u8]) -> bool {
    const LONGEST: usize = 64;
    bytes.len() <= LONGEST && (bytes.starts_with(b"The follow") || bytes.starts_with(b"Follow"))
}

/// Whether a line begins with a Roman figure in small letters that counts a list, `ii)`, `iv.`, or with a number that
/// scanning read as letters: `ll.`.
fn counts(word: &[u8], next: Option<u8>) -> bool {
    let figures = || word.len() == 2 && word.iter().all(|b| matches!(b, b'l' | b'I' | b'O'));
    matches!(next, Some(b'.' | b')')) && (word.iter().all(|b| matches!(b, b'i' | b'v' | b'x')) || figures())
}

/// As much of a line as an entire-text mark without brackets may take.
fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(256)).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::block::MarkState;
    use super::super::furniture::LineClass;
    use super::super::lead::{Lead, lead};
    use super::super::marks::{Marks, Start};
    use super::super::{furniture, labels, titles};
    use super::*;
    use proptest::prelude::*;

    /// What every line of prose must be to the rules that are not asked about it.
    fn plain(scheme: &Scheme, line: &str) -> Result<(), String> {
        let signs = Signs::of(line);
        let class = furniture::classify(scheme, signs, line);
        let start = Marks::new(scheme).start(line, 0);
        let checks = [
            (class == LineClass::Text, "class"),
            (lead(line) == Lead::default(), "lead"),
            (start == Start::default(), "mark"),
            (!furniture::is_stray(line), "stray"),
            (furniture::is_damaged_banner(line).is_none(), "banner"),
            (!titles::is_underline(line), "underline"),
            (!titles::is_roman_title(line), "roman"),
        ];
        match checks.iter().find(|(good, _)| !good) {
            None => Ok(()),
            Some((_, what)) => Err(format!("{what}: {line}")),
        }
    }

    #[test]
    fn prose_is_told_by_its_first_word() {
        let us = Scheme::us();
        for (line, prose) in [
            ("The harbour opens in May.", true),
            ("harbour opens in May, said the keeper.\r", true),
            ("This is the ferry.", true),
            ("", false),
            ("E", false),
            ("5. The ferry", false),
            ("(C) The ferry", false),
            ("SECRET", false),
            ("Secret", false),
            ("Segret", false),
            ("From: Orla", false),
            ("This email is UNCLASSIFIED.", false),
            ("The -- end of conversation", false),
            ("The Department of State Case No. 7", false),
            ("Secret entire text", false),
            ("Xy - Entire text.", false),
            ("Confidential//NOFORN", false),
            ("End text.", false),
            ("Page 3", false),
            ("The lamp [note", false),
            ("ii) The lamp", false),
        ] {
            assert_eq!(is_prose(&us, Signs::of(line), line), prose, "{line}");
        }
    }

    #[test]
    fn every_beginning_is_known() {
        for beginning in labels::beginnings() {
            assert!(labels::begins_known(beginning), "{beginning}");
        }
        assert!(
            !labels::begins_known("harbour") && !labels::begins_known("7 ships") && !labels::begins_known("")
        );
    }

    fn line() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            6 => "[A-Za-z][a-z]{0,8}",
            2 => proptest::sample::select(labels::beginnings().collect::<Vec<_>>()).prop_map(str::to_owned),
            1 => proptest::sample::select(vec![
                "SECRET", "Secret", "(C)", "S)", "entire text", "Case No.", "[x]", "1.", "a.", "IV.", "//NF", "Can", "USA", ":",
                "\u{2019}s", "\u{a0}", "\u{200b}", "ZNY CCCCC", "of 3", "U.S.", "--", "end of conversation",
            ]).prop_map(str::to_owned),
        ];
        (
            proptest::collection::vec(word, 0..8),
            proptest::sample::select(vec![" ", "", "  ", "\t"]),
        )
            .prop_map(|(words, gap)| {
                let rest = words.get(1..).unwrap_or_default().join(" ");
                format!("{}{gap}{rest}", words.first().map_or("", String::as_str))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_rule_concerns_prose(line in line()) {
            for scheme in ["us", "nato", "uk", "au", "tlp"].into_iter().filter_map(Scheme::builtin) {
                if is_prose(&scheme, Signs::of(&line), &line) {
                    prop_assert_eq!(plain(&scheme, &line), Ok(()));
                }
            }
        }
    }

    #[test]
    fn a_mark_is_no_prose() {
        let us = Scheme::us();
        let found = Marks::new(&us).start("C-entire text. The lamp", 0);
        assert!(matches!(found.hit.map(|h| h.state), Some(MarkState::Known(_))));
        assert!(!is_prose(
            &us,
            Signs::of("C-entire text. The lamp"),
            "C-entire text. The lamp"
        ));
    }
}
