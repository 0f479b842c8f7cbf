//! An input line.

use crate::document::Format;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// The members that an answer holds beside `id` and `format`; an input line must not bring them.
pub const RESERVED: [&str; 6] = ["outcome", "error", "release", "manifest", "records", "check"];

/// An input line that was read. Borrows the line where it can.
pub struct Asked<'a> {
    /// The caller's identifier, as text: the string itself, or the digits of a whole number.
    pub id: Cow<'a, str>,
    /// The identifier as JSON.
    pub id_json: &'a RawValue,
    /// The source.
    pub text: Cow<'a, str>,
    /// How it is read; plain text where the line does not say.
    pub format: Format,
    /// Further members in their order: name and value as JSON.
    pub further: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({:?}, {} bytes)", self.format, self.text.len())
    }
}

/// What is wrong with an input line. Holds no text of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Nothing stands there.
    #[error("the line is empty")]
    Empty,
    /// Longer than the limit.
    #[error("the line is longer than {limit} bytes; raise --max-line or split the document")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8 at byte {at} of the line")]
    NotUtf8 {
        /// Offset in the line, from 0.
        at: usize,
    },
    /// Not JSON.
    #[error("not a JSON object, at column {column} of the line")]
    NotJson {
        /// 1-based.
        column: usize,
    },
    /// A member is missing.
    #[error("the member `{0}` is missing")]
    Missing(&'static str),
    /// A member stands twice.
    #[error("a member stands twice in the line")]
    Twice,
    /// A further member has the name of a member that the answer holds.
    #[error("the member `{0}` has the name of a member of the answer; rename it")]
    Reserved(&'static str),
    /// The identifier is neither a string with something in it nor a whole number.
    #[error("the member `id` is neither a string that is not empty nor a whole number")]
    Id,
    /// The text is no string.
    #[error("the member `text` is not a string of Unicode text")]
    Text,
    /// The format is unknown.
    #[error("the member `format` is neither \"text\" nor \"markdown\"")]
    Format,
}

/// The members of a line, before they are judged.
#[derive(Default)]
struct Members<'a> {
    id: Option<&'a RawValue>,
    text: Option<&'a RawValue>,
    format: Option<&'a RawValue>,
    further: Vec<(Cow<'a, str>, &'a RawValue)>,
    twice: bool,
}

impl<'a> Asked<'a> {
    /// Reads a line, with or without its line end.
    ///
    /// # Errors
    ///
    /// [`LineFault`], with the identifier as JSON where one could be read, so that the answer can name it.
    pub fn read(line: &'a [u8]) -> Result<Self, (Option<&'a RawValue>, LineFault)> {
        let line = std::str::from_utf8(line).map_err(|e| {
            let at = e.valid_up_to();
            (None, LineFault::NotUtf8 { at })
        })?;
        if line.trim().is_empty() {
            return Err((None, LineFault::Empty));
        }
        let members: Members<'a> = serde_json::from_str(line).map_err(|e| {
            (
                None,
                LineFault::NotJson {
                    column: e.column().max(1),
                },
            )
        })?;
        let named = members.id.filter(|id| id_text(id).is_some());
        members.judge().map_err(|fault| (named, fault))
    }
}

impl<'a> Members<'a> {
    fn judge(self) -> Result<Asked<'a>, LineFault> {
        if self.twice {
            return Err(LineFault::Twice);
        }
        if let Some(name) = RESERVED
            .iter()
            .find(|name| self.further.iter().any(|(further, _)| further == *name))
        {
            return Err(LineFault::Reserved(name));
        }
        let id_json = self.id.ok_or(LineFault::Missing("id"))?;
        let id = id_text(id_json).ok_or(LineFault::Id)?;
        let text = self.text.ok_or(LineFault::Missing("text"))?;
        let format = match self.format.map(RawValue::get) {
            None | Some("null") => Format::Text,
            Some(json) => match string(json).as_deref() {
                Some("text") => Format::Text,
                Some("markdown") => Format::Markdown,
                _ => return Err(LineFault::Format),
            },
        };
        Ok(Asked {
            id,
            id_json,
            text: string(text.get()).ok_or(LineFault::Text)?,
            format,
            further: self.further,
        })
    }
}

/// The text of an identifier: a string that is not empty, or the digits of a whole number.
pub(super) fn id_text(json: &RawValue) -> Option<Cow<'_, str>> {
    let raw = json.get();
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Cow::Borrowed(raw));
    }
    string(raw).filter(|id| !id.is_empty())
}

