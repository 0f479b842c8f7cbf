//! Where a draft states the overall classification.

use super::run::{Run, Splitter};
use crate::document::block::{Level, LevelForm};
use crate::document::chunk::Chunk;
use crate::document::furniture::{self, LineClass};
use crate::document::view::View;
use crate::marking::Marking;
use crate::scheme::Scheme;

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
            LineClass::Page | LineClass::Text | LineClass::Trailer => self.spoiled(view, run, written),
            _ => Vec::new(),
        }
    }

    /// Lines of a text that were banners.
    fn spoiled(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
        let mut at = run.from;
        let mut found = Vec::new();
        for line in written.split('\n') {
            if let Some((from, to, marking)) = furniture::spoiled_level(self.scheme, line) {
                found.push(self.level(view, at, (from, to), LevelForm::Spoiled, Some(marking)));
            }
            at = at.saturating_add(line.len()).saturating_add(1);
        }
        found
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

/// Levels that front matter states: `classification: SECRET`.
pub(super) fn front_matter_levels(scheme: &Scheme, chunk: &Chunk<'_>) -> Vec<Level> {
    let mut at = 0usize;
    let mut found = Vec::new();
    for line in chunk.view.text().split('\n') {
        let start = at;
        at = at.saturating_add(line.len()).saturating_add(1);
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let key = key.trim().to_ascii_lowercase();
        if !(key.ends_with("marking") || key.ends_with("classification")) {
            continue;
        }
        let bare = value.trim().trim_matches(['"', '\'']);
        let reading = crate::marking::read_banner(scheme, bare);
        let marking = reading
            .known()
            .or(crate::marking::read_portion(scheme, bare).known())
            .cloned();
        let Some(offset) = line.rfind(bare).filter(|_| marking.is_some() && !bare.is_empty()) else {
            continue;
        };
        let from = start.saturating_add(offset);
        found.push(Level {
            span: chunk.view.span(from, from.saturating_add(bare.len())),
            form: LevelForm::Banner,
            marking,
        });
    }
    found
}
