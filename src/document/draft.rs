//! A block in the making: what its own lines show, before its neighbours are looked at.

use super::block::{Level, Lines, Mark};
use super::chunk::Shape;
use super::furniture::LineClass;
use super::look::Look;
use super::marks::Ordinal;
use crate::span::Span;

/// A block before its neighbours decide what it is.
#[derive(Debug)]
pub(super) struct Draft {
    /// Source bytes from the first line's start to the last line's end.
    pub(super) body: Span,
    /// 1-based lines.
    pub(super) lines: Lines,
    /// What the format says.
    pub(super) shape: Shape,
    /// What its first line is, seen alone.
    pub(super) class: LineClass,
    /// See [`super::Block::lead`].
    pub(super) lead: Span,
    /// See [`super::Block::number`].
    pub(super) number: Option<Span>,
    /// Value of the number.
    pub(super) value: Option<u64>,
    /// Whether it continues the sequence of paragraph numbers.
    pub(super) in_sequence: bool,
    /// Column of the bullet.
    pub(super) bullet: Option<u16>,
    /// Whether a letter such as `a.` leads it.
    pub(super) letter: bool,
    /// The mark at its start.
    pub(super) first: Option<Mark>,
    /// The list letter that the mark at its start may be.
    pub(super) ordinal: Option<Ordinal>,
    /// Whether its own second line carries the next letter of that list.
    pub(super) counts_on: bool,
    /// Marks at starts of sentences.
    pub(super) inside: Vec<Mark>,
    /// The mark at its end, and whether a sentence ends before it.
    pub(super) last: Option<(Mark, bool)>,
    /// Where it states the overall classification.
    pub(super) levels: Vec<Level>,
    /// What its text looks like.
    pub(super) look: Look,
    /// Whether it stands in the same paragraph as the draft before it, with no blank line between.
    pub(super) joined: bool,
    /// What it refers to, by label number.
    pub(super) refers: Vec<u32>,
    /// The label it defines.
    pub(super) defines: Option<u32>,
    /// Whether it holds inline HTML that can hide text.
    pub(super) hides: bool,
}
