//! Whether a mark may open here: cheap, since most of what is asked about is prose.

use crate::scheme::{Code, Data};

/// Longest first word that is looked up, in bytes.
const MOST: usize = 24;

/// False only where `text` cannot be a mark, valid or damaged. Looks at the first word alone.
pub(super) fn may_open(data: &Data, text: &str) -> bool {
    let text = text.trim_start_matches(' ');
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let Some(word) = text.get(..length) else {
        return true;
    };
    let next = text.as_bytes().get(length);
    let other = next.is_some_and(|b| !b.is_ascii() || b.is_ascii_control());
    if length == 0 || other {
        return length < MOST;
    }
    let mut buffer = [0_u8; MOST];
    let Some(upper) = buffer.get_mut(..length) else {
        return false;
    };
    upper.copy_from_slice(word.as_bytes());
    upper.make_ascii_uppercase();
    let upper: &[u8] = upper;
    if data.openers.binary_search_by(|o| o.as_bytes().cmp(upper)).is_ok() {
        return true;
    }
    if upper.iter().any(u8::is_ascii_digit) {
        return text.len() <= super::damage::MOST || next == Some(&b'/');
    }
    let code = std::str::from_utf8(upper).ok().and_then(Code::new);
    data.ownership && code.is_some_and(|code| data.knows(code))
}

/// Whether spaced letters stand here: `S E C`.
pub(super) fn spaced_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    letter(0) && bytes.get(1) == Some(&b' ') && {
        let blanks = bytes.iter().skip(1).take_while(|b| **b == b' ').count();
        let second = blanks.saturating_add(1);
        letter(second) && !letter(second.saturating_add(1))
    }
}
