//! Reading a portion mark or a banner line.

use super::model::{Marking, Problem, Reading, Verdict};
use crate::scheme::Scheme;
use crate::span::Span;

const LEVELS: &[(&str, &str, u8)] = &[
    ("TS", "TOP SECRET", 4),
    ("S", "SECRET", 3),
    ("C", "CONFIDENTIAL", 2),
    ("R", "RESTRICTED", 1),
    ("U", "UNCLASSIFIED", 0),
];
/// Portion form, banner form, place in order.
const CONTROLS: &[(&str, &str)] = &[
    ("FOUO", "FOUO"),
    ("OC", "ORCON"),
    ("NF", "NOFORN"),
    ("RELIDO", "RELIDO"),
    ("XD", "EXDIS"),
    ("ND", "NODIS"),
    ("SBU", "SBU"),
    ("SBU-NF", "SBU NOFORN"),
    ("LOU", "LOU"),
    ("LES", "LES"),
];

fn none() -> Reading {
    Reading {
        verdict: Verdict::None,
        marking: None,
        problems: Vec::new(),
        entire: false,
        look_alike: false,
    }
}

/// Reads the text of a portion mark, without its brackets: `S//NF` of `(S//NF)`.
#[must_use]
pub fn read_portion(_scheme: &Scheme, inner: &str) -> Reading {
    let trimmed = inner.trim();
    let (text, entire) = strip_entire(trimmed);
    let mut reading = read(text);
    reading.entire = entire;
    if let (Verdict::Valid, Some(marking)) = (reading.verdict, &reading.marking)
        && marking.portion() != inner
    {
        reading.verdict = Verdict::Legacy;
        reading.problems.push(Problem {
            id: "superseded-form",
            message: "the mark is not in its canonical form".to_owned(),
            source: "Register and Manual A.6",
        });
    }
    reading
}

/// Reads a banner line: `SECRET//NOFORN`, `C O N F I D E N T I A L`.
#[must_use]
pub fn read_banner(scheme: &Scheme, line: &str) -> Reading {
    let Some((span, reading)) = banner_prefix(scheme, line) else {
        return none();
    };
    let rest = line
        .get(span.end()..)
        .unwrap_or("")
        .trim_matches(|c: char| c.is_whitespace() || "-*#/".contains(c));
    let digits = rest.chars().any(|c| c.is_ascii_digit());
    let plain = rest
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
    if rest.is_empty() || (plain && digits) {
        reading
    } else {
        none()
    }
}

/// The longest banner at the start of `line`, behind decoration: its byte span within the line, and what it says.
#[must_use]
pub fn banner_prefix(_scheme: &Scheme, line: &str) -> Option<(Span, Reading)> {
    let decoration = line
        .find(|c: char| !(c.is_whitespace() || "-*#>_".contains(c)))
        .unwrap_or(line.len());
    let body = line.get(decoration..)?;
    let body = body
        .strip_prefix("Classification:")
        .or_else(|| body.strip_prefix("CLASSIFICATION:"))
        .unwrap_or(body)
        .trim_start();
    let start = line.len().saturating_sub(body.len());
    let (level, mut used) = level_at(body)?;
    let mut controls = Vec::new();
    loop {
        let rest = body.get(used..)?;
        let gap = rest
            .find(|c: char| !(c == ' ' || c == '/' || c == '-'))
            .unwrap_or(rest.len());
        let after = rest.get(gap..)?;
        let word_end = after
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        let word = after.get(..word_end)?;
        let Some(control) = control(word) else { break };
        if gap == 0 {
            break;
        }
        controls.push(control);
        used = used.saturating_add(gap).saturating_add(word_end);
    }
    let rest = body.get(used..)?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let next = rest.trim_start_matches([' ', '\t', '/', '-', '*']);
    let word: &str = next.split_whitespace().next().unwrap_or("");
    let follows = word.is_empty()
        || word == "SECTION"
        || next
            .split_whitespace()
            .nth(1)
            .is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()))
        || next
            .split_whitespace()
            .nth(2)
            .is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()));
    if !follows {
        return None;
    }
    let text = body.get(..used)?;
    let (portion, banner, rank) = level;
    controls.sort_by_key(|(short, _)| CONTROLS.iter().position(|(s, _)| s == short));
    controls.dedup();
    let marking = Marking::new(portion, banner, rank, controls);
    let verdict = if marking.banner() == text {
        Verdict::Valid
    } else {
        Verdict::Legacy
    };
    let reading = Reading {
        verdict,
        marking: Some(marking),
        problems: Vec::new(),
        entire: false,
        look_alike: false,
    };
    Some((Span::new(start, start.saturating_add(used)), reading))
}

