//! What a batch will do, settled before any work: which files are taken, where each goes, what stands in the way.

use crate::cli::guard::Guard;
use crate::cli::input::other_format;
use crate::cli::path::{real, shown};
use crate::cli::report::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use tearline::store::read::Identity;
use tearline::store::said;
use tearline::store::walk::{Rules, Skip, What, walk};
use tearline::store::write::{self, LONGEST_NAME, WriteError, manifest_path};

/// A file of the batch.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Which file it is, where it was found in a folder.
    pub(super) identity: Option<Identity>,
    /// Where its release goes, below the output.
    pub(super) relative: PathBuf,
    /// Whether it is taken.
    pub(super) plan: Plan,
}

/// Whether a file is taken.
#[derive(Debug)]
pub(super) enum Plan {
    /// It is read.
    Take,
    /// It is left out.
    Skip(Skip),
    /// It cannot be taken, and somebody must look at it.
    Refuse(String),
}

/// Lists the files of a batch in a fixed order: the paths as given, each folder sorted.
///
/// One folder gives its content; several paths give each what it is, under its own name.
pub(super) fn list(paths: &[PathBuf], rules: &Rules, named_format: bool) -> Result<Vec<Item>, Problem> {
    let alone = paths.len() == 1;
    let mut items = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            return Err(Problem::could_not_run("standard input cannot be part of a batch")
                .mend("name files and folders, or redact it alone"));
        }
        let name = own_name(path);
        match path.metadata() {
            Ok(found) if found.is_dir() => {
                let below = if alone {
                    PathBuf::new()
                } else {
                    PathBuf::from(&name)
                };
                items.extend(walk(path, rules).into_iter().map(|found| Item {
                    identity: found.what.identity(),
                    plan: match found.what {
                        What::File(_) => taken(&found.path, named_format),
                        What::Skipped(skip) => Plan::Skip(skip),
                        What::Unreadable(why) => Plan::Refuse(why),
                    },
                    relative: below.join(&found.relative),
                    path: found.path,
                }));
            }
            Ok(_) => items.push(Item {
                plan: taken(path, named_format),
                relative: PathBuf::from(&name),
                identity: None,
                path: path.clone(),
            }),
            Err(error) => items.push(Item {
                plan: Plan::Refuse(match error.kind() {
                    std::io::ErrorKind::NotFound => "no such file".to_owned(),
                    std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
                    _ => said(&error),
                }),
                relative: PathBuf::from(&name),
                identity: None,
                path: path.clone(),
            }),
        }
    }
    Ok(items)
}

fn taken(path: &Path, named_format: bool) -> Plan {
    // Found out when it is named, it would stop the batch behind its records.
    let manifest = manifest_path(path);
    if manifest.file_name().is_some_and(|name| name.len() > LONGEST_NAME) {
        return Plan::Refuse("its name leaves no room for that of its manifest".to_owned());
    }
    match other_format(path).filter(|_| !named_format) {
        Some(format) => Plan::Refuse(format!(
            "a format that is not read: .{format} (--format text reads it as plain text)"
        )),
        None => Plan::Take,
    }
}

/// The last name of a path, `..` and `.` resolved.
fn own_name(path: &Path) -> OsString {
    match path.components().next_back() {
        Some(Component::Normal(name)) => name.to_owned(),
        _ => path
            .canonicalize()
            .ok()
            .and_then(|p| p.file_name().map(ToOwned::to_owned))
            .unwrap_or_else(|| OsString::from("root")),
    }
}

