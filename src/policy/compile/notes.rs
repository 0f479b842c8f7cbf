//! Where things stand in a policy file, and what an id may be.

use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::model::Policy;
use crate::policy::place::Place;
use crate::policy::reader::Reader;
use crate::policy::source::At;
use crate::span::Span;

pub(super) fn place(reader: &Reader<'_>, span: Span) -> Place {
    let (line, column) = reader.place(span.start());
    Place {
        file: reader.file().to_owned(),
        line,
        column,
    }
}

/// The empty span at a place, for an error there.
pub(super) fn reader_span(text: &str, place: &Place) -> Span {
    let before: usize = text
        .split_inclusive('\n')
        .take(place.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let line = text.get(before..).unwrap_or_default();
    let within: usize = line
        .chars()
        .filter(|c| *c != '\u{feff}')
        .take(place.column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let at = before.saturating_add(within).min(text.len());
    let word = text
        .get(at..)
        .unwrap_or_default()
        .split([' ', ':', ',', '\n', '\r', ']', '}'])
        .next()
        .unwrap_or_default();
    Span::new(at, at.saturating_add(word.len()))
}

pub(super) fn note(reader: &Reader<'_>, policy: &mut Policy, label: &str, span: Span) {
    policy.places.insert(label.to_owned(), place(reader, span));
}

/// The most characters of an id.
pub(super) const LONGEST_ID: usize = 80;

/// Whether an id may hold a character.
pub(super) fn may_identify(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Letters, digits, `-` and `_`: so that an id is never taken for another label and survives every log.
pub(super) fn identifier(reader: &mut Reader<'_>, id: &At<String>, what: &str) {
    if id.value.len() > LONGEST_ID || !id.value.chars().all(may_identify) {
        reader.error(
            Kind::UnknownValue,
            id.span,
            format!("`{what}` may hold letters, digits, `-` and `_`, at most 80"),
            None,
        );
    }
}
