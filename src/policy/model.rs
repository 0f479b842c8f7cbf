//! A policy as it holds.

use super::place::Place;
use super::rule::Rule;
use super::test_case::TestCase;
use super::unmarked::Unmarked;
use crate::marking::Entry;
use crate::scheme::Scheme;
use std::collections::BTreeMap;

/// What happens to withheld text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A mask shows the amount and the reason.
    Mask,
    /// Nothing shows.
    Strip,
}

/// How a mask words the amount. Ordered by how much it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// No amount.
    None,
    /// Count of portions.
    Paragraphs,
    /// Lines, coarsely rounded.
    Lines,
    /// Words, coarsely rounded.
    Words,
}

/// How a mask is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// The text, with `{amount}` and `{reason}`.
    pub text: String,
    /// How the amount is worded.
    pub amount: Amount,
    /// Whether the lead of a paragraph (number, bullet, label) stays.
    pub keep_number: bool,
    /// Whether neighbouring cuts share one mask.
    pub merge: bool,
}

impl Default for Mask {
    fn default() -> Self {
        Self {
            text: "[{amount} withheld: {reason}]".to_owned(),
            amount: Amount::Paragraphs,
            keep_number: true,
            merge: false,
        }
    }
}

/// Where the reason of a cut comes from. A rule's own reason goes first, then `by_marking`, then the document's
/// authority line, then `default`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// Whether the `Classified By` line gives the reason of classified text.
    pub from_document: bool,
    /// Reason by canonical marking, or by level where the key is a bare level.
    pub by_marking: Vec<(String, String)>,
    /// The reason where nothing else gives one.
    pub default: String,
}

impl Default for Reasons {
    fn default() -> Self {
        Self {
            from_document: true,
            by_marking: Vec::new(),
            default: "not releasable".to_owned(),
        }
    }
}

/// Whether a passed declassification date or event releases what it covers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declassification {
    /// Whether the E.O. line is looked at.
    pub honour: bool,
    /// The day on which the policy looks: dates up to it have passed. Part of the policy, so that a release does not
    /// depend on the clock.
    pub as_of: Option<jiff::civil::Date>,
    /// Events that have happened, as the E.O. line words them; compared without case and spacing.
    pub events: Vec<String>,
}

/// What happens where withheld words stand again in released text. Ordered by strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpillAction {
    /// A finding.
    Warn,
    /// The release is refused.
    Refuse,
}

/// What happens where text that one document of a batch withholds stands in the release of another. Ordered by
/// strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Across {
    /// Nothing: each document is looked at alone.
    None,
    /// A finding.
    Warn,
    /// The release is refused.
    Refuse,
}

/// The search for withheld words in released text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spill {
    /// How many words in a row count.
    pub words: usize,
    /// Whether names that only withheld text shows are looked for in headings, subjects and text released by rule.
    pub names: bool,
    /// What happens.
    pub action: SpillAction,
    /// What happens across the documents of a batch, where the policy says it; see [`Self::across`].
    pub written_across: Option<Across>,
}

impl Spill {
    /// What happens across the documents of a batch: what the policy says, else the same as within one document.
    ///
    /// # Example: `action` covers both
    ///
    /// ```
    /// use tearline::policy::{Across, Spill, SpillAction};
    ///
    /// let spill = Spill { action: SpillAction::Warn, ..Spill::default() };
    /// assert_eq!(spill.across(), Across::Warn);
    /// ```
    #[must_use]
    pub fn across(&self) -> Across {
        self.written_across.unwrap_or(match self.action {
            SpillAction::Warn => Across::Warn,
            SpillAction::Refuse => Across::Refuse,
        })
    }
}

impl Default for Spill {
    fn default() -> Self {
        Self {
            words: 6,
            names: true,
            action: SpillAction::Refuse,
            written_across: None,
        }
    }
}

/// A policy, checked and ready.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name in records.
    pub id: String,
    /// What it is for, in one line.
    pub title: Option<String>,
    /// The text that it was read from, byte for byte; a record digests this.
    pub text: String,
    /// The texts of the policies that it extends, nearest first; a record digests them after `text`.
    pub bases: Vec<String>,
    /// The marking scheme.
    pub scheme: Scheme,
    /// What may leave.
    pub releasable: Vec<Entry>,
    /// What happens to the rest.
    pub action: Action,
    /// How masks look.
    pub mask: Mask,
    /// Reasons of cuts.
    pub reasons: Reasons,
    /// Unmarked blocks.
    pub unmarked: Unmarked,
    /// Whether banners, `ZNY` lines and section headers are rewritten.
    pub remark_banner: bool,
    /// A caption that a release with cuts begins with.
    pub caption: Option<String>,
    /// Rules, in the order of the file; withholding ones win over releasing ones.
    pub rules: Vec<Rule>,
    /// Declassification dates and events.
    pub declassification: Declassification,
    /// The search for withheld words in released text.
    pub spill: Spill,
    /// The tests inside the policy.
    pub tests: Vec<TestCase>,
    /// Where entries, rules and written options stand, by label: `releasable[1]`, `unmarked.heading`, a rule's id.
    pub places: BTreeMap<String, Place>,
}

impl Policy {
    /// Where the entry, rule or option with `label` stands; `None` for a default that is not written.
    #[must_use]
    pub fn place(&self, label: &str) -> Option<&Place> {
        self.places.get(label)
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
