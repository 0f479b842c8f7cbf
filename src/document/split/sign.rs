//! The signs of a list whose items follow each other without a blank line: which one comes next.

use crate::document::chars::{cut, ends_sentence, is_void, tail};

/// Longest sign, in bytes.
const LONGEST: usize = 8;

/// What stands before the mark of a line: `1.`, `(ii)`, `b)`, `1.2`, `#3`, `Item 4:`, `o`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    /// All of it but what counts.
    shape: u64,
    /// What it counts, read as figures or as a letter; 0 for a bullet.
    value: u32,
    /// The same read as a Roman figure; 0 where it is none.
    roman: u32,
    /// Whether a word stands before what counts.
    pub(super) worded: bool,
    /// How many words it is.
    words: usize,
    /// Whether it is a figure with a full stop, as a sentence may end with.
    stopped: bool,
}

impl Sign {
    /// The sign that `text` is, all of it.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_matches(is_void);
        let words = text.split_whitespace().count();
        // `1 -`.
        let bare = text.trim_end_matches(['-', '–', '—']);
        let dashed = bare.len() < text.len() && bare.ends_with(is_void);
        let text = if dashed {
            bare.trim_end_matches(is_void)
        } else {
            text
        };
        let (word, token) = match text.rfind(is_void) {
            Some(at) => (cut(text, 0, at), tail(text, at).trim_start_matches(is_void)),
            None => ("", text),
        };
        let plain = word.bytes().all(|b| b.is_ascii_alphabetic()) && word.len() <= 14;
        if token.is_empty() || token.len() > LONGEST || !plain {
            return None;
        }
        let core = token.trim_matches(|c: char| !c.is_alphanumeric());
        let at = token.find(core)?;
        let (open, close) = (cut(token, 0, at), tail(token, at.saturating_add(core.len())));
        // `1.2`: what counts stands behind the last full stop.
        let dot = core.rfind('.').map_or(0, |dot| dot.saturating_add(1));
        let (head, core) = (cut(core, 0, dot), tail(core, dot));
        let bullet = word.is_empty() && dot == 0 && (core.is_empty() || matches!(token, "o" | "v" | "q"));
        let value = match core.as_bytes() {
            _ if bullet => 0,
            [letter] if letter.is_ascii_alphabetic() => u32::from(*letter),
            _ => core.parse().ok().unwrap_or(0),
        };
        let roman = roman(core);
        let closed = dashed || matches!(close, "." | ")" | "]" | ":" | "-" | ".)");
        let signed = closed || !word.is_empty() || dot > 0 || matches!(open, "#" | "§" | "¶");
        if !(bullet || signed && (value > 0 || roman > 0)) {
            return None;
        }
        let kind: &[u8] = if bullet { token.as_bytes() } else { &[] };
        let parts = [
            word.as_bytes(),
            open.as_bytes(),
            head.as_bytes(),
            close.as_bytes(),
            kind,
        ];
        let shape = parts.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, part| {
            part.iter().chain(&[0]).fold(hash, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            })
        });
        let stopped = close == "." && open.is_empty() && value > 0 && roman == 0 && core.len() <= 3;
        Some(Self {
            shape,
            value,
            roman,
            worded: !word.is_empty(),
            words,
            stopped,
        })
    }

    /// The sign between the start of `line` and its mark at byte `mark`.
    pub(super) fn before(line: &str, mark: usize) -> Option<Self> {
        if mark == 0 {
            None
        } else {
            Self::of(cut(line, 0, mark))
        }
    }

    /// Whether `line` begins with the sign that comes next: `b)` below `a) (U) Gulls`. A figure with a full stop may end the
    /// sentence above, unless that is over or is the paragraph so far, `alone`.
    pub(super) fn counts_on(self, line: &str, previous: &str, alone: bool) -> bool {
        let line = line.trim_start_matches(is_void);
        let mut words = line.split_inclusive(is_void);
        let len: usize = words.by_ref().take(self.words).map(str::len).sum();
        let begins = words.next().is_some_and(|word| {
            word.trim_start_matches(|c: char| "\"“‘'*_(".contains(c))
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        });
        begins
            && (alone || !self.stopped || ends_sentence(previous))
            && Self::of(cut(line, 0, len)).is_some_and(|next| self.is_before(next))
    }

    /// Whether `next` is the sign that comes behind this one.
    fn is_before(self, next: Self) -> bool {
        let after = |own: u32, next: u32| own > 0 && own.checked_add(1) == Some(next);
        self.shape == next.shape
            && (self.value == 0 && self.roman == 0 && next.value == 0
                || after(self.value, next.value)
                || after(self.roman, next.roman))
    }
}

/// Whether an item of a list ends with the word before the last one: `the agenda; and`.
pub(super) fn joins_items(line: &str) -> bool {
    let before = line
        .trim_end()
        .strip_suffix("and")
        .or_else(|| line.trim_end().strip_suffix("or"));
    before.is_some_and(|before| before.trim_end().ends_with([';', ',']) && before.ends_with(is_void))
}

/// The value of a small Roman figure; 0 where it is none.
fn roman(text: &str) -> u32 {
    if text.is_empty() || text.len() > 5 {
        return 0;
    }
    let digit = |byte: u8| match byte.to_ascii_lowercase() {
        b'i' => 1_u32,
        b'v' => 5,
        b'x' => 10,
        _ => 0,
    };
    let mut sum = 0_u32;
    let mut last = 0_u32;
    for byte in text.bytes().rev() {
        let value = digit(byte);
        if value == 0 {
            return 0;
        }
        sum = if value < last {
            sum.saturating_sub(value)
        } else {
            sum.saturating_add(value)
        };
        last = value;
    }
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_comes_next() {
        for (own, next) in [
            ("1.", "2."),
            ("(9)", "(10)"),
            ("a)", "b)"),
            ("i.", "ii."),
            ("(iii)", "(iv)"),
            ("1.1", "1.2"),
            ("#1", "#2"),
            ("Item 1:", "Item 2:"),
            ("o", "o"),
            ("•", "•"),
        ] {
            let (own, next) = (Sign::of(own).unwrap(), Sign::of(next).unwrap());
            assert!(own.is_before(next), "{own:?} {next:?}");
        }
        for (own, next) in [
            ("1.", "3."),
            ("1.", "2)"),
            ("a)", "c)"),
            ("1.1", "2.2"),
            ("Item 1:", "Point 2:"),
        ] {
            let (own, next) = (Sign::of(own).unwrap(), Sign::of(next).unwrap());
            assert!(!own.is_before(next), "{own:?} {next:?}");
        }
        assert!(Sign::of("the").is_none() && Sign::of("12").is_none() && Sign::of("").is_none());
    }
}
