//! Where a draft states the overall classification.

use super::run::{Run, Splitter};
use crate::document::block::{Level, LevelForm};
use crate::document::furniture::{self, LineClass};
use crate::document::view::View;
use crate::marking::Marking;

impl Splitter<'_> {
    pub(super) fn levels(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
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
                found
            }
            _ => Vec::new(),
        }
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
