//! Levels and controls by their letters alone: `S E C R E T` spells `SECRET`, `T O P S E C R E T` `TOP SECRET`.

use super::phrases::Phrase;

/// Fewest letters that are looked up.
const LEAST: usize = 3;

/// Spellings without their blanks and signs, longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spelled {
    phrases: Vec<(String, String)>,
}

impl Spelled {
    /// The spellings of the phrases of a scheme. Of two with the same letters the one that the scheme names last is kept.
    pub(super) fn of<'p>(written: impl Iterator<Item = &'p Phrase>) -> Self {
        let mut phrases: Vec<(String, String)> = Vec::new();
        for phrase in written {
            let letters = |c: &char| c.is_ascii_alphabetic();
            let squeezed: String = phrase.upper().chars().filter(letters).collect();
            if squeezed.len() < LEAST {
                continue;
            }
            phrases.retain(|(before, _)| *before != squeezed);
            phrases.push((squeezed, phrase.upper().to_owned()));
        }
        phrases.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        Self { phrases }
    }

    /// The longest spelling whose letters `letters` (capitals run together) starts with, and how many those are.
    pub(crate) fn longest(&self, letters: &str) -> Option<(usize, &str)> {
        let first = letters.as_bytes().first();
        self.phrases
            .iter()
            .filter(|(squeezed, _)| squeezed.as_bytes().first() == first)
            .find(|(squeezed, _)| letters.starts_with(squeezed.as_str()))
            .map(|(squeezed, phrase)| (squeezed.len(), phrase.as_str()))
    }
}
