//! The one pass over a candidate mark: level, owner, controls; what deviates is noted as it is met.
//!
//! The modern grammar (reference, section 3) and the tolerant form (section 4) are one grammar with notes: a mark
//! without a note is in the modern form.

use super::body::{Body, Item};
use super::model::{Problem, Verdict};
use super::print::{Style, listed};
use crate::scheme::{Controls, Data, Form, Phrase, Target};
use std::borrow::Cow;

/// What stands between two elements of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap<'a> {
    /// The end of the text.
    End,
    /// A separator, as written.
    Separator(&'a str),
    /// A word that adjoins: no separator.
    None,
}

/// The state of one reading.
pub(super) struct Parser<'a> {
    pub(super) data: &'a Data,
    /// Folded text in its own case, and in capitals.
    pub(super) text: &'a str,
    pub(super) upper: &'a str,
    /// Byte offset of the next character.
    pub(super) at: usize,
    pub(super) want: Style,
    pub(super) body: Body,
    pub(super) problems: Vec<Problem>,
    /// A double slash was met: always an attempt at a mark (reference, section 4, rule 1).
    pub(super) attempt: bool,
    /// Category of the item before.
    pub(super) last: Option<u8>,
    /// Whether the segment since the last category separator holds words of closed lists, or unknown words.
    pub(super) segment_words: bool,
    pub(super) segment_unknown: bool,
    /// Controls met so far.
    pub(super) present: Controls,
    /// Whether a word stands in place of the level.
    pub(super) replaced: bool,
    /// Where level and controls end; on a banner line more may follow.
    pub(super) end: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(data: &'a Data, text: &'a str, upper: &'a str, want: Style) -> Self {
        Self {
            data,
            text,
            upper,
            at: 0,
            want,
            body: Body::default(),
            problems: Vec::new(),
            attempt: false,
            last: None,
            segment_words: false,
            segment_unknown: false,
            present: 0,
            replaced: false,
            end: 0,
        }
    }

    /// What is left, in capitals.
    pub(super) fn rest(&self) -> &'a str {
        self.upper.get(self.at..).unwrap_or("")
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Notes what is wrong or superseded.
    pub(super) fn note(
        &mut self,
        id: &'static str,
        verdict: Verdict,
        message: impl Into<String>,
        source: impl Into<Cow<'static, str>>,
    ) {
        reserve(&mut self.problems, 1);
        self.problems.push(Problem {
            id,
            verdict,
            message: message.into(),
            source: source.into(),
        });
    }

    /// Notes a form that is legacy.
    pub(super) fn legacy(&mut self, id: &'static str, message: impl Into<String>, source: &'static str) {
        self.note(id, Verdict::Legacy, message, source);
    }

    /// Notes a broken rule.
    pub(super) fn invalid(
        &mut self,
        id: &'static str,
        message: impl Into<String>,
        source: impl Into<Cow<'static, str>>,
    ) {
        self.note(id, Verdict::Invalid, message, source);
    }

    /// Takes a spelling that was found at the place and notes how it is spelled.
    pub(super) fn take(&mut self, phrase: &Phrase) {
        let end = self.at.saturating_add(phrase.len());
        let written = self.text.get(self.at..end).unwrap_or("");
        self.at = end;
        if written != phrase.text {
            self.legacy(
                "case",
                format!("`{}` is written in another case", phrase.text),
                "Register and Manual D.1",
            );
        }
        let other = match phrase.form {
            Form::Both => None,
            Form::Portion => (self.want == Style::Banner).then_some("a portion mark, not of a banner"),
            Form::Banner => (self.want == Style::Portion).then_some("a banner, not of a portion mark"),
            Form::Legacy => Some("older documents"),
        };
        // A control and its portion form are at times one spelling; a level in a banner is always spelled out.
        if let Some(place) = other {
            self.legacy(
                "other-form",
                format!("`{}` is the spelling of {place}", phrase.text),
                "Register and Manual G",
            );
        }
    }

    /// Takes `length` bytes that were recognised in capitals, and notes where they are written otherwise.
    pub(super) fn take_word(&mut self, length: usize) {
        let end = self.at.saturating_add(length);
        let (written, upper) = (self.text.get(self.at..end), self.upper.get(self.at..end));
        if written != upper && !self.problems.iter().any(|p| p.id == "case") {
            self.legacy(
                "case",
                "a word is written in another case",
                "Register and Manual D.1",
            );
        }
        self.at = end;
    }

    /// The separator at the place, with the blanks round it. Does not move.
    pub(super) fn gap(&self) -> (Gap<'a>, usize) {
        let rest = self.rest();
        if rest.is_empty() {
            return (Gap::End, 0);
        }
        let length = rest
            .bytes()
            .take_while(|b| matches!(b, b' ' | b'/' | b'-' | b',' | b':' | b';'))
            .count();
        let written = rest.get(..length).unwrap_or("");
        if length == rest.len() {
            (Gap::End, length)
        } else if length == 0 {
            (Gap::None, 0)
        } else {
            (Gap::Separator(written), length)
        }
    }

    /// Notes the separator before an item of `category`, where it is not the canonical one.
    pub(super) fn note_separator(&mut self, written: &str, category: u8) {
        let Some(held) = self.data.category(category) else {
            return;
        };
        let same = self.last == Some(category);
        let shared = self.last.is_some() && self.last == held.shares;
        let canonical = if same || shared { &held.between } else { &held.join };
        if written != canonical {
            self.legacy(
                "separator",
                format!("`{canonical}` belongs here, without blanks"),
                "Register and Manual A.6",
            );
        }
    }

    /// Adds an item and notes where it stands out of order.
    pub(super) fn push(&mut self, item: Item) {
        let category = item.category(self.data);
        if let Some(before) = self.body.items.last()
            && self.order(before, &item) == std::cmp::Ordering::Greater
        {
            self.legacy(
                "order",
                "the controls are not in canonical order",
                "Register and Manual A.6",
            );
        }
        self.last = Some(category);
        reserve(&mut self.body.items, 2);
        self.body.items.push(item);
    }

    /// Canonical order. Where a word replaces the level (`CUI`), a category is alphabetical by banner forms.
    fn order(&self, a: &Item, b: &Item) -> std::cmp::Ordering {
        let data = self.data;
        let words = matches!((a, b), (Item::Word(_), Item::Word(_)));
        if words && self.replaced && a.category(data) == b.category(data) {
            return listed(data, a, Style::Banner).cmp(&listed(data, b, Style::Banner));
        }
        a.order(b, data)
    }

    /// The spelling of a level at the place.
    pub(super) fn level_here(&self) -> Option<(&'a Phrase, u8)> {
        let phrase = self.data.level_phrases.longest(self.rest())?;
        match phrase.target {
            Target::Level(level) => Some((phrase, level)),
            Target::Control(_) | Target::Prefix(_) => None,
        }
    }

    /// Takes a level and notes a retired one.
    pub(super) fn take_level(&mut self, phrase: &Phrase, level: u8) {
        self.take(phrase);
        self.body.level = level;
        let data = self.data;
        if let Some(held) = data.level(level)
            && let Some(why) = &held.retired
            && self.body.owner == super::body::Owner::Own
        {
            self.note("retired", Verdict::Legacy, why.clone(), held.source.clone());
        }
    }
}

/// Makes room for the first: most marks hold one control or two, and no problem or one.
fn reserve<T>(list: &mut Vec<T>, items: usize) {
    if list.is_empty() {
        list.reserve_exact(items);
    }
}

/// Whether two slashes stand side by side.
pub(super) fn double_slash(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == b"//")
}
