//! Stretches of a document that are marked in one way.

use super::held::Held;
use crate::document::chunk::Shape;
use crate::document::furniture::LineClass;
use crate::document::marks::Ordinal;

/// A stretch of a document that is marked in one way: a message, an attachment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Section {
    /// Paragraphs with a mark at the start.
    pub(super) starts: usize,
    /// Paragraphs with a mark at the end and none at the start.
    pub(super) ends: usize,
    /// Paragraphs that begin with a mark, without number or bullet.
    pub(super) bare: usize,
    /// Marks alone in their paragraph.
    lone: usize,
    /// Whether one of those stands behind an unmarked paragraph that no mark stands before, or behind all text.
    behind: bool,
}

impl Section {
    /// Whether its paragraphs are marked at the end.
    pub(super) fn marks_at_end(self) -> bool {
        if self.behind {
            self.ends.saturating_add(self.lone) > self.starts
        } else {
            self.ends > self.starts.saturating_add(self.lone)
        }
    }
}

/// Finds the sections and counts their marks.
pub(super) fn sections(drafts: &[Held]) -> (Vec<Section>, Vec<u32>) {
    let mut list = vec![Section::default()];
    let mut of = Vec::with_capacity(drafts.len());
    let mut in_head = true;
    let mut run: Option<Ordinal> = None;
    let mut above = Above::Nothing;
    for draft in drafts {
        let mail = draft.class == LineClass::Head(true);
        let fresh = (mail && !in_head) || draft.look().attachment;
        if fresh {
            finish(&mut list, above);
            above = Above::Nothing;
            list.push(Section::default());
        }
        if mail || draft.look().attachment {
            in_head = true;
        }
        of.push(u32::try_from(list.len().saturating_sub(1)).unwrap_or(u32::MAX));
        let text = draft.shape == Shape::Text && draft.class == LineClass::Text;
        if let Some(section) = list.last_mut().filter(|_| text && !draft.look().names_subject) {
            let counted = draft
                .ordinal
                .zip(run)
                .is_some_and(|(own, last)| own.follows(last));
            run = draft.ordinal;
            let look = draft.look();
            let lone =
                draft.first && !counted && look.empty && draft.value().is_none() && draft.bullet.is_none();
            section.behind |= lone && above == Above::Unmarked;
            above = match (draft.first && !counted, draft.last.is_some()) {
                _ if lone => Above::Lone,
                (true, _) => Above::Marked,
                (_, true) => Above::Nothing,
                _ if look.sentence && !look.title && above != Above::Marked && above != Above::Lone => {
                    Above::Unmarked
                }
                _ if look.title => Above::Nothing,
                _ if above == Above::Lone => Above::Marked,
                _ => above,
            };
            if lone {
                section.lone = section.lone.saturating_add(1);
                in_head = false;
            } else if draft.first && !counted {
                section.starts = section.starts.saturating_add(1);
                in_head = false;
                if draft.value().is_none() && draft.bullet.is_none() && !draft.look().title {
                    section.bare = section.bare.saturating_add(1);
                }
            } else if draft.last.is_some() {
                section.ends = section.ends.saturating_add(1);
                in_head = false;
            }
        }
    }
    finish(&mut list, above);
    (list, of)
}

/// What stands above a draft of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    /// Nothing, a title, or a paragraph with its mark at the end.
    Nothing,
    /// A paragraph that no mark stands before.
    Unmarked,
    /// A paragraph with a mark before it.
    Marked,
    /// A mark alone.
    Lone,
}

/// Ends the last section of a list: a mark alone that no text follows belongs to what is above it.
fn finish(list: &mut [Section], above: Above) {
    if let Some(section) = list.last_mut() {
        section.behind |= above == Above::Lone;
    }
}
