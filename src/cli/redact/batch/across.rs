//! The check across the documents of a batch: what is gathered while they are prepared, and what comes of it.
//!
//! A document may release what any other one withholds, so nothing gets its name before all have been read. What is
//! kept of each is places and a digest; withheld words go into a table of hashes in memory, and where they are more than
//! one table holds, the documents are read once more for each further table. Nothing is written.

use super::plan::Item;
use crate::cli::input::{self, FormatName, Input};
use crate::cli::path::shown;
use crate::cli::place::Placed;
use crate::cli::redact::row::{ACROSS, Fate, Row};
use crate::cli::report::Problem;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tearline::batch::in_order;
use tearline::finding::Severity;
use tearline::policy::{Across, Policy};
use tearline::release::{Counts, Judgement};
use tearline::spill::Places;
use tearline::spill::across::{Hit, MOST_HITS, Sources, look};
use tearline::spill::table::{Entry, Filled, MOST_ENTRIES, Table, fill};

const REFUSED: &str = "would release text that another document of the batch withholds";
const CHANGED: &str = "changed while the batch ran";
/// Larger documents go into a table later, bit by bit.
const AT_ONCE: usize = 1 << 20;
/// Texts that are kept to compare with, and how large they may be: those that withhold what many release.
const KEPT: usize = 8;
const KEPT_BYTES: usize = 4 << 20;

/// What the workers share while documents are gathered.
#[derive(Default)]
pub(super) struct Watch {
    /// The first table is full.
    full: AtomicBool,
    /// Documents are only read: enough of them are prepared.
    pub(super) read_only: AtomicBool,
}

/// What was found in one document.
pub(super) struct Scan {
    known: Known,
    entries: Option<Vec<Entry>>,
}

struct Known {
    places: Places,
    digest: [u8; 32],
}

impl Watch {
    /// Notes where a document withholds and releases text.
    pub(super) fn scan(&self, policy: &Policy, number: usize, input: &Input, judged: &Judgement) -> Scan {
        let places = Places::new(policy, &judged.blocks, &judged.governance, &judged.decided);
        let mut entries = Vec::new();
        let at_once = !self.full.load(Ordering::Relaxed) && input.text.len() <= AT_ONCE;
        if at_once {
            let words = policy.spill.words;
            fill(
                &input.text,
                &places,
                index(number),
                words,
                0,
                MOST_ENTRIES,
                &mut entries,
            );
        }
        Scan {
            known: Known {
                digest: Sha256::digest(input.text.as_bytes()).into(),
                places,
            },
            entries: at_once.then_some(entries),
        }
    }
}

fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was gathered, in the order of the documents.
#[derive(Default)]
pub(super) struct Gathered {
    documents: Vec<Option<Known>>,
    /// The first table.
    entries: Vec<Entry>,
    /// The first document that did not go into it.
    rest: Option<u32>,
}

impl Gathered {
    /// Takes the next document; `None` for a file whose text is not known.
    pub(super) fn add(&mut self, scan: Option<Scan>, watch: &Watch) {
        let number = index(self.documents.len());
        let Some(Scan { known, entries }) = scan else {
            self.documents.push(None);
            return;
        };
        self.documents.push(Some(known));
        let room = MOST_ENTRIES.saturating_sub(self.entries.len());
        match entries.filter(|list| list.len() <= room) {
            _ if self.rest.is_some() => {}
            Some(list) => {
                if list.len() > self.entries.capacity().saturating_sub(self.entries.len()) {
                    let twice = self.entries.len().clamp(list.len(), room);
                    self.entries.reserve_exact(twice);
                }
                self.entries.extend(list);
            }
            None => {
                self.rest = Some(number);
                watch.full.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Looks in every document for what the others withhold; `None` where `stop` was set before the end.
    pub(super) fn settle<'r>(mut self, desk: &Settle<'r>) -> Result<Option<Found<'r>>, Problem> {
        if desk.stopped() {
            return Ok(None);
        }
        let mut entries = std::mem::take(&mut self.entries);
        let mut rest = self.rest.map(|doc| (doc, 0));
        let batch = Batch {
            desk,
            documents: self.documents,
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
}

/// How documents are read again.
pub(super) struct Settle<'r> {
    pub(super) items: &'r [Item],
    pub(super) policy: &'r Policy,
    pub(super) format: Option<FormatName>,
    pub(super) encoding: Option<&'r str>,
    pub(super) jobs: NonZeroUsize,
    /// Ends the work early; `None` to go through with it.
    pub(super) stop: Option<&'r AtomicBool>,
}

impl Settle<'_> {
    fn stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// What came of a document.
enum Came {
    Hits(Vec<Hit>),
    Changed,
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
        let input = input::read(&item.path, self.desk.format, self.desk.encoding).ok()?;
        let digest: [u8; 32] = Sha256::digest(input.text.as_bytes()).into();
        (digest == self.known(number)?.digest).then_some(input.text)
    }

    /// Looks at every document once; `false` where it was stopped.
    fn pass(&self, table: &Table, found: &mut BTreeMap<usize, Came>) -> bool {
        let numbers = 0..self.documents.len();
        let stopped = in_order(
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

/// What the check found.
pub(super) struct Found<'r> {
    items: &'r [Item],
    documents: Vec<Option<Known>>,
    found: BTreeMap<usize, Came>,
    refuses: bool,
}

impl Found<'_> {
    /// Whether a document is another one than was looked at.
    pub(super) fn changed(&self, number: usize, text: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let known = self.documents.get(number).and_then(Option::as_ref);
        known.is_none_or(|known| known.digest != digest)
    }

    /// What is said of a document that changed.
    pub(super) fn say_changed() -> String {
        CHANGED.to_owned()
    }

    /// Says in the row what was found; `true` where the release is held.
    pub(super) fn hold(&self, number: usize, row: &mut Row) -> bool {
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
        let mend = if before {
            "and this release was made before; call it back"
        } else {
            "in text that would leave; mark both alike, or set `spill.across: warn`"
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

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)]
    use super::*;
    use crate::cli::redact::batch::plan::Plan;
    use std::path::PathBuf;
    use tearline::document::{Document, Format};
    use tearline::release::judge;

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
            let found = std::mem::take(&mut self.gathered).settle(&settle)?.unwrap();
            assert!(!found.changed(1, &self.texts[1]) && found.changed(1, "(U) Other.\n"));
            let mut row = Row {
                path: self.items[number].path.clone(),
                release: None,
                fate: Fate::InPart,
                counts: Counts::default(),
                findings: Vec::new(),
                facts: None,
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
                let found = std::mem::take(&mut desk.gathered).settle(&settle).unwrap();
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
