//! The record: salted document tree, manifest, ledger lines, checkpoints, proofs. Bytes in, bytes out; no file.
