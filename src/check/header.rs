//! Lines of the message head: declassification and authority.
//!
//! Source: 32 CFR 2001.21(a), 2001.26; Register and Manual E; reference, section 6 (E.O. line vocabulary).

use super::issue::Issue;
use crate::document::{Block, Kind};
use crate::effective::Governance;
use crate::finding::Severity;
use crate::span::Span;

/// Values that no longer stand on a declassification line (Register and Manual E.6).
const RETIRED: &[&str] = &[
    "OADR",
    "MR",
    "X1",
    "X2",
    "X3",
    "X4",
    "X5",
    "X6",
    "X7",
    "X8",
    "DCI ONLY",
    "25X1-HUMAN",
];
/// Rank of the lowest classified level that an order is needed for (CONFIDENTIAL).
const CLASSIFIED: u8 = 2;

pub(super) fn check(text: &str, blocks: &[Block], governance: &Governance) -> Vec<Issue> {
    let Some(overall) = governance.overall.as_ref().filter(|m| m.scheme().name() == "us") else {
        return Vec::new();
    };
    let classified = overall.rank() >= CLASSIFIED;
    let mut issues = Vec::new();
    let mut orders = 0_usize;
    let mut telegram = None;
    for block in blocks.iter().filter(|b| b.kind == Kind::Header) {
        for (span, line) in lines(text, block.body) {
            let upper = line.to_ascii_uppercase();
            if upper.starts_with("E.O.") || upper.starts_with("EO ") {
                orders = orders.saturating_add(1);
                order(&upper, span, classified, &mut issues);
            } else if upper.starts_with("CLASSIFIED BY") {
                authority(block.body.of(text), span, classified, &mut issues);
            } else if telegram.is_none() && upper.starts_with("TAGS") {
                telegram = Some(span);
            }
        }
    }
    if let (0, true, Some(span)) = (orders, classified, telegram) {
        issues.push(Issue::new(
            "declassification-missing",
            Severity::Warning,
            Span::new(span.start(), span.start().saturating_add(4)),
            "a classified telegram has no E.O. line with its declassification",
            "32 CFR 2001.21(a)(4)",
        ));
    }
    issues
}

/// The lines under a span, with their spans.
fn lines(text: &str, body: Span) -> impl Iterator<Item = (Span, &str)> {
    let mut at = body.start();
    body.of(text).split('\n').map(move |line| {
        let start = at.saturating_add(line.len().saturating_sub(line.trim_start().len()));
        at = at.saturating_add(line.len()).saturating_add(1);
        let trimmed = line.trim();
        (Span::new(start, start.saturating_add(trimmed.len())), trimmed)
    })
}

/// `E.O. 12958: DECL: 12/27/2019`.
fn order(upper: &str, span: Span, classified: bool, issues: &mut Vec<Issue>) {
    let Some((_, value)) = upper.split_once(':') else {
        issues.push(Issue::new(
            "declassification-form",
            Severity::Warning,
            span,
            "the E.O. line has no colon and value",
            "reference 6",
        ));
        return;
    };
    let value = value.trim();
    let value = value.strip_prefix("DECL:").unwrap_or(value).trim();
    let none = matches!(value, "" | "N/A" | "NA" | "NONE");
    if classified && none {
        issues.push(Issue::new(
            "declassification-missing",
            Severity::Warning,
            span,
            "a classified document gives no declassification on its E.O. line",
            "32 CFR 2001.21(a)(4)",
        ));
    }
    if !classified && !none {
        issues.push(Issue::new(
            "declassification-contradicts",
            Severity::Warning,
            span,
            "the E.O. line gives a declassification, but nothing in the document is classified",
            "32 CFR 2001.21(a)(4)",
        ));
    }
    let first = value.split(',').next().unwrap_or("").trim();
    if RETIRED.contains(&first) {
        issues.push(Issue::new(
            "declassification-retired",
            Severity::Warning,
            span,
            "the declassification value is retired; a date or a current exemption belongs here",
            "Register and Manual E.6",
        ));
    }
    if impossible_date(first) {
        issues.push(Issue::new(
            "declassification-date",
            Severity::Warning,
            span,
            "the declassification date is no date",
            "32 CFR 2001.21(a)(4)",
        ));
    }
}

/// Whether `text` is written as month/day/year or YYYYMMDD and no such day exists.
fn impossible_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let numbers: Vec<i16> = parts.iter().filter_map(|p| p.parse().ok()).collect();
    let eight = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = match (numbers.as_slice(), parts.len(), eight) {
        ([month, day, year], 3, _) => (*year, *month, *day),
        (_, _, true) => {
            let part = |from: usize, to: usize| text.get(from..to).and_then(|p| p.parse::<i16>().ok());
            match (part(0, 4), part(4, 6), part(6, 8)) {
                (Some(year), Some(month), Some(day)) => (year, month, day),
                _ => return false,
            }
        }
        _ => return false,
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return true;
    };
    jiff::civil::Date::new(year, month, day).is_err()
}

/// `Classified By: name, title, for reasons 1.4 (b) and (d).`
fn authority(body: &str, span: Span, classified: bool, issues: &mut Vec<Issue>) {
    let label = Span::new(span.start(), span.start().saturating_add("CLASSIFIED BY".len()));
    let reasons = ["1.3", "1.4", "1.5", "1-301"].iter().any(|r| body.contains(r));
    if classified && !reasons {
        issues.push(Issue::new(
            "authority-without-reason",
            Severity::Warning,
            label,
            "the classification authority names no reason such as 1.4(b)",
            "32 CFR 2001.21(a)(3)",
        ));
    }
    if !classified {
        issues.push(Issue::new(
            "authority-contradicts",
            Severity::Warning,
            label,
            "a classification authority is named, but nothing in the document is classified",
            "32 CFR 2001.21(a)",
        ));
    }
}
