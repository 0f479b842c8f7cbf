//! What pages for people share: one self-contained HTML file each, from the templates in `templates/`. Nothing is fetched;
//! what comes from outside is escaped by askama.

pub(super) mod link;
pub(super) mod look;
pub(super) mod text;
