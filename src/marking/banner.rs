//! Banner lines: plain, decorated, labelled, in spaced letters, with a section or message number behind.
//!
//! Reference: marking grammar, section 4, rule 5; Register and Manual D.

use super::attempt::Attempt;
use super::behind::aside;
use super::damage;
use super::fold::{Folded, fold};
use super::model::{Reading, Verdict};
use super::never::never;
use super::opens::{is_spaced, may_open_banner, may_open_word};
use super::print::Style;
use super::read::{bounded, other_form, read_whole};
use super::scan::Stop;
use crate::scheme::{Data, Scheme, first_word};
use crate::span::Span;

/// Signs that decorate a banner line.
const DECORATION: &[char] = &[' ', '\t', '*', '#', '>', '_', '=', '~', '|', '•', '+', '.'];

/// Reads a banner line: `SECRET//NOFORN`, `C O N F I D E N T I A L`.
///
/// # Example
///
/// ```
/// use tearline::marking::read_banner;
/// use tearline::scheme::Scheme;
///
/// let reading = read_banner(&Scheme::us(), "T O P   S E C R E T");
/// assert_eq!(reading.known().unwrap().banner(), "TOP SECRET");
/// ```
#[must_use]
pub fn read_banner(scheme: &Scheme, line: &str) -> Reading {
    banner_prefix(scheme, line).map_or_else(Reading::none, |(_, reading)| reading)
}

/// The longest banner at the start of `line`, behind decoration and a label such as `Classification:`: its byte span
/// within the line (level and controls), and what it says. `None` for prose.
///
/// # Example
///
/// ```
/// use tearline::marking::banner_prefix;
/// use tearline::scheme::Scheme;
///
/// let line = "C O N F I D E N T I A L SECTION 01 OF 03 MOSCOW 003122";
/// let (span, reading) = banner_prefix(&Scheme::us(), line).unwrap();
/// assert_eq!(span.of(line), "C O N F I D E N T I A L");
/// assert_eq!(reading.known().unwrap().level(), "C");
/// assert!(banner_prefix(&Scheme::us(), "SECRET SERVICE BRIEFING").is_none());
/// ```
#[must_use]
pub fn banner_prefix(scheme: &Scheme, line: &str) -> Option<(Span, Reading)> {
    let data = scheme.data();
    if let Some((start, text)) = super::fields::within(data, line)
        && text.len() < line.trim().len()
    {
        let (span, reading) = banner_prefix(scheme, text)?;
        let moved = |at: usize| at.saturating_add(start);
        return Some((Span::new(moved(span.start()), moved(span.end())), reading));
    }
    if !may_open_banner(data, line) {
        return None;
    }
    let (line, cut) = bounded(line);
    let folded = fold(line);
    let start = opening(data, &folded);
    let folded = unspaced(data, &folded, start).unwrap_or(folded);
    let upper: &str = &folded.upper;
    let decorated = start > 0;
    let body = upper.get(start..)?;
    let end = start.saturating_add(undecorated(body));
    let inner = folded.part(start, end)?;
    let attempt = Attempt {
        scheme,
        folded: &inner,
        upper: &inner.upper,
        want: Style::Banner,
        entire: false,
        brackets: false,
    };
    // `TLP:AMBER+` is no `TLP:AMBER`, though a sign may decorate a line.
    let signs = upper.get(end..)?.bytes().take_while(|b| *b == b'+').count();
    let signed = folded.part(start, end.saturating_add(signs))?;
    let signed = Attempt {
        folded: &signed,
        upper: &signed.upper,
        ..attempt
    };
    let held = if signs > 0 { never(&signed) } else { None };
    if let Some(held) = held.or_else(|| never_head(&attempt)) {
        let from = folded.original(start);
        return Some((Span::new(from, folded.original(end)), held));
    }
    let (mut reading, used) = whole_line(&attempt);
    if reading.verdict == Verdict::None || cut {
        return None;
    }
    let trimmed = inner
        .upper
        .get(..used)
        .unwrap_or("")
        .trim_end_matches([' ', '-', '/', ','])
        .len();
    let behind = upper.get(start.saturating_add(used)..).unwrap_or("");
    if reading.verdict == Verdict::Valid && (decorated || !behind.trim().is_empty()) {
        reading.verdict = Verdict::Legacy;
        reading.problems.push(super::model::Problem {
            id: "placed",
            verdict: Verdict::Legacy,
            message: "the banner does not stand alone on its line".to_owned(),
            source: "Register and Manual D.1".into(),
        });
    }
    let from = folded.original(start);
    let to = folded.original(start.saturating_add(trimmed));
    Some((Span::new(from, to), reading))
}

