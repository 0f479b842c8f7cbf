//! Plain text: blank lines part the chunks.

use super::chars::{is_blank, is_format, is_void};
use super::chunk::{Chunk, Lines, Shape};
use super::view::View;
use crate::span::Span;

/// Hands each chunk of a plain text to `take`, in order.
pub(super) fn chunks<'a>(source: &'a str, lines: &Lines, mut take: impl FnMut(Chunk<'a>)) {
    let mut first = None;
    let mut above = 0_usize;
    for index in 0..=lines.count() {
        let line = lines.span(index).of(source);
        let blank = index == lines.count() || is_blank(line);
        // A quote sign alone parts paragraphs of what is quoted.
        let sign = !blank && is_bare_quote(line);
        if blank || sign {
            if let Some(from) = first.take() {
                take(chunk(source, lines, from, index));
            }
            if sign {
                take(chunk(source, lines, index, index.saturating_add(1)));
            }
        } else {
            // Deeper in quotations of mail stands another message.
            let depth = if line.starts_with('>') { depth(line) } else { 0 };
            if let Some(from) = first.filter(|_| depth > 0 && above > 0 && depth != above) {
                take(chunk(source, lines, from, index));
                first = None;
            }
            above = depth;
            first = first.or(Some(index));
        }
    }
}

/// The chunk of lines `from..to`.
fn chunk<'a>(source: &'a str, lines: &Lines, from: usize, to: usize) -> Chunk<'a> {
    let start = lines.start(from);
    let body = source.get(start..lines.start(to)).unwrap_or("");
    let body = body.trim_end_matches(['\n', '\r']);
    let mark = body
        .len()
        .saturating_sub(body.trim_start_matches(is_format).len());
    let body = body.get(mark..).unwrap_or("");
    let base = start.saturating_add(mark);
    let quoted = body.starts_with('>')
        && body
            .split('\n')
            .all(|line| line.starts_with('>') && !is_bare_quote(line));
    let (view, text_start) = if quoted {
        (unquoted(source, body, base), base.saturating_add(quote_len(body)))
    } else {
        (View::verbatim(body, base), base)
    };
    Chunk {
        lines: (from, to.saturating_sub(1)),
        shape: Shape::Text,
        view,
        text_start,
        item: None,
        refers: Vec::new(),
        defines: None,
        hides: Vec::new(),
    }
}

/// Quoted lines as their reader sees them, without the signs that quote them.
fn unquoted<'a>(source: &'a str, body: &str, base: usize) -> View<'a> {
    let mut view = View::rendered(source, base);
    let mut at = base;
    for line in body.split_inclusive('\n') {
        let sign = quote_len(line);
        let end = at.saturating_add(line.len());
        view.push(
            line.get(sign..).unwrap_or(""),
            Span::new(at.saturating_add(sign), end),
        );
        at = end;
    }
    view
}

/// How many signs quote a line.
fn depth(line: &str) -> usize {
    line.get(..quote_len(line))
        .unwrap_or("")
        .bytes()
        .filter(|b| *b == b'>')
        .count()
}

/// Length of the quote signs that a line begins with, and of one blank behind them.
fn quote_len(line: &str) -> usize {
    let mut end = 0usize;
    for (at, c) in line.char_indices() {
        match c {
            '>' => end = at.saturating_add(1),
            ' ' => {}
            _ => break,
        }
    }
    end.saturating_add(usize::from(
        line.get(end..).is_some_and(|rest| rest.starts_with(' ')),
    ))
}

/// Whether a line holds quote signs and nothing else.
fn is_bare_quote(line: &str) -> bool {
    line.starts_with('>') && line.chars().all(|c| c == '>' || is_void(c))
}
