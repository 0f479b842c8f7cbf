//! Whose information it is: `//GBR S`, `//NS`, `//JOINT S CAN USA`, `//FGI S`, and their looser forms.
//!
//! Source: Register and Manual H.3 (JOINT), H.7 (FGI), G Table 4 (NATO); SECNAVINST 5510.36 6-15 and
//! 32 CFR 2001.24(c) for `GBR-C`, `FGI-C`.

use super::activity::activity;
use super::body::Owner;
use super::parser::Parser;
use super::print::Style;
use crate::scheme::{Code, Phrase};

/// Levels of NATO in a portion mark, without an activity (G Table 4).
const NATO: &[&str] = &["CTS", "NS", "NC", "NR", "NU"];

/// Most owners of one mark.
const MOST: usize = 60;

impl<'a> Parser<'a> {
    /// A mark that starts with a double slash. False where it cannot be read; a problem says why.
    pub(super) fn foreign(&mut self) -> bool {
        self.attempt = true;
        self.skip(2);
        let blanks = self.rest().bytes().take_while(|b| *b == b' ').count();
        if blanks > 0 {
            self.skip(blanks);
            self.legacy("separator", "no blank touches a slash", "Register and Manual A.6");
        }
        let found = self.joint() || self.concealed() || self.nato() || self.nations(true);
        if !found {
            self.invalid(
                "no-level",
                "a double slash opens the mark, but no foreign owner and level follow",
                "Register and Manual A.6",
            );
        }
        found
    }

    /// The looser forms without the double slash: `GBR-C`, `NATO SECRET`, `FGI-C`, `NS`.
    pub(super) fn foreign_loose(&mut self) -> bool {
        let start = self.at;
        let found = self.nato() || self.concealed() || self.nations(false);
        if found {
            self.legacy(
                "separator",
                "a foreign level follows a double slash",
                "Register and Manual H.7",
            );
        } else {
            self.at = start;
            self.problems.clear();
        }
        found
    }

    /// `JOINT S CAN USA`, `JOINT S` (H.3).
    fn joint(&mut self) -> bool {
        if !crate::scheme::starts_with_word(self.rest(), "JOINT") {
            return false;
        }
        let start = self.at;
        self.take_word(5);
        if !self.rest().starts_with(' ') {
            self.at = start;
            return false;
        }
        self.skip(1);
        let Some((phrase, level)) = self.level_here() else {
            self.at = start;
            return false;
        };
        self.body.owner = Owner::Joint(Vec::new());
        self.take_level(phrase, level);
        let mut owners = Vec::new();
        while let Some((code, length, alias)) = self.owner_code() {
            self.note_alias(code, alias);
            self.skip(1);
            self.take_word(length);
            owners.push(code);
        }
        self.note_owner_order(&owners);
        owners.sort_unstable();
        self.body.owner = Owner::Joint(owners);
        true
    }

    /// `FGI S` (H.7).
    fn concealed(&mut self) -> bool {
        if !crate::scheme::starts_with_word(self.rest(), "FGI") {
            return false;
        }
        let start = self.at;
        self.take_word(3);
        if !self.rest().starts_with([' ', '-', '/']) || self.rest().starts_with("//") {
            self.at = start;
            return false;
        }
        if !self.rest().starts_with(' ') {
            self.legacy(
                "separator",
                "a blank stands before the level",
                "Register and Manual H.7",
            );
        }
        self.skip(1);
        let Some((phrase, level)) = self.level_here() else {
            self.at = start;
            return false;
        };
        self.body.owner = Owner::Concealed;
        self.take_level(phrase, level);
        true
    }

    /// `CTS`, `NS`, `NIS`; `COSMIC TOP SECRET`, `NATO SECRET`, `NATO ISAF SECRET` (G Table 4).
    fn nato(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = rest.get(..length).unwrap_or("");
        let (activity, level, used) = match word {
            "COSMIC" | "NATO" => match self.nato_words(word) {
                Some(found) => found,
                None => return false,
            },
            "CTS" => (String::new(), "TS", length),
            // `NTS` would be NATO TOP SECRET.
            _ if word.strip_prefix('N') == Some("TS") => return false,
            _ => {
                let level = word.get(word.len().saturating_sub(1)..).unwrap_or("");
                let between = word
                    .strip_prefix('N')
                    .and_then(|w| w.strip_suffix(level))
                    .filter(|w| w.is_empty() || (self.attempt && w.len() <= 2));
                match between {
                    Some(letters) if word.len() > 1 && ["S", "C", "R", "U"].contains(&level) => {
                        (activity(letters).to_owned(), level, length)
                    }
                    _ => return false,
                }
            }
        };
        let Some(index) = self.data.level_named(level) else {
            return false;
        };
        let short = !matches!(word, "COSMIC" | "NATO");
        let written = self.text.get(self.at..self.at.saturating_add(used)).unwrap_or("");
        if written != rest.get(..used).unwrap_or("") {
            if written.len() <= 3 && !self.attempt {
                return false;
            }
            self.legacy(
                "case",
                "the level is written in another case",
                "Register and Manual D.1",
            );
        }
        let canonical = if short {
            self.want == Style::Portion
        } else {
            self.want == Style::Banner
        };
        if !canonical {
            self.legacy(
                "other-form",
                "the spelling belongs to the other place",
                "Register and Manual G, Table 4",
            );
        }
        self.skip(used);
        self.body.level = index;
        self.body.owner = Owner::Nato(activity);
        true
    }

