//! The search: every document against the tables of what the others withhold.

use super::found::{CHANGED, Came, Found};
use super::gather::{Gathered, Known, index};
use crate::cli::input::{self, FormatName};
use crate::cli::path::shown;
use crate::cli::redact::batch::plan::Item;
use crate::cli::report::Problem;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tearline::batch::listed_in_order;
use tearline::policy::{Across, Policy};
use tearline::spill::Places;
use tearline::spill::across::{Hit, MOST_HITS, Sources, look};
use tearline::spill::table::{Entry, Filled, MOST_ENTRIES, Table, fill};

/// Texts that are kept to compare with, and how large they may be: those that withhold what many release.
const KEPT: usize = 8;
const KEPT_BYTES: usize = 4 << 20;

/// How documents are read again.
pub(crate) struct Settle<'r> {
    pub(crate) items: &'r [Item],
    pub(crate) policy: &'r Policy,
    pub(crate) format: Option<FormatName>,
    pub(crate) encoding: Option<&'r str>,
    pub(crate) jobs: NonZeroUsize,
    /// Ends the work early; `None` to go through with it.
    pub(crate) stop: Option<&'r AtomicBool>,
}

impl Settle<'_> {
    fn stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// Looks in every document for what the others withhold; `None` where `stop` was set before the end.
pub(crate) fn settle<'r>(mut gathered: Gathered, desk: &Settle<'r>) -> Result<Option<Found<'r>>, Problem> {
    if desk.stopped() {
        return Ok(None);
    }
    let mut entries = std::mem::take(&mut gathered.entries);
    let mut rest = gathered.rest.map(|doc| (doc, 0));
    let batch = Batch {
        desk,
        documents: gathered.documents,
        kept: Mutex::default(),
    };
    let mut found = BTreeMap::new();
    loop {
        if !entries.is_empty() && !batch.pass(&Table::new(std::mem::take(&mut entries)), &mut found) {
            return Ok(None);
        }
        let Some((doc, word)) = rest else { break };
        rest = batch.next_table(doc, word, &mut entries)?;
    }
    Ok(Some(Found {
        items: desk.items,
        documents: batch.documents,
        found,
        refuses: desk.policy.spill.across() == Across::Refuse,
    }))
}

struct Batch<'d, 'r> {
    desk: &'d Settle<'r>,
    documents: Vec<Option<Known>>,
    kept: Mutex<VecDeque<(u32, Arc<str>)>>,
}

impl Batch<'_, '_> {
    fn known(&self, number: usize) -> Option<&Known> {
        self.documents.get(number).and_then(Option::as_ref)
    }

    /// The text of a document; `None` where it is not what it was.
    fn read(&self, number: usize) -> Option<String> {
        let item = self.desk.items.get(number)?;
        let input = input::listed(&item.path, item.identity, self.desk.format, self.desk.encoding).ok()?;
        let digest: [u8; 32] = Sha256::digest(input.text.as_bytes()).into();
        (digest == self.known(number)?.digest).then_some(input.text)
    }

    /// Looks at every document once; `false` where it was stopped.
    fn pass(&self, table: &Table, found: &mut BTreeMap<usize, Came>) -> bool {
        let numbers = 0..self.documents.len();
        let stopped = listed_in_order(
            self.desk.jobs,
            numbers.filter(|n| self.known(*n).is_some_and(|known| known.places.releases())),
            |number| {
                if self.desk.stopped() {
                    return None;
                }
                let places = &self.known(number)?.places;
                let words = self.desk.policy.spill.words;
                let came = self.read(number).map_or(Came::Changed, |text| {
                    Came::Hits(look(&text, places, index(number), table, words, self))
                });
                Some((number, came))
            },
            |came| match came {
                None => ControlFlow::Break(()),
                Some((number, came)) => {
                    merge(found, number, came);
                    ControlFlow::Continue(())
                }
            },
        );
        stopped.is_none()
    }

