//! Lines that seem to state a level in a form that no banner has: a damaged word, broken letters, a statement about the
//! paper or about what comes with it. In doubt they raise the overall classification; they never lower or set it.

use super::banner::is_damaged_banner;
use crate::document::chars::{is_void, starts_with_word, tail, trim_void};
use crate::document::signs::holds;
use crate::marking::{Marking, read_banner, read_portion};
use crate::scheme::{Data, Scheme};

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 120;
/// What may stand right behind a level in a line of capitals that is no title: `SECRET EYES ONLY FOR THE CONSUL`.
const BEHIND: [&str; 18] = [
    "EYES",
    "SENSITIVE",
    "NODIS",
    "EXDIS",
    "LIMDIS",
    "NOFORN",
    "CODEWORD",
    "COMINT",
    "HANDLE",
    "WHEN",
    "WITH",
    "WITHOUT",
    "UNTIL",
    "UPON",
    "UNLESS",
    "NOT",
    "NO",
    "VIA",
];
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
    let text = said(scheme, t)
        .or_else(|| sent_with(data, t))
        .or_else(|| capitals(data, t))
        .or_else(|| damaged(data, t));
    match text {
        Some(text) => higher(scheme, &text),
        // `SECRET<br>Harbour Board`
        None if t.is_ascii() => None,
        None => t
            .split('\u{2028}')
            .skip_while(|part| part.len() == t.len())
            .find_map(|part| higher(scheme, part)),
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
    let ends = [":", " is ", " IS ", "lassified ", "LASSIFIED "]
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

/// A line of capitals: letters of a level parted by blanks or signs that belong elsewhere (`CON FI DENTIAL//SI`,
/// `S-E-C-R-E-T 12`), or a level with words behind it that only handling has.
fn capitals(data: &Data, t: &str) -> Option<String> {
    if t.contains(|c: char| c.is_lowercase() && c != 'l') {
        return None;
    }
    let head = t.split("//").next().unwrap_or(t);
    let spaced = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .all(|part| part.chars().count() == 1)
    };
    // A word by itself opens titles as well: `SECRET SERVICE`.
    let first = head.split(is_void).next().filter(|word| spaced(word));
    for text in [Some(head), first].into_iter().flatten() {
        let most = usize::from(spaced(text)).saturating_mul(2);
        if let Some(level) = nearest(data, &letters(text), |length| most.min(length / 6)) {
            return Some(level);
        }
    }
    let several = data
        .levels
        .iter()
        .filter(|level| t.contains(' ') && level.banner.contains(' '));
    if let Some(level) = several
        .into_iter()
        .find(|level| strsim::levenshtein(&level.banner, t) == 1)
    {
        return Some(level.banner.clone());
    }
    let begun = data.levels.iter().find(|level| {
        t.strip_prefix(level.banner.as_str()).is_some_and(|rest| {
            let word = rest.trim_start_matches(|c: char| is_void(c) || "-–—,/".contains(c));
            let word = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            !rest.starts_with(char::is_alphanumeric) && BEHIND.contains(&word)
        })
    });
    begun.map(|level| level.banner.clone())
}

/// A word alone on its line that is close to a level, with signs around it or in mixed letters: `—SECRET™`, `SEGRET`.
fn damaged(data: &Data, t: &str) -> Option<String> {
    let decorated = is_damaged_banner(t)?;
    let letters = letters(t);
    let small = !decorated && t.contains(char::is_lowercase);
    nearest(
        data,
        &letters,
        |length| if decorated { length } else { length / 6 },
    )
    .filter(|_| !small)
}

/// The letters of a text as capitals; figures that scanning puts for letters are those.
fn letters(text: &str) -> String {
    let read = |c: char| match c {
        '0' => Some('O'),
        '1' | 'l' | '|' => Some('I'),
        '5' | '$' | '§' => Some('S'),
        c if c.is_alphanumeric() => Some(c.to_ascii_uppercase()),
        _ => None,
    };
    text.chars().take(LONGEST).filter_map(read).collect()
}

/// The level whose name is closest to `letters`, no more than `most` signs of its length away.
fn nearest(data: &Data, letters: &str, most: impl Fn(usize) -> usize) -> Option<String> {
    let near = data.levels.iter().filter_map(|level| {
        let name: String = level.banner.chars().filter(char::is_ascii_alphabetic).collect();
        let most = most(name.len());
        // Two texts are as far apart as their lengths at least.
        if name.len() <= 3 || name.len().abs_diff(letters.len()) > most {
            return None;
        }
        let far = strsim::levenshtein(&name, letters);
        (far <= most).then_some((far, level))
    });
    near.min_by_key(|(far, _)| *far)
        .map(|(_, level)| level.banner.clone())
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
            ("CON FI DENTI AL//SI", "CONFIDENTIAL"),
            ("CON Fl DENTIAL//SI", "CONFIDENTIAL"),
            ("SE CRET", "SECRET"),
            ("S E C R E 7", "SECRET"),
            ("S-E-C-R-E-T ' 100-300-12", "SECRET"),
            ("§-E-C-R-E-T", "SECRET"),
            ("SECRET EYES ONLY FOR THE CONSUL", "SECRET"),
            ("—SECRET™", "SECRET"),
            ("SECKET", "SECRET"),
            ("TOP SEGRET", "TOP SECRET"),
            ("Original Classification: S", "SECRET"),
            ("CoNFiDCNTIAL", "CONFIDENTIAL"),
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
