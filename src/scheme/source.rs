//! A scheme file as it is written (`docs/schemes.md` describes every key).

use super::error::SchemeError;
use serde::Deserialize;
use serde_yaml::Spanned;
use std::collections::BTreeMap;

/// A name that must stand elsewhere in the file, with its place.
pub(super) type Name = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "tearline-scheme")]
    pub(super) version: Spanned<u32>,
    pub(super) id: Name,
    pub(super) title: String,
    #[serde(default)]
    pub(super) separators: Separators,
    #[serde(default)]
    pub(super) ownership: Ownership,
    #[serde(default)]
    pub(super) nations: Nations,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    pub(super) levels: Vec<Level>,
    #[serde(default)]
    pub(super) categories: Vec<Category>,
    #[serde(default)]
    pub(super) shorthand: Vec<Shorthand>,
    #[serde(default)]
    pub(super) never: Vec<Never>,
    #[serde(default)]
    pub(super) dropped: Vec<String>,
    #[serde(default)]
    pub(super) captions: Vec<String>,
    #[serde(default)]
    pub(super) held: Vec<String>,
    #[serde(default)]
    pub(super) unbracketed: bool,
    #[serde(default)]
    pub(super) fields: Option<Fields>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Separators {
    pub(super) category: Option<Name>,
    pub(super) item: Option<Name>,
}

impl Separators {
    /// What stands before each category.
    pub(super) fn category(&self) -> &str {
        self.category.as_ref().map_or("//", |text| &text.value)
    }

    /// What stands between the controls of one category.
    pub(super) fn item(&self) -> &str {
        self.item.as_ref().map_or("/", |text| &text.value)
    }
}

/// Whether the grammar of foreign and joint ownership applies.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ownership {
    #[default]
    None,
    Us,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Nations {
    pub(super) home: Option<String>,
    pub(super) codes: String,
    pub(super) aliases: BTreeMap<String, String>,
    pub(super) groups: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Level {
    pub(super) name: Name,
    pub(super) banner: Option<String>,
    pub(super) portion: Option<String>,
    pub(super) rank: Spanned<i64>,
    #[serde(default)]
    pub(super) ladder: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) legacy: Vec<String>,
    #[serde(default)]
    pub(super) retired: Option<String>,
    #[serde(default)]
    pub(super) meaning: String,
    #[serde(default)]
    pub(super) source: String,
}

