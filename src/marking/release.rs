//! The release calculation: what the portions together say about release to others.
//!
//! Source: Register and Manual B.3, D.2 Table 3, H.8 (reference, section 5, rules 10 to 18). Each portion says one of
//! five things; joining two is associative, commutative and idempotent, and never lets more out than either.

use super::body::{Body, Item, Owner};
use crate::scheme::{Code, Data, Release};
use std::collections::BTreeSet;

/// What a marking says about release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing, and it does not count: plain unclassified (rule 17).
    Neutral,
    /// Nothing, by an unclassified portion with controls: counts as RELIDO (Manual H.1, example 3).
    Caveated,
    /// Nothing, by a classified portion.
    Silent,
    /// Release to some.
    Listed(Listed),
    /// No release, or overruled.
    Forbidden,
}

/// A release list. Empty sets say nothing of their kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Listed {
    pub(super) to: BTreeSet<Code>,
    pub(super) display: BTreeSet<Code>,
    pub(super) by_official: bool,
}

impl Said {
    /// What `body` says.
    pub(super) fn of(data: &Data, body: &Body) -> Self {
        let mut listed = Listed::default();
        let mut any = false;
        for item in &body.items {
            let Some(control) = item.control().and_then(|c| data.control(c)) else {
                continue;
            };
            if implies_none(data, control.implies) {
                return Self::Forbidden;
            }
            let codes: &[Code] = match item {
                Item::Word(word) => &word.codes,
                Item::Tree(_) => &[],
            };
            match control.release {
                Some(Release::None) => return Self::Forbidden,
                // A bare list was not expanded: nobody is known to be on it.
                Some(Release::To | Release::Display) if codes.is_empty() => return Self::Forbidden,
                Some(Release::To) => listed.to.extend(codes),
                Some(Release::Display) => listed.display.extend(codes),
                Some(Release::ByOfficial) => listed.by_official = true,
                None => continue,
            }
            any = true;
        }
        if any {
            return Self::Listed(listed);
        }
        let lowest = data.levels.iter().map(|l| l.rank).min();
        let unclassified = data.level(body.level).map(|l| l.rank) == lowest;
        match (unclassified, body.items.is_empty() && body.owner == Owner::Own) {
            (true, true) => Self::Neutral,
            (true, false) => Self::Caveated,
            (false, _) => Self::Silent,
        }
    }

    /// What both say together.
    pub(super) fn join(self, other: Self, data: &Data) -> Self {
        match (self, other) {
            (Self::Neutral, said) | (said, Self::Neutral) => said,
            (Self::Forbidden, _) | (_, Self::Forbidden) => Self::Forbidden,
            (Self::Caveated, Self::Caveated) => Self::Caveated,
            (Self::Caveated | Self::Silent, Self::Caveated | Self::Silent) => Self::Silent,
            (Self::Silent, Self::Listed(_)) | (Self::Listed(_), Self::Silent) => Self::Forbidden,
            (Self::Caveated, Self::Listed(listed)) | (Self::Listed(listed), Self::Caveated) => {
                let by_official = Listed {
                    by_official: true,
                    ..Listed::default()
                };
                by_official.join(&listed, data)
            }
            (Self::Listed(a), Self::Listed(b)) => a.join(&b, data),
        }
    }
}

impl Listed {
    /// Whoever may have it, may see it: the display list of one meets both lists of the other.
    fn join(&self, other: &Self, data: &Data) -> Said {
        let to = common(data, &self.to, &other.to);
        let seen = |l: &Self| l.to.union(&l.display).copied().collect::<BTreeSet<_>>();
        let mut display = common(data, &seen(self), &seen(other));
        let has = expanded(data, &to);
        display.retain(|code| {
            !to.contains(code)
                && Some(*code) != data.home
                && !expanded(data, &BTreeSet::from([*code])).is_subset(&has)
        });
        let listed = Self {
            to: if to.iter().all(|c| Some(*c) == data.home) {
                BTreeSet::new()
            } else {
                to
            },
            display,
            by_official: self.by_official && other.by_official,
        };
        if listed == Self::default() {
            Said::Forbidden
        } else {
            Said::Listed(listed)
        }
    }
}

/// Codes in both: groups that stand in both stay, others are expanded (H.8: TEYE, ACGU, FVEY).
fn common(data: &Data, a: &BTreeSet<Code>, b: &BTreeSet<Code>) -> BTreeSet<Code> {
    let mut both: BTreeSet<Code> = a.intersection(b).copied().collect();
    let covered = expanded(data, &both);
    let (a, b) = (expanded(data, a), expanded(data, b));
    both.extend(a.intersection(&b).filter(|c| !covered.contains(c)));
    both
}

/// The codes with groups replaced by their members.
pub(super) fn expanded(data: &Data, codes: &BTreeSet<Code>) -> BTreeSet<Code> {
    let mut all = BTreeSet::new();
    for code in codes {
        match data.group(*code) {
            Some(members) => all.extend(members),
            None => {
                all.insert(*code);
            }
        }
    }
    all
}

/// Whether a set of implied controls holds one that forbids release.
pub(super) fn implies_none(data: &Data, implied: crate::scheme::Controls) -> bool {
    implied != 0
        && data.controls.iter().enumerate().any(|(index, control)| {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            implied & crate::scheme::bit(index) != 0 && control.release == Some(Release::None)
        })
}
