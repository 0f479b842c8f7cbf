//! What the check across documents keeps of a document: places, never text.

use super::check::text_start;
use super::strand::{Strand, Strands};
use crate::decide::{Decided, NOT_RELEASABLE, UNREADABLE};
use crate::document::{Block, Kind, Role};
use crate::effective::{Governance, Governing};
use crate::policy::{Effect, Policy};
use crate::span::Span;

/// Where a document holds withheld text and where text that leaves: twelve bytes for each place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    withheld: Strands,
    marked: Strands,
    unmarked: Strands,
}

impl Places {
    /// The places of a document that was decided. The frame of a document is no text on either side: banners, headers
    /// apart from subject and front matter, classification lines, stamps.
    #[must_use]
    pub fn new(policy: &Policy, blocks: &[Block], governance: &Governance, decided: &[Decided]) -> Self {
        let (mut withheld, mut marked, mut unmarked) = (Vec::new(), Vec::new(), Vec::new());
        for one in decided {
            let Some(block) = blocks.get(one.block) else {
                continue;
            };
            let span = Span::new(
                one.span.start().max(text_start(block)),
                one.span.end().min(block.body.end()),
            );
            if span.is_empty() {
                continue;
            }
            let label = one.decision.rule();
            let rule = policy.rule(label);
            let portion = governance.blocks.get(one.block).map_or(one.block, |e| e.portion);
            let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
            let piece = (narrow(portion), narrow(one.block), span);
            if one.decision.releases() {
                if is_frame(block) {
                    continue;
                }
                let by_rule = rule.is_some_and(|r| r.effect == Effect::Release);
                if by_rule || label.starts_with("unmarked.") {
                    unmarked.push(piece);
                } else {
                    marked.push(piece);
                }
            } else if rule.is_some() {
                withheld.push(piece);
            } else {
                let governed = governance
                    .blocks
                    .get(one.block)
                    .is_some_and(|e| !matches!(e.governing, Governing::Overall));
                if governed && matches!(label, NOT_RELEASABLE | UNREADABLE) && !is_frame(block) {
                    withheld.push(piece);
                }
            }
        }
        Self {
            withheld: Strands::new(withheld),
            marked: Strands::new(marked),
            unmarked: Strands::new(unmarked),
        }
    }

    /// Text that a marking or a rule holds, in order, of the document `text`.
    pub(super) fn withheld(&self, text: &str) -> impl Iterator<Item = Strand<'_>> {
        self.withheld.readings(text)
    }

    /// Text that leaves, and whether it leaves by a marking, its own or the overall one of its document.
    pub(super) fn released(&self, text: &str) -> impl Iterator<Item = (Strand<'_>, bool)> {
        let marked = self.marked.readings(text).map(|strand| (strand, true));
        marked.chain(self.unmarked.readings(text).map(|strand| (strand, false)))
    }

    /// Whether anything leaves.
    #[must_use]
    pub fn releases(&self) -> bool {
        !(self.marked.is_empty() && self.unmarked.is_empty())
    }

    /// Whether anything is withheld.
    #[must_use]
    pub fn withholds(&self) -> bool {
        !self.withheld.is_empty()
    }
}

/// Whether a block is the frame of a document.
fn is_frame(block: &Block) -> bool {
    match block.role {
        Role::Stamp | Role::Excision | Role::MessageHead => true,
        Role::Plain | Role::Paper | Role::Authority | Role::Declassification => {
            matches!(block.kind, Kind::Banner | Kind::Header)
        }
        _ => block.kind == Kind::Banner,
    }
}
