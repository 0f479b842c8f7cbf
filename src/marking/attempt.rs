//! One reading of one text: level and controls from the start, then rules, canonical form and verdict.

use super::body::{Item, Word};
use super::fold::Folded;
use super::model::{Marking, Problem, Reading, Verdict};
use super::parser::{Parser, double_slash};
use super::print::Style;
use super::scan::Stop;
use crate::scheme::{Position, Scheme, Target, bit, starts_with_word};

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
            parser.present |= bit(index);
            parser.push(Item::Word(Word::plain(index)));
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

    /// The parse alone, without shorthand and damage.
    pub(super) fn read_plain(&self) -> Reading {
        let mut parser = self.parser();
        match self.parse(&mut parser) {
            Some(Stop::End) => self.finish(&mut parser),
            _ => Reading::none(),
        }
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
    parser.present |= bit(index);
    parser.push(Item::Word(Word::plain(index)));
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
