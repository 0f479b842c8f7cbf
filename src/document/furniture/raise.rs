//! Lines that say how high a paper is without stating its level in so many words: captions, and levels that a scan or a
//! typist spoiled. They raise the overall classification, and never state or lower it.

use super::class::LineClass;
use super::classed::classed;
use super::doubt::doubt;
use super::near::near;
use crate::document::block::LevelForm;
use crate::document::chars::{is_void, tail, trim_void, unquoted};
use crate::document::foreign;
use crate::marking::{Marking, classified, read_banner, read_portion};
use crate::scheme::Scheme;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 80;

/// Captions, and how each reads behind a level; nothing where the scheme has none that all levels may bear.
const CAPTIONS: &[(&str, &str)] = &[
    ("NOT RELEASABLE TO FOREIGN NATIONALS", "NOFORN"),
    ("NO FOREIGN DISSEM", "NOFORN"),
    ("NOFORN", "NOFORN"),
    ("ORCON", "ORCON"),
    ("NODIS", "NODIS"),
    ("EXDIS", "EXDIS"),
    ("LIMDIS", ""),
    ("STADIS", "STADIS"),
    ("PROPIN", "PROPIN"),
    ("IMCON", "IMCON"),
    ("NOCONTRACT", "NOCONTRACT"),
    ("EYES ONLY", "EYES ONLY"),
    ("SENSITIVE BUT UNCLASSIFIED", "SBU"),
    ("SENSITIVE", "SBU"),
    ("SBU", "SBU"),
    ("FOR OFFICIAL USE ONLY", "FOUO"),
    ("FOUO", "FOUO"),
];

/// What names captions.
const LABELS: &[&str] = &[
    "Captions",
    "Caption",
    "Handling",
    "Handling Instructions",
    "Dissemination",
    "Caveat",
    "Caveats",
];

/// What the lines of a run of this class raise the overall classification to: in which form they say so, and to what;
/// `None` in it where that cannot be told.
pub(in crate::document) fn raises(
    scheme: &Scheme,
    class: LineClass,
    written: &str,
) -> Vec<(LevelForm, Option<Marking>)> {
    let mut found: Vec<_> = levels(scheme, class, written)
        .into_iter()
        .map(|marking| (LevelForm::Doubt, marking))
        .collect();
    let alone = match class {
        LineClass::Head(_) => true,
        LineClass::Text | LineClass::Page => written.len() <= LONGEST.saturating_mul(4),
        _ => false,
    };
    // A line in capitals may stand right above its text.
    let first = written.split('\n').next().unwrap_or("");
    if alone && (first.len() == written.len() || !first.contains(char::is_lowercase)) {
        found.extend(classed(scheme, first).map(|marking| {
            let form = match marking {
                Some(_) => LevelForm::Doubt,
                None => LevelForm::Classified,
            };
            (form, marking)
        }));
    }
    found
}

fn levels(scheme: &Scheme, class: LineClass, written: &str) -> Vec<Option<Marking>> {
    let mut found = Vec::new();
    match class {
        LineClass::Head(_) => {
            for line in written.split('\n') {
                captions(scheme, line, &mut found);
            }
            if !written.contains('\n') {
                found.extend(near(scheme, written).map(Some));
                found.extend(said(scheme, written).map(Some));
            }
        }
        LineClass::Subject => found.extend(in_subject(scheme, written).map(Some)),
        LineClass::Trailer => found.extend(said(scheme, written).map(Some)),
        LineClass::Text | LineClass::Page if written.len() <= LONGEST.saturating_mul(4) => {
            let mut lines = written.split('\n');
            let first = lines.next().unwrap_or("");
            captions(scheme, first, &mut found);
            found.extend(said(scheme, first).map(Some));
            let mut alone = true;
            for line in lines {
                captions(scheme, line, &mut found);
                alone = false;
            }
            if alone {
                found.extend(near(scheme, first).map(Some));
                if found.is_empty() {
                    found.extend(foreign_level(scheme, first));
                }
            } else if first.len() > 4
                && !first.contains(char::is_lowercase)
                && written.contains(char::is_lowercase)
            {
                found.extend(near(scheme, first).map(Some));
                found.extend(doubt(scheme, first).map(Some));
                if found.is_empty() {
                    found.extend(foreign_level(scheme, first));
                }
            } else if !written.contains(char::is_lowercase) {
                found.extend(
                    written
                        .split('\n')
                        .filter_map(|line| near(scheme, line))
                        .map(Some),
                );
            }
        }
        _ => {}
    }
    found
}