/// Checks that the outputs stand apart from the inputs and from each other.
pub(super) fn apart(paths: &[PathBuf], items: &[Item], out: &Path) -> Result<(), Problem> {
    let out_real = real(out);
    for path in paths {
        let Ok(input) = path.canonicalize() else { continue };
        let (inner, outer) = if out_real.starts_with(&input) {
            ("the output lies inside the input", path)
        } else if input.starts_with(&out_real) {
            ("the input lies inside the output", path)
        } else {
            continue;
        };
        return Err(Problem::could_not_run(format!("{inner} {}", shown(outer)))
            .at(shown(out))
            .mend("name an output that stands apart: sources are never written"));
    }
    let mut folders = BTreeSet::new();
    let mut names: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for item in items.iter().filter(|item| matches!(item.plan, Plan::Take)) {
        for name in [item.relative.clone(), manifest_path(&item.relative)] {
            if let Some(other) = names.insert(name, &item.path) {
                return Err(Problem::could_not_run(format!(
                    "{} and {} would be written to one file",
                    shown(other),
                    shown(&item.path)
                ))
                .at(shown(&out.join(&item.relative)))
                .mend("redact them in two runs, or rename one"));
            }
        }
        folders.extend(item.relative.parent());
    }
    for folder in folders {
        let folder = out.join(folder);
        if folder
            .canonicalize()
            .is_ok_and(|real| !real.starts_with(&out_real))
        {
            return Err(Problem::could_not_run("a link in the output leads out of it")
                .at(shown(&folder))
                .mend("remove the link, or name another output"));
        }
    }
    Ok(())
}

/// Checks that nothing is written into or over what no output may touch.
pub(super) fn guarded(mut guard: Guard, items: &[Item], out: &Path) -> Result<(), Problem> {
    guard.check("the folder of releases", out)?;
    for item in items.iter().filter(|item| matches!(item.plan, Plan::Take)) {
        let release = out.join(&item.relative);
        guard.check("the manifest", &manifest_path(&release))?;
        guard.check("the release", &release)?;
    }
    Ok(())
}

/// Checks that no file stands where a folder of releases belongs.
pub(super) fn folders(items: &[Item], out: &Path) -> Result<(), Problem> {
    let below: BTreeSet<&Path> = items
        .iter()
        .filter(|item| matches!(item.plan, Plan::Take))
        .flat_map(|item| item.relative.ancestors().skip(1))
        .collect();
    let within = below.into_iter().map(|folder| out.join(folder));
    match out.ancestors().map(Path::to_owned).chain(within).find(|folder| {
        // A dangling link is in the way as well.
        folder.symlink_metadata().is_ok() && !folder.is_dir()
    }) {
        Some(folder) if folder == out => {
            Err(unwritten(out, &WriteError::File).mend("name a folder for the releases with -o"))
        }
        Some(folder) => Err(unwritten(&folder, &WriteError::File)),
        None => Ok(()),
    }
}

/// Checks that no output is there yet or, with `replace`, nothing but files that can be replaced.
pub(super) fn absent(items: &[Item], out: &Path, replace: bool) -> Result<(), Problem> {
    for item in items.iter().filter(|item| matches!(item.plan, Plan::Take)) {
        let release = out.join(&item.relative);
        for path in [manifest_path(&release), release] {
            if replace {
                match write::free(&path, true) {
                    Ok(()) | Err(WriteError::NoFolder) => {}
                    Err(error) => return Err(unwritten(&path, &error)),
                }
            } else if path.symlink_metadata().is_ok() {
                return Err(Problem::could_not_run("exists already; nothing was done")
                    .at(shown(&path))
                    .mend("name another output, go on with --resume, or replace with --force"));
            }
        }
    }
    Ok(())
}

/// An output that could not be written, and how to mend it.
pub(super) fn unwritten(path: &Path, error: &WriteError) -> Problem {
    let mend = match error {
        WriteError::Exists => "another program made it meanwhile; go on with --resume",
        WriteError::Folder | WriteError::File | WriteError::FileAbove | WriteError::Special(_) => {
            "take it away, or name another output"
        }
        WriteError::NoFolder => "make the folder above it first",
        WriteError::Denied => "give yourself permission to write there",
        _ => "mend that, then go on with --resume",
    };
    Problem::could_not_run(error.to_string())
        .at(shown(path))
        .mend(mend)
}
