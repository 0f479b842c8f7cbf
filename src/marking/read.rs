//! Reading a portion mark or a banner line.

use super::model::{Reading, Verdict};
use crate::scheme::Scheme;

/// Reads the text of a portion mark, without its brackets: `S//NF` of `(S//NF)`.
#[must_use]
pub fn read_portion(_scheme: &Scheme, _inner: &str) -> Reading {
    Reading {
        verdict: Verdict::None,
        marking: None,
        problems: Vec::new(),
    }
}

/// Reads a banner line: `SECRET//NOFORN`, `C O N F I D E N T I A L`.
#[must_use]
pub fn read_banner(_scheme: &Scheme, _line: &str) -> Reading {
    Reading {
        verdict: Verdict::None,
        marking: None,
        problems: Vec::new(),
    }
}
