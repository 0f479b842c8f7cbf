//! The check of an answer: its last member, over all bytes before it.
//!
//! An answer is `{MEMBERS,"check":"HEX"}` and HEX is the SHA-256 of `{MEMBERS}`, in lower case. So a line that was cut,
//! joined or altered on its way is seen. It is no signature: the ledger is what proves.

use crate::audit::encoding::hex;
use sha2::{Digest as _, Sha256};

const NAME: &str = ",\"check\":\"";
const END: &str = "\"}";
const DIGITS: usize = 64;

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// It does not end with a check.
    #[error("the line does not end with a check; it was cut, or is no answer of `tearline stream`")]
    Missing,
    /// The check does not hold.
    #[error("the check of the line does not hold; it was altered on its way")]
    Wrong,
}

/// Closes the object that `out` holds from `start` on, with its check and an LF. The object is still open: it ends
/// before its closing brace.
pub(super) fn close(out: &mut Vec<u8>, start: usize) {
    let mut digest = Sha256::new();
    digest.update(out.get(start..).unwrap_or_default());
    digest.update(b"}");
    let check = hex(&digest.finalize());
    out.extend_from_slice(NAME.as_bytes());
    out.extend_from_slice(check.as_bytes());
    out.extend_from_slice(END.as_bytes());
    out.push(b'\n');
}

/// Holds an answer, without its line end, against its check; gives the check.
///
/// # Errors
///
/// [`CheckError`].
pub fn checked(line: &str) -> Result<&str, CheckError> {
    let body = line.strip_suffix(END).ok_or(CheckError::Missing)?;
    let at = body.len().checked_sub(DIGITS).ok_or(CheckError::Missing)?;
    let (before, check) = body.split_at_checked(at).ok_or(CheckError::Missing)?;
    let members = before.strip_suffix(NAME).ok_or(CheckError::Missing)?;
    let mut digest = Sha256::new();
    digest.update(members.as_bytes());
    digest.update(b"}");
    if hex(&digest.finalize()) == check {
        Ok(check)
    } else {
        Err(CheckError::Wrong)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::string_slice)]
    use super::*;

    #[test]
    fn every_change_of_a_line_is_seen() {
        let mut out = b"before".to_vec();
        out.extend_from_slice(b"{\"id\":\"a\",\"outcome\":\"released\"");
        close(&mut out, 6);
        let line = std::str::from_utf8(&out).unwrap()[6..].trim_end();
        let whole: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(checked(line).unwrap(), whole["check"]);
        for cut in 0..line.len() {
            assert!(checked(&line[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..line.len() {
            let mut bytes = line.as_bytes().to_vec();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(checked(&changed).is_err(), "byte {at}");
        }
        assert_eq!(checked(&format!("{line}{line}")), Err(CheckError::Wrong));
    }
}
