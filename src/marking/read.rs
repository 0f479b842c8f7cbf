//! Reading a portion mark: verdict, marking, problems.

use super::body::Owner;
use super::damage;
use super::fold::{Folded, fold};
use super::model::{Marking, Problem, Reading, Verdict};
use super::opens::may_open;
use super::parser::{Parser, double_slash};
use super::print::Style;
use super::scan::Stop;
use crate::scheme::{Data, Position, Scheme, Target, first_word, starts_with_word};

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
    let mut reading = attempt.read();
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

/// One reading of one text.
pub(super) struct Attempt<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) folded: &'a Folded<'a>,
    /// What is read, in capitals: the folded text from its start.
    pub(super) upper: &'a str,
    pub(super) want: Style,
    pub(super) entire: bool,
    /// Whether brackets enclose the text.
    pub(super) brackets: bool,
}

impl<'a> Attempt<'a> {
    /// Reads all of the text as one mark.
    pub(super) fn read(&self) -> Reading {
        let trimmed = self.upper.trim_matches(' ');
        if trimmed.is_empty() {
            return Reading::none();
        }
        if let Some(reading) = self.never().or_else(|| self.other_form(trimmed)) {
            return reading;
        }
        let mut parser = self.parser();
        match self.parse(&mut parser) {
            Some(Stop::End) => self.finish(&mut parser),
            Some(Stop::Unknown) if parser.attempt || parser.goes_on(self.brackets) => {
                let mut reading = self.held(
                    "unknown-word",
                    "an unknown word stands where a control belongs".to_owned(),
                );
                reading.problems.append(&mut parser.problems);
                reading
            }
            _ => self.damaged(trimmed),
        }
    }

    /// The reading of a mark that is run together or made of fields.
    pub(super) fn other_form(&self, trimmed: &str) -> Option<Reading> {
        match self.scheme.data().shorthand.get(trimmed.as_bytes()) {
            Some(means) => Some(self.shorthand(means)),
            None => super::fields::read(self, trimmed),
        }
    }

    /// The reading of a text that the scheme lists as no mark though it looks like one.
    pub(super) fn never(&self) -> Option<Reading> {
        let data = self.scheme.data();
        if data.never.is_empty() {
            return None;
        }
        let trimmed = self.upper.trim_matches(' ');
        let word = first_word(trimmed.trim_start_matches('/').as_bytes());
        let under = |word: &[u8]| data.never_first.get(word).into_iter().flatten();
        let open = under(&[]).filter(|_| !word.is_empty());
        let mut patterns = under(word).chain(open).filter_map(|at| data.never.get(*at));
        let never = patterns.find(|n| never(data, &n.text, trimmed))?;
        Some(self.held("ambiguous", never.because.clone()))
    }

