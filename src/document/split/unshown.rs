//! Levels that stand where no text is read: in code, in elements of HTML, in comments, in a box around a banner.
//!
//! A paper may be pasted there, or its banner set in the middle of the page with blanks or elements. That such a line says
//! more than was meant only withholds more.

use super::run::Splitter;
use crate::document::block::Level;
use crate::document::chars::{is_void, tail, trim_void, void_len};
use crate::document::chunk::Chunk;
use crate::document::furniture;
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
        let bare = untagged(line).filter(|bare| can_be_banner(self.scheme, &bare.text))?;
        let view = View::verbatim(&bare.text, 0);
        let level = furniture::levels(self.scheme, &view, 0, &bare.text).pop()?;
        Some(Level {
            span: Span::new(at.saturating_add(bare.from), at.saturating_add(bare.to)),
            ..level
        })
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
