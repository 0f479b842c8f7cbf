//! Lines written and read.

use super::form::{LineError, MAX_LINE, canonical};
use super::model::Line;
use serde::{Deserialize, Serialize};

/// Writes a line, without its LF.
///
/// # Errors
///
/// [`LineError::TooLong`] where it would pass [`MAX_LINE`].
pub fn write<T: Serialize>(line: &T) -> Result<String, LineError> {
    // As long as most lines are.
    let mut bytes = Vec::with_capacity(480);
    serde_json::to_writer(&mut bytes, line).map_err(|_| LineError::Value)?;
    let mut text = String::from_utf8(bytes).map_err(|_| LineError::Value)?;
    if text.len() > MAX_LINE {
        return Err(LineError::TooLong { len: text.len() });
    }
    // A release may have a line for each of many cuts, all held until they are committed.
    text.shrink_to_fit();
    Ok(text)
}

/// Reads a line, without its LF: it must be the exact RFC 8785 form.
///
/// # Errors
///
/// [`LineError`]: too long, not JSON, not canonical, or not what its type asks for.
pub fn read(text: &str) -> Result<Line, LineError> {
    if text.len() > MAX_LINE {
        return Err(LineError::TooLong { len: text.len() });
    }
    let found = match serde_json::from_str::<Head<'_>>(text) {
        Ok(Head { t, v: 1 }) => match &*t {
            "release" => exact(text, "release", |l| Line::Release(Box::new(l))),
            "case" => exact(text, "case", |l| Line::Case(Box::new(l))),
            "cut" => exact(text, "cut", |l| Line::Cut(Box::new(l))),
            "init" => exact(text, "init", Line::Init),
            "key" => exact(text, "key", Line::Key),
            "recovery" => exact(text, "recovery", Line::Recovery),
            "reveal" => exact(text, "reveal", Line::Reveal),
            _ => Ok(Line::Unknown),
        },
        _ => Ok(Line::Unknown),
    };
    match found {
        // The canonicaliser knows what is wrong, and whether a line of another kind is in order.
        Ok(Line::Unknown) | Err(_) => canonical(text).and(found),
        known => known,
    }
}

/// What says how to read a line.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    t: std::borrow::Cow<'a, str>,
    v: u64,
}

/// Reads a line of a known kind. Written again it must be the same text, which refuses repeated members, odd escapes
/// and another order: the members of `T` stand in RFC 8785 order.
fn exact<T: Serialize + for<'de> Deserialize<'de>>(
    text: &str,
    kind: &'static str,
    line: impl Fn(T) -> Line,
) -> Result<Line, LineError> {
    let value: T = serde_json::from_str(text).map_err(|_| LineError::Members { kind })?;
    if serde_json::to_string(&value).is_ok_and(|again| again == text) {
        Ok(line(value))
    } else {
        Err(LineError::NotCanonical)
    }
}
