//! Pages for people: one self-contained HTML file each, from the templates in `templates/`. Nothing is fetched; what comes
//! from outside is escaped by askama.

mod document;
pub(super) mod link;
pub(super) mod look;
mod text;

pub(super) use document::document;
