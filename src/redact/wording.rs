//! How masks are worded.

use crate::decide::Withheld;
use crate::document::{Block, Kind, Role};
use std::borrow::Cow;

/// The distinct reasons of a cut, in order.
pub(super) fn pooled(withheld: &[&Withheld]) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for reason in withheld.iter().filter_map(|w| w.reason.as_deref()) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}

/// Fills a mask's template; where amount or reason is empty, the blank or colon that joined it goes too.
pub(super) fn wording(template: &str, amount: &str, reason: &str) -> String {
    let mut template = Cow::Borrowed(template);
    if amount.is_empty() {
        template = template.replace("{amount} ", "").replace(" {amount}", "").into();
    }
    if reason.is_empty() {
        template = template.replace(": {reason}", "").replace(" {reason}", "").into();
    }
    let mut text = String::with_capacity(template.len().saturating_add(reason.len()));
    let mut rest: &str = &template;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let named = [("amount}", amount), ("reason}", reason)]
            .into_iter()
            .find_map(|(name, value)| Some((value, behind.strip_prefix(name)?)));
        let (value, next) = named.unwrap_or(("{", behind));
        text.push_str(value);
        rest = next;
    }
    text.push_str(rest);
    text
}

/// What a mask counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Paragraph,
    Heading,
    Header,
    Subject,
    Row,
    Signature,
    Line,
    Passage,
}

impl Noun {
    pub(super) fn counted(self, count: usize) -> String {
        let word = match self {
            Self::Paragraph => "paragraph",
            Self::Heading => "heading",
            Self::Header => "header",
            Self::Subject => "subject",
            Self::Row => "row",
            Self::Signature => "signature",
            Self::Line => "line",
            Self::Passage => "passage",
        };
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    }
}

/// What a mask calls a block. Whether a line of text reads as a heading hangs on its words, which a mask must not show; a
/// heading sign of Markdown does not.
pub(super) fn noun(block: &Block, source: &str) -> Noun {
    match (block.kind, block.role) {
        (_, Role::Subject) => Noun::Subject,
        (_, Role::TableRow { .. }) => Noun::Row,
        (Kind::Heading, _) if block.lead.of(source).contains('#') => Noun::Heading,
        (Kind::Header | Kind::Banner, _) => Noun::Header,
        (Kind::Signature, _) => Noun::Signature,
        (Kind::Trailer | Kind::Other, _) => Noun::Line,
        (Kind::Heading | Kind::Portion | Kind::Continuation | Kind::List, _) => Noun::Paragraph,
    }
}
