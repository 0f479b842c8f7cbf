//! What is said of a batch: a line for each file that needs somebody, a table at the end, or JSON lines.

use super::batch_across;
use super::batch_plan::shown;
use super::page::Facts;
use super::report::{self, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tearline::finding::{Finding, Severity};
use tearline::release::{Counts, Outcome};
use tearline::store::walk::Skip;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// All of it was released.
    Released,
    /// Some of it was released.
    InPart,
    /// Nothing of it was released but its frame.
    Withheld,
    /// It could not be read, or its release failed its checks.
    Refused(String),
    /// It was left out.
    Skipped(Skip),
    /// Its release was recorded before, and nothing changed.
    Before,
    /// The run ended before it.
    NotReached,
}

impl From<Outcome> for Fate {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Released => Self::Released,
            Outcome::InPart => Self::InPart,
            Outcome::Withheld => Self::Withheld,
        }
    }
}

impl Fate {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::InPart => "in_part",
            Self::Withheld => "withheld",
            Self::Refused(_) => "refused",
            Self::Skipped(_) => "skipped",
            Self::Before => "unchanged",
            Self::NotReached => "not_reached",
        }
    }

    /// Its name for people.
    pub(super) fn words(&self) -> &'static str {
        let name = self.name();
        let found = ORDER.iter().find(|(one, _)| *one == name);
        found.map_or(name, |(_, words)| words)
    }

    pub(super) fn reason(&self) -> Option<String> {
        match self {
            Self::Refused(why) => Some(why.clone()),
            Self::Skipped(skip) => Some(skip.to_string()),
            _ => None,
        }
    }

    /// Whether somebody must look at it.
    pub(super) fn needs_somebody(&self) -> bool {
        match self {
            Self::Refused(_) | Self::NotReached => true,
            Self::Skipped(skip) => !matches!(skip, Skip::Excluded | Skip::Ledger),
            Self::Released | Self::InPart | Self::Withheld | Self::Before => false,
        }
    }
}

/// One finding with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    pub(super) line: u32,
    pub(super) message: String,
}

impl Placed {
    /// A finding whose line is known.
    pub(super) fn new(id: &'static str, severity: Severity, line: u32, message: String) -> Self {
        Self {
            id,
            severity,
            line,
            message,
        }
    }
}

/// Gives findings their lines, in one pass over the text.
pub(super) fn placed(text: &str, findings: &[Finding]) -> Vec<Placed> {
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

/// What is said of one file.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) path: PathBuf,
    pub(super) release: Option<PathBuf>,
    pub(super) fate: Fate,
    pub(super) counts: Counts,
    pub(super) findings: Vec<Placed>,
    /// What a page says of it, where one is written.
    pub(super) facts: Option<Facts>,
}

impl Row {
    fn json(&self) -> Value {
        let made = matches!(self.fate, Fate::Released | Fate::InPart | Fate::Withheld);
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|f| json!({"id": f.id, "severity": severity(f.severity), "line": f.line, "message": f.message}))
            .collect();
        json!({
            "path": self.path.to_string_lossy(),
            "outcome": self.fate.name(),
            "reason": self.fate.reason(),
            "release": self.release.as_ref().map(|p| p.to_string_lossy()),
            "portions": made.then(|| json!({"released": self.counts.released, "withheld": self.counts.withheld})),
            "findings": findings,
        })
    }
}

