//! `-j`: how many threads work.

use std::num::NonZeroUsize;

/// A number of threads.
pub(crate) fn number(typed: &str) -> Result<NonZeroUsize, String> {
    typed
        .parse()
        .map_err(|_| "write how many threads are to work, 1 or more".to_owned())
}
