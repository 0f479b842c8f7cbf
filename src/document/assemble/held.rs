//! Drafts as they are held until the whole document is read: what their blocks will be, and what decides that, in little
//! room.

use crate::document::block::{Block, Kind, Mark, Role};
use crate::document::chunk::{Lines, Shape};
use crate::document::draft::Draft;
use crate::document::few::Rare;
use crate::document::furniture::LineClass;
use crate::document::look::Look;
use crate::document::marks::Ordinal;
use crate::span::Span;

/// A draft on its way to its block. All of a document live at once, so it has the room of the block in it, and the list
/// of the one becomes that of the other in place.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Held {
    /// The block, which has all marks of the draft and no kind yet.
    pub(super) block: Block,
    /// See [`Draft`] for all that follows.
    key: u64,
    value: u64,
    flags: u32,
    len: u32,
    labels: u8,
    /// Whether it has a value.
    valued: bool,
    pub(super) ordinal: Option<Ordinal>,
    pub(super) bullet: Option<u16>,
    pub(super) shape: Shape,
    pub(super) class: LineClass,
    pub(super) in_sequence: bool,
    pub(super) letter: bool,
    pub(super) counts_on: bool,
    pub(super) joined: bool,
    pub(super) hides: bool,
    /// Whether the first of its marks stands at its start.
    pub(super) first: bool,
    /// Whether the last of its marks stands at its end, and there whether a sentence ends before it.
    pub(super) last: Option<bool>,
}

/// The marks of a draft by where they stand.
pub(super) struct Marked {
    pub(super) first: Option<Mark>,
    pub(super) inside: Vec<Mark>,
    pub(super) last: Option<(Mark, bool)>,
}

/// What a look says by yes or no, in one order.
fn flags(look: &mut Look) -> [&mut bool; 31] {
    let Look {
        empty,
        title,
        long_title,
        sentence,
        unfinished,
        firm_title,
        colon,
        speck,
        items,
        name,
        attachment,
        paper,
        farewell,
        opens_text,
        names_subject,
        runs_on,
        excised,
        lone_note,
        titled,
        stopped,
        ends,
        small,
        stacked,
        counted,
        headed,
        announced,
        labelled,
        greets,
        capitals,
        signer,
        closing,
        labels: _,
        len: _,
        key: _,
    } = look;
    [
        empty,
        title,
        long_title,
        sentence,
        unfinished,
        firm_title,
        colon,
        speck,
        items,
        name,
        attachment,
        paper,
        farewell,
        opens_text,
        names_subject,
        runs_on,
        excised,
        lone_note,
        titled,
        stopped,
        ends,
        small,
        stacked,
        counted,
        headed,
        announced,
        labelled,
        greets,
        capitals,
        signer,
        closing,
    ]
}

impl Held {
    /// See [`Draft::look`], which takes three times the room.
    pub(super) fn look(&self) -> Look {
        let mut look = Look {
            key: self.key,
            len: usize::try_from(self.len).unwrap_or(usize::MAX),
            labels: u32::from(self.labels),
            ..Look::default()
        };
        let mut all = self.flags;
        for flag in flags(&mut look).into_iter().rev() {
            *flag = all & 1 == 1;
            all >>= 1;
        }
        look
    }

    /// See [`Draft::value`].
    pub(super) fn value(&self) -> Option<u64> {
        self.valued.then_some(self.value)
    }

    /// Takes its marks out of it.
    pub(super) fn take_marks(&mut self) -> Marked {
        let mut marks = std::mem::take(&mut self.block.marks).into_iter();
        let first = if std::mem::take(&mut self.first) {
            marks.next()
        } else {
            None
        };
        let mut inside: Vec<Mark> = marks.collect();
        let last = self.last.take().and_then(|firm| Some((inside.pop()?, firm)));
        Marked { first, inside, last }
    }

