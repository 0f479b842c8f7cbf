//! Whether a line of prose begins a draft all the same: a title, an announcement, the name of a signer.

use super::marked::stands_above;
use super::run::{Run, Splitter};
use crate::document::block::MarkState;
use crate::document::chars::ends_sentence;
use crate::document::furniture::{self, LineClass};
use crate::document::lead::lead;
use crate::document::look;
use crate::document::openings;
use crate::document::titles::{self, is_underline};

/// Longest title between two paragraphs, in bytes.
pub(super) const TITLE: usize = 60;

impl Splitter<'_> {
    /// Whether a line of prose begins a new draft all the same: the name of a signer, a title.
    pub(super) fn parts(&self, run: &Run, line: &str, previous: &str, behind: Option<&str>) -> bool {
        signs_off(line, previous) && self.ends(behind)
            || self.heads(line, previous, behind)
            || run.class == LineClass::Text && announces(run, line, previous)
            || below_title(run, previous)
            || run.sign.is_some_and(|sign| sign.worded) && run.counts_on(line, previous)
    }

    /// Whether a line is a title right between the end of a sentence and a marked paragraph, or one that leaves room for
    /// the first word of the text below it.
    pub(super) fn heads(&self, line: &str, previous: &str, behind: Option<&str>) -> bool {
        line.len() <= TITLE
            && (ends_sentence(previous) || is_underline(previous))
            && titles::is_titled(line)
            && behind.is_some_and(|behind| {
                let mut lines = behind.split('\n').filter(|line| !is_underline(line));
                let next = lines.next().unwrap_or("");
                self.is_marked(next) || stands_above(line, next, previous)
            })
    }

    /// Whether the first line of a text begins with a mark.
    fn is_marked(&self, text: &str) -> bool {
        let line = text.split('\n').next().unwrap_or("");
        let found = self.marks.start(line, lead(line).end);
        matches!(found.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
    }

    /// Whether no text follows: the end of the paragraph, of the page or of the message comes next.
    pub(super) fn ends(&self, behind: Option<&str>) -> bool {
        behind.is_none_or(|behind| {
            let next = behind.split('\n').next().unwrap_or("");
            matches!(
                furniture::classify(self.scheme, self.signs, next),
                LineClass::Trailer
                    | LineClass::Banner
                    | LineClass::Stamp
                    | LineClass::ClassifyingStamp
                    | LineClass::EndText
                    | LineClass::Head(true)
            )
        })
    }
}

/// Whether the last line of a paragraph may be the name of a signer.
pub(super) fn signs_off(line: &str, previous: &str) -> bool {
    ends_sentence(previous) && titles::is_name(line)
}

/// Whether `previous` is the underline of a title that a run is so far.
pub(super) fn below_title(run: &Run, previous: &str) -> bool {
    run.count == 2 && run.start.hit.is_none() && is_underline(previous)
}

/// Whether a line right below a sentence announces its own paragraph: `Comment: The lamp`. A line above that had no room for
/// its first word may have been broken there.
pub(super) fn announces(run: &Run, line: &str, previous: &str) -> bool {
    const SHORT: usize = 60;
    let head = line.as_bytes().get(..line.len().min(34)).unwrap_or_default();
    let room = || {
        let word = line.split_whitespace().next().map_or(0, str::len);
        let needed = previous.trim_end().len().saturating_add(word).saturating_add(1);
        needed <= run.longest.max(line.trim_end().len()).max(SHORT)
    };
    memchr::memchr(b':', head).is_some()
        && ends_sentence(previous)
        && room()
        && (look::is_announced(line) || openings::is_labelled(line))
}
