//! From drafts to blocks: neighbours decide what continues what.

mod blocks;
mod held;
mod judge;
mod lone;
mod neighbours;
mod nested;
mod papers;
mod place;
mod sections;
mod stamped;
mod state;
mod text;

pub(super) use blocks::assemble;
pub(super) use held::Drafts;
