//! Policy and governing marking to a decision. Only this file makes a released decision.
//!
//! Text leaves by one of four ways, each with a label that the record shows: an entry of `releasable` that covers the
//! governing marking, an `unmarked` key that says `release`, a declassification date that the policy honours, or a
//! rule that releases. A rule that withholds goes over all of them, and a mark that cannot be read over that.

use crate::authority::authority_reason;
use crate::document::{Block, Document, Kind, MarkPlace, Role};
use crate::effective::{Governance, Governing, Why};
use crate::marking::{Entry, Marking, within};
use crate::part::part;
use crate::policy::{Declassified, Effect, Fold, Part, Passage, Policy, Rule, Unit, UnmarkedRule};
use crate::span::Span;
use std::collections::HashMap;

/// The label of text whose marking the policy does not list.
pub const NOT_RELEASABLE: &str = "not releasable";
/// The label of text under a mark that cannot be read.
pub const UNREADABLE: &str = "unreadable mark";
/// The label of unmarked text in a document whose overall classification is unknown.
pub const NO_OVERALL: &str = "no overall marking";
/// The label of text that leaves by a passed declassification date.
pub const DECLASSIFICATION: &str = "declassification";

/// Proof that a span may leave; only [`decide`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    rule: String,
}

impl Released {
    /// The policy entry or rule that releases it, such as `releasable[1]`; entries count from 1.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// Why a span stays behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The reason for the mask and the record.
    pub reason: Option<String>,
    /// The policy entry or rule, such as `not releasable`.
    pub rule: String,
}

/// What happens to a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It leaves.
    Release(Released),
    /// It stays.
    Withhold(Withheld),
}

impl Decision {
    /// The entry, option or rule that decided, as a label of [`Policy::places`] or one of the constants of this module.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Release(released) => released.rule(),
            Self::Withhold(withheld) => &withheld.rule,
        }
    }

    /// Whether it leaves.
    #[must_use]
    pub fn releases(&self) -> bool {
        matches!(self, Self::Release(_))
    }
}

/// A span with its decision. The spans of all decisions tile the source in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Byte offsets into the source.
    pub span: Span,
    /// Index of the block it belongs to.
    pub block: usize,
    /// What happens to it.
    pub decision: Decision,
}

/// Decides what happens to every byte of `document`.
///
/// `governance` holds one entry per block; a block without one is withheld.
#[must_use]
pub fn decide(
    policy: &Policy,
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
) -> Vec<Decided> {
    let mut judge = Judge::new(policy, document, blocks, governance);
    let mut verdicts: Vec<Verdict> = (0..blocks.len()).map(|index| judge.block(index)).collect();
    if !policy.rules.is_empty() {
        judge.releasing_rules(&mut verdicts);
        judge.withholding_rules(&mut verdicts);
    }
    let mut out = Vec::with_capacity(blocks.len());
    for (index, (block, verdict)) in blocks.iter().zip(&mut verdicts).enumerate() {
        judge.tile(index, block, verdict, &mut out);
    }
    out
}

/// What happens to one block before it is cut into spans.
struct Verdict {
    /// Whether the block leaves.
    leaves: bool,
    /// What decided.
    by: By,
    /// The parts that rules withhold all the same, and the rule's index.
    cuts: Vec<(Span, usize)>,
}

#[derive(Clone, Copy)]
enum By {
    Entry(usize),
    Unmarked(Part),
    Rule(usize),
    Declassification,
    NotListed,
    Unreadable,
    NoOverall,
}

struct Judge<'a> {
    policy: &'a Policy,
    source: &'a str,
    blocks: &'a [Block],
    governance: &'a Governance,
    /// What the authority line gives as reason for classified text.
    reason: Option<String>,
    /// What the policy says of each marking that was met.
    known: HashMap<&'a Marking, By>,
    declassified: Declassified,
}

impl<'a> Judge<'a> {
    fn new(
        policy: &'a Policy,
        document: &Document<'a>,
        blocks: &'a [Block],
        governance: &'a Governance,
    ) -> Self {
        let source = document.text();
        let lines = blocks
            .iter()
            .filter(|b| b.role == Role::Declassification)
            .map(|b| b.body.of(source));
        Self {
            policy,
            source,
            blocks,
            governance,
            reason: policy
                .reasons
                .from_document
                .then(|| authority_reason(source, blocks))
                .flatten(),
            known: HashMap::new(),
            declassified: Declassified::new(&policy.declassification, lines),
        }
    }

