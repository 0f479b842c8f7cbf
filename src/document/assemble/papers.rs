//! Banners of another paper in the same document.

use super::state::Assembler;
use crate::document::block::{LevelForm, MarkState};
use crate::document::furniture::LineClass;

impl Assembler<'_> {
    /// Ends the open portion at a line of draft `index` that states another level than the banner before it and a higher one
    /// than the portion has: what stands below belongs to another paper, or to a page that is marked higher. Between the
    /// halves of a sentence it is the page's, as where it is the first one that could be read and stands beside other lines
    /// of the page.
    pub(super) fn close_at_banner(&mut self, index: usize) {
        let Some(draft) = self.drafts.get(index) else {
            return;
        };
        let levels = draft.block.levels.iter();
        let Some(rank) = levels
            .filter(|level| level.form != LevelForm::Transmission)
            .filter_map(|level| match &level.marking {
                Some(marking) => Some(marking.rank()),
                // What a banner says that cannot be read may be higher than all.
                None => level.form.states().then_some(u8::MAX),
            })
            .max()
        else {
            return;
        };
        let before = self.banner.replace(rank);
        let other = before.map_or_else(|| !self.is_beside_page(index), |before| before != rank);
        let ends = other && !self.unfinished && !self.goes_on_below(index);
        if ends
            && self
                .open
                .is_some_and(|open| self.is_read(open.block) && self.rank(open.block) < rank)
        {
            self.close();
        }
    }

    /// Whether a banner has the letters of a portion mark for its level.
    pub(super) fn is_short(&self, index: usize) -> bool {
        let level = self
            .drafts
            .get(index)
            .and_then(|d| d.block.levels.first().map(|l| l.span));
        let written = level.map_or("", |span| span.of(self.source));
        let word = written.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        word.len() <= 2 && word.len() < written.len() && written.contains("//")
    }

    /// Whether a banner is that of a text which is quoted deeper than the open portion.
    pub(super) fn is_quoted_deeper(&self, index: usize) -> bool {
        let place = self.place(index, None);
        self.open
            .zip(place)
            .is_some_and(|(open, place)| place.quotes > open.place.quotes && self.is_read(open.block))
    }

    /// Whether a page number or a repeated subject stands beside a draft.
    fn is_beside_page(&self, index: usize) -> bool {
        let near = index.saturating_sub(1)..index.saturating_add(3);
        near.filter(|at| *at != index).any(|at| {
            let class = self.drafts.get(at).map(|d| d.class);
            matches!(class, Some(LineClass::Page | LineClass::Subject))
        })
    }

    /// The rank of the highest mark of a block; the lowest where it has none.
    fn rank(&self, block: usize) -> u8 {
        let marks = self
            .drafts
            .get(block)
            .into_iter()
            .flat_map(|d| d.block.marks.iter());
        let ranks = marks.filter_map(|mark| match &mark.state {
            MarkState::Known(marking) => Some(marking.rank()),
            _ => None,
        });
        ranks.max().unwrap_or(0)
    }
}
