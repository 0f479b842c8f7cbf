//! A scheme as it holds: what [`crate::marking`] reads against.

use super::code::Code;
use super::openers::Openers;
use super::phrases::{Phrases, Target};
use super::source::{Fields, Kind, Position, Release};
use super::spelled::Spelled;
use super::words::Words;
use std::fmt;
use std::sync::Arc;

/// A marking scheme, such as the US one. Cheap to clone.
#[derive(Clone)]
pub struct Scheme(pub(super) Arc<Data>);

/// A set of levels, one bit each.
pub(crate) type Levels = u64;
/// A set of controls, one bit each.
pub(crate) type Controls = u128;

/// What a scheme holds.
#[derive(Default)]
pub(crate) struct Data {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) category_separator: String,
    /// Whether the grammar of foreign and joint ownership applies.
    pub(crate) ownership: bool,
    pub(crate) home: Option<Code>,
    /// Known codes, and the aliases of codes.
    pub(crate) nations: Words<Nation>,
    pub(crate) groups: Vec<(Code, Vec<Code>)>,
    pub(crate) labels: Vec<String>,
    pub(crate) levels: Vec<Level>,
    pub(crate) ladders: Vec<String>,
    pub(crate) categories: Vec<Category>,
    pub(crate) controls: Vec<Control>,
    pub(crate) level_phrases: Phrases,
    pub(crate) control_phrases: Phrases,
    /// Text in capitals, and the canonical mark that it stands for.
    pub(crate) shorthand: Words<String>,
    pub(crate) never: Vec<Never>,
    /// The patterns of `never` by first word, as indices; those whose first word is open are under no word.
    pub(crate) never_first: Words<Vec<usize>>,
    /// Levels and controls as the letters of spaced words spell them.
    pub(crate) spelled: Spelled,
    pub(crate) dropped: Vec<String>,
    /// Words that may follow a banner on its line and say nothing about the level.
    pub(crate) captions: Vec<String>,
    /// Words behind a level that make the text a mark though they name no control.
    pub(crate) held: Vec<String>,
    /// Whether portion marks may open a paragraph without brackets.
    pub(crate) unbracketed: bool,
    pub(crate) fields: Option<Fields>,
    /// What a mark can open with.
    pub(crate) openers: Openers,
    pub(crate) special: Special,
}

/// Controls and categories that the grammar of ownership knows by name.
#[derive(Default)]
pub(crate) struct Special {
    pub(crate) fgi: Option<u16>,
    pub(crate) noforn: Option<u16>,
    pub(crate) hcs: Option<u16>,
    pub(crate) nato: Option<u8>,
    /// Whether a category stands before the level, and whether a list stands before its word.
    pub(crate) before: bool,
    pub(crate) leading: bool,
    /// Whether any control stands in place of the level, and which.
    pub(crate) replaces_level: bool,
    pub(crate) replacing: Controls,
    /// Words that are part of a control and none by themselves: `CNWDI` of `RD-CNWDI`, `SAR` of `SAR-BP`.
    pub(crate) parts: Words<()>,
}

/// A level.
pub(crate) struct Level {
    pub(crate) name: String,
    pub(crate) banner: String,
    pub(crate) portion: String,
    pub(crate) rank: u8,
    /// Index of its ladder; `None` for a level below all ladders.
    pub(crate) ladder: Option<u8>,
    pub(crate) retired: Option<String>,
    pub(crate) meaning: String,
    pub(crate) source: String,
}

/// A category of controls.
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    pub(crate) position: Position,
    pub(crate) join: String,
    pub(crate) between: String,
    pub(crate) alphabetical: bool,
    pub(crate) prefix: Option<String>,
    pub(crate) blanks: bool,
    pub(crate) most: Option<(usize, String)>,
    pub(crate) levels: Levels,
    pub(crate) under: Option<u16>,
    pub(crate) first: Option<String>,
    pub(crate) shares: Option<u8>,
    pub(crate) meaning: String,
    pub(crate) source: String,
}

/// A word that names a nation or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nation {
    pub(crate) code: Code,
    /// Whether the word is another name for the code, such as `UK`.
    pub(crate) alias: bool,
}

/// A list of nations that follows a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) separator: &'static str,
    pub(crate) home_first: bool,
    pub(crate) home_never: bool,
    pub(crate) bare: Option<String>,
    pub(crate) leading: bool,
}

/// What a control or compartment demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demands {
    pub(crate) levels: Levels,
    pub(crate) needs: Controls,
    pub(crate) excludes: Controls,
}

