//! Policy and governing marking to a decision. Only this file makes a released decision.

use crate::document::{Block, Document};
use crate::effective::Governance;
use crate::policy::Policy;
use crate::span::Span;

/// Proof that a span may leave; only [`decide`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    rule: String,
}

impl Released {
    /// The policy entry or rule that releases it, such as `releasable[1]`.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// Why a span stays behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The reason for the mask and the record.
    pub reason: Option<String>,
    /// The policy entry or rule, such as `not releasable`.
    pub rule: String,
}

/// What happens to a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It leaves.
    Release(Released),
    /// It stays.
    Withhold(Withheld),
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

/// Decides what happens to every byte of `document`.
#[must_use]
pub fn decide(
    _policy: &Policy,
    _document: &Document<'_>,
    blocks: &[Block],
    _governance: &Governance,
) -> Vec<Decided> {
    blocks
        .iter()
        .enumerate()
        .map(|(block, b)| Decided {
            span: b.span,
            block,
            decision: Decision::Withhold(Withheld {
                reason: None,
                rule: "not releasable".to_owned(),
            }),
        })
        .collect()
}
