//! Reading values strictly, and going on after a mistake: all mistakes of a file come out of one run.

use super::error::{PolicyError, PolicyErrorKind};
use super::source::At;
use super::yaml::{Node, Value};
use crate::span::Span;

/// Collects mistakes while a file is read.
pub(super) struct Reader<'t> {
    text: &'t str,
    file: &'t str,
    pub(super) errors: Vec<PolicyError>,
    /// Whether lines of the file may be quoted: only once it is known to be meant as a policy.
    pub(super) quotes: bool,
}

/// The keys of a mapping, each known and single.
pub(super) struct Fields<'n> {
    list: Vec<(&'n str, &'n Node, Span)>,
}

impl<'n> Fields<'n> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.list
            .iter()
            .find_map(|(name, node, _)| (*name == key).then_some(*node))
    }

    /// Where a key stands.
    pub(super) fn key(&self, key: &str) -> Option<Span> {
        self.list
            .iter()
            .find_map(|(name, _, span)| (*name == key).then_some(*span))
    }
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, file: &'t str) -> Self {
        Self {
            text,
            file,
            errors: Vec::new(),
            quotes: false,
        }
    }

    pub(super) fn file(&self) -> &'t str {
        self.file
    }

    /// 1-based line and column of a byte offset, the column in characters.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.bytes().filter(|b| *b == b'\n').count().saturating_add(1);
        let start = before.rfind('\n').map_or(0, |n| n.saturating_add(1));
        let column = before
            .get(start..)
            .unwrap_or_default()
            .trim_start_matches('\u{feff}')
            .chars()
            .count();
        (line, column.saturating_add(1))
    }

    pub(super) fn error(
        &mut self,
        kind: PolicyErrorKind,
        span: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let (line, column) = self.place(span.start());
        let source_line = self
            .text
            .lines()
            .nth(line.saturating_sub(1))
            .filter(|_| self.quotes)
            .unwrap_or_default()
            .trim_start_matches('\u{feff}')
            .to_owned();
        self.errors.push(PolicyError {
            kind,
            file: self.file.to_owned(),
            line,
            column,
            span,
            source_line,
            message: message.into(),
            help,
        });
    }

    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str) {
        let found = node.value.describe();
        let help = match (&node.value, wanted) {
            (Value::Number | Value::Bool(_), "text") => {
                Some(format!("put it in quotes: '{}'", node.span.of(self.text).trim()))
            }
            (Value::Text(text), "a list") => Some(format!("write a list: [{text}]")),
            (Value::Text(text), "true or false") => {
                let yes = matches!(text.to_ascii_lowercase().as_str(), "yes" | "on" | "y");
                let no = matches!(text.to_ascii_lowercase().as_str(), "no" | "off" | "n");
                (yes || no).then(|| format!("write {yes}"))
            }
            _ => None,
        };
        self.error(
            PolicyErrorKind::WrongType,
            node.span,
            format!("`{what}` must be {wanted}, found {found}"),
            help,
        );
    }

    /// Whether a value is there at all.
    fn filled(&mut self, node: &Node, what: &str) -> bool {
        let empty = match &node.value {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Map(map) => map.is_empty(),
            Value::Bool(_) | Value::Number => false,
        };
        if empty {
            self.error(
                PolicyErrorKind::Empty,
                node.span,
                format!("`{what}` is empty"),
                Some("give it a value or leave the key out".to_owned()),
            );
        }
        !empty
    }

    /// The fields of a mapping. Unknown, duplicate and empty keys are mistakes, and what is left is read on.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str, keys: &[&str]) -> Option<Fields<'n>> {
        if !self.filled(node, what) {
            return None;
        }
        let Value::Map(map) = &node.value else {
            self.wrong_type(node, what, "a mapping");
            return None;
        };
        let mut fields = Fields { list: Vec::new() };
        for (key, value) in map {
            let name = key.name.as_str();
            if !keys.contains(&name) {
                let help = match name {
                    "<<" => Some("merge keys are not allowed: write the keys out".to_owned()),
                    _ => Some(suggestion(name, keys)),
                };
                self.error(
                    PolicyErrorKind::UnknownKey,
                    key.span,
                    format!("unknown key `{name}` in {}", within(what)),
                    help,
                );
            } else if let Some(first) = fields.key(name) {
                let (line, _) = self.place(first.start());
                self.error(
                    PolicyErrorKind::DuplicateKey,
                    key.span,
                    format!("`{name}` stands twice, first on line {line}"),
                    Some("keep one of them".to_owned()),
                );
            } else if self.filled(
                &Node {
                    value: value.value.clone(),
                    span: key.span,
                },
                &path(what, name),
            ) {
                fields.list.push((name, value, key.span));
            }
        }
        Some(fields)
    }

    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<At<String>> {
        if !self.filled(node, what) {
            return None;
        }
        match &node.value {
            Value::Text(text) => Some(At {
                value: text.clone(),
                span: node.span,
            }),
            _ => {
                self.wrong_type(node, what, "text");
                None
            }
        }
    }

    pub(super) fn bool(&mut self, node: &Node, what: &str) -> Option<At<bool>> {
        match &node.value {
            Value::Bool(value) => Some(At {
                value: *value,
                span: node.span,
            }),
            _ => {
                self.wrong_type(node, what, "true or false");
                None
            }
        }
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&mut self, node: &Node, what: &str, least: usize, most: usize) -> Option<At<usize>> {
        let Value::Number = node.value else {
            self.wrong_type(node, what, "a number");
            return None;
        };
        let value = node.span.of(self.text).trim().parse::<usize>().ok();
        let value = value.filter(|v| (least..=most).contains(v));
        if value.is_none() {
            self.error(
                PolicyErrorKind::UnknownValue,
                node.span,
                format!("`{what}` must be a whole number from {least} to {most}"),
                None,
            );
        }
        value.map(|value| At {
            value,
            span: node.span,
        })
    }

    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        if !self.filled(node, what) {
            return None;
        }
        match &node.value {
            Value::List(list) => Some(list),
            _ => {
                self.wrong_type(node, what, "a list");
                None
            }
        }
    }

    pub(super) fn texts(&mut self, node: Option<&Node>, what: &str) -> Vec<At<String>> {
        let Some(list) = node.and_then(|n| self.list(n, what)) else {
            return Vec::new();
        };
        let list: Vec<&Node> = list.iter().collect();
        list.into_iter().filter_map(|n| self.text(n, what)).collect()
    }

    /// One of the words of a choice.
    pub(super) fn choice<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<At<T>> {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        if let Value::Bool(_) | Value::Number | Value::List(_) | Value::Map(_) = node.value {
            let message = format!("`{what}` must be a word, found {}", node.value.describe());
            self.error(
                PolicyErrorKind::WrongType,
                node.span,
                message,
                Some(suggestion("", &names)),
            );
            return None;
        }
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            self.error(
                PolicyErrorKind::UnknownValue,
                node.span,
                format!("`{what}` cannot be `{}`", text.value),
                Some(suggestion(&text.value, &names)),
            );
        }
        found.map(|(_, value)| At {
            value: *value,
            span: node.span,
        })
    }
}

/// `mask.text` of `mask` and `text`; keys of the file itself stand alone.
pub(super) fn path(what: &str, key: &str) -> String {
    if what == "policy" || what == "tests" {
        key.to_owned()
    } else {
        format!("{what}.{key}")
    }
}

fn within(what: &str) -> String {
    if what == "policy" {
        "the policy".to_owned()
    } else {
        format!("`{what}`")
    }
}

/// The known name that `name` is a few letters away from.
#[must_use]
pub fn near_miss<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let name = name.to_lowercase();
    known
        .map(|k| (strsim::damerau_levenshtein(&name, &k.to_lowercase()), k))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, k)| *distance <= 1 || *distance <= k.chars().count() / 3)
        .map(|(_, k)| k)
}

/// `did you mean ...?` for a near miss, else the list of what is known.
pub(super) fn suggestion(name: &str, known: &[&str]) -> String {
    match near_miss(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
            match list.as_slice() {
                [only] => format!("write {only}"),
                _ => format!("use one of {}", list.join(", ")),
            }
        }
    }
}
