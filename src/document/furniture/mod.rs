//! Lines that are not text: banners, page furniture, release stamps, labels of message heads, trailers.
//!
//! Forms: section 6 (cable layout) and section 10.1 (release annotations) of the marking reference.

mod alike;
mod banner;
mod class;
mod classed;
mod doubt;
mod near;
mod note;
mod page;
mod raise;
mod spoiled;
mod stamp;

pub(super) use alike::is_word as is_other_word;
pub(super) use banner::{is_damaged_banner, levels};
pub(super) use class::{LineClass, classify};
pub(super) use doubt::{doubt, higher};
pub(super) use note::{begins_text, is_closing_note, is_excision};
pub(super) use page::is_stray;
pub(super) use raise::{front_matter, raises};
pub(super) use spoiled::spoiled_level;
pub(super) use stamp::{is_stamp_part, stamp_level, transmission};
