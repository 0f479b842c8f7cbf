//! Marks that cannot be read and may stand for more than what a paper states as its overall classification.

use super::higher::higher;
use crate::document::{Mark, MarkState};
use crate::marking::{Marking, Verdict, classified, level_within, read_portion};
use crate::scheme::Scheme;

/// What stands round the level of a mark whose brackets are spoiled.
const SIGNS: &str = "()[]{}<>|/\\-–—:.,'\"*_ （）";
/// Longest text that may be a level alone, in bytes.
const LONGEST: usize = 32;

/// Whether `mark` may be of a higher level than `overall`: it is damaged or a look-alike, and what is left of it is no level
/// within that, nor too short for a higher one; or it is unknown and begins with a higher level or with what resembles one.
/// Other words in brackets, such as `(AP)`, say nothing of the paper.
pub(super) fn is_unsure(scheme: &Scheme, mark: &Mark, source: &str, overall: &Marking) -> bool {
    let written = mark.inner.of(source).trim_matches(|c: char| SIGNS.contains(c));
    match mark.state {
        MarkState::Known(_) => false,
        MarkState::Damaged | MarkState::LookAlike => {
            let level = level(scheme, written);
            let fits = || has_room(scheme, written, overall);
            level.map_or_else(fits, |level| higher(scheme, overall, &level) != *overall)
        }
        MarkState::Unknown => {
            let head = written.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            let level = read_portion(scheme, head).known().cloned();
            level.map_or_else(
                || is_near_level(scheme, head),
                |level| !level_within(overall, &level),
            )
        }
    }
}

/// Whether a text of as many characters may be the portion mark of a level above `overall`; one without any may be.
fn has_room(scheme: &Scheme, written: &str, overall: &Marking) -> bool {
    let count = written.chars().count();
    let levels = scheme.data().levels.iter();
    let mut above = levels.filter(|level| level.rank > overall.rank());
    above.any(|level| count == 0 || level.portion.chars().count() <= count)
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
