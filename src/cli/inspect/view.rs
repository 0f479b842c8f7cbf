//! What is shown of a document, and the words for it.

use crate::cli::report;
use tearline::decide::Decided;
use tearline::document::{Block, Kind};
use tearline::effective::{Effective, Governance, Governing, Why};
use tearline::scheme::Scheme;
use tearline::span::Span;

/// What is shown.
pub(super) struct View<'a> {
    pub(super) source: &'a str,
    pub(super) scheme: &'a Scheme,
    pub(super) blocks: &'a [Block],
    pub(super) governance: &'a Governance,
    /// What a policy decides for each block.
    pub(super) decisions: Option<Vec<Verdict>>,
    pub(super) first_words: bool,
}

/// What a policy decides for a block: released, withheld, or both in parts; and the rules that decide.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    released: bool,
    withheld: bool,
    pub(super) rules: Vec<String>,
}

impl Verdict {
    pub(super) fn word(&self) -> &'static str {
        match (self.released, self.withheld) {
            (true, false) => "release",
            (true, true) => "in part",
            _ => "withhold",
        }
    }
}

/// Gathers the decisions of each block.
pub(super) fn decisions(decided: &[Decided], count: usize) -> Vec<Verdict> {
    let mut list = vec![Verdict::default(); count];
    for one in decided {
        let Some(verdict) = list.get_mut(one.block) else {
            continue;
        };
        if one.decision.releases() {
            verdict.released = true;
        } else {
            verdict.withheld = true;
        }
        let rule = one.decision.rule();
        if !verdict.rules.iter().any(|r| r == rule) {
            verdict.rules.push(rule.to_owned());
        }
    }
    list
}

/// The name of a kind, as in the JSON lines.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Header => "header",
        Kind::Banner => "banner",
        Kind::Heading => "heading",
        Kind::Portion => "portion",
        Kind::Continuation => "continuation",
        Kind::List => "list",
        Kind::Signature => "signature",
        Kind::Trailer => "trailer",
        Kind::Other => "other",
    }
}

/// A mark as written, on one line.
pub(super) fn written(span: Span, source: &str) -> String {
    let words: Vec<&str> = span.of(source).split_whitespace().collect();
    words.join(" ")
}

/// The governing marking as a word: canonical, an unknown one as written, or `banner`.
pub(super) fn effective(one: &Effective, source: &str) -> String {
    match (&one.governing, one.why) {
        (Governing::Known(marking), _) => marking.portion().to_owned(),
        (Governing::Unreadable(span), Why::Damaged | Why::LookAlike) => {
            let _ = span;
            "banner".to_owned()
        }
        (Governing::Unreadable(span), _) => {
            let text = written(*span, source);
            let capital = text.is_ascii() && text.starts_with(|c: char| c.is_ascii_uppercase());
            if capital { text } else { "banner".to_owned() }
        }
        (Governing::Overall, _) => "banner".to_owned(),
    }
}

/// Why, in words.
pub(super) fn why(one: &Effective, blocks: &[Block]) -> String {
    one.why
        .words(|index| blocks.get(index).map_or(0, |block| block.lines.first))
}

/// The first words of a block.
pub(super) fn words(block: &Block, source: &str) -> String {
    let text: String = block.body.of(source).chars().take(160).collect();
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    report::printable(&words.join(" "))
}
