//! Items within portions: which of them unmarked text goes on with.

use super::place::Place;
use super::state::Assembler;
use crate::document::block::MarkState;
use crate::document::chars::{is_void, tail};
use crate::span::Span;

/// How many items are told within each other.
const DEEPEST: usize = 64;

/// What text goes on with that stands outside the item above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resumed {
    /// A portion whose mark cannot be read, and may be higher than the banner.
    Unread(usize),
    /// What is marked otherwise, or by the banner.
    Other,
}

impl Assembler<'_> {
    /// Where draft `index` stands.
    pub(super) fn place(&self, index: usize, mark: Option<usize>) -> Option<Place> {
        let draft = self.drafts.get(index)?;
        Some(Place::of(self.source, &draft.block, mark))
    }

    /// Opens a portion at `place` within those that it stands in.
    pub(super) fn nest(&mut self, block: usize, place: Place) {
        let beside = self.nested.iter().position(|(_, other)| *other == place);
        let within = |outer: &(usize, Place)| place.is_within(outer.1);
        let keep = self
            .nested
            .iter()
            .rposition(within)
            .map_or(0, |at| at.saturating_add(1));
        self.nested
            .truncate(beside.unwrap_or(keep).min(keep).min(DEEPEST));
        self.nested.push((block, place));
    }

    /// Whether an unmarked draft begins with a sign of the kind that stands before the mark of the open portion: its
    /// marked siblings say that having none says something.
    pub(super) fn is_unmarked_sibling(&self, index: usize) -> bool {
        let (Some(open), Some(place)) = (self.open, self.place(index, None)) else {
            return false;
        };
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let text = draft.block.body.of(self.source);
        let text = text.trim_start_matches(|c: char| is_void(c) || c == '>');
        place.is_beside(open.place, text) && self.is_read(open.block)
    }

    /// What unmarked text at draft `index` resumes, where it stands outside the open item and what is round that is marked
    /// otherwise.
    pub(super) fn resumed(&self, index: usize) -> Option<Resumed> {
        let (open, place) = (self.open?, self.place(index, None)?);
        let mut round = self.nested.iter().rev();
        let owner = round.find(|(_, item)| !place.leaves(*item));
        let (innermost, item) = self.nested.last()?;
        if !place.leaves(*item) || !self.is_read(open.block) || !self.is_read(*innermost) {
            return None;
        }
        match owner {
            Some((owner, _)) if !self.is_read(*owner) => Some(Resumed::Unread(*owner)),
            Some((owner, _)) => (!self.alike(*owner, open.block)).then_some(Resumed::Other),
            None => Some(Resumed::Other),
        }
    }

    /// Whether draft `index` begins at the margin, and no line of the page stands right above it.
    pub(super) fn is_at_margin(&self, index: usize) -> bool {
        let text = self
            .drafts
            .get(index)
            .map_or("", |d| d.block.body.of(self.source));
        !text.starts_with(is_void) && !self.is_below_page(index)
    }

    /// Whether all marks of a block were read: the overall classification is as high as they are. What cannot be read may be
    /// higher, and text below it is not handed to the banner.
    pub(super) fn is_read(&self, index: usize) -> bool {
        self.drafts
            .get(index)
            .into_iter()
            .flat_map(|d| d.block.marks.iter())
            .all(|mark| matches!(mark.state, MarkState::Known(_)))
    }

    /// Whether two blocks bear one and the same mark.
    pub(super) fn alike(&self, a: usize, b: usize) -> bool {
        let states = |index: usize| {
            let draft = self.drafts.get(index);
            draft
                .into_iter()
                .flat_map(|d| d.block.marks.iter())
                .map(|mark| &mark.state)
        };
        let first = states(a).next();
        first.is_some_and(|first| {
            matches!(first, MarkState::Known(_)) && states(a).chain(states(b)).all(|state| state == first)
        }) && states(b).next().is_some()
    }

    /// Whether the text of draft `index` has at least `count` words.
    pub(super) fn has_words(&self, index: usize, count: usize) -> bool {
        self.drafts.get(index).is_some_and(|draft| {
            let text = Span::new(draft.block.lead.end(), draft.block.body.end()).of(self.source);
            text.split_whitespace().nth(count.saturating_sub(1)).is_some()
        })
    }

    /// Whether the text of draft `index` begins with a small letter.
    pub(super) fn begins_small(&self, index: usize) -> bool {
        self.drafts.get(index).is_some_and(|draft| {
            let text = tail(self.source, draft.block.lead.end());
            text.trim_start_matches(is_void).starts_with(char::is_lowercase)
        })
    }
}
