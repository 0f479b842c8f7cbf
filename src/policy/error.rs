//! What is wrong with a policy: kind, place, hint. Rendered by the command line alone.

use crate::span::Span;

/// What kind of mistake a policy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyErrorKind {
    /// No YAML, or YAML that a policy may not use (aliases, tags, several documents).
    Syntax,
    /// A mapping without any key of the language: another file, named by mistake.
    NotAPolicy,
    /// Larger than a policy may be.
    TooLarge,
    /// A key that the language does not have.
    UnknownKey,
    /// A key that stands twice in one mapping.
    DuplicateKey,
    /// A required key that is missing.
    MissingKey,
    /// A key without a value, or an empty one.
    Empty,
    /// A value of the wrong type.
    WrongType,
    /// A value that is not one of those allowed.
    UnknownValue,
    /// A marking that the scheme does not have, or that breaks one of its rules.
    UnknownMarking,
    /// A scheme that does not exist or cannot be read.
    Scheme,
    /// A pattern that cannot be compiled, or matches the empty text.
    Pattern,
    /// A pattern that compiles to more than it may.
    PatternTooLarge,
    /// An entry or a rule that can never match.
    Unreachable,
    /// A rule or an option that contradicts another.
    Contradiction,
    /// An option that lets out more than the policy that it extends.
    Loosens,
    /// The policy that it extends cannot be found or read.
    Extends,
}

impl PolicyErrorKind {
    /// A stable identifier in kebab case, such as `unknown-key`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::NotAPolicy => "not-a-policy",
            Self::TooLarge => "too-large",
            Self::UnknownKey => "unknown-key",
            Self::DuplicateKey => "duplicate-key",
            Self::MissingKey => "missing-key",
            Self::Empty => "empty",
            Self::WrongType => "wrong-type",
            Self::UnknownValue => "unknown-value",
            Self::UnknownMarking => "unknown-marking",
            Self::Scheme => "scheme",
            Self::Pattern => "pattern",
            Self::PatternTooLarge => "pattern-too-large",
            Self::Unreachable => "unreachable",
            Self::Contradiction => "contradiction",
            Self::Loosens => "loosens",
            Self::Extends => "extends",
        }
    }
}

/// One mistake in a policy file. The text of a policy is not secret, so the message may quote it; nothing is quoted of a
/// file that does not look like a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct PolicyError {
    /// What kind of mistake.
    pub kind: PolicyErrorKind,
    /// The name that the policy was loaded under: a path or the name of a shipped policy.
    pub file: String,
    /// 1-based line; the line of the file's start where the mistake is about the file as a whole.
    pub line: usize,
    /// 1-based column, counted in characters.
    pub column: usize,
    /// Byte offsets into the policy's text.
    pub span: Span,
    /// The line of the policy, without its line end; empty where the file does not look like a policy.
    pub source_line: String,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// How to mend it, where that is known.
    pub help: Option<String>,
}
