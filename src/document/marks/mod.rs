//! Marks in the visible text of a block: first, last, or at the start of a sentence.
//!
//! Positions follow section 3.3 of the marking reference.

mod ahead;
mod announced;
mod brackets;
mod damaged;
mod end;
mod hit;
mod inside;
mod mentioned;
mod near;
mod raising;
mod reach;
mod read;
mod remains;
mod residue;
mod start;
mod unbracketed;

pub(super) use ahead::refers;
pub(super) use announced::tagged;
pub(super) use damaged::is_struck;
pub(super) use end::may_end_bare;
pub(super) use hit::{Hit, Ordinal, Series, Start};
pub(super) use inside::begins_sentence;
pub(super) use mentioned::{mentioned, names_marks};
pub(super) use near::is_near_mark;
pub(super) use read::Marks;
pub(super) use residue::{ends_spoiled, is_short_word};
