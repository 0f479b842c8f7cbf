//! The reason that a document's authority line gives.

use crate::document::{Block, Role};
use regex::Regex;
use std::sync::LazyLock;

/// `1.4 (b) and (d)` of `Classified By: ... for reasons 1.4 (b) and (d)`: section numbers and letters alone, so that
/// nothing else of the line can get into a mask (E.O. 13526 section 1.6(a); 5 FAH-1 H-246).
#[must_use]
pub fn authority_reason(source: &str, blocks: &[Block]) -> Option<String> {
    static REASON: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let letters = r"\(\s*[a-h](?:\s*(?:,|and|&|/)\s*[a-h])*\s*\)";
        let join = r"\s*(?:,|;|and|or|&|/)*\s*(?:and\s*)?";
        let section = r"1\.[3-5]";
        Regex::new(&format!(
            r"(?i)\breasons?\b\s*:?\s*(?:under\s+)?(?:E\.?\s?O\.?\s*\d{{5}}\s*,?\s*)?(?:sections?\s*|sec\.\s*)?({section}\s*{letters}(?:{join}(?:{section}\s*)?{letters})*)"
        ))
        .ok()
    });
    let regex = REASON.as_ref()?;
    blocks.iter().filter(|b| b.role == Role::Authority).find_map(|b| {
        let found = regex.captures(b.body.of(source))?.get(1)?;
        Some(found.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
    })
}
