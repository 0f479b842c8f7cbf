//! The check over one document.

use super::judged::judged;
use super::names::names;
use super::references::references;
use super::runs::{MOST, shared};
use super::strand::{Piece, Strands};
use super::words::{Words, same};
use crate::decide::Decided;
use crate::document::{Block, Document, Kind};
use crate::effective::Governance;
use crate::finding::{Finding, Severity};
use crate::policy::{Effect, Part, Policy, SpillAction, Unit};
use crate::span::Span;
use std::collections::HashMap;

/// What of withheld text stands in released text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpillKind {
    /// A run of words.
    Words,
    /// What a rule withholds word for word elsewhere.
    Match,
    /// A name that only withheld text shows.
    Name,
    /// A reference to a paragraph that was removed.
    Reference,
}

/// One place. Spans are byte offsets into the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spilled {
    /// What stands there.
    pub kind: SpillKind,
    /// Where, in text that would leave.
    pub released: Span,
    /// Where the withheld text stands.
    pub withheld: Span,
    /// Whether the policy refuses the release for it.
    pub refuses: bool,
}

impl Spilled {
    /// The same as a finding, without text.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let (id, message) = match self.kind {
            SpillKind::Words if !self.refuses => (
                "spill-words",
                "words of withheld text stand again here, in text that leaves; see whether it should be marked as the other is",
            ),
            SpillKind::Words => (
                "spill-words",
                "words of withheld text stand again here, in text that would leave; mark this text as the other is marked, or set `spill.action: warn`",
            ),
            SpillKind::Match => (
                "spill-match",
                "what a rule withholds elsewhere stands here, in text that would leave; widen the rule's pattern",
            ),
            SpillKind::Name => (
                "spill-name",
                "a name that only withheld text shows stands here, in text without a marking of its own; mark it, or withhold it by rule",
            ),
            SpillKind::Reference => (
                "reference-to-withheld",
                "this refers by number to a paragraph of which nothing leaves",
            ),
        };
        let severity = match (self.refuses, self.kind) {
            (true, _) => Severity::Error,
            (false, SpillKind::Reference) => Severity::Note,
            (false, _) => Severity::Warning,
        };
        Finding {
            id,
            severity,
            span: self.released,
            message: message.to_owned(),
        }
    }
}

/// Looks for withheld text in what `decided` lets out, in the order of the source. Linear in the text.
///
/// Withheld text is text that a marking of its own or of its portion holds, a mark that cannot be read, or a rule. Text
/// that stays for want of a marking (headings, headers, page furniture, free-standing paragraphs) is not: nobody said of
/// its words that they are secret, and the same words under `(U)` were marked by whoever wrote them.
///
/// A portion that leaves by its own marking may use a phrase of a withheld one (a finding says so). It is refused where
/// it repeats the statement: most of a withheld sentence, or twice as many words in a row as `spill.words`.
#[must_use]
pub fn check(
    policy: &Policy,
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
    decided: &[Decided],
) -> Vec<Spilled> {
    let source = document.text();
    let mut sides = Sides::new(policy, blocks, governance, decided);
    if sides.released.is_empty() || sides.withheld.is_empty() && sides.cut.is_empty() {
        return Vec::new();
    }
    let refuses = policy.spill.action == SpillAction::Refuse;
    let mut out = Vec::new();
    let mut add = |kind, released, withheld, refuses| {
        out.push(Spilled {
            kind,
            released,
            withheld,
            refuses,
        });
    };
    let withheld = Strands::new(std::mem::take(&mut sides.joined_withheld));
    let released = Strands::new(std::mem::take(&mut sides.joined_released));
    let own = |span: Span| sides.own.binary_search(&span).is_ok();
    for run in shared(source, &withheld, &released, policy.spill.words, &own, MOST) {
        add(SpillKind::Words, run.released, run.withheld, refuses && run.tells);
    }
    for (place, from) in matches(source, &sides.cut, &released) {
        add(SpillKind::Match, place, from, refuses);
    }
    if policy.spill.names {
        for (place, from) in names(source, &sides.targets, &sides.withheld, &sides.lawful) {
            add(SpillKind::Name, place, from, refuses);
        }
    }
    let gone = |index: usize| sides.gone.get(index).copied().unwrap_or(false);
    for (place, from) in references(source, blocks, &gone, &sides.released) {
        add(SpillKind::Reference, place, from, false);
    }
    out.sort_by_key(|s| (s.released.start(), s.released.end()));
    out
}