    /// The marking that governs a block, the overall one where that does; `None` where none is known.
    fn marking(&self, index: usize) -> Option<&'a Marking> {
        match &self.governance.blocks.get(index)?.governing {
            Governing::Known(marking) => Some(marking),
            Governing::Overall => self.governance.overall.as_ref(),
            Governing::Unreadable(_) => None,
        }
    }

    fn unreadable(&self, index: usize) -> bool {
        self.governance
            .blocks
            .get(index)
            .is_none_or(|e| matches!(e.governing, Governing::Unreadable(_)))
    }

    fn why(&self, index: usize) -> Why {
        self.governance.blocks.get(index).map_or(Why::Unmarked, |e| e.why)
    }

    /// The kind of block that `unmarked` and rules see.
    fn part(&self, index: usize) -> Part {
        let Some(block) = self.blocks.get(index) else {
            return Part::Other;
        };
        part(self.source, block, self.why(index))
    }

    /// Entry, option or date by which a block leaves, or why it stays.
    fn block(&mut self, index: usize) -> Verdict {
        let by = self.by(index);
        Verdict {
            leaves: matches!(by, By::Entry(_) | By::Declassification)
                || matches!(by, By::Unmarked(part) if self.policy.unmarked.of(part) == UnmarkedRule::Release),
            by,
            cuts: Vec::new(),
        }
    }

    fn by(&mut self, index: usize) -> By {
        let Some(effective) = self.governance.blocks.get(index) else {
            return By::NotListed;
        };
        let part = self.part(index);
        let rule = self.policy.unmarked.of(part);
        match &effective.governing {
            Governing::Unreadable(_) => By::Unreadable,
            Governing::Overall => match rule {
                UnmarkedRule::Withhold => By::Unmarked(part),
                // A document that nowhere shows a marking is withheld in whole.
                UnmarkedRule::Release if self.governance.overall.is_none() => By::NoOverall,
                UnmarkedRule::Release => By::Unmarked(part),
                UnmarkedRule::Banner | UnmarkedRule::Inherit => self.by_overall(),
            },
            Governing::Known(marking) => {
                let by = self.by_marking(marking);
                let unmarked = part == Part::Continuation || part == Part::Hidden;
                match rule {
                    UnmarkedRule::Withhold if unmarked => By::Unmarked(part),
                    // An unmarked continuation then needs both: its portion's marking and the overall one.
                    UnmarkedRule::Banner if unmarked && matches!(by, By::Entry(_)) => {
                        match self.by_overall() {
                            By::Entry(_) | By::Declassification => by,
                            held => held,
                        }
                    }
                    _ => by,
                }
            }
        }
    }

    fn by_overall(&mut self) -> By {
        match &self.governance.overall {
            Some(marking) => self.by_marking(marking),
            None => By::NoOverall,
        }
    }

    fn by_marking(&mut self, marking: &'a Marking) -> By {
        if let Some(by) = self.known.get(marking) {
            return *by;
        }
        let policy = self.policy;
        let entry = |m: &Marking| {
            policy
                .releasable
                .iter()
                .position(|entry| within(&policy.scheme, entry, m))
        };
        let by = match entry(marking) {
            Some(index) => By::Entry(index),
            // What is declassified is unclassified: the policy must list that.
            None if self.declassified.covers(marking)
                && crate::marking::lowest(&policy.scheme).is_some_and(|m| entry(&m).is_some()) =>
            {
                By::Declassification
            }
            None => By::NotListed,
        };
        self.known.insert(marking, by);
        by
    }

    fn releasing_rules(&self, verdicts: &mut [Verdict]) {
        for (number, rule) in self.policy.rules.iter().enumerate() {
            if rule.effect != Effect::Release {
                continue;
            }
            for (index, verdict) in verdicts.iter_mut().enumerate() {
                if verdict.leaves || self.unreadable(index) || !self.concerns(rule, index) {
                    continue;
                }
                let body = self.blocks.get(index).map_or("", |b| b.body.of(self.source));
                if rule.when.text.as_ref().is_none_or(|p| p.is_match(body)) {
                    verdict.leaves = true;
                    verdict.by = By::Rule(number);
                }
            }
        }
    }

    fn concerns(&self, rule: &Rule, index: usize) -> bool {
        rule.when
            .concerns(&self.policy.scheme, self.part(index), self.marking(index))
    }

    /// Rules that withhold look at whole portions, so that page furniture in the middle of a paragraph hides nothing.
    fn withholding_rules(&self, verdicts: &mut [Verdict]) {
        let rules = || {
            self.policy
                .rules
                .iter()
                .enumerate()
                .filter_map(|(number, rule)| match rule.effect {
                    Effect::Withhold(unit) => Some((number, rule, unit)),
                    Effect::Release => None,
                })
        };
        if rules().next().is_none() {
            return;
        }
        let mut portions: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut order = Vec::new();
        for index in 0..self.blocks.len() {
            let first = self.governance.blocks.get(index).map_or(index, |e| e.portion);
            portions
                .entry(first)
                .or_insert_with(|| {
                    order.push(first);
                    Vec::new()
                })
                .push(index);
        }
        for list in order.iter().filter_map(|first| portions.get(first)) {
            if !list.iter().any(|i| verdicts.get(*i).is_some_and(|v| v.leaves)) {
                continue;
            }
            for (number, rule, unit) in rules() {
                let seen: Vec<usize> = list.iter().copied().filter(|i| self.concerns(rule, *i)).collect();
                for (index, span) in self.hits(rule, unit, &seen) {
                    if let Some(verdict) = verdicts.get_mut(index) {
                        verdict.cuts.push((span, number));
                    }
                }
            }
        }
    }

    /// What a rule withholds of the blocks of one portion.
    fn hits(&self, rule: &Rule, unit: Unit, list: &[usize]) -> Vec<(usize, Span)> {
        let whole = |index: &usize| self.blocks.get(*index).map(|b| (*index, b.span));
        let Some(pattern) = &rule.when.text else {
            return list.iter().filter_map(whole).collect();
        };
        let bodies: Vec<Span> = list
            .iter()
            .filter_map(|i| self.blocks.get(*i).map(|b| b.body))
            .collect();
        let mut found: Vec<Span> = Vec::new();
        for fold in [Fold::Raw, Fold::Spaces, Fold::Marks] {
            let passage = Passage::new(self.source, &bodies, fold);
            for (start, end) in pattern.find_iter(passage.text()) {
                let (start, end) = match unit {
                    Unit::Sentence => passage.sentences(start, end),
                    Unit::Match | Unit::Paragraph => (start, end),
                };
                found.push(passage.source(start, end));
            }
        }
        let found = united(found);
        let mut out = Vec::new();
        if unit == Unit::Paragraph {
            let touched = |i: &usize| self.blocks.get(*i).is_some_and(|b| touches(&found, b.body));
            let running = |i: &usize| self.blocks.get(*i).is_some_and(|b| b.kind != Kind::List);
            // A paragraph that page furniture cuts is one paragraph; the items of a list are one each.
            let paragraph = list.iter().any(|i| running(i) && touched(i));
            out.extend(
                list.iter()
                    .filter(|i| touched(i) || paragraph && running(i))
                    .filter_map(whole),
            );
            return out;
        }
        for index in list {
            let Some(block) = self.blocks.get(*index) else {
                continue;
            };
            let from = found.partition_point(|f| f.end() <= block.body.start());
            for span in found.iter().skip(from) {
                if span.start() >= block.body.end() {
                    break;
                }
                let both = Span::new(
                    span.start().max(block.body.start()),
                    span.end().min(block.body.end()),
                );
                if !both.is_empty() {
                    out.push((*index, both));
                }
            }
        }
        out
    }

    /// Puts one block's decisions in order: they tile its span.
    fn tile(&self, index: usize, block: &Block, verdict: &mut Verdict, out: &mut Vec<Decided>) {
        if !verdict.leaves {
            out.push(self.decided(index, block.span, false, verdict.by));
            return;
        }
        let frame = frame(block);
        verdict.cuts.sort_by_key(|(span, number)| (span.start(), *number));
        let whole = verdict
            .cuts
            .iter()
            .filter(|(span, _)| *span == block.span)
            .map(|(_, number)| *number)
            .min();
        if let Some(number) = whole {
            out.push(self.decided(index, block.span, false, By::Rule(number)));
            return;
        }
        let mut cuts: Vec<(Span, usize)> = Vec::new();
        for (span, number) in &verdict.cuts {
            let span = Span::new(span.start().max(frame.start()), span.end().min(frame.end()));
            if span.is_empty() {
                continue;
            }
            match cuts.last_mut() {
                Some((last, _)) if span.start() <= last.end() => {
                    *last = Span::new(last.start(), last.end().max(span.end()));
                }
                _ => cuts.push((span, *number)),
            }
        }
        if let Some((_, number)) = cuts.first()
            && !text_left(self.source, frame, &cuts)
        {
            out.push(self.decided(index, block.span, false, By::Rule(*number)));
            return;
        }
        let mut at = block.span.start();
        for (span, number) in cuts {
            if span.start() > at {
                out.push(self.decided(index, Span::new(at, span.start()), true, verdict.by));
            }
            out.push(self.decided(index, span, false, By::Rule(number)));
            at = span.end();
        }
        if at < block.span.end() || block.span.is_empty() {
            out.push(self.decided(index, Span::new(at, block.span.end()), true, verdict.by));
        }
    }

    fn decided(&self, block: usize, span: Span, leaves: bool, by: By) -> Decided {
        let rule = self.label(by);
        let decision = if leaves {
            Decision::Release(Released { rule })
        } else {
            Decision::Withhold(Withheld {
                reason: Some(self.reason(block, by)),
                rule,
            })
        };
        Decided {
            span,
            block,
            decision,
        }
    }

    fn label(&self, by: By) -> String {
        match by {
            By::Entry(index) => format!("releasable[{}]", index.saturating_add(1)),
            By::Unmarked(part) => part.label().to_owned(),
            By::Rule(index) => self
                .policy
                .rules
                .get(index)
                .map_or_else(String::new, |rule| rule.id.clone()),
            By::Declassification => DECLASSIFICATION.to_owned(),
            By::NotListed => NOT_RELEASABLE.to_owned(),
            By::Unreadable => UNREADABLE.to_owned(),
            By::NoOverall => NO_OVERALL.to_owned(),
        }
    }

    /// By rule, by marking, from the document for classified text, else the default.
    fn reason(&self, block: usize, by: By) -> String {
        let reasons = &self.policy.reasons;
        if let By::Rule(index) = by {
            let own = self
                .policy
                .rules
                .get(index)
                .and_then(|rule| rule.reason.as_deref());
            return own.unwrap_or(&reasons.default).to_owned();
        }
        let marking = self.marking(block);
        let by_marking = |name: &str| {
            reasons
                .by_marking
                .iter()
                .find_map(|(m, reason)| (m == name).then_some(reason))
        };
        if let Some(reason) = marking.and_then(|m| by_marking(m.portion()).or_else(|| by_marking(m.level())))
        {
            return reason.clone();
        }
        // The authority line is about classified text (32 CFR 2001.21): SBU and its like have reasons of their own.
        let classified = marking.is_none_or(|m| m.rank() > 1);
        match &self.reason {
            Some(reason) if classified => reason.clone(),
            _ => reasons.default.clone(),
        }
    }
}

