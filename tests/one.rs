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

/// Withheld words that would leave.
const SPILLS: &str = "SECRET\n\n1. (U) Tea. Behind the mill the reeve hides forty copper kettles.\n\n2. (S) Behind the mill the reeve hides forty copper kettles.\n";

#[test]
fn a_refusal_says_both_places_and_is_one_json_line_where_asked() {
    let desk = Desk::withholding("kettles");
    desk.write("one.txt", SPILLS);
    let args = ["redact", "one.txt", "-p", "public", "-o", "out.txt"];
    let ran = desk.run(&args);
    assert_eq!(ran.status, 1);
    assert!(ran.err.starts_with("one.txt:3:13: error: "), "{}", ran.err);
    assert!(
        ran.err.contains(" (withheld in line 5) [spill-words]\n"),
        "{}",
        ran.err
    );
    for more in [&["--json"] as &[&str], &["--json", "--dry-run"]] {
        let ran = desk.run(&[&args, more].concat());
        assert_eq!((ran.status, ran.err.as_str()), (1, ""));
        let last: serde_json::Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
        assert_eq!(last["outcome"], "refused");
        assert_eq!(last["findings"][0]["line"], 3);
        assert_eq!(last["findings"][0]["column"], 13);
    }
    assert!(!desk.path("out.txt").exists() && !desk.path("tearline-ledger").exists());
}

#[test]
fn a_file_name_forges_no_line() {
    let desk = desk();
    let odd = "x\ntearline: y.txt: released whole: 9 of 9 portions leave\nz";
    desk.write(odd, SOURCE);
    desk.write("spills", SPILLS.replace("kettles", "pans"));
    let odd_spills = "x\ny: holds";
    fs::rename(desk.path("spills"), desk.path(odd_spills)).unwrap();
    let release = format!("{odd}.out");
    let runs: [&[&str]; 8] = [
        &["redact", odd, "-p", "public", "-o", &release],
        &["redact", odd_spills, "-p", "public"],
        &["verify", &release],
        &["verify", &release, "--against", odd, "-p", "public"],
        &["verify", odd_spills, "--against", odd_spills, "-p", "public"],
        &["check", odd_spills, odd],
        &["policy", "diff", "public", "sbu", odd],
        &["redact", odd, "-p", "public", "-o", &release],
    ];
    for args in runs {
        let ran = desk.run(args);
        for line in ran.out.lines().chain(ran.err.lines()) {
            assert!(
                !line.starts_with("tearline: y.txt") && !line.starts_with("y: holds"),
                "{args:?}: {line}"
            );
        }
    }
}

#[test]
fn what_stands_in_the_way_of_an_output_is_said_before_anything_is_recorded() {
    let desk = desk();
    fs::create_dir(desk.path("folder")).unwrap();
    fs::create_dir(desk.path("in")).unwrap();
    desk.write("in/a.txt", SOURCE);
    let cases: [(&[&str], &str); 9] = [
        (
            &["one.txt", "-o", "new/", "--manifest", "m.json"],
            "tearline: new/: a folder, not a file\n  name a file in it\n",
        ),
        (
            &["one.txt", "-o", "out.txt", "--manifest", "new/"],
            "tearline: new/: a folder, not a file\n  name a file in it\n",
        ),
        (
            &["one.txt", "-o", "out.txt", "--report", "new/"],
            "tearline: new/: the report: a folder, not a file\n  name a file in it\n",
        ),
        (
            &["one.txt", "-o", "folder"],
            "tearline: folder: a folder, not a file\n  name a file in it\n",
        ),
        (
            &["one.txt", "-o", "folder", "--force"],
            "tearline: folder: a folder, not a file\n  name a file in it\n",
        ),
        (
            &["one.txt", "-o", "no/one.txt"],
            "tearline: no/one.txt: its folder does not exist\n  make the folder first\n",
        ),
        (
            &["one.txt", "-o", "out.txt", "--manifest", "no/one.json"],
            "tearline: no/one.json: its folder does not exist\n  make the folder first\n",
        ),
        (
            &["one.txt", "--manifest", "/proc/one.json"],
            "tearline: /proc/one.json: its folder does not exist\n  make the folder first\n",
        ),
        (
            &["in", "-o", "one.txt"],
            "tearline: one.txt: a file, not a folder\n  name a folder for the releases with -o\n",
        ),
    ];
    for (args, said) in cases {
        let ran = desk.run(&[&["redact", "-p", "public"], args].concat());
        assert_eq!((ran.status, ran.err.as_str()), (2, said), "{args:?}");
        let ran = desk.run(&["audit", "show"]);
        assert_eq!(ran.out.lines().count(), 1, "{args:?} recorded: {}", ran.out);
    }
    let long = "n".repeat(250);
    for args in [
        &["-o", long.as_str()][..],
        &["--manifest", &long.repeat(2)],
        &["-o", "out.txt", "--report", &long.repeat(2)],
    ] {
        let ran = desk.run(&[&["redact", "one.txt", "-p", "public"], args].concat());
        assert_eq!(ran.status, 2, "{}", ran.err);
        assert!(ran.err.contains("file name too long"), "{}", ran.err);
        assert_eq!(
            desk.run(&["audit", "show"]).out.lines().count(),
            1,
            "{args:?} recorded"
        );
    }
    assert!(!desk.path("out.txt").exists());
}