fn string(json: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Text<'_>>(json).ok().map(|t| t.0)
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Line;
        impl<'de> Visitor<'de> for Line {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Clone)]
                struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
                let mut members = Members::default();
                let mut names: BTreeSet<Cow<'de, str>> = BTreeSet::new();
                while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
                    if !names.insert(name.clone()) {
                        members.twice = true;
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                    let value: &'de RawValue = map.next_value()?;
                    match name.as_ref() {
                        "id" => members.id = Some(value),
                        "text" => members.text = Some(value),
                        "format" => members.format = Some(value),
                        _ => members.further.push((name, value)),
                    }
                }
                Ok(members)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(A::Error::custom("not an object"))
            }
        }
        deserializer.deserialize_map(Line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> (Option<String>, LineFault) {
        let (id, fault) = Asked::read(line.as_bytes()).unwrap_err();
        (id.map(|id| id.get().to_owned()), fault)
    }

    #[test]
    fn a_line_is_read_with_its_further_members() {
        let line =
            r#" {"id":"a\u00e9","more":{"x":[1, 2.50]},"text":"1. (U) Caf\u00e9.\n","format":"markdown"} "#;
        let asked = Asked::read(line.as_bytes()).unwrap();
        assert_eq!(asked.id, "a\u{e9}");
        assert_eq!(asked.id_json.get(), r#""a\u00e9""#);
        assert_eq!(asked.text, "1. (U) Caf\u{e9}.\n");
        assert_eq!(asked.format, Format::Markdown);
        let further: Vec<(&str, &str)> = asked.further.iter().map(|(n, v)| (n.as_ref(), v.get())).collect();
        assert_eq!(further, [("more", r#"{"x":[1, 2.50]}"#)]);
    }

    #[test]
    fn faults_name_the_place_and_never_the_text() {
        let cases = [
            ("", None, LineFault::Empty),
            ("  \r\n", None, LineFault::Empty),
            ("Orla hides it", None, LineFault::NotJson { column: 1 }),
            ("[1]", None, LineFault::NotJson { column: 1 }),
            (
                r#"{"id":"x","text":"y"} z"#,
                None,
                LineFault::NotJson { column: 23 },
            ),
            (r#"{"text":"y"}"#, None, LineFault::Missing("id")),
            (r#"{"id":"x"}"#, Some(r#""x""#), LineFault::Missing("text")),
            (r#"{"id":"x","text":7}"#, Some(r#""x""#), LineFault::Text),
            (r#"{"id":"x","text":null}"#, Some(r#""x""#), LineFault::Text),
            (r#"{"id":"x","text":"\ud800"}"#, Some(r#""x""#), LineFault::Text),
            (
                r#"{"id":"x","text":"y","text":"z"}"#,
                Some(r#""x""#),
                LineFault::Twice,
            ),
            (
                r#"{"id":"x","text":"y","te\u0078t":"z"}"#,
                Some(r#""x""#),
                LineFault::Twice,
            ),
            (r#"{"id":{"a":1},"text":"y"}"#, None, LineFault::Id),
            (r#"{"id":1.5,"text":"y"}"#, None, LineFault::Id),
            (r#"{"id":"","text":"y"}"#, None, LineFault::Id),
            (
                r#"{"id":7,"text":"y","format":"pdf"}"#,
                Some("7"),
                LineFault::Format,
            ),
            (r#"{"id":7,"text":"y","format":1}"#, Some("7"), LineFault::Format),
            (
                r#"{"id":7,"text":"y","release":1}"#,
                Some("7"),
                LineFault::Reserved("release"),
            ),
        ];
        for (line, id, expected) in cases {
            let (named, found) = fault(line);
            assert_eq!((named.as_deref(), found), (id, expected), "{line}");
        }
        let (_, fault) = Asked::read(b"{\"id\":\"\xff\"}").unwrap_err();
        assert_eq!(fault, LineFault::NotUtf8 { at: 7 });
    }

    #[test]
    fn a_missing_or_null_format_is_text() {
        for line in [r#"{"id":1,"text":""}"#, r#"{"id":1,"text":"","format":null}"#] {
            assert_eq!(Asked::read(line.as_bytes()).unwrap().format, Format::Text);
        }
    }
}
