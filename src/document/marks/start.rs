//! The mark that a text begins with, with brackets or as `C-entire text`, whole or damaged.

use super::ahead::{self, opens};
use super::brackets::{closing, level_part, token_len, trim};
use super::hit::{Hit, Series, Start, ordinal};
use super::read::{Marks, lower_case};
use crate::document::block::MarkState;
use crate::document::chars::{cut, is_void, starts_with_word, tail, void_len};
use crate::document::signs::holds;
use crate::marking::read_portion;
use crate::scheme::Scheme;

impl Marks<'_> {
    /// What stands first in `text` from byte `at`.
    pub(in crate::document) fn start(&self, text: &str, at: usize) -> Start {
        start(self, text, at)
    }

    /// What stands behind a label such as `COMMENT: (C)` that `text` begins with at byte `at`.
    pub(in crate::document) fn labelled(&self, text: &str, at: usize) -> Start {
        match ahead::label(tail(text, at)) {
            0 => Start::default(),
            len => {
                let hit = start(self, text, at.saturating_add(len)).hit;
                Start { hit, ordinal: None }
            }
        }
    }
}

fn start(marks: &Marks<'_>, text: &str, at: usize) -> Start {
    let at = at.saturating_add(void_len(tail(text, at)));
    if let Some(hit) = bare_entire(marks.scheme, text, at) {
        return Start {
            hit: Some(hit),
            ordinal: None,
        };
    }
    // Specks of a scan may stand before the bracket: `2. ' (U) The`.
    let specks = tail(text, at)
        .char_indices()
        .take(4)
        .find(|(_, c)| !(is_void(*c) || "'.,_*\"“‘".contains(*c)))
        .filter(|(_, c)| opens(*c) || "[{".contains(*c))
        .map_or(0, |(offset, _)| offset);
    let specks = if specks == 0 {
        ahead::signs(tail(text, at))
    } else {
        specks
    };
    let at = at.saturating_add(specks);
    // `((S)) The`: not as marks are written.
    let doubled = tail(text, at).starts_with("((");
    let at = at.saturating_add(usize::from(doubled));
    let rest = tail(text, at);
    let Some(first) = rest.chars().next() else {
        return Start::default();
    };
    let mut found = if opens(first) || "[{".contains(first) {
        bracketed(marks, text, at)
    } else {
        unopened(text, at)
    };
    if let Some(hit) = &mut found.hit
        && !hit.entire
    {
        hit.entire = says_entire(tail(text, hit.span.1));
    }
    if doubled {
        found.ordinal = None;
        if let Some(hit) = &mut found.hit {
            hit.state = MarkState::Damaged;
        }
    }
    found
}

/// A token behind an opening bracket, whole or damaged.
fn bracketed(marks: &Marks<'_>, text: &str, at: usize) -> Start {
    let rest = tail(text, at);
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let inner_at = at.saturating_add(first);
    let round = rest.starts_with(opens);
    if round && let Some((inner_len, len)) = closing(rest) {
        let inner = (inner_at, at.saturating_add(inner_len));
        let span = (at, at.saturating_add(len));
        let written = cut(text, inner.0, inner.1);
        // `(S)he`, `(U)nited`: a letter of a word.
        let joined = tail(text, span.1).starts_with(char::is_lowercase) && written.chars().count() == 1;
        if joined {
            return Start::default();
        }
        let ordinal = ordinal(written);
        let wide = rest.starts_with('（') || cut(text, at, span.1).ends_with('）');
        let hit = marks.classify(written).map(|(state, entire)| Hit {
            span,
            inner: trim(text, inner, entire),
            state: if wide { MarkState::LookAlike } else { state },
            entire,
        });
        let plain = ordinal.is_some_and(|o| match o.series {
            Series::Small => !matches!(written.trim(), "s" | "u" | "c" | "r"),
            Series::Figure => o.index == 1,
            Series::Capital => false,
        });
        if hit.is_some() || plain || ordinal.is_some() {
            return Start {
                hit: if plain { None } else { hit },
                ordinal,
            };
        }
        if !damaged_open(written) {
            return Start::default();
        }
    }
    // `{C)`, `[U)`, `(U}`, `(S Text`, `(87 Text`: a bracket is lost or of another kind.
    let token = token_len(tail(text, inner_at));
    let word = cut(text, inner_at, inner_at.saturating_add(token));
    let (core, closed) = match word.find([')', '}', ']']) {
        Some(place) => (word.get(..place).unwrap_or(""), true),
        None => (word, false),
    };
    let suspicious = if closed || round {
        damaged_open(core)
    } else {
        false
    };
    let whole_square =
        rest.starts_with('[') && word.ends_with(']') && core.chars().all(|c| c.is_ascii_digit());
    let end = inner_at.saturating_add(if closed {
        core.len().saturating_add(1)
    } else {
        core.len()
    });
    Start {
        hit: (suspicious && !whole_square).then_some(Hit {
            span: (at, end),
            inner: (at, end),
            state: MarkState::Damaged,
            entire: false,
        }),
        ordinal: None,
    }
}

