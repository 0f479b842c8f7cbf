//! A marking and the outcome of reading one.

use super::body::Body;
use super::print::{Style, controls, print};
use crate::scheme::Scheme;
use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// A marking that was read: a level and its controls, canonical. Cheap to clone.
///
/// Two markings are equal when their schemes and canonical forms are.
#[derive(Clone)]
pub struct Marking(Arc<Inner>);

struct Inner {
    scheme: Scheme,
    body: Body,
    portion: OnceLock<Box<str>>,
    banner: OnceLock<Box<str>>,
    controls: OnceLock<Box<[String]>>,
}

impl Marking {
    pub(crate) fn new(scheme: &Scheme, body: Body) -> Self {
        Self(Arc::new(Inner {
            scheme: scheme.clone(),
            body,
            portion: OnceLock::new(),
            banner: OnceLock::new(),
            controls: OnceLock::new(),
        }))
    }

    pub(crate) fn body(&self) -> &Body {
        &self.0.body
    }

    /// The scheme it was read against.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.0.scheme
    }

    /// Canonical portion form without brackets, such as `S//NF`.
    #[must_use]
    pub fn portion(&self) -> &str {
        let inner = &self.0;
        inner
            .portion
            .get_or_init(|| print(inner.scheme.data(), &inner.body, Style::Portion).into())
    }

    /// Canonical banner form, such as `SECRET//NOFORN`.
    #[must_use]
    pub fn banner(&self) -> &str {
        let inner = &self.0;
        inner
            .banner
            .get_or_init(|| print(inner.scheme.data(), &inner.body, Style::Banner).into())
    }

    /// Rank of the level within its scheme; higher is more restrictive. Levels of different ladders are not
    /// comparable by rank; [`roll_up`](super::roll_up) and [`within`](super::within) know that.
    #[must_use]
    pub fn rank(&self) -> u8 {
        let data = self.0.scheme.data();
        let rank = |level: u8| data.level(level).map_or(u8::MAX, |l| l.rank);
        let second = self.0.body.second.map_or(0, rank);
        rank(self.0.body.level).max(second)
    }

    /// The name of its level within the scheme, such as `S`.
    #[must_use]
    pub fn level(&self) -> &str {
        let data = self.0.scheme.data();
        data.level(self.0.body.level).map_or("", |l| &l.name)
    }

    /// Its controls in canonical order, portion spelling, such as `NF` or `REL TO USA, GBR`.
    #[must_use]
    pub fn controls(&self) -> &[String] {
        let inner = &self.0;
        inner
            .controls
            .get_or_init(|| controls(inner.scheme.data(), &inner.body).into())
    }
}

impl PartialEq for Marking {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.body == other.0.body && self.0.scheme.same(&other.0.scheme))
    }
}

impl Eq for Marking {}

impl Hash for Marking {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.body.hash(state);
    }
}

impl fmt::Debug for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Marking({})", self.portion())
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.portion())
    }
}

/// What a reading found (reference: section 1 of the marking grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Verdict {
    /// The word for it: `valid`, `legacy`, `invalid`, `none`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Legacy => "legacy",
            Self::Invalid => "invalid",
            Self::None => "none",
        }
    }
}

/// One problem of a marking, with the section of the source that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable identifier in kebab case.
    pub id: &'static str,
    /// The verdict that it leads to; `Valid` for a remark.
    pub verdict: Verdict,
    /// One sentence for a person. It may quote words of the mark, never of the text.
    pub message: String,
    /// The rule's source, such as `Register and Manual H.8`.
    pub source: Cow<'static, str>,
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
    /// The marking, where a policy may rely on it: `Valid` or `Legacy`, and not a look-alike.
    #[must_use]
    pub fn known(&self) -> Option<&Marking> {
        match self.verdict {
            Verdict::Valid | Verdict::Legacy if !self.look_alike => self.marking.as_ref(),
            _ => None,
        }
    }

    /// Not a marking.
    pub(super) fn none() -> Self {
        Self {
            verdict: Verdict::None,
            marking: None,
            problems: Vec::new(),
            entire: false,
            look_alike: false,
        }
    }
}
