//! Texts that a scheme lists as no mark though they look like one.

use super::attempt::Attempt;
use super::model::Reading;
use crate::scheme::{Data, first_word};

/// The reading of a text that the scheme lists as no mark though it looks like one.
pub(super) fn never(attempt: &Attempt<'_>) -> Option<Reading> {
    let data = attempt.scheme.data();
    if data.never.is_empty() {
        return None;
    }
    let trimmed = attempt.upper.trim_matches(' ');
    let word = first_word(trimmed.trim_start_matches('/').as_bytes());
    let under = |word: &[u8]| data.never_first.get(word).into_iter().flatten();
    let open = under(&[]).filter(|_| !word.is_empty());
    let mut patterns = under(word).chain(open).filter_map(|at| data.never.get(*at));
    let never = patterns.find(|n| stands(data, &n.text, trimmed))?;
    Some(attempt.held("ambiguous", never.because.clone()))
}

/// Whether `text` is the pattern of a mark that does not exist, alone or with controls behind it.
fn stands(data: &Data, pattern: &str, text: &str) -> bool {
    let first = |t: &str| t.bytes().find(|b| *b != b'/');
    if first(pattern) != first(text) {
        return false;
    }
    let text = if pattern.starts_with("//") {
        text
    } else {
        text.strip_prefix("//").unwrap_or(text)
    };
    let text = text
        .split("//")
        .find(|t| !t.is_empty())
        .map_or(text, |head| if pattern.starts_with("//") { text } else { head });
    if pattern.ends_with(['*', '?']) && data.level_phrases.exact(text).is_some() {
        return false;
    }
    match pattern.strip_suffix('*') {
        Some(head) => text
            .strip_prefix(head)
            .is_some_and(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)),
        None => match pattern.strip_suffix('?') {
            Some(head) => text.strip_prefix(head).is_some_and(|rest| {
                let mut chars = rest.chars();
                chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
            }),
            // Controls may stand behind it, too, where no slash parts them.
            None => text.strip_prefix(pattern).is_some_and(|rest| {
                let control = rest.strip_prefix(' ').map(|c| data.control_phrases.exact(c));
                rest.is_empty() || control.is_some_and(|c| c.is_some())
            }),
        },
    }
}
