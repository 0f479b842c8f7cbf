//! Banner lines: plain, decorated, labelled, in spaced letters, with a section or message number behind.
//!
//! Reference: marking grammar, section 4, rule 5; Register and Manual D.

use super::attempt::Attempt;
use super::fold::{Folded, fold};
use super::model::{Reading, Verdict};
use super::never::never;
use super::opens::{may_open_banner, may_open_word};
use super::print::Style;
use super::read::{bounded, other_form, read_whole};
use super::scan::Stop;
use crate::scheme::{Data, Scheme, starts_with_word};
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
    let (length, numbered) = ending(body);
    let end = upper.len().saturating_sub(body.len().saturating_sub(length));
    let inner = folded.part(start, end)?;
    let attempt = Attempt {
        scheme,
        folded: &inner,
        upper: &inner.upper,
        want: Style::Banner,
        entire: false,
        brackets: false,
    };
    if let Some(held) = never(&attempt) {
        let from = folded.original(start);
        return Some((Span::new(from, folded.original(end)), held));
    }
    let mut parser = attempt.parser();
    let (mut reading, used) = match attempt.parse(&mut parser) {
        Some(Stop::Unknown) => {
            let rest = parser.rest();
            let used = parser.at;
            if follows(data, rest, numbered) {
                (attempt.finish(&mut parser), used)
            } else if parser.attempt || parser.goes_on(false) {
                (read_whole(&attempt), used)
            } else {
                return None;
            }
        }
        Some(Stop::End) => {
            let other = other_form(&attempt, inner.upper.trim_matches(' '));
            let reading = other.unwrap_or_else(|| attempt.finish(&mut parser));
            (reading, inner.upper.len())
        }
        None => (read_whole(&attempt), inner.upper.len()),
    };
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

/// Bytes of `body` before closing decoration and before a section or message number, and whether a message number
/// was there.
fn ending(body: &str) -> (usize, bool) {
    let bare = body.trim_end_matches(DECORATION).trim_end_matches(['-', ' ']);
    let bare = bare.trim_end_matches(DECORATION);
    // Where a slash closes the line it is part of the mark, and so are its blanks.
    let mut end = bare.len();
    if let Some(at) = section(bare) {
        end = end.min(at);
    }
    let number = message_number(bare);
    if let Some(at) = number {
        end = end.min(at);
    }
    (end, number.is_some())
}

/// Where ` SECTION nn OF nn` starts.
fn section(text: &str) -> Option<usize> {
    text.match_indices(" SECTION ").map(|(at, _)| at).find(|at| {
        let rest = text.get(at.saturating_add(9)..).unwrap_or("");
        let mut words = rest.split(' ');
        let number = |w: Option<&str>| {
            w.is_some_and(|w| !w.is_empty() && w.len() <= 3 && w.bytes().all(|b| b.is_ascii_digit()))
        };
        number(words.next()) && words.next() == Some("OF") && number(words.next())
    })
}

/// Where a post name with a message number starts: ` MOSCOW 003122`.
fn message_number(text: &str) -> Option<usize> {
    let mut at = 0_usize;
    let mut before: Option<(usize, &str)> = None;
    for word in text.split(' ') {
        let number = (5..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        if number
            && let Some((start, post)) = before
            && post.bytes().all(|b| b.is_ascii_uppercase())
            && start > 0
        {
            return start.checked_sub(1);
        }
        before = Some((at, word)).filter(|_| word.len() >= 2);
        at = at.saturating_add(word.len()).saturating_add(1);
    }
    None
}

/// Whether what stands behind level and controls may follow a banner on its line: captions, and the first words of a
/// post's name, whose last word went with the message number (`USUN NEW` of `USUN NEW YORK 001234`).
fn follows(data: &Data, rest: &str, numbered: bool) -> bool {
    let mut rest = rest.trim_start_matches([' ', '-', '/']);
    loop {
        let caption = data.captions.iter().find(|c| starts_with_word(rest, c));
        let Some(caption) = caption else { break };
        rest = rest
            .get(caption.len()..)
            .unwrap_or("")
            .trim_start_matches([' ', '-', '/']);
    }
    let post = |word: &str| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    rest.is_empty() || (numbered && rest.split(' ').count() <= 3 && rest.split(' ').all(post))
}

/// Runs of spaced letters joined to the words they spell: `S E C R E T`.
fn unspaced(data: &Data, folded: &Folded<'_>, start: usize) -> Option<Folded<'static>> {
    let upper: &str = &folded.upper;
    let spaced = |at: usize| {
        let bytes = upper.as_bytes();
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        let blank = |i: usize| bytes.get(i) == Some(&b' ');
        letter(at)
            && blank(at.saturating_add(1))
            && letter(at.saturating_add(2))
            && !letter(at.saturating_add(3))
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
    while at < upper.len() {
        if at >= start && word_start(at) && spaced(at) {
            let (letters, places) = run(upper, at);
            let joined = spelled(data, &letters);
            // Letters that spell the first word of a longer level: `L I M I T E D OFFICIAL USE`.
            let word = (letters.len() > 3).then_some((letters.clone(), letters.len()));
            if let Some((words, count)) = joined.or(word) {
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
    while let Some(letter) = bytes.get(next).filter(|b| b.is_ascii_alphabetic()) {
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
    let mut words: Vec<&str> = Vec::new();
    let mut used = 0_usize;
    while let Some(rest) = letters.get(used..).filter(|r| !r.is_empty()) {
        let Some((count, word)) = data.spelled.longest(rest) else {
            break;
        };
        words.push(word);
        used = used.saturating_add(count);
    }
    (!words.is_empty()).then(|| (words.join(" "), used))
}
