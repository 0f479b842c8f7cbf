//! From drafts to blocks: neighbours decide what continues what.

mod blocks;
mod judge;
mod neighbours;
mod sections;
mod state;
mod text;

pub(super) use blocks::assemble;
