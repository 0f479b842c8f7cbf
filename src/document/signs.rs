//! What a text holds anywhere, found once, so that its lines need not be searched one by one.

use memchr::memmem::Finder;
use std::sync::LazyLock;

static CASE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("Case No"));
static PHOTOCOPY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("LIBRARY PHOTOCOPY"));
static SIGNAL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("ZN"));

/// What may stand somewhere in a text. A sign that is missing is missing for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Signs {
    /// Words that only stamps of releases and archives hold.
    pub(super) stamp: bool,
    /// The operating signals `ZNY` and `ZNR`.
    pub(super) signal: bool,
    /// An opening square bracket.
    pub(super) square: bool,
    /// What opens a tag of HTML.
    pub(super) tag: bool,
}

impl Signs {
    /// Looks through `text`.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        Self {
            stamp: CASE.find(bytes).is_some() || PHOTOCOPY.find(bytes).is_some(),
            signal: SIGNAL.find(bytes).is_some(),
            square: memchr::memchr(b'[', bytes).is_some(),
            tag: memchr::memchr(b'<', bytes).is_some(),
        }
    }

    /// Whether there is any.
    pub(super) fn any(self) -> bool {
        self.stamp || self.signal || self.square
    }
}

/// Whether `text` holds `needle`, whatever the case of ASCII letters; looked for by its letter at `rare`.
pub(super) fn holds(text: &[u8], needle: &[u8], rare: usize) -> bool {
    let Some(letter) = needle.get(rare) else {
        return false;
    };
    memchr::memchr2_iter(letter.to_ascii_lowercase(), letter.to_ascii_uppercase(), text).any(|at| {
        at.checked_sub(rare)
            .and_then(|from| text.get(from..from.saturating_add(needle.len())))
            .is_some_and(|found| found.eq_ignore_ascii_case(needle))
    })
}

/// Where the last bracket of any kind stands in `text`, wide ones among them; `None` where there is none.
pub(super) fn last_bracket(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // U+FF08 and its like begin with the byte EF, which stands for some other characters too.
    let round = memchr::memrchr3(b'(', b')', 0xef, bytes);
    let curly = memchr::memrchr3(b'{', b'}', b']', bytes);
    round.max(curly).max(memchr::memrchr(b'[', bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found_wherever_they_stand() {
        let none = Signs {
            stamp: false,
            signal: false,
            square: false,
            tag: false,
        };
        assert_eq!(Signs::of("1. (C) The harbour opens.\n"), none);
        assert!(!none.any());
        for (text, found) in [
            ("x Case No. 7", Signs { stamp: true, ..none }),
            ("y LIBRARY PHOTOCOPY", Signs { stamp: true, ..none }),
            ("a ZNY CCCCC", Signs { signal: true, ..none }),
            ("one [two]", Signs { square: true, ..none }),
        ] {
            assert_eq!(Signs::of(text), found, "{text}");
            assert!(found.any());
        }
    }

    #[test]
    fn the_last_bracket_of_any_kind_counts() {
        assert_eq!(last_bracket("plain"), None);
        for (text, at) in [
            ("(C) x", 2),
            ("a [b", 2),
            ("a {b} c", 4),
            ("a ( b", 2),
            ("x \u{ff09}", 2),
        ] {
            assert_eq!(last_bracket(text), Some(at), "{text}");
        }
    }
}
