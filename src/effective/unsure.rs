//! Marks that cannot be read and may stand for more than what a paper states as its overall classification.

use super::higher::higher;
use crate::document::{Mark, MarkState};
use crate::marking::{Marking, Verdict, classified, lowest, read_portion};
use crate::scheme::Scheme;

/// What stands round the level of a mark whose brackets are spoiled.
const SIGNS: &str = "()[]{}<>|/\\-–—:.,'\"*_ （）";
/// Longest text that may be a level alone, in bytes.
const LONGEST: usize = 32;

/// Whether `mark` may say more than `overall` does. In a paper of the lowest level that is a mark which is damaged or a
/// look-alike, unless what is left of it is a level within that, and an unknown one that begins with a level or with what
/// resembles one; other words in brackets, such as `(AP)`, say nothing of the paper. In a higher paper only a mark does that
/// begins with a level above it: what cannot be read is expected to stand within its banner.
pub(super) fn is_unsure(scheme: &Scheme, mark: &Mark, source: &str, overall: &Marking) -> bool {
    if matches!(mark.state, MarkState::Known(_)) {
        return false;
    }
    let written = mark.inner.of(source).trim_matches(|c: char| SIGNS.contains(c));
    let head = written.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let first = || level(scheme, head);
    if lowest(scheme).is_some_and(|least| overall.rank() > least.rank()) {
        return first().is_some_and(|level| level.rank() > overall.rank());
    }
    match mark.state {
        MarkState::Known(_) => false,
        MarkState::Damaged | MarkState::LookAlike => {
            let level = level(scheme, written);
            level.is_none_or(|level| higher(scheme, overall, &level) != *overall)
        }
        MarkState::Unknown => read_portion(scheme, head).known().is_some() || is_near_level(scheme, head),
    }
}

/// The level that a text is, in letters of any case, width or script.
fn level(scheme: &Scheme, written: &str) -> Option<Marking> {
    if written.len() > LONGEST {
        return None;
    }
    let reading = read_portion(scheme, &written.to_uppercase());
    matches!(reading.verdict, Verdict::Valid | Verdict::Legacy)
        .then_some(reading.marking)
        .flatten()
}

/// Whether a word is a level that was cut short, or a few letters from one.
fn is_near_level(scheme: &Scheme, word: &str) -> bool {
    let capital = word.to_uppercase();
    (4..=LONGEST).contains(&word.len())
        && classified(scheme).any(|(name, _)| {
            name.starts_with(capital.as_str()) || name.len() >= 6 && strsim::levenshtein(&capital, name) <= 2
        })
}
