//! Pages for people: one self-contained HTML file each, from the templates in `templates/`. Nothing is fetched; what comes
//! from outside is escaped by askama.

mod batch;
mod facts;
mod link;
mod look;
mod strip;

pub(super) use batch::{Head, Page};
pub(super) use facts::Facts;
