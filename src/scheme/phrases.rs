//! The spellings of levels and controls, found by the longest match.

use super::words::Words;

/// What a phrase names. Indices count the levels, controls and categories of the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A level.
    Level(u8),
    /// A control.
    Control(u16),
    /// The prefix of a category of trees, such as `SAR-`.
    Prefix(u8),
}

/// Where a spelling belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Portions and banners.
    Both,
    /// Portions.
    Portion,
    /// Banners.
    Banner,
    /// Superseded or sloppy.
    Legacy,
}

/// One spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// As the scheme writes it.
    pub(crate) text: String,
    /// The same in capitals; of equal length.
    upper: String,
    /// Whether it ends in a letter or digit, so that the word must end there.
    word: bool,
    /// What it names.
    pub(crate) target: Target,
    /// Where it belongs.
    pub(crate) form: Form,
}

/// A table of spellings, by first word, longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrases {
    by_first: Words<Vec<Phrase>>,
}

impl Phrases {
    /// Adds a spelling; a second one of the same text is ignored, so the first has precedence. What the first names,
    /// where that is something else.
    pub(super) fn add(&mut self, text: &str, target: Target, form: Form) -> Option<Target> {
        let upper = upper(text);
        if upper.is_empty() {
            return None;
        }
        let first = upper.get(..first_word(upper.as_bytes()).len()).unwrap_or("");
        let bucket = self.by_first.entry(first, Vec::new)?;
        if let Some(before) = bucket.iter().find(|p| p.upper == upper) {
            return (before.target != target).then_some(before.target);
        }
        let at = bucket.partition_point(|p| p.upper.len() >= upper.len());
        bucket.insert(
            at,
            Phrase {
                text: text.to_owned(),
                word: upper.ends_with(char::is_alphanumeric),
                upper,
                target,
                form,
            },
        );
        None
    }

    /// The longest spelling that `text` (in capitals) starts with and that ends at the end of a word.
    #[inline]
    pub(crate) fn longest(&self, text: &str) -> Option<&Phrase> {
        let first = first_word(text.as_bytes());
        let bucket = self.by_first.get(first)?;
        bucket.iter().find(|phrase| phrase.continues(text, first.len()))
    }

    /// The spelling that is exactly `text` (in capitals).
    pub(crate) fn exact(&self, text: &str) -> Option<&Phrase> {
        self.longest(text).filter(|p| p.upper.len() == text.len())
    }

    /// Every spelling.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Phrase> {
        self.by_first.values().flatten()
    }
}

impl Phrase {
    /// Length in bytes, in either case.
    pub(crate) fn len(&self) -> usize {
        self.upper.len()
    }

    /// The spelling in capitals.
    pub(crate) fn upper(&self) -> &str {
        &self.upper
    }

    /// Whether `text`, whose first `known` bytes are those of the phrase, starts with all of it.
    #[inline]
    fn continues(&self, text: &str, known: usize) -> bool {
        let end = self.upper.len();
        let rest = || text.as_bytes().get(known..end) == self.upper.as_bytes().get(known..);
        (end == known || rest()) && (!self.word || ends_word(text, end))
    }
}

/// The letters and digits that `text` starts with; none where it starts with something else.
#[inline]
pub(crate) fn first_word(text: &[u8]) -> &[u8] {
    let length = text.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    text.get(..length).unwrap_or(&[])
}

/// Whether no letter or digit stands at byte `at` of `text`.
#[inline]
fn ends_word(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => true,
        Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
        Some(_) => text
            .get(at..)
            .is_none_or(|rest| !rest.starts_with(char::is_alphanumeric)),
    }
}

/// Whether `text` starts with `phrase` and the word ends there. A phrase that ends in a separator needs no word end.
pub(crate) fn starts_with_word(text: &str, phrase: &str) -> bool {
    text.starts_with(phrase) && (!phrase.ends_with(char::is_alphanumeric) || ends_word(text, phrase.len()))
}

/// Capitals, character by character, where that does not change the length.
pub(crate) fn upper(text: &str) -> String {
    text.chars().map(upper_char).collect()
}

/// The capital of one character, where it has one of equal length.
pub(crate) fn upper_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) if capital.len_utf8() == c.len_utf8() => capital,
        _ => c,
    }
}