/// Whether the scheme lists as no mark what stands before the first of what may stand behind level and controls.
fn never_head(attempt: &Attempt<'_>) -> Option<Reading> {
    let data = attempt.scheme.data();
    let word = first_word(attempt.upper.trim_start_matches(['/', ' ']).as_bytes());
    let listed = [word, &[]].into_iter().any(|w| data.never_first.get(w).is_some());
    let head = || Attempt {
        upper: head(data, attempt.folded),
        ..*attempt
    };
    if listed { never(&head()) } else { None }
}

/// Level and controls of a line, and where they end.
fn whole_line(attempt: &Attempt<'_>) -> (Reading, usize) {
    let data = attempt.scheme.data();
    let mut parser = attempt.parser();
    let stop = attempt.parse(&mut parser);
    let word = attempt.upper.trim_matches(' ').split(' ').next().unwrap_or("");
    let shorthand = data
        .shorthand
        .get(word.trim_end_matches(['-', ',']).as_bytes())
        .is_some();
    match stop {
        Some(Stop::End) if !shorthand => {
            let other = other_form(attempt, attempt.upper.trim_matches(' '));
            let reading = other.unwrap_or_else(|| attempt.finish(&mut parser));
            (reading, parser.end)
        }
        Some(Stop::Unknown) if !shorthand => {
            let read = parser.attempt || parser.goes_on(false) || may_be_damaged(&attempt.folded.text);
            let reading = if read {
                read_whole(attempt)
            } else {
                Reading::none()
            };
            (reading, parser.at)
        }
        _ => alone(attempt),
    }
}

/// A form of its own, such as one run together or damaged, which says nothing about controls behind what may follow it.
fn alone(attempt: &Attempt<'_>) -> (Reading, usize) {
    let head = Attempt {
        upper: head(attempt.scheme.data(), attempt.folded),
        ..*attempt
    };
    let length = head.upper.len();
    let reading = read_whole(&head);
    if reading.verdict == Verdict::None || length == attempt.upper.len() {
        return (reading, length);
    }
    let mut behind = attempt.parser();
    behind.at = length;
    if behind.scan() == Stop::End && behind.end <= length {
        return (reading, length);
    }
    let message = "more stands behind a form of its own".to_owned();
    (attempt.held("unknown-word", message), attempt.upper.len())
}

/// Whether figures or signs may stand for the letters of a level; `Secret?` is prose.
fn may_be_damaged(text: &str) -> bool {
    let figure = text.bytes().any(|b| b.is_ascii_digit()) || damage::is_l_amid_capitals(text.as_bytes());
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'/' | b',' | b':');
    let sign = || !text.bytes().all(plain) && text.contains(damage::is_sign);
    figure || (sign() && !text.contains(char::is_lowercase))
}

/// What stands before the first of what may stand behind level and controls.
fn head<'a>(data: &Data, line: &'a Folded<'_>) -> &'a str {
    let upper: &str = &line.upper;
    let end = upper.match_indices(' ').map(|(at, _)| at).find(|at| {
        let next = at.saturating_add(1);
        let written = line.text.get(next..).unwrap_or("");
        let rest = upper.get(next..).unwrap_or("");
        *at > 0 && aside(data, written, rest).is_some()
    });
    let head = upper.get(..end.unwrap_or(upper.len())).unwrap_or("");
    match end {
        Some(_) => head.trim_end_matches([' ', '-', ',']),
        None => head,
    }
}

/// Offset behind decoration and a label.
fn opening(data: &Data, folded: &Folded<'_>) -> usize {
    let upper: &str = &folded.upper;
    let mut rest = upper.trim_start_matches(DECORATION);
    // A hyphen decorates, unless it opens nothing: `-SECRET-`, `- SECRET`.
    rest = rest.trim_start_matches(['-', ' ']).trim_start_matches(DECORATION);
    for label in &data.labels {
        if let Some(after) = rest.strip_prefix(label.as_str()) {
            rest = after.trim_start_matches(DECORATION);
            break;
        }
    }
    upper.len().saturating_sub(rest.len())
}

/// False only where [`banner_prefix`] finds nothing in `line`, a line without square brackets. Cheap, since it is asked of
/// every line of prose.
pub(crate) fn can_be_banner(scheme: &Scheme, line: &str) -> bool {
    may_open_banner(scheme.data(), line)
}

