//! Marked paragraphs that follow each other without a blank line, number or bullet: lines that begin with a mark.
//!
//! Such a mark may also be the end mark of the sentence above, which the width of the page put on the next line. It is none
//! where the line above had room for it.

use super::run::{Run, Splitter};
use crate::document::block::MarkState;
use crate::document::chars::{ends_sentence, tail};
use crate::document::lead::Lead;
use crate::document::marks::{self, Hit, Ordinal, Start};

/// How much room, in bytes, is certain not to be an uneven margin.
const MARGIN: usize = 12;
/// How much room shows that a line without the end of a sentence is no part of one.
const SHORT: usize = 40;
/// How many lines below are looked at for how wide the text is.
const BELOW: usize = 8;
/// Longest line of a title, an address or a date above a marked paragraph, in bytes.
const TITLE: usize = 80;

impl Splitter<'_> {
    /// Whether `text` is of three lines or more and each begins with a mark: no line was broken right before a mark so often.
    pub(super) fn marks_each(&self, text: &str) -> bool {
        let known = |line: &str| {
            let hit = self.marks.start(line, 0).hit;
            line.starts_with('(')
                && hit.is_some_and(|hit| {
                    matches!(hit.state, MarkState::Known(_)) && !tail(line, hit.span.1).trim().is_empty()
                })
        };
        text.starts_with('(') && text.split('\n').nth(2).is_some() && text.split('\n').all(known)
    }

    /// Whether `line`, which begins with the mark in `first`, is a paragraph of its own below `previous`, the last line of
    /// `run`.
    pub(super) fn begins_marked(
        &self,
        run: &Run,
        (previous, line): (&str, &str),
        behind: Option<&str>,
        lead: &Lead,
        first: &Start,
    ) -> bool {
        let known = |hit: &&Hit| matches!(hit.state, MarkState::Known(_)) && !hit.entire;
        let Some(hit) = first.hit.as_ref().filter(known) else {
            return false;
        };
        let plain = lead.end == 0 || lead.number.is_none() && lead.bullet.is_none() && !lead.letter;
        // The next letter of a list, be the one before on this line or further up.
        let letter = first.ordinal.is_some_and(|own| {
            counts_before(previous, own) || run.letter.is_some_and(|last| own.follows(last))
        });
        if !plain || letter || self.loose || tail(line, hit.span.1).trim().is_empty() {
            return false;
        }
        // What an entry of a table of contents ends with.
        let sentence = ends_sentence(previous) || previous.contains("....");
        let room = if sentence || run.start.hit.is_none() {
            MARGIN
        } else {
            SHORT
        };
        let fits = match &run.start.hit {
            // A paragraph that begins with a mark, or one line of several that each do; a line of a title below one.
            Some(above) => {
                matches!(above.state, MarkState::Known(_)) && (sentence || previous.len() <= TITLE)
            }
            // Lines of a title.
            None => !sentence && run.longest <= TITLE,
        };
        if !fits || self.marks.end(line, hit.span.1).is_some() || self.marks.end(previous, 0).is_some() {
            return false;
        }
        let each = self.each || run.joined && run.count == 1 && run.start.hit.is_some() && run.lead.end == 0;
        let below = behind.into_iter().flat_map(|text| text.split('\n')).take(BELOW);
        let widest = below.map(str::len).fold(line.len().max(run.longest), usize::max);
        let mark = hit.span.1.saturating_sub(hit.span.0);
        // A picture is no text that a mark could end.
        let picture = previous.trim() == "\u{fffc}";
        picture
            || each && (sentence || self.each)
            || previous
                .trim_end()
                .len()
                .saturating_add(mark)
                .saturating_add(room)
                <= widest
    }
}

/// Whether a text of marked lines holds a line without a mark that stands for itself: the line above it ends a sentence and
/// had room for its first word. What such a line is under nobody says, so the text is not parted and its highest mark
/// holds it.
pub(super) fn is_loose(text: &str) -> bool {
    let widest = text.split('\n').map(str::len).max().unwrap_or(0);
    let mut above = "";
    text.split('\n').any(|line| {
        let above = std::mem::replace(&mut above, line);
        let word = line.split_whitespace().next().unwrap_or("");
        let room = above
            .trim_end()
            .len()
            .saturating_add(word.len())
            .saturating_add(MARGIN);
        let announces = above.trim_end().ends_with([':', ';']);
        word.starts_with(char::is_alphabetic) && ends_sentence(above) && !announces && room <= widest
    })
}

/// Whether `line` holds the letter of a list that `own` comes after: `(B)` where it is `(C)`.
pub(super) fn counts_before(line: &str, own: Ordinal) -> bool {
    let letter = own
        .index
        .checked_sub(2)
        .and_then(|n| char::from_u32(n.saturating_add(u32::from('A'))));
    own.series == marks::Series::Capital && letter.is_some_and(|letter| line.contains(&format!("({letter})")))
}
