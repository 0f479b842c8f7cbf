//! The table of claims: what holds, what fails, what was not checked, and the worst verdict.

use serde::Serialize;
use tearline::store::Verdict;

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Checked, and it holds.
    Holds,
    /// Checked, and it does not hold.
    Fails,
    /// Not checked.
    Unchecked,
}

/// A row of the claim table.
#[derive(Serialize)]
pub(super) struct Claim {
    pub(super) id: &'static str,
    pub(super) claim: String,
    pub(super) state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

/// The claims so far.
pub(super) struct Table {
    pub(super) verdict: Verdict,
    pub(super) claims: Vec<Claim>,
}

impl Table {
    pub(super) fn holds(&mut self, id: &'static str, claim: impl Into<String>) {
        self.row(id, claim, State::Holds, None);
    }

    pub(super) fn fails(&mut self, id: &'static str, claim: impl Into<String>, why: impl Into<String>) {
        self.row(id, claim, State::Fails, Some(why.into()));
        self.verdict = self.verdict.max(Verdict::Altered);
    }

    pub(super) fn unchecked(&mut self, id: &'static str, claim: impl Into<String>, why: impl Into<String>) {
        self.row(id, claim, State::Unchecked, Some(why.into()));
    }

    pub(super) fn row(
        &mut self,
        id: &'static str,
        claim: impl Into<String>,
        state: State,
        why: Option<String>,
    ) {
        self.claims.push(Claim {
            id,
            claim: claim.into(),
            state,
            why,
        });
    }
}
