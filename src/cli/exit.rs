//! Exit status, the same everywhere (design, section 7).

use std::process::ExitCode;

/// How a command ended. The worst wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(dead_code)]
pub(crate) enum Exit {
    /// 0: done, nothing to report.
    Done,
    /// 1: done, and something needs a person.
    Findings,
    /// 2: could not run: arguments, policy, I/O.
    CouldNotRun,
    /// 3: altered.
    Altered,
    /// 4: rolled back or truncated.
    RolledBack,
    /// 5: torn tail.
    Torn,
    /// 6: gap.
    Gap,
    /// 7: cannot be checked.
    Unverifiable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
