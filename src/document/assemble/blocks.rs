//! Drafts taken in order, and the blocks that they become.

use super::held::{Drafts, Held};
use super::sections::sections;
use super::stamped::stamped;
use super::state::Assembler;
use crate::document::block::{Block, MarkPlace, Role};
use crate::document::chunk::{Lines, Shape};
use crate::document::few::Rare;
use crate::document::furniture::LineClass;
use crate::span::Span;
use std::collections::HashSet;

/// Makes blocks of `drafts`; they tile `source`.
pub(in crate::document) fn assemble(source: &str, lines: &Lines, drafts: Drafts) -> Vec<Block> {
    let Drafts {
        list: mut drafts,
        refers,
        defines,
    } = drafts;
    refer(&mut drafts, refers, &defines);
    stamped(source, &mut drafts);
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
        drafts,
        sections,
        section_of,
        next_text,
        text_ends,
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
        marked_rows: false,
        unfinished: false,
        nested: Vec::new(),
        broken: false,
        names: false,
        lone: false,
        banner: None,
    };
    assembler.run(lines);
    let Assembler { drafts, .. } = assembler;
    // In place: a held draft has room for its block.
    let mut blocks: Vec<Block> = drafts.into_iter().map(|held| held.block).collect();
    blocks.shrink_to_fit();
    blocks
}

/// Tells each definition which blocks refer to it.
fn refer(drafts: &mut [Held], mut refers: Vec<(u32, usize)>, defines: &[(usize, u32)]) {
    refers.sort_unstable();
    refers.dedup();
    for (index, label) in defines {
        let Some(held) = drafts.get_mut(*index) else {
            continue;
        };
        let from = refers.partition_point(|(l, _)| l < label);
        let those = refers.iter().skip(from).take_while(|(l, _)| l == label);
        held.block.referrers = Rare::from(those.map(|(_, index)| *index).collect::<Vec<_>>());
    }
}

impl Assembler<'_> {
    fn run(&mut self, lines: &Lines) {
        let line_start = |number: u32| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            lines.start(number.saturating_sub(1))
        };
        let mut start = 0;
        for index in 0..self.drafts.len() {
            let Some(held) = self.drafts.get_mut(index) else {
                break;
            };
            let hides = held.hides;
            let marked = held.take_marks();
            let mut verdict = self.judge(index, marked);
            if hides {
                match &mut verdict.role {
                    Role::TableRow { hides, .. } => *hides = true,
                    role => *role = Role::Hidden,
                }
            }
            let end = match self.drafts.get(index.saturating_add(1)) {
                Some(next) => line_start(next.block.lines.first),
                None => self.source.len(),
            };
            let Some(Held { block, .. }) = self.drafts.get_mut(index) else {
                break;
            };
            let lead_end = verdict
                .marks
                .first()
                .filter(|m| m.place == MarkPlace::Start)
                .map_or(block.lead.end(), |m| block.lead.end().min(m.span.start()));
            block.span = Span::new(start, end);
            block.kind = verdict.kind;
            block.role = verdict.role;
            block.lead = Span::new(block.lead.start(), lead_end);
            block.marks = verdict.marks;
            block.continues = verdict.continues.and_then(|index| u32::try_from(index).ok());
            start = end;
        }
    }
}
