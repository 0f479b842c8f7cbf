//! The higher of markings.

use crate::marking::{Marking, level_within, roll_up};
use crate::scheme::Scheme;

/// The higher of two markings; where neither holds all controls of the other, the roll-up of both.
pub(super) fn higher(scheme: &Scheme, a: &Marking, b: &Marking) -> Marking {
    let (low, high) = if a.rank() <= b.rank() { (a, b) } else { (b, a) };
    // On two ladders neither is the higher: `PROTECTED B` beside `CONFIDENTIAL` needs both.
    if !level_within(high, low) {
        return roll_up(scheme, &[low.clone(), high.clone()]).unwrap_or_else(|| high.clone());
    }
    if low.rank() == high.rank() {
        let within = |x: &Marking, y: &Marking| x.controls().iter().all(|c| y.controls().contains(c));
        if within(low, high) {
            return high.clone();
        }
        if within(high, low) {
            return low.clone();
        }
    } else if low.controls().iter().all(|c| high.controls().contains(c)) {
        return high.clone();
    }
    match roll_up(scheme, &[low.clone(), high.clone()]) {
        Some(both) if both.rank() >= high.rank() => both,
        _ => high.clone(),
    }
}

/// The highest of several markings.
pub(super) fn highest<'m>(scheme: &Scheme, markings: impl Iterator<Item = &'m Marking>) -> Option<Marking> {
    let mut best: Option<Marking> = None;
    for marking in markings {
        best = Some(match best {
            None => marking.clone(),
            Some(old) if &old == marking => old,
            Some(old) => higher(scheme, &old, marking),
        });
    }
    best
}
