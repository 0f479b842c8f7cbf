//! Findings: what a person should know about a document. Data only; the command line words them.

use crate::span::Span;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warning,
    /// A mistake.
    Error,
}

impl Severity {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding about the source. It holds a place and an identifier, never text of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable identifier in kebab case, such as `damaged-mark`.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where: byte offsets into the source.
    pub span: Span,
    /// What it means and how to mend it, in one sentence without text of the source.
    pub message: String,
}