/// `C) Text`, `48) Text`, `8)`: the opening bracket is lost. Also a list letter with one bracket.
fn unopened(text: &str, at: usize) -> Start {
    let rest = tail(text, at);
    let len = token_len(rest);
    let token = rest.get(..len).unwrap_or("");
    let Some(core) = token.strip_suffix(')') else {
        return Start::default();
    };
    let short = (1..=3).contains(&core.chars().count());
    if !short
        || !core
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "$€".contains(c))
    {
        return Start::default();
    }
    Start {
        hit: Some(Hit {
            span: (at, at.saturating_add(len)),
            inner: (at, at.saturating_add(len)),
            state: MarkState::Damaged,
            entire: false,
        }),
        ordinal: ordinal(core),
    }
}

/// Whether what stands behind an opening bracket looks like the rest of a mark.
fn damaged_open(inner: &str) -> bool {
    let word = inner.split(is_void).next().unwrap_or("");
    let count = word.chars().count();
    let level = matches!(word, "S" | "C" | "U" | "TS" | "SBU" | "FOUO" | "R");
    let odd = word.chars().any(|c| c.is_ascii_digit() || "$€^•|!".contains(c));
    count > 0 && (level || (odd && count <= 3))
}

/// Whether the text behind a mark is `Entire text` and no more than that opens it.
fn says_entire(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c != '\n' && is_void(c) || "-–—−.".contains(c));
    starts_with_word(rest, "entire")
        && starts_with_word(
            tail(rest, "entire".len()).trim_start_matches(|c: char| c != '\n' && is_void(c)),
            "text",
        )
}

/// `C-entire text.`, `.CONFIDENTIAL - ENTIRE TEXT.`: an entire-text mark without brackets.
fn bare_entire(scheme: &Scheme, text: &str, at: usize) -> Option<Hit> {
    let rest = tail(text, at);
    let speck = rest
        .len()
        .saturating_sub(rest.trim_start_matches(['.', ',', '\'']).len());
    let rest = tail(rest, speck);
    let head = rest.as_bytes().get(..rest.len().min(192)).unwrap_or_default();
    if !rest.starts_with(char::is_alphanumeric) || !holds(head, b"entire text", 9) {
        return None;
    }
    let window: String = rest.chars().take(48).collect();
    let place = window.to_ascii_lowercase().find("entire text")?;
    let end = place.saturating_add("entire text".len());
    let written = rest.get(..end)?;
    if written.contains(['(', ')', '.', '\n']) {
        return None;
    }
    let level = level_part(written);
    let parted = tail(written, level.len()).starts_with(|c: char| is_void(c) || "-–—−".contains(c));
    let reading = read_portion(scheme, level);
    if !parted || level.contains(is_void) && reading.known().is_none() {
        return None;
    }
    let state = match reading.known() {
        Some(marking) if !lower_case(level) => MarkState::Known(marking.clone()),
        None if level.chars().count() > 3 || !dashed(tail(written, level.len())) => return None,
        _ => MarkState::Damaged,
    };
    let from = at.saturating_add(speck);
    Some(Hit {
        span: (from, from.saturating_add(end)),
        inner: (from, from.saturating_add(level.len())),
        state,
        entire: true,
    })
}

/// Whether a dash comes first.
fn dashed(text: &str) -> bool {
    text.trim_start_matches(is_void).starts_with(['-', '–', '—', '−'])
}
