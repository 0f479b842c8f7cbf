//! An opening: the ledger's opening key, or the secret of one release.

use crate::cli::input::bytes;
use crate::cli::report::Problem;
use std::path::Path;
use tearline::audit::id::ReleaseId;
use tearline::audit::manifest::Manifest;
use tearline::audit::secret::{DocumentSecret, OpeningKey};

/// An opening as read from a file.
pub(super) enum Opening {
    Key(Box<OpeningKey>),
    Document(ReleaseId, DocumentSecret),
}

impl Opening {
    /// The secret of the release; `None` where this opens another one.
    pub(super) fn secret(&self, manifest: &Manifest) -> Option<DocumentSecret> {
        let id = ReleaseId::parse(&manifest.release.id)?;
        match self {
            Self::Key(key) => Some(key.document(&id)),
            Self::Document(of, secret) => (*of == id).then(|| secret.clone()),
        }
    }
}

/// Reads an opening.
pub(super) fn read(path: &Path) -> Result<Opening, Problem> {
    let text = zeroize::Zeroizing::new(bytes(path)?);
    let text = std::str::from_utf8(&text).unwrap_or_default();
    OpeningKey::from_text(text)
        .map(|key| Opening::Key(Box::new(key)))
        .or_else(|| DocumentSecret::from_text(text).map(|(id, secret)| Opening::Document(id, secret)))
        .ok_or_else(|| {
            Problem::could_not_run("not an opening")
                .at(path.display().to_string())
                .mend("name an opening key, or a file that `tearline audit open` wrote")
        })
}