/// A suffix such as `-CNWDI`.
pub(crate) struct Suffix {
    pub(crate) text: String,
    pub(crate) also: Vec<String>,
    pub(crate) levels: Levels,
}

/// Numbers such as `-SG 14 18`.
pub(crate) struct Numbers {
    pub(crate) portion: String,
    pub(crate) banner: String,
    pub(crate) most: u16,
    pub(crate) levels: Levels,
}

/// A compartment that the scheme knows.
pub(crate) struct Compartment {
    pub(crate) id: String,
    pub(crate) also: Vec<String>,
    pub(crate) demands: Demands,
    pub(crate) below: Option<Demands>,
}

/// A control.
pub(crate) struct Control {
    pub(crate) id: String,
    /// As listed among the controls of a marking.
    pub(crate) name: String,
    pub(crate) banner: String,
    pub(crate) category: u8,
    pub(crate) argument: Option<Argument>,
    pub(crate) suffix: Option<Suffix>,
    pub(crate) numbers: Option<Numbers>,
    pub(crate) demands: Demands,
    pub(crate) needs_category: Option<u8>,
    pub(crate) implies: Controls,
    pub(crate) alone: Option<u8>,
    pub(crate) replaces_level: bool,
    /// What may stand beside it where it replaces the level.
    pub(crate) beside: Controls,
    pub(crate) release: Option<Release>,
    pub(crate) without_release: Option<u16>,
    pub(crate) dropped_noforn: bool,
    pub(crate) beats: Controls,
    pub(crate) only_up_to: Option<u8>,
    pub(crate) only_alone: bool,
    pub(crate) compartments: Vec<Compartment>,
    pub(crate) never_bare: bool,
    pub(crate) retired: Option<String>,
    pub(crate) meaning: String,
    pub(crate) source: String,
}

/// A text that is never a mark, though it looks like one. `*` stands for one word, `?` for one letter or digit.
pub(crate) struct Never {
    pub(crate) text: String,
    pub(crate) because: String,
}

impl Scheme {
    /// A scheme without levels: nothing is a mark.
    pub(super) fn empty() -> Self {
        Self(Arc::new(Data::default()))
    }

    /// Its short name, such as `us`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.id
    }

    /// Its title for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.title
    }

    pub(crate) fn data(&self) -> &Data {
        &self.0
    }

    /// Whether two are the same scheme.
    pub(crate) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.id == other.0.id
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scheme({})", self.0.id)
    }
}

impl Data {
    pub(crate) fn level(&self, index: u8) -> Option<&Level> {
        self.levels.get(usize::from(index))
    }

    pub(crate) fn control(&self, index: u16) -> Option<&Control> {
        self.controls.get(usize::from(index))
    }

    pub(crate) fn category(&self, index: u8) -> Option<&Category> {
        self.categories.get(usize::from(index))
    }

    /// The index of a control by its id.
    pub(crate) fn control_named(&self, id: &str) -> Option<u16> {
        let at = self.controls.iter().position(|c| c.id == id)?;
        u16::try_from(at).ok()
    }

    /// The index of a control of one category, by any spelling (in capitals).
    pub(crate) fn control_in(&self, category: u8, spelling: &str) -> Option<u16> {
        match self.control_phrases.exact(spelling)?.target {
            Target::Control(index) => self
                .control(index)
                .filter(|c| c.category == category)
                .map(|_| index),
            Target::Level(_) | Target::Prefix(_) => None,
        }
    }

    /// The index of a category by its id.
    pub(crate) fn category_named(&self, id: &str) -> Option<u8> {
        let at = self.categories.iter().position(|c| c.id == id)?;
        u8::try_from(at).ok()
    }

    /// The index of a level by its name.
    pub(crate) fn level_named(&self, name: &str) -> Option<u8> {
        let at = self.levels.iter().position(|l| l.name == name)?;
        u8::try_from(at).ok()
    }

    /// The nation or group that `word` (in capitals) names, by its code or an alias such as `UK`.
    #[inline]
    pub(crate) fn nation(&self, word: &str) -> Option<Nation> {
        self.nations.get(word.as_bytes()).copied()
    }

    /// The members of a group that may be expanded.
    pub(crate) fn group(&self, code: Code) -> Option<&[Code]> {
        let (_, members) = self.groups.iter().find(|(group, _)| *group == code)?;
        Some(members)
    }
}

/// The set that holds one index.
pub(crate) fn bit(index: u16) -> Controls {
    1_u128.checked_shl(u32::from(index)).unwrap_or(0)
}

/// The set that holds one level.
pub(crate) fn level_bit(index: u8) -> Levels {
    1_u64.checked_shl(u32::from(index)).unwrap_or(0)
}
