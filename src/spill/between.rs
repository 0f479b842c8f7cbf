//! What the text between two words says of sentences.

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing that matters.
    Words,
    /// A bracket closes: a sentence may begin here, where a run is looked at, but does not end.
    Begins,
    /// A sentence ends.
    Ends,
}

/// What the text between two words says of sentences.
pub(super) fn between(text: &str) -> Between {
    if text.len() < 2 {
        return Between::Words;
    }
    let sign = |signs: &[char]| {
        text.match_indices(signs).any(|(at, _)| {
            let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
            rest.starts_with(char::is_whitespace) || rest.starts_with(['"', ')', '\u{201d}'])
        })
    };
    let full = ['\u{3002}', '\u{ff01}', '\u{ff1f}', '\u{ff61}'];
    if text.contains("\n\n") || sign(&['.', '!', '?']) || !text.is_ascii() && text.contains(full) {
        Between::Ends
    } else if sign(&[')']) {
        Between::Begins
    } else {
        Between::Words
    }
}
