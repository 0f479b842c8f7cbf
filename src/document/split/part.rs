//! Paragraphs that a scan or a text layer runs together: where a run ends with a mark, that governs the last of them.

use super::aside::closes_aside;
use super::run::{Run, Splitter};
use crate::document::block::MarkState;
use crate::document::chars::{cut, ends_sentence, is_void};
use crate::document::furniture::LineClass;
use crate::document::lead::{columns, lead};
use crate::document::titles;

/// By how many characters a line must be shorter than it could be to end a paragraph.
const ROOM: usize = 6;
/// By how many columns a line that begins a paragraph is set in or out.
const STEP: u16 = 3;
/// Shortest line of running text in characters.
const PROSE: usize = 40;

impl Splitter<'_> {
    /// Parts the runs of `text` that end with a mark where a paragraph ends within them.
    pub(super) fn part(&self, text: &str, runs: Vec<Run>) -> Vec<Run> {
        // Lines of Markdown end where their writer liked.
        if self.whole.is_none() || runs.iter().all(|run| self.closing(text, run).is_none()) {
            return runs;
        }
        let mut parted = Vec::with_capacity(runs.len().saturating_add(1));
        for run in runs {
            let breaks = self.closing(text, &run).map_or_else(Vec::new, |mark| {
                let mut found = breaks(cut(text, run.from, run.to));
                // A mark alone on its line closes what stands above it.
                found.retain(|(offset, _)| {
                    let at = run.from.saturating_add(*offset);
                    let above = cut(text, run.from, at.saturating_sub(1))
                        .rsplit('\n')
                        .next()
                        .unwrap_or("");
                    let line = cut(text, at, run.to).split('\n').next().unwrap_or("");
                    cut(text, at, mark).contains(char::is_alphanumeric)
                        && !closes_aside(&self.marks, above, line)
                });
                found
            });
            let (from, to, count) = (run.from, run.to, run.count);
            let mut last = run;
            let mut done = 0_usize;
            for (offset, lines) in breaks {
                let at = from.saturating_add(offset);
                last.to = at.saturating_sub(1);
                last.count = lines.saturating_sub(done);
                done = lines;
                parted.push(last);
                last = Run::below(at, to, count.saturating_sub(lines));
            }
            parted.push(last);
        }
        parted
    }

    /// Where the mark of a run of several lines stands that has it at its end and not at its start.
    fn closing(&self, text: &str, run: &Run) -> Option<usize> {
        let written = cut(text, 0, run.to);
        let end = written.trim_end().len();
        let closed = run.class == LineClass::Text
            && run.count > 1
            && !run.subject
            && run.start.hit.is_none()
            && written
                .as_bytes()
                .get(end.saturating_sub(4)..end)?
                .contains(&b')');
        let behind = run.from.saturating_add(run.lead.end);
        let (hit, firm) = closed.then(|| self.marks.end(written, behind))??;
        (firm && matches!(hit.state, MarkState::Known(_))).then_some(hit.span.0)
    }
}

/// Where paragraphs begin within `text`: the byte, and how many lines stand before.
fn breaks(text: &str) -> Vec<(usize, usize)> {
    let chars = |line: &str| line.trim_end().chars().count();
    let longest = text.split('\n').map(chars).max().unwrap_or(0);
    let mut found = Vec::new();
    let mut lines = text.split('\n');
    let mut line = lines.next().unwrap_or("");
    let mut at = line.len();
    for (index, next) in lines.enumerate() {
        let begins = at.saturating_add(1);
        let count = index.saturating_add(1);
        let word = next
            .split_whitespace()
            .next()
            .map_or(0, |word| word.chars().count());
        let room = chars(line).saturating_add(word).saturating_add(ROOM) < longest;
        let own = columns(cut(line, 0, line.len().saturating_sub(line.trim_start().len())));
        let set = columns(cut(next, 0, next.len().saturating_sub(next.trim_start().len())));
        let shifted = own.abs_diff(set) >= STEP;
        let opens = next
            .trim_start_matches(|c: char| is_void(c) || "\"“‘'[(".contains(c))
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let title = index == 0 && titles::is_titled(line) && chars(next) >= PROSE;
        // A letter or number of a list begins an item.
        let item = lead(next);
        let item = item.letter || item.number.is_some();
        let above = index == 0 && titles::is_title(line.trim());
        if ends_sentence(line) && (item || opens && (room || shifted))
            || above && item
            || opens && title && room
        {
            found.push((begins, count));
        }
        at = begins.saturating_add(next.len());
        line = next;
    }
    found
}
