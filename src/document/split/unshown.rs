//! Levels and marks that stand where no text is read: in code, in elements of HTML, in comments, in a box around a banner.
//!
//! A paper may be pasted there, or its banner set in the middle of the page with blanks or elements. That such a line says
//! more than was meant only withholds more.

use super::run::Splitter;
use crate::document::block::{Level, LevelForm, Mark, MarkPlace, MarkState};
use crate::document::chars::{cut, is_void, tail, trim_void, void_len};
use crate::document::chunk::Chunk;
use crate::document::furniture;
use crate::document::marks::tagged;
use crate::document::signs::last_bracket;
use crate::document::view::View;
use crate::marking::can_be_banner;
use crate::span::Span;
use std::borrow::Cow;

/// Longest line that can state a level, in bytes.
const LONGEST: usize = 400;

impl Splitter<'_> {
    /// The level that each line of a chunk states and nothing else.
    pub(super) fn unshown_levels(&self, chunk: &Chunk<'_>) -> Vec<Level> {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        let mut at = body.start();
        let mut found = Vec::new();
        for line in body.of(self.source).split('\n') {
            found.extend(self.unshown_level(line, at));
            at = at.saturating_add(line.len()).saturating_add(1);
        }
        found
    }

    fn unshown_level(&self, line: &str, at: usize) -> Option<Level> {
        if line.len() > LONGEST {
            return None;
        }
        // A comment in code, `// OK`, is no banner of another nation, and a letter of it no level.
        let comment = line
            .trim_start()
            .strip_prefix("//")
            .filter(|rest| rest.starts_with(is_void));
        let shown = comment.unwrap_or(line);
        let at = at.saturating_add(line.len().saturating_sub(shown.len()));
        let letters = shown.bytes().filter(u8::is_ascii_alphabetic).take(2).count();
        let bare = untagged(shown).filter(|bare| letters > 1 && can_be_banner(self.scheme, &bare.text))?;
        let view = View::verbatim(&bare.text, 0);
        let level = furniture::levels(self.scheme, &view, 0, &bare.text).pop()?;
        Some(Level {
            span: Span::new(at.saturating_add(bare.from), at.saturating_add(bare.to)),
            form: LevelForm::Doubt,
            ..level
        })
    }

    /// Marks that elements and comments of a chunk hold; each tag parts what stands round it.
    pub(super) fn unshown_marks(&self, chunk: &Chunk<'_>) -> Vec<Mark> {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        let source = body.of(self.source);
        let mut view = View::rendered(self.source, body.start());
        let mut found = self.tagged(source, body.start());
        if last_bracket(source).is_none() {
            return found;
        }
        let mut at = body.start();
        for piece in source.split_inclusive('>') {
            let tag = memchr::memrchr(b'<', piece.as_bytes()).filter(|_| piece.ends_with('>'));
            let shown = tag.unwrap_or(piece.len());
            push(&mut view, piece, at, (0, shown));
            if let Some(tag) = tag {
                let comment = tail(piece, tag)
                    .strip_prefix("<!--")
                    .and_then(|c| c.strip_suffix("-->"));
                if let Some(inner) = comment {
                    let from = tag.saturating_add("<!--".len());
                    view.push("\n", Span::new(at, at));
                    push(&mut view, piece, at, (from, from.saturating_add(inner.len())));
                }
                view.push("\n", Span::new(at, at));
            }
            at = at.saturating_add(piece.len());
        }
        let text = view.text();
        let first = self.marks.start(text, 0).hit;
        let behind = first.as_ref().map_or(0, |hit| hit.span.1);
        let hits = first
            .into_iter()
            .chain(self.marks.inside(text, behind, None, false));
        let known = hits.filter(|hit| matches!(hit.state, MarkState::Known(_)));
        found.extend(known.map(|hit| hit.mark(&view, MarkPlace::Inside)));
        found.sort_by_key(|mark| mark.span.start());
        found
    }

    /// Tags that name a level, which stand for marks that cannot be read.
    fn tagged(&self, source: &str, from: usize) -> Vec<Mark> {
        let tag = |at: usize| {
            let len = tagged(self.scheme, tail(source, at))?;
            let start = from.saturating_add(at);
            let span = Span::new(start, start.saturating_add(len));
            Some(Mark {
                span,
                inner: span,
                place: MarkPlace::Inside,
                state: MarkState::Damaged,
                entire: false,
            })
        };
        memchr::memchr_iter(b'<', source.as_bytes())
            .filter_map(tag)
            .collect()
    }

    /// The level of a table's header row whose one cell with text states it.
    pub(super) fn boxed_level(&self, view: &View<'_>) -> Option<Level> {
        let text = view.text();
        let mut at = 0_usize;
        let mut only = None;
        for cell in text.split('\n') {
            if !trim_void(cell).is_empty() {
                if only.is_some() || cell.len() > LONGEST {
                    return None;
                }
                only = Some((at, cell));
            }
            at = at.saturating_add(cell.len()).saturating_add(1);
        }
        let (from, cell) = only?;
        furniture::levels(self.scheme, view, from, cell).pop()
    }
}

