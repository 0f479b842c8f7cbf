//! What the tests of a policy came to.

use tearline::trial::{Covered, Trial};

/// The outcome for one policy.
pub(super) struct Outcome {
    pub(super) policy: String,
    pub(super) trials: Vec<Trial>,
    pub(super) coverage: Vec<Covered>,
}

impl Outcome {
    /// Rules that no test exercises.
    pub(super) fn idle(&self) -> impl Iterator<Item = &Covered> {
        self.coverage.iter().filter(|c| c.rule && c.tests == 0)
    }

    pub(super) fn red(&self) -> bool {
        self.trials.iter().any(|t| !t.passed()) || self.idle().next().is_some() || self.trials.is_empty()
    }
}
