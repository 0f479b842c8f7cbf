//! What a person should know about the marks of a document. Messages hold no text of the source.

use super::model::{Effective, Governing, Why};
use crate::document::{Block, Kind, MarkState, Role};
use crate::finding::{Finding, Severity};
use crate::marking::Marking;
use crate::span::Span;

/// Collects the findings, in the order of the source.
pub(super) fn find(blocks: &[Block], made: &[Effective], overall: Option<&Marking>) -> Vec<Finding> {
    let mut list = Vec::new();
    let marked = blocks.iter().any(|b| !b.marks.is_empty());
    for (block, one) in blocks.iter().zip(made) {
        for mark in &block.marks {
            if let Some((id, severity, message)) = unreadable(&mark.state) {
                list.push(Finding {
                    id,
                    severity,
                    span: mark.span,
                    message: message.to_owned(),
                });
            }
        }
        for level in &block.levels {
            let lower = level
                .marking
                .as_ref()
                .zip(overall)
                .is_some_and(|(stated, all)| stated.rank() < all.rank());
            if lower && block.role != Role::Stamp && level.form.states() {
                list.push(Finding {
                    id: "banner-too-low",
                    severity: Severity::Error,
                    span: level.span,
                    message: "the level stated here is lower than a mark in the document; the higher one is the overall \
                              classification"
                        .to_owned(),
                });
            }
        }
        if block.role.is_hidden() && !block.marks.is_empty() {
            list.push(Finding {
                id: "hidden-text",
                severity: Severity::Warning,
                span: block.marks.first().map_or(block.body, |m| m.span),
                message: "this marked paragraph holds a comment or a tag that its reader does not see; the overall \
                          classification governs it until a person takes that out"
                    .to_owned(),
            });
        }
        let missing = marked
            && block.kind == Kind::Portion
            && one.why == Why::Unmarked
            && one.governing == Governing::Overall
            && block.role == Role::Plain;
        if missing {
            list.push(Finding {
                id: "missing-mark",
                severity: Severity::Warning,
                span: Span::new(block.body.start(), block.body.start()),
                message: "this paragraph has no portion mark and continues no portion; the overall classification governs it"
                    .to_owned(),
            });
        }
    }
    if !blocks.is_empty() && overall.is_none() {
        list.push(Finding {
            id: "unknown-overall",
            severity: Severity::Warning,
            span: Span::new(0, 0),
            message: "the overall classification cannot be told; text without a portion mark is withheld"
                .to_owned(),
        });
    }
    list
}

/// The finding for a mark that cannot be relied on.
fn unreadable(state: &MarkState) -> Option<(&'static str, Severity, &'static str)> {
    match state {
        MarkState::Known(_) => None,
        MarkState::Damaged => Some((
            "damaged-mark",
            Severity::Error,
            "what stands where a portion mark belongs is damaged or in small letters; the block is withheld until a person \
             restores the mark",
        )),
        MarkState::LookAlike => Some((
            "look-alike-mark",
            Severity::Error,
            "the portion mark holds letters of another script or characters that do not show; the block is withheld until a \
             person types the mark anew",
        )),
        MarkState::Unknown => Some((
            "unknown-mark",
            Severity::Error,
            "the portion mark is not in the marking scheme or breaks a rule of it; the block is withheld",
        )),
    }
}
