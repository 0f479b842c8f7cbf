//! One block cut into spans that tile it, each with its decision.

use super::decision::Decided;
use super::judge::{By, Judge, Verdict};
use crate::document::{Block, MarkPlace};
use crate::span::Span;

impl Judge<'_> {
    /// Puts one block's decisions in order: they tile its span.
    pub(super) fn tile(
        &mut self,
        index: usize,
        block: &Block,
        verdict: &Verdict,
        mut ruled: Vec<(Span, usize)>,
        out: &mut Vec<Decided>,
    ) {
        if !verdict.leaves {
            out.push(self.decided(index, block.span, false, verdict.by));
            return;
        }
        let frame = frame(block);
        ruled.sort_by_key(|(span, number)| (span.start(), *number));
        let whole = ruled
            .iter()
            .filter(|(span, _)| *span == block.span)
            .map(|(_, number)| *number)
            .min();
        if let Some(number) = whole {
            out.push(self.decided(index, block.span, false, By::Rule(number)));
            return;
        }
        let mut cuts: Vec<(Span, usize)> = Vec::new();
        for (span, number) in &ruled {
            let span = Span::new(span.start().max(frame.start()), span.end().min(frame.end()));
            if span.is_empty() {
                continue;
            }
            match cuts.last_mut() {
                Some((last, _)) if span.start() <= last.end() => {
                    *last = Span::new(last.start(), last.end().max(span.end()));
                }
                _ => cuts.push((span, *number)),
            }
        }
        // What ends the text takes the white space before it along: left alone, it would tell of the cut.
        let before_last = cuts
            .iter()
            .rev()
            .nth(1)
            .map_or(frame.start(), |(span, _)| span.end());
        if let Some((last, _)) = cuts.last_mut()
            && last.end() == frame.end()
        {
            let kept = Span::new(before_last, last.start()).of(self.source).trim_end();
            *last = Span::new(before_last.saturating_add(kept.len()), last.end());
        }
        if let Some((_, number)) = cuts.first()
            && !text_left(self.source, frame, &cuts)
        {
            out.push(self.decided(index, block.span, false, By::Rule(*number)));
            return;
        }
        let mut at = block.span.start();
        for (span, number) in cuts {
            if span.start() > at {
                out.push(self.decided(index, Span::new(at, span.start()), true, verdict.by));
            }
            out.push(self.decided(index, span, false, By::Rule(number)));
            at = span.end();
        }
        if at < block.span.end() || block.span.is_empty() {
            out.push(self.decided(index, Span::new(at, block.span.end()), true, verdict.by));
        }
    }
}

/// The text of a block between its lead with the marks there and the marks at its end: what a rule may cut out. The
/// mark must go on governing what is left.
fn frame(block: &Block) -> Span {
    let start = block
        .marks
        .iter()
        .filter(|m| m.place == MarkPlace::Start)
        .map(|m| m.span.end())
        .fold(block.lead.end().max(block.body.start()), usize::max);
    let end = block
        .marks
        .iter()
        .filter(|m| m.place == MarkPlace::End)
        .map(|m| m.span.start())
        .fold(block.body.end(), usize::min);
    Span::new(start, end)
}

/// Whether letters or digits are left of `frame` after `cuts`.
fn text_left(source: &str, frame: Span, cuts: &[(Span, usize)]) -> bool {
    let mut at = frame.start();
    let ends = cuts
        .iter()
        .map(|(span, _)| (span.start(), span.end()))
        .chain(std::iter::once((frame.end(), frame.end())));
    for (start, end) in ends {
        if Span::new(at, start)
            .of(source)
            .contains(|c: char| c.is_alphanumeric())
        {
            return true;
        }
        at = end;
    }
    false
}