    /// A parser at the start of the text, without its outer blanks.
    pub(super) fn parser(&self) -> Parser<'a> {
        let text = self.folded.text.get(..self.upper.len()).unwrap_or("");
        let blanks = self.upper.bytes().take_while(|b| *b == b' ').count();
        let upper = self.upper.trim_end_matches(' ');
        let mut parser = Parser::new(self.scheme.data(), text, upper, self.want);
        if blanks > 0 || upper.len() < self.upper.len() || self.folded.typography {
            parser.legacy(
                "typography",
                "blanks or dashes that do not belong in a mark",
                "Register and Manual A.6",
            );
        }
        parser.skip(blanks);
        parser
    }

    /// Level and controls from the start, and where they end; `None` where no level stands there.
    pub(super) fn parse(&self, parser: &mut Parser<'a>) -> Option<Stop> {
        if parser.data.ownership && parser.rest().starts_with("//") {
            if !parser.foreign() {
                return Some(Stop::Unknown);
            }
        } else if !self.opening(parser) {
            return None;
        }
        // Wherever it stands, a double slash makes the text an attempt at a mark.
        parser.attempt = parser.attempt || double_slash(parser.rest());
        Some(parser.scan())
    }

    /// What a mark opens with: a level, a word that has one, a foreign level without its slashes.
    fn opening(&self, parser: &mut Parser<'a>) -> bool {
        let data = self.scheme.data();
        prefix(parser);
        if let Some((phrase, level)) = parser.level_here() {
            let start = parser.at;
            let written = parser.text.get(start..start.saturating_add(phrase.len()));
            let letter = phrase.len() == 1 && written != Some(phrase.text.as_str());
            let alone = parser.rest().len() == phrase.len();
            let banner_letter = phrase.len() == 1 && self.want == Style::Banner;
            if alone && !self.entire && (letter || banner_letter) {
                return false;
            }
            parser.take_level(phrase, level);
            return true;
        }
        if let Some(phrase) = data.control_phrases.longest(parser.rest())
            && let Target::Control(index) = phrase.target
            && let Some(control) = data.control(index)
            && let Some(level) = control.alone
        {
            parser.body.level = level;
            if control.replaces_level {
                parser.replaced = true;
                parser.skip(phrase.len());
                if parser.text.get(parser.at.saturating_sub(phrase.len())..parser.at)
                    != Some(phrase.text.as_str())
                {
                    parser.legacy(
                        "case",
                        format!("`{}` is written in another case", phrase.text),
                        "Register and Manual D.1",
                    );
                }
                if phrase.text != control.id && self.want == Style::Portion {
                    parser.legacy(
                        "other-form",
                        format!("`{}` is the portion form", control.id),
                        "CUI Marking Handbook",
                    );
                }
            } else {
                parser.take(phrase);
                parser.legacy(
                    "no-level",
                    format!("`{}` stands without its level", control.id),
                    "Register and Manual H.8, H.9",
                );
            }
            if let Some(why) = &control.retired {
                parser.note("retired", Verdict::Legacy, why.clone(), control.source.clone());
            }
            parser.present |= crate::scheme::bit(index);
            parser.push(super::body::Item::Word(super::body::Word::plain(index)));
            return true;
        }
        data.ownership && parser.foreign_loose()
    }

    /// Rules, canonical form and verdict of a mark that was read to its end.
    pub(super) fn finish(&self, parser: &mut Parser<'a>) -> Reading {
        let data = self.scheme.data();
        if parser.body.normalise(data) && !parser.problems.iter().any(|p| p.id == "repeated") {
            parser.legacy("repeated", "a control stands twice", "Register and Manual A.6");
        }
        parser.check();
        explicit_level(parser);
        if self.entire {
            parser.legacy(
                "entire-text",
                "one mark for the entire text",
                "reference 4, rule 2",
            );
        }
        if self.folded.look_alike {
            parser.legacy(
                "look-alike",
                "characters that only look like those of a mark, or invisible ones",
                "reference 9.2",
            );
        }
        let verdict = parser
            .problems
            .iter()
            .map(|p| p.verdict)
            .max()
            .unwrap_or(Verdict::Valid);
        Reading {
            verdict,
            marking: Some(Marking::new(self.scheme, std::mem::take(&mut parser.body))),
            problems: std::mem::take(&mut parser.problems),
            entire: self.entire,
            look_alike: self.folded.look_alike,
        }
    }

    /// A mark that is held without being read.
    pub(super) fn held(&self, id: &'static str, message: String) -> Reading {
        Reading {
            verdict: Verdict::Invalid,
            problems: vec![Problem {
                id,
                verdict: Verdict::Invalid,
                message,
                source: "reference, section 1".into(),
            }],
            entire: self.entire,
            look_alike: self.folded.look_alike,
            marking: None,
        }
    }

    fn shorthand(&self, means: &str) -> Reading {
        let folded = fold(means);
        let mut reading = Attempt {
            folded: &folded,
            upper: &folded.upper,
            ..*self
        }
        .read_plain();
        if reading.verdict == Verdict::Valid {
            reading.verdict = Verdict::Legacy;
        }
        reading.look_alike = self.folded.look_alike;
        reading.problems.push(Problem {
            id: "other-form",
            verdict: Verdict::Legacy,
            message: "the mark is run together".to_owned(),
            source: "Register and Manual I, Table 8".into(),
        });
        reading
    }

    /// The parse alone, without shorthand and damage.
    fn read_plain(&self) -> Reading {
        let mut parser = self.parser();
        match self.parse(&mut parser) {
            Some(Stop::End) => self.finish(&mut parser),
            _ => Reading::none(),
        }
    }

    /// Not a mark, unless it would be one but for a damaged letter or a stray sign.
    fn damaged(&self, trimmed: &str) -> Reading {
        let letters = trimmed.bytes().any(|b| b.is_ascii_alphabetic());
        let mended = damage::letters(trimmed)
            .filter(|_| letters)
            .into_iter()
            .chain(damage::without_signs(trimmed));
        for text in mended {
            let folded = fold(&text);
            let reading = Attempt {
                folded: &folded,
                upper: &folded.upper,
                ..*self
            }
            .read_plain();
            // `N.C.` and `N.S.` are places.
            let place = damage::is_dotted(trimmed)
                && (reading.marking.as_ref()).is_some_and(|m| m.body().owner != Owner::Own);
            if matches!(reading.verdict, Verdict::Valid | Verdict::Legacy) && !place {
                return self.held(
                    "damaged",
                    "a damaged mark: a figure or sign stands where a letter belongs".to_owned(),
                );
            }
        }
        Reading::none()
    }
}

