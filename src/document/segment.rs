//! From a document to its blocks.

use super::block::{Block, Format};
use crate::scheme::Scheme;

/// A document: text and how it is read.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    text: &'a str,
    format: Format,
}

impl<'a> Document<'a> {
    /// A document over `text`.
    #[must_use]
    pub fn new(text: &'a str, format: Format) -> Self {
        Self { text, format }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// How it is read.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({:?}, {} bytes)", self.format, self.text.len())
    }
}

/// Cuts a document into blocks that tile it; empty for an empty document.
#[must_use]
pub fn segment(_document: &Document<'_>, _scheme: &Scheme) -> Vec<Block> {
    Vec::new()
}
