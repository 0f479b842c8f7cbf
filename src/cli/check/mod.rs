//! `tearline check PATH...`: marking mistakes, as text, JSON lines or SARIF. It suggests and never edits.

mod checked;
mod lines;
mod paths;
mod people;
mod run;
mod sarif;

pub(super) use run::{Args, run};
