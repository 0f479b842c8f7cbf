//! How a bracket inside a text stands to what is before it and behind.

use super::ahead;
use super::brackets::window;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_void, tail, void_len};

/// How a bracket inside a text stands to what is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// At the start of a sentence or of a line, whatever stands before it: one mark too many only withholds more.
    Sentence,
    /// Where a mark may be meant: right behind another, a bullet, a dash or the sign of a list, or over a wide gap.
    Near,
    /// Behind a few words that open the text, where a label may end: `Summary (C): The`.
    Label,
    /// In the midst of a sentence.
    Amid,
}

impl Reach {
    /// For the bracket at byte `at` of a text that begins at `from` and whose last mark ends at `last`.
    pub(super) fn of(text: &str, from: usize, at: usize, last: usize) -> Self {
        if let Some(known) = Self::opening(text, from, at) {
            return known;
        }
        let before = cut(text, from, at).trim_end_matches(is_void);
        let gap = cut(text, from.saturating_add(before.len()), at);
        // `(U)/(S)`, `(U) and (S)`.
        if from > 0 && joins(before) {
            return Self::Near;
        }
        let stop = gap.is_empty() && before.ends_with(['.', '!', '?', ';']);
        let next = from > 0 && from.saturating_add(before.len()) <= last;
        let wide = gap.contains('\t') || gap.chars().nth(2).is_some();
        if stop || next || wide {
            return Self::Near;
        }
        // `{mark="(S)"}`, `\section{(S) Payments}`.
        if gap.is_empty() && ["{", "=", "=\"", "='"].iter().any(|sign| before.ends_with(sign)) {
            return Self::Near;
        }
        if gap.is_empty() {
            let label = before.len() <= 40 && names_part(before, tail(text, at));
            return if label { Self::Label } else { Self::Amid };
        }
        let sign = before
            .chars()
            .next_back()
            .is_some_and(|c| !c.is_alphanumeric() && !",\"'”’)]}%&+".contains(c));
        let word = window(before).rsplit(is_void).next().unwrap_or("");
        if sign && !word.contains(char::is_alphanumeric) {
            return Self::Near;
        }
        // `ferry 2) (S) money`: an item of a list within a sentence.
        let item = word.strip_suffix(')').map(|item| item.trim_start_matches('('));
        if item.is_some_and(|i| i.len() <= 2 && i.bytes().all(|b| b.is_ascii_digit()) || i.len() == 1) {
            return Self::Near;
        }
        let line = window(before).rsplit('\n').next().unwrap_or("");
        let short = line.len() < before.len() || before.len() <= 40;
        if short && ahead::only_signs(line) {
            return Self::Near;
        }
        if before.len() <= 40 && !before.contains('\n') {
            return Self::Label;
        }
        Self::Amid
    }

    /// The same where a sentence begins, or where code stands before the bracket; `None` elsewhere.
    pub(super) fn opening(text: &str, from: usize, at: usize) -> Option<Self> {
        let before = cut(text, from, at).trim_end_matches(is_void);
        // A mark in code is none at a start, but raises where one would stand, and behind a label.
        if let Some(bare) = before.strip_suffix(OBJECT) {
            let clause = bare.trim_end_matches(is_void);
            let over = tail(bare, clause.len()).contains(['\n', '\u{2028}']);
            let first = without_signs(clause).is_empty() || ahead::only_signs(clause);
            let marks = first || over || ends_sentence(window(clause));
            return Some(if marks { Self::Sentence } else { Self::Amid });
        }
        let gap = cut(text, from.saturating_add(before.len()), at);
        let over = gap.contains(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
        if over || (gap.contains(is_void) && ends_sentence(window(before))) {
            return Some(Self::Sentence);
        }
        // `noon. — (S)`, `noon. (2) (S)`, `noon. "(S)`: signs between the sentences.
        let bare = without_signs(before);
        let over_signs = bare.len() < before.len() && !bare.is_empty() && ends_sentence(window(bare));
        over_signs.then_some(Self::Sentence)
    }
}

/// Whether a few words that a bracket is joined to name a part of a paper: `Summary(S): The`. In capitals `NAME(S)` is a plural.
fn names_part(name: &str, bracket: &str) -> bool {
    const PARTS: [&str; 12] = [
        "ANALYSIS",
        "BACKGROUND",
        "COMMENT",
        "DISCUSSION",
        "INTRODUCTION",
        "NOTE",
        "OVERVIEW",
        "PURPOSE",
        "SUBJECT",
        "SUMMARY",
        "TEXT",
        "TITLE",
    ];
    let plural = bracket.starts_with("(S)") && !name.contains(char::is_lowercase);
    let letters = name.ends_with(char::is_alphabetic) && !name.contains('\n');
    let number = name.len() <= 3 && name.bytes().all(|b| b.is_ascii_digit());
    number || name.starts_with(char::is_uppercase) && letters && (!plural || PARTS.contains(&name))
}

/// `text` without dashes, quotes, signs of emphasis and one figure or letter in brackets at its end.
fn without_signs(text: &str) -> &str {
    let sign = |c: char| is_void(c) || "-–—*_\"“”‘•·".contains(c);
    let bare = text.trim_end_matches(sign);
    let group = bare.strip_suffix(')').and_then(|rest| {
        // Three figures at most: what stands further back is not searched.
        let near = rest.len().saturating_sub(4);
        let open = rest.as_bytes().get(near..)?.iter().rposition(|b| *b == b'(')?;
        let open = near.saturating_add(open);
        let (head, inner) = (cut(rest, 0, open), tail(rest, open.saturating_add(1)));
        let figures = inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit());
        let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase());
        (!inner.is_empty() && (figures || letter)).then_some(head)
    });
    group.unwrap_or(bare).trim_end_matches(sign)
}

/// Whether byte `at` stands right behind the mark that ends at byte `from`.
pub(super) fn beside(text: &str, from: usize, at: usize) -> bool {
    const FAR: usize = 24;
    from > 0 && at.saturating_sub(from) <= FAR && joins(cut(text, from, at).trim_end_matches(is_void))
}

/// Whether what stands between two marks only joins them.
pub(super) fn joins(between: &str) -> bool {
    let word = between.trim_matches(|c: char| is_void(c) || "/,;&+-–—".contains(c));
    matches!(word, "" | "and" | "or" | "to" | "through" | "with")
}

/// Whether what follows a mark ends a label: `: The`, ` - The`, `. The`.
pub(super) fn closes_label(behind: &str) -> bool {
    let sign = behind.trim_start_matches(is_void);
    sign.starts_with([':', '.', '-', '–', '—'])
}

/// Whether a line ends right behind a mark and the next one begins anew.
pub(super) fn ends_line(behind: &str) -> bool {
    let gap = void_len(behind);
    let over = behind.get(..gap).is_some_and(|gap| gap.contains('\n'));
    over && !tail(behind, gap).starts_with(|c: char| c.is_lowercase() || "([,;".contains(c))
}
