//! Whether every release in a ledger has all its lines: `release`, `case`, then one `cut` for each cut segment.

use super::line::Line;

/// What is wrong at a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Incomplete {
    /// A release before it lacks lines.
    #[error("the release before this line lacks its `case` line or some `cut` lines")]
    Lacks,
    /// It belongs to no release before it.
    #[error("a `case` or `cut` line that belongs to no release")]
    Stray,
    /// The first line is not `init`, or `init` stands elsewhere.
    #[error("an `init` line must stand first and only there")]
    Init,
}

/// Follows the lines of a ledger.
#[derive(Debug, Default)]
pub struct Completeness {
    release: String,
    case: bool,
    cuts: u64,
    leaf: u32,
    index: u64,
}

impl Completeness {
    /// Takes the next line.
    ///
    /// # Errors
    ///
    /// [`Incomplete`]; the following lines can be taken nevertheless.
    pub fn take(&mut self, line: &Line) -> Result<(), Incomplete> {
        let first = self.index == 0;
        self.index = self.index.saturating_add(1);
        if first != matches!(line, Line::Init(_)) {
            return Err(Incomplete::Init);
        }
        match line {
            Line::Case(case) => {
                if !self.case || case.rel != self.release {
                    return Err(Incomplete::Stray);
                }
                self.case = false;
                Ok(())
            }
            Line::Cut(cut) => {
                if self.case || self.cuts == 0 || cut.rel != self.release || cut.leaf <= self.leaf {
                    return Err(Incomplete::Stray);
                }
                self.cuts = self.cuts.saturating_sub(1);
                self.leaf = cut.leaf;
                Ok(())
            }
            Line::Release(release) => {
                let whole = self.finish();
                self.release.clone_from(&release.id);
                self.case = true;
                self.cuts = release.counts.cut;
                self.leaf = 0;
                whole
            }
            _ => {
                let whole = self.finish();
                self.case = false;
                self.cuts = 0;
                whole
            }
        }
    }

    /// Whether the release before is whole.
    ///
    /// # Errors
    ///
    /// [`Incomplete::Lacks`].
    pub fn finish(&self) -> Result<(), Incomplete> {
        if self.case || self.cuts > 0 {
            return Err(Incomplete::Lacks);
        }
        Ok(())
    }
}
