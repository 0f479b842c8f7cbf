//! A test of a policy: a text and what must become of it.

use super::place::Place;
use crate::document::Format;

/// Where the text of a test stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestText {
    /// In the test itself.
    Inline(String),
    /// In a file, named relative to the file that holds the test.
    File(String),
}

/// What must become of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// All of it leaves.
    Release,
    /// None of it leaves.
    Withhold,
    /// Some of it leaves.
    InPart,
}

impl Expected {
    /// Its spelling in a policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Withhold => "withhold",
            Self::InPart => "in part",
        }
    }
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// Its name; `test 3` where none is given.
    pub name: String,
    /// The text.
    pub text: TestText,
    /// How the text is read.
    pub format: Format,
    /// What must become of the whole text, or of each block in order.
    pub expect: Vec<Expected>,
    /// Whether `expect` counts blocks; else its one member is about the whole text.
    pub per_block: bool,
    /// The entry or rule that must have decided at least one block: `releasable[1]`, a rule's id.
    pub by: Option<String>,
    /// The reason that every withheld passage must carry.
    pub reason: Option<String>,
    /// Text that must leave.
    pub shows: Vec<String>,
    /// Text that must not leave.
    pub hides: Vec<String>,
    /// Whether the search for withheld words must refuse the release.
    pub spills: Option<bool>,
    /// Where the test stands.
    pub place: Place,
}
