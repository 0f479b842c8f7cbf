//! Reading the lines of a ledger one after the other, in bounded memory.

use crate::audit::line::MAX_LINE;
use std::io::{self, BufRead, Read as _};

/// A line as it stands in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A whole line, without its LF, is in the buffer.
    Line,
    /// The file ends in a line without LF.
    Torn,
    /// A line is longer than any line may be.
    TooLong,
    /// The file ends.
    End,
}

/// Reads the next line into `buffer`.
pub(super) fn next(input: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Next> {
    buffer.clear();
    let limit = (MAX_LINE as u64).saturating_add(1);
    let read = input.take(limit).read_until(b'\n', buffer)?;
    Ok(match buffer.last() {
        None => Next::End,
        Some(b'\n') => {
            buffer.pop();
            Next::Line
        }
        Some(_) if read > MAX_LINE => Next::TooLong,
        Some(_) => Next::Torn,
    })
}
