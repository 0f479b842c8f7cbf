//! Marks in the visible text of a block: first, last, or at the start of a sentence.
//!
//! Positions follow section 3.3 of the marking reference; what is no mark follows its section 9.1.

use super::ahead::{self, opens};
use super::block::{Mark, MarkPlace, MarkState};
use super::chars::{cut, ends_sentence, is_format, is_void, starts_with_word, tail, void_len};
use super::inside::inside;
use super::signs::holds;
use super::view::View;
use crate::marking::{Verdict, read_portion};
use crate::scheme::Scheme;
use std::cell::RefCell;

/// Longest mark that is looked for, in bytes: a list of 200 nations fits.
const LONGEST: usize = 2048;

/// A mark in visible text. Offsets count bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// With brackets.
    pub(super) span: (usize, usize),
    /// Without brackets.
    pub(super) inner: (usize, usize),
    /// What it is.
    pub(super) state: MarkState,
    /// Whether it governs the entire text.
    pub(super) entire: bool,
}

impl Hit {
    /// The mark in source coordinates.
    pub(super) fn mark(self, view: &View<'_>, place: MarkPlace) -> Mark {
        Mark {
            span: view.span(self.span.0, self.span.1),
            inner: view.span(self.inner.0, self.inner.1),
            place,
            state: self.state,
            entire: self.entire,
        }
    }
}

/// A sign that may count the items of a list: series and place in it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ordinal {
    /// Capital, small letter or figure.
    pub(super) series: Series,
    /// Place in the series, from 1.
    pub(super) index: u32,
}

impl Ordinal {
    /// Whether this one comes right after `other`.
    pub(super) fn follows(self, other: Self) -> bool {
        self.series == other.series && self.index == other.index.saturating_add(1)
    }
}

/// What a list is counted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Series {
    /// `(A)`, `(B)`.
    Capital,
    /// `(a)`, `(b)`.
    Small,
    /// `(1)`, `(2)`.
    Figure,
}

/// What the text of a block begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Start {
    /// The mark, unless the sign is the letter of a list.
    pub(super) hit: Option<Hit>,
    /// The letter or figure it is, should it stand in a list.
    pub(super) ordinal: Option<Ordinal>,
}

/// What a text between brackets was found to be: its state, and whether it governs the entire text; `None` for no mark.
pub(super) type Classified = Option<(MarkState, bool)>;

/// Longest text between brackets that is remembered, and how many of them are.
const REMEMBERED: (usize, usize) = (48, 64);

/// Finds marks of one scheme. A document has few distinct marks, so each is read once.
pub(super) struct Marks<'s> {
    scheme: &'s Scheme,
    read: RefCell<Vec<(Box<str>, Classified)>>,
}

impl<'s> Marks<'s> {
    /// Marks of `scheme`.
    pub(super) fn new(scheme: &'s Scheme) -> Self {
        Self {
            scheme,
            read: RefCell::new(Vec::new()),
        }
    }

    /// Reads `inner`, the text between brackets.
    pub(super) fn classify(&self, inner: &str) -> Classified {
        let (longest, most) = REMEMBERED;
        if inner.len() > longest {
            return classify(self.scheme, inner);
        }
        if let Ok(read) = self.read.try_borrow()
            && let Some((_, known)) = read.iter().find(|(text, _)| **text == *inner)
        {
            return known.clone();
        }
        let found = classify(self.scheme, inner);
        if let Ok(mut read) = self.read.try_borrow_mut()
            && read.len() < most
        {
            read.push((inner.into(), found.clone()));
        }
        found
    }

    /// What stands first in `text` from byte `at`.
    pub(super) fn start(&self, text: &str, at: usize) -> Start {
        start(self, text, at)
    }

    /// What stands behind a label such as `COMMENT: (C)` that `text` begins with at byte `at`.
    pub(super) fn labelled(&self, text: &str, at: usize) -> Start {
        match ahead::label(tail(text, at)) {
            0 => Start::default(),
            len => {
                let hit = start(self, text, at.saturating_add(len)).hit;
                Start { hit, ordinal: None }
            }
        }
    }

    /// The mark that `text` ends with, behind byte `from`, and whether a sentence ends right before it.
    pub(super) fn end(&self, text: &str, from: usize) -> Option<(Hit, bool)> {
        end(self, text, from)
    }

