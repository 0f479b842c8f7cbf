//! What the check across documents keeps of a document: places, never text.

use super::check::text_start;
use crate::decide::{Decided, NOT_RELEASABLE, UNREADABLE};
use crate::document::{Block, Kind, Role};
use crate::effective::{Governance, Governing};
use crate::policy::{Effect, Policy};
use crate::span::Span;

/// A span in eight bytes. Documents are far smaller than 4 GiB; one that is not ends its places there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Narrow {
    start: u32,
    end: u32,
}

impl Narrow {
    fn new(span: Span) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            start: narrow(span.start()),
            end: narrow(span.end()),
        }
    }

    fn wide(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// Where a document holds withheld text and where text that leaves: eight bytes for each place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    withheld: Box<[Narrow]>,
    marked: Box<[Narrow]>,
    unmarked: Box<[Narrow]>,
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
            let narrow = Narrow::new(span);
            if one.decision.releases() {
                if is_frame(block) {
                    continue;
                }
                let by_rule = rule.is_some_and(|r| r.effect == Effect::Release);
                if by_rule || label.starts_with("unmarked.") {
                    unmarked.push(narrow);
                } else {
                    marked.push(narrow);
                }
            } else if rule.is_some() {
                withheld.push(narrow);
            } else {
                let governed = governance
                    .blocks
                    .get(one.block)
                    .is_some_and(|e| !matches!(e.governing, Governing::Overall));
                if governed && matches!(label, NOT_RELEASABLE | UNREADABLE) && !is_frame(block) {
                    withheld.push(narrow);
                }
            }
        }
        Self {
            withheld: withheld.into(),
            marked: marked.into(),
            unmarked: unmarked.into(),
        }
    }

    /// Text that a marking or a rule holds, in order.
    pub fn withheld(&self) -> impl Iterator<Item = Span> {
        self.withheld.iter().map(|n| n.wide())
    }

    /// Text that leaves, and whether it leaves by a marking, its own or the overall one of its document.
    pub fn released(&self) -> impl Iterator<Item = (Span, bool)> {
        let marked = self.marked.iter().map(|n| (n.wide(), true));
        marked.chain(self.unmarked.iter().map(|n| (n.wide(), false)))
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
        Role::Plain | Role::Authority | Role::Declassification => {
            matches!(block.kind, Kind::Banner | Kind::Header)
        }
        _ => block.kind == Kind::Banner,
    }
}
