//! `tearline stream` and `tearline audit import`: the line contract, equal bytes, and nothing withheld on any stream.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A word that stands in withheld text only.
const SECRET: &str = "QUILLWORT";

struct Desk {
    root: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            root: tempfile::tempdir().unwrap(),
        };
        desk.write(
            "policy.yaml",
            "id: desk\nreleasable: [U, SBU]\nspill: { action: warn }\n",
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn run(&self, args: &[&str], input: &str) -> Ran {
        self.run_with(args, input, &[])
    }

    fn run_with(&self, args: &[&str], input: &str, env: &[(&str, &str)]) -> Ran {
        let mut command = Command::cargo_bin("tearline").unwrap();
        command
            .current_dir(self.root.path())
            .env("TEARLINE_CONFIG_DIR", self.path("config"))
            .env_remove("TEARLINE_RUN_KEY_FILE")
            .args(args)
            .write_stdin(input);
        for (name, value) in env {
            command.env(name, value);
        }
        let output = command.output().unwrap();
        Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn stream(&self, input: &str) -> Ran {
        self.run(&["stream", "-p", "policy.yaml"], input)
    }

    fn run_key(&self) -> &'static str {
        let made = self.run(&["audit", "run-key", "-o", "run.key"], "");
        assert_eq!(made.status, 0, "{}", made.err);
        "run.key"
    }

    fn keyed(&self, input: &str) -> Ran {
        self.run(
            &["stream", "-p", "policy.yaml", "--run-key-file", "run.key"],
            input,
        )
    }

    fn vkey(&self) -> String {
        self.run(&["audit", "key", "show"], "").out.trim().to_owned()
    }

    fn ledger_lines(&self) -> usize {
        fs::read_to_string(self.path("tearline-ledger/ledger.jsonl"))
            .unwrap()
            .lines()
            .count()
    }
}

struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    fn answers(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn document(n: usize) -> String {
    format!(
        "CONFIDENTIAL\n\n1. (U) The ferry to Osk\u{e9}rvik left at {n} o'clock.\n\n2. (C) Mr. Orla {SECRET} keeps map {n} under the stairs.\n\n3. (SBU) Tea was served.\n"
    )
}

fn lines(count: usize) -> String {
    (0..count)
        .map(|n| json!({"id": format!("doc-{n}"), "text": document(n), "part": n % 7}).to_string() + "\n")
        .collect()
}

fn outcomes(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|a| a["outcome"].as_str().unwrap()).collect()
}

#[test]
fn one_answer_for_each_line_in_order() {
    let desk = Desk::new();
    let text = document(4);
    let input = [
        json!({"id": "whole", "text": "UNCLASSIFIED\n\n1. (U) Tea.\n"}).to_string(),
        format!("{{\"id\": broken {SECRET}"),
        json!({"id": "part", "text": text, "more": {"a": [1, "\u{e9}"]}, "n": 1e300}).to_string(),
        String::new(),
        json!({"id": 7, "text": format!("SECRET\n\n1. (S) {SECRET}.\n")}).to_string(),
        json!({"id": "typed", "text": {"inner": SECRET}}).to_string(),
        json!({"id": "named", "text": "x", "format": SECRET}).to_string(),
        json!({"id": "markdown", "format": "markdown", "text": format!("(U) Tea.\n\n- (S) {SECRET}\n")})
            .to_string(),
    ]
    .join("\n");
    let ran = desk.stream(&input);
    let answers = ran.answers();
    assert_eq!(
        outcomes(&answers),
        [
            "released", "refused", "in_part", "refused", "withheld", "refused", "refused", "in_part"
        ]
    );
    let ids: Vec<&Value> = answers.iter().map(|a| &a["id"]).collect();
    assert_eq!(
        json!(ids),
        json!(["whole", null, "part", null, 7, "typed", "named", "markdown"])
    );
    assert_eq!(ran.status, 1);
    assert!(ran.out.is_ascii() && ran.out.ends_with('\n'));
    assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET));
    assert_eq!(answers[2]["more"], json!({"a": [1, "\u{e9}"]}));
    assert_eq!(answers[2]["n"], json!(1e300));
    assert!(answers.iter().all(|a| a.get("text").is_none()));
    let release = answers[2]["release"].as_str().unwrap();
    assert!(release.contains("The ferry to Osk\u{e9}rvik left at 4 o'clock."));
    assert!(release.contains("Tea was served."));
    for line in ran.out.lines() {
        tearline::stream::checked(line).unwrap();
    }
}

