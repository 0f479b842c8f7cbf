//! What the check across documents keeps of a document: places, never text.

use super::judged::judged;
use super::strand::{Strand, Strands};
use crate::decide::Decided;
use crate::document::{Block, Kind, Role};
use crate::effective::Governance;
use crate::policy::{Effect, Policy};

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
        for one in judged(policy, blocks, governance, decided) {
            let (releases, frame) = (one.decision.releases(), is_frame(one.block));
            if one.span.is_empty() || releases && frame {
                continue;
            }
            if releases {
                let by_rule = one.rule.is_some_and(|r| r.effect == Effect::Release);
                if by_rule || one.decision.rule().starts_with("unmarked.") {
                    unmarked.push(one.piece());
                } else {
                    marked.push(one.piece());
                }
            } else if one.rule.is_some() || one.is_held_by_marking() && !frame {
                withheld.push(one.piece());
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
pub(super) fn is_frame(block: &Block) -> bool {
    match block.role {
        Role::Stamp | Role::Excision | Role::MessageHead => true,
        Role::Plain | Role::Paper | Role::Authority | Role::Declassification => {
            matches!(block.kind, Kind::Banner | Kind::Header)
        }
        _ => block.kind == Kind::Banner,
    }
}
