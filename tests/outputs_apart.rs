//! No output goes over what a command reads, nor into a ledger or the folder of keys, whatever the options.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::desk::Desk;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const SOURCE: &str = "1. (U) The ferry sails at noon.\n\n2. (S) Marzipan waits at the pier.\n";

/// A desk with a ledger, a policy that extends another, and answers of a stream.
fn desk() -> Desk {
    let desk = Desk::withholding("marzipan");
    desk.write("one.txt", SOURCE);
    desk.write("base.yaml", "releasable: [U]\n");
    desk.write(
        "p.yaml",
        "extends: base.yaml\ntests: [{file: case.txt, expect: withhold}]\n",
    );
    desk.write("case.txt", "1. (S) Kept back.\n");
    let ran = desk.run(&["redact", "one.txt", "-p", "p.yaml", "-o", "first.txt"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    desk
}

/// Every file below the desk with its bytes; a lock and a cache of the ledger apart.
fn files(desk: &Desk) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![desk.root.path().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

fn key_folder(desk: &Desk) -> String {
    let folders = fs::read_dir(desk.path("config/ledgers")).unwrap();
    let folder = folders
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    folder
        .strip_prefix(desk.root.path())
        .unwrap()
        .display()
        .to_string()
}

fn refused(desk: &Desk, args: &[&str], words: &str) {
    let before = files(desk);
    let ran = desk.run(args);
    assert_eq!(ran.status, 2, "{args:?}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    assert_eq!(ran.err.lines().count(), 2, "what and how to mend: {}", ran.err);
    assert!(before == files(desk), "{args:?} changed a file");
}

#[test]
fn one_release_stays_out_of_ledger_keys_policy_and_source() {
    let desk = desk();
    let key = format!("{}/signing.key", key_folder(&desk));
    let new_key = format!("{}/release.txt", key_folder(&desk));
    std::os::unix::fs::symlink(desk.path("tearline-ledger"), desk.path("linked")).unwrap();
    std::os::unix::fs::symlink(desk.path("p.yaml"), desk.path("link.yaml")).unwrap();
    for (target, words) in [
        ("tearline-ledger/ledger.jsonl", "lie inside the ledger"),
        ("tearline-ledger/new.txt", "lie inside the ledger"),
        ("tearline-ledger/checkpoints/1.note", "lie inside the ledger"),
        (
            "./tearline-ledger/../tearline-ledger/checkpoint",
            "lie inside the ledger",
        ),
        ("linked/checkpoint", "lie inside the ledger"),
        (key.as_str(), "lie inside the folder of keys and states"),
        (new_key.as_str(), "lie inside the folder of keys and states"),
        ("p.yaml", "would overwrite the policy"),
        ("link.yaml", "would overwrite the policy"),
        ("base.yaml", "would overwrite base.yaml, which the policy uses"),
        ("case.txt", "would overwrite case.txt, which the policy uses"),
        ("one.txt", "would overwrite its source"),
    ] {
        for option in ["-o", "--manifest"] {
            refused(
                &desk,
                &["redact", "one.txt", "-p", "p.yaml", option, target, "--force"],
                words,
            );
        }
    }
    let plain = &[
        "redact",
        "one.txt",
        "-p",
        "p.yaml",
        "-o",
        "tearline-ledger/new.txt",
    ];
    refused(&desk, plain, "lie inside the ledger");
    // Another ledger than the one in use is a ledger too.
    let other = &[
        "redact",
        "one.txt",
        "-p",
        "p.yaml",
        "--ledger",
        "other",
        "-o",
        "tearline-ledger/ledger.jsonl",
        "--force",
    ];
    refused(&desk, other, "lie inside the ledger");
    for (page, words) in [
        ("tearline-ledger/page.html", "inside the ledger"),
        ("base.yaml", "which the policy uses"),
        (key.as_str(), "folder of keys"),
    ] {
        let args = &[
            "redact", "one.txt", "-p", "p.yaml", "-o", "two.txt", "--report", page, "--force",
        ];
        refused(&desk, args, words);
    }
}

#[test]
fn a_batch_stays_out_too() {
    let desk = desk();
    desk.write("in/checkpoint", SOURCE);
    desk.write("in/base.yaml", SOURCE);
    desk.write("mine/p.yaml", "extends: ../out/base.yaml\n");
    desk.write("out/base.yaml", "releasable: [U]\n");
    let into_ledger = &["redact", "in", "-p", "p.yaml", "-o", "tearline-ledger", "--force"];
    refused(&desk, into_ledger, "inside the ledger");
    let below = &["redact", "in", "-p", "p.yaml", "-o", "tearline-ledger/out"];
    refused(&desk, below, "inside the ledger");
    let into_keys = &["redact", "in", "-p", "p.yaml", "-o", "config/ledgers", "--force"];
    refused(&desk, into_keys, "folder of keys");
    let over = &[
        "redact",
        "in",
        "-p",
        "mine/p.yaml",
        "-o",
        "out",
        "--force",
        "--format",
        "text",
    ];
    refused(&desk, over, "which the policy uses");
}

#[test]
fn what_is_imported_and_the_ledger_stay() {
    let desk = desk();
    let line = serde_json::json!({"id": "a", "text": SOURCE}).to_string();
    let answers = assert_cmd::Command::cargo_bin("tearline")
        .unwrap()
        .current_dir(desk.root.path())
        .env("TEARLINE_CONFIG_DIR", desk.path("config"))
        .args(["stream", "-p", "p.yaml"])
        .write_stdin(format!("{line}\n"))
        .output()
        .unwrap();
    assert!(answers.status.success());
    desk.write("a.jsonl", answers.stdout);
    desk.write("out/keep", "");
    for (option, target, words) in [
        (
            "--manifests",
            "a.jsonl",
            "would overwrite the answers that are imported",
        ),
        ("--manifests", "tearline-ledger/ledger.jsonl", "inside the ledger"),
        ("--releases", "tearline-ledger", "inside the ledger"),
        ("--releases", "config/ledgers/x", "folder of keys"),
    ] {
        let args = &["audit", "import", "a.jsonl", option, target, "--force"];
        refused(&desk, args, words);
    }
    // A ledger that is not there yet is held as well.
    let args = &[
        "audit",
        "import",
        "a.jsonl",
        "--ledger",
        "l3",
        "--manifests",
        "l3/ledger.jsonl",
        "--force",
    ];
    refused(&desk, args, "inside the ledger");
    assert!(!Path::new(&desk.path("l3")).exists());
}

#[test]
fn the_other_outputs_stay_out() {
    let desk = desk();
    let id = {
        let shown = desk.run(&["audit", "show", "--json"]);
        let value: serde_json::Value = serde_json::from_str(shown.out.lines().next().unwrap()).unwrap();
        value["id"].as_str().unwrap().to_owned()
    };
    let inside = "tearline-ledger/x";
    for args in [
        &["audit", "open", &id, "-o", inside][..],
        &["audit", "export", "--format", "jsonl", "-o", inside],
        &["audit", "run-key", "-o", inside],
        &["policy", "init", inside],
        &["policy", "test", "p.yaml", "--junit", inside],
    ] {
        refused(&desk, args, "inside the ledger");
    }
    let over = &["policy", "test", "p.yaml", "--junit", "base.yaml"];
    refused(&desk, over, "which the policy uses");
}

#[test]
fn the_variable_names_the_ledger_for_audits_too() {
    let desk = desk();
    fs::rename(desk.path("tearline-ledger"), desk.path("elsewhere")).unwrap();
    let ran = assert_cmd::Command::cargo_bin("tearline")
        .unwrap()
        .current_dir(desk.root.path())
        .env("TEARLINE_CONFIG_DIR", desk.path("config"))
        .env("TEARLINE_LEDGER", "elsewhere")
        .args(["audit", "verify"])
        .output()
        .unwrap();
    assert_eq!(
        ran.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
