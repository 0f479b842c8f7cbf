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

/// The bracketed fields within a line, such as the subject of an e-mail: offset and text with the brackets; from the first
/// to the last where there are several, which are then no mark that can be read.
pub(super) fn within<'a>(data: &Data, line: &'a str) -> Option<(usize, &'a str)> {
    let fields = data.fields.as_ref()?;
    let key = format!("{}=", fields.level);
    let mut found = line.match_indices('[').filter_map(|(start, _)| {
        let end = start
            .saturating_add(line.get(start..)?.find(']')?)
            .saturating_add(1);
        upper(line.get(start..end)?)
            .contains(&key)
            .then_some((start, end))
    });
    let (start, first) = found.next()?;
    let end = found.next_back().map_or(first, |(_, end)| end);
    Some((start, line.get(start..end)?))
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
    let Some(at) = inner.find(&key) else {
        let named =
            |f: &str| (data.controls.iter()).any(|c| c.name.contains('=') && upper(&c.name) == f.trim());
        let named = inner.contains('=') && inner.split(',').any(named);
        return named.then(|| attempt.held("no-level", "the fields hold no level".to_owned()));
    };
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
    for (field, written) in inner.split(',').zip(text.split(',')).take(MOST) {
        let field = field.trim_matches(' ');
        let small = |c: char| c.is_lowercase();
        if written.split('=').next().is_some_and(|key| key.contains(small)) {
            parser.legacy(
                "case",
                "a key is written in small letters",
                "PSPF policy 8, annex G",
            );
        }
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
