//! Lines that say that a paper is classified: with its level beside other words, or without it.

use super::doubt::higher;
use crate::document::chars::{cut, is_void, tail};
use crate::document::signs::holds;
use crate::document::titles::has_capital_words;
use crate::marking::{Marking, classified};
use crate::scheme::Scheme;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 120;
/// Longest level that is cut short, in bytes.
const SHORT: usize = 16;

/// What a paper calls itself.
const PAPERS: [&str; 12] = [
    "this document",
    "this paper",
    "this report",
    "this message",
    "this file",
    "this page",
    "this memorandum",
    "this memo",
    "this briefing",
    "this email",
    "this letter",
    "the attached",
];

/// What `line`, alone in its paragraph, says of its paper; `None` in it where it says no level.
pub(super) fn classed(scheme: &Scheme, line: &str) -> Option<Option<Marking>> {
    let t = line.trim_matches(|c: char| is_void(c) || "*_#[]()<>|-".contains(c));
    if t.len() <= SHORT
        && let Some(marking) = shortened(scheme, t)
    {
        return Some(Some(marking));
    }
    if t.len() > LONGEST || t.len() < 5 {
        return None;
    }
    // Most lines hold no level in capitals.
    let capitals = t.bytes().filter(u8::is_ascii_uppercase).count() >= 5;
    let level = || {
        beside(scheme, t)
            .or_else(|| handled(scheme, t))
            .or_else(|| titled(scheme, t))
            .or_else(|| named(scheme, t))
            .or_else(|| changed(scheme, t))
            .or_else(|| between(scheme, t))
    };
    if let Some(marking) = capitals.then(level).flatten().or_else(|| qualified(scheme, t)) {
        return Some(Some(marking));
    }
    let says = holds(t.as_bytes(), b"classified", 6) && says_classified(t);
    let notice = capitals || t.as_bytes().get(1).is_some_and(u8::is_ascii_uppercase);
    (says || notice && is_notice(t) || is_scheduled(t)).then_some(None)
}

/// A level in capitals over a wide gap from other words, at either end: `HARBOUR BOARD          SECRET`.
fn beside(scheme: &Scheme, t: &str) -> Option<Marking> {
    const GAP: usize = 3;
    let names = classified(scheme).filter(|(name, _)| name.len() >= 5);
    let gap = |text: &str| text.contains('\t') || text.chars().count() >= GAP;
    let found = names.filter(|(name, _)| {
        let last = t.strip_suffix(name).is_some_and(|before| {
            let bare = before.trim_end_matches(is_void);
            !bare.is_empty() && gap(tail(before, bare.len()))
        });
        let first = t.strip_prefix(name).is_some_and(|behind| {
            let bare = behind.trim_start_matches(is_void);
            !bare.is_empty() && gap(cut(behind, 0, behind.len().saturating_sub(bare.len())))
        });
        first || last
    });
    let (name, _) = found.max_by_key(|(_, rank)| *rank)?;
    higher(scheme, name)
}

/// `Payments to the Keeper SECRET`: a title with its level behind.
fn titled(scheme: &Scheme, t: &str) -> Option<Marking> {
    if !t.starts_with(char::is_uppercase) || t.contains(':') || !has_capital_words(t) {
        return None;
    }
    let names = classified(scheme).filter(|(name, _)| name.len() >= 6);
    let found = names.filter(|(name, _)| {
        t.strip_suffix(name)
            .is_some_and(|before| before.ends_with(is_void) && before.contains(char::is_lowercase))
    });
    let (name, _) = found.max_by_key(|(_, rank)| *rank)?;
    higher(scheme, name)
}

/// `QUAY SECRET`, `PERSONAL AND CONFIDENTIAL`: a few words in capitals that end with a level.
fn named(scheme: &Scheme, t: &str) -> Option<Marking> {
    const WORDS: [&str; 12] = [
        "THE", "A", "AN", "IN", "OPEN", "TRADE", "FAMILY", "NOT", "NO", "NON", "OF", "ABOVE",
    ];
    if t.contains(|c: char| c.is_lowercase() || ":.".contains(c)) {
        return None;
    }
    let name = ["TOP SECRET", "SECRET", "CONFIDENTIAL"]
        .into_iter()
        .find(|name| t.ends_with(name))?;
    let before = cut(t, 0, t.len().saturating_sub(name.len()));
    let mut words = before.split_whitespace();
    let count = words.clone().take(5).count();
    let parted = before.ends_with(is_void) && (1..=4).contains(&count);
    let prose = words.any(|word| WORDS.contains(&word) || word.ends_with("'S") || word.ends_with("’S"));
    (parted && !prose).then(|| higher(scheme, name)).flatten()
}

