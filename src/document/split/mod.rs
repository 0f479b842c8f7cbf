//! From chunks to drafts: lines that are no text are set apart, and paragraphs that follow each other without a blank
//! line are parted where a new one shows by number, bullet or label.

mod aside;
mod begin;
mod coded;
mod columns;
mod drafts;
mod front;
mod levels;
mod marked;
mod paragraph;
mod part;
mod reach;
mod review;
mod run;
mod sign;
mod stacked;
mod take;
mod titled;
mod unshown;
mod whole;

pub(super) use run::Splitter;
