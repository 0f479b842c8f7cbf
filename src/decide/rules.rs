//! Rules of a policy: what they release, and what they withhold of text that would leave.

use super::judge::{By, Cuts, Judge, Verdict};
use super::widen::widen;
use crate::document::Kind;
use crate::policy::{Effect, Fold, Passage, Rule, Unit};
use crate::span::Span;
use std::collections::HashMap;

impl Judge<'_> {
    pub(super) fn releasing_rules(&self, verdicts: &mut [Verdict]) {
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
    pub(super) fn withholding_rules(&self, verdicts: &[Verdict]) -> Cuts {
        let mut cuts = Cuts::new();
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
            return cuts;
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
                    cuts.entry(index).or_default().push((span, number));
                }
            }
        }
        cuts
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
        for fold in Fold::of(self.source, &bodies) {
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
                    let both = if self.markdown {
                        widen(self.source, block.body, both)
                    } else {
                        both
                    };
                    out.push((*index, both));
                }
            }
        }
        out
    }
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