#[test]
fn a_file_where_a_folder_was_named_is_said() {
    let desk = desk();
    let ran = desk.run(&["redact", "one.txt", "-p", "public", "--ledger", "one.txt"]);
    let said = "tearline: one.txt: a file, not a folder\n  name the folder of the ledger with --ledger\n";
    assert_eq!((ran.status, ran.err.as_str()), (2, said));
    for command in ["show", "verify", "query"] {
        let ran = desk.run(&["audit", command, "--ledger", "one.txt"]);
        assert_eq!((ran.status, ran.err.as_str()), (2, said));
    }
    let ran = desk.run(&["redact", "one.txt/x", "-p", "public"]);
    assert!(
        ran.err.starts_with("tearline: one.txt/x: no such file\n"),
        "{}",
        ran.err
    );
}

#[test]
fn keys_do_not_depend_on_where_a_command_is_run() {
    let desk = desk();
    for (home, xdg) in [("", "near"), ("near", ""), ("near", "near")] {
        let ran = Command::new(assert_cmd::cargo::cargo_bin("tearline"))
            .current_dir(desk.root.path())
            .env_remove("TEARLINE_CONFIG_DIR")
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", xdg)
            .args(["redact", "one.txt", "-p", "public", "--ledger", "other"])
            .output()
            .unwrap();
        assert_eq!(ran.status.code(), Some(2));
        assert!(ran.stderr.starts_with(b"tearline: no folder for keys is known\n"));
        assert!(!desk.path("near").exists() && !desk.path("other").exists());
    }
}

#[test]
fn what_is_no_file_is_never_replaced() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    let desk = desk();
    let special = |name: &str| fs::metadata(desk.path(name)).unwrap().file_type();
    let fifo = desk.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    // A link of this test to the device, never the device itself.
    symlink("/dev/null", desk.path("sink")).unwrap();
    fs::create_dir_all(desk.path("out/b.txt")).unwrap();
    desk.write("in/a.txt", SOURCE);
    desk.write("in/b.txt", SOURCE);
    symlink(&fifo, desk.path("out/a.txt")).unwrap();
    desk.write("in2/b.txt", SOURCE);
    desk.write(
        "policy.yaml",
        "releasable: [U]\ntests: [{text: (U) Tea., expect: release}]\n",
    );
    let said = |name: &str, what: &str| format!("tearline: {name}: {what}, not a regular file\n");
    let cases: [(&[&str], String); 7] = [
        (
            &["redact", "one.txt", "-p", "public", "-o", "fifo"],
            said("fifo", "a FIFO"),
        ),
        (
            &["redact", "one.txt", "-p", "public", "-o", "sink", "--force"],
            said("sink", "a device"),
        ),
        (
            &[
                "redact",
                "one.txt",
                "-p",
                "public",
                "--manifest",
                "fifo",
                "--force",
            ],
            said("fifo", "a FIFO"),
        ),
        (
            &["redact", "one.txt", "-p", "public", "--report", "sink", "--force"],
            "tearline: sink: the report: a device, not a regular file\n".to_owned(),
        ),
        (
            &["redact", "in", "-p", "public", "-o", "out", "--force"],
            said("out/a.txt", "a FIFO"),
        ),
        (
            &["redact", "in2", "-p", "public", "-o", "out", "--resume"],
            "tearline: out/b.txt: a folder, not a file\n".to_owned(),
        ),
        (
            &["policy", "test", "policy.yaml", "--junit", "sink"],
            said("sink", "a device"),
        ),
    ];
    for (args, said) in cases {
        let ran = desk.run(args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(&said), "{args:?}: {}", ran.err);
        assert_eq!(
            desk.run(&["audit", "show"]).out.lines().count(),
            1,
            "{args:?} recorded"
        );
        assert!(
            special("fifo").is_fifo() && special("sink").is_char_device(),
            "{args:?}"
        );
    }
    assert!(fs::symlink_metadata(desk.path("sink")).unwrap().is_symlink());
}

#[test]
fn what_a_rule_leaves_of_a_paragraph_does_not_run_together() {
    let desk = desk();
    desk.write(
        "rule.yaml",
        "releasable: [U]\nrules: [{ id: r, withhold: sentence, when: { text: Vzorova }, reason: x }]\n",
    );
    let release = |text: &str, action: &str| {
        desk.write("two.txt", format!("UNCLASSIFIED\n\n{text}\n"));
        let ran = desk.run(&["redact", "two.txt", "-p", "rule.yaml", "--action", action]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        ran.out
            .replace("UNCLASSIFIED\n\n", "")
            .replace("[1 passage withheld: x]", "[]")
    };
    for space in [" ", "\n"] {
        let first = format!("1. (U) Jana Vzorova saw it.{space}It opens.");
        assert_eq!(release(&first, "mask"), "1. (U) [] It opens.\n");
        assert_eq!(release(&first, "strip"), "1. (U) It opens.\n");
        let middle = format!("1. (U) It is new.{space}Jana Vzorova saw it.{space}It opens. (U)");
        let new = format!("1. (U) It is new.{space}");
        assert_eq!(release(&middle, "mask"), format!("{new}[] It opens. (U)\n"));
        assert_eq!(release(&middle, "strip"), format!("{new}It opens. (U)\n"));
    }
    let last = "1. (U) It is new. Jana Vzorova saw it.";
    assert_eq!(release(last, "mask"), "1. (U) It is new. []\n");
    assert_eq!(release(last, "strip"), "1. (U) It is new.\n");
    let two = "1. (U) It is new. Jana Vzorova saw it.\nJana Vzorova went. (U)";
    assert_eq!(release(two, "strip"), "1. (U) It is new. (U)\n");
}
