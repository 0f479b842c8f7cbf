//! What is decided, and why.

use crate::shared::Shared;
use crate::span::Span;

/// The label of text whose marking the policy does not list.
pub const NOT_RELEASABLE: &str = "not releasable";
/// The label of text under a mark that cannot be read.
pub const UNREADABLE: &str = "unreadable mark";
/// The label of unmarked text in a document whose overall classification is unknown.
pub const NO_OVERALL: &str = "no overall marking";
/// The label of text that leaves by a passed declassification date.
pub const DECLASSIFICATION: &str = "declassification";

/// Proof that a span may leave; only [`decide`](super::decide) makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    pub(super) rule: Shared,
}

impl Released {
    /// The policy entry or rule that releases it, such as `releasable[1]`; entries count from 1.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// Why a span stays behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The reason for the mask and the record.
    pub reason: Option<Shared>,
    /// The policy entry or rule, such as `not releasable`.
    pub rule: Shared,
}

/// What happens to a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It leaves.
    Release(Released),
    /// It stays.
    Withhold(Withheld),
}

impl Decision {
    /// The entry, option or rule that decided, as a label of [`Policy::places`](crate::policy::Policy::places) or one of the constants of this module.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Release(released) => released.rule(),
            Self::Withhold(withheld) => &withheld.rule,
        }
    }

    /// Whether it leaves.
    #[must_use]
    pub fn releases(&self) -> bool {
        matches!(self, Self::Release(_))
    }
}

/// A span with its decision. The spans of all decisions tile the source in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Byte offsets into the source.
    pub span: Span,
    /// Index of the block it belongs to.
    pub block: usize,
    /// What happens to it.
    pub decision: Decision,
}
