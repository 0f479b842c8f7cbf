//! What stands alone: signs that look like the letter or the first figure of a list and stand in none, which scanning leaves
//! of a mark, and marks with no text of their own.

use super::held::Held;
use super::state::Assembler;
use crate::document::block::{Mark, MarkPlace, MarkState};
use crate::document::chars::{is_void, tail};
use crate::document::chunk::Shape;
use crate::document::furniture::LineClass;
use crate::document::marks::{Ordinal, Series};
use crate::span::Span;

/// Letters that scanning makes of those of a level.
const READ: &str = "cefgjlopqsuwyz";
/// Longest sign of a list.
const SIGN: usize = 8;
/// In how many paragraphs the next item of a list is looked for.
const AHEAD: usize = 6;
/// In how many drafts the item before is looked for.
const BACK: usize = 8;

impl Assembler<'_> {
    /// Whether draft `index` begins with a sign that scanning makes of a level, `(f)`, `w)`, `(1)`, among paragraphs that begin
    /// with marks, and no list holds the signs beside it.
    pub(super) fn is_lone(&self, index: usize) -> bool {
        self.section(index).bare > 0
            && self
                .lone_sign(index)
                .is_some_and(|(_, sign)| self.is_of_no_list(index, sign))
    }

    /// The sign that draft `index` begins with, in brackets or before one, and where it stands.
    pub(super) fn lone_sign(&self, index: usize) -> Option<(Span, Ordinal)> {
        let draft = self.drafts.get(index)?;
        let (start, end) = (draft.block.body.start(), draft.block.body.end());
        if let Some(own) = draft.ordinal {
            let at = draft.block.lead.end();
            let text = tail(self.source, at);
            let gap = text.len().saturating_sub(text.trim_start_matches(is_void).len());
            let at = at.saturating_add(gap);
            let len = tail(self.source, at)
                .char_indices()
                .take(SIGN)
                .find(|(_, c)| is_void(*c))?
                .0;
            return Some((Span::new(at, at.saturating_add(len).min(end)), own));
        }
        // Behind a number or a bullet it is the sign of a list.
        let written = draft.block.lead.of(self.source);
        let [letter @ b'a'..=b'z', b')'] = *written.trim_matches(is_void).as_bytes() else {
            return None;
        };
        let own = Ordinal {
            series: Series::Small,
            index: u32::from(letter.saturating_sub(b'`')),
        };
        let gap = written
            .len()
            .saturating_sub(written.trim_start_matches(is_void).len());
        let at = start.saturating_add(gap);
        draft.letter.then_some((Span::new(at, at.saturating_add(2)), own))
    }

    /// Whether a mark alone in its paragraph stands below draft `index` and no text below that: it is the end mark of this
    /// draft. One that the open portion has as well tells nothing new.
    pub(super) fn is_closed_below(&self, index: usize) -> bool {
        let next = |at: usize| {
            let next = self.next_text.get(at).copied()?;
            Some((next, self.drafts.get(next)?))
        };
        let lone = |draft: &Held| {
            draft.shape == Shape::Text
                && draft.first
                && draft.look().empty
                && draft.block.marks.first().is_some_and(|mark| !mark.entire)
                && draft.block.number.is_none()
                && draft.bullet.is_none()
        };
        let text = |draft: &Held| {
            draft.shape == Shape::Text
                && draft.class == LineClass::Text
                && !draft.first
                && !draft.look().title
        };
        // `S//NF` alone on its line.
        if self.is_short(index.saturating_add(1)) {
            return !next(index).is_some_and(|(_, draft)| text(draft));
        }
        let Some((mark, _)) = next(index).filter(|(_, draft)| lone(draft)) else {
            return false;
        };
        let below = next(mark).is_some_and(|(_, draft)| text(draft));
        !below && self.open.is_some_and(|open| !self.alike(mark, open.block))
    }

    fn is_of_no_list(&self, index: usize, own: Ordinal) -> bool {
        let level = match own.series {
            Series::Small => char::from_u32(own.index.saturating_add(u32::from('`')))
                .is_some_and(|letter| READ.contains(letter)),
            Series::Figure => own.index == 1,
            Series::Capital => false,
        };
        let announced = self.open.is_some_and(|open| open.items);
        if !level || announced || self.run.is_some_and(|last| own.follows(last)) {
            return false;
        }
        let counts_on = self.drafts.get(index).is_some_and(|draft| draft.counts_on);
        let mut above = index.saturating_sub(BACK)..index;
        let mut at = index;
        let next = || {
            at = self.next_text.get(at).copied()?;
            self.drafts.get(at)?;
            Some(at)
        };
        !counts_on
            && !above.any(|at| self.lone_sign(at).is_some_and(|(_, above)| own.follows(above)))
            && !std::iter::from_fn(next)
                .take(AHEAD)
                .filter_map(|at| self.lone_sign(at))
                .any(|(_, next)| next.follows(own))
    }
}

/// A mark of which nothing can be read.
pub(super) fn damaged(span: Span) -> Mark {
    Mark {
        span,
        inner: span,
        place: MarkPlace::Start,
        state: MarkState::Damaged,
        entire: false,
    }
}