    /// Fills the next table from word `word` of document `doc` on; where the one after it begins.
    fn next_table(
        &self,
        doc: u32,
        word: u32,
        entries: &mut Vec<Entry>,
    ) -> Result<Option<(u32, u32)>, Problem> {
        entries.reserve_exact(MOST_ENTRIES);
        let mut from = word;
        for number in doc as usize..self.documents.len() {
            let Some(known) = self.known(number).filter(|known| known.places.withholds()) else {
                continue;
            };
            let Some(text) = self.read(number) else {
                let path = self.desk.items.get(number).map(|item| shown(&item.path));
                return Err(Problem::could_not_run(CHANGED)
                    .at(path.unwrap_or_default())
                    .mend("what it withholds cannot be looked for in the others; run again"));
            };
            let (here, words) = (index(number), self.desk.policy.spill.words);
            if let Filled::UpTo(next) = fill(&text, &known.places, here, words, from, MOST_ENTRIES, entries) {
                return Ok(Some((here, next)));
            }
            from = 0;
        }
        Ok(None)
    }
}

impl Sources for Batch<'_, '_> {
    fn places(&self, doc: u32) -> Option<&Places> {
        self.known(doc as usize).map(|known| &known.places)
    }

    fn text(&self, doc: u32) -> Option<Arc<str>> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = kept().iter().find(|(known, _)| *known == doc) {
            return Some(Arc::clone(text));
        }
        let text: Arc<str> = self.read(doc as usize)?.into();
        if text.len() <= KEPT_BYTES {
            let mut kept = kept();
            kept.truncate(KEPT.saturating_sub(1));
            kept.push_front((doc, Arc::clone(&text)));
        }
        Some(text)
    }
}

