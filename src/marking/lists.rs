//! Lists of nations: `REL TO USA, GBR`, `FGI CAN GBR`, `USA/CAN EYES ONLY`.

use super::body::{Item, Word};
use super::parser::{Parser, double_slash};
use crate::scheme::{Argument, Code, Control};

/// Most codes of one list; a longer one is no mark.
const MOST: usize = 300;

/// A code as it stands in a list.
struct Next<'a> {
    code: Code,
    /// Bytes from the separator before it up to its end, and of the word alone.
    length: usize,
    word: usize,
    separator: &'a str,
    /// Whether it is written by an alias; `None` where the scheme does not list it.
    known: Option<bool>,
}

impl<'a> Parser<'a> {
    /// Reads codes behind a control. `open`: unknown codes of three or four capitals count too.
    pub(super) fn codes(&mut self, argument: &Argument, open: bool) -> Vec<Code> {
        let mut codes: Vec<Code> = Vec::new();
        let mut noted = false;
        let mut twice = false;
        // In a list that only blanks separate, a word that is no known code belongs to what follows.
        let open = open && argument.separator != " ";
        while let Some(next) = self.next_code(open, codes.is_empty()) {
            let (code, length, separator) = (next.code, next.length, next.separator);
            let canonical = if codes.is_empty() { " " } else { argument.separator };
            if separator != canonical && !noted {
                noted = true;
                self.legacy(
                    "separator",
                    "the list of nations is not separated as it should be",
                    "Register and Manual H.8",
                );
            }
            if next.known == Some(true) {
                self.legacy(
                    "other-form",
                    format!("`{code}` is written by an alias"),
                    "Register and Manual A.6",
                );
            }
            if next.known.is_none() {
                self.note(
                    "unknown-code",
                    super::model::Verdict::Valid,
                    format!("`{code}` is no code that this scheme lists"),
                    "Register and Manual A.6",
                );
            }
            let ascends = codes.last().is_none_or(|last| *last < code);
            if !ascends && !twice && codes.contains(&code) {
                twice = true;
                self.legacy(
                    "repeated",
                    format!("`{code}` stands twice"),
                    "Register and Manual H.8",
                );
            }
            self.skip(length.saturating_sub(next.word));
            self.take_word(next.word);
            if codes.len() >= MOST {
                self.invalid("too-long", "the list of nations is too long", "tearline");
                break;
            }
            codes.push(code);
        }
        codes
    }

    /// The next code of a list.
    fn next_code(&self, open: bool, first: bool) -> Option<Next<'a>> {
        let rest = self.rest();
        let signs = rest
            .bytes()
            .take_while(|b| matches!(b, b' ' | b',' | b'/'))
            .count();
        let mut separator = rest.get(..signs)?;
        if separator.is_empty() || double_slash(separator) {
            return None;
        }
        let mut after = rest.get(signs..)?;
        if !first
            && separator.contains(' ')
            && let Some(behind) = after.strip_prefix("AND ")
        {
            separator = " AND ";
            after = behind;
        }
        let length = after
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'.')
            .count();
        let word = after.get(..length)?;
        let used = rest.len().saturating_sub(after.len()).saturating_add(length);
        if let Some(nation) = self.data.nation(word) {
            return Some(Next {
                code: nation.code,
                length: used,
                word: length,
                separator,
                known: Some(nation.alias),
            });
        }
        let code = Code::new(word)?;
        let written = self.text.get(self.at..)?.get(..used)?;
        let lower = written.bytes().rev().take(length).any(|b| b.is_ascii_lowercase());
        let control = self.data.control_phrases.longest(after).is_some();
        let fits = open && !lower && separator != " " && !separator.contains('/');
        let fits = fits || (open && !lower && separator == " " && first);
        (fits && !control && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase())).then_some(
            Next {
                code,
                length: used,
                word: length,
                separator,
                known: None,
            },
        )
    }

    /// Checks a list and brings the own nation to its place.
    pub(super) fn check_list(
        &mut self,
        argument: &Argument,
        control: &Control,
        codes: &[Code],
        listed: bool,
    ) {
        if !listed {
            return;
        }
        let home = self.data.home;
        let is_home = |code: &Code| Some(*code) == home;
        let others = || codes.iter().filter(|c| !is_home(c));
        if argument.home_first {
            if others().next().is_none() {
                self.invalid(
                    "empty-list",
                    format!("`{}` names no nation but the own one", control.id),
                    control.source.clone(),
                );
            } else if !codes.first().is_some_and(is_home) {
                self.legacy(
                    "list-order",
                    "the own nation leads the list",
                    "Register and Manual H.8",
                );
            }
        }
        // Beside a word in place of the level (CUI) the own nation may stand (CUI Registry, DISPLAY ONLY).
        if argument.home_never && !self.replaced && codes.iter().any(is_home) {
            self.invalid(
                "own-nation",
                format!("the own nation does not stand behind `{}`", control.id),
                control.source.clone(),
            );
        }
        let ascending = others().zip(others().skip(1)).all(|(a, b)| a < b);
        if !ascending {
            self.legacy(
                "list-order",
                "nations ascend, longer codes behind them",
                "Register and Manual H.8",
            );
        }
    }

    /// The codes of a list as they are kept: where the own nation leads, it always stands.
    pub(super) fn kept_codes(&self, argument: &Argument, codes: Vec<Code>) -> Vec<Code> {
        let mut codes = codes;
        if argument.home_first
            && !codes.is_empty()
            && let Some(home) = self.data.home
            && !codes.contains(&home)
        {
            codes.push(home);
        }
        codes
    }

    /// A list that stands before its word: `USA/CAN/GBR EYES ONLY`.
    pub(super) fn leading_list(&mut self, separator: &str) -> bool {
        let data = self.data;
        let rest = self.rest();
        if !data.special.leading {
            return false;
        }
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'.')
            .count();
        let word = rest.get(..length).unwrap_or("");
        if !matches!(rest.as_bytes().get(length), Some(b'/' | b' ')) || data.nation(word).is_none() {
            return false;
        }
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b' '))
            .take(400)
            .count();
        let head = rest.get(..length).unwrap_or("");
        if !head.contains('/') {
            return false;
        }
        let found = data.controls.iter().enumerate().find_map(|(at, control)| {
            let argument = control.argument.as_ref().filter(|a| a.leading)?;
            let end = head.find(control.banner.as_str())?;
            let list = head.get(..end)?.strip_suffix(' ')?;
            let written: Vec<&str> = list.split(argument.separator).collect();
            let codes = written
                .iter()
                .map(|word| data.nation(word).map(|n| n.code))
                .collect::<Option<Vec<_>>>()?;
            let index = u16::try_from(at).ok()?;
            Some((index, control, codes, end))
        });
        let Some((index, control, codes, end)) = found else {
            return false;
        };
        self.note_separator(separator, control.category);
        self.skip(end.saturating_add(control.banner.len()));
        self.segment_words = true;
        if let Some(why) = &control.retired {
            self.note(
                "retired",
                super::model::Verdict::Legacy,
                why.clone(),
                control.source.clone(),
            );
        }
        self.push(Item::Word(Word {
            codes,
            ..Word::plain(index)
        }));
        true
    }
}
