//! A document with its issues, each with its place in lines and columns.

use super::paths::shown;
use crate::cli::input::Input;
use serde::Serialize;
use tearline::check::{Issue, check};
use tearline::document::{Document, segment};
use tearline::effective::govern;
use tearline::scheme::Scheme;
use tearline::span::Span;

/// A range for people and machines: lines and columns from 1, columns count characters, the end is past the last.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

/// An issue with its place.
pub(super) struct Placed {
    pub(super) issue: Issue,
    pub(super) place: Place,
    pub(super) suggested: Option<Place>,
    /// The first line of the mark as written, without text that may be glued to it.
    pub(super) mark: String,
}

/// A document with its issues.
pub(super) struct Checked {
    pub(super) path: String,
    pub(super) issues: Vec<Placed>,
}

/// Checks one document.
pub(super) fn one(input: &Input, scheme: &Scheme) -> Checked {
    let document = Document::new(&input.text, input.format);
    let blocks = segment(&document, scheme);
    let governance = govern(&document, &blocks, scheme);
    let text = document.text();
    // Issues come in the order of the source; a suggestion replaces what its issue covers.
    let mut places = Places::new(text);
    let issues = check(&document, &blocks, &governance, scheme)
        .into_iter()
        .map(|issue| Placed {
            place: places.place(issue.span),
            suggested: issue.suggestion.as_ref().map(|s| places.place(s.span)),
            mark: tearline::check::shown(scheme, issue.span.of(text).lines().next().unwrap_or(""))
                .into_owned(),
            issue,
        })
        .collect();
    Checked {
        path: shown(&input.path),
        issues,
    }
}

/// Lines and columns of offsets that ascend, found in one pass over the text.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Moves on to `offset`; an offset before the last one starts anew.
    fn seek(&mut self, offset: usize) -> (u32, u32) {
        if offset < self.at {
            *self = Self::new(self.text);
        }
        for c in self.text.get(self.at..offset).unwrap_or("").chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = offset;
        (self.line, self.column)
    }

    fn place(&mut self, span: Span) -> Place {
        let (line, column) = self.seek(span.start());
        let mut end = Self { ..*self };
        let (end_line, end_column) = end.seek(span.end());
        Place {
            line,
            column,
            end_line,
            end_column,
        }
    }
}
