//! How far back a mark at the end of a run reaches: to the beginning of its paragraph, which scanned pages do not part
//! from the one above it by a blank line.

use super::run::{Run, Splitter, shifted};
use crate::document::block::MarkState;
use crate::document::chars::{cut, ends_sentence, is_void, tail};
use crate::document::furniture::{LineClass, is_damaged_banner};
use crate::document::lead::lead;
use crate::document::marks::ends_spoiled;

impl Splitter<'_> {
    /// Parts each run that ends with a mark that was read, and begins with none, before its last paragraph.
    pub(super) fn reach(&self, text: &str, runs: Vec<Run>, brackets: usize) -> Vec<Run> {
        let ends = |run: &Run| {
            run.class == LineClass::Text
                && run.count > 1
                && run.start.hit.is_none()
                && brackets > run.from
                && cut(text, run.from, run.to)
                    .trim_end_matches(|c: char| is_void(c) || "-.".contains(c))
                    .ends_with([')', '）'])
                && self
                    .marks
                    .end(cut(text, 0, run.to), run.from)
                    .is_some_and(|(hit, _)| matches!(hit.state, MarkState::Known(_)))
        };
        if !runs.iter().any(ends) {
            return runs;
        }
        let mut parted = Vec::with_capacity(runs.len().saturating_add(1));
        for run in runs {
            // Lines of Markdown end where their writer liked.
            let typed = self.whole.is_some();
            let below = ends(&run)
                .then(|| self.last_paragraph(cut(text, run.from, run.to), typed))
                .flatten();
            let Some((lines, at)) = below else {
                parted.push(run);
                continue;
            };
            let from = run.from.saturating_add(at);
            let line = tail(text, from).split('\n').next().unwrap_or("");
            let own = lead(line);
            let last = Run {
                lead: own,
                start: shifted(self.start(LineClass::Text, line, &own), from),
                ..Run::below(from, run.to, run.count.saturating_sub(lines).max(1))
            };
            parted.push(Run {
                to: from.saturating_sub(1),
                count: lines,
                ..run
            });
            parted.push(last);
        }
        parted
    }

    /// Where the last paragraph of `text`, which was `typed` line by line, begins, and how many lines stand above it; `None`
    /// where it is the only one.
    fn last_paragraph(&self, text: &str, typed: bool) -> Option<(usize, usize)> {
        let widest = text.split('\n').map(width).max().unwrap_or(0);
        let mut found = None;
        let (mut at, mut count) = (0_usize, 0_usize);
        let mut above: Option<&str> = None;
        for line in text.split('\n') {
            if let Some(above) = above
                && begins(line)
                && (ends_spoiled(cut(text, 0, at))
                    && !above.trim().is_empty()
                    && !self.opens_aside(
                        above,
                        line,
                        Some(tail(text, at.saturating_add(line.len()).saturating_add(1))),
                    )
                    || typed && is_short(above, widest)
                    || is_damaged_banner(above).is_some()
                    || is_item(line) && above.trim_end().ends_with(['.', ';', ':', ',', '?', '!']))
            {
                found = Some((count, at));
            }
            above = Some(line);
            at = at.saturating_add(line.len()).saturating_add(1);
            count = count.saturating_add(1);
        }
        found
    }
}

/// Characters of a line; enough to tell long from short.
fn width(line: &str) -> usize {
    line.trim_end().len()
}

/// Whether a sentence ends with a line that has room for more words.
fn is_short(line: &str, widest: usize) -> bool {
    let line = line.trim_end();
    ends_sentence(line)
        && !line.ends_with([':', ';'])
        && line.len().saturating_mul(4) <= widest.saturating_mul(3)
}

/// Whether a line may begin a paragraph; a mark alone on its line closes the one above.
fn begins(line: &str) -> bool {
    let text = line.trim_start();
    if text.starts_with(['(', '（']) && !text.contains(' ') {
        return false;
    }
    !text.starts_with(|c: char| c.is_lowercase() && !is_item(line) || ",;)".contains(c)) && !text.is_empty()
}

/// Whether a line begins with a sign of one character that stands for a bullet: `o The`, `9 The`, `= The`.
fn is_item(line: &str) -> bool {
    let mut chars = line.trim_start().chars();
    let sign = chars.next().is_some_and(|c| !c.is_uppercase() && c != 'a');
    let gap = chars.next().is_some_and(is_void);
    let next = chars.as_str().trim_start_matches(is_void);
    sign && gap && next.starts_with(|c: char| c.is_uppercase())
}
