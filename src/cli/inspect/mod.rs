//! `tearline inspect PATH`: every block with its lines, kind, own mark, governing mark and why. Prints no text of the
//! source but marks, unless `--text` asks for first words.

mod json;
mod page;
mod run;
mod table;
mod view;

pub(super) use run::{Inspect, run};
