//! Words of a text, folded: case, spacing and punctuation do not tell two of them apart.

use crate::inline::{Unseen, unseen};
use crate::span::Span;
use crate::wordset::{LETTERS, WordSet, key, push};
use std::sync::LazyLock;
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
    /// Whether words are taken as they are read and not as they are written ([`crate::inline`]).
    seen: bool,
}

impl<'t> Words<'t> {
    pub(super) fn new(source: &'t str, span: Span) -> Self {
        Self::read(source, span, false)
    }

    pub(super) fn read(source: &'t str, span: Span, seen: bool) -> Self {
        Self {
            source,
            at: span.start(),
            end: span.end().min(source.len()),
            seen,
        }
    }

    /// The next word where nothing but ASCII letters, figures and what parts them stands up to its end: most words do.
    /// What the long way would find there.
    #[inline]
    fn plain(&self) -> Option<Word> {
        if self.seen {
            return None;
        }
        let bytes = self.source.as_bytes().get(self.at..self.end)?;
        let between = bytes
            .iter()
            .take_while(|b| b.is_ascii() && !is_inside(**b))
            .count();
        let mut rest = bytes.get(between..)?;
        let mut word = Folding::new();
        loop {
            let (eight, behind) = rest.split_first_chunk()?;
            let (lane, count) = small_lane(*eight);
            word.len = word.len.wrapping_add(count);
            if let Some(next) = eight.get(count) {
                if word.len == 0 || !next.is_ascii() || joins(*next) {
                    return None;
                }
                word.lane = lane;
                let start = self.at.wrapping_add(between);
                let letters = word.len;
                let (hash, rare) = word.finish();
                return Some(Word {
                    span: Span::new(start, start.wrapping_add(letters)),
                    hash,
                    telling: letters >= 4 && rare,
                });
            }
            word.mix(lane);
            rest = behind;
        }
    }

    /// What stands at `at`, where that is not read as it is written.
    fn unseen(&self, at: usize) -> Option<Unseen> {
        if self.seen {
            unseen(self.source.get(at..self.end)?)
        } else {
            None
        }
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Whether a byte does not end a word though it is no letter: an apostrophe and the signs of emphasis, as in Russia's and
/// **secr**et.
#[inline]
fn joins(byte: u8) -> bool {
    matches!(byte, b'\'' | b'*' | b'_' | b'`')
}

/// Whether a byte is a letter or a figure.
#[inline]
fn is_inside(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10
}

/// The letters and figures that eight bytes begin with, in small letters as one number, and how many there are: what
/// [`is_inside`] and [`push`] make of them one by one.
#[inline]
fn small_lane(eight: [u8; LETTERS]) -> (u64, usize) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let bytes = u64::from_be_bytes(eight);
    let low = bytes & !HIGH;
    let small = low | (0x20 * EACH);
    // The high bit of each byte: at least `from`, and not beyond `to`.
    let within = |bytes: u64, from: u8, to: u8| {
        let least = bytes.wrapping_add(u64::from(0x80_u8.wrapping_sub(from)).wrapping_mul(EACH));
        let beyond = bytes.wrapping_add(u64::from(0x7f_u8.wrapping_sub(to)).wrapping_mul(EACH));
        least & !beyond
    };
    let inside = (within(small, b'a', b'z') | within(low, b'0', b'9')) & !bytes & HIGH;
    let count = (!inside & HIGH).leading_zeros() / 8;
    let lane = small
        .checked_shr(64_u32.wrapping_sub(count.wrapping_mul(8)))
        .unwrap_or(0);
    (lane, usize::try_from(count).unwrap_or(LETTERS))
}

/// The folded bytes of a word: eight at a time go into the hash.
struct Folding {
    hash: u64,
    lane: u64,
    len: usize,
}

impl Folding {
    fn new() -> Self {
        Self {
            hash: SEED,
            lane: 0,
            len: 0,
        }
    }

    /// Takes the letters and figures that `text` begins with; how many.
    #[inline]
    fn take(&mut self, text: &[u8]) -> usize {
        let before = self.len;
        let mut rest = text;
        while self.len.is_multiple_of(LETTERS)
            && let Some((eight, behind)) = rest.split_first_chunk()
        {
            let (lane, count) = small_lane(*eight);
            self.len = self.len.wrapping_add(count);
            if count < LETTERS {
                self.lane = lane;
                return self.len.wrapping_sub(before);
            }
            self.mix(lane);
            rest = behind;
        }
        for byte in rest {
            if !is_inside(*byte) {
                break;
            }
            // Figures have the bit of small letters.
            self.push(byte | 0x20);
        }
        self.len.wrapping_sub(before)
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.lane = push(self.lane, byte);
        self.len = self.len.wrapping_add(1);
        if self.len.is_multiple_of(LETTERS) {
            self.mix(self.lane);
        }
    }

