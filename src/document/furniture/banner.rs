//! Lines that state the overall classification, whole or damaged.

use crate::document::block::{Level, LevelForm};
use crate::document::chars::{cut, is_void, starts_with_word, tail, trim_void, unquoted};
use crate::document::view::View;
use crate::marking::{Marking, banner_prefix, read_portion};
use crate::scheme::Scheme;

/// Every place of a banner line that states the overall classification.
pub(in crate::document) fn levels(scheme: &Scheme, view: &View<'_>, from: usize, line: &str) -> Vec<Level> {
    let shown = unquoted(line.trim_start_matches(is_void));
    let from = from.saturating_add(line.len().saturating_sub(shown.len()));
    let line = shown;
    let Some((start, end, form, marking)) = banner(scheme, line) else {
        return Vec::new();
    };
    vec![Level {
        span: view.span(from.saturating_add(start), from.saturating_add(end)),
        form,
        marking,
    }]
}

type Found = (usize, usize, LevelForm, Option<Marking>);

/// A banner in `line`: where it stands in the line, its form and what it says.
pub(super) fn banner(scheme: &Scheme, line: &str) -> Option<Found> {
    // `#secret`, `{{< secret >}}`.
    let tag = |b: &u8| b.is_ascii_lowercase() || b"{<%".contains(b);
    if line.starts_with(['#', '{'])
        && line.as_bytes().get(1).is_some_and(tag)
        && !line.contains(char::is_uppercase)
    {
        return None;
    }
    let line = without_notes(line);
    let lead = if line.starts_with('<') {
        tags(line)
    } else {
        page_words(line).max(quote_words(line))
    };
    let rest = tail(line, lead);
    // `<center>SECRET</center>`
    let closed = lead > 0 && line.ends_with('>');
    let rest = closed
        .then(|| memchr::memmem::find(rest.as_bytes(), b"</"))
        .flatten()
        .map_or(rest, |end| cut(rest, 0, end));
    let shift = |found: Found| {
        (
            found.0.saturating_add(lead),
            found.1.saturating_add(lead),
            found.2,
            found.3,
        )
    };
    if let Some(found) = sensitive(scheme, rest) {
        return Some(shift(found));
    }
    let (span, reading) = banner_prefix(scheme, rest)?;
    let behind = tail(rest, span.end());
    if !banner_tail(behind) {
        return None;
    }
    let text = span.of(rest);
    let spaced = text
        .split(' ')
        .filter(|w| !w.is_empty())
        .all(|w| w.chars().count() == 1);
    let form = if spaced && text.contains(' ') {
        LevelForm::Spaced
    } else {
        LevelForm::Banner
    };
    Some(shift((span.start(), span.end(), form, reading.known().cloned())))
}

/// Length of the tags of HTML that a line begins with.
fn tags(line: &str) -> usize {
    const MOST: usize = 4;
    let mut at = 0_usize;
    for _ in 0..MOST {
        let rest = tail(line, at);
        let name = tail(rest, 1).starts_with(|c: char| c.is_ascii_alphabetic());
        match memchr::memchr(b'>', rest.as_bytes()) {
            Some(end) if rest.starts_with('<') && name => at = at.saturating_add(end).saturating_add(1),
            _ => break,
        }
    }
    at
}

/// Length of `begin page 12   ` before a banner.
fn page_words(line: &str) -> usize {
    let start = line.len().saturating_sub(line.trim_start_matches(is_void).len());
    let mut at = start;
    for word in ["begin", "end"] {
        if starts_with_word(tail(line, at), word) {
            at = at.saturating_add(word.len()).saturating_add(1);
        }
    }
    if !starts_with_word(tail(line, at), "page") {
        return 0;
    }
    let rest = tail(line, at.saturating_add(4));
    let figures = |c: char| is_void(c) || c.is_ascii_digit() || "-–".contains(c);
    let number = rest.trim_start_matches(figures);
    let total = number.strip_prefix("of").or(number.strip_prefix("OF"));
    let behind = total
        .filter(|t| t.starts_with(is_void))
        .map_or(number, |t| t.trim_start_matches(figures));
    line.len().saturating_sub(behind.len())
}

/// Length of `QTE ` before the banner of a message that another one repeats: `QTE S E C R E T NORDHAVN 4001`.
fn quote_words(line: &str) -> usize {
    let t = line.trim_start_matches(is_void);
    let Some(behind) = ["QTE", "QUOTE", "BEGIN QUOTE"]
        .iter()
        .find_map(|word| t.strip_prefix(word))
    else {
        return 0;
    };
    let level = behind.trim_start_matches(|c: char| is_void(c) || ":.-\"".contains(c));
    if level.len() < behind.len() {
        line.len().saturating_sub(level.len())
    } else {
        0
    }
}

