//! Names that only withheld text shows, in text that no marking of its own lets out.

use super::words::Words;
use crate::span::Span;
use std::collections::HashMap;

/// What is known of a word of the looked-at text.
#[derive(Default)]
struct Seen {
    /// Where withheld text shows it as a name: with a capital, and not where a sentence starts.
    withheld: Option<Span>,
    /// Whether it also stands in small letters or in text that leaves by its own marking.
    common: bool,
}

/// Words under `targets` that stand as a name in withheld text and nowhere in `lawful` text.
pub(super) fn names(source: &str, targets: &[Span], withheld: &[Span], lawful: &[Span]) -> Vec<(Span, Span)> {
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    for target in targets {
        for word in Words::new(source, *target) {
            if word.telling && capital(source, word.span) {
                seen.entry(word.hash).or_default();
            }
        }
    }
    if seen.is_empty() {
        return Vec::new();
    }
    for span in lawful {
        for word in Words::new(source, *span) {
            if let Some(known) = seen.get_mut(&word.hash) {
                known.common = true;
            }
        }
    }
    for span in withheld {
        let mut starts = true;
        let mut end = span.start();
        for word in Words::new(source, *span) {
            let between = Span::new(end, word.span.start()).of(source);
            starts |= between.contains(['.', '!', '?', ':', ')', '\n', '"', '\u{201c}']);
            if let Some(known) = seen.get_mut(&word.hash) {
                if !capital(source, word.span) {
                    known.common = true;
                } else if !starts && known.withheld.is_none() {
                    known.withheld = Some(word.span);
                }
            }
            starts = false;
            end = word.span.end();
        }
    }
    let mut out = Vec::new();
    for target in targets {
        for word in Words::new(source, *target) {
            if let Some(Seen {
                withheld: Some(from),
                common: false,
            }) = seen.get(&word.hash)
                && word.telling
            {
                out.push((word.span, *from));
            }
        }
    }
    out
}

fn capital(source: &str, span: Span) -> bool {
    span.of(source).starts_with(char::is_uppercase)
}
