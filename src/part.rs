//! Which kind of block a policy sees: the keys of `unmarked`, the `kind` of rules.

use crate::document::{Block, Kind, Role};
use crate::effective::Why;
use crate::envelope::is_envelope;
use crate::policy::Part;
use crate::span::Span;

/// The kind of block that `unmarked` and rules see. What stands at the head of a document and is no line of an envelope
/// is a paragraph.
#[must_use]
pub fn part(source: &str, block: &Block, why: Why) -> Part {
    let own = matches!(
        why,
        Why::Own | Why::OwnAtEnd | Why::OwnHighest | Why::RaisedByEntireText(_)
    );
    match block.role {
        role if role.is_hidden() => return Part::Hidden,
        Role::LinkDefinition | Role::Footnote if !own && !matches!(why, Why::ReferredBy(_)) => {
            return Part::Hidden;
        }
        Role::FrontMatter => return Part::FrontMatter,
        Role::Subject => return Part::Subject,
        Role::Authority | Role::Declassification => return Part::Authority,
        Role::Stamp => return Part::Other,
        Role::Plain
        | Role::Code
        | Role::LinkDefinition
        | Role::Footnote
        | Role::MessageHead
        | Role::Paper
        | Role::Excision
        | Role::Hidden
        | Role::TableRow { .. } => {}
    }
    if let Why::Continues(_) = why {
        return Part::Continuation;
    }
    match block.kind {
        Kind::Header if envelope(source, block) => Part::Header,
        Kind::Banner if envelope(source, block) => Part::Header,
        Kind::Header => Part::Paragraph,
        Kind::Banner => Part::Other,
        Kind::Heading => Part::Heading,
        Kind::Portion | Kind::List | Kind::Continuation => Part::Paragraph,
        Kind::Signature | Kind::Trailer if short(source, block) => Part::Signature,
        Kind::Signature | Kind::Trailer => Part::Paragraph,
        Kind::Other => Part::Other,
    }
}

/// Whether a block is of the envelope: its lines, the levels in them apart, have no room for content.
fn envelope(source: &str, block: &Block) -> bool {
    if block.levels.is_empty() {
        return is_envelope(block.body.of(source));
    }
    let mut at = block.body.start();
    let mut rest = String::new();
    for level in &block.levels {
        rest.push_str(Span::new(at, level.span.start()).of(source));
        at = level.span.end().max(at);
    }
    rest.push_str(Span::new(at, block.body.end()).of(source));
    rest.lines().map(str::trim).all(|line| {
        let post = line
            .trim_matches(|c: char| !c.is_alphanumeric())
            .split(' ')
            .all(|w| {
                w.chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "/.-".contains(c))
            });
        line.is_empty()
            || is_envelope(line)
            || post && line.len() <= 60 && line.split_whitespace().count() <= 6
    })
}

/// Whether a block has room for names and titles, and for no more.
fn short(source: &str, block: &Block) -> bool {
    block
        .body
        .of(source)
        .lines()
        .all(|line| line.len() <= 80 && line.split_whitespace().count() <= 8)
}

/// Words of the longest heading that is surely one.
const LONGEST_HEADING: usize = 14;

/// Whether what stands as a heading may be prose: a sentence ends amid it, it calls a footnote, or it is long.
#[must_use]
pub fn is_prose(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let last = words.next_back();
    let sentence = words.clone().any(|word| {
        let closed = word.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '*', '_']);
        let initials = closed
            .split('.')
            .all(|part| part.chars().count() <= 1 && part.chars().all(char::is_uppercase));
        closed.ends_with(['.', '!', '?', '\u{2026}']) && !initials
    });
    let count = words.count().saturating_add(usize::from(last.is_some()));
    sentence || count > LONGEST_HEADING || text.contains("[^")
}

#[cfg(test)]
mod tests {
    use super::is_prose;

    #[test]
    fn headings_are_short_and_hold_no_sentence() {
        for heading in [
            "The Quay",
            "U.S. Policy toward Krumlov",
            "Who Paid?",
            "J. Vzorova's Visit.",
        ] {
            assert!(!is_prose(heading), "{heading}");
        }
        for prose in [
            "His name is Okapi. He lives in Krumlov",
            "The convoy sails with the anchors.[^1]",
            "(He left.) Nobody saw it",
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        ] {
            assert!(is_prose(prose), "{prose}");
        }
    }
}
