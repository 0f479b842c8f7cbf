//! Decisions grouped into stretches that are treated as one.

use super::containers::Frames;
use super::look::{Blocks, Look};
use super::shape::{bare, is_row};
use super::wording::noun;
use crate::decide::{Decided, Decision, Withheld};
use crate::document::{Block, Kind, Role};
use crate::span::Span;

/// A stretch of the source that is treated as one.
#[derive(Clone)]
pub(super) enum Run<'d> {
    /// Text that leaves.
    Keep { span: Span, block: usize },
    /// Quote signs without text.
    Frame { span: Span },
    /// A line that states the overall marking and stays behind otherwise.
    Banner {
        span: Span,
        block: usize,
        withheld: &'d Withheld,
    },
    /// Whole blocks.
    Cut {
        span: Span,
        blocks: Vec<usize>,
        withheld: Vec<&'d Withheld>,
    },
    /// A part of a block.
    Inline {
        span: Span,
        block: usize,
        withheld: &'d Withheld,
    },
}

/// The runs of a document, one after the other: a large one has many.
#[derive(Clone)]
pub(super) struct Runs<'d, 'b, 'l> {
    source: &'d str,
    blocks: Blocks<'b>,
    decided: &'d [Decided],
    look: &'l Look,
    frames: &'l Frames,
    at: usize,
    /// The run before, which may go on.
    last: Option<Run<'d>>,
}

impl<'d, 'b, 'l> Runs<'d, 'b, 'l> {
    pub(super) fn new(
        source: &'d str,
        blocks: Blocks<'b>,
        decided: &'d [Decided],
        look: &'l Look,
        frames: &'l Frames,
    ) -> Self {
        Self {
            source,
            blocks,
            decided,
            look,
            frames,
            at: 0,
            last: None,
        }
    }

    /// What the decision `one` alone gives.
    fn run(&self, at: usize, one: &'d Decided) -> Option<Run<'d>> {
        let judged = self.blocks.get(one.block)?;
        let (span, block) = (one.span, one.block);
        let whole = span == judged.block.span;
        Some(match &one.decision {
            Decision::Withhold(_)
                if whole && bare(judged.block, self.source) && !within_cut(self.blocks, self.decided, at) =>
            {
                Run::Frame { span }
            }
            Decision::Release(_) => Run::Keep { span, block },
            Decision::Withhold(withheld) if !whole => Run::Inline {
                span,
                block,
                withheld,
            },
            Decision::Withhold(withheld) if self.look.remark.is_some() && states_level(judged.block) => {
                Run::Banner {
                    span,
                    block,
                    withheld,
                }
            }
            Decision::Withhold(withheld) => Run::Cut {
                span,
                blocks: vec![block],
                withheld: vec![withheld],
            },
        })
    }

    /// Whether the cut that ends with block `before` takes in block `after`.
    fn goes_on(&self, before: usize, after: usize) -> bool {
        !self.frames.stays(after) && joins(self.source, self.blocks, before, after, self.look)
    }
}

impl<'d> Iterator for Runs<'d, '_, '_> {
    type Item = Run<'d>;

    fn next(&mut self) -> Option<Run<'d>> {
        while let Some(one) = self.decided.get(self.at) {
            let run = self.run(self.at, one);
            self.at = self.at.saturating_add(1);
            let Some(run) = run else { continue };
            let ends = match (&self.last, &run) {
                (Some(Run::Cut { blocks, .. }), Run::Cut { .. }) => blocks.last().copied(),
                _ => None,
            };
            let goes_on = ends.is_some_and(|before| self.goes_on(before, one.block));
            match (&mut self.last, run) {
                (
                    Some(Run::Cut {
                        span,
                        blocks,
                        withheld,
                    }),
                    Run::Cut { withheld: more, .. },
                ) if goes_on => {
                    *span = Span::new(span.start(), one.span.end());
                    blocks.push(one.block);
                    withheld.extend(more);
                }
                (last, run) => {
                    if let Some(done) = last.replace(run) {
                        return Some(done);
                    }
                }
            }
        }
        self.last.take()
    }
}

/// Whether the blocks before and after belong to one withheld portion.
fn within_cut(blocks: Blocks<'_>, decided: &[Decided], at: usize) -> bool {
    let portion = |index: Option<usize>| {
        let one = decided.get(index?)?;
        let withheld = matches!(one.decision, Decision::Withhold(_));
        blocks
            .get(one.block)
            .filter(|_| withheld)
            .map(|judged| judged.portion)
    };
    let before = portion(at.checked_sub(1));
    before.is_some() && before == portion(at.checked_add(1))
}

/// A line that is a banner and nothing else worth a mask.
fn states_level(block: &Block) -> bool {
    block.kind == Kind::Banner && !block.levels.is_empty()
}

/// Whether two neighbouring withheld blocks go into one cut.
fn joins(source: &str, blocks: Blocks<'_>, before: usize, after: usize, look: &Look) -> bool {
    let (Some(a), Some(b)) = (blocks.get(before), blocks.get(after)) else {
        return false;
    };
    if is_row(a.block) || is_row(b.block) {
        return false;
    }
    let merge = look.mask.as_ref().is_some_and(|mask| mask.merge);
    let furniture = |block: &Block| {
        matches!(
            block.kind,
            Kind::Header | Kind::Other | Kind::Signature | Kind::Trailer
        ) && block.role != Role::Subject
    };
    merge
        || a.portion == b.portion
        || noun(a.block, source) == noun(b.block, source) && furniture(a.block) && furniture(b.block)
}
