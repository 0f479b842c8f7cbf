//! The world outside the engine: bounded reads, durable writes, the ledger on disk. The only library folder that
//! opens a file.

pub mod read;
pub mod write;