/// Adds what a further table showed.
fn merge(found: &mut BTreeMap<usize, Came>, number: usize, came: Came) {
    match (found.get_mut(&number), came) {
        (Some(Came::Hits(known)), Came::Hits(more)) => {
            for hit in more {
                let apart = |other: &Hit| {
                    other.released.end() <= hit.released.start()
                        || hit.released.end() <= other.released.start()
                };
                if known.len() < MOST_HITS && known.iter().all(apart) {
                    known.push(hit);
                }
            }
            known.sort_by_key(|hit| hit.released);
        }
        (Some(Came::Changed), _) => {}
        (None, Came::Hits(hits)) if hits.is_empty() => {}
        (_, came) => {
            found.insert(number, came);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)]
    use super::*;
    use crate::cli::input::Input;
    use crate::cli::redact::batch::across::found::REFUSED;
    use crate::cli::redact::batch::across::gather::{AT_ONCE, Watch};
    use crate::cli::redact::batch::plan::Plan;
    use crate::cli::redact::row::{Fate, Row};
    use std::path::PathBuf;
    use tearline::document::{Document, Format};
    use tearline::release::{Counts, judge};

    struct Desk {
        folder: tempfile::TempDir,
        policy: Policy,
        items: Vec<Item>,
        texts: Vec<String>,
        gathered: Gathered,
    }

    impl Desk {
        fn new(texts: &[&str]) -> Self {
            let mut desk = Self {
                folder: tempfile::tempdir().unwrap(),
                policy: tearline::policy::load("releasable: [U]\n", "desk").unwrap(),
                items: Vec::new(),
                texts: texts.iter().map(|text| (*text).to_owned()).collect(),
                gathered: Gathered::default(),
            };
            let watch = Watch::default();
            for (number, text) in texts.iter().enumerate() {
                let path = desk.folder.path().join(format!("{number}.txt"));
                std::fs::write(&path, text).unwrap();
                let judged = judge(&desk.policy, &Document::new(text, Format::Text));
                let input = Input {
                    path: path.clone(),
                    text: (*text).to_owned(),
                    format: Format::Text,
                };
                let scan = watch.scan(&desk.policy, number, &input, &judged);
                desk.gathered.add(Some(scan), &watch);
                desk.items.push(Item {
                    path,
                    identity: None,
                    relative: PathBuf::from(format!("{number}.txt")),
                    plan: Plan::Take,
                });
            }
            desk
        }

        /// What is said of document `number` after some files were written anew.
        fn settle(mut self, number: usize, now: &[(usize, &str)]) -> Result<(bool, Row), Problem> {
            for (number, text) in now {
                std::fs::write(&self.items[*number].path, text).unwrap();
            }
            let settle = Settle {
                items: &self.items,
                policy: &self.policy,
                format: None,
                encoding: None,
                jobs: NonZeroUsize::MIN,
                stop: None,
            };
            let found = super::settle(std::mem::take(&mut self.gathered), &settle)?.unwrap();
            assert!(!found.changed(1, &self.texts[1]) && found.changed(1, "(U) Other.\n"));
            let mut row = Row {
                path: self.items[number].path.clone(),
                release: None,
                fate: Fate::InPart,
                counts: Counts::default(),
                findings: Vec::new(),
                facts: None,
                earlier: None,
            };
            let held = found.hold(number, &mut row);
            Ok((held, row))
        }
    }

    const WITHHOLDS: &str = "SECRET\n\n1. (S) The clerk hides the copper lantern.\n";
    const RELEASES: &str = "SECRET\n\n1. (U) The clerk hides the copper lantern.\n";

    #[test]
    fn a_document_that_changed_is_held() {
        let (held, row) = Desk::new(&[WITHHOLDS, "(U) Tea.\n"])
            .settle(1, &[(1, "(U) Tea!\n")])
            .unwrap();
        assert!(held);
        assert_eq!(row.fate, Fate::Refused(CHANGED.to_owned()));
        let (held, row) = Desk::new(&[WITHHOLDS, "(U) Tea.\n"]).settle(1, &[]).unwrap();
        assert!(!held);
        assert_eq!(row.fate, Fate::InPart);
    }

    #[test]
    fn a_stopped_run_finds_nothing_rather_than_too_little() {
        for texts in [[WITHHOLDS, RELEASES], ["(U) Tea.\n", "(U) Milk.\n"]] {
            for stopped in [true, false] {
                let mut desk = Desk::new(&texts);
                let stop = AtomicBool::new(stopped);
                let settle = Settle {
                    items: &desk.items,
                    policy: &desk.policy,
                    format: None,
                    encoding: None,
                    jobs: NonZeroUsize::MIN,
                    stop: Some(&stop),
                };
                let found = super::settle(std::mem::take(&mut desk.gathered), &settle).unwrap();
                assert_eq!(found.is_none(), stopped);
            }
        }
    }

    #[test]
    fn a_candidate_that_cannot_be_compared_counts() {
        let (held, row) = Desk::new(&[WITHHOLDS, RELEASES])
            .settle(1, &[(0, "(U) Tea.\n")])
            .unwrap();
        assert!(held);
        assert_eq!(row.fate, Fate::Refused(REFUSED.to_owned()));
        assert!(format!("{:?}", row.findings).contains("0.txt (changed meanwhile)"));
    }

    /// A document too large for the first table, which withholds one statement at its end.
    fn large() -> String {
        let mut text = "SECRET\n\n".to_owned();
        while text.len() <= AT_ONCE {
            text.push_str("1. (U) Tea was served at noon, at one, at two, at three and at four.\n\n");
        }
        text + "2. (S) The clerk hides the copper lantern.\n"
    }

    #[test]
    fn a_large_document_goes_into_a_later_table() {
        let large = large();
        let (held, row) = Desk::new(&[RELEASES, &large, WITHHOLDS]).settle(0, &[]).unwrap();
        assert!(held);
        let said = format!("{:?}", row.findings);
        assert!(
            said.contains("1.txt:") && said.matches("1.txt").count() == 1,
            "{said}"
        );
        // What it withholds is not known yet when it changes.
        let problem = Desk::new(&[RELEASES, &large])
            .settle(0, &[(1, "(U) Tea.\n")])
            .err();
        assert_eq!(problem.unwrap().what, CHANGED);
    }
}
