//! Which withheld blocks must leave their frame, so that what stays below them keeps its place: the items above a kept
//! item of a nested list, the header row of a table with a kept row.

use super::look::Blocks;
use super::shape::{bare, is_item, is_row};
use crate::decide::{Decided, Decision};
use crate::document::{Block, Role};

/// Per block, whether its frame stays when its text goes.
#[derive(Default)]
pub(super) struct Frames(Vec<bool>);

impl Frames {
    /// Looks at each block once.
    pub(super) fn new(source: &str, blocks: Blocks<'_>, decided: &[Decided]) -> Self {
        let mut kept = vec![false; blocks.list().len()];
        for one in decided {
            if let (Decision::Release(_), Some(slot)) = (&one.decision, kept.get_mut(one.block)) {
                *slot = true;
            }
        }
        let mut stays = vec![false; blocks.list().len()];
        let mut items: Vec<Item> = Vec::new();
        let mut header: Option<usize> = None;
        for (index, block) in blocks.list().iter().enumerate() {
            let kept = kept.get(index).copied().unwrap_or(false);
            if let Role::TableRow { header: true, .. } = block.role {
                header = Some(index);
            } else if is_row(block) && kept {
                set(&mut stays, header);
            }
            if bare(block, source) {
                continue;
            }
            let place = Place::of(block, source);
            while items.last().is_some_and(|item| !item.place.holds(&place)) {
                items.pop();
            }
            if kept {
                for item in items.iter_mut().rev().take_while(|item| !item.marked) {
                    item.marked = true;
                    set(&mut stays, Some(item.index));
                }
            }
            if is_item(block, source) {
                items.push(Item {
                    index,
                    place,
                    marked: false,
                });
            }
        }
        Self(stays)
    }

    /// Whether the frame of a withheld block stays.
    pub(super) fn stays(&self, index: usize) -> bool {
        self.0.get(index).copied().unwrap_or(false)
    }
}

fn set(stays: &mut [bool], index: Option<usize>) {
    if let Some(slot) = index.and_then(|index| stays.get_mut(index)) {
        *slot = true;
    }
}

/// An item that is open where a block stands.
struct Item {
    index: usize,
    place: Place,
    /// Whether a kept block below it was met.
    marked: bool,
}

/// How deep a block stands: quote signs, then columns of indent.
struct Place {
    quotes: usize,
    indent: usize,
}

impl Place {
    fn of(block: &Block, source: &str) -> Self {
        let line = block.body.of(source);
        let start = line.trim_start_matches(['>', ' ', '\t']).len();
        let head = line.get(..line.len().saturating_sub(start)).unwrap_or("");
        let quotes = head.matches('>').count();
        let tail = head.rsplit('>').next().unwrap_or("");
        let indent = tail.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        Self { quotes, indent }
    }

    /// Whether a block at `other` stands within an item here.
    fn holds(&self, other: &Self) -> bool {
        self.quotes == other.quotes && other.indent > self.indent
    }
}
