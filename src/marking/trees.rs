//! Control systems, compartments and programmes: `SI-G ABCD`, `SAR-BP-J12 J54-K15/CD`, `ACCM-LEMONADE/ICE`.
//!
//! Source: Register and Manual H.4 (SCI), H.5 (SAP); DoDM 5200.01 volume 2 (ACCM).

use super::behind::aside_of_name;
use super::body::{Branch, Item, Root, Tree};
use super::parser::Parser;
use super::print::Style;
use crate::scheme::{Compartment, Phrase, Target, bit};

/// Most compartments of one system; more is no mark.
const MOST: usize = 200;

impl<'a> Parser<'a> {
    /// A control system at the place: known by `phrase`, or any word where the vocabulary is open.
    pub(super) fn tree(&mut self, separator: &str, category: u8, known: Option<(&Phrase, u16)>) -> bool {
        let start = self.at;
        let control = known.and_then(|(_, index)| self.data.control(index));
        let root = match known {
            Some((phrase, index)) => {
                self.take(phrase);
                self.note_repeat_tree(index);
                Root::Known(index)
            }
            None => match self.open_root(category) {
                Some(root) => Root::Open(root.into()),
                None => {
                    self.at = start;
                    return false;
                }
            },
        };
        if known.is_some() && self.segment_words && self.segment_unknown {
            self.invalid(
                "unknown-word",
                "an unknown word stands among known controls",
                "Register and Manual A.6",
            );
        }
        self.note_separator(separator, category);
        if let Some(prefix) = self.data.category(category).and_then(|c| c.prefix.as_ref())
            && self.last != Some(category)
        {
            self.legacy(
                "other-form",
                format!("`{prefix}` belongs before it"),
                "docs/schemes.md",
            );
        }
        let compartments = control.map_or(&[][..], |c| &c.compartments);
        let branches = self.branches(compartments);
        if let Some(why) = control.and_then(|c| c.retired.as_ref())
            && branches.is_empty()
        {
            self.note(
                "retired",
                super::model::Verdict::Legacy,
                why.clone(),
                "Register and Manual H.4",
            );
        }
        self.push(Item::Tree(Tree {
            category,
            root,
            branches,
        }));
        true
    }

    fn note_repeat_tree(&mut self, index: u16) {
        if self.present & bit(index) != 0 {
            self.legacy(
                "repeated",
                "a control system stands twice",
                "Register and Manual H.4",
            );
        }
        self.present |= bit(index);
    }

    /// A word of capitals and figures that the scheme does not know.
    fn open_root(&mut self, category: u8) -> Option<String> {
        let first = self.data.category(category).and_then(|c| c.first.as_ref());
        let prefix = first
            .filter(|p| self.rest().starts_with(p.as_str()))
            .cloned()
            .unwrap_or_default();
        let known = !prefix.is_empty();
        self.take_word(prefix.len());
        let word = if known {
            self.name_word()
        } else {
            self.plain_word()
        }?;
        Some(format!("{prefix}{word}"))
    }

    /// Takes a word of capitals and figures; `None` where there is none or where it is in small letters.
    fn plain_word(&mut self) -> Option<String> {
        self.open_word(false)
    }

    /// The same within a known system, where a mark that is all in small letters may hold it (reference 4, rule 3).
    fn name_word(&mut self) -> Option<String> {
        self.open_word(self.is_small())
    }

    /// Whether the mark holds small letters and no capital.
    fn is_small(&self) -> bool {
        self.attempt && self.want == Style::Portion && !self.text.contains(|c: char| c.is_uppercase())
    }

