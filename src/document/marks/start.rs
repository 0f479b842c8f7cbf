//! The mark that a text begins with, with brackets or as `C-entire text`, whole or damaged.

use super::ahead::{self, opens};
use super::announced::announced;
use super::brackets::{closing, level_part, token_len, trim};
use super::damaged;
use super::hit::{Hit, Series, Start, ordinal};
use super::mentioned::names_marks;
use super::near::is_near_mark;
use super::read::{Marks, lower_case};
use super::remains::remains;
use crate::document::block::MarkState;
use crate::document::chars::{cut, is_void, starts_with_word, tail, void_len};
use crate::document::signs::holds;
use crate::marking::read_portion;
use crate::scheme::Scheme;
use unicode_normalization::char::is_combining_mark;

impl Marks<'_> {
    /// What stands first in `text` from byte `at`.
    pub(in crate::document) fn start(&self, text: &str, at: usize) -> Start {
        start(self, text, at)
    }

    /// The mark that cannot be read and that `text` begins with, whatever follows.
    pub(in crate::document) fn near(&self, text: &str) -> Option<Hit> {
        let at = void_len(text);
        let rest = tail(text, at);
        let first = rest.chars().next().filter(|c| opens(*c))?.len_utf8();
        let (inner, len) = closing(rest)?;
        is_near_mark(cut(rest, first, inner)).then(|| damage(at, len))
    }

    /// The mark without brackets that the bytes `part` of `text` are.
    pub(in crate::document) fn bare(&self, text: &str, part: (usize, usize)) -> Option<Hit> {
        let inner = trim(text, part, false);
        let written = cut(text, inner.0, inner.1);
        let (state, _) = self.classify(written).filter(|_| !written.starts_with(opens))?;
        Some(Hit {
            span: inner,
            inner,
            state,
            entire: false,
        })
    }

    /// What stands behind a label such as `COMMENT: (C)` that `text` begins with at byte `at`.
    pub(in crate::document) fn labelled(&self, text: &str, at: usize) -> Start {
        match ahead::label(tail(text, at)) {
            0 => Start::default(),
            len => {
                let end = at.saturating_add(len);
                let hit = start(self, text, end).hit;
                // `Portion Mark: (S)` says how portions are marked: it only raises.
                let hit = hit.filter(|hit| {
                    let behind = tail(text, hit.span.1).trim_start_matches(is_void);
                    let own = !behind.is_empty() && !behind.starts_with("or (") && !behind.starts_with('[');
                    // `Quell(R) lamps`: a name that is registered.
                    let joined = cut(text, at, hit.span.0).ends_with(char::is_alphanumeric);
                    let trade = joined && cut(text, hit.inner.0, hit.inner.1) == "R";
                    !trade && (own || !names_marks(cut(text, at, end)))
                });
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
    if let Some(hit) = spoiled_entire(text, at) {
        return Start {
            hit: Some(hit),
            ordinal: None,
        };
    }
    if let Some(len) = announced(marks.scheme, tail(text, at)) {
        return Start {
            hit: Some(damage(at, len)),
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
    // `<b>(S)</b> The`, `[(S)](x) The`: what other formats put before a mark.
    let at = at.saturating_add(tags(tail(text, at)));
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
        unopened(marks, text, at)
    };
    if found == Start::default() {
        found.hit = remains(marks, rest).map(|len| damage(at, len));
    }
    if let Some(hit) = &mut found.hit
        && !hit.entire
    {
        let behind = tail(text, hit.span.1);
        hit.entire = says_entire(behind);
        // `(U)//NF The`, `(U) NOFORN The`, `(U) SECRET: The`: more of the mark stands outside its brackets.
        if matches!(hit.state, MarkState::Known(_)) && !hit.entire && damaged::goes_on(marks, behind) {
            hit.state = MarkState::Damaged;
        }
        // An accent over the bracket belongs to it.
        if behind.starts_with(is_combining_mark) {
            hit.state = MarkState::LookAlike;
        }
    }
    if doubled {
        found.ordinal = None;
        if let Some(hit) = &mut found.hit {
            hit.state = MarkState::Damaged;
        }
    }
    found
}

/// Length of tags, or of the bracket of a link, right before a bracket.
fn tags(text: &str) -> usize {
    let mut at = 0_usize;
    while tail(text, at).starts_with('<') && at < 64 {
        let tag = tail(text, at.saturating_add(1));
        let end = tag.bytes().take(40).position(|b| b == b'>');
        match end.filter(|_| tag.starts_with(|c: char| c.is_ascii_lowercase() || c == '/')) {
            Some(end) => at = at.saturating_add(end).saturating_add(2),
            None => return 0,
        }
    }
    let link = tail(text, at);
    let at = at.saturating_add(usize::from(link.starts_with("[(")));
    if tail(text, at).starts_with(opens) { at } else { 0 }
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
        let behind = tail(text, span.1);
        if behind.starts_with(char::is_lowercase) && written.chars().count() == 1 {
            let word = damaged::begins_with_small_word(behind) && marks.is_mark(written);
            return Start {
                hit: word.then(|| damage(at, len)),
                ordinal: None,
            };
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
        if damaged::holds_spoiled_letters(written) {
            return Start {
                hit: Some(damage(at, len)),
                ordinal: None,
            };
        }
    }
    // `{C)`, `[U)`, `(U}`, `(S Text`, `(87 Text`: a bracket is lost or of another kind.
    Start {
        hit: damaged::opened(marks, rest)
            .or_else(|| damaged::struck(rest))
            .map(|len| damage(at, len)),
        ordinal: None,
    }
}

/// `C) Text`, `48) Text`, `8)`: the opening bracket is lost. Also a list letter with one bracket.
fn unopened(marks: &Marks<'_>, text: &str, at: usize) -> Start {
    let rest = tail(text, at);
    if let Some(len) = damaged::escaped(rest) {
        return Start {
            hit: Some(damage(at, len)),
            ordinal: None,
        };
    }
    if let Some((len, state)) = damaged::headed(marks, rest) {
        return Start {
            hit: Some(Hit {
                state,
                ..damage(at, len)
            }),
            ordinal: None,
        };
    }
    let len = token_len(rest);
    let token = rest.get(..len).unwrap_or("");
    let short = token.strip_suffix(')').filter(|core| {
        (1..=3).contains(&core.chars().count())
            && core
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "$€".contains(c))
    });
    match short {
        Some(core) => Start {
            hit: Some(damage(at, len)),
            ordinal: ordinal(core),
        },
        None => Start {
            hit: if damaged::unopened(marks, token) {
                Some(damage(at, len))
            } else {
                damaged::struck(rest).map(|len| damage(at, len))
            },
            ordinal: None,
        },
    }
}

/// A damaged mark of `len` bytes.
fn damage(at: usize, len: usize) -> Hit {
    let span = (at, at.saturating_add(len));
    Hit {
        span,
        inner: span,
        state: MarkState::Damaged,
        entire: false,
    }
}

/// Whether the text behind a mark is `Entire text`, as a statement of its own: `(U) Entire text of the note` is none.
fn says_entire(rest: &str) -> bool {
    let blank = |c: char| c != '\n' && is_void(c);
    let rest = rest.trim_start_matches(|c: char| blank(c) || "-–—−.:".contains(c));
    let word = tail(rest, "entire".len()).trim_start_matches(blank);
    let behind = tail(word, "text".len()).trim_start_matches(blank);
    starts_with_word(rest, "entire")
        && starts_with_word(word, "text")
        && !behind.starts_with(|c: char| c.is_alphanumeric())
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

/// The same with what is left of a mark before it, alone on its line: `[C)-Entire text)`, `fS/NF)-Entire text.`
fn spoiled_entire(text: &str, at: usize) -> Option<Hit> {
    const WORDS: &str = "entire text";
    const LONGEST: usize = 40;
    let line = tail(text, at).split('\n').next().unwrap_or("");
    if line.len() > LONGEST || line.starts_with(opens) || !holds(line.as_bytes(), WORDS.as_bytes(), 9) {
        return None;
    }
    let body = line.trim_end_matches(|c: char| is_void(c) || ".:)]}".contains(c));
    let end = body.len().checked_sub(WORDS.len())?;
    let before = cut(body, 0, end).trim_end_matches(is_void);
    let mark = before.trim_end_matches(['-', '–', '—', '−']);
    let spoiled = mark.contains([')', '[', ']', '{', '}', '<', '>', '|', '/']) && !mark.contains(is_void);
    (tail(body, end).eq_ignore_ascii_case(WORDS) && spoiled).then(|| Hit {
        entire: true,
        ..damage(at, line.trim_end().len())
    })
}

/// Whether a dash comes first.
fn dashed(text: &str) -> bool {
    text.trim_start_matches(is_void).starts_with(['-', '–', '—', '−'])
}
