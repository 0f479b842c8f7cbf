//! The first use of a ledger: its folder, keys, first line and first checkpoint.

use super::fault::LedgerError;
use super::file::{self, Trust};
use super::keys::Home;
use super::lines::{self, Next};
use super::steps::{CHECKPOINT, CHECKPOINTS, LINES, history, publish, random};
use super::write::sync_folder;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::encoding::B64;
use crate::audit::id::{ReleaseId, time_text};
use crate::audit::line::{self, InitLine, Line};
use crate::audit::secret::OpeningKey;
use crate::audit::tree::leaf_hash;
use jiff::Timestamp;
use std::fs::OpenOptions;
use std::io::{self, BufReader, Write as _};
use std::path::{Path, PathBuf};

/// What was made on first use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The folder of the ledger.
    pub folder: PathBuf,
    /// The folder of its keys.
    pub keys: PathBuf,
    /// Its origin.
    pub origin: String,
    /// Ledgers that were at this place before and are gone: origin and size.
    pub before: Vec<(String, u64)>,
}

/// A ledger that was just made.
pub(super) struct Fresh {
    pub(super) opening: OpeningKey,
    pub(super) created: Created,
}

/// Makes a ledger in a folder without a checkpoint, under its lock.
pub(super) fn ledger(
    folder: &Path,
    home: &Home,
    engine: &str,
    now: Timestamp,
    origin: Option<&str>,
) -> Result<Fresh, LedgerError> {
    refuse_foreign(folder)?;
    let before = home
        .at_place(folder)
        .into_iter()
        .map(|seen| (seen.origin, seen.size))
        .collect();
    let origin = match origin {
        Some(origin) => origin.to_owned(),
        None => {
            let id = ReleaseId::new(now, random(folder)?);
            format!("tearline/{}", id.to_string().to_ascii_lowercase())
        }
    };
    let making = home.lock()?;
    home.sweep(folder);
    let path = home.ledger(&origin);
    if path.exists() {
        return Err(LedgerError::OriginTaken { path, origin });
    }
    let keys = home.create(&origin, folder)?;
    drop(making);
    let init = InitLine {
        engine: engine.to_owned(),
        key: keys.signer.public().to_string(),
        nonce: B64(random(folder)?),
        opening: keys.opening.id(),
        origin: origin.clone(),
        t: "init".to_owned(),
        time: time_text(now),
        v: 1,
    };
    let line = line::write(&init).map_err(|e| LedgerError::io(folder, io::Error::other(e)))?;
    let path = folder.join(LINES);
    let io = |e| LedgerError::io(&path, e);
    let checkpoints = folder.join(CHECKPOINTS);
    file::make_folder(&checkpoints).map_err(|e| LedgerError::io(&checkpoints, e))?;
    let mut file = file::open(
        &path,
        OpenOptions::new().write(true).create(true).truncate(true),
        Trust::Own,
    )
    .map_err(io)?;
    file.write_all(format!("{line}\n").as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)?;
    sync_folder(folder).map_err(|e| LedgerError::io(folder, e))?;
    let checkpoint = Checkpoint::new(&origin, 1, leaf_hash(&[line.as_bytes()]));
    let note = checkpoint.sign(&keys.signers());
    publish(folder, &note)?;
    sync_folder(folder).map_err(|e| LedgerError::io(folder, e))?;
    history(folder, 1, &note)?;
    home.set_state(&origin, &note)?;
    Ok(Fresh {
        created: Created {
            folder: folder.to_owned(),
            keys: keys.folder,
            origin,
            before,
        },
        opening: keys.opening,
    })
}

/// A folder without a checkpoint may hold nothing but what a crash in [`create`] leaves: at most one `init` line.
fn refuse_foreign(folder: &Path) -> Result<(), LedgerError> {
    let refuse = || LedgerError::NoCheckpoint {
        path: folder.join(CHECKPOINT),
    };
    let path = folder.join(LINES);
    let found = file::optional(file::open_read(&path, Trust::Own)).map_err(|e| LedgerError::io(&path, e))?;
    if let Some(file) = found {
        let mut input = BufReader::new(file);
        let mut buffer = Vec::new();
        let io = |e| LedgerError::io(&path, e);
        let first = lines::next(&mut input, &mut buffer).map_err(io)?;
        let init =
            std::str::from_utf8(&buffer).is_ok_and(|text| matches!(line::read(text), Ok(Line::Init(_))));
        let crashed = match first {
            Next::End | Next::Torn => true,
            Next::Line => init,
            Next::TooLong => false,
        };
        if !crashed || (first == Next::Line && lines::next(&mut input, &mut buffer).map_err(io)? != Next::End)
        {
            return Err(refuse());
        }
    }
    let noted = folder.join(CHECKPOINTS);
    let signed = file::optional(std::fs::read_dir(&noted))
        .map_err(|e| LedgerError::io(&noted, e))?
        .is_some_and(|mut entries| entries.next().is_some());
    if signed {
        return Err(refuse());
    }
    Ok(())
}
