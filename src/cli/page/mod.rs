//! Pages for people: one self-contained HTML file each, from the templates in `templates/`. Nothing is fetched; what comes
//! from outside is escaped by askama.

mod batch;
mod document;
mod facts;
mod link;
mod look;
mod one;
mod strip;
mod text;

pub(super) use batch::{Head, Page};
pub(super) use document::document;
pub(super) use facts::Facts;
pub(super) use one::one;
