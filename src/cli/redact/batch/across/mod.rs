//! The check across the documents of a batch: what is gathered while they are prepared, and what comes of it.
//!
//! A document may release what any other one withholds, so nothing gets its name before all have been read. What is
//! kept of each is places and a digest; withheld words go into a table of hashes in memory, and where they are more than
//! one table holds, the documents are read once more for each further table. Nothing is written.

mod found;
mod gather;
mod search;

pub(super) use found::Found;
pub(super) use gather::{Gathered, Scan, Watch};
pub(super) use search::{Settle, settle};
