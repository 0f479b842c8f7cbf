//! `-j`: how many threads work.

use std::num::NonZeroUsize;

/// More are a slip of the pen: each takes memory of its own.
const MOST: usize = 1024;

/// A number of threads.
pub(crate) fn number(typed: &str) -> Result<NonZeroUsize, String> {
    let number = typed.parse().ok();
    number
        .filter(|number: &NonZeroUsize| number.get() <= MOST)
        .ok_or_else(|| format!("write how many threads are to work, 1 to {MOST}"))
}
