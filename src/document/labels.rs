//! What lines that are no text begin with: stamps, labels of message heads and trailers, transmission lines.
//!
//! Forms: section 6 (cable layout) and section 10.1 (release annotations) of the marking reference.

use crate::wordset::{LETTERS, WordSet, push};
use std::sync::LazyLock;

/// What stamps begin with.
pub(super) const STAMPS: &[&str] = &[
    "RELEASE IN PART",
    "RELEASE IN FULL",
    "RELEASED IN PART",
    "RELEASED IN FULL",
    "DENIED IN FULL",
    "DENY IN FULL",
    "Declassified/Released",
    "Declassified in Part",
    "Declassified and Approved",
    "Approved for Release",
    "Sanitized Copy Approved",
    "REVIEW AUTHORITY",
];

/// What an authority line begins with.
pub(super) const AUTHORITY: &[&str] = &["Classified By", "Derived From"];

/// What a line that names an executive order begins with.
pub(super) const ORDERS: &[&str] = &["E.O.", "E. O.", "EO "];

/// What the transmission lines of a cable begin with.
pub(super) const TRANSMISSION: &[&str] = &["VZCZC", "ZNY ", "ZNR ", "DE RUE", "FM ", "SIPDIS"];

/// Labels that begin a message of mail.
pub(super) const MAIL: &[&str] = &[
    "From",
    "Sent",
    "To",
    "Cc",
    "Bcc",
    "Date",
    "De",
    "Enviado",
    "Enviado el",
    "Para",
    "Von",
    "Gesendet",
    "An",
];

/// Other labels of message heads.
pub(super) const HEAD: &[&str] = &[
    "MRN",
    "Date/DTG",
    "Date!DTG",
    "Action",
    "TAGS",
    "Captions",
    "Reference",
    "References",
    "Pass Line",
    "FM",
    "INFO",
    "Info Office",
    "REF",
    "REFS",
    "REFTEL",
    "PREC",
    "CLASS",
    "LINE1",
    "LINE2",
    "DTG",
    "ORIG",
    "OSRI",
    "PARTICIPANTS",
    "MEMORANDUM FOR",
    "DATE",
    "LOCATION",
    "TIME",
    "PLACE",
    "ORIGIN",
    "DRAFTED BY",
    "APPROVED BY",
    "Importance",
    "Attachments",
    "Attachment",
];

/// Labels of a trailer.
pub(super) const TRAILER: &[&str] = &[
    "Drafted",
    "Drafted By",
    "Cleared By",
    "Approved By",
    "Approved",
    "Released By",
    "XMT",
    "Action Post",
    "Dissemination Rule",
    "Dist",
];

/// Other first words.
const OTHERS: &[&str] = &[
    "Subject",
    "Subj",
    "Asunto",
    "Betreff",
    "Objet",
    "Declassify on",
    "DECL:",
    "DECLASSIFIED PER",
    "PER E.O",
    "Class:",
    "Signature",
    "Distribution:",
    "sensitive but unclassified",
    "original message",
    "forwarded message",
    "begin text",
    "end text",
    "unquote",
    "quote",
    "page",
    "BT",
    "NNNN",
];

/// What lines that [`super::furniture::classify`] knows by their beginning begin with.
pub(super) fn beginnings() -> impl Iterator<Item = &'static str> {
    let others = [
        STAMPS,
        AUTHORITY,
        ORDERS,
        TRANSMISSION,
        MAIL,
        HEAD,
        TRAILER,
        OTHERS,
    ];
    others.into_iter().flatten().copied()
}

/// First words of everything that [`super::furniture::classify`] knows by its beginning.
pub(super) static WORDS: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(beginnings().map(|text| first_word(text.as_bytes()).0)));

/// The letters that `text` begins with, eight at most, in small letters as one number; and how many there are in all.
pub(super) fn first_word(text: &[u8]) -> (u64, usize) {
    let mut key = 0_u64;
    let mut len = 0_usize;
    for byte in text {
        if !byte.is_ascii_alphabetic() {
            break;
        }
        if len < LETTERS {
            key = push(key, byte.to_ascii_lowercase());
        }
        len = len.saturating_add(1);
    }
    (key, len)
}

/// Whether `text` begins with the first word of anything that is known by its beginning.
pub(super) fn begins_known(text: &str) -> bool {
    let (key, len) = first_word(text.as_bytes());
    len > 0 && WORDS.holds(key)
}
