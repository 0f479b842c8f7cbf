//! What release, manifest and the ledger's key show without the source.

use super::claims::Table;
use crate::cli::home::home;
use crate::cli::report::Problem;
use tearline::audit::check::{self, Rebuilt};
use tearline::audit::manifest::Manifest;
use tearline::audit::note::{NoteError, VerifierKey};
use tearline::audit::tlog_proof::ProofError;
use tearline::store::Verdict;

/// The claim about every byte.
pub(super) const TILED: &str =
    "every released byte is a committed byte of the source or declared text of the engine";

/// Segments, root, size, digests.
pub(super) fn rebuild(table: &mut Table, release: &[u8], manifest: &Manifest) -> Option<Rebuilt> {
    match check::release(release, manifest) {
        Ok(rebuilt) => {
            table.holds("bytes", TILED);
            let counts = manifest.release.counts;
            let portions = counts
                .portions
                .map_or(String::new(), |n| format!(", {n} portions withheld"));
            table.holds(
                "cuts",
                format!("{} cuts{portions}, and where they are", counts.cut),
            );
            Some(rebuilt)
        }
        Err(mismatch) => {
            table.fails("bytes", TILED, mismatch.to_string());
            None
        }
    }
}

/// Proof and checkpoint, with keys from elsewhere.
pub(super) fn recorded(
    table: &mut Table,
    manifest: &Manifest,
    keys: Option<Vec<VerifierKey>>,
) -> Result<(), Problem> {
    let stated = manifest
        .proof
        .stated()
        .map_err(|e| Problem::could_not_run(e.to_string()))?;
    let keys = match keys {
        Some(keys) => keys,
        None => home()?
            .vkeys_at(&stated.origin, stated.size)
            .map_err(|e| Problem::could_not_run(e.to_string()).at(e.path.display().to_string()))?,
    };
    let claim = format!(
        "recorded in ledger {} at index {}, before its checkpoint of {} lines",
        stated.origin, manifest.proof.index, stated.size
    );
    match check::recorded(manifest, &keys) {
        Ok(_) => table.holds("recorded", claim),
        Err(ProofError::Note(NoteError::Unverified)) => {
            let why = if keys.is_empty() {
                "no key of this ledger is known; give one with --vkey"
            } else {
                "the checkpoint is signed by none of the given keys"
            };
            table.unchecked("recorded", claim, why);
            table.verdict = table.verdict.max(Verdict::Unverifiable);
        }
        Err(error) => table.fails("recorded", claim, error.to_string()),
    }
    Ok(())
}
