//! Walks the releases of a ledger, checking on the way that the lines are those that were signed.

use super::exit::Exit;
use super::home::home;
use super::report::{self, Problem};
use super::verdict::exit_of;
use std::path::{Path, PathBuf};
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::line::{self, CaseLine, CutLine, Line, ReleaseLine};
use tearline::audit::tree::{Frontier, leaf_hash};
use tearline::store::ledger::CHECKPOINT;
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
    /// What the state outside the ledger says against it.
    doubt: Option<Doubt>,
}

/// What the state outside the ledger says against it.
#[derive(Clone, PartialEq, Eq)]
enum Doubt {
    /// So many lines were seen.
    Older(u64),
    /// The state is gone from here.
    NoState(PathBuf),
}

impl Trusted {
    pub(crate) fn words(&self) -> String {
        let signed = if self.signed {
            "signed by a known key"
        } else {
            "its signature could not be checked: no key is known here"
        };
        let doubt = match &self.doubt {
            Some(Doubt::Older(seen)) => format!("; rolled back: {seen} lines were seen"),
            Some(Doubt::NoState(_)) => "; its state is gone: a rollback could not be seen".to_owned(),
            None => String::new(),
        };
        format!(
            "ledger {} of {} lines, {signed}{doubt}",
            self.checkpoint.origin, self.checkpoint.size
        )
    }
}

/// Hands every release to `each`.
///
/// Fails where the lines are not those that were signed: nothing that was handed over counts then.
pub(crate) fn walk(ledger: &Path, mut each: impl FnMut(Bundle)) -> Result<Trusted, Problem> {
    let reader = Reader::open(ledger)?;
    let (trusted, seen) = held_against_state(&reader)?;
    let mut tree = Frontier::new();
    let mut open: Option<Bundle> = None;
    let read = reader.lines::<Problem>(|index, bytes| {
        tree.push(leaf_hash(&[bytes]));
        if seen
            .as_ref()
            .is_some_and(|seen| seen.size == tree.size() && seen.root != tree.root())
        {
            return Err(LedgerError::Forked {
                path: reader.folder().join(CHECKPOINT),
                seen: tree.size(),
            }
            .into());
        }
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
    Ok(trusted)
}

/// Whether a key of the user signed the checkpoint, and whether it is as new as the state. A signature that does not hold
/// is an error.
pub(crate) fn trust(reader: &Reader) -> Result<Trusted, Problem> {
    held_against_state(reader).map(|(trusted, _)| trusted)
}

fn held_against_state(reader: &Reader) -> Result<(Trusted, Option<Checkpoint>), Problem> {
    let (home, stated) = (home()?, reader.stated());
    let keys = home.vkeys(&stated.origin).map_err(LedgerError::from)?;
    let signed = match Checkpoint::open(reader.note(), &keys) {
        Ok(_) => true,
        Err(tearline::audit::note::NoteError::Unverified) => false,
        Err(error) => {
            return Err(LedgerError::Checkpoint {
                path: reader.folder().join(CHECKPOINT),
                what: error.to_string(),
            }
            .into());
        }
    };
    let seen = match keys.is_empty() {
        true => None,
        false => home.state(&stated.origin, &keys).map_err(LedgerError::from)?,
    };
    let doubt = match &seen {
        Some(seen) => (seen.size > stated.size).then_some(Doubt::Older(seen.size)),
        None => home.lost_state(&stated.origin, stated.size).map(Doubt::NoState),
    };
    let trusted = Trusted {
        checkpoint: stated.clone(),
        signed,
        doubt,
    };
    Ok((trusted, seen))
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

/// The exit status of a reading command, as `audit verify` would have it: 4 where the ledger is older than its state, 7
/// where signature or state could not be checked. Says why.
pub(crate) fn exit(trusted: &Trusted, ledger: &Path) -> Exit {
    let origin = trusted.checkpoint.origin.clone();
    let doubt = trusted.doubt.clone().map(|doubt| match doubt {
        Doubt::Older(seen) => LedgerError::RolledBack {
            path: ledger.join(CHECKPOINT),
            found: trusted.checkpoint.size,
            seen,
        },
        Doubt::NoState(path) => LedgerError::NoState { origin, path },
    });
    if let Some(error) = doubt {
        let problem = Problem::from(error);
        report::problem(&problem);
        return problem.exit;
    }
    exit_of(if trusted.signed {
        Verdict::Holds
    } else {
        Verdict::Unverifiable
    })
}
