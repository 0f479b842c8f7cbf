//! Why a scheme file cannot be used.

/// Why a scheme file cannot be used. Its text is `line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct SchemeError {
    /// 1-based line; 0 where no place is known.
    pub line: usize,
    /// 1-based column; 0 where no place is known.
    pub column: usize,
    /// What is wrong and how to mend it, without a full stop.
    pub message: String,
}