/// Shows the bytes `part` of `piece`, which stands at byte `at` of the source.
fn push(view: &mut View<'_>, piece: &str, at: usize, part: (usize, usize)) {
    let span = Span::new(at.saturating_add(part.0), at.saturating_add(part.1));
    view.push(cut(piece, part.0, part.1), span);
}

/// What a line shows without tags and the signs of comments and code, and where that stands in it.
struct Bare<'l> {
    text: Cow<'l, str>,
    from: usize,
    to: usize,
}

fn untagged(line: &str) -> Option<Bare<'_>> {
    if memchr::memchr3(b'<', b'>', b'`', line.as_bytes()).is_none() {
        return plain(line);
    }
    let mut text = String::new();
    let (mut from, mut to) = (None, 0_usize);
    let mut at = 0_usize;
    while let Some(c) = tail(line, at).chars().next() {
        let rest = tail(line, at);
        let sign = ["<!--", "-->"]
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map(|sign| sign.len());
        let tag = || {
            rest.starts_with('<')
                .then(|| memchr::memchr(b'>', rest.as_bytes()))
                .flatten()
        };
        if let Some(len) = sign.or_else(|| tag().map(|end| end.saturating_add(1))) {
            at = at.saturating_add(len);
            continue;
        }
        let end = at.saturating_add(c.len_utf8());
        if !is_void(c) && c != '`' {
            from.get_or_insert(at);
            to = end;
        }
        if from.is_some() && c != '`' {
            text.push(c);
        }
        at = end;
    }
    let text = Cow::from(text.trim_end_matches(is_void).to_owned());
    from.map(|from| Bare { text, from, to })
}

/// The same for a line without tags.
fn plain(line: &str) -> Option<Bare<'_>> {
    let from = void_len(line);
    let text = trim_void(line);
    let to = from.saturating_add(text.len());
    (!text.is_empty()).then_some(Bare {
        text: text.into(),
        from,
        to,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tags_and_signs_are_not_shown() {
        for (line, text, place) in [
            ("<center>SECRET</center>", "SECRET", (8, 14)),
            (
                "<p align=\"center\"><b>SECRET</b>//NOFORN</p>",
                "SECRET//NOFORN",
                (21, 39),
            ),
            ("      SECRET  ", "SECRET", (6, 12)),
            ("<!-- SECRET -->", "SECRET", (5, 11)),
            ("`SECRET`", "SECRET", (1, 7)),
            ("a < b", "a < b", (0, 5)),
        ] {
            let bare = untagged(line).unwrap();
            assert_eq!(
                (bare.text.as_ref(), (bare.from, bare.to)),
                (text, place),
                "{line}"
            );
        }
        assert!(untagged("<br>").is_none() && untagged("").is_none());
    }
}
