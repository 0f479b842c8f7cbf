//! What governs a block, and why.

use crate::finding::Finding;
use crate::marking::Marking;
use crate::span::Span;

/// What governs a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Governing {
    /// A known marking.
    Known(Marking),
    /// No portion mark: the overall classification of the document.
    Overall,
    /// A mark that cannot be read: withheld, whatever the policy lists. The span is the mark as written.
    Unreadable(Span),
}

/// Why a block is governed as it is. Indices count blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Its own mark, at the start or inside.
    Own,
    /// Its own mark at the end.
    OwnAtEnd,
    /// Several own marks; the highest.
    OwnHighest,
    /// It continues the portion of that block.
    Continues(usize),
    /// The entire-text mark of that block.
    EntireText(usize),
    /// Its own mark, raised by the entire-text mark of that block.
    RaisedByEntireText(usize),
    /// It is referred to by that block, the highest of those that refer to it.
    ReferredBy(usize),
    /// Raised to a stamp that classifies the whole document.
    Floor,
    /// Nothing but the overall classification governs it.
    Unmarked,
    /// Its mark is damaged.
    Damaged,
    /// Its mark is a look-alike.
    LookAlike,
    /// Its mark is not in the scheme.
    Unknown,
}

/// What governs one block, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// What governs it.
    pub governing: Governing,
    /// Why.
    pub why: Why,
    /// The first block of the portion it belongs to; its own index where it stands alone. Blocks of one portion
    /// that are withheld share one mask.
    pub portion: usize,
}

/// What governs a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governance {
    /// One entry per block, in order.
    pub blocks: Vec<Effective>,
    /// The overall classification: what banner and `ZNY` line state, raised by any portion that is higher; `None` where
    /// nothing states one, or where it cannot be read: unknown.
    pub overall: Option<Marking>,
    /// Damaged, look-alike, unknown and missing marks.
    pub findings: Vec<Finding>,
}
