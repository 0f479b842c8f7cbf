//! From the governing marking of a block to what happens to it.

use super::decision::{
    DECLASSIFICATION, Decided, Decision, NO_OVERALL, NOT_RELEASABLE, Released, UNREADABLE, Withheld,
};
use crate::authority::authority_reason;
use crate::document::{Block, Document, Format, Role};
use crate::effective::{Governance, Governing, Why};
use crate::marking::{Entry, Marking, within};
use crate::part::{is_prose, part};
use crate::policy::{Declassified, Part, Policy, UnmarkedRule};
use crate::shared::{Pool, Shared};
use crate::span::Span;
use std::collections::HashMap;

/// Decides what happens to every byte of `document`.
///
/// `governance` holds one entry per block; a block without one is withheld.
#[must_use]
pub fn decide(
    policy: &Policy,
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
) -> Vec<Decided> {
    let declassified = declassified(policy, document, blocks);
    decide_given(policy, document, blocks, governance, declassified)
}

/// What the declassification lines of `document` say.
#[must_use]
pub(crate) fn declassified(policy: &Policy, document: &Document<'_>, blocks: &[Block]) -> Declassified {
    let source = document.text();
    let lines = blocks
        .iter()
        .filter(|b| b.role == Role::Declassification)
        .map(|b| b.body.of(source));
    Declassified::new(&policy.declassification, lines)
}

/// The same as [`decide`] where it is known already what is declassified: a release may have lost the lines that say so.
#[must_use]
pub(crate) fn decide_given(
    policy: &Policy,
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
    declassified: Declassified,
) -> Vec<Decided> {
    let mut judge = Judge::new(policy, document, blocks, governance, declassified);
    let mut out = Vec::with_capacity(blocks.len());
    if policy.rules.is_empty() {
        for (index, block) in blocks.iter().enumerate() {
            let verdict = judge.block(index);
            judge.tile(index, block, &verdict, Vec::new(), &mut out);
        }
        return out;
    }
    let mut verdicts: Vec<Verdict> = (0..blocks.len()).map(|index| judge.block(index)).collect();
    judge.releasing_rules(&mut verdicts);
    let mut cuts = judge.withholding_rules(&verdicts);
    for (index, (block, verdict)) in blocks.iter().zip(&verdicts).enumerate() {
        let cuts = cuts.remove(&index).unwrap_or_default();
        judge.tile(index, block, verdict, cuts, &mut out);
    }
    out
}

/// What happens to one block before it is cut into spans.
pub(super) struct Verdict {
    /// Whether the block leaves.
    pub(super) leaves: bool,
    /// What decided.
    pub(super) by: By,
}

/// The parts of blocks that rules withhold all the same, and the index of the rule.
pub(super) type Cuts = HashMap<usize, Vec<(Span, usize)>>;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum By {
    Entry(usize),
    Unmarked(Part),
    Rule(usize),
    Declassification,
    NotListed,
    Unreadable,
    NoOverall,
}

pub(super) struct Judge<'a> {
    pub(super) policy: &'a Policy,
    pub(super) source: &'a str,
    pub(super) markdown: bool,
    pub(super) blocks: &'a [Block],
    pub(super) governance: &'a Governance,
    /// What the authority line gives as reason for classified text.
    reason: Option<String>,
    /// What the policy says of each marking that was met.
    known: HashMap<&'a Marking, By>,
    declassified: Declassified,
    /// The labels that were given.
    labels: Vec<(By, Shared)>,
    /// The reasons that were given.
    reasons: Pool,
}

impl<'a> Judge<'a> {
    fn new(
        policy: &'a Policy,
        document: &Document<'a>,
        blocks: &'a [Block],
        governance: &'a Governance,
        declassified: Declassified,
    ) -> Self {
        let source = document.text();
        Self {
            policy,
            source,
            markdown: document.format() == Format::Markdown,
            blocks,
            governance,
            reason: policy
                .reasons
                .from_document
                .then(|| authority_reason(source, blocks))
                .flatten(),
            known: HashMap::new(),
            declassified,
            labels: Vec::new(),
            reasons: Pool::default(),
        }
    }

