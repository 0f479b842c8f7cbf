//! The policy language as types that a schema derives from.
//!
//! They mirror what the library reads; `tests/policy_files.rs` and `.ci/check-policy-schema` hold both against the same
//! files.
#![allow(dead_code)] // The types are never filled.

use schemars::JsonSchema;
use std::collections::BTreeMap;

/// A policy of tearline: which portion markings may leave, and what happens to the rest.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "tearline policy")]
pub(super) struct PolicyFile {
    /// Version of the policy language.
    #[schemars(range(min = 1, max = 1))]
    tearline: Option<u32>,
    /// The policy's name in records; by default the name of its file.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,80}$"))]
    id: Option<String>,
    /// What the policy is for, in one line.
    #[schemars(regex(pattern = r"\S"))]
    title: Option<String>,
    /// The marking scheme: us (the default), another built-in one, or the path of a scheme file.
    #[schemars(regex(pattern = r"\S"))]
    scheme: Option<String>,
    /// A policy that this one tightens: the name of a built-in one, or a path. Nothing may be loosened.
    #[schemars(regex(pattern = r"\S"))]
    extends: Option<String>,
    /// The markings that may leave. Everything else stays.
    #[schemars(length(min = 1))]
    releasable: Option<Vec<Entry>>,
    /// What happens to withheld text; mask by default.
    action: Option<Action>,
    /// How masks look.
    mask: Option<Mask>,
    /// The reasons that masks and the record show.
    reasons: Option<Reasons>,
    /// What governs text without a mark of its own, by kind of block.
    unmarked: Option<Unmarked>,
    /// What is written anew from what is left.
    remark: Option<Remark>,
    /// Rules over single texts. Withholding always wins; a rule that releases needs a reason.
    #[schemars(length(min = 1))]
    rules: Option<Vec<Rule>>,
    /// Whether a passed declassification date releases what it covers. Never by default.
    declassification: Option<Declassification>,
    /// The search for withheld words in released text.
    spill: Option<Spill>,
    /// Tests: they must pass before the policy is used.
    #[schemars(length(min = 1))]
    tests: Option<Vec<Test>>,
}

/// Tests of the policy beside it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "tearline policy tests")]
pub(super) struct TestFile {
    #[schemars(length(min = 1))]
    tests: Vec<Test>,
}

/// A marking, or everything up to a level.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Entry {
    /// Exactly this marking, in any accepted spelling; no control that it does not name.
    Exactly(#[schemars(regex(pattern = r"\S"))] String),
    UpTo(UpTo),
}