#[test]
fn refused_documents_can_be_left_to_their_lines() {
    let desk = Desk::new();
    assert_eq!(desk.stream("x\n").status, 1);
    let ran = desk.run(&["stream", "-p", "policy.yaml", "--allow-refused"], "x\n");
    assert_eq!((ran.status, outcomes(&ran.answers())), (0, vec!["refused"]));
    assert_eq!(desk.stream("").status, 0);
}

#[test]
fn threads_locale_and_time_change_no_byte_under_a_run_key() {
    let desk = Desk::new();
    let key = desk.run_key();
    let input = lines(300) + "nonsense\n";
    let one = desk.run(
        &["stream", "-p", "policy.yaml", "--run-key-file", key, "-j", "1"],
        &input,
    );
    assert_eq!(one.out.lines().count(), 301);
    for jobs in ["2", "4", "16"] {
        let again = desk.run_with(
            &["stream", "-p", "policy.yaml", "-j", jobs],
            &input,
            &[
                ("TEARLINE_RUN_KEY_FILE", key),
                ("LC_ALL", "C"),
                ("TZ", "Asia/Tokyo"),
            ],
        );
        assert!(one.out == again.out, "-j {jobs}");
    }
    let backwards: String = input.lines().rev().map(|l| format!("{l}\n")).collect();
    let mut other: Vec<String> = desk.keyed(&backwards).out.lines().map(str::to_owned).collect();
    other.reverse();
    assert!(one.out.lines().eq(other.iter().map(String::as_str)));
    // Without a key the salts are fresh.
    assert_ne!(desk.stream(&input).out, desk.stream(&input).out);
}

#[test]
fn another_text_never_shares_a_nonce() {
    let desk = Desk::new();
    desk.run_key();
    let input = format!(
        "{}\n{}\n",
        json!({"id": "a", "text": document(1)}),
        json!({"id": "a", "text": document(2)})
    );
    let answers = desk.keyed(&input).answers();
    let nonces = |a: &Value| -> Vec<String> {
        let segments = a["manifest"]["segments"].as_array().unwrap();
        segments
            .iter()
            .filter_map(|s| Some(s.get("nonce")?.as_str()?.to_owned()))
            .collect()
    };
    let (first, second) = (nonces(&answers[0]), nonces(&answers[1]));
    assert!(!first.is_empty() && first.iter().all(|n| !second.contains(n)));
}