    fn open_word(&mut self, small: bool) -> Option<String> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = rest.get(..length).filter(|w| !w.is_empty())?;
        let written = self.text.get(self.at..self.at.saturating_add(length))?;
        let adjoins = rest.get(length..)?.starts_with(|c: char| c.is_alphanumeric());
        if (written != word && !small) || adjoins {
            return None;
        }
        self.take_word(length);
        Some(word.to_owned())
    }

    /// Compartments behind a root: `-G ABCD EFGH-XYZ`.
    fn branches(&mut self, known: &[Compartment]) -> Vec<Branch> {
        let mut branches: Vec<Branch> = Vec::new();
        while let Some((name, length)) = self.compartment(known) {
            let here = known
                .iter()
                .find(|c| c.id == name || c.also.iter().any(|a| a == name));
            let behind = self.rest().get(1..).unwrap_or("");
            if here.is_none() && !self.attempt && self.is_word(behind) {
                break;
            }
            self.take_word(length);
            let name = here.map_or(name, |c| &c.id).to_owned();
            let below = self.below();
            if branches.len() >= MOST {
                self.invalid("too-long", "too many compartments", "tearline");
                break;
            }
            let sorted = below.is_sorted() && branches.last().is_none_or(|b| b.name <= name);
            if !sorted {
                self.legacy(
                    "order",
                    "compartments sort figures first, then letters",
                    "Register and Manual A.6",
                );
            }
            branches.push(Branch { name, below });
        }
        branches
    }

    /// Whether a control or level of the scheme stands at the start of `text`.
    fn is_word(&self, text: &str) -> bool {
        self.data.control_phrases.longest(text).is_some() || self.data.level_phrases.longest(text).is_some()
    }

    /// The compartment behind a hyphen at the place, and the bytes up to its end.
    fn compartment(&self, known: &[Compartment]) -> Option<(&'a str, usize)> {
        let rest = self.rest().strip_prefix('-')?;
        let spelled = known
            .iter()
            .flat_map(|c| std::iter::once(&c.id).chain(&c.also))
            .find(|text| crate::scheme::starts_with_word(rest, text));
        let length = spelled.map_or_else(
            || rest.bytes().take_while(u8::is_ascii_alphanumeric).count(),
            String::len,
        );
        let name = rest.get(..length).filter(|n| !n.is_empty())?;
        let start = self.at.saturating_add(1);
        let written = self.text.get(start..start.saturating_add(length))?;
        let plain = spelled.is_some() || written == name || self.is_small();
        plain.then(|| (name, length.saturating_add(1)))
    }

    /// Sub-compartments behind blanks.
    fn below(&mut self) -> Vec<String> {
        let mut below = Vec::new();
        // Where nothing says where a mark ends, words behind a blank are its text.
        let open = self.attempt || self.want == Style::Portion;
        while open && below.len() < MOST {
            let start = self.at;
            if !self.rest().starts_with(' ') || self.ends_name() {
                break;
            }
            self.skip(1);
            let phrase = self.data.control_phrases.longest(self.rest());
            let level = self.level_here().is_some_and(|(p, _)| p.len() > 2);
            let Some(word) = self.name_word() else {
                self.at = start;
                break;
            };
            let known =
                phrase.is_some_and(|p| matches!(p.target, Target::Control(_)) && p.len() >= word.len());
            if (known || level) && !self.attempt {
                self.at = start;
                break;
            }
            if known || level {
                self.invalid(
                    "unknown-word",
                    "a known control stands among sub-compartments",
                    "Register and Manual A.6",
                );
            }
            below.push(word);
        }
        below
    }

    /// Whether behind the blank at the place stands what belongs to the line and not to a name.
    fn ends_name(&self) -> bool {
        let next = self.at.saturating_add(1);
        let written = self.text.get(next..).unwrap_or("");
        let upper = self.upper.get(next..).unwrap_or("");
        self.want == Style::Banner && aside_of_name(self.data, written, upper)
    }

    /// Programmes behind their prefix, which stands once (Register and Manual H.5).
    pub(super) fn prefixed(&mut self, separator: &str, phrase: &Phrase, category: u8) -> bool {
        let start = self.at;
        let problems = self.problems.len();
        let Some(held) = self.data.category(category) else {
            return false;
        };
        self.note_separator(separator, category);
        self.take_word(phrase.len());
        if self.last == Some(category) {
            self.legacy(
                "repeated",
                format!("`{}` stands once", phrase.text),
                "Register and Manual I, Table 8",
            );
        }
        let mut before = None;
        loop {
            let open = self.attempt || self.want == Style::Portion;
            let Some(root) = self.programme_name(held.blanks && open) else {
                break;
            };
            let known = self.data.control_in(category, &root);
            let control = known.and_then(|index| self.data.control(index));
            if let Some(why) = control.and_then(|c| c.retired.as_ref()) {
                self.note(
                    "retired",
                    super::model::Verdict::Legacy,
                    why.clone(),
                    held.source.clone(),
                );
            }
            if let Some(index) = known {
                self.note_repeat_tree(index);
            }
            let branches = self.branches(control.map_or(&[][..], |c| &c.compartments));
            self.push(Item::Tree(Tree {
                category,
                root: known.map_or_else(|| Root::Open(root.into()), Root::Known),
                branches,
            }));
            let rest = self.rest();
            let repeats = self
                .data
                .control_phrases
                .longest(rest.get(1..).unwrap_or(""))
                .is_some();
            if !rest.starts_with('/') || rest.starts_with("//") || repeats {
                return true;
            }
            before = Some(self.at);
            self.skip(1);
        }
        if let Some(before) = before.filter(|_| !self.attempt) {
            self.at = before;
            return true;
        }
        if self.attempt {
            self.invalid(
                "unknown-word",
                format!("`{}` needs a name", phrase.text),
                held.source.clone(),
            );
            return self.last == Some(category);
        }
        self.problems.truncate(problems);
        self.at = start;
        false
    }

    /// The name of a programme, which may hold blanks: `BUTTERED POPCORN`.
    fn programme_name(&mut self, blanks: bool) -> Option<String> {
        let mut name = self.name_word()?;
        while blanks && self.rest().starts_with(' ') && !self.ends_name() {
            let start = self.at;
            self.skip(1);
            let Some(word) = self.name_word() else {
                self.at = start;
                break;
            };
            name.push(' ');
            name.push_str(&word);
        }
        Some(name)
    }
}
