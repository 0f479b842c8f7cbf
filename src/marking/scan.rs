//! The controls after the level: closed lists, lists of nations, numbers; unknown words where the scheme is open.

use super::behind::{aside, stands};
use super::body::{Item, Owner, Word, is_open};
use super::damage;
use super::parser::{Gap, Parser, double_slash};
use super::print::Style;
use crate::scheme::{Control, Kind, Position, Target, bit};

/// How the scan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// At the end of the text.
    End,
    /// Before something that is no control; `at` stands before its separator.
    Unknown,
}

impl Parser<'_> {
    /// Reads controls until the end or until something that is none.
    pub(super) fn scan(&mut self) -> Stop {
        self.end = self.at;
        loop {
            let (gap, length) = self.gap();
            let start = self.at;
            let separator = match gap {
                Gap::End => {
                    if length > 0 {
                        self.legacy(
                            "separator",
                            "a separator without a control after it",
                            "Register and Manual A.6",
                        );
                        self.note_hyphen(self.rest());
                        self.attempt |= double_slash(self.rest());
                        self.skip(length);
                    }
                    return Stop::End;
                }
                Gap::None => "",
                Gap::Separator(written) => written,
            };
            let double = double_slash(separator);
            if double {
                self.note_hyphen(separator);
                self.attempt = true;
                self.segment_words = false;
                self.segment_unknown = false;
                if separator.matches('/').count() > 2 {
                    self.legacy("separator", "more than two slashes", "Register and Manual A.6");
                }
            }
            self.skip(length);
            if separator.is_empty() && !self.adjoins() {
                return Stop::Unknown;
            }
            if self.aside(separator) {
                continue;
            }
            if !self.item(separator) {
                self.at = start;
                return Stop::Unknown;
            }
            self.end = self.at;
        }
    }

    /// Whether unknown text behind a level is an attempt at a control, where a scheme has separators of its own: what
    /// stands behind its separator or behind a control; where blanks separate, words in capitals within brackets, such
    /// as `(SECRET STRAP)`; what the scheme says is held.
    pub(super) fn goes_on(&self, brackets: bool) -> bool {
        let words = self.rest().trim_start_matches([' ', '-']);
        if self.data.held.iter().any(|h| stands(None, h, words).is_some()) {
            return true;
        }
        let separator = self.data.category_separator.trim_matches(' ');
        if separator == "//" {
            return false;
        }
        if separator.is_empty() {
            let written = self.text.get(self.at..).unwrap_or("");
            return brackets && !written.contains(char::is_lowercase);
        }
        !self.body.items.is_empty() || self.rest().trim_start_matches(' ').starts_with(separator)
    }

    /// Whether what stands at the place may follow without a separator, such as `+STRICT`.
    fn adjoins(&self) -> bool {
        !self.rest().starts_with(|c: char| c.is_alphanumeric())
    }

    /// Notes a hyphen behind a control system whose compartment is missing: `SI-//NF`.
    fn note_hyphen(&mut self, separator: &str) {
        let tree = matches!(self.body.items.last(), Some(Item::Tree(_)));
        if (tree && separator.starts_with('-')) || separator.ends_with("//-") {
            self.invalid(
                "unknown-word",
                "a hyphen without a compartment",
                "Register and Manual A.6",
            );
        }
    }

    /// Takes what may stand on a banner line and says nothing about the level; false where none stands there.
    fn aside(&mut self, separator: &str) -> bool {
        if self.want != Style::Banner || double_slash(separator) {
            return false;
        }
        let written = self.text.get(self.at..).unwrap_or("");
        let length = aside(self.data, written, self.rest()).or_else(|| self.schedule());
        length.inspect(|length| self.skip(*length)).is_some()
    }

    /// Bytes of a declassification value amid the line or in brackets: `(GDS)` of `SECRET (GDS) NODIS`.
    fn schedule(&mut self) -> Option<usize> {
        let rest = self.rest();
        let bracketed = rest.strip_prefix('(').and_then(|r| r.split_once(')'));
        let (word, length) = match bracketed {
            Some((inner, _)) => (inner, inner.len().saturating_add(2)),
            None => {
                let word = rest.split(' ').next().unwrap_or("");
                (word, word.len())
            }
        };
        let amid = bracketed.is_some() || (!self.attempt && word.len() < rest.len());
        if !amid || !word.contains(char::is_alphabetic) || !self.is_dropped(word) {
            return None;
        }
        self.note_dropped();
        Some(length)
    }

    fn note_dropped(&mut self) {
        self.legacy(
            "dropped-value",
            "a declassification value no longer stands in a mark",
            "Register and Manual I, Table 8",
        );
    }

    /// Reads one item behind `separator`; false where there is none.
    fn item(&mut self, separator: &str) -> bool {
        if self.leading_list(separator) {
            return true;
        }
        if let Some(phrase) = self.data.control_phrases.longest(self.rest()) {
            match phrase.target {
                Target::Control(index) => {
                    if let Some(control) = self.data.control(index) {
                        if is_open(self.data, control.category) {
                            return self.tree(separator, control.category, Some((phrase, index)));
                        }
                        return self.word(separator, phrase, index, control);
                    }
                }
                Target::Prefix(category) => return self.prefixed(separator, phrase, category),
                Target::Level(_) => {}
            }
        }
        if self.two_levels(separator) || self.dropped() {
            return true;
        }
        if self.attempt {
            return self.open(separator);
        }
        false
    }

    /// A control of a closed list.
    fn word(
        &mut self,
        separator: &str,
        phrase: &crate::scheme::Phrase,
        index: u16,
        control: &Control,
    ) -> bool {
        let start = self.at;
        let noted = self.problems.len();
        let before_level = self
            .data
            .category(control.category)
            .is_some_and(|c| c.position == Position::Before);
        if before_level {
            return false;
        }
        if self.segment_unknown {
            self.invalid(
                "unknown-word",
                "an unknown word stands among known controls",
                "Register and Manual A.6",
            );
        }
        self.segment_words = true;
        self.note_separator(separator, control.category);
        let mut word = Word::plain(index);
        let is_bare = control
            .argument
            .as_ref()
            .and_then(|a| a.bare.as_ref())
            .is_some_and(|bare| bare == &phrase.text);
        if is_bare {
            // The spelling for a missing list is current where the list is missing.
            self.take_word(phrase.len());
        } else {
            self.take(phrase);
        }
        if let Some(argument) = &control.argument {
            let before = self.at;
            word.codes = self.codes(argument, double_slash(separator) || self.attempt);
            let listed = self.at > before;
            if listed && is_bare && control.id != phrase.text {
                self.legacy(
                    "other-form",
                    format!("`{}` is written in full before a list", control.id),
                    "Register and Manual H.8",
                );
            }
            if !listed && !is_bare && !argument.leading {
                if !self.attempt && self.want == Style::Portion && noted == self.problems.len() {
                    self.at = start;
                    return false;
                }
                self.invalid(
                    "empty-list",
                    format!("`{}` needs a list of nations", control.id),
                    control.source.clone(),
                );
            }
            self.check_list(argument, control, &word.codes, listed);
            word.codes = self.kept_codes(argument, word.codes);
        }
        self.suffix(control, &mut word);
        self.numbers(control, &mut word);
        self.note_repeat(index, !word.codes.is_empty());
        if let Some(why) = &control.retired {
            self.note(
                "retired",
                super::model::Verdict::Legacy,
                why.clone(),
                control.source.clone(),
            );
        }
        self.push(Item::Word(word));
        true
    }

    /// Notes a control that stood before. Two lists contradict each other.
    fn note_repeat(&mut self, index: u16, list: bool) {
        let stood = self.present & bit(index) != 0;
        self.present |= bit(index);
        if stood && list {
            self.invalid(
                "repeated",
                "a list of nations stands twice",
                "Register and Manual H.8",
            );
        } else if stood {
            self.legacy("repeated", "a control stands twice", "Register and Manual A.6");
        }
    }

    /// A suffix such as `-CNWDI`, in either spelling.
    fn suffix(&mut self, control: &Control, word: &mut Word) {
        let Some(suffix) = &control.suffix else {
            return;
        };
        for text in std::iter::once(&suffix.text).chain(&suffix.also) {
            if crate::scheme::starts_with_word(self.rest(), text) {
                self.take_word(text.len());
                word.suffix = true;
                return;
            }
        }
    }

    /// Numbers such as `-SG 14 18`.
    fn numbers(&mut self, control: &Control, word: &mut Word) {
        let Some(numbers) = &control.numbers else {
            return;
        };
        let found = [&numbers.portion, &numbers.banner]
            .into_iter()
            .find(|text| crate::scheme::starts_with_word(self.rest(), text));
        let Some(text) = found else {
            return;
        };
        let other = if self.want == Style::Banner {
            &numbers.portion
        } else {
            &numbers.banner
        };
        if text == other {
            self.legacy(
                "other-form",
                format!("`{text}` is the spelling of the other place"),
                "Register and Manual H.6",
            );
        }
        self.take_word(text.len());
        loop {
            let rest = self.rest();
            let digits = rest
                .strip_prefix([' ', ','])
                .map(|r| r.trim_start_matches(' '))
                .unwrap_or("");
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            let Some(number) = digits.get(..count).filter(|d| !d.is_empty()) else {
                break;
            };
            if rest.starts_with(',') {
                self.legacy(
                    "separator",
                    "a blank stands between the numbers",
                    "Register and Manual H.6",
                );
            }
            let value: u16 = number.parse().unwrap_or(u16::MAX);
            if value == 0 || value > numbers.most {
                self.invalid(
                    "number",
                    format!("the numbers run from 1 to {}", numbers.most),
                    control.source.clone(),
                );
            }
            if word.numbers.last().is_some_and(|last| *last >= value) {
                self.legacy(
                    "list-order",
                    "the numbers do not ascend",
                    "Register and Manual H.6",
                );
            }
            word.numbers.push(value);
            let gone = rest.len().saturating_sub(digits.len()).saturating_add(count);
            self.skip(gone);
        }
        if word.numbers.is_empty() {
            self.invalid(
                "number",
                format!("`{text}` needs a number"),
                control.source.clone(),
            );
        }
    }

    /// A level where a control belongs (Register and Manual H.1): two levels.
    fn two_levels(&mut self, separator: &str) -> bool {
        let Some((phrase, level)) = self.level_here() else {
            return false;
        };
        let letter = phrase.len() <= 2;
        if letter && !self.attempt {
            return false;
        }
        let data = self.data;
        let ladder = |l: u8| data.level(l).and_then(|l| l.ladder);
        let other_ladder = ladder(level).is_some()
            && ladder(self.body.level).is_some()
            && ladder(level) != ladder(self.body.level);
        if other_ladder && self.body.second.is_none() && self.last.is_none() && self.body.owner == Owner::Own
        {
            self.take(phrase);
            let rank = |l: u8| data.level(l).map_or(0, |l| l.rank);
            let sorted = rank(level) <= rank(self.body.level);
            if separator != data.category_separator || !sorted {
                self.legacy(
                    "separator",
                    "of two levels the higher stands first, with the separator of the scheme",
                    "docs/schemes.md",
                );
            }
            let (first, second) = if sorted {
                (self.body.level, level)
            } else {
                (level, self.body.level)
            };
            self.body.level = first;
            self.body.second = Some(second);
            return true;
        }
        self.skip(phrase.len());
        self.invalid("two-levels", "two levels in one mark", "Register and Manual H.1");
        true
    }

    /// A declassification value at the end (Register and Manual I, Table 8).
    fn dropped(&mut self) -> bool {
        let rest = self.rest();
        let held = self.is_dropped(rest);
        if held {
            self.skip(rest.len());
            self.note_dropped();
        }
        held
    }

    /// Whether `text` is a declassification value; `#` of a pattern is a digit.
    fn is_dropped(&self, text: &str) -> bool {
        self.data.dropped.iter().any(|pattern| {
            pattern.len() == text.len()
                && pattern
                    .bytes()
                    .zip(text.bytes())
                    .all(|(want, have)| want == have || (want == b'#' && have.is_ascii_digit()))
        })
    }

    /// An unknown word where the scheme has an open vocabulary.
    fn open(&mut self, separator: &str) -> bool {
        let under = self.body.items.iter().rev().find_map(|item| {
            let control = item.control()?;
            self.data
                .categories
                .iter()
                .position(|c| c.kind == Kind::Open && c.under == Some(control))
        });
        let ordered_after = |category: usize| self.last.is_none_or(|last| usize::from(last) <= category);
        let category = under.filter(|at| ordered_after(*at)).or_else(|| {
            self.data
                .categories
                .iter()
                .position(|c| c.kind == Kind::Trees && c.prefix.is_none())
        });
        let Some(category) = category.and_then(|c| u8::try_from(c).ok()) else {
            return false;
        };
        if self.segment_words || !separator.contains('/') || separator.contains([',', ':', ';']) {
            self.invalid(
                "unknown-word",
                "an unknown word stands among known controls",
                "Register and Manual A.6",
            );
        }
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let token = rest.get(..length).unwrap_or("");
        let system = (self.data.category(category)).is_some_and(|c| c.kind == Kind::Trees);
        if system && self.is_nato_level(token) {
            self.skip(length);
            self.invalid(
                "two-levels",
                "two levels in one mark",
                "Register and Manual A.6, H.1",
            );
            return true;
        }
        if system && self.data.special.parts.get(token.as_bytes()).is_some() {
            self.invalid(
                "unknown-word",
                format!("`{token}` is part of a control and none by itself"),
                "Register and Manual H.5, H.6",
            );
        }
        if damage::ocr(self.data, rest) {
            self.invalid(
                "damaged",
                "a figure stands where a letter of a known control belongs",
                "reference 9.3",
            );
        }
        if self.is_dropped(token) {
            self.invalid(
                "dropped-value",
                "a declassification value stands among the controls",
                "Register and Manual I, Table 8",
            );
        }
        self.segment_unknown = true;
        self.tree(separator, category, None)
    }
}
