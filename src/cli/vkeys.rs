//! `--vkey`: verifier keys that somebody got from elsewhere than the ledger.

use super::report::Problem;
use std::path::Path;
use tearline::audit::note::VerifierKey;
use tearline::store::read;

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
        let file = read::file(Path::new(text), 1 << 20).map_err(|_| refuse())?;
        for line in file.text.lines().filter(|l| !l.trim().is_empty()) {
            keys.push(VerifierKey::parse(line).map_err(|_| refuse())?);
        }
    }
    Ok(Some(keys))
}
