//! A scheme as it holds: what [`crate::marking`] reads against.

/// A marking scheme, such as the US one.
#[derive(Debug, Clone)]
pub struct Scheme {
    name: String,
}

impl Scheme {
    /// The scheme of the United States.
    #[must_use]
    pub fn us() -> Self {
        Self {
            name: "us".to_owned(),
        }
    }

    /// Its short name, such as `us`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