/// What front matter raises it to: the value of a key that names the classification, known or not, and any other that is a
/// level in capitals alone.
pub(in crate::document) fn front_matter(scheme: &Scheme, text: &str) -> Vec<Option<Marking>> {
    let mut found = Vec::new();
    for line in text.split('\n') {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let key = key.to_ascii_lowercase();
        let value = value.trim().trim_matches(['"', '\'']);
        let names = ["classification", "marking", "security", "class", "level"]
            .iter()
            .any(|name| key.trim().ends_with(name));
        let capitals = !value.contains(char::is_lowercase);
        if value.is_empty() || !(names || capitals) || value.len() > LONGEST {
            continue;
        }
        let reading = read_banner(scheme, value);
        let marking = reading.known().or(read_portion(scheme, value).known()).cloned();
        match marking
            .filter(|_| names || value.len() >= 5)
            .or_else(|| near(scheme, value))
        {
            Some(marking) => found.push(Some(marking)),
            None if names && key.contains("classification") && value.contains(char::is_alphabetic) => {
                found.push(None)
            }
            None if capitals => captions(scheme, value, &mut found),
            None => {}
        }
    }
    found
}

/// The level that a line says of its paper: `This message is SECRET.`, `Level: SECRET`, `CLASSIFIED SECRET`.
fn said(scheme: &Scheme, line: &str) -> Option<Marking> {
    const LABEL: usize = 32;
    let t = trim_void(line).trim_matches(|c: char| is_void(c) || "*_#()[]|-".contains(c));
    if t.len() > LONGEST || !t.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let bare = |t: &str| {
        level(
            scheme,
            t.trim_matches(|c: char| is_void(c) || ".*_-–|".contains(c)),
        )
    };
    let named = ["CLASSIFIED", "CLASSIFICATION", "Classified", "Classification"];
    if let Some(rest) = named.iter().find_map(|name| t.strip_prefix(name)) {
        let rest = rest.trim_start_matches(|c: char| is_void(c) || ":-–*|".contains(c));
        let found = bare(rest).or_else(|| bare(rest.split(['(', ' ']).next().unwrap_or("")));
        if found.is_some() {
            return found;
        }
    }
    if let Some((label, value)) = t.split_once(':').filter(|(label, _)| label.len() <= LABEL) {
        let small = label.trim_end_matches(is_void).to_ascii_lowercase();
        let names = ["class", "marking", "level", "security", "sensitivity", "grading"]
            .iter()
            .any(|name| small.ends_with(name));
        let portion = || read_portion(scheme, value.trim()).known().cloned();
        // `SECRET (when filled in)`.
        let before = value.split('(').next().unwrap_or("");
        let sent = ["annex", "appendix", "enclosure", "attachment", "tab "]
            .iter()
            .any(|name| small.starts_with(name));
        let named = || {
            let capitals = value.trim().to_uppercase();
            bare(&capitals).filter(|_| sent || names)
        };
        return bare(value)
            .or_else(|| bare(before))
            .or_else(named)
            .or_else(|| if names { portion() } else { None });
    }
    // `The enclosure is SECRET.`, `All paragraphs are SECRET unless otherwise marked.`
    let parts = ["attach", "enclos", "annex", "text", "paragraph", "portion"];
    if let Some(at) = [" is ", " are "]
        .iter()
        .find_map(|verb| Some(t.find(verb)?.saturating_add(verb.len())))
        && holds_any(t, &parts)
    {
        let named = classified(scheme).filter(|(name, _)| {
            tail(t, at)
                .strip_prefix(name)
                .is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric()))
        });
        if let Some((name, _)) = named.max_by_key(|(_, rank)| *rank) {
            return level(scheme, name);
        }
    }
    let verb = if t.starts_with("This ") { " is " } else { " IS " };
    let at = t.rfind(verb)?.saturating_add(verb.len());
    let said = tail(t, at);
    bare(
        said.strip_prefix("classified ")
            .or(said.strip_prefix("CLASSIFIED "))
            .unwrap_or(said),
    )
}

/// Whether a text holds one of a few words, whatever the case of their letters.
fn holds_any(text: &str, words: &[&str]) -> bool {
    let small = text.to_ascii_lowercase();
    words.iter().any(|word| small.contains(word))
}

/// What a level in capitals says, with controls or without.
fn level(scheme: &Scheme, text: &str) -> Option<Marking> {
    let named = || classified(scheme).any(|(name, _)| text.starts_with(name));
    (text.len() >= 5 && !text.contains(char::is_lowercase) && named())
        .then(|| read_banner(scheme, text).known().cloned())
        .flatten()
}

/// The level of another scheme or language that a line is.
fn foreign_level(scheme: &Scheme, line: &str) -> Option<Option<Marking>> {
    let t = unquoted(trim_void(line)).trim_matches(|c: char| is_void(c) || "*_#-()[].".contains(c));
    let letter = foreign::level(t).filter(|_| t.starts_with(char::is_uppercase))?;
    Some(read_portion(scheme, letter).known().cloned())
}

