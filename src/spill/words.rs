//! Words of a text, folded: case, spacing and punctuation do not tell two of them apart.

use crate::span::Span;
use unicode_normalization::UnicodeNormalization;

/// A folded word and where it stands. The hash only finds candidates: words are compared before anything is said.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) hash: u64,
    /// Whether the word can tell something: four characters or more, and no everyday word.
    pub(super) telling: bool,
}

/// The words under a span, in order.
pub(super) struct Words<'t> {
    source: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Words<'t> {
    pub(super) fn new(source: &'t str, span: Span) -> Self {
        Self {
            source,
            at: span.start(),
            end: span.end().min(source.len()),
        }
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let bytes = self.source.as_bytes();
        let mut at = self.at;
        let mut start = at;
        let mut hash = SEED;
        let mut len = 0_usize;
        loop {
            let byte = match bytes.get(at) {
                Some(byte) if at < self.end => *byte,
                _ => break,
            };
            if byte.is_ascii_alphanumeric() {
                if len == 0 {
                    start = at;
                }
                hash = mix(hash, byte.to_ascii_lowercase());
                len = len.saturating_add(1);
                at = at.saturating_add(1);
            } else if byte.is_ascii() {
                // An apostrophe and an emphasis sign do not end a word: Russia's, **secr**et.
                if len > 0 && !matches!(byte, b'\'' | b'*' | b'_' | b'`') {
                    break;
                }
                at = at.saturating_add(1);
            } else {
                let Some(c) = self.source.get(at..).and_then(|rest| rest.chars().next()) else {
                    break;
                };
                let mut letters = 0_usize;
                for folded in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                    if folded.is_alphanumeric() {
                        if len == 0 && letters == 0 {
                            start = at;
                        }
                        let mut buffer = [0; 4];
                        for byte in folded.encode_utf8(&mut buffer).bytes() {
                            hash = mix(hash, byte);
                        }
                        letters = letters.saturating_add(1);
                    }
                }
                let silent = matches!(
                    c,
                    '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
                ) || unicode_normalization::char::is_combining_mark(c);
                if letters == 0 && len > 0 && !silent {
                    break;
                }
                len = len.saturating_add(letters);
                at = at.saturating_add(c.len_utf8());
            }
        }
        self.at = at;
        (len > 0).then(|| Word {
            span: Span::new(start, at),
            hash,
            telling: len >= 4 && !everyday(self.source.get(start..at).unwrap_or_default()),
        })
    }
}

/// Words of four letters and more that any text holds.
fn everyday(word: &str) -> bool {
    const LIST: [&str; 52] = [
        "about", "after", "against", "also", "among", "because", "been", "before", "being", "between",
        "both", "could", "does", "during", "each", "from", "further", "have", "having", "here", "into",
        "made", "more", "most", "must", "only", "other", "over", "said", "same", "shall", "should", "some",
        "such", "than", "that", "their", "them", "then", "there", "these", "they", "this", "those",
        "through", "under", "very", "were", "when", "which", "will", "with",
    ];
    word.len() <= 7 && LIST.iter().any(|everyday| everyday.eq_ignore_ascii_case(word))
}

/// Whether two spans hold the same words in the same order.
pub(super) fn same(source: &str, a: Span, b: Span) -> bool {
    same_in(source, a, source, b)
}

/// The same for spans of two texts.
pub(super) fn same_in(left_text: &str, a: Span, right_text: &str, b: Span) -> bool {
    let (mut left, mut right) = (Words::new(left_text, a), Words::new(right_text, b));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x.hash == y.hash && equal(x.span.of(left_text), y.span.of(right_text)) => {}
            _ => return false,
        }
    }
}

fn equal(left: &str, right: &str) -> bool {
    let plain = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain(left) && plain(right) {
        return left.eq_ignore_ascii_case(right);
    }
    letters(left) == letters(right)
}

fn letters(word: &str) -> String {
    word.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        Words::new(text, Span::new(0, text.len()))
            .map(|w| letters(w.span.of(text)))
            .collect()
    }

    #[test]
    fn case_space_and_punctuation_are_folded() {
        let plain = folded("The Harbour Master's report, dated 7 May");
        assert_eq!(
            plain,
            ["the", "harbour", "masters", "report", "dated", "7", "may"]
        );
        for other in [
            "the HARBOUR master\u{2019}s\u{a0}report -- dated\n\n7 May!",
            "\"The  **Harbour** Master's re\u{ad}port; (dated) 7\tMay\"",
            "\u{ff34}he Har\u{200b}bour Master's report dated 7 May",
        ] {
            assert_eq!(folded(other), plain, "{other}");
        }
        assert_eq!(folded("P\u{159}erov"), folded("Pr\u{30c}erov"));
        assert_eq!(folded(" .,; -- "), Vec::<String>::new());
    }

    #[test]
    fn words_are_compared_not_only_hashed() {
        let text = "alpha beta | ALPHA, beta | alpha gamma";
        let span = |a, b| Span::new(a, b);
        assert!(same(text, span(0, 10), span(13, 24)));
        assert!(!same(text, span(0, 10), span(27, 38)));
        assert!(!same(text, span(0, 5), span(0, 10)));
    }
}
