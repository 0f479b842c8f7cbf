//! Lines that say no more than `UNCLASSIFIED` and are no banner: part of a stamp over several lines, the end of a sentence.
//!
//! A higher level is a banner wherever it stands: that errs to the side that holds.

use crate::document::chars::{starts_with_word, tail, trim_void};
use crate::document::furniture::{LineClass, is_stamp_part};
use crate::document::signs::holds;

/// What such a line is, with the line `previous` above it and those `behind` it in its paragraph; `None` where it may be a
/// banner.
pub(super) fn unclassified(line: &str, previous: &str, behind: Option<&str>) -> Option<LineClass> {
    if !trim_void(line).starts_with("UNCLASSIFIED") {
        return None;
    }
    let previous = trim_void(previous);
    if links(previous) {
        return Some(LineClass::Text);
    }
    let next = || {
        behind
            .into_iter()
            .flat_map(|text| text.split('\n'))
            .map(trim_void)
    };
    let declassifies = |line: &str| holds(line.as_bytes(), b"declassif", 8);
    let stamp = declassifies(previous)
        || next().next().is_some_and(declassifies)
        || next().take(3).any(is_stamp_part);
    stamp.then_some(LineClass::Stamp)
}

/// Whether a line stops amid a statement about the paper: `When the annex is removed this paper is`.
fn links(line: &str) -> bool {
    const WORDS: [&str; 14] = [
        "is",
        "are",
        "be",
        "been",
        "as",
        "now",
        "remains",
        "becomes",
        "herein",
        "hereby",
        "considered",
        "marked",
        "to",
        "downgraded",
    ];
    let last = line.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    !last.is_empty() && line.len() > last.len() && WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Whether a line ends a stamp that the line `previous` is part of: its date, what of the paper it lets go.
pub(super) fn ends_stamp(line: &str, previous: &str) -> bool {
    let (t, previous) = (trim_void(line), trim_void(previous));
    let date = || {
        let behind = tail(t, "Date:".len()).trim_start();
        starts_with_word(t, "Date:")
            && behind.starts_with(|c: char| c.is_ascii_digit())
            && is_stamp_part(previous)
    };
    let release =
        || previous.ends_with("RELEASE IN") && (t == "FULL" || t.starts_with("PART") && t.len() < 24);
    t == "RELEASE IN" || date() || release()
}
