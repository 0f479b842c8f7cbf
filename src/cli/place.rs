//! Where things stand in a text: lines and columns.

use tearline::finding::{Finding, Severity};

/// Lines and columns of many byte offsets of a text. Each is counted from the one before it, so offsets that rise take
/// one pass.
#[derive(Clone)]
pub(crate) struct Places<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Places<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            column: 0,
        }
    }

    /// Line and column, both 1-based; columns count characters. Lines end at LF.
    pub(crate) fn line_column(&mut self, offset: usize) -> (u32, u32) {
        if offset < self.at {
            *self = Self::of(self.text);
        }
        let rest = self.text.get(self.at..).unwrap_or("");
        let between = rest.get(..offset.saturating_sub(self.at)).unwrap_or(rest);
        let tail = match memchr::memrchr(b'\n', between.as_bytes()) {
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
                self.line = self.line.saturating_add(lines);
                self.column = 0;
                between.get(last.saturating_add(1)..).unwrap_or("")
            }
            None => between,
        };
        self.column = self.column.saturating_add(tail.chars().count());
        self.at = self.at.saturating_add(between.len());
        let count = |n: usize| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
        (count(self.line), count(self.column))
    }
}

/// One finding with its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) line: u32,
    pub(crate) message: String,
}

impl Placed {
    /// A finding whose line is known.
    pub(crate) fn new(id: &'static str, severity: Severity, line: u32, message: String) -> Self {
        Self {
            id,
            severity,
            line,
            message,
        }
    }
}

/// Gives findings their lines, in one pass over the text.
pub(crate) fn placed(text: &str, findings: &[Finding]) -> Vec<Placed> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.span.start());
    let (mut at, mut line) = (0_usize, 1_u32);
    sorted
        .into_iter()
        .map(|finding| {
            let start = finding.span.start().min(text.len());
            let between = text.as_bytes().get(at..start).unwrap_or_default();
            let count = memchr::memchr_iter(b'\n', between).count();
            line = line.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            at = start;
            Placed {
                id: finding.id,
                severity: finding.severity,
                line,
                message: finding.message.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "a\n\n\u{e9}\u{e9} b\r\nc";
        let offsets: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let mut rising = Places::of(text);
        for at in offsets.iter().rev().chain(&offsets) {
            let (before, _) = text.split_at(*at);
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            let there = (before.matches('\n').count() as u32 + 1, column as u32);
            assert_eq!(rising.line_column(*at), there);
            assert_eq!(Places::of(text).line_column(*at), there);
        }
        assert_eq!(rising.line_column(99), Places::of(text).line_column(text.len()));
    }
}
