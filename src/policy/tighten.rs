//! Comparison of two policies: does one let out more than the other? `extends` stands on it.
//!
//! The comparison looks at what holds, not at how or in which order it is written.

use super::model::{Across, Action, Policy, SpillAction};
use super::rule::{Effect, Rule, Unit};
use super::unmarked::{Part, UnmarkedRule};
use crate::marking::{Entry, within};
use crate::scheme::Scheme;

/// One respect in which a policy is looser than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looser {
    /// The label of the entry, rule or option, as in [`Policy::places`].
    pub label: String,
    /// What it lets out, in one sentence without a full stop.
    pub message: String,
}

/// In what respects `policy` may let out more than `base`; empty where it only tightens.
///
/// # Example
///
/// ```
/// use tearline::policy::{load, looser};
///
/// let base = load("releasable: [U, SBU]", "base").unwrap();
/// let tight = load("releasable: [SBU]", "tight").unwrap();
/// assert!(looser(&base, &tight).is_empty());
/// assert_eq!(looser(&tight, &base)[0].label, "releasable[1]");
/// ```
#[must_use]
pub fn looser(base: &Policy, policy: &Policy) -> Vec<Looser> {
    let mut out = Vec::new();
    let mut add = |label: &str, message: String| {
        out.push(Looser {
            label: label.to_owned(),
            message,
        });
    };
    if base.scheme.name() != policy.scheme.name() {
        add(
            "scheme",
            format!(
                "the scheme is `{}` instead of `{}`",
                policy.scheme.name(),
                base.scheme.name()
            ),
        );
        return out;
    }
    for (index, entry) in policy.releasable.iter().enumerate() {
        if !base.releasable.iter().any(|e| covers(&policy.scheme, e, entry)) {
            add(
                &format!("releasable[{}]", index.saturating_add(1)),
                format!(
                    "entry {} lets out markings that were withheld",
                    index.saturating_add(1)
                ),
            );
        }
    }
    for part in Part::ALL {
        if openness(policy.unmarked.of(part)) > openness(base.unmarked.of(part)) {
            add(
                part.label(),
                format!("`{}` lets out more unmarked text", part.label()),
            );
        }
    }
    shown(base, policy, &mut add);
    rules(base, policy, &mut add);
    let (b, p) = (&base.declassification, &policy.declassification);
    if p.honour && !b.honour {
        add(
            "declassification.honour",
            "declassification dates are honoured".to_owned(),
        );
    } else if p.honour && p.as_of > b.as_of {
        add(
            "declassification.as_of",
            "a later `as_of` lets out more".to_owned(),
        );
    } else if p.honour && p.events.iter().any(|e| !b.events.contains(e)) {
        add(
            "declassification.events",
            "more events count as happened".to_owned(),
        );
    }
    if policy.spill.words > base.spill.words {
        add(
            "spill.words",
            "a longer run of withheld words is let through".to_owned(),
        );
    }
    if base.spill.names && !policy.spill.names {
        add("spill.names", "names are no longer looked for".to_owned());
    }
    if policy.spill.action < base.spill.action && base.spill.action == SpillAction::Refuse {
        add(
            "spill.action",
            "withheld words no longer refuse a release".to_owned(),
        );
    } else if policy.spill.across() < base.spill.across() {
        let less = match policy.spill.across() {
            Across::Warn => "no longer refuse a release",
            _ => "are no longer looked for",
        };
        add(
            "spill.across",
            format!("words that another document of the batch withholds {less}"),
        );
    }
    out
}

/// What a release tells about withheld text.
fn shown(base: &Policy, policy: &Policy, add: &mut impl FnMut(&str, String)) {
    if base.remark_banner && !policy.remark_banner {
        add(
            "remark.banner",
            "the old overall marking stays in the release".to_owned(),
        );
    }
    if base.action == Action::Strip && policy.action == Action::Mask {
        add("action", "masks show where text was cut".to_owned());
    }
    if base.action == Action::Strip {
        return;
    }
    if policy.mask.amount > base.mask.amount {
        add("mask.amount", "masks tell more about the amount".to_owned());
    }
    if policy.mask.keep_number && !base.mask.keep_number {
        add("mask.keep", "numbers and labels of masked text stay".to_owned());
    }
    if base.mask.merge && !policy.mask.merge {
        add("mask.merge", "masks tell neighbouring cuts apart".to_owned());
    }
    if policy.reasons.from_document && !base.reasons.from_document {
        add(
            "reasons.from_document",
            "masks show a reason out of the document".to_owned(),
        );
    }
}

fn rules(base: &Policy, policy: &Policy, add: &mut impl FnMut(&str, String)) {
    for rule in base
        .rules
        .iter()
        .filter(|r| matches!(r.effect, Effect::Withhold(_)))
    {
        let kept = policy
            .rules
            .iter()
            .any(|r| r.when == rule.when && unit(r) >= unit(rule));
        if !kept {
            add(
                &rule.id,
                format!("rule `{}` is missing or withholds less", rule.id),
            );
        }
    }
    for rule in policy.rules.iter().filter(|r| r.effect == Effect::Release) {
        let known = base
            .rules
            .iter()
            .any(|r| r.effect == Effect::Release && r.when == rule.when);
        if !known {
            add(&rule.id, format!("rule `{}` releases text", rule.id));
        }
    }
}

fn unit(rule: &Rule) -> Option<Unit> {
    match rule.effect {
        Effect::Withhold(unit) => Some(unit),
        Effect::Release => None,
    }
}

fn openness(rule: UnmarkedRule) -> u8 {
    match rule {
        UnmarkedRule::Withhold => 0,
        UnmarkedRule::Banner => 1,
        UnmarkedRule::Inherit => 2,
        UnmarkedRule::Release => 3,
    }
}

/// Whether everything that `inner` lets out, `outer` lets out too. In doubt, no.
fn covers(scheme: &Scheme, outer: &Entry, inner: &Entry) -> bool {
    match (outer, inner) {
        (outer, Entry::Exactly(marking)) => within(scheme, outer, marking),
        (Entry::Exactly(_), Entry::UpTo { .. }) => false,
        (
            Entry::UpTo { level, allow, to },
            Entry::UpTo {
                level: inner_level,
                allow: inner_allow,
                to: inner_to,
            },
        ) => {
            inner_level.rank() <= level.rank()
                && inner_allow.iter().all(|a| allow.contains(a))
                && to.iter().all(|t| inner_to.contains(t))
        }
    }
}
