//! Where a draft states the overall classification.

use super::run::{Run, Splitter};
use crate::document::block::{Level, LevelForm};
use crate::document::chars::cut;
use crate::document::furniture::{self, LineClass};
use crate::document::view::View;
use crate::marking::Marking;

impl Splitter<'_> {
    /// Every level of a run: those that it states, and those that it seems to state.
    pub(super) fn levels(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
        let mut found = self.own_levels(view, run, written);
        // A portion says of itself what it is.
        if run.class == LineClass::Text && run.start.hit.is_some() {
            return found;
        }
        let seems = furniture::raises(self.scheme, run.class, written);
        let place = (0, run.to.saturating_sub(run.from));
        found.extend(
            seems
                .into_iter()
                .map(|(form, marking)| self.level(view, run.from, place, form, marking)),
        );
        found
    }

    fn own_levels(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
        match run.class {
            LineClass::Banner => furniture::levels(self.scheme, view, run.from, written),
            LineClass::ClassifyingStamp => furniture::stamp_level(self.scheme, written)
                .map(|(from, to, marking)| {
                    self.level(view, run.from, (from, to), LevelForm::Banner, Some(marking))
                })
                .into_iter()
                .collect(),
            LineClass::Head(_) => {
                let mut at = run.from;
                let mut found = Vec::new();
                for line in written.split('\n') {
                    if let Some((span, marking)) = furniture::transmission(self.scheme, line) {
                        let place = (span.start(), span.end());
                        found.push(self.level(view, at, place, LevelForm::Transmission, marking));
                    }
                    at = at.saturating_add(line.len()).saturating_add(1);
                }
                if found.is_empty() && run.count == 1 {
                    found = self.doubt(view, (run.from, run.to), written);
                    found.extend(self.spoiled(view, run, written));
                }
                found
            }
            LineClass::Text | LineClass::Page | LineClass::Trailer => {
                let alone = run.count == 1 && run.start.hit.is_none() && run.class != LineClass::Trailer;
                let mut found = if alone {
                    self.doubt(view, (run.from, run.to), written)
                } else {
                    Vec::new()
                };
                found.extend(self.spoiled(view, run, written));
                found
            }
            _ => Vec::new(),
        }
    }

    /// Lines of a text that were banners.
    fn spoiled(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
        let mut found = Vec::new();
        let lines = if run.odd { usize::MAX } else { 1 };
        let ends = memchr::memchr_iter(b'\n', written.as_bytes())
            .chain([written.len()])
            .take(lines);
        let mut start = 0_usize;
        for end in ends {
            let line = cut(written, start, end);
            if !is_worded(line)
                && let Some((from, to, marking)) = furniture::spoiled_level(self.scheme, line)
            {
                let at = run.from.saturating_add(start);
                found.push(self.level(view, at, (from, to), LevelForm::Doubt, Some(marking)));
            }
            start = end.saturating_add(1);
        }
        found
    }

    /// The level that a line between bytes `from` and `to` of `view` seems to state, in another form than a banner's.
    pub(super) fn doubt(&self, view: &View<'_>, (from, to): (usize, usize), line: &str) -> Vec<Level> {
        let found = furniture::doubt(self.scheme, line);
        let place = (0, to.saturating_sub(from));
        found
            .map(|marking| self.level(view, from, place, LevelForm::Doubt, Some(marking)))
            .into_iter()
            .collect()
    }

    fn level(
        &self,
        view: &View<'_>,
        base: usize,
        place: (usize, usize),
        form: LevelForm,
        marking: Option<Marking>,
    ) -> Level {
        Level {
            span: view.span(base.saturating_add(place.0), base.saturating_add(place.1)),
            form,
            marking,
        }
    }
}

/// Whether a line begins with a word of small letters, its first letter apart: most lines of text do, and none that was a
/// banner.
pub(super) fn is_worded(line: &str) -> bool {
    let word = line.bytes().take_while(u8::is_ascii_alphabetic);
    let small = word
        .skip(1)
        .try_fold(false, |_, b| b.is_ascii_lowercase().then_some(true));
    small == Some(true)
}
