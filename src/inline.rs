//! What stands within a word and is not read as it is written: tags, character references, the ends of links, hyphens at
//! line ends.

use pulldown_cmark::{Event, Parser};

/// How far the end of a tag or of a link is looked for.
const REACH: usize = 1024;

/// What a reader makes of signs within a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unseen {
    /// Nothing of so many bytes.
    Gone(usize),
    /// A character, of so many bytes.
    Is(char, usize),
}

/// What `text` begins with, where a reader does not see it as it stands.
pub(crate) fn unseen(text: &str) -> Option<Unseen> {
    match text.as_bytes().first()? {
        b'<' => tag(text).map(Unseen::Gone),
        b'&' => reference(text),
        b'\\' | b'~' | b'[' => Some(Unseen::Gone(1)),
        b']' => Some(Unseen::Gone(link_end(text).unwrap_or(1))),
        b'-' => line_end(text, 1).map(|len| Unseen::Gone(len.saturating_add(1))),
        _ => None,
    }
}

/// Whether `text` may be read in another way than it is written.
pub(crate) fn hides(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first = memchr::memchr3_iter(b'&', b'<', b'-', bytes);
    let second = memchr::memchr3_iter(b'\\', b'~', b']', bytes);
    first
        .chain(second)
        .any(|at| text.get(at..).is_some_and(|rest| unseen(rest).is_some()))
}

/// The bytes from `at` to past a line break and the next line's indent and quote signs; `None` where the line goes on.
pub(crate) fn line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let after = rest.trim_start_matches([' ', '\t', '\r']);
    let next = after.strip_prefix('\n')?;
    let next = next.trim_start_matches([' ', '\t', '>']);
    next.starts_with(char::is_lowercase)
        .then(|| rest.len().saturating_sub(next.len()))
}

/// Length of the tag or comment that `text` begins with.
pub(crate) fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if text.starts_with("<!--") {
        let near = bytes.get(4..bytes.len().min(REACH))?;
        return memchr::memmem::find(near, b"-->").map(|at| at.saturating_add(7));
    }
    let name = bytes.get(usize::from(bytes.get(1) == Some(&b'/')).saturating_add(1))?;
    let rest = bytes.get(1..bytes.len().min(REACH))?;
    let end = memchr::memchr2(b'<', b'>', rest)?;
    (name.is_ascii_alphabetic() && rest.get(end) == Some(&b'>')).then(|| end.saturating_add(2))
}

/// Length of `](address)` or `][name]`.
fn link_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let close = match bytes.get(1)? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let rest = bytes.get(2..bytes.len().min(REACH))?;
    let end = memchr::memchr2(close, b'\n', rest)?;
    (rest.get(end) == Some(&close)).then(|| end.saturating_add(3))
}

/// The character that `&#84;`, `&#x54;` or `&eacute;` stands for.
fn reference(text: &str) -> Option<Unseen> {
    let near = text.as_bytes().get(..text.len().min(40))?;
    let end = memchr::memchr(b';', near)?;
    let len = end.saturating_add(1);
    let name = text.get(1..end)?;
    let is = |c: char| Some(Unseen::Is(c, len));
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let (digits, radix) = hex.map_or((number, 10), |hex| (hex, 16));
        if digits.len() > 7 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        return u32::from_str_radix(digits, radix)
            .ok()
            .and_then(char::from_u32)
            .and_then(is);
    }
    match name {
        "amp" => return is('&'),
        "lt" => return is('<'),
        "gt" => return is('>'),
        "quot" => return is('"'),
        "nbsp" => return is('\u{a0}'),
        _ => {}
    }
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let written = text.get(..len)?;
    let read = Parser::new(written).find_map(|event| match event {
        Event::Text(text) => text.chars().next(),
        _ => None,
    })?;
    if read == '&' { None } else { is(read) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_within_words_are_known() {
        let cases = [
            ("&#84;uesday", Some(Unseen::Is('T', 5))),
            ("&#x54;uesday", Some(Unseen::Is('T', 6))),
            ("&eacute;t", Some(Unseen::Is('\u{e9}', 8))),
            ("&nonsense;", None),
            ("& so on;", None),
            ("<b>ra", Some(Unseen::Gone(3))),
            ("</span >ra", Some(Unseen::Gone(8))),
            ("<!-- > -->ra", Some(Unseen::Gone(10))),
            ("< 3 and > 2", None),
            ("<b", None),
            ("](http://a.b/c)day", Some(Unseen::Gone(15))),
            ("-\n  > day", Some(Unseen::Gone(6))),
            ("-day", None),
            ("- Day", None),
        ];
        for (text, expected) in cases {
            assert_eq!(unseen(text), expected, "{text}");
        }
    }
}