/// `Strictly Confidential`, `Formerly Secret`: a level in words behind one that says how.
fn qualified(scheme: &Scheme, t: &str) -> Option<Marking> {
    const HOW: [&str; 13] = [
        "Business",
        "Company",
        "Strictly",
        "Highly",
        "Private",
        "Personal",
        "Formerly",
        "Previously",
        "Originally",
        "Most",
        "Very",
        "Still",
        "Commercially",
    ];
    const LEVELS: [&str; 3] = ["Top Secret", "Secret", "Confidential"];
    let (how, rest) = t.split_once(is_void)?;
    let rest = rest.trim_start_matches(is_void);
    let rest = rest
        .strip_prefix("and ")
        .or(rest.strip_prefix("& "))
        .unwrap_or(rest);
    (HOW.contains(&how) && LEVELS.contains(&rest))
        .then(|| higher(scheme, &rest.to_uppercase()))
        .flatten()
}

/// `CONF`, `Secr.`: a level cut short; `TS/SCI`: one of two letters with more behind.
fn shortened(scheme: &Scheme, t: &str) -> Option<Marking> {
    let (head, behind) = t.split_once(['/', '-']).unwrap_or((t, ""));
    if !t.starts_with(|c: char| c.is_ascii_uppercase()) || behind.contains(|c: char| !c.is_ascii_uppercase())
    {
        return None;
    }
    let word = head.trim_end_matches('.');
    let level = match word {
        "CONF" | "Conf" | "CONFI" => "CONFIDENTIAL",
        "SECR" | "Secr" => "SECRET",
        _ => {
            let mut levels = scheme.data().levels.iter();
            let level = levels.find(|level| level.portion == word && word.len() >= 2 && !behind.is_empty());
            level?.banner.as_str()
        }
    };
    higher(scheme, level)
}

/// `UPGRADED TO SECRET BY ORLA QUELL`, `CORRECTED COPY (CLASSIFICATION CHANGED TO SECRET)`: the level that a paper has now.
fn changed(scheme: &Scheme, t: &str) -> Option<Marking> {
    const VERBS: [&str; 8] = [
        "becomes",
        "upgraded to",
        "downgraded to",
        "regraded to",
        "regraded",
        "changed to",
        "raised to",
        "reclassified as",
    ];
    let mut names = classified(scheme).filter(|(name, _)| name.len() >= 5);
    let found = names.find(|(name, _)| {
        t.find(name).is_some_and(|at| {
            let before = cut(t, 0, at).trim_end_matches(is_void).to_ascii_lowercase();
            VERBS.iter().any(|verb| before.ends_with(verb))
        })
    });
    higher(scheme, found?.0)
}

/// `DRAFT - CONFIDENTIAL - NOT FOR CITATION`: a level between dashes or rules.
fn between(scheme: &Scheme, t: &str) -> Option<Marking> {
    let sign = [" - ", " – ", " — ", " | ", " * "]
        .into_iter()
        .find(|sign| t.contains(sign))?;
    t.split(sign)
        .map(str::trim)
        .filter(|part| part.len() >= 5 && !part.contains(char::is_lowercase))
        .find(|part| classified(scheme).any(|(name, _)| name == *part))
        .and_then(|part| higher(scheme, part))
}

/// Whether a line is a notice that papers of the lowest level do not bear: `HANDLE VIA QUAY CHANNELS ONLY`.
fn is_notice(t: &str) -> bool {
    const NOTICES: [&str; 19] = [
        "CL BY",
        "CL REASON",
        "DECL ON",
        "DRV FROM",
        "REASON 1",
        "CNWDI",
        "SIOP-ESI",
        "WARNING NOTICE",
        "HANDLE VIA",
        "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION",
        "SPECIAL ACCESS REQUIRED",
        "CONTROLLED UNCLASSIFIED INFORMATION",
        "PROPRIETARY INFORMATION",
        "ATTORNEY-CLIENT PRIVILEGED",
        "ATTORNEY WORK PRODUCT",
        "NOT FOR RELEASE",
        "NOT FOR PUBLIC RELEASE",
        "DO NOT RELEASE",
        "DO NOT DISTRIBUTE",
    ];
    NOTICES
        .iter()
        .any(|notice| t.starts_with(notice) && !tail(t, notice.len()).starts_with(char::is_alphanumeric))
        || t.contains("Restricted Data") && t.contains("Atomic Energy Act")
}

