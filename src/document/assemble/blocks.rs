//! Drafts taken in order, and the blocks that they become.

use super::sections::sections;
use super::state::Assembler;
use crate::document::block::{Block, MarkPlace, Role};
use crate::document::chunk::{Lines, Shape};
use crate::document::draft::Draft;
use crate::document::furniture::LineClass;
use crate::span::Span;
use std::collections::HashSet;

/// Makes blocks of `drafts`; they tile `source`.
pub(in crate::document) fn assemble(source: &str, lines: &Lines, drafts: Vec<Draft>) -> Vec<Block> {
    let (sections, section_of) = sections(&drafts);
    let count = drafts.len();
    let mut next_text = vec![count; count];
    let mut later = count;
    for (index, draft) in drafts.iter().enumerate().rev() {
        if let Some(slot) = next_text.get_mut(index) {
            *slot = later;
        }
        let passed = matches!(
            draft.class,
            LineClass::Stamp | LineClass::ClassifyingStamp | LineClass::Page | LineClass::Banner
        ) || matches!(draft.shape, Shape::Hidden | Shape::Sign | Shape::LinkDefinition);
        if !passed {
            later = index;
        }
    }
    let text_ends = drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| d.class == LineClass::EndText)
        .map(|(i, _)| i)
        .collect();
    let mut assembler = Assembler {
        source,
        drafts: Vec::new(),
        sections,
        section_of,
        next_text,
        text_ends,
        blocks: Vec::with_capacity(count),
        open: None,
        run: None,
        head: true,
        head_only: true,
        subject_seen: false,
        subject_next: false,
        quoted: None,
        subjects: HashSet::new(),
        head_lines: HashSet::from([crate::document::look::key("SIPDIS")]),
        sentence: true,
        header_row: None,
        unfinished: false,
        names: false,
    };
    assembler.drafts = drafts;
    assembler.run(lines);
    let mut blocks = assembler.blocks;
    refer(&mut blocks, &assembler.drafts);
    blocks
}

/// Tells each definition which blocks refer to it.
fn refer(blocks: &mut [Block], drafts: &[Draft]) {
    let mut pairs: Vec<(u32, usize)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(index, d)| d.refers.iter().map(move |label| (*label, index)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (block, draft) in blocks.iter_mut().zip(drafts) {
        let Some(label) = draft.defines else { continue };
        let from = pairs.partition_point(|(l, _)| *l < label);
        block.referrers = pairs
            .iter()
            .skip(from)
            .take_while(|(l, _)| *l == label)
            .map(|(_, index)| *index)
            .collect();
    }
}

impl Assembler<'_> {
    fn run(&mut self, lines: &Lines) {
        for index in 0..self.drafts.len() {
            let Some(draft) = self.drafts.get_mut(index) else {
                break;
            };
            let first = draft.first.take();
            let inside = std::mem::take(&mut draft.inside);
            let last = draft.last.take();
            let levels = std::mem::take(&mut draft.levels);
            let hides = draft.hides;
            let mut verdict = self.judge(index, first, inside, last);
            if hides {
                verdict.role = Role::Hidden;
            }
            let Some(draft) = self.drafts.get(index) else {
                break;
            };
            let start = if index == 0 {
                0
            } else {
                lines.start(
                    usize::try_from(draft.lines.first)
                        .unwrap_or(usize::MAX)
                        .saturating_sub(1),
                )
            };
            let end = match self.drafts.get(index.saturating_add(1)) {
                Some(next) => lines.start(
                    usize::try_from(next.lines.first)
                        .unwrap_or(usize::MAX)
                        .saturating_sub(1),
                ),
                None => self.source.len(),
            };
            let lead_end = verdict
                .marks
                .first()
                .filter(|m| m.place == MarkPlace::Start)
                .map_or(draft.lead.end(), |m| draft.lead.end().min(m.span.start()));
            self.blocks.push(Block {
                span: Span::new(start, end),
                body: draft.body,
                lines: draft.lines,
                kind: verdict.kind,
                role: verdict.role,
                lead: Span::new(draft.lead.start(), lead_end),
                number: draft.number,
                marks: verdict.marks,
                levels,
                continues: verdict.continues,
                referrers: Vec::new(),
            });
        }
    }
}
