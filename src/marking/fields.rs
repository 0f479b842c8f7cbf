//! Marks made of `KEY=value` fields, as in the subject of an e-mail: `[SEC=OFFICIAL:Sensitive, ACCESS=Legal-Privilege]`.
//!
//! Source: Australian Email Protective Marking Standard (PSPF policy 8, annex G).

use super::attempt::Attempt;
use super::body::{Item, Word};
use super::model::{Reading, Verdict};
use super::parser::Parser;
use crate::scheme::{Data, Target, upper};

/// Most fields of one mark.
const MOST: usize = 40;

/// The bracketed fields within a line, such as the subject of an e-mail: offset and text with the brackets.
pub(super) fn within<'a>(data: &Data, line: &'a str) -> Option<(usize, &'a str)> {
    let fields = data.fields.as_ref()?;
    let start = line.rfind('[')?;
    let text = line.get(start..)?;
    let end = text.find(']')?.saturating_add(1);
    let text = text.get(..end)?;
    let key = format!("{}=", fields.level);
    upper(text).contains(&key).then_some((start, text))
}

/// Reads fields; `None` where the text or the scheme has none.
pub(super) fn read(attempt: &Attempt<'_>, trimmed: &str) -> Option<Reading> {
    let data = attempt.scheme.data();
    let fields = data.fields.as_ref()?;
    let inner = trimmed
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'))
        .unwrap_or(trimmed);
    let key = format!("{}=", fields.level);
    let at = inner.find(&key)?;
    let clean = at == 0 || inner.get(..at).is_some_and(|t| t.ends_with([' ', ',']));
    if !clean {
        return None;
    }
    let start = attempt.folded.upper.find(inner)?;
    let text = attempt
        .folded
        .text
        .get(start..start.saturating_add(inner.len()))?;
    let mut parser = Parser::new(data, text, inner, attempt.want);
    let mut levels = 0_usize;
    for field in inner.split(',').take(MOST) {
        let field = field.trim_matches(' ');
        let Some((name, value)) = field.split_once('=') else {
            return Some(attempt.held("unknown-word", "a field without a value".to_owned()));
        };
        if name == fields.level {
            let spelled = value.replace('-', " ");
            let phrase = data
                .level_phrases
                .exact(value)
                .or_else(|| data.level_phrases.exact(&spelled));
            let Some(Target::Level(level)) = phrase.map(|p| p.target) else {
                return Some(attempt.held(
                    "no-level",
                    "the level of the fields is not in the scheme".to_owned(),
                ));
            };
            levels = levels.saturating_add(1);
            parser.body.level = level;
            if let Some(held) = data.level(level)
                && let Some(why) = &held.retired
            {
                parser.note("retired", Verdict::Legacy, why.clone(), held.source.clone());
            }
        } else if !fields.ignored.iter().any(|i| i == name) {
            let control = data.controls.iter().position(|c| upper(&c.name) == field);
            let Some(control) = control.and_then(|c| u16::try_from(c).ok()) else {
                return Some(
                    attempt.held("unknown-word", "a field that the scheme does not know".to_owned()),
                );
            };
            parser.body.items.push(Item::Word(Word::plain(control)));
        }
    }
    if levels != 1 {
        return Some(attempt.held("two-levels", "the fields hold more than one level".to_owned()));
    }
    Some(attempt.finish(&mut parser))
}
