//! Lines that state a level in another form than a banner's: of the paper, in words, or of what comes with it. They raise the
//! overall classification, and never lower or set it.

use crate::document::chars::{is_void, starts_with_word, tail, trim_void};
use crate::document::signs::holds;
use crate::marking::{Marking, read_banner, read_portion};
use crate::scheme::{Data, Scheme};

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 120;
/// What a paper is sent with.
const SENT_WITH: [&str; 4] = ["attach", "enclos", "annex", "append"];
/// What a paper contains: `This document contains SECRET information`.
const CONTAINS: [&str; 3] = ["informat", "material", "data"];

/// The level that `line`, a paragraph of its own without a mark, seems to state.
pub(in crate::document) fn doubt(scheme: &Scheme, line: &str) -> Option<Marking> {
    let t = trim_void(line);
    if !(4..=LONGEST).contains(&t.len()) {
        return None;
    }
    let data = scheme.data();
    let text = said(scheme, t).or_else(|| sent_with(data, t));
    match text {
        Some(text) => higher(scheme, &text),
        // `SECRET<br>Harbour Board`
        None if t.is_ascii() => None,
        None => t.split('\u{2028}').find_map(|part| higher(scheme, part)),
    }
}

/// The level of a banner, where it is higher than the lowest.
pub(in crate::document) fn higher(scheme: &Scheme, text: &str) -> Option<Marking> {
    let marking = read_banner(scheme, text).known()?.clone();
    let lowest = scheme.data().levels.iter().map(|level| level.rank).min()?;
    (marking.rank() > lowest).then_some(marking)
}

/// `Original Classification: SECRET`, `This briefing is classified SECRET//NOFORN`: a banner to the end of the line.
fn said(scheme: &Scheme, t: &str) -> Option<String> {
    if !holds(t.as_bytes(), b"classif", 6) {
        return None;
    }
    let ends = [":", " is ", " IS ", " - ", "lassified ", "LASSIFIED "]
        .iter()
        .filter_map(|word| t.rfind(word).map(|at| at.saturating_add(word.len())));
    ends.filter_map(|at| {
        let rest = tail(t, at).trim_matches(|c: char| is_void(c) || "*_\"'.".contains(c));
        let capital = rest.starts_with(char::is_uppercase);
        // Archives give the letter alone: `Original Classification: S`.
        if rest.len() <= 3 && t.get(..at).is_some_and(|label| label.ends_with(':')) {
            return read_portion(scheme, rest)
                .known()
                .filter(|_| capital)
                .map(|m| m.banner().to_owned());
        }
        (capital && read_banner(scheme, rest).known().is_some()).then(|| rest.to_owned())
    })
    .next()
}

/// `(with SECRET attachment)`, `CONFIDENTIAL ENCLOSURES`: what comes with the paper.
fn sent_with(data: &Data, t: &str) -> Option<String> {
    // Most lines have no word in capitals.
    let capitals = t
        .as_bytes()
        .windows(4)
        .any(|letters| letters.iter().all(u8::is_ascii_uppercase));
    if !capitals && !starts_with_word(t.trim_start_matches('('), "with") {
        return None;
    }
    let small = t.to_ascii_lowercase();
    let words: &[&str] = if small.starts_with("this ") {
        &CONTAINS
    } else {
        &SENT_WITH
    };
    if !words.iter().any(|word| small.contains(word)) {
        return None;
    }
    let follows = |behind: &str| words.iter().any(|word| behind.trim_start().starts_with(word));
    let with = small.trim_start_matches('(').starts_with("with ");
    let levels = data.levels.iter().filter(|level| {
        let name = level.banner.to_ascii_lowercase();
        small.match_indices(&name).any(|(at, _)| {
            let end = at.saturating_add(name.len());
            let written = t.get(at..end).unwrap_or("");
            let whole = !t.get(..at).unwrap_or("").ends_with(char::is_alphanumeric);
            whole && follows(tail(&small, end)) && (written == level.banner || with)
        })
    });
    levels
        .max_by_key(|level| level.rank)
        .map(|level| level.banner.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(line: &str) -> Option<String> {
        doubt(&Scheme::us(), line).map(|marking| marking.banner().to_owned())
    }

    #[test]
    fn what_seems_to_state_a_level() {
        for (line, says) in [
            ("Original Classification: SECRET", "SECRET"),
            ("Previous classification: Confidential", "CONFIDENTIAL"),
            (
                "Overall classification of this briefing: SECRET//NOFORN",
                "SECRET//NOFORN",
            ),
            ("The overall classification of this briefing is SECRET.", "SECRET"),
            ("THIS REPORT IS CLASSIFIED CONFIDENTIAL", "CONFIDENTIAL"),
            ("(with SECRET attachment)", "SECRET"),
            ("Unclassified with TOP SECRET enclosures", "TOP SECRET"),
            ("Original Classification: S", "SECRET"),
            ("This document contains SECRET information.", "SECRET"),
            ("SECRET\u{2028}Harbour Board", "SECRET"),
        ] {
            assert_eq!(level(line).as_deref(), Some(says), "{line}");
        }
    }

    #[test]
    fn what_states_none() {
        for line in [
            "UNCLASSIFIED",
            "Classification after review: UNCLASSIFIED",
            "SECRET SERVICE BRIEFING",
            "Secure",
            "Regret",
            "Secrets",
            "SECURE",
            "UNCLASSIFTED",
            "The classification of ships",
            "Attachments: two",
            "Secret annexes of the treaty",
            "SECTION",
            "THE LAMP IS OUT",
            "S E C T I O N",
        ] {
            assert_eq!(level(line), None, "{line}");
        }
    }
}
