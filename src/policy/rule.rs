//! Rules: what they look at and what they cut.

use super::unmarked::Part;
use crate::marking::{Entry, Marking, within};
use crate::scheme::Scheme;
use regex::{Regex, RegexBuilder};

/// Largest compiled size of one pattern in bytes.
const SIZE_LIMIT: usize = 1 << 20;
/// Deepest nesting of one pattern.
const NEST_LIMIT: u32 = 40;
/// Longest pattern in bytes.
const LENGTH_LIMIT: usize = 4096;

/// How much of the text around a match a rule withholds. Ordered by how much stays behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// The match.
    Match,
    /// Every sentence that the match touches.
    Sentence,
    /// The whole paragraph.
    Paragraph,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It withholds.
    Withhold(Unit),
    /// It releases the whole paragraph, with a reason. A mark that cannot be read is never released.
    Release,
}

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is no pattern.
    #[error("{0}")]
    Syntax(String),
    /// It is too long, nests too deep or compiles to too much.
    #[error("the pattern is too large (at most 4,096 bytes, nesting of 40, 1 MiB compiled)")]
    TooLarge,
    /// It matches the empty text, and so everywhere.
    #[error("the pattern matches the empty text")]
    Empty,
}

/// A pattern of a rule.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// Compiles a pattern in the syntax of the `regex` crate; linear in the text it searches.
    ///
    /// # Errors
    ///
    /// [`PatternError`] for one that is broken, too large, or matches the empty text.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.len() > LENGTH_LIMIT {
            return Err(PatternError::TooLarge);
        }
        let regex = RegexBuilder::new(text)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .nest_limit(NEST_LIMIT)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
                error => {
                    let text = error.to_string();
                    if text.contains("nested") {
                        PatternError::TooLarge
                    } else {
                        let last = text.lines().last().unwrap_or_default();
                        PatternError::Syntax(last.trim_start_matches("error: ").to_owned())
                    }
                }
            })?;
        if regex.is_match("") {
            return Err(PatternError::Empty);
        }
        Ok(Self { regex })
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Whether it matches anywhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// The matches in `text`, as byte ranges, in order.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        self.regex.find_iter(text).map(|m| (m.start(), m.end()))
    }
}

/// What a rule looks at. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// A pattern that the text matches.
    pub text: Option<Pattern>,
    /// Entries, one of which the governing marking lies within. Empty: any.
    pub marking: Vec<Entry>,
    /// Kinds of block. Empty: any.
    pub kind: Vec<Part>,
}

impl When {
    /// Whether a block of kind `part` under `marking` is looked at; the pattern apart. An unknown marking lies within no
    /// entry.
    #[must_use]
    pub fn concerns(&self, scheme: &Scheme, part: Part, marking: Option<&Marking>) -> bool {
        (self.kind.is_empty() || self.kind.contains(&part))
            && (self.marking.is_empty()
                || marking.is_some_and(|m| self.marking.iter().any(|entry| within(scheme, entry, m))))
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name in records: letters, digits, `-` and `_`.
    pub id: String,
    /// What it does.
    pub effect: Effect,
    /// What it looks at.
    pub when: When,
    /// The reason for the mask and the record; a releasing rule always has one.
    pub reason: Option<String>,
}