/// What a category holds.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Words of a closed list.
    #[default]
    Words,
    /// Trees over an open vocabulary: `SI-G ABCD`.
    Trees,
    /// Words of an open vocabulary that stand only after another control: CUI categories.
    Open,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Position {
    #[default]
    After,
    Before,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Category {
    pub(super) id: Name,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) position: Position,
    #[serde(default)]
    pub(super) join: Option<Name>,
    #[serde(default)]
    pub(super) between: Option<Name>,
    #[serde(default)]
    pub(super) alphabetical: bool,
    /// Trees: what stands once before the first item, such as `SAR-`.
    #[serde(default)]
    pub(super) prefix: Option<String>,
    #[serde(default)]
    pub(super) prefix_also: Vec<String>,
    /// Trees: whether a name may hold blanks.
    #[serde(default)]
    pub(super) blanks: bool,
    /// Trees: most items, and the name that stands for more.
    #[serde(default)]
    pub(super) most: Option<Most>,
    /// Trees: levels at which they may stand.
    #[serde(default)]
    pub(super) levels: Vec<Name>,
    /// Open words: the control that must stand before them.
    #[serde(default)]
    pub(super) under: Option<Name>,
    /// Open words: a prefix that sorts first, such as `SP-`.
    #[serde(default)]
    pub(super) first: Option<String>,
    /// Words: the category whose segment they share when both stand.
    #[serde(default)]
    pub(super) shares: Option<Name>,
    #[serde(default)]
    pub(super) controls: Vec<Control>,
    #[serde(default)]
    pub(super) meaning: String,
    #[serde(default)]
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Most {
    pub(super) items: usize,
    pub(super) instead: String,
}

/// What follows a control.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Argument {
    /// Codes of nations and groups.
    pub(super) nations: Separator,
    #[serde(default)]
    pub(super) home: Home,
    /// What stands where there is no list; without it a list is needed.
    #[serde(default)]
    pub(super) bare: Option<String>,
    /// Whether the list stands before the word: `USA/CAN EYES ONLY`.
    #[serde(default)]
    pub(super) leading: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Separator {
    Comma,
    Blank,
    Slash,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Home {
    /// The own nation may stand or not.
    #[default]
    Free,
    /// The own nation leads the list and is not enough alone.
    First,
    /// The own nation never stands in the list.
    Never,
}

/// How a control takes part in the release calculation (`docs/markings.md`, roll-up).
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Release {
    None,
    To,
    Display,
    ByOfficial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    pub(super) id: Name,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) banner: Option<String>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) legacy: Vec<String>,
    #[serde(default)]
    pub(super) argument: Option<Argument>,
    #[serde(default)]
    pub(super) suffix: Option<Suffix>,
    #[serde(default)]
    pub(super) numbers: Option<Numbers>,
    #[serde(default)]
    pub(super) levels: Vec<Name>,
    #[serde(default)]
    pub(super) needs: Vec<Name>,
    /// A category of which an item must stand too.
    #[serde(default)]
    pub(super) needs_category: Option<Name>,
    #[serde(default)]
    pub(super) implies: Vec<Name>,
    #[serde(default)]
    pub(super) excludes: Vec<Name>,
    /// The level that a mark of this word alone has: `(SBU)` is `U//SBU`.
    #[serde(default)]
    pub(super) alone: Option<Name>,
    /// Whether the word alone is the current form, without its level: `(CUI)`.
    #[serde(default)]
    pub(super) replaces_level: bool,
    /// Where the word stands in place of the level: the controls that may stand beside it; any where absent.
    #[serde(default)]
    pub(super) beside: Vec<Name>,
    #[serde(default)]
    pub(super) release: Option<Release>,
    /// Roll-up: the control that stays where its NOFORN stands by itself: `SBU` of `SBU NOFORN`.
    #[serde(default)]
    pub(super) without_release: Option<Name>,
    /// Roll-up: where it is dropped, no weaker release mark may stand.
    #[serde(default)]
    pub(super) dropped_noforn: bool,
    /// Roll-up: which controls it replaces.
    #[serde(default)]
    pub(super) beats: Vec<Name>,
    /// Roll-up: not shown above these levels.
    #[serde(default)]
    pub(super) only_up_to: Option<Name>,
    /// Roll-up: shown only where nothing but release marks stands.
    #[serde(default)]
    pub(super) only_alone: bool,
    /// Trees: known compartments below this system.
    #[serde(default)]
    pub(super) compartments: Vec<Compartment>,
    /// Trees: what holds for any sub-compartment or compartment that is not listed.
    #[serde(default)]
    pub(super) never_bare: bool,
    #[serde(default)]
    pub(super) retired: Option<String>,
    #[serde(default)]
    pub(super) meaning: String,
    #[serde(default)]
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suffix {
    pub(super) text: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) levels: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbers {
    pub(super) portion: String,
    pub(super) banner: String,
    pub(super) most: u16,
    #[serde(default)]
    pub(super) levels: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compartment {
    pub(super) id: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) levels: Vec<Name>,
    #[serde(default)]
    pub(super) needs: Vec<Name>,
    #[serde(default)]
    pub(super) excludes: Vec<Name>,
    /// What holds where a sub-compartment follows; where absent, the compartment's own rules.
    #[serde(default)]
    pub(super) below: Option<Below>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Below {
    #[serde(default)]
    pub(super) levels: Vec<Name>,
    #[serde(default)]
    pub(super) needs: Vec<Name>,
    #[serde(default)]
    pub(super) excludes: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shorthand {
    pub(super) text: Name,
    pub(super) means: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Never {
    pub(super) text: Name,
    pub(super) because: String,
}

/// A form of `KEY=value` fields, as in the subject of an e-mail.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {
    pub(crate) level: String,
    #[serde(default)]
    pub(crate) ignored: Vec<String>,
}

/// Reads the file with strict options: no anchors, no merge keys, no `yes` for true, no duplicate keys.
pub(super) fn read(text: &str) -> Result<File, SchemeError> {
    let budget = serde_yaml::budget! {
        max_anchors: 0,
        max_aliases: 0,
        max_depth: 24,
        max_nodes: 40_000,
        max_documents: 1,
    };
    let options = serde_yaml::options! {
        strict_booleans: true,
        merge_keys: serde_yaml::options::MergeKeyPolicy::Error,
        with_snippet: false,
        budget: budget,
    };
    serde_yaml::from_str_with_options(text, options).map_err(|error| {
        let place = error.location();
        let line = place.map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let column = place.map_or(0, |p| usize::try_from(p.column()).unwrap_or(0));
        let message = error.render();
        // The place is told once.
        let message = message.trim_end_matches('.');
        let message = message
            .strip_suffix(&format!(" at line {line}, column {column}"))
            .unwrap_or(message);
        SchemeError {
            line,
            column,
            message: message.to_owned(),
        }
    })
}

/// An error at a name of the file.
pub(super) fn error_at(name: &Name, message: String) -> SchemeError {
    SchemeError {
        line: usize::try_from(name.referenced.line()).unwrap_or(0),
        column: usize::try_from(name.referenced.column()).unwrap_or(0),
        message,
    }
}
