//! Front matter: the levels that it states, and the marks of its values.

use super::run::{Splitter, without};
use super::whole::shifted_hit;
use crate::document::block::{Level, LevelForm, Mark, MarkPlace, MarkState};
use crate::document::chars::tail;
use crate::document::chunk::Chunk;
use crate::document::furniture;
use crate::document::lead::lead;
use crate::document::signs::last_bracket;

impl Splitter<'_> {
    /// Levels that front matter states: `classification: SECRET`.
    pub(super) fn stated(&self, chunk: &Chunk<'_>) -> Vec<Level> {
        let mut at = 0usize;
        let mut found = Vec::new();
        for line in chunk.view.text().split('\n') {
            let start = at;
            at = at.saturating_add(line.len()).saturating_add(1);
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let key = key.trim().to_ascii_lowercase();
            let bare = value.trim().trim_matches(['"', '\'']);
            let form = if key.ends_with("marking") || key.ends_with("classification") {
                LevelForm::Banner
            } else if !bare.contains(char::is_lowercase) && furniture::higher(self.scheme, bare).is_some() {
                LevelForm::Doubt
            } else {
                continue;
            };
            let reading = crate::marking::read_banner(self.scheme, bare);
            let marking = reading
                .known()
                .or(crate::marking::read_portion(self.scheme, bare).known())
                .cloned();
            let Some(offset) = line.rfind(bare).filter(|_| marking.is_some() && !bare.is_empty()) else {
                continue;
            };
            let from = start.saturating_add(offset);
            found.push(Level {
                span: chunk.view.span(from, from.saturating_add(bare.len())),
                form,
                marking,
            });
        }
        found
    }

    /// Marks of its values: `title: "(C) Ferries"`, `title: Ferries (C)`. List letters are none.
    pub(super) fn values(&self, chunk: &Chunk<'_>) -> Vec<Mark> {
        let mut found = Vec::new();
        let mut from = 0_usize;
        for line in chunk.view.text().split('\n') {
            let base = from;
            from = from.saturating_add(line.len()).saturating_add(1);
            if last_bracket(line).is_none() {
                continue;
            }
            let key = line
                .bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || b" \t-_.".contains(b))
                .count();
            let key = if tail(line, key).starts_with([':', '=']) {
                key.saturating_add(1)
            } else {
                lead(line).end
            };
            let value = tail(line, key).trim_start_matches(|c: char| c == ' ' || "\"'[>|".contains(c));
            let at = base.saturating_add(line.len().saturating_sub(value.len()));
            let start = self.marks.start(value, 0);
            let letter = start.ordinal.is_some();
            let first = start
                .hit
                .filter(|hit| !letter || matches!(hit.state, MarkState::Known(_)));
            let behind = first.as_ref().map_or(0, |hit| hit.span.1);
            let last = self.marks.end(value, behind);
            let inside = without(
                self.marks.inside(value, behind, start.ordinal, first.is_some()),
                last.as_ref(),
            );
            let hits = first.into_iter().chain(inside).chain(last.map(|(hit, _)| hit));
            found.extend(hits.map(|hit| shifted_hit(hit, at).mark(&chunk.view, MarkPlace::Inside)));
        }
        found
    }
}
