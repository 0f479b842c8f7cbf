//! `tearline redact` of one document: refused before any work or done whole, and said on one line.
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
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const SOURCE: &str = "SECRET\n\n1. (U) The ferry sails at noon.\n\n2. (S) Marzipan waits at the pier.\n";

/// A desk with a document and an empty ledger.
fn desk() -> Desk {
    let desk = Desk::withholding("marzipan");
    desk.write("one.txt", SOURCE);
    assert_eq!(desk.run(&["audit", "init"]).status, 0);
    desk
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_that_is_killed_leaves_nothing_beside_its_output() {
    let desk = desk();
    fs::create_dir(desk.path("out")).unwrap();
    // The release is on disk, and the run waits for the ledger.
    let lock = File::open(desk.path("tearline-ledger/lock")).unwrap();
    lock.lock().unwrap();
    let mut run = Command::new(assert_cmd::cargo::cargo_bin("tearline"))
        .current_dir(desk.root.path())
        .env("TEARLINE_CONFIG_DIR", desk.path("config"))
        .args(["redact", "one.txt", "-p", "public", "-o", "out/one.txt"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..40 {
        std::thread::sleep(Duration::from_millis(25));
        if !names(&desk.path("out")).is_empty() {
            break;
        }
    }
    assert!(run.try_wait().unwrap().is_none());
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(names(&desk.path("out")), Vec::<String>::new());
    lock.unlock().unwrap();
    for more in [&[] as &[&str], &["--force"]] {
        let args = [&["redact", "one.txt", "-p", "public", "-o", "out/one.txt"], more].concat();
        assert_eq!(desk.run(&args).status, 0);
        assert_eq!(names(&desk.path("out")), ["one.txt", "one.txt.tearline.json"]);
        assert_eq!(desk.run(&["verify", "out/one.txt"]).status, 0);
    }
}
