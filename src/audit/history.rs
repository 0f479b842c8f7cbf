//! Which key may sign which checkpoint: read from the `init` and `key` lines of the ledger itself, which the root of
//! every later checkpoint covers.

use super::line::{KeyOp, Line};
use super::note::{NoteError, VerifierKey};

/// A key and the sizes of the checkpoints that it may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangedKey {
    /// The key.
    pub key: VerifierKey,
    /// The smallest size.
    pub from: u64,
    /// The largest size; `None` where the key is in use.
    pub until: Option<u64>,
}

/// The keys of a ledger over time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyHistory(Vec<RangedKey>);

impl KeyHistory {
    /// Takes line `index` into account.
    ///
    /// A key that `init` names may sign every checkpoint; one that is added at index i, checkpoints of size i+1 and
    /// more; one that is retired at index i, checkpoints of size i and less.
    ///
    /// # Errors
    ///
    /// [`NoteError::Key`] for a line that names something else than a key of this ledger, or retires an unknown key.
    pub fn take(&mut self, index: u64, line: &Line, origin: &str) -> Result<(), NoteError> {
        let parse = |text: &str| {
            let key = VerifierKey::parse(text)?;
            (key.name() == origin).then_some(key).ok_or(NoteError::Key)
        };
        match line {
            Line::Init(init) => self.add(parse(&init.key)?, 0),
            Line::Key(line) => {
                let key = parse(&line.key)?;
                match line.op {
                    KeyOp::Add => self.add(key, index.saturating_add(1)),
                    KeyOp::Retire => {
                        let known = self.0.iter_mut().find(|known| known.key == key);
                        let known = known.ok_or(NoteError::Key)?;
                        known.until = known.until.or(Some(index));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, key: VerifierKey, from: u64) {
        if !self.0.iter().any(|known| known.key == key) {
            self.0.push(RangedKey {
                key,
                from,
                until: None,
            });
        }
    }

    /// All keys with their ranges, oldest first.
    #[must_use]
    pub fn all(&self) -> &[RangedKey] {
        &self.0
    }

    /// The keys that may sign a checkpoint of `size`.
    #[must_use]
    pub fn at(&self, size: u64) -> Vec<VerifierKey> {
        self.0
            .iter()
            .filter(|key| key.from <= size && key.until.is_none_or(|until| size <= until))
            .map(|key| key.key.clone())
            .collect()
    }
}
