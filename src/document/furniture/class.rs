//! What a line is, seen alone.

use super::banner::{banner, is_numbered_level};
use super::note::{is_closing_note, is_excision};
use super::page::is_page;
use super::stamp::{is_classifying_stamp, is_stamp, transmission};
use crate::document::chars::{is_void, starts_with_word, tail, trim_void, unquoted};
use crate::document::labels::{AUTHORITY, HEAD, MAIL, ORDERS, TRAILER, TRANSMISSION, begins_known};
use crate::document::signs::Signs;
use crate::scheme::Scheme;

/// Longest line that can be furniture, in bytes.
const LONGEST: usize = 400;

/// Signs that may stand round the end of a quoted text.
const BRACKETS: &[char] = &['(', '[', '-', '*', ' ', '/', '"'];

/// What a line is, seen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum LineClass {
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
pub(in crate::document) fn classify(scheme: &Scheme, signs: Signs, line: &str) -> LineClass {
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
    let bare = t.trim_start_matches(BRACKETS);
    (known || bare.len() < t.len() && begins_known(bare))
        .then(|| bracket_text(bare))
        .flatten()
        .unwrap_or(LineClass::Text)
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
    if ["Subject", "Subj", "Asunto", "Betreff", "Objet"]
        .iter()
        .any(|label| is(label))
    {
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

/// `Begin text.`, `End text.`, with words behind: `Begin text of draft`, or in brackets. Only short lines, or the end of one.
fn bracket_text(t: &str) -> Option<LineClass> {
    const ENDS: [&str; 8] = [
        "end text",
        "end of text",
        "end quot",
        "end of quot",
        "end excerpt",
        "end of excerpt",
        "end extract",
        "unquote",
    ];
    let t = t.trim_start_matches(BRACKETS);
    let head = t.get(..t.len().min(24)).unwrap_or(t).to_ascii_lowercase();
    let translated = |word: &str| {
        let named = head.starts_with(word) && t.len() <= 60;
        named
            && t.to_ascii_lowercase()
                .trim_end_matches(|c: char| !c.is_alphanumeric())
                .ends_with(" translation")
    };
    if t.len() <= 80 && ENDS.iter().any(|end| head.starts_with(end)) || translated("end ") {
        return Some(LineClass::EndText);
    }
    let bare = head.trim_end_matches(|c: char| !c.is_alphanumeric());
    let begins = bare == "quote"
        || ["begin text", "begin quot"]
            .iter()
            .any(|begin| head.starts_with(begin));
    (t.len() <= 80 && begins || translated("begin ")).then_some(LineClass::BeginText)
}
