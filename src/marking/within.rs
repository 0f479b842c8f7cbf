//! Comparison for policies: does a marking lie within a `releasable` entry?

use super::model::Marking;
use crate::scheme::Scheme;

/// One entry of a policy's `releasable` list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Exactly this marking, in any accepted spelling.
    Exactly(Marking),
    /// Up to a level, with no control but those allowed.
    UpTo {
        /// The highest level, a marking without controls.
        level: Marking,
        /// Controls that may stand, as written in the policy, such as `REL TO`.
        allow: Vec<String>,
        /// Nations that a REL TO list must name, every one.
        to: Vec<String>,
    },
}

/// Whether text under `marking` may leave by `entry`.
#[must_use]
pub fn within(_scheme: &Scheme, entry: &Entry, marking: &Marking) -> bool {
    match entry {
        Entry::Exactly(only) => only == marking,
        Entry::UpTo { level, allow, to } => {
            marking.rank() <= level.rank()
                && marking.controls().iter().all(|control| {
                    let name = if control.starts_with("REL TO ") {
                        "REL TO"
                    } else {
                        control
                    };
                    allow.iter().any(|a| a == name)
                })
                && to.iter().all(|nation| {
                    marking
                        .controls()
                        .iter()
                        .find_map(|c| c.strip_prefix("REL TO "))
                        .is_none_or(|list| list.split(", ").any(|n| n == nation))
                })
        }
    }
}
