//! Walks the releases of a ledger, checking on the way that the lines are those that were signed.

use super::exit::Exit;
use super::home::home;
use super::report::Problem;
use super::verdict::exit_of;
use std::path::Path;
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::line::{self, CaseLine, CutLine, Line, ReleaseLine};
use tearline::audit::tree::{Frontier, leaf_hash};
use tearline::store::reader::Reader;
use tearline::store::{LedgerError, Verdict};

/// A release with its lines.
pub(crate) struct Bundle {
    /// Index of its release line.
    pub(crate) index: u64,
    /// Its release line.
    pub(crate) release: ReleaseLine,
    /// Its case line.
    pub(crate) case: Option<CaseLine>,
    /// Its cut lines in order.
    pub(crate) cuts: Vec<CutLine>,
    /// The lines as they stand in the ledger.
    pub(crate) lines: Vec<String>,
}

/// How far the ledger could be checked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// What its checkpoint states.
    pub(crate) checkpoint: Checkpoint,
    /// Whether a known key signed it.
    pub(crate) signed: bool,
}

impl Trusted {
    pub(crate) fn words(&self) -> String {
        let signed = if self.signed {
            "signed by a known key"
        } else {
            "its signature could not be checked: no key is known here"
        };
        format!(
            "ledger {} of {} lines, {signed}",
            self.checkpoint.origin, self.checkpoint.size
        )
    }
}

/// Hands every release to `each`.
///
/// Fails where the lines are not those that were signed: nothing that was handed over counts then.
pub(crate) fn walk(ledger: &Path, mut each: impl FnMut(Bundle)) -> Result<Trusted, Problem> {
    let reader = Reader::open(ledger)?;
    let signed = signed(&reader)?;
    let mut tree = Frontier::new();
    let mut open: Option<Bundle> = None;
    let read = reader.lines::<Problem>(|index, bytes| {
        tree.push(leaf_hash(&[bytes]));
        let text = String::from_utf8_lossy(bytes);
        let Ok(line) = line::read(&text) else {
            return Ok(());
        };
        match line {
            Line::Release(release) => {
                if let Some(done) = open.replace(Bundle {
                    index,
                    release: *release,
                    case: None,
                    cuts: Vec::new(),
                    lines: vec![text.into_owned()],
                }) {
                    each(done);
                }
            }
            Line::Case(case) => {
                if let Some(bundle) = open.as_mut() {
                    bundle.case = Some(*case);
                    bundle.lines.push(text.into_owned());
                }
            }
            Line::Cut(cut) => {
                if let Some(bundle) = open.as_mut() {
                    bundle.cuts.push(*cut);
                    bundle.lines.push(text.into_owned());
                }
            }
            _ => {
                if let Some(done) = open.take() {
                    each(done);
                }
            }
        }
        Ok(())
    })?;
    if let Some(done) = open {
        each(done);
    }
    reader.complete(read)?;
    if tree.root() != reader.stated().root {
        return Err(LedgerError::Altered {
            path: reader.folder().to_owned(),
            committed: reader.stated().size,
        }
        .into());
    }
    Ok(Trusted {
        checkpoint: reader.stated().clone(),
        signed,
    })
}

/// Whether a key of the user signed the checkpoint. A signature that does not hold is an error.
pub(crate) fn signed(reader: &Reader) -> Result<bool, Problem> {
    let keys = home()?
        .vkeys(&reader.stated().origin)
        .map_err(LedgerError::from)?;
    match Checkpoint::open(reader.note(), &keys) {
        Ok(_) => Ok(true),
        Err(tearline::audit::note::NoteError::Unverified) => Ok(false),
        Err(error) => Err(LedgerError::Checkpoint {
            path: reader.folder().join("checkpoint"),
            what: error.to_string(),
        }
        .into()),
    }
}

/// The release with this identifier; the end of one is enough where no other ends so.
pub(crate) fn find(ledger: &Path, id: &str) -> Result<(Bundle, Trusted), Problem> {
    let mut found: Vec<Bundle> = Vec::new();
    let wanted = id.to_ascii_uppercase();
    let trusted = walk(ledger, |bundle| {
        if bundle.release.id.ends_with(&wanted) {
            found.push(bundle);
        }
    })?;
    if found.len() > 1 {
        return Err(Problem::could_not_run("several releases end so")
            .at(id)
            .mend("give more of the identifier; `tearline audit show` lists them"));
    }
    match found.pop() {
        Some(bundle) => Ok((bundle, trusted)),
        None => Err(Problem::could_not_run("no such release in this ledger")
            .at(id)
            .mend("`tearline audit show` lists the releases; --ledger names another ledger")),
    }
}

/// The exit status of a reading command: 7 where the signature could not be checked.
pub(crate) fn exit(trusted: &Trusted) -> Exit {
    exit_of(if trusted.signed {
        Verdict::Holds
    } else {
        Verdict::Unverifiable
    })
}
