//! How a policy's own files are found: the policy it extends, its scheme.

/// Finds the files that a policy names: the policy it extends, its scheme.
pub trait Resolver {
    /// The name and the text of the file that the policy loaded under the name `from` calls `reference`.
    ///
    /// # Errors
    ///
    /// Why there is none, in one sentence without a full stop.
    fn resolve(&self, from: &str, reference: &str) -> Result<(String, String), String>;
}

/// A resolver for policies that name no files.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl Resolver for NoFiles {
    fn resolve(&self, _from: &str, reference: &str) -> Result<(String, String), String> {
        Err(format!("`{reference}` is a file, and files are not read here"))
    }
}
