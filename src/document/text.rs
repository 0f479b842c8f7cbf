//! Plain text: blank lines part the chunks.

use super::chars::{is_blank, is_format};
use super::chunk::{Chunk, Lines, Shape};
use super::view::View;

/// Hands each chunk of a plain text to `take`, in order.
pub(super) fn chunks<'a>(source: &'a str, lines: &Lines, mut take: impl FnMut(Chunk<'a>)) {
    let mut first = None;
    for index in 0..=lines.count() {
        let blank = index == lines.count() || is_blank(lines.span(index).of(source));
        match (blank, first) {
            (false, None) => first = Some(index),
            (true, Some(from)) => {
                first = None;
                let last = index.saturating_sub(1);
                let start = lines.start(from);
                let body = source.get(start..lines.start(index)).unwrap_or("");
                let body = body.trim_end_matches(['\n', '\r']);
                let mark = body
                    .len()
                    .saturating_sub(body.trim_start_matches(is_format).len());
                let base = start.saturating_add(mark);
                take(Chunk {
                    lines: (from, last),
                    shape: Shape::Text,
                    view: View::verbatim(body.get(mark..).unwrap_or(""), base),
                    text_start: base,
                    item: None,
                    refers: Vec::new(),
                    defines: None,
                    hides: Vec::new(),
                });
            }
            _ => {}
        }
    }
}