/// Says what became of one file: with `json` every file, else those that need somebody and findings that are more than
/// notes.
pub(super) fn row(row: &Row, json: bool) -> Result<(), Problem> {
    if json {
        return report::answer(&format!("{}\n", row.json()));
    }
    for finding in row.findings.iter().filter(|f| f.severity != Severity::Note) {
        report::line(&format!(
            "{}:{}: {}: {} [{}]\n",
            shown(&row.path),
            finding.line,
            severity(finding.severity),
            finding.message,
            finding.id
        ));
    }
    match row.fate.reason() {
        Some(reason) if row.fate.needs_somebody() => {
            report::line(&format!(
                "tearline: {}: {}: {reason}\n",
                shown(&row.path),
                row.fate.name()
            ));
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Counts of a batch. They add up to the number of files in.
#[derive(Debug, Default)]
pub(super) struct Summary {
    by_name: BTreeMap<&'static str, u64>,
    reasons: BTreeMap<(&'static str, String), u64>,
    portions: Counts,
    pub(super) needs_somebody: bool,
    findings: u64,
}

/// A line of the table: an outcome, or a reason under it.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) words: String,
    pub(super) files: u64,
    /// Whether it is part of the line before it.
    pub(super) part: bool,
}

const ORDER: [(&str, &str); 7] = [
    ("released", "released whole"),
    ("in_part", "released in part"),
    ("withheld", "withheld in whole"),
    ("refused", "refused"),
    ("unchanged", "unchanged"),
    ("skipped", "skipped"),
    ("not_reached", "not reached"),
];

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
        // A release that was made before may show what this run withholds: it cannot be refused any more.
        let recall = |f: &Placed| f.id == batch_across::ID && f.severity == Severity::Error;
        self.needs_somebody |= row.fate.needs_somebody() || row.findings.iter().any(recall);
    }

    fn of(&self, name: &str) -> u64 {
        self.by_name.get(name).copied().unwrap_or(0)
    }

    /// The portions of all files.
    pub(super) fn portions(&self) -> Counts {
        self.portions
    }

    /// The table.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (name, words) in ORDER {
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

    /// Says the table, or the last JSON line.
    pub(super) fn say(&self, json: bool, recorded: Option<(u64, String)>) -> Result<(), Problem> {
        if json {
            let counts: BTreeMap<&str, u64> = ORDER.iter().map(|(name, _)| (*name, self.of(name))).collect();
            let reasons: Vec<Value> = self
                .reasons
                .iter()
                .map(|((outcome, reason), files)| json!({"outcome": outcome, "reason": reason, "files": files}))
                .collect();
            let summary = json!({"summary": {
                "files": self.files(),
                "outcomes": counts,
                "reasons": reasons,
                "portions": {"released": self.portions.released, "withheld": self.portions.withheld},
                "findings": self.findings,
                "ledger": recorded.map(|(size, folder)| json!({"folder": folder, "size": size})),
            }});
            return report::answer(&format!("{summary}\n"));
        }
        let mut text = format!("{:>10}  files in\n", self.files());
        for line in self.lines() {
            let width: usize = if line.part { 14 } else { 10 };
            let words = hanging(&report::printable(&line.words), width.saturating_add(2));
            text.push_str(&format!("{:>width$}  {words}\n", line.files));
        }
        text.push_str(&format!(
            "{:>10}  portions released, {} withheld\n",
            self.portions.released, self.portions.withheld
        ));
        if self.findings > 0 {
            text.push_str(&format!("{:>10}  findings (--json lists them)\n", self.findings));
        }
        if let Some((size, folder)) = recorded {
            text.push_str(&format!(
                "recorded in {}, now {size} lines\n",
                report::printable(&folder)
            ));
        }
        report::line(&text);
        Ok(())
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

/// Text that goes on under itself where a line of 80 columns is full.
fn hanging(text: &str, indent: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = indent;
    for word in text.split(' ') {
        let wide = word.chars().count();
        if column > indent && column.saturating_add(wide) >= 80 {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column = column.saturating_add(1);
        }
        out.push_str(word);
        column = column.saturating_add(wide);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{general, hanging};

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

    #[test]
    fn a_long_reason_goes_on_under_itself() {
        let text = "a format that is not read: .docx (--format text reads it as plain text)";
        assert_eq!(
            hanging(text, 16),
            "a format that is not read: .docx (--format text reads it as\n                plain text)"
        );
        assert_eq!(hanging("short", 12), "short");
        let long = "x".repeat(100);
        assert_eq!(hanging(&long, 12), long);
    }
}
