//! Bare `REL` and `JOINT`: the lists come from the source banner (Register and Manual H.3, H.8).

use super::body::{Item, Owner};
use super::model::Marking;
use crate::scheme::Release;

/// `portion` with the lists that it leaves to the banner taken from `banner`. A list that the banner lacks stays
/// missing: then nobody is known to be on it.
///
/// # Example
///
/// ```
/// use tearline::marking::{expand, read_banner, read_portion};
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::us();
/// let banner = read_banner(&us, "SECRET//REL TO USA, GBR").known().unwrap().clone();
/// let portion = read_portion(&us, "S//REL").known().unwrap().clone();
/// assert_eq!(expand(&portion, &banner).portion(), "S//REL TO USA, GBR");
/// ```
#[must_use]
pub fn expand(portion: &Marking, banner: &Marking) -> Marking {
    let data = portion.scheme().data();
    let mut body = portion.body().clone();
    if !portion.scheme().same(banner.scheme()) {
        return portion.clone();
    }
    if body.owner == Owner::Joint(Vec::new())
        && let Owner::Joint(owners) = &banner.body().owner
    {
        body.owner = Owner::Joint(owners.clone());
    }
    for item in &mut body.items {
        let Item::Word(word) = item else { continue };
        let to = data
            .control(word.control)
            .is_some_and(|c| c.release == Some(Release::To));
        if to
            && word.codes.is_empty()
            && let Some(listed) = banner.body().word(word.control)
        {
            word.codes.clone_from(&listed.codes);
        }
    }
    Marking::new(portion.scheme(), body)
}
