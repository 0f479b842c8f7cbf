//! Lines that are not text: banners, page furniture, release stamps, labels of message heads, trailers.
//!
//! Forms: section 6 (cable layout) and section 10.1 (release annotations) of the marking reference.

use super::block::{Level, LevelForm};
use super::chars::{cut, is_void, starts_with_word, tail, trim_void};
use super::labels::{AUTHORITY, HEAD, MAIL, ORDERS, STAMPS, TRAILER, TRANSMISSION, begins_known};
use super::signs::{Signs, holds};
use super::view::View;
use crate::marking::{Marking, banner_prefix, read_portion};
use crate::scheme::Scheme;
use crate::span::Span;

/// Longest line that can be furniture, in bytes.
const LONGEST: usize = 400;

/// What a line is, seen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineClass {
    /// States the overall classification.
    Banner,
    /// Stamp of a release; not the document's classification.
    Stamp,
    /// Stamp that classifies: a floor under every portion.
    ClassifyingStamp,
    /// Page number, page header, continuation header, speck.
    Page,
    /// Note that stands for text removed earlier.
    Excision,
    /// End of a message or its distribution.
    Trailer,
    /// `Signature: NAME`.
    Signature,
    /// Label of a message head; `true` where it begins a new message whatever stands before.
    Head(bool),
    /// `SUBJECT:` with the subject behind it.
    Subject,
    /// `SUBJECT` alone on its line: the subject comes next.
    SubjectLabel,
    /// `Classified By: ...`.
    Authority,
    /// `E.O. 12958: DECL: ...`.
    Declassification,
    /// `Begin text`.
    BeginText,
    /// `End text`.
    EndText,
    /// None of these.
    Text,
}

/// Reads one line of a text with these `signs`.
pub(super) fn classify(scheme: &Scheme, signs: Signs, line: &str) -> LineClass {
    let written = trim_void(line);
    let t = unquoted(written);
    if t.is_empty() && !written.is_empty() {
        return LineClass::Page;
    }
    if t.is_empty() || t.len() > LONGEST {
        return LineClass::Text;
    }
    // Most of what follows is known by its first word.
    let known = begins_known(t);
    if is_stamp(t, signs, known) {
        return LineClass::Stamp;
    }
    if known && is_classifying_stamp(t) {
        return LineClass::ClassifyingStamp;
    }
    if is_page(t) {
        return LineClass::Page;
    }
    if signs.signal && transmission(scheme, t).is_some() {
        return LineClass::Head(false);
    }
    if banner(scheme, t).is_some() {
        return LineClass::Banner;
    }
    if is_numbered_level(scheme, t) {
        return LineClass::Page;
    }
    if let Some(class) = labelled(t, known) {
        return class;
    }
    if is_excision(t) {
        return LineClass::Excision;
    }
    if t.starts_with('/') && is_signed(t) {
        return LineClass::Signature;
    }
    if is_trailer(t) {
        return LineClass::Trailer;
    }
    known
        .then(|| bracket_text(t))
        .flatten()
        .unwrap_or(LineClass::Text)
}

/// A line without the signs that quote it: `> From: Orla`.
pub(super) fn unquoted(line: &str) -> &str {
    if line.starts_with('>') {
        line.trim_start_matches(|c: char| c == '>' || is_void(c))
    } else {
        line
    }
}