/// A level word at the start of `body`, plain or in spaced letters, and how many bytes it takes.
fn level_at(body: &str) -> Option<((&'static str, &'static str, u8), usize)> {
    for &(short, word, rank) in LEVELS {
        if let Some(used) = spaced(body, word) {
            return Some(((short, word, rank), used));
        }
    }
    spaced(body, "UNCLAS").map(|used| (("U", "UNCLASSIFIED", 0), used))
}

fn spaced(body: &str, word: &str) -> Option<usize> {
    let mut rest = body;
    for want in word.chars() {
        if want == ' ' {
            rest = rest.trim_start_matches(' ');
            continue;
        }
        let trimmed = if rest.len() == body.len() {
            rest
        } else {
            rest.strip_prefix(' ').unwrap_or(rest)
        };
        let mut chars = trimmed.chars();
        if !chars.next()?.eq_ignore_ascii_case(&want) {
            return None;
        }
        rest = chars.as_str();
    }
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    Some(body.len().saturating_sub(rest.len()))
}

fn control(word: &str) -> Option<(String, String)> {
    let word = if word.eq_ignore_ascii_case("SENSITIVE") {
        "SBU"
    } else {
        word
    };
    CONTROLS
        .iter()
        .find(|(short, long)| word.eq_ignore_ascii_case(short) || word.eq_ignore_ascii_case(long))
        .map(|(short, long)| ((*short).to_owned(), (*long).to_owned()))
}

fn strip_entire(text: &str) -> (&str, bool) {
    let bare = text.trim_end_matches('.');
    for tail in ["entire text", "e.t", "et"] {
        let Some(cut) = bare.len().checked_sub(tail.len()) else {
            continue;
        };
        let (Some(head), Some(end)) = (bare.get(..cut), bare.get(cut..)) else {
            continue;
        };
        let level = head.trim_end_matches(|c: char| c.is_whitespace() || "-–—)".contains(c));
        if end.eq_ignore_ascii_case(tail) && !level.is_empty() && level.len() < head.len() {
            return (level, true);
        }
    }
    (text, false)
}

fn read(text: &str) -> Reading {
    let mut words = text.split(['/', '-', ' ', ',']).filter(|w| !w.is_empty());
    let Some(first) = words.next() else {
        return none();
    };
    let upper = first.to_ascii_uppercase();
    let found = LEVELS
        .iter()
        .find(|(short, word, _)| first == *short || (upper == *word));
    let (level, mut controls) = match found {
        Some(level) => (*level, Vec::new()),
        None if upper == "TOP" && text.eq_ignore_ascii_case("TOP SECRET") => {
            return known(("TS", "TOP SECRET", 4), Vec::new());
        }
        None if ["SBU", "FOUO", "LOU", "LES"].contains(&upper.as_str()) => {
            (("U", "UNCLASSIFIED", 0), control(&upper).into_iter().collect())
        }
        None => return none(),
    };
    let rel = text.find("REL TO ").map(|at| text.get(at..).unwrap_or(""));
    for word in words {
        if let Some(list) = rel
            && word == "REL"
        {
            controls.push((list.to_owned(), list.to_owned()));
            break;
        }
        match control(word) {
            Some(control) => controls.push(control),
            None if text.contains("//") => {
                return Reading {
                    verdict: Verdict::Invalid,
                    ..none()
                };
            }
            None => return none(),
        }
    }
    if controls.iter().any(|(c, _)| c == "SBU") && controls.iter().any(|(c, _)| c == "NF") {
        controls = control("SBU-NF").into_iter().collect();
    }
    known(level, controls)
}

fn known(level: (&'static str, &'static str, u8), mut controls: Vec<(String, String)>) -> Reading {
    controls.sort_by_key(|(short, _)| CONTROLS.iter().position(|(s, _)| s == short));
    controls.dedup();
    Reading {
        verdict: Verdict::Valid,
        marking: Some(Marking::new(level.0, level.1, level.2, controls)),
        ..none()
    }
}
