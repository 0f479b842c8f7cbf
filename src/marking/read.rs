//! Reading a portion mark: verdict, marking, problems.

use super::attempt::Attempt;
use super::body::Owner;
use super::fold::fold;
use super::model::{Problem, Reading, Verdict};
use super::never::never;
use super::opens::may_open;
use super::print::Style;
use super::scan::Stop;
use super::{damage, fields};
use crate::scheme::Scheme;

/// Longest mark, in bytes; anything longer is held where it opens like one.
const MOST: usize = 4096;

/// Reads the text of a portion mark, without its brackets: `S//NF` of `(S//NF)`.
///
/// # Example
///
/// ```
/// use tearline::marking::{Verdict, read_portion};
/// use tearline::scheme::Scheme;
///
/// let reading = read_portion(&Scheme::us(), "C/NOFORN");
/// assert_eq!(reading.verdict, Verdict::Legacy);
/// assert_eq!(reading.known().unwrap().portion(), "C//NF");
/// assert_eq!(read_portion(&Scheme::us(), "Secret Service").verdict, Verdict::None);
/// ```
#[must_use]
pub fn read_portion(scheme: &Scheme, inner: &str) -> Reading {
    read(scheme, inner, true)
}

/// Reads a mark that stands by itself, without brackets: prose in capitals is none.
pub(super) fn read_bare(scheme: &Scheme, text: &str) -> Reading {
    read(scheme, text, false)
}

fn read(scheme: &Scheme, inner: &str, brackets: bool) -> Reading {
    if !may_open(scheme.data(), inner) {
        return Reading::none();
    }
    let (text, cut) = bounded(inner);
    let folded = fold(text);
    let (upper, entire) = strip_entire(&folded.upper);
    let attempt = Attempt {
        scheme,
        folded: &folded,
        upper,
        want: Style::Portion,
        entire,
        brackets,
    };
    let mut reading = read_whole(&attempt);
    if cut && reading.verdict != Verdict::None {
        reading.verdict = Verdict::Invalid;
    }
    reading
}

/// At most [`MOST`] bytes of `text`, and whether it was longer.
pub(super) fn bounded(text: &str) -> (&str, bool) {
    if text.len() <= MOST {
        return (text, false);
    }
    let end = (0..=MOST).rev().find(|at| text.is_char_boundary(*at));
    (text.get(..end.unwrap_or(0)).unwrap_or(""), true)
}

/// Reads all of a text as one mark.
pub(super) fn read_whole(attempt: &Attempt<'_>) -> Reading {
    let trimmed = attempt.upper.trim_matches(' ');
    if trimmed.is_empty() {
        return Reading::none();
    }
    if let Some(reading) = never(attempt).or_else(|| other_form(attempt, trimmed)) {
        return reading;
    }
    let mut parser = attempt.parser();
    match attempt.parse(&mut parser) {
        Some(Stop::End) => attempt.finish(&mut parser),
        Some(Stop::Unknown) if parser.attempt || parser.goes_on(attempt.brackets) => {
            let mut reading = attempt.held(
                "unknown-word",
                "an unknown word stands where a control belongs".to_owned(),
            );
            reading.problems.append(&mut parser.problems);
            reading
        }
        _ => damaged(attempt, trimmed),
    }
}

/// The reading of a mark that is run together or made of fields.
pub(super) fn other_form(attempt: &Attempt<'_>, trimmed: &str) -> Option<Reading> {
    let short = &attempt.scheme.data().shorthand;
    if let Some(means) = short.get(trimmed.as_bytes()) {
        return Some(shorthand(attempt, means));
    }
    // Controls behind it: `SRD//NF`. Behind one slash only known ones are controls.
    let slash = trimmed.find('/').filter(|at| *at > 0);
    let parts = slash.and_then(|at| trimmed.split_at_checked(at));
    if let Some((head, rest)) = parts
        && let Some(means) = short.get(head.as_bytes())
    {
        let reading = shorthand(attempt, &format!("{means}{rest}"));
        let known = matches!(reading.verdict, Verdict::Valid | Verdict::Legacy);
        if known || (reading.verdict == Verdict::Invalid && rest.starts_with("//")) {
            return Some(reading);
        }
    }
    fields::read(attempt, trimmed)
}

fn shorthand(attempt: &Attempt<'_>, means: &str) -> Reading {
    let folded = fold(means);
    let mut reading = Attempt {
        folded: &folded,
        upper: &folded.upper,
        ..*attempt
    }
    .read_plain();
    if reading.verdict == Verdict::Valid {
        reading.verdict = Verdict::Legacy;
    }
    reading.look_alike = attempt.folded.look_alike;
    reading.problems.push(Problem {
        id: "other-form",
        verdict: Verdict::Legacy,
        message: "the mark is run together".to_owned(),
        source: "Register and Manual I, Table 8".into(),
    });
    reading
}

/// Not a mark, unless it would be one but for a damaged letter or a stray sign.
fn damaged(attempt: &Attempt<'_>, trimmed: &str) -> Reading {
    let letters = trimmed.bytes().any(|b| b.is_ascii_alphabetic());
    let written = attempt.folded.text.get(..attempt.upper.len()).unwrap_or("");
    let mended = damage::letters(trimmed)
        .filter(|_| letters)
        .into_iter()
        .chain(damage::ells(written.trim_matches(' ')).filter(|_| letters))
        .chain(damage::without_signs(trimmed));
    for text in mended {
        let folded = fold(&text);
        let reading = Attempt {
            folded: &folded,
            upper: &folded.upper,
            ..*attempt
        }
        .read_plain();
        // `N.C.` and `N.S.` are places.
        let place = damage::is_dotted(trimmed)
            && (reading.marking.as_ref()).is_some_and(|m| m.body().owner != Owner::Own);
        if matches!(reading.verdict, Verdict::Valid | Verdict::Legacy) && !place {
            return attempt.held(
                "damaged",
                "a damaged mark: a figure or sign stands where a letter belongs".to_owned(),
            );
        }
    }
    Reading::none()
}

/// Text without `- Entire text`, `-E.T.` and the like, and whether that stood there (reference, section 4, rule 2).
pub(super) fn strip_entire(upper: &str) -> (&str, bool) {
    let bare = upper.trim_end_matches([' ', '.']);
    if !bare.ends_with('T') {
        return (upper, false);
    }
    for tail in ["ENTIRE TEXT", "E.T", "ET"] {
        let Some(head) = bare.strip_suffix(tail) else {
            continue;
        };
        let mark = head.trim_end_matches([' ', '-', ')', ':', ',']);
        if mark.len() < head.len() && !mark.is_empty() {
            return (mark, true);
        }
    }
    (upper, false)
}
