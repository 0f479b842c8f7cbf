//! What the check found, and what comes of it.

use super::gather::Known;
use crate::cli::path::shown;
use crate::cli::place::Placed;
use crate::cli::redact::batch::plan::Item;
use crate::cli::redact::row::{ACROSS, Fate, Row};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use tearline::finding::Severity;
use tearline::release::Counts;
use tearline::spill::across::Hit;

pub(super) const REFUSED: &str = "would release text that another document of the batch withholds";
pub(super) const CHANGED: &str = "changed while the batch ran";

/// What came of a document.
pub(super) enum Came {
    Hits(Vec<Hit>),
    Changed,
}

/// What the check found.
pub(crate) struct Found<'r> {
    pub(super) items: &'r [Item],
    pub(super) documents: Vec<Option<Known>>,
    pub(super) found: BTreeMap<usize, Came>,
    pub(super) refuses: bool,
}

impl Found<'_> {
    /// Whether a document is another one than was looked at.
    pub(crate) fn changed(&self, number: usize, text: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let known = self.documents.get(number).and_then(Option::as_ref);
        known.is_none_or(|known| known.digest != digest)
    }

    /// What is said of a document that changed.
    pub(crate) fn say_changed() -> String {
        CHANGED.to_owned()
    }

    /// Says in the row what was found; `true` where the release is held.
    pub(crate) fn hold(&self, number: usize, row: &mut Row) -> bool {
        let made = matches!(row.fate, Fate::Released | Fate::InPart | Fate::Withheld);
        let before = row.fate == Fate::Before;
        let hits = match self.found.get(&number) {
            Some(Came::Changed) if made || before => {
                refuse(row, CHANGED);
                return made;
            }
            Some(Came::Hits(hits)) if made || before => hits,
            _ => return false,
        };
        let held = made && self.refuses;
        if held {
            refuse(row, REFUSED);
        }
        row.findings
            .extend(hits.iter().map(|hit| self.placed(hit, before)));
        held
    }

    fn placed(&self, hit: &Hit, before: bool) -> Placed {
        let path = self.items.get(hit.doc as usize).map(|item| shown(&item.path));
        let path = path.unwrap_or_default();
        let place = match hit.withheld_line {
            Some(line) => format!("{path}:{line}"),
            None => format!("{path} (changed meanwhile)"),
        };
        let what = if hit.paragraph {
            format!("this paragraph is withheld in {place}")
        } else {
            format!("words that {place} withholds stand again here")
        };
        let mend = match (before, self.refuses) {
            (true, _) => "and this release was made before; call it back",
            (false, true) => "in text that would leave; mark both alike, or set `spill.across: warn`",
            (false, false) => "in text that leaves; see whether both should be marked alike",
        };
        let severity = if self.refuses {
            Severity::Error
        } else {
            Severity::Warning
        };
        Placed::new(ACROSS, severity, hit.line, format!("{what}, {mend}"))
    }
}

fn refuse(row: &mut Row, why: &str) {
    row.fate = Fate::Refused(why.to_owned());
    row.counts = Counts::default();
    row.release = None;
    row.findings.clear();
    row.facts = None;
}
