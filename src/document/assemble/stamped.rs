//! A stamp of a release over several paragraphs: its first line is no banner.

use super::held::Held;
use crate::document::few::Rare;
use crate::document::furniture::{LineClass, is_stamp_part};

/// How far below its first line the number of a stamp is looked for.
const FAR: usize = 3;
/// Longest line of such a stamp that may be misread, in bytes.
const MISREAD: usize = 60;

/// Takes lines of `UNCLASSIFIED` above the number of a case for what they are: a stamp that says what the paper is now.
pub(super) fn stamped(source: &str, drafts: &mut [Held]) {
    let text = |draft: &Held| draft.block.body.of(source).trim();
    for index in 0..drafts.len() {
        let banner = drafts.get(index).filter(|d| d.class == LineClass::Banner);
        if banner.is_none_or(|d| text(d) != "UNCLASSIFIED") {
            continue;
        }
        let below = drafts.iter().skip(index.saturating_add(1)).take(FAR);
        let part = below
            .take_while(|d| {
                d.class == LineClass::Stamp || !d.first && d.value().is_none() && text(d).len() <= MISREAD
            })
            .any(|d| d.class == LineClass::Stamp && is_stamp_part(text(d)));
        if let Some(draft) = drafts.get_mut(index).filter(|_| part) {
            draft.class = LineClass::Stamp;
            draft.block.levels = Rare::default();
        }
    }
}
