//! Whether a ledger is a copy of one that its keys were made for.

use super::fault::LedgerError;
use super::file::{self, Trust};
use super::keys::{Home, MAX_KEY};
use super::steps::CHECKPOINT;
use crate::audit::note::MAX_NOTE;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Refuses a copy of ledger `origin` in `folder` while the ledger still stands where it was made. A line written to the
/// copy would be noted as seen, and the ledger itself would read as rolled back from then on.
pub(super) fn refuse(home: &Home, origin: &str, folder: &Path) -> Result<(), LedgerError> {
    // Without the note nothing is known of another place; so old keys are.
    let Ok(noted) = file::read_text(&home.ledger(origin).join("place"), MAX_KEY, Trust::Own) else {
        return Ok(());
    };
    let place = Path::new(OsStr::from_bytes(noted.as_bytes()));
    let same = || {
        let file = |path: &Path| path.metadata().ok().map(|found| (found.dev(), found.ino()));
        file(place) == file(folder)
    };
    if place == folder || same() {
        return Ok(());
    }
    let there = file::read_text(&place.join(CHECKPOINT), MAX_NOTE as u64, Trust::Plain);
    if there.is_ok_and(|note| note.split('\n').next() == Some(origin)) {
        return Err(LedgerError::Copy {
            path: folder.to_owned(),
            place: place.to_owned(),
        });
    }
    Ok(())
}
