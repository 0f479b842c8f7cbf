//! Lines that are not text: banners, page furniture, release stamps, labels of message heads, trailers.
//!
//! Forms: section 6 (cable layout) and section 10.1 (release annotations) of the marking reference.

mod banner;
mod class;
mod note;
mod page;
mod spoiled;
mod stamp;

pub(super) use banner::{is_damaged_banner, levels};
pub(super) use class::{LineClass, classify};
pub(super) use note::{begins_text, is_closing_note, is_excision};
pub(super) use page::is_stray;
pub(super) use spoiled::spoiled_level;
pub(super) use stamp::{stamp_level, transmission};