    /// Marks at the starts of sentences behind byte `from`, apart from list letters that go on from `run`.
    pub(super) fn inside(&self, text: &str, from: usize, run: Option<Ordinal>) -> Vec<Hit> {
        inside(self, text, from, run)
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

/// Whether `c` closes a mark.
fn closes(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// The byte just past the bracket that closes the one at the start of `rest`, and where the inner text ends. A second
/// opening bracket, a second line or the end of the window gives nothing.
pub(super) fn closing(rest: &str) -> Option<(usize, usize)> {
    let mut lines = 0u8;
    for (offset, c) in rest.char_indices().skip(1) {
        if closes(c) {
            return Some((offset, offset.saturating_add(c.len_utf8())));
        }
        lines = lines.saturating_add(u8::from(c == '\n'));
        if opens(c) || lines > 1 || offset > LONGEST {
            return None;
        }
    }
    None
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

/// Length of the first word.
pub(super) fn token_len(text: &str) -> usize {
    text.char_indices()
        .take(24)
        .find(|(_, c)| is_void(*c))
        .map_or_else(
            || text.char_indices().nth(24).map_or(text.len(), |(i, _)| i),
            |(i, _)| i,
        )
}

/// Whether what stands behind an opening bracket looks like the rest of a mark.
fn damaged_open(inner: &str) -> bool {
    let word = inner.split(is_void).next().unwrap_or("");
    let count = word.chars().count();
    let level = matches!(word, "S" | "C" | "U" | "TS" | "SBU" | "FOUO" | "R");
    let odd = word.chars().any(|c| c.is_ascii_digit() || "$€^•|!".contains(c));
    count > 0 && (level || (odd && count <= 3))
}

/// Reads `inner`, the text between brackets: what it is and whether it governs the entire text; `None` where it is no mark.
fn classify(scheme: &Scheme, inner: &str) -> Option<(MarkState, bool)> {
    let written = inner.trim_matches(|c: char| c.is_whitespace());
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let count = written.chars().take(40).count();
    let foreign = written
        .chars()
        .any(|c| is_format(c) || (!c.is_ascii() && !c.is_whitespace() && !"–—−‐‑".contains(c)));
    let reading = read_portion(scheme, &joined(written));
    // A known reading without look-alikes holds no letters but those of the scheme, such as the accents of `PROTÉGÉ A`.
    let foreign = foreign && reading.known().is_none();
    if reading.look_alike || (foreign && (count <= 12 || reading.verdict != Verdict::None)) {
        let letters = written.chars().filter(|c| c.is_lowercase()).count();
        let word = letters > 1 && !reading.look_alike;
        return (!word).then_some((MarkState::LookAlike, reading.entire));
    }
    if let Some(marking) = reading.known() {
        let state = if lower_case(written) {
            MarkState::Damaged
        } else {
            MarkState::Known(marking.clone())
        };
        return Some((state, reading.entire));
    }
    if entire_words(written) && !reading.entire {
        return Some((MarkState::Damaged, true));
    }
    let token = |extra: &str| {
        written.starts_with(|c: char| c.is_ascii_uppercase())
            && written
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || extra.contains(c))
    };
    if reading.verdict == Verdict::Invalid {
        let state = if token("/ -,&.") {
            MarkState::Unknown
        } else {
            MarkState::Damaged
        };
        return Some((state, reading.entire));
    }
    // `SECRET FOOBAR`: a level, and words that the scheme does not know.
    let level = || {
        written
            .split(' ')
            .next()
            .is_some_and(|word| read_portion(scheme, word).known().is_some())
    };
    if token("/ -,&.") && (written.contains("//") || written.contains(' ') && level())
        || count <= 12 && token("/-") && !has_only_digit_tail(written)
    {
        return Some((MarkState::Unknown, false));
    }
    let short = count <= 3;
    let roman = written.chars().all(|c| "ivx".contains(c));
    let word = count >= 2 && written.chars().all(char::is_alphabetic);
    (short && !roman && !word && !written.contains(is_void)).then_some((MarkState::Damaged, false))
}

/// Whether a short text ends with the words `entire text`, as `8-Entire text` does whose level is damaged.
fn entire_words(written: &str) -> bool {
    let small = written
        .trim_end_matches(|c: char| is_void(c) || ".:".contains(c))
        .to_ascii_lowercase();
    small.len() <= 40 && small.ends_with("entire text") && small.len() > "entire text".len()
}

/// `C-130`, `U2`: a name with figures, no mark of capital letters.
fn has_only_digit_tail(written: &str) -> bool {
    let letters = written.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < written.len() && letters.ends_with('-')
}

/// A mark over a soft line break reads as one; wide and fixed spaces read as spaces.
fn joined(written: &str) -> std::borrow::Cow<'_, str> {
    let other = |c: char| !c.is_ascii() && c.is_whitespace();
    if written.contains(['\n', '\r']) || written.contains(other) {
        written.replace(['\n', '\r'], "").replace(other, " ").into()
    } else {
        written.into()
    }
}

/// Abbreviations in small letters are list letters or scanning faults; levels in words may be in any case.
fn lower_case(written: &str) -> bool {
    let head = written.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let abbreviation = head.chars().count() <= 5;
    abbreviation && head.chars().any(char::is_lowercase)
}

/// The letter or figure of a list that `inner` could be.
pub(super) fn ordinal(inner: &str) -> Option<Ordinal> {
    let inner = inner.trim();
    let mut chars = inner.chars();
    let (first, second) = (chars.next()?, chars.next());
    let place = |base: char| {
        u32::from(first)
            .checked_sub(u32::from(base))
            .map(|n| n.saturating_add(1))
    };
    match (first, second) {
        ('A'..='Z', None) => Some(Ordinal {
            series: Series::Capital,
            index: place('A')?,
        }),
        ('a'..='z', None) => Some(Ordinal {
            series: Series::Small,
            index: place('a')?,
        }),
        ('0'..='9', _) if inner.len() <= 3 => Some(Ordinal {
            series: Series::Figure,
            index: inner.parse().ok()?,
        }),
        _ => None,
    }
}

/// The inner text without blanks around it, and without `entire text` behind the level.
pub(super) fn trim(text: &str, inner: (usize, usize), entire: bool) -> (usize, usize) {
    let written = cut(text, inner.0, inner.1);
    let lead = written.len().saturating_sub(written.trim_start().len());
    let mut body = written.trim();
    if entire {
        body = level_part(body);
    }
    let from = inner.0.saturating_add(lead);
    (from, from.saturating_add(body.len()))
}

/// `S` of `S-Entire text.`
fn level_part(body: &str) -> &str {
    let mut end = body.len();
    for word in ["entire", "e.t", "et"] {
        let hit = body.char_indices().map(|(i, _)| i).find(|i| {
            tail(body, *i)
                .get(..word.len())
                .is_some_and(|w| w.eq_ignore_ascii_case(word))
        });
        if let Some(at) = hit.filter(|at| *at > 0) {
            end = at;
            break;
        }
    }
    let head = body.get(..end).unwrap_or(body);
    head.trim_end_matches(|c: char| is_void(c) || "-–—−.,:/".contains(c))
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

fn end(marks: &Marks<'_>, text: &str, from: usize) -> Option<(Hit, bool)> {
    let body = text.trim_end_matches(|c: char| is_void(c) || "-—–\"'”’.*_•;,".contains(c));
    if !body.ends_with(closes) {
        return damaged_end(body, from);
    }
    let floor = body.len().saturating_sub(LONGEST).max(from);
    // Nothing is found where `from` lies behind what ends the text.
    let floor = (floor..=body.len()).find(|at| body.is_char_boundary(*at))?;
    let Some(offset) = body.get(floor..).and_then(|window| window.rfind(opens)) else {
        return damaged_end(body, from);
    };
    let at = floor.saturating_add(offset);
    if cut(body, at, body.len()).contains(['{', '[']) {
        return damaged_end(body, from);
    }
    let first = tail(body, at).chars().next().map_or(1, char::len_utf8);
    let last = body.chars().next_back().map_or(1, char::len_utf8);
    let inner = (at.saturating_add(first), body.len().saturating_sub(last));
    let before = cut(text, from, at);
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let clause = before.trim_end_matches(|c: char| is_void(c) || "-–—•".contains(c));
    let firm = clause.is_empty() || ends_sentence(window(clause)) || clause.ends_with(',');
    let written = cut(text, inner.0, inner.1);
    let (state, entire) = marks.classify(written)?;
    let counts = match &state {
        MarkState::Known(_) => true,
        MarkState::Unknown => written.contains("//"),
        MarkState::LookAlike => written.chars().count() <= 8,
        MarkState::Damaged => {
            let letter = ordinal(written).is_some_and(|o| o.series == Series::Small)
                && !matches!(written.trim(), "s" | "u" | "c" | "r");
            ends_sentence(window(clause)) && !letter
        }
    };
    let wide = tail(body, at).starts_with('（') || body.ends_with('）');
    let state = if wide { MarkState::LookAlike } else { state };
    counts.then(|| {
        let hit = Hit {
            span: (at, body.len()),
            inner: trim(text, inner, entire),
            state,
            entire: false,
        };
        (hit, firm)
    })
}

/// A mark at the end that lost a bracket: `S)`, `(S`, `{C}`, behind a finished sentence.
fn damaged_end(body: &str, from: usize) -> Option<(Hit, bool)> {
    let word = body.rsplit(is_void).next().unwrap_or("");
    let at = body.len().saturating_sub(word.len());
    if at <= from || word.chars().take(9).count() > 8 {
        return None;
    }
    let core = word.trim_matches(|c: char| "()[]{}".contains(c));
    let bracket = core.len() < word.len();
    let level = matches!(core, "S" | "C" | "U" | "TS" | "SBU" | "FOUO" | "R");
    let firm = ends_sentence(window(cut(body, from, at)));
    (bracket && level && firm).then_some((
        Hit {
            span: (at, body.len()),
            inner: (at, body.len()),
            state: MarkState::Damaged,
            entire: false,
        },
        true,
    ))
}

/// The last few characters, enough to see how a sentence ends.
pub(super) fn window(text: &str) -> &str {
    let mut from = text.len().saturating_sub(64);
    while !text.is_char_boundary(from) {
        from = from.saturating_add(1);
    }
    tail(text, from)
}