    fn of(draft: Draft) -> Self {
        let (first, last) = (draft.first.is_some(), draft.last.as_ref().map(|(_, firm)| *firm));
        let ends = draft.last.map(|(mark, _)| mark);
        let mut look = draft.look;
        let packed = flags(&mut look)
            .into_iter()
            .fold(0, |all, flag| (all << 1) | u32::from(*flag));
        let marks = draft.first.into_iter().chain(draft.inside).chain(ends);
        Self {
            block: Block {
                span: Span::default(),
                body: draft.body,
                lines: draft.lines,
                kind: Kind::Other,
                role: Role::Plain,
                lead: draft.lead,
                number: draft.number,
                marks: marks.collect(),
                levels: Rare::from(draft.levels),
                continues: None,
                referrers: Rare::default(),
            },
            key: look.key,
            value: draft.value.unwrap_or_default(),
            flags: packed,
            len: u32::try_from(look.len).unwrap_or(u32::MAX),
            labels: u8::try_from(look.labels).unwrap_or(u8::MAX),
            valued: draft.value.is_some(),
            ordinal: draft.ordinal,
            bullet: draft.bullet,
            shape: draft.shape,
            class: draft.class,
            in_sequence: draft.in_sequence,
            letter: draft.letter,
            counts_on: draft.counts_on,
            joined: draft.joined,
            hides: draft.hides,
            first,
            last,
        }
    }
}

/// All drafts of a document, and which of them refer to which.
#[derive(Debug, Default)]
pub(in crate::document) struct Drafts {
    pub(super) list: Vec<Held>,
    /// What is referred to, by label number, and by which draft.
    pub(super) refers: Vec<(u32, usize)>,
    /// Which draft defines what.
    pub(super) defines: Vec<(usize, u32)>,
}

impl Drafts {
    /// Makes room for one in each paragraph of `lines`: a long list that grows moves, and leaves a hole behind.
    pub(in crate::document) fn of(lines: &Lines) -> Self {
        let blank = |index: usize| lines.span(index).len() <= "\r\n".len();
        let mut before = true;
        let starts = |index: &usize| {
            let above = std::mem::replace(&mut before, blank(*index));
            above && !before
        };
        let paragraphs = (0..lines.count()).filter(starts).count();
        Self {
            list: Vec::with_capacity(paragraphs),
            ..Self::default()
        }
    }

    /// Whether there are none.
    pub(in crate::document) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes drafts in order.
    pub(in crate::document) fn extend(&mut self, drafts: impl Iterator<Item = Draft>) {
        for mut draft in drafts {
            let index = self.list.len();
            let refers = std::mem::take(&mut draft.refers);
            self.refers.extend(refers.into_iter().map(|label| (label, index)));
            self.defines.extend(draft.defines.map(|label| (index, label)));
            self.list.push(Held::of(draft));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::block;

    fn draft(look: Look) -> Draft {
        Draft {
            body: Span::new(0, 9),
            lines: block::Lines { first: 1, last: 1 },
            shape: Shape::Text,
            class: LineClass::Text,
            lead: Span::new(0, 3),
            number: None,
            value: Some(u64::MAX),
            in_sequence: false,
            bullet: None,
            letter: false,
            first: None,
            ordinal: None,
            counts_on: false,
            inside: Vec::new(),
            last: None,
            levels: Vec::new(),
            look,
            joined: false,
            refers: Vec::new(),
            defines: None,
            hides: false,
        }
    }

    #[test]
    fn a_look_is_packed_without_loss() {
        for index in 0..29 {
            let mut look = Look {
                labels: 9,
                len: 70_000,
                key: u64::MAX - 1,
                ..Look::default()
            };
            *flags(&mut look)[index] = true;
            let held = Held::of(draft(look));
            assert_eq!(format!("{:?}", held.look()), format!("{look:?}"));
            assert_eq!(held.value(), Some(u64::MAX));
        }
    }

    #[test]
    fn a_held_draft_has_room_for_its_block_and_little_more() {
        assert!(size_of::<Block>() <= 120);
        assert!(size_of::<Held>() <= 176);
    }
}
