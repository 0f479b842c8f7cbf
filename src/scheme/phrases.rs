//! The spellings of levels and controls, found by the longest match.

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
    /// What it names.
    pub(crate) target: Target,
    /// Where it belongs.
    pub(crate) form: Form,
}

/// A table of spellings, by first byte, longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrases {
    by_first: Vec<Vec<Phrase>>,
}

impl Phrases {
    /// Adds a spelling; a second one of the same text is ignored, so the first has precedence.
    pub(super) fn add(&mut self, text: &str, target: Target, form: Form) {
        let upper = upper(text);
        let Some(first) = upper.bytes().next() else {
            return;
        };
        if self.by_first.is_empty() {
            self.by_first.resize(256, Vec::new());
        }
        let Some(bucket) = self.by_first.get_mut(usize::from(first)) else {
            return;
        };
        if bucket.iter().any(|p| p.upper == upper) {
            return;
        }
        let at = bucket.partition_point(|p| p.upper.len() >= upper.len());
        bucket.insert(
            at,
            Phrase {
                text: text.to_owned(),
                upper,
                target,
                form,
            },
        );
    }

    /// The longest spelling that `text` (in capitals) starts with and that ends at the end of a word.
    pub(crate) fn longest(&self, text: &str) -> Option<&Phrase> {
        let first = usize::from(*text.as_bytes().first()?);
        self.by_first
            .get(first)?
            .iter()
            .find(|phrase| starts_with_word(text, &phrase.upper))
    }

    /// The spelling that is exactly `text` (in capitals).
    pub(crate) fn exact(&self, text: &str) -> Option<&Phrase> {
        self.longest(text).filter(|p| p.upper.len() == text.len())
    }

    /// Every spelling.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Phrase> {
        self.by_first.iter().flatten()
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
}

/// Whether `text` starts with `phrase` and the word ends there. A phrase that ends in a separator needs no word end.
pub(crate) fn starts_with_word(text: &str, phrase: &str) -> bool {
    let Some(rest) = text.strip_prefix(phrase) else {
        return false;
    };
    !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(|c: char| c.is_alphanumeric())
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