/// The text of a block between its lead with the marks there and the marks at its end: what a rule may cut out. The
/// mark must go on governing what is left.
fn frame(block: &Block) -> Span {
    let start = block
        .marks
        .iter()
        .filter(|m| m.place == MarkPlace::Start)
        .map(|m| m.span.end())
        .fold(block.lead.end().max(block.body.start()), usize::max);
    let end = block
        .marks
        .iter()
        .filter(|m| m.place == MarkPlace::End)
        .map(|m| m.span.start())
        .fold(block.body.end(), usize::min);
    Span::new(start, end)
}

/// Whether letters or digits are left of `frame` after `cuts`.
fn text_left(source: &str, frame: Span, cuts: &[(Span, usize)]) -> bool {
    let mut at = frame.start();
    let ends = cuts
        .iter()
        .map(|(span, _)| (span.start(), span.end()))
        .chain(std::iter::once((frame.end(), frame.end())));
    for (start, end) in ends {
        if Span::new(at, start)
            .of(source)
            .contains(|c: char| c.is_alphanumeric())
        {
            return true;
        }
        at = end;
    }
    false
}

/// Sorted spans that do not overlap, covering the same bytes.
fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start() <= last.end() => {
                *last = Span::new(last.start(), last.end().max(span.end()));
            }
            _ => out.push(span),
        }
    }
    out
}

/// Whether any of the [`united`] spans touches `body`.
fn touches(found: &[Span], body: Span) -> bool {
    let from = found.partition_point(|f| f.end() <= body.start());
    found.get(from).is_some_and(|f| f.start() < body.end())
}

/// Whether any entry of the policy covers `marking`, and which; counted from 0.
#[must_use]
pub fn entry_for(policy: &Policy, marking: &Marking) -> Option<usize> {
    policy
        .releasable
        .iter()
        .position(|entry: &Entry| within(&policy.scheme, entry, marking))
}
