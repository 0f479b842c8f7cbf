//! The kinds of lines and their members.
//!
//! The members of each struct stand in RFC 8785 order, so that plain `serde_json` writes the canonical form; a test
//! holds every kind of line against a canonicaliser of its own.

use crate::audit::encoding::{B64, Hex32};
use serde::{Deserialize, Serialize};

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