/// The text of a document by what may be said of it.
#[derive(Default)]
struct Sides {
    /// Text that a marking or a rule holds.
    withheld: Vec<Span>,
    /// The same and the text that leaves, by what is read in one go.
    joined_withheld: Vec<Piece>,
    joined_released: Vec<Piece>,
    /// Matches that a rule cuts out of released text.
    cut: Vec<Span>,
    /// Text that leaves, with its block.
    released: Vec<(usize, Span)>,
    /// Text that leaves by the marking that governs it.
    lawful: Vec<Span>,
    /// Text that leaves by a marking of its own or of its portion.
    own: Vec<Span>,
    /// Headings, subjects and text released by rule: what leaves without a marking that covers it.
    targets: Vec<Span>,
    /// Blocks of which nothing leaves.
    gone: Vec<bool>,
}

impl Sides {
    fn new(policy: &Policy, blocks: &[Block], governance: &Governance, decided: &[Decided]) -> Self {
        let mut sides = Self {
            gone: vec![true; blocks.len()],
            ..Self::default()
        };
        for one in judged(policy, blocks, governance, decided) {
            let span = one.span;
            if one.decision.releases() {
                if let Some(gone) = sides.gone.get_mut(one.index) {
                    *gone = false;
                }
                if one.block.kind == Kind::Banner || span.is_empty() {
                    continue;
                }
                sides.released.push((one.index, span));
                sides.joined_released.push(one.piece());
                let label = one.decision.rule();
                let unmarked = label == Part::Heading.label() || label == Part::Subject.label();
                if unmarked || one.rule.is_some_and(|r| r.effect == Effect::Release) {
                    sides.targets.push(span);
                } else {
                    sides.lawful.push(span);
                    if one.governed {
                        sides.own.push(span);
                    }
                }
            } else if one.rule.is_some() || one.is_held_by_marking() {
                sides.withheld.push(span);
                sides.joined_withheld.push(one.piece());
                if one
                    .rule
                    .is_some_and(|rule| rule.effect == Effect::Withhold(Unit::Match))
                {
                    sides.cut.push(span);
                }
            }
        }
        sides
    }
}

/// Longest match that is looked for as a whole; of longer ones the runs are.
const LONGEST_MATCH: usize = 50;

/// What a rule cuts out as a match, standing again in released text.
pub(super) fn matches(source: &str, cut: &[Span], released: &Strands) -> Vec<(Span, Span)> {
    let mut by_first: HashMap<u64, Vec<(usize, Span)>> = HashMap::new();
    let words = |span: Span| Words::read(source, span, true);
    for span in cut {
        let list: Vec<_> = words(*span).take(LONGEST_MATCH).collect();
        let Some(first) = list.first() else { continue };
        if list.len() >= LONGEST_MATCH || !list.iter().any(|w| w.telling) {
            continue;
        }
        let count = list.len();
        let list = by_first.entry(first.hash).or_default();
        // A name cut a thousand times is one name.
        if list.len() < 32
            && !list
                .iter()
                .any(|(_, known)| same(source, words(*known), source, words(*span)))
        {
            list.push((count, *span));
        }
    }
    if by_first.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<(Span, Span)> = Vec::new();
    for strand in released.readings(source) {
        for word in strand.words(source) {
            for (count, from) in by_first.get(&word.hash).into_iter().flatten() {
                let here = || strand.words_from(source, word.span.start()).take(*count);
                if same(source, here(), source, words(*from)) {
                    let end = here().last().map_or(word.span.end(), |w| w.span.end());
                    let place = Span::new(word.span.start(), end);
                    out.push((place, *from));
                }
            }
        }
    }
    out.sort_unstable();
    out.dedup_by_key(|(place, _)| *place);
    out
}
