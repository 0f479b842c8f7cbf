//! Where something stands in a policy file.

/// Where something stands in a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name that the file was loaded under.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
}
