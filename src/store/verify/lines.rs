//! The lines of the ledger, read once: each by itself, in its release, under the keys, into the tree.

use super::report::Findings;
use crate::audit::completeness::Completeness;
use crate::audit::encoding::hex;
use crate::audit::history::KeyHistory;
use crate::audit::line::{self, Line};
use crate::audit::tree::{Frontier, Hash, leaf_hash};
use crate::store::fault::{LedgerError, Verdict};
use crate::store::read::{self, DEFAULT_LIMIT};
use crate::store::reader::Reader;
use crate::store::steps::LINES;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// What the lines hold.
#[derive(Default)]
pub(super) struct Lines {
    /// Lines read.
    pub(super) read: u64,
    /// Releases among them.
    pub(super) releases: u64,
    /// The root at each size that was asked for.
    pub(super) roots: HashMap<u64, Hash>,
    /// The keys and their times.
    pub(super) history: KeyHistory,
    /// Digest of each recorded release, to its line and whether it was found.
    pub(super) outputs: HashMap<[u8; 32], (u64, bool)>,
}

/// Reads all lines and notes the root at each of `sizes`, which ascend; with `outputs` the digests of releases too.
pub(super) fn scan(
    reader: &Reader,
    sizes: Vec<u64>,
    outputs: bool,
    findings: &mut Findings,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Lines, LedgerError> {
    let path = reader.folder().join(LINES);
    let total = reader.stated().size;
    let origin = reader.stated().origin.clone();
    let mut lines = Lines::default();
    let mut wanted = sizes.into_iter().peekable();
    let mut roots: HashMap<u64, Hash> = HashMap::new();
    let mut tree = Frontier::new();
    let mut whole = Completeness::default();
    let mut ids: Vec<u128> = Vec::new();
    let mut asides: Vec<(u64, String, u64)> = Vec::new();
    let mut note = |tree: &Frontier| {
        while wanted.next_if(|size| *size <= tree.size()).is_some() {
            roots.insert(tree.size(), tree.root());
        }
    };
    note(&tree);
    let read = reader.lines::<LedgerError>(|index, bytes| {
        tree.push(leaf_hash(&[bytes]));
        note(&tree);
        if index.trailing_zeros() >= 14 {
            progress(index, total);
        }
        let parsed = std::str::from_utf8(bytes)
            .map_err(|_| "not UTF-8".to_owned())
            .and_then(|text| line::read(text).map_err(|e| e.to_string()));
        let line = match parsed {
            Ok(line) => line,
            Err(what) => {
                findings.find(
                    Verdict::Altered,
                    &path,
                    Some(index),
                    what,
                    "bring back the ledger from a backup",
                );
                return Ok(());
            }
        };
        if let Err(what) = whole.take(&line) {
            findings.find(
                Verdict::Gap,
                &path,
                Some(index),
                what.to_string(),
                "ask who keeps the ledger",
            );
        }
        if let Err(what) = lines.history.take(index, &line, &origin) {
            findings.find(
                Verdict::Altered,
                &path,
                Some(index),
                what.to_string(),
                "ask who keeps the keys",
            );
        }
        match &line {
            Line::Init(init) if init.origin != origin => {
                let what = "the `init` line of another ledger";
                findings.find(
                    Verdict::Altered,
                    &path,
                    Some(index),
                    what,
                    "bring back the ledger from a backup",
                );
            }
            Line::Release(release) => {
                lines.releases = lines.releases.saturating_add(1);
                ids.extend(ulid::Ulid::from_string(&release.id).map(|id| id.0));
                if outputs {
                    lines.outputs.insert(release.release.sha256.0, (index, false));
                }
            }
            Line::Recovery(recovery) => {
                asides.push((index, recovery.file.clone(), recovery.bytes));
            }
            Line::Unknown => {
                let what = "a line of a type or version that this program does not know";
                findings.find(
                    Verdict::Unverifiable,
                    &path,
                    Some(index),
                    what,
                    "use a newer tearline",
                );
            }
            _ => {}
        }
        Ok(())
    })?;
    progress(total, total);
    lines.read = read.lines;
    if whole.finish().is_err() {
        let last = Some(read.lines.saturating_sub(1));
        let what = "the last release lacks its `case` line or some `cut` lines";
        findings.find(Verdict::Gap, &path, last, what, "ask who keeps the ledger");
    }
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair.first() == pair.get(1)) {
        let what = "two releases with the same identifier";
        findings.find(Verdict::Altered, &path, None, what, "ask who keeps the ledger");
    }
    if read.too_long {
        let what = "a line longer than any line may be";
        findings.find(
            Verdict::Altered,
            &path,
            Some(read.lines),
            what,
            "bring back the ledger from a backup",
        );
    } else if read.lines < total {
        let what = format!("{} lines, the checkpoint says {total}: truncated", read.lines);
        findings.find(
            Verdict::RolledBack,
            &path,
            None,
            what,
            "bring back the ledger from a backup",
        );
    }
    if read.tail > 0 {
        let what = format!(
            "{} bytes past the committed lines: a crash, or a run that goes on",
            read.tail
        );
        findings.find(
            Verdict::Torn,
            &path,
            Some(total),
            what,
            "the next release, or `tearline audit recover`, moves them aside",
        );
    }
    for (index, name, bytes) in asides {
        aside(reader.folder(), index, &name, bytes, findings);
    }
    lines.roots = roots;
    Ok(lines)
}

/// A torn tail that was moved aside must still be what it was: its name carries its digest.
fn aside(folder: &Path, index: u64, name: &str, bytes: u64, findings: &mut Findings) {
    let plain = Path::new(name).components().count() == 1 && !name.starts_with('.');
    let path = folder.join(if plain { name } else { LINES });
    let holds = plain
        && read::file_bytes(&path, DEFAULT_LIMIT).is_ok_and(|found| {
            let digest = hex(&Sha256::digest(&found));
            found.len() as u64 == bytes
                && name.ends_with(&format!("-{}.jsonl", digest.get(..16).unwrap_or_default()))
        });
    if !holds {
        let what = format!("what line {index} says was moved here is missing or was changed");
        findings.find(
            Verdict::Altered,
            &path,
            None,
            what,
            "bring back the file from a backup",
        );
    }
}
