//! A byte stream in chunks of whole lines.

use std::io::{self, Read};

/// Bytes asked for in one read.
const READ: usize = 256 * 1024;

/// What the stream gave.
#[derive(Debug)]
pub enum Chunk {
    /// One or more lines, each with its LF; the last line of the stream may have none.
    Lines(Vec<u8>),
    /// A line of more than the limit. It was skipped.
    TooLong,
    /// The stream failed; nothing follows.
    Failed(io::Error),
}

/// Cuts a stream into chunks. A chunk is handed on as soon as a read ends with a whole line in hand, so that a slow
/// sender gets its answers; what is held is at most the longest line and one read.
#[derive(Debug)]
pub struct Chunks<R> {
    input: R,
    limit: usize,
    held: Vec<u8>,
    skipping: bool,
    first: bool,
    done: bool,
}

impl<R: Read> Chunks<R> {
    /// Chunks of `input`; lines of more than `limit` bytes, LF not counted, are skipped and reported. A byte order mark
    /// before the first line is dropped.
    pub fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            limit,
            held: Vec::new(),
            skipping: false,
            first: true,
            done: false,
        }
    }

    /// Reads once more into what is held; gives the number of bytes that were held before, `None` at the end.
    fn fill(&mut self) -> io::Result<Option<usize>> {
        let before = self.held.len();
        self.held.resize(before.saturating_add(READ), 0);
        let room = self.held.get_mut(before..).unwrap_or_default();
        let read = loop {
            match self.input.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let len = *read.as_ref().unwrap_or(&0);
        self.held.truncate(before.saturating_add(len));
        read.map(|len| (len > 0).then_some(before))
    }

    /// The held bytes up to and with the last LF at or after `from`.
    fn whole_lines(&mut self, from: usize) -> Option<Vec<u8>> {
        let new = self.held.get(from..)?;
        let end = from
            .saturating_add(memchr::memrchr(b'\n', new)?)
            .saturating_add(1);
        let rest = self.held.split_off(end.min(self.held.len()));
        Some(std::mem::replace(&mut self.held, rest))
    }

    /// Drops what belongs to a line that is too long; `true` when its end was found.
    fn skip(&mut self) -> bool {
        match memchr::memchr(b'\n', &self.held) {
            Some(at) => {
                self.held.drain(..=at);
                true
            }
            None => {
                self.held.clear();
                false
            }
        }
    }

    fn drop_mark(&mut self) {
        if self.first && self.held.len() >= 3 {
            self.first = false;
            if self.held.starts_with(b"\xEF\xBB\xBF") {
                self.held.drain(..3);
            }
        }
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if self.done {
            return None;
        }
        // Whole lines are only ever left over here behind a line that was skipped.
        let mut from = 0;
        loop {
            if self.skipping {
                if self.skip() {
                    self.skipping = false;
                }
                from = 0;
            }
            if !self.skipping {
                self.drop_mark();
                if let Some(lines) = self.whole_lines(from) {
                    return Some(Chunk::Lines(lines));
                }
                if self.held.len() > self.limit {
                    self.held = Vec::new();
                    self.skipping = true;
                    return Some(Chunk::TooLong);
                }
            }
            match self.fill() {
                Ok(Some(before)) => from = before,
                Ok(None) => {
                    self.done = true;
                    let rest = std::mem::take(&mut self.held);
                    return (!rest.is_empty()).then_some(Chunk::Lines(rest));
                }
                Err(error) => {
                    self.done = true;
                    return Some(Chunk::Failed(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects)]
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of the given sizes, by turns.
    struct Pieces<'a>(&'a [u8], Vec<usize>, usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let size = self
                .1
                .get(self.2 % self.1.len().max(1))
                .copied()
                .unwrap_or(1)
                .max(1);
            self.2 = self.2.wrapping_add(1);
            let len = size.min(self.0.len()).min(out.len());
            let (now, later) = self.0.split_at(len);
            out.get_mut(..len).unwrap().copy_from_slice(now);
            self.0 = later;
            Ok(len)
        }
    }

    fn lines(input: &[u8], sizes: &[usize], limit: usize) -> Vec<Option<Vec<u8>>> {
        let mut out = Vec::new();
        for chunk in Chunks::new(Pieces(input, sizes.to_vec(), 0), limit) {
            match chunk {
                Chunk::Lines(lines) => {
                    for line in lines.split_inclusive(|b| *b == b'\n') {
                        let line = line.strip_suffix(b"\n").unwrap_or(line);
                        out.push((line.len() <= limit).then(|| line.to_vec()));
                    }
                }
                Chunk::TooLong => out.push(None),
                Chunk::Failed(_) => panic!("failed"),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn every_line_comes_once_in_order(
            input in proptest::collection::vec(prop_oneof![3 => Just(b'a'), 2 => Just(b'\n'), 1 => Just(b'b')], 0..200),
            sizes in proptest::collection::vec(1_usize..20, 1..6),
            limit in 1_usize..30,
        ) {
            let expected: Vec<Option<Vec<u8>>> = input
                .split_inclusive(|b| *b == b'\n')
                .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
                .map(|line| (line.len() <= limit).then(|| line.to_vec()))
                .collect();
            prop_assert_eq!(lines(&input, &sizes, limit), expected);
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_once() {
        for size in [1, 2, 3, 4, 100] {
            let found = lines(b"\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo", &[size], 99);
            assert_eq!(found, [Some(b"one".to_vec()), Some(b"\xEF\xBB\xBFtwo".to_vec())]);
        }
    }

    #[test]
    fn a_failed_read_ends_the_stream() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let chunks: Vec<Chunk> = Chunks::new(Broken, 10).collect();
        assert!(matches!(chunks.as_slice(), [Chunk::Failed(_)]));
    }
}
