//! A table of words with what they stand for. Most of what is asked about is not in it, and a miss costs a few
//! nanoseconds: reading marks asks for every word.

/// Words and their values. Filled while a scheme is compiled, then only asked.
#[derive(Debug, Clone)]
pub(crate) struct Words<T> {
    /// By hash; twice as many as words or more, a power of two.
    slots: Vec<Option<u32>>,
    entries: Vec<Entry<T>>,
    /// Length of the longest word, in bytes.
    longest: usize,
}

#[derive(Debug, Clone)]
struct Entry<T> {
    key: Key,
    word: Box<str>,
    value: T,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            entries: Vec::new(),
            longest: 0,
        }
    }
}

impl<T> Words<T> {
    /// The value of `word`.
    #[inline]
    pub(crate) fn get(&self, word: &[u8]) -> Option<&T> {
        if word.len() > self.longest {
            return None;
        }
        let at = self.find(word, Key::of(word))?;
        self.entries.get(at).map(|entry| &entry.value)
    }

    /// All words.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.word)
    }

    /// The value of `word`, which is put in where it is not there.
    pub(super) fn entry(&mut self, word: &str, absent: impl FnOnce() -> T) -> Option<&mut T> {
        let key = Key::of(word.as_bytes());
        let at = match self.find(word.as_bytes(), key) {
            Some(at) => at,
            None => {
                self.entries.push(Entry {
                    key,
                    word: word.into(),
                    value: absent(),
                });
                self.longest = self.longest.max(word.len());
                self.index();
                self.entries.len().saturating_sub(1)
            }
        };
        self.entries.get_mut(at).map(|entry| &mut entry.value)
    }

    /// Every word, in the order in which they came.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.word)
    }

    /// Every value, in the order in which the words came.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|entry| &entry.value)
    }

    #[inline]
    fn find(&self, word: &[u8], key: Key) -> Option<usize> {
        for at in places(key.hash, self.slots.len()) {
            let entry = (*self.slots.get(at)?)?;
            let index = usize::try_from(entry).ok()?;
            let held = self.entries.get(index)?;
            if held.key == key && (word.len() <= PIECE || held.word.as_bytes() == word) {
                return Some(index);
            }
        }
        None
    }

    /// Puts the last entry into its slot; all of them where the table grows.
    fn index(&mut self) {
        let full = self.entries.len().saturating_mul(2) > self.slots.len();
        let from = if full {
            let size = self.entries.len().saturating_mul(4).next_power_of_two();
            self.slots.clear();
            self.slots.resize(size, None);
            0
        } else {
            self.entries.len().saturating_sub(1)
        };
        for (index, entry) in self.entries.iter().enumerate().skip(from) {
            let size = self.slots.len();
            let free = places(entry.key.hash, size).find(|at| self.slots.get(*at) == Some(&None));
            if let Some(slot) = free.and_then(|at| self.slots.get_mut(at)) {
                *slot = u32::try_from(index).ok();
            }
        }
    }
}

/// The slots of a hash, in the order in which they are tried; each of `size` slots once.
#[inline]
fn places(hash: u64, size: usize) -> impl Iterator<Item = usize> {
    let mask = size.wrapping_sub(1);
    let first = usize::try_from(hash.wrapping_shr(32)).unwrap_or(0);
    (0..size).map(move |step| first.wrapping_add(step) & mask)
}

/// Bytes that are hashed at once.
const PIECE: usize = 8;

/// What a word is found by. Two words of at most [`PIECE`] bytes are equal when their keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    hash: u64,
    length: usize,
    /// The last piece; where it is the only one, all of the word.
    piece: u64,
}

impl Key {
    /// The words are those of one scheme file: nobody gains by making them collide.
    #[inline]
    fn of(word: &[u8]) -> Self {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut key = Self {
            hash: 0,
            length: word.len(),
            piece: 0,
        };
        for chunk in word.chunks(PIECE) {
            let joined = |piece: u64, byte: &u8| piece.wrapping_shl(8) | u64::from(*byte);
            key.piece = chunk.iter().fold(0, joined);
            key.hash = (key.hash.rotate_left(23) ^ key.piece).wrapping_mul(SPREAD);
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let mut words = Words::default();
        let spelled = |n: usize| format!("W{n}{}", "X".repeat(n % 19));
        for n in 0..500 {
            *words.entry(&spelled(n), || 0).unwrap() += n;
        }
        *words.entry("", || 0).unwrap() += 7;
        *words.entry(&spelled(41), || 0).unwrap() += 1000;
        for n in 0..500 {
            let added = if n == 41 { 1000 } else { 0 };
            assert_eq!(words.get(spelled(n).as_bytes()), Some(&(n + added)));
        }
        assert_eq!(words.get(b""), Some(&7));
        assert_eq!(words.get(b"W"), None);
        assert_eq!(words.get(spelled(500).as_bytes()), None);
        assert_eq!(words.values().count(), 501);
    }

    #[test]
    fn an_empty_table_holds_nothing() {
        assert_eq!(Words::<()>::default().get(b"A"), None);
    }
}
