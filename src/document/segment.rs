//! From a document to its blocks.

use super::assemble::{Drafts, assemble};
use super::block::{Block, Format, Kind, Role};
use super::chunk::{Chunk, Lines};
use super::few::{Few, Rare};
use super::split::Splitter;
use super::{markdown, text};
use crate::scheme::Scheme;
use crate::span::Span;

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
///
/// # Example
///
/// ```
/// use tearline::document::{Document, Format, Kind, segment};
/// use tearline::scheme::Scheme;
///
/// let text = "1. (C) The harbour opens in May.\n\nThe ferry comes later.\n";
/// let blocks = segment(&Document::new(text, Format::Text), &Scheme::us());
/// assert_eq!(blocks[0].lead.of(text), "1. ");
/// assert_eq!(blocks[1].kind, Kind::Continuation);
/// assert_eq!(blocks[1].continues, Some(0));
/// ```
#[must_use]
pub fn segment(document: &Document<'_>, scheme: &Scheme) -> Vec<Block> {
    segment_with(document, scheme).0
}

/// What a reading of a document needs beside its blocks.
pub(crate) struct Scratch {
    _lines: Lines,
}

/// [`segment`], and what its caller is to free. The C library keeps the memory of any list that is smaller than the
/// largest it ever took back, so one that makes long lists next frees this behind them.
pub(crate) fn segment_with(document: &Document<'_>, scheme: &Scheme) -> (Vec<Block>, Scratch) {
    let source = document.text();
    let lines = Lines::of(source);
    let blocks = blocks(document, scheme, &lines);
    (blocks, Scratch { _lines: lines })
}

fn blocks(document: &Document<'_>, scheme: &Scheme, lines: &Lines) -> Vec<Block> {
    let source = document.text();
    let shown = document.format() == Format::Text;
    let mut splitter = Splitter::new(scheme, source, lines, shown);
    let mut drafts = Drafts::of(lines);
    let take = |chunk: Chunk<'_>| {
        splitter.take(&chunk);
        drafts.extend(splitter.drafts.drain(..));
    };
    match document.format() {
        Format::Text => text::chunks(source, lines, take),
        Format::Markdown => markdown::chunks(source, lines, take),
    }
    if drafts.is_empty() && !source.is_empty() {
        return vec![blank(source)];
    }
    assemble(source, lines, drafts)
}

/// The one block of a document that shows nothing.
fn blank(source: &str) -> Block {
    Block {
        span: Span::new(0, source.len()),
        body: Span::new(0, 0),
        lines: super::block::Lines { first: 1, last: 1 },
        kind: Kind::Other,
        role: Role::Plain,
        lead: Span::new(0, 0),
        number: None,
        marks: Few::default(),
        levels: Rare::default(),
        continues: None,
        referrers: Rare::default(),
    }
}
