//! A marking and the outcome of reading one.

use std::fmt;

/// A marking that was read: a level and its controls, canonical.
///
/// Two markings are equal when their canonical portion forms are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Marking {
    portion: String,
    banner: String,
    rank: u8,
    level: String,
    controls: Vec<String>,
}

impl Marking {
    pub(super) fn new(level: &str, level_banner: &str, rank: u8, controls: Vec<(String, String)>) -> Self {
        let (mut portion, mut banner) = (level.to_owned(), level_banner.to_owned());
        for (index, (short, long)) in controls.iter().enumerate() {
            let separator = if index == 0 { "//" } else { "/" };
            portion.push_str(separator);
            portion.push_str(short);
            banner.push_str(separator);
            banner.push_str(long);
        }
        Self {
            portion,
            banner,
            rank,
            level: level.to_owned(),
            controls: controls.into_iter().map(|(short, _)| short).collect(),
        }
    }

    /// Its level in portion spelling, such as `S`.
    #[must_use]
    pub fn level(&self) -> &str {
        &self.level
    }

    /// Its controls in canonical order, portion spelling, such as `NF` or `REL TO USA, GBR`.
    #[must_use]
    pub fn controls(&self) -> &[String] {
        &self.controls
    }

    /// Canonical portion form without brackets, such as `S//NF`.
    #[must_use]
    pub fn portion(&self) -> &str {
        &self.portion
    }

    /// Canonical banner form, such as `SECRET//NOFORN`.
    #[must_use]
    pub fn banner(&self) -> &str {
        &self.banner
    }

    /// Rank of the level within its scheme; higher is more restrictive.
    #[must_use]
    pub fn rank(&self) -> u8 {
        self.rank
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.portion)
    }
}

/// What a reading found (reference: section 1 of the marking grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Conforms to the current rules of its scheme.
    Valid,
    /// Unmistakably a marking, in a superseded or sloppy form.
    Legacy,
    /// Looks like a marking and breaks a hard rule: held.
    Invalid,
    /// Not a marking.
    None,
}

/// One problem of a marking, with the section of the source that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable identifier in kebab case.
    pub id: &'static str,
    /// One sentence for a person.
    pub message: String,
    /// The rule's source, such as `Register and Manual H.8`.
    pub source: &'static str,
}

/// The outcome of reading one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub verdict: Verdict,
    /// The marking; present for `Valid` and `Legacy`, and for `Invalid` only to inform a person.
    pub marking: Option<Marking>,
    /// What is wrong or superseded about it.
    pub problems: Vec<Problem>,
    /// Whether it says that it governs the entire text, as `S-Entire text` does.
    pub entire: bool,
    /// Whether it could be read only by folding look-alike or invisible characters: never to be released on.
    pub look_alike: bool,
}

impl Reading {
    /// The marking, where the verdict lets a policy rely on it (`Valid` or `Legacy`).
    #[must_use]
    pub fn known(&self) -> Option<&Marking> {
        match self.verdict {
            Verdict::Valid | Verdict::Legacy => self.marking.as_ref(),
            Verdict::Invalid | Verdict::None => None,
        }
    }
}