/// What may follow the level on a banner line: section count, post and number, figures, decoration.
fn banner_tail(rest: &str) -> bool {
    let mut words = rest
        .split(is_void)
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .peekable();
    if words.peek().is_none() {
        return true;
    }
    let (mut figures, mut names, mut count) = (false, 0u8, 0u8);
    for word in words {
        count = count.saturating_add(1);
        if word.chars().all(|c| c.is_ascii_digit()) {
            figures = true;
        } else if matches!(
            word,
            "SECTION" | "OF" | "SECTIONS" | "Page" | "page" | "of" | "COPY" | "Copy"
        ) {
        } else if word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            names = names.saturating_add(1);
        } else {
            return false;
        }
    }
    count <= 9 && names <= 4 && figures
}

/// `SENSITIVE BUT UNCLASSIFIED`, `SBU`, `SENSITIVE` alone on a line.
fn sensitive(scheme: &Scheme, line: &str) -> Option<Found> {
    let decoration = |c: char| is_void(c) || matches!(c, '-' | '*' | '_' | '#');
    let t = line.trim_start_matches(decoration);
    let start = line.len().saturating_sub(t.len());
    let t = t.trim_end_matches(decoration);
    let fits = matches!(
        t,
        "SENSITIVE BUT UNCLASSIFIED"
            | "Sensitive But Unclassified"
            | "SENSITIVE"
            | "SBU"
            | "UNCLASSIFIED/SBU"
            | "FOR OFFICIAL USE ONLY"
            | "FOUO"
            | "LIMITED OFFICIAL USE"
    );
    let short = match t {
        "FOR OFFICIAL USE ONLY" | "FOUO" => "FOUO",
        "LIMITED OFFICIAL USE" => "LOU",
        _ => "SBU",
    };
    fits.then(|| {
        (
            start,
            start.saturating_add(t.len()),
            LevelForm::Banner,
            read_portion(scheme, short).known().cloned(),
        )
    })
}

/// A banner line without the caption `SIPDIS` behind it and without the note of how it is handled: `SENSITIVE SIPDIS`,
/// `Sensitive But Unclassified - Please handle accordingly.`
fn without_notes(line: &str) -> &str {
    const NOTE: &str = "please handle accordingly";
    let t = line.trim_end_matches(|c: char| is_void(c) || c == '.');
    if let Some(level) = t.strip_suffix("SIPDIS").filter(|level| level.ends_with(is_void)) {
        return level.trim_end_matches(is_void);
    }
    let from = t.len().saturating_sub(NOTE.len());
    match (t.get(..from), t.get(from..)) {
        (Some(level), Some(note)) if note.eq_ignore_ascii_case(NOTE) => {
            level.trim_end_matches(|c: char| is_void(c) || "-–—".contains(c))
        }
        _ => line,
    }
}

/// A level with the number of its page: `SECRET - 2 -`, `3 SECRET`.
pub(super) fn is_numbered_level(scheme: &Scheme, t: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || is_void(c) || "-–—".contains(c);
    if t.len() > 48 || !(t.starts_with(figure) || t.ends_with(figure)) || t.contains(char::is_lowercase) {
        return false;
    }
    let level = t.trim_matches(figure);
    let digits = t.chars().filter(char::is_ascii_digit).count();
    let inside = level.chars().any(|c| c.is_ascii_digit());
    !inside && (1..=4).contains(&digits) && banner(scheme, level).is_some()
}

/// Whether a line is one word close to a level, as scanning leaves it, with or without specks and a page number beside it:
/// `_SEGRET`, `CRET`, `SECREP 3`. `true` where signs around it or mixed letters show that it is no word of a text.
pub(in crate::document) fn is_damaged_banner(line: &str) -> Option<bool> {
    let t = trim_void(line);
    // In brackets it is a mark, and so are tags: `<secret>`, `#secret`.
    let tag = || t.starts_with(['<', '#']) && !t.contains(char::is_uppercase);
    if t.len() > 40 || t.starts_with(['(', '[', '{']) || tag() {
        return None;
    }
    let mut words = t.split(is_void).filter(|w| w.chars().any(char::is_alphabetic));
    let (first, second) = (words.next()?, words.next());
    let beside = first.len() < t.len();
    // Beside a page number only capitals are a level: `Sector 3` is a title.
    if second.is_some() || beside && (t.len() > BESIDE || first.contains(char::is_lowercase)) {
        return None;
    }
    let word = first.trim_matches(|c: char| !c.is_alphabetic());
    let count = word.chars().count();
    if !(4..=14).contains(&count) {
        return None;
    }
    let capital = word.to_uppercase();
    let near = [("SECRET", 2), ("CONFIDENTIAL", 4), ("UNCLASSIFIED", 3)]
        .iter()
        .any(|(level, most)| {
            count <= level.len().saturating_add(1) && strsim::levenshtein(&capital, level) <= *most
        });
    let decorated = word.len() < t.len();
    let mixed = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    near.then_some(decorated || mixed)
}

/// Longest line of a damaged level with a page number, in bytes.
const BESIDE: usize = 24;
