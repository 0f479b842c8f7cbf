//! The text of a document piece by piece, with what was decided of it.

use super::strand::Piece;
use crate::decide::{Decided, Decision, NOT_RELEASABLE, UNREADABLE};
use crate::document::{Block, MarkPlace};
use crate::effective::{Governance, Governing};
use crate::policy::{Policy, Rule};
use crate::span::Span;

/// A piece of text that was judged as one.
pub(super) struct Judged<'d> {
    pub(super) block: &'d Block,
    /// Which block.
    pub(super) index: usize,
    /// The text without number, label and marks; may be empty.
    pub(super) span: Span,
    pub(super) decision: &'d Decision,
    /// The rule of the policy that decided, where one did.
    pub(super) rule: Option<&'d Rule>,
    /// Whether a marking of its own or of its portion governs it, and not the overall classification.
    pub(super) governed: bool,
    portion: usize,
}

impl Judged<'_> {
    /// Whether a marking that the policy does not release, or one that cannot be read, withholds it.
    pub(super) fn is_held_by_marking(&self) -> bool {
        self.governed && matches!(self.decision.rule(), NOT_RELEASABLE | UNREADABLE)
    }

    /// The same on its way to a strand.
    pub(super) fn piece(&self) -> Piece {
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        (narrow(self.portion), narrow(self.index), self.span)
    }
}

/// All pieces, in the order of the source.
pub(super) fn judged<'d>(
    policy: &'d Policy,
    blocks: &'d [Block],
    governance: &'d Governance,
    decided: &'d [Decided],
) -> impl Iterator<Item = Judged<'d>> {
    decided.iter().filter_map(|one| {
        let block = blocks.get(one.block)?;
        let governed = governance.blocks.get(one.block);
        Some(Judged {
            block,
            index: one.block,
            span: Span::new(
                one.span.start().max(text_start(block)),
                one.span.end().min(block.body.end()),
            ),
            decision: &one.decision,
            rule: policy.rule(one.decision.rule()),
            governed: governed.is_some_and(|e| !matches!(e.governing, Governing::Overall)),
            portion: governed.map_or(one.block, |e| e.portion),
        })
    })
}

/// Where the text of a block starts: after number, label and marks.
fn text_start(block: &Block) -> usize {
    block
        .marks
        .iter()
        .filter(|m| m.place == MarkPlace::Start)
        .map(|m| m.span.end())
        .fold(block.lead.end().max(block.body.start()), usize::max)
}
