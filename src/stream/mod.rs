//! The line protocol of `tearline stream`: one JSON line in, one JSON line out. Bytes in, bytes out; no I/O.
//!
//! `docs/stream.md` is the contract. An input line is an object with `id`, `text`, perhaps `format`, and members of
//! the caller's own; the answer holds `id`, `outcome`, `release`, `manifest`, `records`, the caller's own members, and a
//! check over its own bytes. The source text never comes back.

mod answer;
mod ascii;
mod asked;
mod check;
mod chunk;
mod delivered;
mod run_key;
mod worker;

pub use answer::Answered;
pub use asked::{Asked, LineFault, RESERVED};
pub use check::{CheckError, checked};
pub use chunk::{Chunk, Chunks};
pub use delivered::{Delivered, DeliveredError, Made};
pub use run_key::{RunKey, RunKeyError};
pub use worker::{Office, Worker};