/// Every marking up to a level.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct UpTo {
    /// The highest level, without controls.
    #[schemars(regex(pattern = r"\S"))]
    up_to: String,
    /// Controls that may stand. By default none.
    #[schemars(length(min = 1), inner(regex(pattern = r"\S")))]
    allow: Option<Vec<String>>,
    /// Nations that a REL TO list must name, every one.
    #[schemars(length(min = 1), inner(regex(pattern = r"^[A-Z]{3,}$")))]
    to: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Action {
    /// A mark stands where text was cut.
    Mask,
    /// Nothing shows.
    Strip,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Mask {
    /// The mask, with {amount} and {reason}. One line.
    #[schemars(regex(pattern = r"\S"))]
    text: Option<String>,
    /// How the amount is worded; paragraphs by default. Lines and words are rounded coarsely.
    amount: Option<Amount>,
    /// What of a cut paragraph stays: its number or label (the default), or none.
    keep: Option<Keep>,
    /// Whether neighbouring cuts share one mask; false by default.
    merge: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Amount {
    Paragraphs,
    Lines,
    Words,
    None,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Keep {
    List(#[schemars(length(min = 1))] Vec<Kept>),
    Word(Nothing),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Kept {
    Number,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Nothing {
    None,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Reasons {
    /// Whether the Classified By line gives the reason of classified text; true by default.
    from_document: Option<bool>,
    /// Reasons by marking, or by level.
    #[schemars(extend("minProperties" = 1))]
    by_marking: Option<BTreeMap<String, String>>,
    /// The reason where nothing else gives one.
    #[schemars(regex(pattern = r"\S"))]
    default: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Continuation {
    /// It is governed by the portion that it continues.
    Inherit,
    /// Both the portion's and the overall marking must be releasable.
    Banner,
    /// It stays.
    Withhold,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Ungoverned {
    /// The overall classification governs it.
    Banner,
    /// It stays.
    Withhold,
    /// It leaves.
    Release,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Unmarked {
    /// Continuations, lists and tables of a portion; inherit by default.
    continuation: Option<Continuation>,
    /// Headings.
    heading: Option<Ungoverned>,
    /// Message headers and banner lines.
    header: Option<Ungoverned>,
    /// Subject lines.
    subject: Option<Ungoverned>,
    /// Classified By and DECL lines.
    authority: Option<Ungoverned>,
    /// Free-standing paragraphs, lists and tables.
    paragraph: Option<Ungoverned>,
    /// Signatures and trailers.
    signature: Option<Ungoverned>,
    /// Markdown front matter.
    front_matter: Option<Ungoverned>,
    /// Comments, definitions and footnotes that nothing refers to; withhold by default.
    hidden: Option<Ungoverned>,
    /// Page furniture, stamps and stray lines.
    other: Option<Ungoverned>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Remark {
    /// Whether banners, ZNY lines and section headers state what is left; true by default.
    banner: Option<bool>,
    /// A line that a release with cuts begins with.
    #[schemars(regex(pattern = r"\S"))]
    caption: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{"required": ["withhold"]}, {"required": ["release"]}]))]
struct Rule {
    /// The rule's name in records.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,80}$"))]
    id: String,
    /// How much around a match stays.
    withhold: Option<Unit>,
    /// A whole paragraph leaves, with a reason.
    release: Option<Whole>,
    /// What the rule looks at. All that is given must hold.
    when: When,
    /// The reason for the mask and the record.
    #[schemars(regex(pattern = r"\S"))]
    reason: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Unit {
    Match,
    Sentence,
    Paragraph,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Whole {
    Paragraph,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct When {
    /// A pattern of the Rust regex crate that the text matches. Line breaks count as spaces.
    #[schemars(regex(pattern = r"\S"))]
    text: Option<String>,
    /// Markings, one of which governs the text.
    #[schemars(length(min = 1))]
    marking: Option<Vec<Entry>>,
    /// Kinds of block.
    #[schemars(length(min = 1))]
    kind: Option<Vec<Kind>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Kind {
    Continuation,
    Heading,
    Header,
    Subject,
    Authority,
    Paragraph,
    Signature,
    FrontMatter,
    Hidden,
    Other,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Declassification {
    /// Whether the E.O. line is looked at.
    honour: Option<bool>,
    /// The day on which the policy looks, such as 2026-11-23.
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    as_of: Option<String>,
    /// Events that have happened, as the E.O. line words them.
    #[schemars(length(min = 1), inner(regex(pattern = r"\S")))]
    events: Option<Vec<String>>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
struct Spill {
    /// How many words in a row count; 6 by default.
    #[schemars(range(min = 3, max = 50))]
    words: Option<u32>,
    /// Whether names that only withheld text shows are looked for; true by default.
    names: Option<bool>,
    /// What happens; refuse by default.
    action: Option<SpillAction>,
    /// What happens where text that one document of a batch withholds stands in the release of another; as `action` by
    /// default.
    across: Option<AcrossAction>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum AcrossAction {
    Refuse,
    Warn,
    None,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum SpillAction {
    Refuse,
    Warn,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{"required": ["text"]}, {"required": ["file"]}]))]
struct Test {
    /// The test's name.
    #[schemars(regex(pattern = r"\S"))]
    name: Option<String>,
    /// The text.
    #[schemars(regex(pattern = r"\S"))]
    text: Option<String>,
    /// A file that holds the text, relative to this one.
    #[schemars(regex(pattern = r"\S"))]
    file: Option<String>,
    /// How the text is read; text by default, markdown for a file that ends in .md.
    format: Option<Format>,
    /// What becomes of the whole text, or of each block in order.
    expect: Option<Expect>,
    /// The entry or rule that must have decided: releasable[1], unmarked.header, a rule's id.
    #[schemars(regex(pattern = r"\S"))]
    by: Option<String>,
    /// The reason that everything withheld must carry.
    #[schemars(regex(pattern = r"\S"))]
    reason: Option<String>,
    /// Text that must leave.
    #[schemars(length(min = 1), inner(regex(pattern = r"\S")))]
    shows: Option<Vec<String>>,
    /// Text that must stay.
    #[schemars(length(min = 1), inner(regex(pattern = r"\S")))]
    hides: Option<Vec<String>>,
    /// Whether withheld words in released text refuse the release.
    spills: Option<bool>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Format {
    Text,
    Markdown,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Expect {
    Whole(Expected),
    Blocks(#[schemars(length(min = 1))] Vec<Expected>),
}

#[derive(JsonSchema)]
enum Expected {
    #[schemars(rename = "release")]
    Release,
    #[schemars(rename = "withhold")]
    Withhold,
    #[schemars(rename = "in part")]
    InPart,
}
