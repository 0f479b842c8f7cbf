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
/// resembles one; other words in brackets, such as `(AP)`, say nothing of the paper. In a higher paper it is a mark that
/// begins with a level above it, and one of which no level is left and that is long enough for a level above it.
pub(super) fn is_unsure(scheme: &Scheme, mark: &Mark, source: &str, overall: &Marking) -> bool {
    let spoiled = match mark.state {
        MarkState::Known(_) => return false,
        MarkState::Damaged | MarkState::LookAlike => true,
        MarkState::Unknown => false,
    };
    let written = mark.inner.of(source).trim_matches(|c: char| SIGNS.contains(c));
    let mut words = written.split(|c: char| !c.is_alphanumeric());
    let head = words.find(|word| !word.is_empty()).unwrap_or("");
    if lowest(scheme).is_some_and(|least| overall.rank() > least.rank()) {
        return match level(scheme, head) {
            Some(level) => level.rank() > overall.rank(),
            None => spoiled && has_room(scheme, head, overall),
        };
    }
    if spoiled {
        let level = level(scheme, written);
        level.is_none_or(|level| higher(scheme, overall, &level) != *overall)
    } else {
        read_portion(scheme, head).known().is_some() || is_near_level(scheme, head)
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