/// False only where [`can_be_banner`] says no of every line that begins with `word`, letters with a blank behind them,
/// whose [`crate::wordset::key`] is `key`.
#[inline]
pub(crate) fn can_begin_banner(scheme: &Scheme, word: &[u8], key: u64) -> bool {
    may_open_word(scheme.data(), word, key)
}

/// Bytes of `body` before closing decoration. Where a slash closes the line it is part of the mark, and so are its blanks.
fn undecorated(body: &str) -> usize {
    let bare = body.trim_end_matches(DECORATION).trim_end_matches(['-', ' ']);
    bare.trim_end_matches(DECORATION).len()
}

/// Runs of spaced letters joined to the words they spell: `S E C R E T`.
fn unspaced(data: &Data, folded: &Folded<'_>, start: usize) -> Option<Folded<'static>> {
    let upper: &str = &folded.upper;
    let spaced = |at: usize| {
        let bytes = upper.as_bytes();
        let letter = |i: usize| bytes.get(i).is_some_and(|b| is_spaced(*b));
        let blank = |i: usize| bytes.get(i) == Some(&b' ');
        letter(at)
            && blank(at.saturating_add(1))
            && letter(at.saturating_add(2))
            && bytes
                .get(at.saturating_add(3))
                .is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    let word_start = |at: usize| {
        at == start
            || upper
                .as_bytes()
                .get(at.wrapping_sub(1))
                .is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    if !(start..upper.len()).any(|at| word_start(at) && spaced(at)) {
        return None;
    }
    let mut text = String::with_capacity(upper.len());
    let mut from = Vec::with_capacity(upper.len());
    let mut at = 0;
    let mut found = false;
    while at < upper.len() {
        if at >= start && word_start(at) && spaced(at) {
            let (letters, places) = run(upper, at);
            let joined = spelled(data, &letters);
            // Letters that spell the first word of a longer level: `L I M I T E D OFFICIAL USE`.
            let figures = letters.bytes().any(|b| b.is_ascii_digit());
            let word = (letters.len() > 3 && !figures).then(|| (letters.clone(), letters.len()));
            if let Some((words, count)) = joined.or(word) {
                found = true;
                text.push_str(&words);
                from.resize(text.len(), at);
                at = places
                    .get(count.saturating_sub(1))
                    .copied()
                    .unwrap_or(at)
                    .saturating_add(1);
                continue;
            }
        }
        let Some(c) = upper.get(at..).and_then(|r| r.chars().next()) else {
            break;
        };
        let next = at.saturating_add(c.len_utf8());
        text.push_str(folded.text.get(at..next).unwrap_or(""));
        from.resize(text.len(), at);
        at = next;
    }
    if !found {
        return None;
    }
    from.push(upper.len());
    let mut joined = folded.replaced(text, &from);
    joined.typography = true;
    Some(joined)
}

/// Single letters with one blank between, from `at`: the letters, and where each stands.
fn run(upper: &str, at: usize) -> (String, Vec<usize>) {
    let bytes = upper.as_bytes();
    let mut letters = String::new();
    let mut places = Vec::new();
    let mut next = at;
    while let Some(letter) = bytes.get(next).filter(|b| is_spaced(**b)) {
        let after = bytes.get(next.saturating_add(1));
        if after.is_some_and(u8::is_ascii_alphanumeric) {
            break;
        }
        letters.push(char::from(*letter));
        places.push(next);
        if after != Some(&b' ') {
            break;
        }
        next = next.saturating_add(2);
    }
    (letters, places)
}

/// The levels and controls that run-together letters spell from their start, and how many letters they take.
fn spelled(data: &Data, letters: &str) -> Option<(String, usize)> {
    let mended = damage::letters(letters);
    let written = letters;
    let letters = mended.as_deref().unwrap_or(letters);
    let mut words: Vec<&str> = Vec::new();
    let mut used = 0_usize;
    while let Some(rest) = letters.get(used..).filter(|r| !r.is_empty()) {
        let Some((count, word)) = data.spelled.longest(rest) else {
            break;
        };
        words.push(word);
        used = used.saturating_add(count);
    }
    // A figure among the letters stays: the mark is damaged.
    let damaged = written
        .get(..used)
        .filter(|w| w.bytes().any(|b| b.is_ascii_digit()));
    let spelled = damaged.map_or_else(|| words.join(" "), str::to_owned);
    (!words.is_empty()).then_some((spelled, used))
}