/// The level that a subject states between signs, at its start or at its end: `[SECRET] Mills`, `SECRET - Mills`, `Mills
/// SECRET//NOFORN`.
fn in_subject(scheme: &Scheme, written: &str) -> Option<Marking> {
    let text = tail(written, written.find(':')?.saturating_add(1)).trim();
    if text.len() > LONGEST.saturating_mul(4) {
        return None;
    }
    let mut inner = text
        .split(['[', '(', '{'])
        .skip(1)
        .filter_map(|t| t.split([']', ')', '}']).next());
    let first = [" - ", ": ", " – ", " // "]
        .iter()
        .find_map(|sign| text.split_once(*sign))
        .map(|(head, _)| head);
    let stroke = text.rsplit(is_void).next().filter(|word| word.contains("//"));
    let last = [" - ", " – "]
        .iter()
        .find_map(|sign| text.rsplit_once(*sign))
        .map(|(_, end)| end);
    inner.find_map(|inner| level(scheme, inner.trim())).or_else(|| {
        [first, stroke, last]
            .into_iter()
            .flatten()
            .find_map(|part| level(scheme, part.trim()))
    })
}

/// The captions of a line that holds nothing else, or that names them with a label.
fn captions(scheme: &Scheme, line: &str, found: &mut Vec<Option<Marking>>) {
    let line = unquoted(trim_void(line)).trim_matches(|c: char| is_void(c) || "*_#-()[]\u{fffc}".contains(c));
    if let Some(marking) = control(scheme, line) {
        found.push(Some(marking));
        return;
    }
    if !line.starts_with(|c: char| c.is_ascii_uppercase()) || line.len() > LONGEST {
        return;
    }
    let named = line.split_once(':').filter(|(label, _)| {
        let label = label.trim_end_matches(is_void).to_ascii_lowercase();
        LABELS.iter().any(|name| label.eq_ignore_ascii_case(name)) || label.ends_with("classification")
    });
    let text = named.map_or(line, |(_, text)| text);
    if text.contains(char::is_lowercase) && named.is_none() {
        return;
    }
    let text = text.to_ascii_uppercase();
    let mut rest: &str = &text;
    let mut known = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let ends = |name: &str| {
            rest.starts_with(name) && !tail(rest, name.len()).starts_with(|c: char| c.is_alphanumeric())
        };
        if rest.is_empty() {
            break;
        }
        if let Some((name, control)) = CAPTIONS.iter().find(|(name, _)| ends(name)) {
            known.push(caption(scheme, control));
            rest = tail(rest, name.len());
        } else if ends("SIPDIS") {
            rest = tail(rest, "SIPDIS".len());
        } else if named.is_some() {
            // A level may stand there, too.
            if let Some(marking) = read_banner(scheme, rest).known() {
                known.push(Some(marking.clone()));
                break;
            }
            rest = rest
                .find(|c: char| !c.is_alphanumeric())
                .map_or("", |at| tail(rest, at));
        } else {
            return;
        }
    }
    found.extend(known);
}

/// What a caption alone on its line says, such as `NOFORN` or `EXDIS`: the control below the lowest level that has it.
fn control(scheme: &Scheme, line: &str) -> Option<Marking> {
    let t = trim_void(line);
    let data = scheme.data();
    if !(5..=40).contains(&t.len()) || data.control_phrases.exact(t).is_none() {
        return None;
    }
    let mut levels: Vec<_> = data
        .levels
        .iter()
        .filter(|level| level.retired.is_none())
        .collect();
    levels.sort_by_key(|level| level.rank);
    levels.iter().find_map(|level| {
        let reading = read_banner(scheme, &format!("{}//{t}", level.banner));
        reading
            .known()
            .filter(|marking| !marking.controls().is_empty())
            .cloned()
    })
}

/// What a caption alone says: the lowest marking that bears it.
fn caption(scheme: &Scheme, control: &str) -> Option<Marking> {
    ["U", "C"]
        .iter()
        .filter(|_| !control.is_empty())
        .map(|level| read_portion(scheme, &format!("{level}//{control}")))
        .find_map(|reading| reading.known().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_say_their_control() {
        let us = Scheme::us();
        for (line, says) in [
            ("NOFORN", Some("UNCLASSIFIED//NOFORN")),
            ("EXDIS", Some("UNCLASSIFIED//EXDIS")),
            ("ORCON", Some("CONFIDENTIAL//ORCON")),
            ("SIPDIS", None),
            ("PRIORITY", None),
            ("SI", None),
        ] {
            let found = control(&us, line).map(|marking| marking.banner().to_owned());
            assert_eq!(found.as_deref(), says, "{line}");
        }
    }
}
