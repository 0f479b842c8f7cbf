//! YAML text to a tree in which every key and value knows its place. The only file that names the YAML library.
//!
//! The library takes `yes` for true, the last of two equal keys and a key without a value for an empty list unless it
//! is told otherwise; the options below tell it, and what it lets through is judged in [`super::read`].

use crate::span::Span;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;
use serde_yaml::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use std::fmt;

/// Largest policy file in bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;
const MAX_DEPTH: usize = 12;
const MAX_NODES: usize = 50_000;

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Byte offsets into the text.
    pub(super) span: Span,
}

/// A value as YAML reads it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

impl Value {
    /// What it is, in words for a message.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// A key with its place.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) span: Span,
}

/// Why a text is no usable YAML.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) span: Span,
    pub(super) message: String,
}

/// Reads one YAML document; `None` for an empty one.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Broken> {
    let (text, shift) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, '\u{feff}'.len_utf8()),
        None => (text, 0),
    };
    let mut budget = serde_yaml::budget::Budget::default();
    budget.max_anchors = 0;
    budget.max_aliases = 0;
    budget.max_merge_keys = 0;
    budget.max_nodes = MAX_NODES;
    budget.max_depth = MAX_DEPTH;
    budget.max_documents = 1;
    let options = serde_yaml::options! {
        budget: Some(budget),
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        no_schema: false,
        with_snippet: false,
    };
    match serde_yaml::from_str_with_options::<Option<Spanned<Raw>>>(text, options) {
        Ok(root) => Ok(root.map(|raw| Shift { text, shift }.node(raw))),
        Err(error) => {
            let place = error.location().map(|l| l.span());
            let known = place
                .and_then(|s| s.byte_offset())
                .and_then(|o| usize::try_from(o).ok());
            let message = error.without_snippet().to_string();
            let (message, told) = told_place(text, &message);
            let start = told.or(known).unwrap_or(0).min(text.len());
            Err(Broken {
                span: Span::new(start.saturating_add(shift), start.saturating_add(shift)),
                message,
            })
        }
    }
}

/// A message without the place that it ends with (` at line 3, column 2`), and that place as a byte offset.
fn told_place(text: &str, message: &str) -> (String, Option<usize>) {
    let Some((before, place)) = message.rsplit_once(" at line ") else {
        return (message.to_owned(), None);
    };
    let mut numbers = place
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse::<usize>().ok());
    let (Some(line), Some(column)) = (numbers.next(), numbers.next()) else {
        return (message.to_owned(), None);
    };
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    let within: usize = rest
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    (before.to_owned(), Some(start.saturating_add(within)))
}

struct Shift<'t> {
    text: &'t str,
    shift: usize,
}

impl Shift<'_> {
    fn span<T>(&self, spanned: &Spanned<T>) -> Span {
        let raw = spanned.referenced.span();
        let number = |v: Option<u64>| v.and_then(|v| usize::try_from(v).ok());
        let start = number(raw.byte_offset()).unwrap_or(0).min(self.text.len());
        let len = number(raw.byte_len()).unwrap_or(0);
        let end = start.saturating_add(len).min(self.text.len());
        Span::new(start.saturating_add(self.shift), end.saturating_add(self.shift))
    }

    fn node(&self, raw: Spanned<Raw>) -> Node {
        let span = self.span(&raw);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(b) => Value::Bool(b),
            Raw::Number => Value::Number,
            Raw::Text(t) => Value::Text(t),
            Raw::List(list) => Value::List(list.into_iter().map(|n| self.node(n)).collect()),
            Raw::Map(map) => Value::Map(
                map.into_iter()
                    .map(|(key, value)| {
                        let span = self.span(&key);
                        (
                            Key {
                                name: key.value,
                                span,
                            },
                            self.node(value),
                        )
                    })
                    .collect(),
            ),
        };
        Node { value, span }
    }
}

enum Raw {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = access.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

/// A message in the words of this project, and a hint, for what the YAML library reports.
pub(super) fn explain(broken: &Broken) -> (String, Option<String>) {
    let lower = broken.message.to_lowercase();
    let hint = |text: &str| Some(text.to_owned());
    if lower.contains("document") {
        return (
            "a policy file holds one document".to_owned(),
            hint("remove what follows `---`"),
        );
    }
    if lower.contains("alias") || lower.contains("anchor") {
        return (
            "anchors and aliases are not allowed in a policy".to_owned(),
            hint("write the value out at each place"),
        );
    }
    if lower.contains("depth") || lower.contains("nest") || lower.contains("recursion") {
        return ("the file nests too deep for a policy".to_owned(), None);
    }
    if lower.contains("budget") || lower.contains("maxnodes") || lower.contains("nodes") {
        return ("the file holds more values than a policy may".to_owned(), None);
    }
    if lower.contains("tab") {
        return (broken.message.clone(), hint("indent with spaces, not with tabs"));
    }
    (format!("not valid YAML: {}", broken.message), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_place() {
        let text = "\u{feff}a: [x, 'y z', 007, yes, 12]\nb:\n  c: true\nb: ~\n";
        let root = parse(text).unwrap().unwrap();
        let Value::Map(map) = root.value else { panic!() };
        let names: Vec<_> = map
            .iter()
            .map(|(k, _)| (k.name.as_str(), k.span.of(text)))
            .collect();
        assert_eq!(names, [("a", "a"), ("b", "b"), ("b", "b")]);
    }
}
