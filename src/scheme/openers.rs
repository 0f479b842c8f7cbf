//! What a mark can open with: the question that is asked of every line.

use super::phrases::first_word;
use super::words::Words;
use crate::wordset::{WordSet, key};

/// Longest first word, in bytes, that is looked up.
pub(crate) const LONGEST: usize = 64;

/// What a first byte says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// No mark begins like this.
    Never,
    /// A letter or digit: the word decides.
    Word,
    /// A sign that scanning puts for a letter, or a stray one: only a damaged mark begins like this.
    Damaged,
    /// A character that must be folded first.
    Fold,
    /// A mark may well begin like this.
    Always,
}

/// The first bytes and first words of everything that a mark can open with.
pub(crate) struct Openers {
    bytes: [First; 256],
    /// First words in capitals, and whether each is only a nation, which needs a level behind it.
    words: Words<bool>,
    /// Beginnings of first words, where a pattern leaves the end open.
    beginnings: Vec<String>,
    /// The same words by their first letters: what is asked of every line.
    keys: WordSet,
}

impl Default for Openers {
    fn default() -> Self {
        let mut bytes = [First::Never; 256];
        let named = (0_u8..=255).zip(&mut bytes);
        for (byte, held) in named {
            *held = match byte {
                b'/' => First::Always,
                b'\t'..=b'\r' | 0x80.. => First::Fold,
                b'0' | b'1' | b'5' | b'8' => First::Damaged,
                _ if b"$?!;.*^~|{}<>_=%&@\\".contains(&byte) => First::Damaged,
                _ => First::Never,
            };
        }
        Self {
            bytes,
            words: Words::default(),
            beginnings: Vec::new(),
            keys: WordSet::default(),
        }
    }
}

impl Openers {
    /// What the first byte of a text says.
    #[inline]
    pub(crate) fn first(&self, byte: u8) -> First {
        self.bytes
            .get(usize::from(byte))
            .copied()
            .unwrap_or(First::Always)
    }

    /// Whether `word` (in capitals) opens marks, and if so whether it is only a nation.
    #[inline]
    pub(crate) fn word(&self, word: &[u8]) -> Option<bool> {
        if let Some(nation) = self.words.get(word) {
            return Some(*nation);
        }
        let begins = |b: &String| word.starts_with(b.as_bytes());
        self.beginnings.iter().any(begins).then_some(false)
    }

    /// False only where no mark opens with `word`, letters with a blank behind them, whose [`crate::wordset::key`] is `key`.
    #[inline]
    pub(crate) fn may_be(&self, word: &[u8], key: u64) -> bool {
        let begins = |b: &String| {
            let head = word.get(..b.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(b.as_bytes()))
        };
        let plain = word
            .first()
            .is_some_and(|byte| matches!(self.first(*byte), First::Never | First::Word));
        !plain || self.keys.holds(key) || self.beginnings.iter().any(begins)
    }

    /// Says what the first byte, capital or small, tells.
    pub(super) fn set(&mut self, byte: u8, first: First) {
        for byte in [byte.to_ascii_uppercase(), byte.to_ascii_lowercase()] {
            if let Some(held) = self.bytes.get_mut(usize::from(byte)) {
                *held = first;
            }
        }
    }

    /// Adds a text (in capitals) that a mark can open with.
    pub(super) fn add(&mut self, text: &str, nation: bool) {
        let text = text.trim_start_matches('/');
        let word = first_word(text.as_bytes());
        let (Some(byte), Some(first)) = (text.bytes().next(), text.chars().next()) else {
            return;
        };
        if word.is_empty() {
            self.set(byte, First::Always);
            let mut small = first.to_lowercase().map(|c| c.to_string());
            if let Some(byte) = small.next().and_then(|s| s.bytes().next()) {
                self.set(byte, First::Always);
            }
        } else if word.len() > LONGEST {
            self.set(byte, First::Always);
        } else {
            if self.first(byte) != First::Always {
                self.set(byte, First::Word);
            }
            let word = text.get(..word.len()).unwrap_or("");
            if let Some(only) = self.words.entry(word, || nation) {
                *only &= nation;
            }
        }
    }

    /// Notes the words by their first letters, once all are added.
    pub(super) fn close(&mut self) {
        self.keys = WordSet::new(self.words.all().map(|word| key(word.as_bytes())));
    }

    /// Adds a pattern of `never`, in which `*` and `?` stand for more.
    pub(super) fn add_pattern(&mut self, pattern: &str) {
        let bare = pattern.trim_end_matches(['*', '?']);
        self.add(bare, false);
        let word = first_word(bare.trim_start_matches('/').as_bytes());
        if bare.len() < pattern.len() && bare.as_bytes().ends_with(word) {
            self.beginnings.push(String::from_utf8_lossy(word).into_owned());
        }
    }
}