    #[inline]
    fn mix(&mut self, lane: u64) {
        let mixed = (self.hash ^ lane).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.hash = mixed ^ (mixed >> 29);
        self.lane = 0;
    }

    /// Hash, and whether the word is none of the everyday ones.
    fn finish(mut self) -> (u64, bool) {
        let rare = self.len >= LETTERS || !EVERYDAY.holds(self.lane);
        self.mix(self.lane ^ (self.len as u64).rotate_left(56));
        (self.hash, rare)
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        if let Some(word) = self.plain() {
            self.at = word.span.end();
            return Some(word);
        }
        self.any()
    }
}

impl Words<'_> {
    /// The next word, whatever it is made of.
    fn any(&mut self) -> Option<Word> {
        let bytes = self.source.as_bytes().get(..self.end).unwrap_or_default();
        let rest = bytes.get(self.at..).unwrap_or_default();
        // What stands between words goes fast.
        let between = rest.iter().take_while(|b| b.is_ascii() && !is_inside(**b));
        let mut at = if self.seen {
            self.at
        } else {
            self.at.saturating_add(between.count())
        };
        let mut start = at;
        let mut word = Folding::new();
        let mut letters = 0_usize;
        let mut telling = false;
        loop {
            let run = word.take(bytes.get(at..).unwrap_or_default());
            if run > 0 {
                if letters == 0 {
                    start = at;
                }
                letters = letters.saturating_add(run);
                at = at.saturating_add(run);
            }
            let Some(byte) = bytes.get(at) else { break };
            let (c, len) = match self.unseen(at) {
                Some(Unseen::Gone(len)) => {
                    at = at.saturating_add(len).min(self.end);
                    continue;
                }
                Some(Unseen::Is(c, len)) => (c, len),
                None if joins(*byte) => {
                    at = at.saturating_add(1);
                    continue;
                }
                None if byte.is_ascii() => {
                    if letters > 0 {
                        break;
                    }
                    at = at.saturating_add(1);
                    continue;
                }
                None => match self.source.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c) => (c, c.len_utf8()),
                    None => break,
                },
            };
            let unspaced = is_unspaced(c);
            if unspaced && letters > 0 {
                break;
            }
            let found = fold(c, &mut word);
            if letters == 0 && found > 0 {
                start = at;
            }
            if found == 0 && letters > 0 && !silent(c) {
                break;
            }
            letters = letters.saturating_add(found);
            at = at.saturating_add(len);
            if unspaced && found > 0 {
                telling = !is_particle(c);
                break;
            }
        }
        self.at = at;
        let (hash, rare) = word.finish();
        (letters > 0).then_some(Word {
            span: Span::new(start, at),
            hash,
            telling: telling || letters >= 4 && rare,
        })
    }
}

/// Puts the letters of `c`, folded, into `word`; how many there are.
fn fold(c: char, word: &mut Folding) -> usize {
    let mut letters = 0_usize;
    for folded in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
        if folded.is_alphanumeric() {
            for byte in folded.encode_utf8(&mut [0; 4]).bytes() {
                word.push(byte);
            }
            letters = letters.saturating_add(1);
        }
    }
    letters
}

/// Whether `c` is of a script that puts no blanks between words: each character counts as one.
fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{e01}'..='\u{e4e}'
            | '\u{e81}'..='\u{ecd}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17d3}'
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{312f}'
            | '\u{31a0}'..='\u{31ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9f}'
            | '\u{20000}'..='\u{323af}'
    )
}

