//! Where things stand in a text: lines and columns.

use tearline::finding::{Finding, Severity};

/// Line and column of a byte offset, both 1-based; columns count characters. Lines end at LF.
pub(crate) fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.bytes().filter(|b| *b == b'\n').count();
    let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let column = before.get(start..).unwrap_or("").chars().count();
    let count = |n: usize| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
    (count(line), count(column))
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
