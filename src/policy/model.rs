//! A policy as it holds.

use crate::marking::Entry;
use crate::scheme::Scheme;

/// What happens to withheld text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A mask shows the amount and the reason.
    Mask,
    /// Nothing shows.
    Strip,
}

/// How a mask words the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Count of portions.
    Paragraphs,
    /// No amount.
    None,
}

/// How a mask is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// The text, with `{amount}` and `{reason}`.
    pub text: String,
    /// How the amount is worded.
    pub amount: Amount,
    /// Whether the lead of a paragraph (number, bullet, label) stays.
    pub keep_number: bool,
    /// Whether neighbouring cuts share one mask.
    pub merge: bool,
}

/// Where the reason of a cut comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// Whether the `Classified By` line gives the reason.
    pub from_document: bool,
    /// Reason by canonical marking.
    pub by_marking: Vec<(String, String)>,
    /// The reason where nothing else gives one.
    pub default: String,
}

/// What governs an unmarked block of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnmarkedRule {
    /// The portion it continues.
    Inherit,
    /// The overall classification.
    Banner,
    /// Always withheld.
    Withhold,
    /// Always released.
    Release,
}

/// What governs unmarked blocks, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unmarked {
    /// Continuations, lists and tables of a portion.
    pub continuation: UnmarkedRule,
    /// Headings.
    pub heading: UnmarkedRule,
    /// Message headers, the subject and the authority line apart.
    pub header: UnmarkedRule,
    /// Subject lines.
    pub subject: UnmarkedRule,
    /// Free-standing paragraphs.
    pub paragraph: UnmarkedRule,
    /// Signatures and trailers.
    pub signature: UnmarkedRule,
    /// Page furniture, stamps and stray lines.
    pub other: UnmarkedRule,
}

/// A policy, checked and ready.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name in records.
    pub id: String,
    /// The marking scheme.
    pub scheme: Scheme,
    /// What may leave.
    pub releasable: Vec<Entry>,
    /// What happens to the rest.
    pub action: Action,
    /// How masks look.
    pub mask: Mask,
    /// Reasons of cuts.
    pub reasons: Reasons,
    /// Unmarked blocks.
    pub unmarked: Unmarked,
    /// Whether banners, `ZNY` lines and section headers are rewritten.
    pub remark_banner: bool,
    /// A caption that a release with cuts begins with.
    pub caption: Option<String>,
}
