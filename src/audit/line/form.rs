//! The form of a line: RFC 8785, with strings, integers, booleans, arrays and objects alone.

use serde_json::Value;

/// The longest entry in bytes: `c2sp.org/tlog-tiles` gives entries a 16-bit length.
pub const MAX_LINE: usize = 65_535;
/// The largest integer that RFC 8785 keeps exact: 2^53.
const MAX_INTEGER: u64 = 1 << 53;

/// What is wrong with a line. Holds no text of the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Longer than [`MAX_LINE`].
    #[error("{len} bytes long; at most {MAX_LINE} are allowed")]
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// Not JSON.
    #[error("not JSON, at column {column}")]
    NotJson {
        /// 1-based.
        column: usize,
    },
    /// JSON, but not an object of strings, integers up to 2^53, booleans, arrays and objects.
    #[error("holds a value that the record does not use")]
    Value,
    /// Not the RFC 8785 form.
    #[error("not in RFC 8785 form")]
    NotCanonical,
    /// The members are not those of its type.
    #[error("not a `{kind}` line of version 1")]
    Members {
        /// The type that it claims to be.
        kind: &'static str,
    },
}

/// Reads a JSON object that must be in RFC 8785 form and hold nothing but strings, integers of 0 to 2^53, booleans,
/// arrays and objects.
///
/// # Errors
///
/// [`LineError`]: not JSON, a value of another kind, or not canonical.
pub fn canonical(text: &str) -> Result<Value, LineError> {
    let value: Value = serde_json::from_str(text).map_err(|e| LineError::NotJson { column: e.column() })?;
    if !value.is_object() || !plain(&value) {
        return Err(LineError::Value);
    }
    if rfc8785(&value)? != text {
        return Err(LineError::NotCanonical);
    }
    Ok(value)
}

/// The RFC 8785 form of any JSON value.
///
/// # Errors
///
/// [`LineError::Value`] for what has none.
pub fn rfc8785(value: &Value) -> Result<String, LineError> {
    serde_json_canonicalizer::to_string(value).map_err(|_| LineError::Value)
}

fn plain(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.as_u64().is_some_and(|n| n <= MAX_INTEGER),
        Value::Array(items) => items.iter().all(plain),
        Value::Object(members) => members.values().all(plain),
    }
}
