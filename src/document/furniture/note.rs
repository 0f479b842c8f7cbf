//! Notes within a text: what was removed, what begins and ends.

use crate::document::chars::{is_void, starts_with_word};
use crate::document::signs::holds;

/// A note in square brackets that stands for text removed before: `[2 paragraphs not declassified]`.
pub(in crate::document) fn is_excision(t: &str) -> bool {
    t.starts_with('[') && {
        let note = t.split(']').next().unwrap_or("");
        let small = note.to_ascii_lowercase();
        note.len() < t.len()
            && [
                "not declassified",
                "omitted",
                "not released",
                "text deleted",
                "excised",
                "withheld",
                "redacted",
            ]
            .iter()
            .any(|w| small.contains(w))
    }
}

/// `This email is UNCLASSIFIED.`, `-- End of Conversation --`.
pub(in crate::document) fn is_closing_note(t: &str) -> bool {
    starts_with_word(t, "This email is") || (t.len() < 60 && holds(t.as_bytes(), b"end of conversation", 10))
}

/// Whether a portion's text says that a text begins, which `End text` closes: `6. (U) Begin text:`.
pub(in crate::document) fn begins_text(text: &str) -> bool {
    let body = text.trim_end_matches(|c: char| is_void(c) || matches!(c, '.' | ':' | ',' | ';'));
    if !body.ends_with(['t', 'T', 'e', 'E', 'n', 'N']) {
        return false;
    }
    let from = body.len().saturating_sub(60);
    let last = (from..=body.len()).find_map(|i| body.get(i..)).unwrap_or("");
    let small = last.to_ascii_lowercase();
    const BEGINS: [&str; 6] = [
        "begin text",
        "begin quote",
        "begin excerpt",
        "begin translation",
        "begin unofficial translation",
        "begin informal translation",
    ];
    BEGINS.iter().any(|words| small.ends_with(words))
}