/// Whether a line says when its paper is declassified or downgraded, as those of the lowest level do not: `EXEMPT FROM
/// GENERAL DECLASSIFICATION SCHEDULE`, `Downgrade to CONFIDENTIAL on 3 May`.
fn is_scheduled(t: &str) -> bool {
    const BEGIN: [&str; 10] = [
        "exempt from",
        "excluded from",
        "group ",
        "declassify ",
        "automatically ",
        "subject to ",
        "downgrade to ",
        "downgrade on ",
        "downgrade at ",
        "downgrade after ",
    ];
    let bytes = t.as_bytes();
    (holds(bytes, b"declassif", 8) || holds(bytes, b"downgrad", 5))
        && BEGIN.iter().any(|word| {
            t.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        })
}

/// `HANDLE AS SECRET`, `Contains SECRET material`, `SECRET INFORMATION`, `Copy 3 of 5 SECRET`.
fn handled(scheme: &Scheme, t: &str) -> Option<Marking> {
    const VERBS: [&str; 8] = [
        "handle as",
        "treat as",
        "protect as",
        "contains",
        "store as",
        "classified as",
        "handle like",
        "copy",
    ];
    const KINDS: [&str; 15] = [
        "information",
        "material",
        "data",
        "document",
        "paper",
        "file",
        "addendum",
        "supplement",
        "portion",
        "paragraph",
        "version",
        "cover sheet",
        "page",
        "working paper",
        "working papers",
    ];
    let names = classified(scheme).filter(|(name, _)| name.len() >= 5);
    let found = names.filter(|(name, _)| {
        let Some(at) = t.find(name) else {
            return false;
        };
        let before = cut(t, 0, at).trim_end_matches(is_void).to_ascii_lowercase();
        let behind = tail(t, at.saturating_add(name.len())).trim_matches(|c: char| is_void(c) || c == '.');
        let kind = behind.is_empty() || KINDS.iter().any(|kind| behind.eq_ignore_ascii_case(kind));
        // `WARNING: This paper contains SECRET material.`
        let said = before.rsplit(": ").next().unwrap_or("");
        let said = PAPERS
            .iter()
            .find_map(|paper| said.strip_prefix(paper))
            .map_or(said, str::trim_start);
        let verb = VERBS.iter().any(|verb| {
            said.strip_prefix(verb).is_some_and(|rest| {
                rest.is_empty() || *verb == "copy" && rest.bytes().any(|b| b.is_ascii_digit())
            })
        });
        kind && (verb || before.is_empty() && !behind.is_empty())
    });
    let (name, _) = found.max_by_key(|(_, rank)| *rank)?;
    higher(scheme, name)
}

/// `CLASSIFIED`, `This paper contains classified information.`, `UNCLASSIFIED WHEN SEPARATED FROM ENCLOSURE`.
fn says_classified(t: &str) -> bool {
    const APART: [&str; 6] = [
        "separated",
        "removed",
        "removal",
        "detached",
        "withdrawn",
        "standing alone",
    ];
    let small = t.to_ascii_lowercase();
    if small == "classified" || small.starts_with("classified when ") {
        return true;
    }
    let mut words = small.split(|c: char| !c.is_alphanumeric());
    let whole = words.clone().any(|word| word == "classified");
    let negated = words.any(|word| matches!(word, "not" | "no" | "never" | "unclassified"));
    let whole_or_not = small.starts_with("unclassified ")
        || small.starts_with("when ") && small.trim_end_matches('.').ends_with(" unclassified");
    let apart = whole_or_not && APART.iter().any(|word| small.contains(word));
    apart || whole && !negated && PAPERS.iter().any(|paper| small.starts_with(paper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lines_say_of_their_paper() {
        let us = Scheme::us();
        for (line, says) in [
            ("HARBOUR BOARD          SECRET", Some("SECRET")),
            ("CONFIDENTIAL \t 3 May 1984", Some("CONFIDENTIAL")),
            ("HANDLE AS SECRET", Some("SECRET")),
            ("Contains SECRET material.", Some("SECRET")),
            ("SECRET INFORMATION", Some("SECRET")),
            ("Payments to the Keeper SECRET", Some("SECRET")),
            ("Copy 3 of 5 SECRET", Some("SECRET")),
            ("This paper contains classified information.", None),
            ("UNCLASSIFIED WHEN SEPARATED FROM ENCLOSURE", None),
            ("CLASSIFIED", None),
        ] {
            let found = classed(&us, line).map(|m| m.map(|m| m.banner().to_owned()));
            assert_eq!(found, Some(says.map(str::to_owned)), "{line}");
        }
        for line in [
            "UNCLASSIFIED",
            "DECLASSIFIED",
            "This paper is not classified.",
            "SECRET BALLOT",
            "[1 paragraph withheld: above SECRET]",
            "above SECRET",
            "The ships were classified by size.",
            "UNCLASSIFIED          3 May 1984",
            "",
        ] {
            assert_eq!(classed(&us, line), None, "{line}");
        }
    }
}
