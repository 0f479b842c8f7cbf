//! What `docs/record.md` says can be done with other tools, done.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::desk::Desk;
use serde_json::Value;
use std::process::{Command, Output};

/// The block of the page in `language`.
fn block(language: &str) -> String {
    let page = std::fs::read_to_string("docs/record.md").unwrap();
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn there(tool: &str) -> bool {
    let found = Command::new(tool).arg("version").output().is_ok();
    if !found {
        println!("skipped: no {tool} here");
    }
    found
}

fn desk() -> Desk {
    let desk = Desk::withholding("marzipan");
    desk.write(
        "one.txt",
        "SECRET\n\n1. (U) The ferry sails at noon.\n\n2. (S) Marzipan waits at the pier.\n",
    );
    for _ in 0..3 {
        let ran = desk.run(&["redact", "one.txt", "-p", "public", "-o", "r", "--force"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    desk.write("vkey", desk.run(&["audit", "key", "show"]).out);
    desk
}

fn run(desk: &Desk, tool: &str, option: &str, script: &str) -> Output {
    Command::new(tool)
        .args([option, script])
        .current_dir(desk.root.path())
        .output()
        .unwrap()
}

#[test]
fn a_checkpoint_is_checked_with_openssl() {
    if !there("openssl") || !there("sh") {
        return;
    }
    let desk = desk();
    let holds = |desk: &Desk| run(desk, "sh", "-c", &block("sh")).status.success();
    assert!(holds(&desk));
    let path = desk.path("tearline-ledger/checkpoint");
    let note = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = note.lines().collect();
    std::fs::write(&path, note.replacen(&format!("\n{}\n", lines[1]), "\n9\n", 1)).unwrap();
    assert!(!holds(&desk));
}

#[test]
fn a_line_and_a_claimed_text_are_checked_with_python() {
    if !there("python3") {
        return;
    }
    let desk = desk();
    let shown: Value =
        serde_json::from_str(desk.run(&["audit", "show", "--json"]).out.lines().last().unwrap()).unwrap();
    let (id, index) = (shown["id"].as_str().unwrap(), shown["index"].to_string());
    desk.write("proof", desk.run(&["audit", "prove", "--index", &index]).out);
    assert_eq!(desk.run(&["audit", "open", id, "-o", "opening"]).status, 0);
    let script = block("python")
        + &format!(
            r#"
import json
line = open("tearline-ledger/ledger.jsonl", "rb").read().split(b"\n")[{index}]
proof, opening = open("proof").read(), open("opening").read()
assert stands(line, proof) and not stands(line + b" ", proof)
cut = [s for s in json.load(open("r.tearline.json"))["segments"] if s["t"] == "cut"][-1]
true = b"(S) Marzipan waits at the pier.\n"
assert was(true, cut["leaf"], "S", cut["hash"], opening)
assert not was(true[:-1], cut["leaf"], "S", cut["hash"], opening)
assert not was(true, cut["leaf"], "C", cut["hash"], opening)
"#
        );
    let ran = run(&desk, "python3", "-c", &script);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn the_second_verifier_agrees_and_knows_when_it_could_not_run() {
    let imports = Command::new("python3")
        .args(["-c", "import cryptography"])
        .output();
    if !imports.is_ok_and(|ran| ran.status.success()) {
        println!("skipped: no python3 with cryptography here");
        return;
    }
    let desk = desk();
    let shown: Value =
        serde_json::from_str(desk.run(&["audit", "show", "--json"]).out.lines().last().unwrap()).unwrap();
    assert_eq!(
        desk.run(&["audit", "open", shown["id"].as_str().unwrap(), "-o", "opening"])
            .status,
        0
    );
    desk.write("changed", "SECRET\n");
    let script = std::path::absolute("examples/verify/verify.py").unwrap();
    let manifest = "r.tearline.json";
    let cases: [(&[&str], i32); 10] = [
        (&["r", manifest, "vkey"], 0),
        (
            &[
                "r",
                manifest,
                "vkey",
                "--opening",
                "opening",
                "--source",
                "one.txt",
            ],
            0,
        ),
        (
            &[
                "r",
                manifest,
                "vkey",
                "--opening",
                "opening",
                "--source",
                "changed",
            ],
            3,
        ),
        (&["--ledger", "tearline-ledger", "vkey"], 0),
        (&["changed", manifest, "vkey"], 3),
        (&[], 2),
        (&["--help"], 2),
        (&["r", manifest], 2),
        (&["r", manifest, "vkey", "--opening", "opening"], 2),
        (&["none", manifest, "vkey"], 2),
    ];
    for (args, status) in cases {
        let ran = Command::new("python3")
            .arg("-B")
            .arg(&script)
            .args(args)
            .current_dir(desk.root.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(status), "{args:?}: {said}");
        assert!(!said.contains("Traceback"), "{said}");
    }
}
