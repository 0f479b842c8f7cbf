//! `--vkey`: verifier keys that somebody got from elsewhere than the ledger.

use super::report::Problem;
use std::path::Path;
use tearline::audit::note::VerifierKey;
use tearline::store::read::{self, ReadError};

/// The keys of `--vkey`: each a key, or a file with one key a line. `None` where the option was not given.
pub(crate) fn given_keys(given: &[String]) -> Result<Option<Vec<VerifierKey>>, Problem> {
    if given.is_empty() {
        return Ok(None);
    }
    let mut keys = Vec::new();
    for text in given {
        if let Ok(key) = VerifierKey::parse(text) {
            keys.push(key);
            continue;
        }
        let refuse = || {
            Problem::could_not_run("neither a verifier key nor a file of verifier keys")
                .at(text.clone())
                .mend("a key looks like NAME+HASH+KEY; `tearline audit key show` prints yours")
        };
        let file = match read::file(Path::new(text), 1 << 20) {
            Ok(file) => file,
            Err(
                error @ (ReadError::Denied | ReadError::Folder | ReadError::Special(_) | ReadError::Io(_)),
            ) => {
                return Err(Problem::could_not_run(error.to_string())
                    .at(text.clone())
                    .mend("name a verifier key, or a file of them"));
            }
            Err(_) => return Err(refuse()),
        };
        let before = keys.len();
        for line in file.text.lines().filter(|l| !l.trim().is_empty()) {
            keys.push(VerifierKey::parse(line).map_err(|_| refuse())?);
        }
        if keys.len() == before {
            return Err(refuse());
        }
    }
    Ok(Some(keys))
}