    /// The marking that governs a block, the overall one where that does; `None` where none is known.
    pub(super) fn marking(&self, index: usize) -> Option<&'a Marking> {
        match &self.governance.blocks.get(index)?.governing {
            Governing::Known(marking) => Some(marking),
            Governing::Overall => self.governance.overall.as_ref(),
            Governing::Unreadable(_) => None,
        }
    }

    pub(super) fn unreadable(&self, index: usize) -> bool {
        self.governance
            .blocks
            .get(index)
            .is_none_or(|e| matches!(e.governing, Governing::Unreadable(_)))
    }

    fn why(&self, index: usize) -> Why {
        self.governance.blocks.get(index).map_or(Why::Unmarked, |e| e.why)
    }

    /// The kind of block that `unmarked` and rules see.
    pub(super) fn part(&self, index: usize) -> Part {
        let Some(block) = self.blocks.get(index) else {
            return Part::Other;
        };
        part(self.source, block, self.why(index))
    }

    /// Entry, option or date by which a block leaves, or why it stays.
    fn block(&mut self, index: usize) -> Verdict {
        let by = self.by(index);
        Verdict {
            leaves: matches!(by, By::Entry(_) | By::Declassification)
                || matches!(by, By::Unmarked(part) if self.policy.unmarked.of(part) == UnmarkedRule::Release),
            by,
        }
    }

    fn by(&mut self, index: usize) -> By {
        let Some(effective) = self.governance.blocks.get(index) else {
            return By::NotListed;
        };
        let part = self.part(index);
        let rule = self.policy.unmarked.of(part);
        match &effective.governing {
            Governing::Unreadable(_) => By::Unreadable,
            Governing::Overall => match rule {
                UnmarkedRule::Withhold => By::Unmarked(part),
                // A document that nowhere shows a marking is withheld in whole.
                UnmarkedRule::Release if self.governance.overall.is_none() => By::NoOverall,
                // What may be the rest of a paragraph leaves by no option for headings.
                UnmarkedRule::Release if part == Part::Heading && self.is_prose(index) => self.by_overall(),
                UnmarkedRule::Release => By::Unmarked(part),
                UnmarkedRule::Banner | UnmarkedRule::Inherit => self.by_overall(),
            },
            Governing::Known(marking) => {
                let by = self.by_marking(marking);
                let unmarked = part == Part::Continuation || part == Part::Hidden;
                match rule {
                    UnmarkedRule::Withhold if unmarked => By::Unmarked(part),
                    // An unmarked continuation then needs both: its portion's marking and the overall one.
                    UnmarkedRule::Banner if unmarked && matches!(by, By::Entry(_) | By::Declassification) => {
                        match self.by_overall() {
                            By::Entry(_) | By::Declassification => by,
                            held => held,
                        }
                    }
                    _ => by,
                }
            }
        }
    }

    fn is_prose(&self, index: usize) -> bool {
        self.blocks
            .get(index)
            .is_none_or(|block| is_prose(Span::new(block.lead.end(), block.body.end()).of(self.source)))
    }

    fn by_overall(&mut self) -> By {
        match &self.governance.overall {
            Some(marking) => self.by_marking(marking),
            None => By::NoOverall,
        }
    }

    fn by_marking(&mut self, marking: &'a Marking) -> By {
        if let Some(by) = self.known.get(marking) {
            return *by;
        }
        let policy = self.policy;
        let entry = |m: &Marking| {
            policy
                .releasable
                .iter()
                .position(|entry| within(&policy.scheme, entry, m))
        };
        let by = match entry(marking) {
            Some(index) => By::Entry(index),
            // What is declassified is unclassified: the policy must list that.
            None if self.declassified.covers(marking)
                && crate::marking::lowest(&policy.scheme).is_some_and(|m| entry(&m).is_some()) =>
            {
                By::Declassification
            }
            None => By::NotListed,
        };
        self.known.insert(marking, by);
        by
    }

    pub(super) fn decided(&mut self, block: usize, span: Span, leaves: bool, by: By) -> Decided {
        let rule = match self.labels.iter().find(|(known, _)| *known == by) {
            Some((_, label)) => label.clone(),
            None => {
                let label = Shared::from(self.label(by));
                self.labels.push((by, label.clone()));
                label
            }
        };
        let decision = if leaves {
            Decision::Release(Released { rule })
        } else {
            Decision::Withhold(Withheld {
                reason: Some(self.shared_reason(block, by)),
                rule,
            })
        };
        Decided {
            span,
            block,
            decision,
        }
    }

    fn label(&self, by: By) -> String {
        match by {
            By::Entry(index) => format!("releasable[{}]", index.saturating_add(1)),
            By::Unmarked(part) => part.label().to_owned(),
            By::Rule(index) => self
                .policy
                .rules
                .get(index)
                .map_or_else(String::new, |rule| rule.id.clone()),
            By::Declassification => DECLASSIFICATION.to_owned(),
            By::NotListed => NOT_RELEASABLE.to_owned(),
            By::Unreadable => UNREADABLE.to_owned(),
            By::NoOverall => NO_OVERALL.to_owned(),
        }
    }

    fn shared_reason(&mut self, block: usize, by: By) -> Shared {
        let mut pool = std::mem::take(&mut self.reasons);
        let reason = pool.share(self.reason(block, by));
        self.reasons = pool;
        reason
    }

    /// By rule, by marking, from the document for classified text, else the default.
    fn reason(&self, block: usize, by: By) -> &str {
        let reasons = &self.policy.reasons;
        if let By::Rule(index) = by {
            let own = self
                .policy
                .rules
                .get(index)
                .and_then(|rule| rule.reason.as_deref());
            return own.unwrap_or(&reasons.default);
        }
        let marking = self.marking(block);
        let by_marking = |name: &str| {
            reasons
                .by_marking
                .iter()
                .find_map(|(m, reason)| (m == name).then_some(reason))
        };
        if let Some(reason) = marking.and_then(|m| by_marking(m.portion()).or_else(|| by_marking(m.level())))
        {
            return reason;
        }
        // The authority line is about classified text (32 CFR 2001.21): SBU and its like have reasons of their own.
        let classified = marking.is_none_or(|m| m.rank() > 1);
        match &self.reason {
            Some(reason) if classified => reason,
            _ => &reasons.default,
        }
    }
}

/// Whether any entry of the policy covers `marking`, and which; counted from 0.
#[must_use]
pub fn entry_for(policy: &Policy, marking: &Marking) -> Option<usize> {
    policy
        .releasable
        .iter()
        .position(|entry: &Entry| within(&policy.scheme, entry, marking))
}
