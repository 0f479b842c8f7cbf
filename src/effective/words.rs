//! Reasons in plain words.

use super::model::Why;

impl Why {
    /// Says in one clause why a block is governed as it is; `line` gives the first line of a block by its index.
    #[must_use]
    pub fn words(self, line: impl Fn(usize) -> u32) -> String {
        match self {
            Self::Own => "its own mark".to_owned(),
            Self::OwnAtEnd => "its own mark, at its end".to_owned(),
            Self::OwnHighest => "the highest of its own marks".to_owned(),
            Self::Continues(block) => format!("continues the portion of line {}", line(block)),
            Self::EntireText(block) => format!("the entire-text mark of line {}", line(block)),
            Self::RaisedByEntireText(block) => {
                format!(
                    "its own mark, raised by the entire-text mark of line {}",
                    line(block)
                )
            }
            Self::ReferredBy(block) => format!("referred to in line {}", line(block)),
            Self::Floor => "raised to the stamp that classifies the document".to_owned(),
            Self::Unmarked => "no portion mark: the overall classification".to_owned(),
            Self::Damaged => "its mark is damaged".to_owned(),
            Self::LookAlike => "its mark holds look-alike or hidden characters".to_owned(),
            Self::Unknown => "its mark is not in the scheme".to_owned(),
        }
    }
}
