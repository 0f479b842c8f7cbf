//! The lowest marking of a scheme: what a release states that holds no marked text.

use super::model::Marking;
use super::read::read_portion;
use crate::scheme::Scheme;

/// The lowest level of `scheme` without controls; `None` where the scheme has no level that needs no protection.
#[must_use]
pub fn lowest(scheme: &Scheme) -> Option<Marking> {
    read_portion(scheme, "U").known().cloned()
}
