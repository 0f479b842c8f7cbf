//! Decisions grouped into stretches that are treated as one.

use super::containers::Frames;
use super::look::{Judged, Look};
use super::shape::{bare, is_row};
use super::wording::noun;
use crate::decide::{Decided, Decision, Withheld};
use crate::document::{Block, Kind, Role};
use crate::span::Span;

/// A stretch of the source that is treated as one.
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

pub(super) fn runs<'d>(
    source: &str,
    blocks: &[Judged<'_>],
    decided: &'d [Decided],
    look: &Look,
    frames: &Frames,
) -> Vec<Run<'d>> {
    let mut runs: Vec<Run<'d>> = Vec::with_capacity(decided.len());
    for (at, one) in decided.iter().enumerate() {
        let Some(judged) = blocks.get(one.block) else {
            continue;
        };
        let whole = one.span == judged.block.span;
        match &one.decision {
            Decision::Withhold(_)
                if whole && bare(judged.block, source) && !within_cut(blocks, decided, at) =>
            {
                runs.push(Run::Frame { span: one.span });
            }
            Decision::Release(_) => runs.push(Run::Keep {
                span: one.span,
                block: one.block,
            }),
            Decision::Withhold(withheld) if !whole => {
                runs.push(Run::Inline {
                    span: one.span,
                    block: one.block,
                    withheld,
                });
            }
            Decision::Withhold(withheld) if look.remark.is_some() && states_level(judged.block) => {
                runs.push(Run::Banner {
                    span: one.span,
                    block: one.block,
                    withheld,
                });
            }
            Decision::Withhold(withheld) => {
                if let Some(Run::Cut {
                    span,
                    blocks: list,
                    withheld: all,
                }) = runs.last_mut()
                    && list.last().is_some_and(|last| {
                        !frames.stays(one.block) && joins(source, blocks, *last, one.block, look)
                    })
                {
                    *span = Span::new(span.start(), one.span.end());
                    list.push(one.block);
                    all.push(withheld);
                } else {
                    runs.push(Run::Cut {
                        span: one.span,
                        blocks: vec![one.block],
                        withheld: vec![withheld],
                    });
                }
            }
        }
    }
    runs
}

/// Whether the blocks before and after belong to one withheld portion.
fn within_cut(blocks: &[Judged<'_>], decided: &[Decided], at: usize) -> bool {
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
fn joins(source: &str, blocks: &[Judged<'_>], before: usize, after: usize, look: &Look) -> bool {
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
