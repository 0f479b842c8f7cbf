//! The lowest marking of a scheme: what a release states that holds no marked text.

use super::body::Body;
use super::model::Marking;
use crate::scheme::Scheme;

/// The lowest level of `scheme` without controls; `None` where the scheme has no level that needs no protection.
#[must_use]
pub fn lowest(scheme: &Scheme) -> Option<Marking> {
    let levels = &scheme.data().levels;
    let (index, _) = levels
        .iter()
        .enumerate()
        .filter(|(_, level)| level.retired.is_none())
        .min_by_key(|(_, level)| level.rank)?;
    let level = u8::try_from(index).ok()?;
    Some(Marking::new(
        scheme,
        Body {
            level,
            ..Body::default()
        },
    ))
}
