//! An answer, read back: what `audit import` takes into a ledger.

use super::asked::id_text;
use super::check::{CheckError, checked};
use crate::audit::check::{Mismatch, release};
use crate::audit::line::{self, Line, LineError};
use crate::audit::manifest::{Draft, ManifestError};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// An answer whose check holds and whose parts belong together.
pub struct Delivered {
    /// The caller's identifier as text; `None` where the document was refused because none could be read.
    pub id: Option<String>,
    /// The check of the line: equal for equal lines.
    pub check: String,
    /// What it brings; `None` where the document was refused.
    pub made: Option<Made>,
}

/// A release and its record, not yet in a ledger.
pub struct Made {
    /// The release.
    pub release: String,
    /// The manifest, which waits for its proof.
    pub manifest: Draft,
    /// Identifier of the release.
    pub release_id: String,
    /// The ledger lines.
    pub lines: Vec<String>,
}

impl fmt::Debug for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Delivered({})",
            if self.made.is_some() { "release" } else { "refused" }
        )
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Made({}, {} lines)", self.release_id, self.lines.len())
    }
}

/// Why a line is not taken. Holds no text of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveredError {
    /// Its check is missing or wrong.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// Not the members of an answer.
    #[error("not an answer of `tearline stream`")]
    Members,
    /// Its manifest is malformed.
    #[error("its manifest is malformed: {0}")]
    Manifest(#[from] ManifestError),
    /// A record is malformed.
    #[error("its record {index} is malformed: {error}")]
    Record {
        /// Position in `records`, from 0.
        index: usize,
        /// Why.
        error: LineError,
    },
    /// The records are not one `release`, one `case` and the cuts of one release.
    #[error("its records are not those of one release")]
    Records,
    /// Release and manifest do not belong together.
    #[error("its release and its manifest do not belong together: {0}")]
    Mismatch(#[from] Mismatch),
}

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    outcome: String,
    release: Option<String>,
    manifest: Option<Value>,
    records: Option<Vec<Value>>,
}

impl Delivered {
    /// Reads an answer, without its line end, and checks that release, manifest and records belong together.
    ///
    /// # Errors
    ///
    /// [`DeliveredError`].
    pub fn read(text: &str) -> Result<Self, DeliveredError> {
        let check = checked(text)?.to_owned();
        let members: Members<'_> = serde_json::from_str(text).map_err(|_| DeliveredError::Members)?;
        let id = id_text(members.id).map(|id| id.into_owned());
        let made = match (members.release, members.manifest, members.records) {
            (Some(text), Some(manifest), Some(records)) if members.outcome != "refused" && id.is_some() => {
                Some(made(text, &manifest, &records)?)
            }
            (None, None, None) if members.outcome == "refused" => None,
            _ => return Err(DeliveredError::Members),
        };
        Ok(Self { id, check, made })
    }
}

fn made(text: String, manifest: &Value, records: &[Value]) -> Result<Made, DeliveredError> {
    let mut written = canonical(manifest).ok_or(DeliveredError::Members)?;
    written.push('\n');
    let (draft, manifest) = Draft::read(&written)?;
    let mut lines = Vec::with_capacity(records.len());
    let (mut release_id, mut cuts) = (None, 0_u64);
    for (index, record) in records.iter().enumerate() {
        let text = canonical(record).ok_or(DeliveredError::Records)?;
        let read = line::read(&text).map_err(|error| DeliveredError::Record { index, error })?;
        let rel = match (index, read) {
            (0, Line::Release(line)) => {
                release_id = Some(line.id.clone());
                line.id
            }
            (1, Line::Case(line)) => line.rel,
            (2.., Line::Cut(line)) => {
                cuts = cuts.saturating_add(1);
                line.rel
            }
            _ => return Err(DeliveredError::Records),
        };
        if release_id.as_ref() != Some(&rel) {
            return Err(DeliveredError::Records);
        }
        lines.push(text);
    }
    let whole = lines.len() >= 2
        && cuts == manifest.release.counts.cut
        && lines.first().map(String::as_str) == Some(draft.line());
    let (true, Some(release_id)) = (whole, release_id) else {
        return Err(DeliveredError::Records);
    };
    release(text.as_bytes(), &manifest)?;
    Ok(Made {
        release: text,
        manifest: draft,
        release_id,
        lines,
    })
}

fn canonical(value: &Value) -> Option<String> {
    serde_json_canonicalizer::to_string(value).ok()
}
