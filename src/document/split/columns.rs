//! Marks in a column of a table, which need no brackets there.

use super::run::Splitter;
use crate::document::block::{Mark, MarkPlace};
use crate::document::view::View;

impl Splitter<'_> {
    /// The mark that the cell in `column` of a row holds. It only raises: `C` may be the class of a boat.
    pub(super) fn in_column(&self, view: &View<'_>, column: usize) -> Option<Mark> {
        let text = view.text();
        let cell = text.split('\n').nth(column)?;
        let before = text.split('\n').take(column);
        let at = before.fold(0_usize, |sum, cell| {
            sum.saturating_add(cell.len()).saturating_add(1)
        });
        let hit = self.marks.bare(text, (at, at.saturating_add(cell.len())))?;
        Some(hit.mark(view, MarkPlace::Inside))
    }
}

/// Whether the head of a column says that marks stand below.
pub(super) fn names_mark_column(cell: &str) -> bool {
    const NAMES: [&str; 22] = [
        "class",
        "classif",
        "classification",
        "cls",
        "mark",
        "marking",
        "markings",
        "portion",
        "portion mark",
        "portion marking",
        "protective marking",
        "overall classification",
        "security",
        "security class",
        "security classification",
        "security level",
        "security marking",
        "sec",
        "level",
        "caveat",
        "pm",
        "handling",
    ];
    let name = cell.trim_matches(|c: char| !c.is_alphanumeric());
    name.len() <= 24 && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::names_mark_column;

    #[test]
    fn heads_of_columns() {
        assert!(
            names_mark_column("Class.") && names_mark_column(" PORTION MARK ") && names_mark_column("Level")
        );
        assert!(!names_mark_column("Class of boat") && !names_mark_column("Authorized Portion Mark"));
    }
}
