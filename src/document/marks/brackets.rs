//! Brackets and what stands in them, as text: where they close, what of it is the mark.

use super::ahead::opens;
use crate::document::chars::{cut, is_void, tail};

/// Longest mark that is looked for, in bytes: a list of 200 nations fits.
pub(super) const LONGEST: usize = 2048;

/// Whether `c` closes a mark.
pub(super) fn closes(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// The byte just past the bracket that closes the one at the start of `rest`, and where the inner text ends. A second
/// opening bracket, a second line or the end of the window gives nothing.
pub(super) fn closing(rest: &str) -> Option<(usize, usize)> {
    let mut lines = 0u8;
    for (offset, c) in rest.char_indices().skip(1) {
        if closes(c) {
            return Some((offset, offset.saturating_add(c.len_utf8())));
        }
        lines = lines.saturating_add(u8::from(c == '\n'));
        if opens(c) || lines > 1 || offset > LONGEST {
            return None;
        }
    }
    None
}

/// Whether a short text in brackets is plainly no mark, and no figure or letter that was a level: a share (`2%`), the number
/// of an entry (`#99`), three figures, a name of a letter and a figure (`V8`).
pub(super) fn is_no_mark(written: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let named =
        matches!(written.as_bytes(), [letter @ b'A'..=b'Z', b'0'..=b'9'] if !b"SCUTRNO".contains(letter));
    written.strip_suffix('%').is_some_and(digits)
        || written.strip_prefix('#').is_some_and(digits)
        || written.len() == 3 && digits(written)
        || named
}

/// Length of the first word.
pub(super) fn token_len(text: &str) -> usize {
    text.char_indices()
        .take(24)
        .find(|(_, c)| is_void(*c))
        .map_or_else(
            || text.char_indices().nth(24).map_or(text.len(), |(i, _)| i),
            |(i, _)| i,
        )
}

/// The inner text without blanks around it, and without `entire text` behind the level.
pub(super) fn trim(text: &str, inner: (usize, usize), entire: bool) -> (usize, usize) {
    let written = cut(text, inner.0, inner.1);
    let lead = written.len().saturating_sub(written.trim_start().len());
    let mut body = written.trim();
    if entire {
        body = level_part(body);
    }
    let from = inner.0.saturating_add(lead);
    (from, from.saturating_add(body.len()))
}

/// `S` of `S-Entire text.`
pub(super) fn level_part(body: &str) -> &str {
    let mut end = body.len();
    for word in ["entire", "e.t", "et"] {
        let hit = body.char_indices().map(|(i, _)| i).find(|i| {
            tail(body, *i)
                .get(..word.len())
                .is_some_and(|w| w.eq_ignore_ascii_case(word))
        });
        if let Some(at) = hit.filter(|at| *at > 0) {
            end = at;
            break;
        }
    }
    let head = body.get(..end).unwrap_or(body);
    head.trim_end_matches(|c: char| is_void(c) || "-–—−.,:/".contains(c))
}

/// The last few characters, enough to see how a sentence ends.
pub(super) fn window(text: &str) -> &str {
    let mut from = text.len().saturating_sub(64);
    while !text.is_char_boundary(from) {
        from = from.saturating_add(1);
    }
    tail(text, from)
}

/// Whether a text in brackets is a level and a control run together by signs that scanning makes of strokes: `SllNF`, `SINF`.
pub(super) fn is_run_together(written: &str) -> bool {
    const CONTROL: [&str; 4] = ["NF", "NOFORN", "OC", "SI"];
    let behind = ["TS", "S", "C"]
        .iter()
        .find_map(|level| written.strip_prefix(level));
    let between = behind.and_then(|rest| CONTROL.iter().find_map(|control| rest.strip_suffix(control)));
    between.is_some_and(|signs| {
        (1..=4).contains(&signs.len()) && signs.chars().all(|c| "/\\lI1|!#7LJ.*_:; ".contains(c))
    }) || matches!(written, "SS" | "CC")
}
