//! The lowest marking of a scheme, which a release states that holds no marked text, and the levels above it.

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

/// The levels of `scheme` above its lowest, as banners write them, with their ranks.
pub(crate) fn classified(scheme: &Scheme) -> impl Iterator<Item = (&str, u8)> {
    let levels = &scheme.data().levels;
    let least = levels.iter().map(|level| level.rank).min().unwrap_or(0);
    levels
        .iter()
        .filter(move |level| level.rank > least)
        .map(|level| (level.banner.as_str(), level.rank))
}
