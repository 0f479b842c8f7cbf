//! The world outside the engine: bounded reads, durable writes, the ledger on disk. The only library folder that
//! opens a file.

mod copy;
mod create;
mod fault;
mod file;
mod head;
mod key_fault;
pub mod keys;
pub mod ledger;
mod lines;
mod nameless;
mod nodes;
pub mod read;
pub mod reader;
mod rotate;
mod said;
pub mod secret;
mod steps;
pub mod tree;
pub mod verify;
pub mod walk;
pub mod write;

pub use fault::{LedgerError, Verdict};
pub use said::said;
