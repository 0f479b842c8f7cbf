//! The overall marking of several portions.

use super::model::Marking;
use crate::scheme::Scheme;

/// The marking that the banner over `portions` must show; `None` for no portion.
#[must_use]
pub fn roll_up(_scheme: &Scheme, portions: &[Marking]) -> Option<Marking> {
    portions.first().cloned()
}
