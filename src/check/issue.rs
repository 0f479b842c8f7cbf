//! One marking mistake.

use crate::finding::Severity;
use crate::span::Span;
use std::borrow::Cow;

/// What could stand instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to replace: byte offsets into the source.
    pub span: Span,
    /// The canonical form.
    pub text: String,
}

/// One marking mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Stable identifier in kebab case, such as `banner-too-low`.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where: byte offsets into the source. Covers marks and banners only, never other text.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The rule's source, such as `32 CFR 2001.21(b)`.
    pub source: Cow<'static, str>,
    /// What could stand instead, where that is safe to say.
    pub suggestion: Option<Suggestion>,
}

impl Issue {
    pub(super) fn new(
        id: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            id,
            severity,
            span,
            message: message.into(),
            source: source.into(),
            suggestion: None,
        }
    }

    pub(super) fn suggest(mut self, span: Span, text: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion {
            span,
            text: text.into(),
        });
        self
    }
}
