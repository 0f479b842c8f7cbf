//! Marks in lines of a message head, which may stand anywhere in them: `TAGS: PREL (S)`, `FROM: Marrow (C) Harbour Board`.

use super::ahead::refers;
use super::brackets::{closing, trim};
use super::hit::Hit;
use super::inside::counts_on;
use super::read::Marks;
use crate::document::block::MarkState;
use crate::document::chars::{cut, starts_with_word, tail};
use crate::marking::{Marking, lowest};

/// What begins a line of references, whose letters count them.
const REFERENCES: [&str; 6] = ["REF", "REFS", "REFTEL", "Ref", "Reference", "References"];

impl Marks<'_> {
    /// Marks of `text` behind byte `from` that say more than the lowest level. Letters of references are none.
    pub(in crate::document) fn raising(&self, text: &str, from: usize) -> Vec<Hit> {
        let mut found = Vec::new();
        if memchr::memchr(b'(', tail(text, from).as_bytes()).is_none() {
            return found;
        }
        let line = tail(text, from).trim_start();
        if REFERENCES.iter().any(|name| starts_with_word(line, name)) {
            return found;
        }
        let lowest = lowest(self.scheme);
        for offset in memchr::memchr_iter(b'(', tail(text, from).as_bytes()) {
            let at = from.saturating_add(offset);
            let Some((inner, len)) = closing(tail(text, at)) else {
                continue;
            };
            let inner = (at.saturating_add(1), at.saturating_add(inner));
            let end = at.saturating_add(len);
            let written = cut(text, inner.0, inner.1);
            let before = cut(text, from, at);
            let word = tail(text, end).starts_with(char::is_alphanumeric);
            if word || refers(before) || counts_on(before, written) {
                continue;
            }
            let known = match self.classify(written) {
                Some((state @ MarkState::Known(_), _)) => state,
                _ => continue,
            };
            let lower = |marking: &Marking| lowest.as_ref() == Some(marking);
            if !matches!(&known, MarkState::Known(marking) if lower(marking)) {
                found.push(Hit {
                    span: (at, end),
                    inner: trim(text, inner, false),
                    state: known,
                    entire: false,
                });
            }
        }
        found
    }
}
