//! Levels that a scan or a typist spoiled.

use super::alike::is_word;
use crate::document::chars::{is_void, trim_void, unquoted};
use crate::marking::{Marking, classified, read_banner};
use crate::scheme::Scheme;

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 80;

/// The level that a line alone is a few letters from: `SECREI`, `TOP SECRFT`, `CONFI DENTIAL//SI`, `S E C R 3 T`; also one
/// with words behind it that the scheme does not know: `TOP SECRET TRINE`.
pub(super) fn near(scheme: &Scheme, line: &str) -> Option<Marking> {
    let t = unquoted(trim_void(line)).trim_matches(|c: char| !c.is_alphanumeric());
    if t.len() > LONGEST || t.len() < 5 || !t.contains(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let head = t.split(['/', '(', ',']).next().unwrap_or("");
    let small = head.chars().filter(|c| c.is_lowercase()).count();
    let words = || head.split(is_void).filter(|w| w.contains(char::is_alphanumeric));
    // Words of small letters are looked at only behind the name of a level.
    let named = || classified(scheme).any(|(name, _)| head.starts_with(name));
    if small > 1 && words().nth(1).is_some() && !named() {
        return None;
    }
    let (count, single) = (
        words().take(32).count(),
        words().take_while(|w| w.chars().count() == 1).count(),
    );
    if count > 16 && single < 5 {
        return None;
    }
    let taken = if single >= 5 { single } else { count };
    if single < 5 {
        let held = classified(scheme).find(|(name, _)| goes_on(head, name, t));
        if let Some((name, _)) = held {
            return read_banner(scheme, name).known().cloned();
        }
    }
    if single < 5 && count > 4 || small > 1 && count > 1 {
        return None;
    }
    let letters: String = words()
        .take(taken)
        .filter(|w| !w.chars().all(|c| c.is_ascii_digit()))
        .flat_map(str::chars)
        .filter(|c| c.is_alphanumeric() || !c.is_ascii())
        .flat_map(char::to_uppercase)
        .collect();
    if !(5..=28).contains(&letters.len()) || is_word(&letters) {
        return None;
    }
    let (_, _, name) = classified(scheme)
        .filter_map(|(name, rank)| {
            let bare = || name.chars().filter(|c| c.is_alphanumeric());
            let len: usize = bare().map(char::len_utf8).sum();
            let most = match len {
                0..=5 => return None,
                6 | 7 if small > 1 => 1,
                6..=11 => 2,
                _ => 3,
            };
            if letters.len().abs_diff(len) > most {
                return None;
            }
            // Each letter that the name has not is an edit.
            let foreign = letters.chars().filter(|c| !name.contains(*c)).count();
            if foreign > most {
                return None;
            }
            let bare: String = bare().collect();
            let far = strsim::levenshtein(&letters, &bare);
            (far <= most).then_some((far, u8::MAX.saturating_sub(rank), name))
        })
        .min()?;
    read_banner(scheme, name).known().cloned()
}

/// Whether `head`, all in capitals, is the level `name` with words behind it that are no title: `SECRET NO FOREIGN
/// DISSEM`, `SECRET WITH ATTACHMENT`, `SECRET/XGDS` of `line`.
fn goes_on(head: &str, name: &str, line: &str) -> bool {
    const BEHIND: [&str; 25] = [
        "PERSONAL",
        "WHEN",
        "UNTIL",
        "UPON",
        "ATTACHMENT",
        "ATTACHMENTS",
        "ENCLOSURE",
        "ENCLOSURES",
        "NO",
        "WITH",
        "W",
        "AND",
        "COPY",
        "DRAFT",
        "SENSITIVE",
        "EYES",
        "LIMDIS",
        "NODIS",
        "EXDIS",
        "STADIS",
        "SPECAT",
        "NOFORN",
        "ORCON",
        "LIMITED",
        "EXCLUSIVE",
    ];
    let Some(behind) = head.strip_prefix(name) else {
        return false;
    };
    let first = behind
        .split(|c: char| !c.is_alphanumeric())
        .find(|w| !w.is_empty());
    let figure = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    match first {
        None => line.len() > head.len(),
        Some(word)
            if behind.starts_with(is_void)
                && behind.len() <= 20
                && (figure(word) || matches!(word, "Copy" | "Page" | "Draft")) =>
        {
            true
        }
        Some("when" | "until" | "upon" | "if" | "unless" | "with") => true,
        Some(_) if head.contains(char::is_lowercase) => false,
        Some(_) if behind.starts_with(char::is_alphanumeric) => false,
        Some(word) => name.contains(' ') && behind.split_whitespace().count() <= 2 || BEHIND.contains(&word),
    }
}
