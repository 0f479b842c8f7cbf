//! What became of the files of a run, counted.

use super::row::{FATES, Row};
use std::collections::BTreeMap;
use tearline::release::Counts;

/// Counts of a batch. They add up to the number of files in.
#[derive(Debug, Default)]
pub(super) struct Summary {
    pub(super) by_name: BTreeMap<&'static str, u64>,
    pub(super) reasons: BTreeMap<(&'static str, String), u64>,
    pub(super) portions: Counts,
    pub(super) needs_somebody: bool,
    pub(super) findings: u64,
}

/// A line of the table: an outcome, or a reason under it.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) words: String,
    pub(super) files: u64,
    /// Whether it is part of the line before it.
    pub(super) part: bool,
}

impl Summary {
    /// Counts a file.
    pub(super) fn add(&mut self, row: &Row) {
        let count = self.by_name.entry(row.fate.name()).or_default();
        *count = count.saturating_add(1);
        if let Some(reason) = row.fate.reason() {
            let count = self
                .reasons
                .entry((row.fate.name(), general(&reason)))
                .or_default();
            *count = count.saturating_add(1);
        }
        self.portions.released = self.portions.released.saturating_add(row.counts.released);
        self.portions.withheld = self.portions.withheld.saturating_add(row.counts.withheld);
        self.findings = self.findings.saturating_add(row.findings.len() as u64);
        self.needs_somebody |= row.needs_somebody();
    }

    /// How many files had the outcome of this name.
    pub(super) fn of(&self, name: &str) -> u64 {
        self.by_name.get(name).copied().unwrap_or(0)
    }

    /// The table.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (name, words) in FATES {
            let files = self.of(name);
            if files == 0 && matches!(name, "unchanged" | "not_reached") {
                continue;
            }
            lines.push(Line {
                name,
                words: words.to_owned(),
                files,
                part: false,
            });
            let reasons = self.reasons.iter().filter(|((outcome, _), _)| *outcome == name);
            lines.extend(reasons.map(|((_, reason), files)| Line {
                name,
                words: reason.clone(),
                files: *files,
                part: true,
            }));
        }
        lines
    }

    /// How many files were counted.
    pub(super) fn files(&self) -> u64 {
        self.by_name.values().copied().fold(0, u64::saturating_add)
    }
}

/// A reason without its numbers, so that equal reasons are counted together: `N` for a number that stands alone, not for one
/// in a word such as `UTF-8` or `.7z`.
pub(super) fn general(reason: &str) -> String {
    let words = reason.split(' ').map(|word| {
        let number = word.trim_end_matches([',', ';', ':', '.', ')']);
        let digits = number.trim_start_matches('(');
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            word.replace(digits, "N")
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::general;

    #[test]
    fn numbers_that_stand_alone_are_left_out() {
        let cases = [
            ("not UTF-8 at byte 1204", "not UTF-8 at byte N"),
            (
                "a format that is not read: .7z (--format text)",
                "a format that is not read: .7z (--format text)",
            ),
            (
                "kept from line 12, at (3) of 40.",
                "kept from line N, at (N) of N.",
            ),
        ];
        for (reason, words) in cases {
            assert_eq!(general(reason), words);
        }
    }
}
