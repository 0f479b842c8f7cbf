//! What is gathered while documents are prepared: of each its places and a digest, and the first table of withheld words.

use crate::cli::input::Input;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicBool, Ordering};
use tearline::policy::Policy;
use tearline::release::Judgement;
use tearline::spill::Places;
use tearline::spill::table::{Entry, MOST_ENTRIES, fill};

/// Larger documents go into a table later, bit by bit.
pub(super) const AT_ONCE: usize = 1 << 20;

/// What the workers share while documents are gathered.
#[derive(Default)]
pub(crate) struct Watch {
    /// The first table is full.
    full: AtomicBool,
    /// Documents are only read: enough of them are prepared.
    pub(crate) read_only: AtomicBool,
}

/// What was found in one document.
pub(crate) struct Scan {
    known: Known,
    entries: Option<Vec<Entry>>,
}

/// What is kept of a document.
pub(super) struct Known {
    pub(super) places: Places,
    pub(super) digest: [u8; 32],
}

impl Watch {
    /// Notes where a document withholds and releases text.
    pub(crate) fn scan(&self, policy: &Policy, number: usize, input: &Input, judged: &Judgement) -> Scan {
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

/// The number of a document as tables have it.
pub(super) fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was gathered, in the order of the documents.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(super) documents: Vec<Option<Known>>,
    /// The first table.
    pub(super) entries: Vec<Entry>,
    /// The first document that did not go into it.
    pub(super) rest: Option<u32>,
}

impl Gathered {
    /// Takes the next document; `None` for a file whose text is not known.
    pub(crate) fn add(&mut self, scan: Option<Scan>, watch: &Watch) {
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
}
