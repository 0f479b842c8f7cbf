//! Releases in a folder against those that are recorded.

use super::files::files_below;
use super::report::Findings;
use crate::store::fault::Verdict;
use crate::store::read::{self, DEFAULT_LIMIT};
use crate::store::steps::LINES;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// Each file must be recorded, and each recorded release should be there.
pub(super) fn compare(folder: &Path, mut recorded: HashMap<[u8; 32], (u64, bool)>, findings: &mut Findings) {
    let files = match files_below(folder) {
        Ok(files) => files,
        Err(error) => {
            findings.find(
                Verdict::Unverifiable,
                folder,
                None,
                error.to_string(),
                "name a folder that can be read",
            );
            return;
        }
    };
    for path in files {
        if path.to_string_lossy().ends_with(".tearline.json") {
            continue;
        }
        match read::file_bytes(&path, DEFAULT_LIMIT) {
            Ok(bytes) => {
                let digest: [u8; 32] = Sha256::digest(&bytes).into();
                match recorded.get_mut(&digest) {
                    Some((_, present)) => *present = true,
                    None => {
                        let what = "not a release that is recorded here";
                        findings.find(Verdict::Gap, &path, None, what, "find out how it came here");
                    }
                }
            }
            Err(error) => {
                findings.find(
                    Verdict::Unverifiable,
                    &path,
                    None,
                    error.to_string(),
                    "make it readable",
                );
            }
        }
    }
    let mut left: Vec<u64> = recorded
        .values()
        .filter(|(_, present)| !present)
        .map(|(index, _)| *index)
        .collect();
    left.sort_unstable();
    for index in left {
        let what = "recorded, not present";
        findings.find(
            Verdict::Findings,
            Path::new(LINES),
            Some(index),
            what,
            "a crash before the last step, or it is elsewhere",
        );
    }
}
