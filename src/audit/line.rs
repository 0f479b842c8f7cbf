//! Ledger lines: RFC 8785 objects of strings, integers, booleans, arrays and objects; one entry per line.
//!
//! The members of each struct stand in RFC 8785 order, so that plain `serde_json` writes the canonical form; a test
//! holds every kind of line against a canonicaliser of its own.

use super::encoding::{B64, Hex32};
use serde::{Deserialize, Serialize};
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

/// How many segments of each kind a release has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Cut segments.
    pub cut: u64,
    /// Kept segments.
    pub kept: u64,
    /// Made segments.
    pub made: u64,
    /// Portions withheld, where the policy shows amounts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub portions: Option<u64>,
}

/// The document tree of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doc {
    /// Its root.
    pub root: B64<32>,
    /// Its number of leaves, the document leaf included.
    pub size: u64,
}

/// Who made the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// Name or identifier.
    pub id: String,
    /// Position, such as `Reviewer`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<String>,
}

/// The policy as the public may know it: its name and a salted commitment to its file. A plain digest would give
/// away a name that a rule of the policy protects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyCommitment {
    /// Leaf hash of `tearline policy v1\0` || nonce || SHA-256 of the policy file.
    pub hash: B64<32>,
    /// Its name.
    pub id: String,
}

/// What opens a [`PolicyCommitment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyOpening {
    /// The nonce.
    pub nonce: B64<32>,
    /// SHA-256 of the policy file.
    pub sha256: Hex32,
}

/// The release file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseFile {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Hex32,
}

/// The source of a release, for those inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A name that helps to find it, without folders.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Keyed tag of its bytes: equal for releases of the same document.
    pub tag: String,
}

/// `release`: one release. Public: it stands in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLine {
    /// Under which authority, such as a request number; only where people may be named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub authority: Option<String>,
    /// By whom; only where people may be named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<By>,
    /// How many segments.
    pub counts: Counts,
    /// The document tree.
    pub doc: Doc,
    /// The program that made it, such as `tearline 0.1.0`.
    pub engine: String,
    /// Its identifier.
    pub id: String,
    /// Salt.
    pub nonce: B64<16>,
    /// The policy.
    pub policy: PolicyCommitment,
    /// The release file.
    pub release: ReleaseFile,
    /// SHA-256 of the segment list as it stands in the manifest.
    pub segments: Hex32,
    /// `release`.
    pub t: String,
    /// When.
    pub time: String,
    /// 1.
    pub v: u8,
}

/// What happens to withheld text, where the run asked for another action than the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AskedAction {
    /// A mask stands in its place.
    Mask,
    /// Nothing does.
    Strip,
}

/// How the source was read, where the run named another format than its extension does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AskedFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

/// `case`: what only those inside may know about a release. Follows its `release` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// The action, where it was not the policy's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub action: Option<AskedAction>,
    /// Under which authority, such as a request number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub authority: Option<String>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<By>,
    /// The source.
    pub doc: Source,
    /// The format, where it was not that of the extension.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub format: Option<AskedFormat>,
    /// Salt.
    pub nonce: B64<16>,
    /// What opens the policy commitment.
    pub policy: PolicyOpening,
    /// Identifier of the release.
    pub rel: String,
    /// Identifier of the run that made it, shared by a batch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<String>,
    /// `case`.
    pub t: String,
    /// 1.
    pub v: u8,
}

/// `cut`: one removal. One for each cut segment, in order, after the `case` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutLine {
    /// Its leaf hash in the document tree.
    pub hash: B64<32>,
    /// Its leaf index in the document tree.
    pub leaf: u32,
    /// The marking that governs it.
    pub mark: String,
    /// Salt.
    pub nonce: B64<16>,
    /// How many portions it removes; 0 where it belongs to the one before it or only re-marks.
    pub portions: u32,
    /// Why, in the words of the law or the policy.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Identifier of the release.
    pub rel: String,
    /// The rule of the policy.
    pub rule: String,
    /// `cut`.
    pub t: String,
    /// Keyed tag of its text.
    pub tag: String,
    /// 1.
    pub v: u8,
}

/// `init`: the first line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitLine {
    /// The program that made it.
    pub engine: String,
    /// The first signing key, as a C2SP verifier key.
    pub key: String,
    /// Salt.
    pub nonce: B64<16>,
    /// Name of the opening key.
    pub opening: String,
    /// Origin: name of the ledger and of its keys.
    pub origin: String,
    /// `init`.
    pub t: String,
    /// When.
    pub time: String,
    /// 1.
    pub v: u8,
}

/// What happens to a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyOp {
    /// `key` may sign the checkpoints that cover this line.
    Add,
    /// `key` may sign no checkpoint that covers this line.
    Retire,
}

/// `key`: a change of signing keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyLine {
    /// The verifier key.
    pub key: String,
    /// Salt.
    pub nonce: B64<16>,
    /// What happens to it.
    pub op: KeyOp,
    /// `key`.
    pub t: String,
    /// When.
    pub time: String,
    /// 1.
    pub v: u8,
}

/// `recovery`: lines past the committed size were moved aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryLine {
    /// How many bytes were moved aside.
    pub bytes: u64,
    /// Under which name in the ledger directory.
    pub file: String,
    /// Salt.
    pub nonce: B64<16>,
    /// Committed size of the ledger at that time.
    pub size: u64,
    /// `recovery`.
    pub t: String,
    /// When.
    pub time: String,
    /// 1.
    pub v: u8,
}

/// `reveal`: an opening was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealLine {
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<By>,
    /// Salt.
    pub nonce: B64<16>,
    /// Identifier of the release whose secret was handed out.
    pub rel: String,
    /// `reveal`.
    pub t: String,
    /// When.
    pub time: String,
    /// 1.
    pub v: u8,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// One release.
    Release(Box<ReleaseLine>),
    /// Its inner facts.
    Case(Box<CaseLine>),
    /// One removal.
    Cut(Box<CutLine>),
    /// Start of the ledger.
    Init(InitLine),
    /// Change of signing keys.
    Key(KeyLine),
    /// A torn tail was moved aside.
    Recovery(RecoveryLine),
    /// An opening was used.
    Reveal(RevealLine),
    /// Well-formed, but of a type or version that this program does not know.
    Unknown,
}

/// Writes a line, without its LF.
///
/// # Errors
///
/// [`LineError::TooLong`] where it would pass [`MAX_LINE`].
pub fn write<T: Serialize>(line: &T) -> Result<String, LineError> {
    let mut text = serde_json::to_string(line).map_err(|_| LineError::Value)?;
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
