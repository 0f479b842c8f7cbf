//! A document with its issues, each with its place in lines and columns.

use super::paths::shown;
use crate::cli::input::Input;
use crate::cli::place::Places;
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
    let mut places = Places::of(text);
    let issues = check(&document, &blocks, &governance, scheme)
        .into_iter()
        .map(|issue| Placed {
            place: range(&mut places, issue.span),
            suggested: issue.suggestion.as_ref().map(|s| range(&mut places, s.span)),
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

/// The range of `span`; spans that rise take one pass over the text.
fn range(places: &mut Places<'_>, span: Span) -> Place {
    let (line, column) = places.line_column(span.start());
    let mut behind = places.clone();
    let (end_line, end_column) = behind.line_column(span.end());
    Place {
        line,
        column,
        end_line,
        end_column,
    }
}
