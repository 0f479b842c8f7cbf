//! A scheme as it holds: what [`crate::marking`] reads against.

use std::sync::Arc;

/// Why a scheme file cannot be used.
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

/// A marking scheme, such as the US one. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scheme {
    name: Arc<str>,
}

impl Scheme {
    /// The scheme of the United States.
    #[must_use]
    pub fn us() -> Self {
        Self { name: "us".into() }
    }

    /// A scheme that ships with tearline, by its short name: `us`.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        (name == "us").then(Self::us)
    }

    /// Reads a scheme file.
    ///
    /// # Errors
    ///
    /// [`SchemeError`] with the place of the first mistake.
    pub fn from_yaml(_text: &str) -> Result<Self, SchemeError> {
        Err(SchemeError {
            line: 0,
            column: 0,
            message: "scheme files cannot be read yet".to_owned(),
        })
    }

    /// Its short name, such as `us`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