/// Every place of a banner line that states the overall classification.
pub(super) fn levels(scheme: &Scheme, view: &View<'_>, from: usize, line: &str) -> Vec<Level> {
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
    let lead = page_words(line);
    let rest = tail(line, lead);
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
    let number = rest.trim_start_matches(|c: char| is_void(c) || c.is_ascii_digit() || "-–".contains(c));
    line.len().saturating_sub(number.len())
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
        } else if matches!(word, "SECTION" | "OF" | "SECTIONS") {
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

/// Stamps of an earlier release or of the archive that holds the paper.
fn is_stamp(t: &str, signs: Signs, known: bool) -> bool {
    let has = |needle: &str| t.contains(needle);
    let starts = |word: &&str| starts_with_word(t, word);
    let within = signs.stamp
        && ((has("Department of State") && has("Case No"))
            || (has("Case No.") && has("Doc No."))
            || has("LIBRARY PHOTOCOPY"));
    within
        || known
            && (STAMPS.iter().any(starts)
                || t == "DECLASSIFIED"
                || (t.len() < 60 && starts(&"DECLASSIFIED PER"))
                || (t.len() < 30 && (starts(&"PER E.O") || starts(&"PER E.0"))))
        || t.starts_with(['1', 'B', ',']) && exemptions(t)
}

/// A line of exemption codes alone: `B5`, `1.4(B)`, `1.4(D) B1`.
fn exemptions(t: &str) -> bool {
    let mut any = false;
    for word in t
        .split(|c: char| is_void(c) || c == ',')
        .filter(|w| !w.is_empty())
    {
        let code = word
            .strip_prefix("1.4(")
            .and_then(|w| w.strip_suffix(')'))
            .is_some_and(|w| w.len() == 1)
            || (word.len() == 2
                && word.starts_with('B')
                && word.ends_with(|c: char| ('1'..='9').contains(&c)));
        if !code {
            return false;
        }
        any = true;
    }
    any
}

/// `Class: CONFIDENTIAL - Reason: 1.4(B) - Declassify on: ...`, also behind `Classified by the board on 2 May - `.
fn is_classifying_stamp(t: &str) -> bool {
    (starts_with_word(t, "Class:") && t.contains("Reason"))
        || (starts_with_word(t, "Classified by") && t.contains("Class:"))
}

/// The level that a classifying stamp states.
pub(super) fn stamp_level(scheme: &Scheme, line: &str) -> Option<(usize, usize, Marking)> {
    let colon = line.find("Class:")?.saturating_add("Class:".len());
    let rest = tail(line, colon);
    let from = colon.saturating_add(rest.len().saturating_sub(rest.trim_start().len()));
    let rest = tail(line, from);
    let stop = [" - ", " – ", " — ", ";", "   "]
        .iter()
        .filter_map(|sign| rest.find(sign))
        .min()
        .unwrap_or(rest.len());
    let level = rest.get(..stop)?.trim_end();
    let (span, reading) = banner_prefix(scheme, level)?;
    let marking = reading.known()?.clone();
    Some((
        from.saturating_add(span.start()),
        from.saturating_add(span.end()),
        marking,
    ))
}

/// Page numbers, page and continuation headers, accession numbers, specks without a word.
fn is_page(t: &str) -> bool {
    let figures = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_digit()) && w.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if !t.chars().any(char::is_alphabetic) {
        let digits = t.chars().filter(char::is_ascii_digit).count();
        let rest = t.chars().filter(|c| !c.is_ascii_digit() && !is_void(*c)).count();
        return digits <= 8
            && rest <= 40
            && !(digits > 0 && t.ends_with(['.', ',']))
            && !t.contains(['%', '$', '€', '(', '[', '{']);
    }
    if t.ends_with('Z') && t.starts_with("PAGE ") {
        let before = t.rfind(char::is_whitespace).map_or("", |at| cut(t, 0, at));
        let stamp = tail(t, before.len()).trim_start();
        let time = stamp.len() == 7 && stamp.bytes().take(6).all(|b| b.is_ascii_digit());
        return time && is_page(before.trim_end());
    }
    if !t.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = t.split_whitespace().take(10).collect();
    match words.as_slice() {
        [page, number] if page.eq_ignore_ascii_case("page") => figures(number),
        [page, number, of, total] if page.eq_ignore_ascii_case("page") && of.eq_ignore_ascii_case("of") => {
            figures(number) && figures(total)
        }
        ["PAGE", number, names @ .., last] if !names.iter().any(|w| w.eq_ignore_ascii_case("of")) => {
            figures(number)
                && figures(last)
                && names.len() <= 4
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        ["PAGE", page, names @ .., serial, number, of, total] if of.eq_ignore_ascii_case("of") => {
            [page, serial, number, total].into_iter().all(|w| figures(w))
                && names.len() <= 4
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        [names @ .., serial, number, of, total] if of.eq_ignore_ascii_case("of") => {
            figures(serial)
                && serial.len() >= 4
                && figures(number)
                && figures(total)
                && !names.is_empty()
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        _ => false,
    }
}

/// A level with the number of its page: `SECRET - 2 -`, `3 SECRET`.
fn is_numbered_level(scheme: &Scheme, t: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || is_void(c) || "-–—".contains(c);
    if t.len() > 48 || !(t.starts_with(figure) || t.ends_with(figure)) || t.contains(char::is_lowercase) {
        return false;
    }
    let level = t.trim_matches(figure);
    let digits = t.chars().filter(char::is_ascii_digit).count();
    let inside = level.chars().any(|c| c.is_ascii_digit());
    !inside && (1..=4).contains(&digits) && banner(scheme, level).is_some()
}

/// Whether a line is one word close to a level, as scanning leaves it: `_SEGRET`, `CRET`. `true` where signs around it
/// or mixed letters show that it is no word of a text.
pub(super) fn is_damaged_banner(line: &str) -> Option<bool> {
    let t = trim_void(line);
    if t.len() > 40 || t.contains(char::is_whitespace) {
        return None;
    }
    let word = t.trim_matches(|c: char| !c.is_alphabetic());
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

/// Whether a short line inside a paragraph is a speck of a scan or a transmission fault: `E`, `s T`, `5`.
pub(super) fn is_stray(line: &str) -> bool {
    let t = trim_void(line);
    !t.is_empty()
        && t.len() <= 3
        && t.split(' ')
            .all(|w| w.chars().count() == 1 && w.chars().all(char::is_alphanumeric))
}

/// A note in square brackets that stands for text removed before: `[2 paragraphs not declassified]`.
pub(super) fn is_excision(t: &str) -> bool {
    t.starts_with('[') && {
        let note = t.split(']').next().unwrap_or("");
        let small = note.to_ascii_lowercase();
        note.len() < t.len()
            && [
                "not declassified",
                "omitted",
                "not released",
                "text deleted",
                "excised",
                "withheld",
                "redacted",
            ]
            .iter()
            .any(|w| small.contains(w))
    }
}

/// A line that begins with a label and a colon, or a label and a wide gap.
fn labelled(t: &str, known: bool) -> Option<LineClass> {
    let original = t.trim_matches(|c: char| is_void(c) || "-_>*".contains(c));
    if original.eq_ignore_ascii_case("original message") || original.eq_ignore_ascii_case("forwarded message")
    {
        return Some(LineClass::Head(true));
    }
    if TRANSMISSION.iter().any(|w| t.starts_with(w)) && !known {
        return Some(LineClass::Head(false));
    }
    if !known {
        return None;
    }
    let is = |label: &str| {
        starts_with_word(t, label) && {
            let rest = tail(t, label.len());
            rest.trim_start_matches(' ').starts_with(':') || rest.starts_with("   ") || rest.starts_with('\t')
        }
    };
    let alone = t.trim_end_matches(':');
    if alone.eq_ignore_ascii_case("subject") {
        return Some(LineClass::SubjectLabel);
    }
    if is("Subject") || is("Subj") {
        return Some(LineClass::Subject);
    }
    if t == "PARTICIPANTS" {
        return Some(LineClass::Head(false));
    }
    if AUTHORITY.iter().any(|label| starts_with_word(t, label)) {
        return Some(LineClass::Authority);
    }
    let order = ORDERS.iter().any(|o| t.starts_with(o));
    if order || (starts_with_word(t, "Declassify on") && t.len() < 80) || starts_with_word(t, "DECL:") {
        return Some(LineClass::Declassification);
    }
    if is("Signature") {
        return Some(LineClass::Signature);
    }
    if TRAILER.iter().any(|label| is(label)) {
        return Some(LineClass::Trailer);
    }
    if MAIL.iter().any(|label| is(label)) {
        return Some(LineClass::Head(true));
    }
    if HEAD.iter().any(|label| is(label)) {
        return Some(LineClass::Head(false));
    }
    let transmission = TRANSMISSION.iter().any(|w| t.starts_with(w));
    transmission.then_some(LineClass::Head(false))
}

/// `BT`, `NNNN`, `#3122`, the last lines of a message.
fn is_trailer(t: &str) -> bool {
    matches!(t, "BT" | "NNNN")
        || (t.len() <= 8
            && t.strip_prefix('#')
                .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit())))
        || is_closing_note(t)
}

/// `//SIGNED//`, `/s/ Piet Marrow`.
fn is_signed(t: &str) -> bool {
    let word = t.trim_start_matches('/').split('/').next().unwrap_or("");
    t.len() <= 60 && (word.eq_ignore_ascii_case("signed") || word.eq_ignore_ascii_case("s"))
}

/// `This email is UNCLASSIFIED.`, `-- End of Conversation --`.
pub(super) fn is_closing_note(t: &str) -> bool {
    starts_with_word(t, "This email is") || (t.len() < 60 && holds(t.as_bytes(), b"end of conversation", 10))
}

/// `Begin text.`, `End text.`, with words behind: `Begin text of draft`. Only short lines, or the end of one.
fn bracket_text(t: &str) -> Option<LineClass> {
    let small = |s: &str| s.get(..s.len().min(24)).unwrap_or(s).to_ascii_lowercase();
    let head = small(t);
    if t.len() <= 80
        && (head.starts_with("end text") || head.starts_with("end of text") || head.starts_with("end quote"))
    {
        return Some(LineClass::EndText);
    }
    (t.len() <= 80 && head.starts_with("begin text")).then_some(LineClass::BeginText)
}

/// Whether a portion's text says that a text begins, which `End text` closes: `6. (U) Begin text:`.
pub(super) fn begins_text(text: &str) -> bool {
    let body = text.trim_end_matches(|c: char| is_void(c) || matches!(c, '.' | ':' | ',' | ';'));
    if !body.ends_with(['t', 'T', 'e', 'E']) {
        return false;
    }
    let from = body.len().saturating_sub(60);
    let last = (from..=body.len()).find_map(|i| body.get(i..)).unwrap_or("");
    let small = last.to_ascii_lowercase();
    small.ends_with("begin text") || small.ends_with("begin quote")
}

/// The `ZNY CCCCC` line: the signal and the level letters of the transmission.
pub(super) fn transmission(scheme: &Scheme, line: &str) -> Option<(Span, Option<Marking>)> {
    let at = ["ZNY ", "ZNR "].iter().find_map(|w| line.find(w))?;
    let from = at.saturating_add(4);
    let word = tail(line, from).split_whitespace().next()?;
    let letter = word.chars().next()?;
    let fits = word.len() == 5 && word.chars().all(|c| c == letter);
    let read = match letter {
        'C' => "C",
        'S' => "S",
        'T' => "TS",
        'U' | 'E' => "U",
        _ => return None,
    };
    let start = from.saturating_add(tail(line, from).find(word)?);
    fits.then(|| {
        (
            Span::new(at, start.saturating_add(word.len())),
            read_portion(scheme, read).known().cloned(),
        )
    })
}
