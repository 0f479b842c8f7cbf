//! What of a mark may be shown to those who may not see the text beside it.

use crate::marking::{Marking, read_portion};
use crate::scheme::Scheme;
use std::borrow::Cow;

const OPENS: [char; 5] = ['(', '[', '{', '<', '\u{ff08}'];
const CLOSES: [char; 5] = [')', ']', '}', '>', '\u{ff09}'];

/// A mark as written. Where one of its brackets is lost, text may be glued to it: then only what reads as a mark of the
/// scheme, with `…` for the rest.
///
/// # Example
///
/// ```
/// use tearline::check::shown;
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::builtin("us").unwrap();
/// assert_eq!(shown(&us, "(S$)"), "(S$)");
/// assert_eq!(shown(&us, "(S//NF"), "(S//NF");
/// assert_eq!(shown(&us, "(S//NFThe"), "(S//NF…");
/// ```
#[must_use]
pub fn shown<'w>(scheme: &Scheme, written: &'w str) -> Cow<'w, str> {
    let (opens, closes) = (written.starts_with(OPENS), written.ends_with(CLOSES));
    if opens == closes {
        return written.into();
    }
    let reads = |text: &&str| {
        let bare = text.trim_start_matches(OPENS).trim_end_matches(CLOSES);
        read_portion(scheme, bare)
            .known()
            .is_some_and(|marking| registered(scheme, marking))
    };
    let cuts = written.char_indices().map(|(at, _)| at).chain([written.len()]);
    if opens {
        let mut heads = cuts.rev().filter_map(|at| written.get(..at));
        match heads.find(reads) {
            Some(head) if head.len() == written.len() => written.into(),
            head => format!("{}…", head.unwrap_or_else(|| first(written))).into(),
        }
    } else {
        let mut tails = cuts.filter_map(|at| written.get(at..));
        match tails.find(reads) {
            Some(tail) if tail.len() == written.len() => written.into(),
            tail => format!("…{}", tail.unwrap_or_else(|| last(written))).into(),
        }
    }
}

/// Whether the scheme lists every control. The vocabulary of compartments is open: any word would be one.
fn registered(scheme: &Scheme, marking: &Marking) -> bool {
    let known = |control: &String| {
        scheme.data().controls.iter().any(|known| {
            control
                .strip_prefix(known.name.as_str())
                .is_some_and(|rest| rest.is_empty() || known.argument.is_some() && rest.starts_with(' '))
        })
    };
    marking.controls().iter().all(known)
}

fn first(text: &str) -> &str {
    text.chars()
        .next()
        .and_then(|c| text.get(..c.len_utf8()))
        .unwrap_or("")
}

fn last(text: &str) -> &str {
    let start = text.char_indices().next_back().map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::scheme::Scheme;

    #[test]
    fn text_that_is_glued_to_a_mark_is_not_shown() {
        let us = Scheme::builtin("us").unwrap();
        for (written, expected) in [
            ("(S//Orla", "(S//…"),
            ("(SORLA", "(S…"),
            ("(S//ORLA", "(S//…"),
            ("(U//FOUOorla", "(U//FOUO…"),
            ("(Orla", "(…"),
            ("orlaS)", "…S)"),
            ("ORLA)", "…)"),
            ("(S", "(S"),
            ("S//NF)", "S//NF)"),
            ("(S//REL TO USA, GBR", "(S//REL TO USA, GBR"),
            ("(S-", "(S-"),
            ("(8)", "(8)"),
            ("TSJ", "TSJ"),
            ("", ""),
        ] {
            assert_eq!(shown(&us, written), expected, "{written}");
        }
    }
}