#[test]
fn an_unusable_policy_or_key_stops_before_the_first_line() {
    let desk = Desk::new();
    desk.write("broken.yaml", "releasable: [U, ZORK]\n");
    let open = desk.write("open.key", "tearline run key v1\n");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    let bad = desk.write("bad.key", "tearline run key v1\nno\n");
    fs::set_permissions(&bad, fs::Permissions::from_mode(0o600)).unwrap();
    let sha = "0".repeat(64);
    let cases: [&[&str]; 7] = [
        &["stream", "-p", "broken.yaml"],
        &["stream", "-p", "missing.yaml"],
        &["stream", "-p", "policy.yaml", "--policy-sha256", &sha],
        &["stream", "-p", "policy.yaml", "--policy-sha256", "12"],
        &["stream", "-p", "policy.yaml", "--run-key-file", "open.key"],
        &["stream", "-p", "policy.yaml", "--run-key-file", "bad.key"],
        &["stream", "-p", "policy.yaml", "--run-key-fd", "77"],
    ];
    for args in cases {
        let ran = desk.run(args, &lines(3));
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(
            ran.err.starts_with("tearline: ") || ran.err.contains("broken.yaml"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_policy_that_was_agreed_is_accepted() {
    let desk = Desk::new();
    let digest = std::process::Command::new("sha256sum")
        .arg(desk.path("policy.yaml"))
        .output()
        .unwrap();
    let sha = String::from_utf8(digest.stdout).unwrap()[..64].to_ascii_uppercase();
    let ran = desk.run(
        &["stream", "-p", "policy.yaml", "--policy-sha256", &sha],
        &lines(1),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
}

#[test]
fn a_run_key_comes_over_a_descriptor() {
    let desk = Desk::new();
    desk.run_key();
    let input = desk.write("in.jsonl", &lines(3));
    let bin = assert_cmd::cargo::cargo_bin("tearline");
    let script = format!(
        "cat run.key | {{ {} stream -p policy.yaml --run-key-fd 3 3<&0 < {}; }}",
        bin.display(),
        input.display()
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(desk.root.path())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        desk.keyed(&lines(3)).out
    );
}

#[test]
fn a_line_over_the_limit_is_answered_and_the_next_one_read() {
    let desk = Desk::new();
    let long = json!({"id": "long", "text": SECRET.repeat(200_000)}).to_string();
    let input = format!("{}{long}\n{}", lines(1), lines(1));
    let ran = desk.run(&["stream", "-p", "policy.yaml", "--max-line", "1000"], &input);
    assert_eq!(outcomes(&ran.answers()), ["in_part", "refused", "in_part"]);
    assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET));
}

#[test]
fn answers_are_imported_once_and_in_order_of_their_ids() {
    let desk = Desk::new();
    desk.run_key();
    let input = lines(40);
    let (first, second) = input.split_at(input.match_indices('\n').nth(24).unwrap().0 + 1);
    desk.write("b.jsonl", &desk.keyed(second).out);
    desk.write("a.jsonl", &desk.keyed(first).out);
    // A task that was tried twice: its answers are there twice.
    desk.write("retried.jsonl", &desk.keyed(second).out);
    let before = desk.ledger_lines();
    let args = [
        "audit",
        "import",
        "b.jsonl",
        "retried.jsonl",
        "a.jsonl",
        "--count",
        "40",
        "--releases",
        "out",
    ];
    let ran = desk.run(&args, "");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let after = desk.ledger_lines();
    assert!(after > before + 80, "{after}");
    let names: Vec<String> = fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["t"] == "case")
        .map(|line| line["doc"]["name"].as_str().unwrap().to_owned())
        .collect();
    let mut sorted: Vec<String> = (0..40).map(|n| format!("doc-{n}")).collect();
    sorted.sort();
    assert_eq!(names, sorted);
    // Once more: nothing new, and the manifests still come with proofs.
    let again = desk.run(
        &["audit", "import", "a.jsonl", "b.jsonl", "--manifests", "m.jsonl"],
        "",
    );
    assert_eq!((again.status, desk.ledger_lines()), (0, after), "{}", again.err);
    assert_eq!(
        fs::read_to_string(desk.path("m.jsonl")).unwrap().lines().count(),
        40
    );
    let vkey = desk.vkey();
    for n in [0, 17, 39] {
        let verified = desk.run(&["verify", &format!("out/doc-{n}"), "--vkey", &vkey], "");
        assert_eq!(verified.status, 0, "{}{}", verified.out, verified.err);
    }
    assert_eq!(desk.run(&["audit", "verify"], "").status, 0);
}

#[test]
fn what_a_stream_withheld_can_be_opened_and_found_with_the_key_of_the_ledger() {
    let desk = Desk::new();
    desk.run_key();
    desk.write("a.jsonl", &desk.keyed(&lines(2)).out);
    assert_eq!(
        desk.run(&["audit", "import", "a.jsonl", "--releases", "out"], "")
            .status,
        0
    );
    desk.write(
        "cut.txt",
        &format!("2. (C) Mr. Orla {SECRET} keeps map 1 under the stairs.\n"),
    );
    let found = desk.run(&["audit", "query", "--text", "cut.txt", "--json"], "");
    // The mask keeps the number, so the cut begins at the mark.
    desk.write(
        "mark.txt",
        &format!("(C) Mr. Orla {SECRET} keeps map 1 under the stairs.\n"),
    );
    let marked = desk.run(&["audit", "query", "--text", "mark.txt", "--json"], "");
    assert!(
        found.out.contains("doc-1") || marked.out.contains("doc-1"),
        "{}{}",
        found.out,
        marked.out
    );
    let original = desk.write("doc-1.txt", &document(1));
    let asked = desk.run(
        &[
            "audit",
            "query",
            "--document",
            original.to_str().unwrap(),
            "--json",
        ],
        "",
    );
    let hit: Value = serde_json::from_str(asked.out.lines().next().unwrap()).unwrap();
    let id = hit["rel"].as_str().unwrap();
    assert_eq!(desk.run(&["audit", "open", id, "-o", "one.open"], "").status, 0);
    let vkey = desk.vkey();
    let verified = desk.run(
        &[
            "verify",
            "out/doc-1",
            "--original",
            "doc-1.txt",
            "--policy",
            "policy.yaml",
            "--opening",
            "one.open",
            "--vkey",
            &vkey,
        ],
        "",
    );
    assert_eq!(verified.status, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn damaged_doubled_and_missing_answers_leave_the_ledger_alone() {
    let desk = Desk::new();
    desk.run_key();
    let good = desk.keyed(&lines(3)).out;
    desk.write("good.jsonl", &good);
    desk.write(
        "altered.jsonl",
        &good.replacen("Tea was served", "Tea was stolen", 1),
    );
    desk.write("cut.jsonl", &good[..good.len() - 10]);
    desk.write("joined.jsonl", &good.replacen('\n', "", 1));
    desk.write("other.jsonl", &desk.stream(&lines(1)).out);
    let before = desk.ledger_lines();
    let cases: [(&[&str], &str); 5] = [
        (&["altered.jsonl"], "altered.jsonl:1"),
        (&["cut.jsonl"], "cut.jsonl:3"),
        (&["joined.jsonl"], "joined.jsonl:1"),
        (&["good.jsonl", "other.jsonl"], "other.jsonl:1"),
        (&["good.jsonl", "--count", "4"], "3 documents where 4"),
    ];
    for (args, expected) in cases {
        let ran = desk.run(&[&["audit", "import"], args].concat(), "");
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(expected), "{args:?}: {}", ran.err);
        assert_eq!(desk.ledger_lines(), before, "{args:?}");
    }
}

#[test]
fn names_of_releases_stay_in_their_folder() {
    let desk = Desk::new();
    desk.run_key();
    let ids = ["../up", "/abs", ".hidden", "a b\n", "\u{e9}"];
    let input: String = ids
        .iter()
        .map(|id| json!({"id": id, "text": document(1)}).to_string() + "\n")
        .collect();
    desk.write("a.jsonl", &desk.keyed(&input).out);
    let ran = desk.run(&["audit", "import", "a.jsonl", "--releases", "out"], "");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let mut names: Vec<String> = fs::read_dir(desk.path("out"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".tearline.json"))
        .collect();
    names.sort();
    assert_eq!(names, ["%2E.%2Fup", "%2Ehidden", "%2Fabs", "%C3%A9", "a%20b%0A"]);
    assert!(!Path::new(&desk.path("up")).exists());
}

#[test]
fn releases_that_cannot_have_files_of_their_own_are_refused_before_anything_is_recorded() {
    let desk = Desk::new();
    desk.run_key();
    let before = desk.ledger_lines();
    for (ids, words) in [
        (
            ["a".to_owned(), "a.tearline.json".to_owned()],
            "a.jsonl:2: a release and the manifest",
        ),
        (
            ["b".to_owned(), "\u{e9}".repeat(120)],
            "a.jsonl:2: the id is too long",
        ),
    ] {
        let input: String = ids
            .iter()
            .map(|id| json!({"id": id, "text": document(1)}).to_string() + "\n")
            .collect();
        desk.write("a.jsonl", &desk.keyed(&input).out);
        let ran = desk.run(
            &["audit", "import", "a.jsonl", "--releases", "out", "--force"],
            "",
        );
        assert_eq!(ran.status, 2, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(desk.ledger_lines(), before);
        assert!(!desk.path("out").exists());
        let ran = desk.run(&["audit", "import", "a.jsonl", "--manifests", "-", "--json"], "");
        assert_eq!(ran.status, 0, "{}", ran.err);
        fs::remove_dir_all(desk.path("tearline-ledger")).unwrap();
        desk.run(&["audit", "init"], "");
    }
}

#[test]
fn a_document_of_which_a_subject_leaves_is_not_withheld_in_whole() {
    let desk = Desk::new();
    let text = |subject: &str| {
        let text = format!("CONFIDENTIAL\n\nSUBJECT: {subject}\n\n1. (C) Mr. Orla {SECRET} keeps a map.\n");
        json!({"id": subject, "text": text}).to_string() + "\n"
    };
    let ran = desk.stream(&(text("(U) BOATS") + &text("(C) BOATS")));
    assert_eq!(outcomes(&ran.answers()), ["in_part", "withheld"]);
}

#[test]
fn a_slow_sender_gets_its_answer_before_it_sends_the_next_line() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let desk = Desk::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("tearline"))
        .args(["stream", "-p", "policy.yaml"])
        .current_dir(desk.root.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for line in lines(3).lines() {
        writeln!(input, "{line}").unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        assert!(answer.contains("in_part"), "{answer}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}
