//! Ledger lines: RFC 8785 objects of strings, integers, booleans, arrays and objects; one entry per line.

mod form;
mod model;
mod read;

pub use form::{LineError, MAX_LINE, canonical, rfc8785};
pub use model::{
    AskedAction, AskedFormat, By, CaseLine, Counts, CutLine, Doc, InitLine, KeyLine, KeyOp, Line,
    PolicyCommitment, PolicyOpening, RecoveryLine, ReleaseFile, ReleaseLine, RevealLine, Source,
};
pub use read::{read, write};
