//! The overall marking of several portions.

use super::model::Marking;
use crate::scheme::Scheme;

/// The marking that the banner over `portions` must show; `None` for no portion.
#[must_use]
pub fn roll_up(_scheme: &Scheme, portions: &[Marking]) -> Option<Marking> {
    let highest = portions.iter().max_by_key(|m| m.rank())?;
    let has = |name: &str| portions.iter().any(|m| m.controls().iter().any(|c| c == name));
    let level_banner = highest.banner().split("//").next().unwrap_or("");
    let mut controls = Vec::new();
    if has("OC") {
        controls.push(("OC".to_owned(), "ORCON".to_owned()));
    }
    if has("NF") {
        controls.push(("NF".to_owned(), "NOFORN".to_owned()));
    }
    if highest.rank() == 0 {
        for name in ["SBU", "FOUO", "LOU"] {
            if has(name) {
                controls.push((name.to_owned(), name.to_owned()));
                break;
            }
        }
    }
    Some(Marking::new(
        highest.level(),
        level_banner,
        highest.rank(),
        controls,
    ))
}