    /// Whether `token` is a level of NATO, with or without a known activity: `NS`, `NIS`. It stands behind a double slash
    /// that opens the mark, never behind a level.
    pub(super) fn is_nato_level(&self, token: &str) -> bool {
        let known = || {
            let activity_letters = token
                .strip_prefix('N')
                .and_then(|t| t.strip_suffix(['S', 'C', 'R', 'U']));
            activity_letters.is_some_and(|letters| activity(letters) != letters)
        };
        self.data.ownership && (NATO.contains(&token) || known())
    }

    /// `NATO SECRET`, `NATO S`, `NATO-S`, `COSMIC TOP SECRET`: activity, level, bytes.
    fn nato_words(&mut self, first: &str) -> Option<(String, &'a str, usize)> {
        let start = self.at;
        self.skip(first.len());
        let mut activity = String::new();
        let found = loop {
            let rest = self.rest();
            let slash = rest.starts_with('/') && !rest.starts_with("//");
            if !rest.starts_with([' ', '-']) && !slash {
                break None;
            }
            self.skip(1);
            if let Some((phrase, level)) = self.level_here() {
                break Some((phrase, level));
            }
            if slash {
                break None;
            }
            let word: String = self
                .rest()
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            // A trigraph is another owner: `NATO GBR S`.
            let owner = word.len() == 3 && self.data.nation(&word).is_some();
            if !activity.is_empty() || owner || word.len() < 2 || word.len() > 8 || first == "COSMIC" {
                break None;
            }
            self.skip(word.len());
            activity = word;
        };
        let end =
            found.map(|(phrase, level): (&Phrase, u8)| (self.at.saturating_add(phrase.len()), phrase, level));
        self.at = start;
        let (end, phrase, level) = end?;
        let name = self.data.level(level)?.name.as_str();
        let top = name == "TS";
        if (first == "COSMIC") != top {
            return None;
        }
        if phrase.len() <= 2
            || self
                .rest()
                .get(..end.saturating_sub(start))
                .is_some_and(|t| t.contains(['-', '/']))
        {
            self.legacy(
                "other-form",
                "`NATO` with a letter is no current form",
                "Register and Manual G, Table 4",
            );
        }
        Some((activity, name, end.saturating_sub(start)))
    }

    /// `CAN GBR S`, and loosely `GBR-C`, `UK/C`.
    fn nations(&mut self, strict: bool) -> bool {
        let start = self.at;
        let mut owners: Vec<Code> = Vec::new();
        while owners.len() < MOST {
            let level = self.level_here().filter(|_| !owners.is_empty());
            if let Some((phrase, level)) = level {
                let letter = phrase.len() <= 2;
                let home = owners.iter().any(|c| Some(*c) == self.data.home);
                if home && !strict {
                    break;
                }
                if home {
                    self.invalid(
                        "own-nation",
                        "the own nation is no foreign owner",
                        "Register and Manual H.7",
                    );
                }
                let nato = owners.len() == 1 && owners.first().copied() == Code::new("NATO");
                if nato {
                    self.invalid(
                        "level-not-allowed",
                        "NATO has no such level; its highest is COSMIC TOP SECRET",
                        "AC/35-D/2002",
                    );
                }
                let separator = self.upper.get(start..self.at).unwrap_or("");
                let sloppy = separator.contains(['-', '/']);
                if !strict && letter && !sloppy {
                    break;
                }
                if sloppy {
                    self.legacy(
                        "separator",
                        "a blank stands before the level",
                        "Register and Manual H.7",
                    );
                }
                self.body.owner = Owner::Nations(owners.clone());
                self.take_level(phrase, level);
                self.note_owner_order(&owners);
                owners.sort_unstable();
                self.body.owner = Owner::Nations(owners);
                return true;
            }
            let Some((code, length, alias)) = self.code_here() else {
                break;
            };
            self.note_alias(code, alias);
            self.take_word(length);
            owners.push(code);
            let separator = self.rest().chars().next();
            match separator {
                Some(' ' | '-') => self.skip(1),
                Some('/') if !self.rest().starts_with("//") => self.skip(1),
                _ => break,
            }
        }
        self.at = start;
        false
    }

    fn note_alias(&mut self, code: Code, alias: bool) {
        if alias {
            self.legacy(
                "other-form",
                format!("`{code}` is written by an alias"),
                "Register and Manual A.6",
            );
        }
    }

    fn note_owner_order(&mut self, owners: &[Code]) {
        if !owners.is_sorted() {
            self.legacy(
                "list-order",
                "owners ascend, longer codes behind them",
                "Register and Manual H.7",
            );
        }
    }

    /// A code behind one blank, without it.
    fn owner_code(&self) -> Option<(Code, usize, bool)> {
        let rest = self.rest().strip_prefix(' ')?;
        let (code, length, alias) = self.code_at(rest, self.at.saturating_add(1))?;
        Some((code, length, alias))
    }

    fn code_here(&self) -> Option<(Code, usize, bool)> {
        self.code_at(self.rest(), self.at)
    }

    fn code_at(&self, rest: &str, at: usize) -> Option<(Code, usize, bool)> {
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'.')
            .count();
        let word = rest.get(..length)?;
        let written = self.text.get(at..at.saturating_add(length))?;
        let nation = self.data.nation(word)?;
        // Behind a double slash small letters are a code, too; else prose begins with `Can` and `Per`.
        (nation.alias || self.attempt || written == word).then_some((nation.code, length, nation.alias))
    }
}