/// Takes the controls that stand before the level: `UK` of `UK SECRET`.
fn prefix(parser: &mut Parser<'_>) {
    let data = parser.data;
    if !data.special.before {
        return;
    }
    let start = parser.at;
    let Some(phrase) = data.control_phrases.longest(parser.rest()) else {
        return;
    };
    let Target::Control(index) = phrase.target else {
        return;
    };
    let before = data
        .control(index)
        .and_then(|c| data.category(c.category))
        .filter(|c| c.position == Position::Before);
    let Some(category) = before else {
        return;
    };
    let behind = parser.rest().get(phrase.len()..).unwrap_or("");
    let level = behind
        .strip_prefix(category.join.as_str())
        .and_then(|rest| data.level_phrases.longest(rest));
    if level.is_none() {
        parser.at = start;
        return;
    }
    parser.take(phrase);
    parser.skip(category.join.len());
    parser.present |= crate::scheme::bit(index);
    parser.push(super::body::Item::Word(super::body::Word::plain(index)));
    parser.last = None;
}

/// Notes a level beside a control that stands in its place, and that control's long form beside another level.
fn explicit_level(parser: &mut Parser<'_>) {
    let data = parser.data;
    if !data.special.replaces_level {
        return;
    }
    let Some((id, at_own_level)) = parser.body.items.iter().find_map(|item| {
        let control = data.control(item.control()?)?;
        (control.replaces_level).then(|| (control.id.clone(), control.alone == Some(parser.body.level)))
    }) else {
        return;
    };
    let written = parser.upper.trim_start_matches(' ');
    let opens = data
        .control_phrases
        .longest(written)
        .and_then(|p| match p.target {
            Target::Control(c) => data.control(c),
            _ => None,
        })
        .is_some_and(|c| c.replaces_level);
    let long = !opens
        && !parser
            .upper
            .split('/')
            .any(|word| starts_with_word(word.trim(), &id));
    if at_own_level && !opens {
        parser.legacy(
            "other-form",
            format!("`{id}` stands in place of the level"),
            "CUI Marking Handbook",
        );
    } else if long {
        parser.legacy(
            "other-form",
            format!("only the short word `{id}` stands beside another level"),
            "CUI Marking Handbook",
        );
    }
}

/// Whether `text` is the pattern of a mark that does not exist, alone or with controls behind it.
fn never(data: &Data, pattern: &str, text: &str) -> bool {
    let first = |t: &str| t.bytes().find(|b| *b != b'/');
    if first(pattern) != first(text) {
        return false;
    }
    let text = if pattern.starts_with("//") {
        text
    } else {
        text.strip_prefix("//").unwrap_or(text)
    };
    let text = text
        .split("//")
        .find(|t| !t.is_empty())
        .map_or(text, |head| if pattern.starts_with("//") { text } else { head });
    if pattern.ends_with(['*', '?']) && data.level_phrases.exact(text).is_some() {
        return false;
    }
    match pattern.strip_suffix('*') {
        Some(head) => text
            .strip_prefix(head)
            .is_some_and(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)),
        None => match pattern.strip_suffix('?') {
            Some(head) => text.strip_prefix(head).is_some_and(|rest| {
                let mut chars = rest.chars();
                chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
            }),
            None => text == pattern,
        },
    }
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
