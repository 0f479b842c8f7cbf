//! Golden folders: `tests/golden/NAME/` holds an input, a policy and the release that must come out, byte for byte.
//!
//! `input.txt` or `input.md`; `policy.yaml`, or `policy` with the name of a built-in one; `release`, or `refused` with
//! the message. To write the expected files anew, run with `TEARLINE_BLESS=1` and read the difference before you commit it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::path::Path;
use tearline::document::{Document, Format};
use tearline::policy::Policy;
use tearline::release::release;

fn policy(folder: &Path) -> Policy {
    match std::fs::read_to_string(folder.join("policy.yaml")) {
        Ok(text) => common::policy(&text),
        Err(_) => {
            let name = std::fs::read_to_string(folder.join("policy")).expect("policy or policy.yaml");
            common::builtin(name.trim())
        }
    }
}

fn check(folder: &Path, bless: bool) -> Result<(), String> {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let markdown = folder.join("input.md").exists();
    let (file, format) = if markdown {
        ("input.md", Format::Markdown)
    } else {
        ("input.txt", Format::Text)
    };
    let source = std::fs::read_to_string(folder.join(file)).expect("an input in UTF-8");
    let (kind, found) = match release(&policy(folder), &Document::new(&source, format)) {
        Ok(release) => ("release", release.text),
        Err(refusal) => ("refused", format!("{refusal}\n")),
    };
    if bless {
        let other = if kind == "release" { "refused" } else { "release" };
        let _ = std::fs::remove_file(folder.join(other));
        std::fs::write(folder.join(kind), &found).unwrap();
    }
    let both = folder.join("release").exists() && folder.join("refused").exists();
    assert!(!both, "{name}: a document is released or refused, not both");
    let expected = std::fs::read_to_string(folder.join(kind))
        .map_err(|_| format!("{name}: no file {kind}; it came out as:\n{found}"))?;
    if expected == found {
        Ok(())
    } else {
        Err(format!("{name}: expected\n{expected}\nfound\n{found}"))
    }
}

#[test]
fn releases_are_as_they_were() {
    let bless = std::env::var_os("TEARLINE_BLESS").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut folders: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no golden folder was found");
    let wrong: Vec<String> = folders
        .iter()
        .filter_map(|folder| check(folder, bless).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
