//! Rules: compiled, and refused where they can never match or contradict each other.

use super::entries::entry;
use super::notes::{identifier, note, reader_span};
use crate::marking::{Entry, within};
use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::model::Policy;
use crate::policy::reader::Reader;
use crate::policy::rule::{Effect, Pattern, PatternError, Rule, Unit, When};
use crate::policy::source::{RuleSource, WhenSource};
use crate::policy::unmarked::{Part, UnmarkedRule};
use crate::span::Span;

pub(super) fn rule(reader: &mut Reader<'_>, policy: &mut Policy, source: RuleSource) {
    let id = source.id.clone();
    if let Some(id) = &id {
        identifier(reader, id, "rules.id");
    } else {
        reader.error(
            Kind::MissingKey,
            source.span,
            "this rule has no `id`",
            Some("give it a name that the record can show".to_owned()),
        );
    }
    let effect = match (source.withhold, source.release) {
        (Some(_), Some(release)) => {
            reader.error(
                Kind::Contradiction,
                release,
                "a rule withholds or releases, not both",
                Some("make two rules of it".to_owned()),
            );
            return;
        }
        (None, None) if source.broken => return,
        (None, None) => {
            reader.error(
                Kind::MissingKey,
                source.span,
                "this rule does not say what it does",
                Some("write `withhold: match | sentence | paragraph` or `release: paragraph`".to_owned()),
            );
            return;
        }
        (Some(unit), None) => Effect::Withhold(unit.value),
        (None, Some(span)) => {
            if source.reason.is_none() {
                reader.error(
                    Kind::MissingKey,
                    span,
                    "a rule that releases needs a `reason`",
                    Some("the reason goes into the record".to_owned()),
                );
            }
            Effect::Release
        }
    };
    let Some(when_source) = source.when else {
        // An unreadable `when` has its own message.
        if !reader.errors.iter().any(|e| e.message.contains("`rules.when`")) {
            reader.error(
                Kind::MissingKey,
                source.span,
                "this rule has no `when`",
                Some("say what it looks at: when: { text: 'PATTERN' }".to_owned()),
            );
        }
        return;
    };
    let Some(when) = when(reader, policy, &when_source, effect) else {
        return;
    };
    let Some(id) = id else { return };
    if let Some(place) = policy.places.get(&id.value)
        && policy.rule(&id.value).is_some()
    {
        let place = format!("{}:{}", place.file, place.line);
        reader.error(
            Kind::DuplicateKey,
            id.span,
            format!("there is a rule `{}` already, at {place}", id.value),
            Some("give this one another id".to_owned()),
        );
        return;
    }
    note(reader, policy, &id.value, source.span);
    policy.rules.push(Rule {
        id: id.value,
        effect,
        when,
        reason: source.reason.map(|r| r.value),
    });
}

pub(super) fn when(
    reader: &mut Reader<'_>,
    policy: &Policy,
    source: &WhenSource,
    effect: Effect,
) -> Option<When> {
    let mut when = When::default();
    if let Some(text) = &source.text {
        match Pattern::new(&text.value) {
            Ok(pattern) => when.text = Some(pattern),
            Err(error) => {
                let kind = match error {
                    PatternError::TooLarge => Kind::PatternTooLarge,
                    PatternError::Syntax(_) | PatternError::Empty => Kind::Pattern,
                };
                let help = matches!(error, PatternError::Empty)
                    .then(|| "a pattern must need at least one character".to_owned());
                reader.error(kind, text.span, format!("`rules.when.text`: {error}"), help);
                return None;
            }
        }
    } else if let Effect::Withhold(Unit::Match | Unit::Sentence) = effect {
        reader.error(
            Kind::MissingKey,
            source.span,
            "a rule that withholds a match or a sentence needs `when.text`",
            Some("add a pattern, or write `withhold: paragraph`".to_owned()),
        );
        return None;
    }
    when.kind = source.kind.iter().map(|k| k.value).collect();
    for item in &source.marking {
        when.marking
            .push(entry(reader, &policy.scheme, item, "rules.when.marking")?);
    }
    if when.text.is_none() && when.marking.is_empty() && when.kind.is_empty() {
        return None;
    }
    reachable(reader, policy, source, &when, effect);
    Some(when)
}

/// A rule by marking must find text that it can change.
pub(super) fn reachable(
    reader: &mut Reader<'_>,
    policy: &Policy,
    source: &WhenSource,
    when: &When,
    effect: Effect,
) {
    for (item, entry) in source.marking.iter().zip(&when.marking) {
        let Entry::Exactly(marking) = entry else { continue };
        let leaves = policy
            .releasable
            .iter()
            .any(|e| within(&policy.scheme, e, marking));
        let released_by_rule = policy.rules.iter().any(|r| r.effect == Effect::Release);
        match effect {
            Effect::Withhold(_) if !leaves && !released_by_rule => reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this rule can never match: `{}` is withheld already",
                    marking.portion()
                ),
                Some("`releasable` does not list it".to_owned()),
            ),
            Effect::Release if leaves => reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this rule can never match: `{}` leaves already",
                    marking.portion()
                ),
                Some("`releasable` lists it".to_owned()),
            ),
            Effect::Withhold(_) | Effect::Release => {}
        }
    }
}

/// Rules that look at the same and do the opposite, or the same twice; unmarked kinds that a rule cannot reach.
pub(super) fn contradictions(reader: &mut Reader<'_>, policy: &Policy) {
    for (index, rule) in policy.rules.iter().enumerate() {
        let same = policy.rules.iter().take(index).find(|r| r.when == rule.when);
        let Some(other) = same else { continue };
        let span = policy
            .places
            .get(&rule.id)
            .filter(|p| p.file == reader.file())
            .map_or_else(Span::default, |p| reader_span(&policy.text, p));
        match (other.effect, rule.effect) {
            (Effect::Withhold(_), Effect::Release) | (Effect::Release, Effect::Withhold(_)) => reader.error(
                Kind::Contradiction,
                span,
                format!(
                    "rule `{}` does the opposite of rule `{}` for the same text",
                    rule.id, other.id
                ),
                Some("withholding would always win: remove one of them".to_owned()),
            ),
            _ => reader.error(
                Kind::Unreachable,
                span,
                format!("rule `{}` looks at the same text as rule `{}`", rule.id, other.id),
                Some("remove one of them".to_owned()),
            ),
        }
    }
    for rule in policy.rules.iter().filter(|r| r.effect == Effect::Release) {
        let only_released = !rule.when.kind.is_empty()
            && rule.when.marking.is_empty()
            && rule
                .when
                .kind
                .iter()
                .all(|p| policy.unmarked.of(*p) == UnmarkedRule::Release && *p != Part::Continuation);
        if only_released && let Some(place) = policy.places.get(&rule.id).filter(|p| p.file == reader.file())
        {
            let span = reader_span(&policy.text, place);
            reader.error(
                Kind::Unreachable,
                span,
                format!(
                    "rule `{}` can never release: `unmarked` releases these kinds already",
                    rule.id
                ),
                Some("remove the rule, or the `unmarked` key".to_owned()),
            );
        }
    }
}
