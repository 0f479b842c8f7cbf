//! Comparison for policies: does a marking lie within a `releasable` entry?

use super::body::{Body, Item, Owner};
use super::model::Marking;
use super::print::{Style, listed};
use super::release::expanded;
use crate::scheme::{Code, Data, Release, Scheme, bit};
use std::collections::BTreeSet;

/// One entry of a policy's `releasable` list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Exactly this marking, in any accepted spelling.
    Exactly(Marking),
    /// Up to a level, with no control but those allowed.
    UpTo {
        /// The highest level, a marking without controls.
        level: Marking,
        /// Controls that may stand, as written in the policy, such as `REL TO`. A control that takes a list is named
        /// without it and covers any list; `OWNER`, `JOINT` and `FGI` cover foreign owners.
        allow: Vec<String>,
        /// Nations that a REL TO list must name, every one. Only plain unclassified text needs no list.
        to: Vec<String>,
    },
}

/// Whether text under `marking` may leave by `entry`. A control that is not named is never covered.
///
/// # Example
///
/// ```
/// use tearline::marking::{Entry, read_portion, within};
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::us();
/// let read = |text: &str| read_portion(&us, text).known().unwrap().clone();
/// let entry = Entry::UpTo { level: read("C"), allow: vec!["REL TO".into()], to: vec!["GBR".into()] };
/// assert!(within(&us, &entry, &read("C//REL TO USA, FVEY")));
/// assert!(!within(&us, &entry, &read("C//REL TO USA, DEU")));
/// assert!(!within(&us, &entry, &read("C//NF")));
/// assert!(!within(&us, &Entry::Exactly(read("C")), &read("C//NF")));
/// ```
#[must_use]
pub fn within(scheme: &Scheme, entry: &Entry, marking: &Marking) -> bool {
    if !marking.scheme().same(scheme) {
        return false;
    }
    match entry {
        Entry::Exactly(only) => only == marking,
        Entry::UpTo { level, allow, to } => {
            let (data, body) = (scheme.data(), marking.body());
            level.scheme().same(scheme)
                && below(data, body, level.body())
                && owner_allowed(data, body, allow)
                && body.items.iter().all(|item| control_allowed(data, item, allow))
                && implied_allowed(data, body, allow)
                && named(data, body, to)
        }
    }
}

/// Whether the levels of `marking` are at most those of `limit`, each on its own ladder. Controls do not count.
///
/// # Example
///
/// ```
/// use tearline::marking::{level_within, read_portion};
/// use tearline::scheme::Scheme;
///
/// let canada = Scheme::builtin("ca").unwrap();
/// let read = |text: &str| read_portion(&canada, text).known().unwrap().clone();
/// assert!(level_within(&read("SECRET//CEO"), &read("CONFIDENTIAL")));
/// assert!(!level_within(&read("SECRET"), &read("PROTECTED A")));
/// ```
#[must_use]
pub fn level_within(limit: &Marking, marking: &Marking) -> bool {
    let scheme = marking.scheme();
    scheme.same(limit.scheme()) && below(scheme.data(), marking.body(), limit.body())
}

/// Whether every level of `body` is at most `limit`'s; levels of another ladder never are.
fn below(data: &Data, body: &Body, limit: &Body) -> bool {
    let limits = || std::iter::once(limit.level).chain(limit.second);
    std::iter::once(body.level).chain(body.second).all(|level| {
        let Some(held) = data.level(level) else {
            return false;
        };
        limits()
            .filter_map(|l| data.level(l))
            .any(|limit| held.rank <= limit.rank && (held.ladder.is_none() || held.ladder == limit.ladder))
    })
}

fn owner_allowed(data: &Data, body: &Body, allow: &[String]) -> bool {
    let listed = super::print::controls(data, body);
    let written = listed.first().map_or("", String::as_str);
    let any = |names: &[&str]| allow.iter().any(|a| names.contains(&a.as_str()) || a == written);
    match &body.owner {
        Owner::Own => true,
        Owner::Concealed => any(&["FGI"]),
        Owner::Nations(_) | Owner::Nato(_) => any(&["OWNER", "FGI"]),
        Owner::Joint(_) => any(&["JOINT"]),
    }
}

/// Whether a policy names the control: in portion, banner or listed spelling.
fn control_allowed(data: &Data, item: &Item, allow: &[String]) -> bool {
    let written = [Style::Portion, Style::Banner, Style::Listed].map(|s| listed(data, item, s));
    let control = item.control().and_then(|c| data.control(c));
    let list = control.filter(|c| c.argument.is_some());
    allow
        .iter()
        .any(|a| written.contains(a) || list.is_some_and(|c| [&c.id, &c.banner, &c.name].contains(&a)))
}

/// Controls that others imply must be named too: `C//XD` implies NF.
fn implied_allowed(data: &Data, body: &Body, allow: &[String]) -> bool {
    let implied = body
        .items
        .iter()
        .filter_map(|i| data.control(i.control()?))
        .fold(0, |set, control| set | control.implies);
    data.controls.iter().enumerate().all(|(index, control)| {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        implied & bit(index) == 0
            || allow
                .iter()
                .any(|a| [&control.id, &control.banner, &control.name].contains(&a))
    })
}

/// Whether a REL TO list names every nation of `to`.
fn named(data: &Data, body: &Body, to: &[String]) -> bool {
    let lowest = data.levels.iter().map(|l| l.rank).min();
    let plain =
        body.items.is_empty() && body.owner == Owner::Own && data.level(body.level).map(|l| l.rank) == lowest;
    if to.is_empty() || plain {
        return true;
    }
    let codes: BTreeSet<Code> = body
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Word(word) => {
                let control = data.control(word.control)?;
                (control.release == Some(Release::To)).then_some(&word.codes)
            }
            Item::Tree(_) => None,
        })
        .flatten()
        .copied()
        .collect();
    let members = expanded(data, &codes);
    to.iter().all(|nation| {
        let code = data.nation(nation).map(|n| n.code).or_else(|| Code::new(nation));
        code.is_some_and(|code| {
            let wanted = expanded(data, &BTreeSet::from([code]));
            codes.contains(&code) || (!wanted.is_empty() && wanted.is_subset(&members))
        })
    })
}
