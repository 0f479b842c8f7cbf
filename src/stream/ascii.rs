//! JSON in ASCII: what is not ASCII is written `\uXXXX`, so that a reader with another character set cannot spoil it.

use serde::Serialize;
use serde_json::ser::Formatter;
use std::io;

/// Appends `value` as JSON in ASCII.
pub(super) fn push<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Writing to memory does not fail, and what is written here are strings.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(out, Ascii));
}

/// Appends JSON text that is known to be well-formed: white space between tokens goes, what is not ASCII is escaped.
pub(super) fn push_raw(out: &mut Vec<u8>, json: &str) {
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if !in_string && matches!(c, ' ' | '\t' | '\r' | '\n') {
            continue;
        }
        match c {
            '"' if !escaped => in_string = !in_string,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        push_char(out, c);
    }
}

/// Appends JSON text without white space between its tokens, as [`push_raw`] would.
pub(super) fn push_compact(out: &mut Vec<u8>, json: &str) {
    let mut rest = json;
    if rest.is_ascii() {
        out.extend_from_slice(rest.as_bytes());
        return;
    }
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        let (plain, other) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.extend_from_slice(plain.as_bytes());
        let mut chars = other.chars();
        if let Some(c) = chars.next() {
            push_char(out, c);
        }
        rest = chars.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
}

fn push_char(out: &mut Vec<u8>, c: char) {
    if c.is_ascii() {
        out.extend(u8::try_from(c));
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.extend_from_slice(b"\\u");
        for shift in [12_u32, 8, 4, 0] {
            let digit = char::from_digit(u32::from(*unit).wrapping_shr(shift) & 15, 16).unwrap_or('0');
            out.extend(u8::try_from(digit));
        }
    }
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() {
            return writer.write_all(fragment.as_bytes());
        }
        let mut out = Vec::with_capacity(fragment.len().saturating_mul(2));
        push_compact(&mut out, fragment);
        writer.write_all(&out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(value: &serde_json::Value) -> (String, String) {
        let (mut written, mut raw) = (Vec::new(), Vec::new());
        push(&mut written, value);
        push_raw(&mut raw, &serde_json::to_string_pretty(value).unwrap());
        (
            String::from_utf8(written).unwrap(),
            String::from_utf8(raw).unwrap(),
        )
    }

    #[test]
    fn other_characters_are_escaped_and_read_back() {
        for text in [
            "",
            "plain",
            "\u{e9}t\u{e9}",
            "\u{1f6e4} \u{10ffff}",
            "a\"b\\c\\\"",
            "\u{0}\u{1f}\u{7f}\u{80}\u{2028}",
            "\n\r\t",
            "\\u00e9 \u{e9}",
        ] {
            let value = serde_json::json!({ text: [text, { "k": text }], "n": 1 });
            let (written, raw) = both(&value);
            assert!(written.is_ascii() && raw.is_ascii(), "{written}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&written).unwrap(),
                value
            );
            assert_eq!(written, raw);
        }
    }

    #[test]
    fn raw_json_keeps_numbers_and_spaces_in_strings() {
        let mut out = Vec::new();
        push_raw(
            &mut out,
            "{ \"a b\" :\t[1e400, -0.0, 12345678901234567890123 ], \"\\\" \\\\\" : \" x \" }",
        );
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"a b\":[1e400,-0.0,12345678901234567890123],\"\\\" \\\\\":\" x \"}"
        );
    }
}
