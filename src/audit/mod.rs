//! The record: salted document tree, manifest, ledger lines, checkpoints, proofs. Bytes in, bytes out; no file.
//!
//! ```text
//! Segments + Context + OpeningKey -> record() -> ledger lines, manifest draft
//! ledger lines -> store::ledger -> tlog-proof -> manifest
//! release + manifest + verifier key -> verify -> what holds and what could not be checked
//! ```
//!
//! `docs/record.md` describes every format here, so that a second verifier can be written from it alone.

pub mod check;
pub mod checkpoint;
pub mod completeness;
pub mod cosignature;
pub mod dsse;
pub mod encoding;
pub mod hashes;
pub mod history;
pub mod id;
pub mod leaf;
pub mod line;
pub mod manifest;
pub mod note;
pub mod record;
pub mod secret;
pub mod tiles;
pub mod tlog_proof;
pub mod tree;