/// Hiragana hold sentences together, as everyday words do.
fn is_particle(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

/// Whether `c` does not end a word though it is no letter.
fn silent(c: char) -> bool {
    let unseen = matches!(
        c,
        '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    );
    unseen || unicode_normalization::char::is_combining_mark(c)
}

/// Words of four to seven letters that any text holds.
static EVERYDAY: LazyLock<WordSet> = LazyLock::new(|| {
    const LIST: [&str; 52] = [
        "about", "after", "against", "also", "among", "because", "been", "before", "being", "between",
        "both", "could", "does", "during", "each", "from", "further", "have", "having", "here", "into",
        "made", "more", "most", "must", "only", "other", "over", "said", "same", "shall", "should", "some",
        "such", "than", "that", "their", "them", "then", "there", "these", "they", "this", "those",
        "through", "under", "very", "were", "when", "which", "will", "with",
    ];
    WordSet::new(LIST.iter().map(|word| key(word.as_bytes())))
});

/// Whether two rows of words are the same, word by word.
pub(super) fn same(
    left_text: &str,
    mut left: impl Iterator<Item = Word>,
    right_text: &str,
    mut right: impl Iterator<Item = Word>,
) -> bool {
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
    letters(left, false) == letters(right, false)
        || letters(left, true) == letters(right, false)
        || letters(left, false) == letters(right, true)
        || letters(left, true) == letters(right, true)
}

/// The folded letters of a word, as it is written or as it is read.
fn letters(word: &str, seen: bool) -> String {
    let mut out = String::new();
    let mut at = 0_usize;
    while let Some(c) = word.get(at..).and_then(|rest| rest.chars().next()) {
        let signs = if seen {
            word.get(at..).and_then(unseen)
        } else {
            None
        };
        let (c, len) = match signs {
            Some(Unseen::Gone(len)) => {
                at = at.saturating_add(len);
                continue;
            }
            Some(Unseen::Is(c, len)) => (c, len),
            None => (c, c.len_utf8()),
        };
        out.push(c);
        at = at.saturating_add(len);
    }
    out.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_words_are_what_any_are(text in "[a-zA-Z0-9.*'`_{/\\[\u{7f}é\u{ad}船はá\u{301} \n]{0,60}", cut in 0_usize..4) {
            let span = Span::new(0, text.len().saturating_sub(cut));
            let mut slow = Words::new(&text, span);
            for word in Words::new(&text, span) {
                let other = slow.any();
                prop_assert_eq!(other.map(|w| (w.span, w.hash, w.telling)), Some((word.span, word.hash, word.telling)));
            }
            prop_assert!(slow.any().is_none());
        }

        #[test]
        fn eight_letters_at_a_time_are_taken_as_one_by_one(text in "[a-zA-Z0-9.@`{/:\\[\u{7f}é' ]{0,30}", from in 0_usize..3) {
            let (mut fast, mut slow) = (Folding::new(), Folding::new());
            for byte in text.bytes().take(from).filter(|b| is_inside(*b)) {
                fast.push(byte | 0x20);
                slow.push(byte | 0x20);
            }
            let run: Vec<u8> = text.bytes().take_while(|b| is_inside(*b)).collect();
            run.iter().for_each(|b| slow.push(b | 0x20));
            prop_assert_eq!(fast.take(text.as_bytes()), run.len());
            prop_assert_eq!((fast.hash, fast.lane, fast.len), (slow.hash, slow.lane, slow.len));
        }

        #[test]
        fn a_lane_holds_what_the_bytes_hold(bytes in any::<[u8; LETTERS]>()) {
            let count = bytes.iter().take_while(|b| is_inside(**b)).count();
            let lane = bytes.iter().take(count).fold(0, |lane, b| push(lane, b | 0x20));
            prop_assert_eq!(small_lane(bytes), (lane, count));
        }
    }

    fn folded(text: &str) -> Vec<String> {
        Words::new(text, Span::new(0, text.len()))
            .map(|w| letters(w.span.of(text), false))
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
    fn words_are_read_as_they_are_seen() {
        let seen = |text: &str| -> Vec<String> {
            Words::read(text, Span::new(0, text.len()), true)
                .map(|w| letters(w.span.of(text), true))
                .collect()
        };
        for text in [
            "on Tuesday night",
            "on Tues-\nday night",
            "on Tues-\r\n> day night",
            "on &#84;ues&#x64;ay night",
            "on <b>Tu</b>es<!-- x -->day&nbsp;night",
            "on [Tues](a.b)day ~~ni~~ght",
        ] {
            assert_eq!(seen(text), ["on", "tuesday", "night"], "{text}");
        }
        assert_eq!(
            seen("&#33337;\u{306f}7 a-b & c<d"),
            ["\u{8239}", "\u{306f}", "7", "a", "b", "c", "d"]
        );
        assert_eq!(seen("&&#32;<b>"), Vec::<String>::new());
    }

    #[test]
    fn words_are_compared_not_only_hashed() {
        let text = "alpha beta | ALPHA, beta | alpha gamma";
        let words = |a, b| Words::new(text, Span::new(a, b));
        assert!(same(text, words(0, 10), text, words(13, 24)));
        assert!(!same(text, words(0, 10), text, words(27, 38)));
        assert!(!same(text, words(0, 5), text, words(0, 10)));
    }
}
