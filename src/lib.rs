//! tearline prepares redacted releases of portion-marked documents.
//!
//! The pipeline, told once. Each arrow is a pure function over borrowed spans; files, clock and terminal
//! stand only in [`store`] and in the command line.
//!
//! ```text
//! bytes -> Document -> Vec<Block> -> Governance -> Vec<Decided> -> Segments (the release) -> record, manifest
//!          document     document      effective     decide          redact                   audit
//! ```
//!
//! * [`span`], [`shared`], [`segment`], [`finding`], [`unseen`]: the coordinates and the plain data at the bottom.
//! * [`scheme`], [`marking`]: what a marking says, read against a scheme of levels and controls.
//! * [`document`]: text and Markdown cut into blocks that tile the source.
//! * [`effective`]: which marking governs each block.
//! * [`check`]: marking mistakes of a document, found and never mended.
//! * [`policy`], [`decide`]: what the policy lets out; only `decide` makes a released decision.
//! * [`redact`]: kept slices and text that the engine made.
//! * [`audit`]: the record: salted tree, manifest, ledger lines, proofs; bytes in, bytes out.
//! * [`recheck`]: the release read again as a stranger would.
//! * [`release`]: one document through all stages, without I/O.
//! * [`stream`]: one JSON line in, one JSON line out.
//! * [`batch`]: many pieces of work on several threads, results in input order.
//! * [`store`]: bounded reads, durable writes, the ledger on disk.

pub mod audit;
pub mod authority;
pub mod batch;
pub mod check;
pub mod decide;
pub mod document;
pub mod effective;
pub mod envelope;
pub mod finding;
mod inline;
pub mod marking;
pub mod part;
pub mod policy;
pub mod recheck;
pub mod redact;
pub mod release;
pub mod scheme;
pub mod segment;
pub mod shared;
pub mod span;
pub mod spill;
pub mod store;
pub mod stream;
pub mod trial;
pub mod unseen;
mod wordset;
