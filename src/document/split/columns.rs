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

/// Whether the head of a column says that marks stand below: `Class.`, `Portion Mark`, `Classification/Markings`.
pub(super) fn names_mark_column(cell: &str) -> bool {
    const NAMES: [&str; 14] = [
        "caveat",
        "caveats",
        "class",
        "classif",
        "classification",
        "cls",
        "handling",
        "level",
        "mark",
        "marking",
        "markings",
        "pm",
        "sec",
        "security",
    ];
    const BESIDE: [&str; 3] = ["overall", "portion", "protective"];
    let is = |names: &[&str], word: &str| names.iter().any(|known| word.eq_ignore_ascii_case(known));
    let mut words = cell
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let count = words.clone().take(4).count();
    let portion = count == 1 && words.clone().all(|word| is(&["portion"], word));
    cell.len() <= 40
        && (1..=3).contains(&count)
        && (portion || words.clone().any(|word| is(&NAMES, word)))
        && words.all(|word| is(&NAMES, word) || is(&BESIDE, word))
}

#[cfg(test)]
mod tests {
    use super::names_mark_column;

    #[test]
    fn heads_of_columns() {
        assert!(
            names_mark_column("Class.") && names_mark_column(" PORTION MARK ") && names_mark_column("Level")
        );
        assert!(names_mark_column("Classification/ \u{2028} Markings") && names_mark_column("Portion"));
        assert!(!names_mark_column("Class of boat") && !names_mark_column("Authorized Portion Mark"));
    }
}
