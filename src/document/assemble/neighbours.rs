//! What stands beside a draft.

use super::held::Held;
use super::state::{Assembler, Open};
use crate::document::block::LevelForm;
use crate::document::chars::{is_void, tail, trim_void};
use crate::document::chunk::Shape;
use crate::document::furniture::LineClass;

/// Shortest sentence that announces a list, in bytes; `Discussion:` heads text.
const ANNOUNCES: usize = 20;

impl Assembler<'_> {
    /// Whether a draft stands among the lines of the message head that a section of a long cable repeats below its
    /// banner. The same words further down are a heading.
    pub(super) fn repeats_head(&self, index: usize) -> bool {
        let head = |d: &Held| self.head_lines.contains(&d.look().key);
        let before = self.drafts.get(..index).unwrap_or_default();
        let passed = |d: &Held| {
            let other = matches!(
                d.class,
                LineClass::Subject | LineClass::Authority | LineClass::Declassification
            );
            other || head(d)
        };
        let banner = before.iter().rev().take(12).find(|d| !passed(d));
        self.drafts.get(index).is_some_and(head)
            && banner.is_some_and(|d| matches!(d.class, LineClass::Banner | LineClass::Page))
    }

    /// `-- The Delta`: a title behind dashes, with no bullets beside it.
    pub(super) fn is_dashed_title(&self, index: usize) -> bool {
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let beside = |other: Option<usize>| {
            other
                .and_then(|i| self.drafts.get(i))
                .is_some_and(|d| d.bullet.is_some() && d.value().is_none())
        };
        let next = self.next_text.get(index).copied();
        let dashes = draft.block.lead.of(self.source).trim() == "--";
        dashes && draft.look().title && !draft.joined && !beside(index.checked_sub(1)) && !beside(next)
    }

    /// Whether items follow a label such as `U.S.` in a list of names.
    pub(super) fn introduces_items(&self, index: usize) -> bool {
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        next.is_some_and(|d| {
            d.shape == Shape::Text
                && d.class == LineClass::Text
                && !d.first
                && d.last.is_none()
                && d.value().is_none()
                && (d.bullet.is_some() || (d.look().items && draft_lines(d) > 1))
        })
    }

    /// Whether this short line and the two behind it are a list of names, one a paragraph.
    pub(super) fn in_column(&self, index: usize) -> bool {
        let mut at = index;
        (0..2).all(|_| {
            at = self.next_text.get(at).copied().unwrap_or(usize::MAX);
            self.drafts.get(at).is_some_and(|d| {
                d.shape == Shape::Text
                    && d.class == LineClass::Text
                    && !d.first
                    && d.last.is_none()
                    && d.value().is_none()
                    && d.bullet.is_none()
                    && d.look().items
                    && d.look().len <= 80
            })
        })
    }

    /// Whether an unmarked paragraph is an item of a list of names, one a paragraph: a short line that no text follows.
    pub(super) fn is_item(&self, index: usize) -> bool {
        let plain = |d: &Held| {
            d.shape == Shape::Text
                && d.class == LineClass::Text
                && !d.first
                && d.last.is_none()
                && d.value().is_none()
        };
        let short = |d: &Held| d.look().items && d.look().title && d.look().len <= 80;
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        let own = self
            .drafts
            .get(index)
            .is_some_and(|d| plain(d) && short(d) && !d.joined && d.bullet.is_none());
        own && self.open.is_none()
            && next.is_none_or(|d| d.shape != Shape::Heading && (!plain(d) || short(d)))
    }

    /// Whether the sign of a list stands alone on the line right above, or on the first line of a draft: `-`, `a.`, `(1)`, `[ ]`. A page number is none.
    pub(super) fn is_below_sign(&self, index: usize) -> bool {
        let above = index.checked_sub(1).and_then(|above| self.drafts.get(above));
        let lone =
            |d: &Held| d.block.body.len() <= 16 && is_lone_sign(trim_void(d.block.body.of(self.source)));
        let own = || {
            let text = self
                .drafts
                .get(index)
                .map_or("", |d| d.block.body.of(self.source));
            let first = memchr::memchr(b'\n', text.as_bytes()).and_then(|at| text.get(..at));
            first.is_some_and(|line| line.len() <= 16 && is_lone_sign(trim_void(line)))
        };
        above.is_some_and(lone) || own()
    }

    /// Whether a line of the page stands right above.
    pub(super) fn is_below_page(&self, index: usize) -> bool {
        let above = index.checked_sub(1).and_then(|above| self.drafts.get(above));
        above.is_some_and(|d| matches!(d.class, LineClass::Page | LineClass::Banner | LineClass::Stamp))
    }

    /// Whether a line of the page stands right below.
    pub(super) fn is_above_page(&self, index: usize) -> bool {
        let below = self.drafts.get(index.saturating_add(1));
        below.is_some_and(|d| matches!(d.class, LineClass::Page | LineClass::Banner | LineClass::Stamp))
    }

    /// Whether a draft stands on a page in double spacing: the two lines above it are parts of one sentence.
    pub(super) fn is_double_spaced(&self, index: usize) -> bool {
        let above = |back: usize| index.checked_sub(back).and_then(|at| self.drafts.get(at));
        let line = |d: &Held| {
            d.shape == Shape::Text && d.class == LineClass::Text && !d.joined && draft_lines(d) == 1
        };
        let own = self.drafts.get(index).is_some_and(line);
        let last = above(1).is_some_and(|d| line(d) && !d.first && d.bullet.is_none());
        let before = above(2).is_some_and(|d| line(d) && d.look().unfinished);
        own && last && before && index.checked_sub(1).is_some_and(|at| self.begins_small(at))
    }

    /// Whether a draft is the running head of a page: a title right below its classification or number, with a wide gap
    /// before a date or a figure.
    pub(super) fn is_running_head(&self, index: usize) -> bool {
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let text = draft.block.body.of(self.source).trim();
        let parts = || text.split_once("   ").map(|(_, part)| part);
        draft.look().title
            && text.len() <= 120
            && !text.contains(['\n', '('])
            && self.is_below_page(index)
            && parts().is_some_and(|part| part.bytes().any(|b| b.is_ascii_digit()))
    }

    /// Whether a draft is a question or an answer: `Q: Will`, `A2. We`, `Question: Will`.
    pub(super) fn is_asked(&self, index: usize) -> bool {
        let text = self
            .drafts
            .get(index)
            .map_or("", |d| d.block.body.of(self.source));
        let text = text.trim_start_matches(|c: char| is_void(c) || c == '>');
        let names = ["QUESTION", "Question", "ANSWER", "Answer", "Q", "A"];
        let behind = names.iter().find_map(|name| text.strip_prefix(name));
        behind.is_some_and(|behind| {
            let sign = behind.trim_start_matches(|c: char| c.is_ascii_digit());
            let figures = behind.len().saturating_sub(sign.len());
            figures <= 2 && (sign.starts_with(": ") || sign.starts_with(". "))
        })
    }

    /// Whether a draft begins with a date as its label: `May 4: The`, `June 1991: The`, `4-9 May: The`.
    pub(super) fn is_dated(&self, index: usize) -> bool {
        const MONTHS: [&str; 12] = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ];
        let text = self
            .drafts
            .get(index)
            .map_or("", |d| d.block.body.of(self.source));
        let text = text.trim_start_matches(|c: char| is_void(c) || c == '>');
        let Some(label) = text.split_once(": ").map(|(label, _)| label) else {
            return false;
        };
        let month = |word: &str| {
            let start = word.get(..3).unwrap_or("").to_ascii_lowercase();
            word.bytes().all(|b| b.is_ascii_alphabetic()) && MONTHS.contains(&start.as_str())
        };
        let words = || label.split(|c: char| is_void(c) || "-–,./".contains(c));
        let figure = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        label.len() <= 24
            && words().any(|word| !word.is_empty() && figure(word))
            && words().any(month)
            && words().all(|word| figure(word) || month(word))
    }

    /// Whether number `value` counts a list below the sentence that announced it, in a paper whose paragraphs have no
    /// numbers: the first of its items stands above another, and none has a mark.
    pub(super) fn counts_items(&self, index: usize, open: Open, value: Option<u64>) -> bool {
        let Some(above) = self.drafts.get(open.block) else {
            return false;
        };
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        let second = |d: &Held| d.value() == Some(2) && !d.first && d.last.is_none();
        let look = above.look();
        let sentence = look.len >= ANNOUNCES && !look.titled && above.block.number.is_none();
        sentence && (value != Some(1) || next.is_some_and(second))
    }

    /// Whether a draft is a line of the page that is no heading for certain: a stamp of a release, or one word with figures such
    /// as `A-3`, `25X1`, `290743Z`, or `12 of 40`.
    pub(super) fn is_page_line(&self, index: usize) -> bool {
        const STAMPS: [&str; 9] = [
            "Approved for Release",
            "Approved For Release",
            "Sanitized Copy",
            "DocId",
            "DOCID: ",
            "No Objection To Declassification",
            "Declassified/Released",
            "REPRODUCED AT THE NATIONAL ARCHIVES",
            "HANDLE VIA ",
        ];
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let text = draft.block.body.of(self.source).trim();
        let figures = text.bytes().any(|b| b.is_ascii_digit()) && !text.contains(char::is_lowercase);
        let word = figures && text.len() <= 24 && !text.contains([' ', ':', '(', ')']);
        let count = text.split_once(" of ").is_some_and(|(page, total)| {
            let digits = |t: &str| !t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
            digits(page) && digits(total)
        });
        // What the archives leave where a line is gone, and captions of the page.
        let gone = matches!(text, "STAT" | "ILLEGIB" | "DRAFT")
            || draft
                .block
                .levels
                .iter()
                .any(|level| level.form == LevelForm::Doubt && level.marking.is_some());
        draft.look().title && (word || count || gone || STAMPS.iter().any(|stamp| text.contains(stamp)))
    }

    /// Whether unmarked text that begins with a small letter comes next, behind a few more lines of the page.
    pub(super) fn goes_on_small(&self, index: usize) -> bool {
        let mut at = index;
        for _ in 0..4 {
            at = self.next_text.get(at).copied().unwrap_or(usize::MAX);
            let Some(draft) = self.drafts.get(at) else {
                return false;
            };
            let plain = draft.shape == Shape::Text
                && draft.class == LineClass::Text
                && draft.block.marks.is_empty()
                && draft.value().is_none()
                && draft.bullet.is_none();
            if !plain {
                return false;
            }
            if self.begins_small(at) {
                return true;
            }
            if !self.is_page_line(at) {
                return false;
            }
        }
        false
    }

    /// Whether unmarked text that begins with a small letter comes next behind lines of an authority.
    pub(super) fn goes_on_below(&self, index: usize) -> bool {
        let mut below = self
            .drafts
            .iter()
            .enumerate()
            .skip(index.saturating_add(1))
            .take(6);
        let next = below.find(|(_, d)| {
            !matches!(
                d.class,
                LineClass::Authority
                    | LineClass::Declassification
                    | LineClass::Banner
                    | LineClass::Page
                    | LineClass::Stamp
            )
        });
        next.is_some_and(|(at, d)| {
            let plain = d.shape == Shape::Text && d.class == LineClass::Text && d.block.marks.is_empty();
            plain && !d.joined && d.value().is_none() && d.bullet.is_none() && self.begins_small(at)
        })
    }

    /// Whether the letter that a draft begins with is what scanning makes of the next paragraph number: `Z.` behind
    /// paragraph 1. A list that began with an earlier letter goes on.
    pub(super) fn is_next_figure(&self, index: usize) -> bool {
        let letter = |index: usize| {
            let draft = self.drafts.get(index)?;
            let mut text = tail(self.source, draft.block.lead.end()).chars();
            let letter = text.next().filter(char::is_ascii_alphabetic)?;
            let sign = text.next().is_some_and(|c| matches!(c, '.' | ')'));
            (sign && text.next().is_some_and(is_void)).then_some(letter)
        };
        let figure = match letter(index) {
            Some('Z') => 2,
            Some('S') => 5,
            Some('G') => 6,
            Some('B') => 8,
            _ => return false,
        };
        let above = self.open.and_then(|open| self.drafts.get(open.block)?.value());
        above.is_some_and(|value| value.saturating_add(1) == figure)
            && index.checked_sub(1).and_then(letter).is_none()
    }

    /// Whether a draft has small letters.
    pub(super) fn is_mixed(&self, index: usize) -> bool {
        let body = self.drafts.get(index).map(|d| d.block.body.of(self.source));
        body.is_some_and(|text| text.chars().take(400).any(char::is_lowercase))
    }

    /// Whether a marked or numbered paragraph comes next.
    pub(super) fn before_portion(&self, index: usize) -> bool {
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        next.is_some_and(|d| d.first || d.value().is_some())
    }

    /// Whether a message ends behind this draft.
    pub(super) fn ends_message(&self, index: usize) -> bool {
        match self.next_text.get(index).and_then(|i| self.drafts.get(*i)) {
            None => true,
            Some(next) => {
                matches!(
                    next.class,
                    LineClass::Trailer | LineClass::Head(true) | LineClass::EndText
                ) || next.shape == Shape::Footnote
                    || next.look().attachment
            }
        }
    }
}

/// How many lines a draft has.
pub(super) fn draft_lines(draft: &Held) -> u32 {
    let lines = draft.block.lines;
    lines.last.saturating_sub(lines.first).saturating_add(1)
}

/// Whether a text is the sign of a list and nothing else.
fn is_lone_sign(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c == '>' || is_void(c));
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    let count = core.chars().count();
    let roman = core.chars().all(|c| "ivxIVX".contains(c));
    let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
    match text.chars().count() {
        0 => false,
        1 => core.is_empty() || text == "o" || text.chars().all(private),
        2 | 3 if core.is_empty() => !text.contains(['_', '=', '*']),
        _ if !text.ends_with(['.', ')', ']', ':']) || text.starts_with('-') => false,
        _ => count == 1 || count <= 2 && core.bytes().all(|b| b.is_ascii_digit()) || count <= 5 && roman,
    }
}
