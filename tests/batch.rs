//! `tearline redact` of folders: the same tree, counts that add up, nothing half-written, nothing withheld on any stream.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::desk::{Desk, Ran};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A word that stands in withheld text only.
const SECRET: &str = "QUILLWORT";

impl Desk {
    fn new() -> Self {
        let desk = Self::withholding(SECRET);
        desk.write(
            "policy.yaml",
            "id: desk\nreleasable: [U, SBU]\nspill: { action: warn }\n",
        );
        desk
    }

    /// `count` documents in folders of ten.
    fn fill(&self, count: usize) {
        for n in 0..count {
            self.write(format!("in/{}/doc-{n}.txt", n / 10), document(n));
        }
    }

    fn redact(&self, more: &[&str]) -> Ran {
        self.run(&[&["redact", "in", "-p", "policy.yaml", "-o", "out"], more].concat())
    }

    fn start(&self, more: &[&str]) -> Child {
        std::process::Command::new(assert_cmd::cargo::cargo_bin("tearline"))
            .current_dir(self.root.path())
            .env("TEARLINE_CONFIG_DIR", self.path("config"))
            .args([&["redact", "in", "-p", "policy.yaml", "-o", "out"], more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn checkpoints(&self) -> usize {
        fs::read_dir(self.path("tearline-ledger/checkpoints"))
            .unwrap()
            .count()
    }

    /// Every release that has its name verifies against its manifest and the key of the ledger.
    fn all_outputs_hold(&self) -> usize {
        let vkey = self.run(&["audit", "key", "show"]).out.trim().to_owned();
        let mut count = 0;
        for (name, _) in tree(&self.path("out")) {
            if name.ends_with(".tearline.json") {
                let release = format!("out/{}", name.strip_suffix(".tearline.json").unwrap());
                let ran = self.run(&["verify", &release, "--vkey", &vkey]);
                assert_eq!(ran.status, 0, "{release}: {}{}", ran.out, ran.err);
                count += 1;
            }
        }
        count
    }
}

fn document(n: usize) -> String {
    format!(
        "CONFIDENTIAL\n\n1. (U) The ferry left at {n} o'clock.\n\n2. (C) Mr. Orla {SECRET} keeps map {n} under the stairs.\n\n3. (SBU) Tea was served.\n"
    )
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn into(folder: &Path, prefix: &str, out: &mut BTreeMap<String, Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                into(&entry.path(), &format!("{name}/"), out);
            } else if kind.is_file() {
                out.insert(name, fs::read(entry.path()).unwrap_or_default());
            }
        }
    }
    let mut out = BTreeMap::new();
    into(folder, "", &mut out);
    out
}

/// The releases below a folder, without manifests.
fn releases(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = tree(folder);
    all.retain(|name, _| !name.ends_with(".tearline.json"));
    all
}

fn json_lines(text: &str) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let summary = lines.pop().unwrap()["summary"].take();
    (lines, summary)
}

/// Outcomes by name; checks that they add up.
fn counts(summary: &Value) -> BTreeMap<String, u64> {
    let counts: BTreeMap<String, u64> = serde_json::from_value(summary["outcomes"].clone()).unwrap();
    assert_eq!(counts.values().sum::<u64>(), summary["files"].as_u64().unwrap());
    counts.into_iter().filter(|(_, n)| *n > 0).collect()
}

fn expected(list: &[(&str, u64)]) -> BTreeMap<String, u64> {
    list.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn the_same_tree_comes_out_recorded_in_one_step() {
    let desk = Desk::new();
    desk.fill(35);
    let sources = tree(&desk.path("in"));
    let ran = desk.redact(&["--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let (rows, summary) = json_lines(&ran.out);
    assert_eq!(counts(&summary), expected(&[("in_part", 35)]));
    assert_eq!(rows.len(), 35);
    let out = releases(&desk.path("out"));
    assert!(out.keys().eq(sources.keys()));
    for (name, release) in &out {
        let release = String::from_utf8_lossy(release);
        assert!(
            release.contains("The ferry left") && release.contains("Tea was served."),
            "{name}"
        );
        assert!(!release.contains(SECRET), "{name}");
    }
    assert_eq!(tree(&desk.path("in")), sources);
    assert_eq!(desk.all_outputs_hold(), 35);
    // One checkpoint for the empty ledger that was made, one for the batch.
    assert_eq!(desk.checkpoints(), 2);
    assert!(
        tree(&desk.path("out"))
            .values()
            .all(|bytes| memchr::memmem::find(bytes, SECRET.as_bytes()).is_none())
    );
}

#[test]
fn threads_change_neither_releases_nor_report() {
    let desk = Desk::new();
    desk.fill(60);
    desk.write("in/bad.txt", b"\x00\xff");
    desk.write("in/none.txt", "No marks here.\n");
    let mut seen: Option<(BTreeMap<String, Vec<u8>>, String, String)> = None;
    for jobs in ["1", "2", "4", "9"] {
        let ran = desk.run(&[
            "redact",
            "in",
            "-p",
            "policy.yaml",
            "-o",
            "out",
            "-j",
            jobs,
            "--ledger",
            &format!("ledger-{jobs}"),
        ]);
        let plain = ran.err.replace(&format!("ledger-{jobs}"), "LEDGER");
        let plain: String = plain.lines().filter(|l| !l.contains("made the ledger")).collect();
        let now = (releases(&desk.path("out")), ran.out, plain);
        match &seen {
            None => seen = Some(now),
            Some(first) => assert!(*first == now, "-j {jobs}: {} and {}", first.2, now.2),
        }
        fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

#[test]
fn every_file_in_is_accounted_for() {
    let desk = Desk::new();
    desk.fill(2);
    desk.write(
        "in/none.txt",
        format!("Nothing here is marked, {SECRET} neither.\n"),
    );
    desk.write("in/whole.md", "(U) Tea.\n");
    desk.write("in/.hidden", "x");
    desk.write("in/.git/config", "x");
    desk.write("in/bad.txt", b"a\xffb");
    desk.write("in/letter.docx", b"PK");
    desk.write("in/empty.txt", b"");
    desk.write("in/left/out.txt", "x");
    symlink(desk.path("policy.yaml"), desk.path("in/link.txt")).unwrap();
    symlink(desk.path("in"), desk.path("in/loop")).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(desk.path("in/pipe"))
            .status()
            .unwrap()
            .success()
    );
    let _socket = std::os::unix::net::UnixListener::bind(desk.path("in/socket")).unwrap();
    let ran = desk.redact(&["--json", "--exclude", "left"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let (rows, summary) = json_lines(&ran.out);
    assert_eq!(
        counts(&summary),
        expected(&[
            ("in_part", 2),
            ("withheld", 1),
            ("released", 2),
            ("refused", 2),
            ("skipped", 7)
        ])
    );
    let reason = |name: &str| -> String {
        let row = rows.iter().find(|r| r["path"].as_str().unwrap().ends_with(name));
        row.unwrap()["reason"].as_str().unwrap_or("").to_owned()
    };
    assert_eq!(reason("/.hidden"), "hidden");
    assert_eq!(reason(".git/config"), "hidden");
    assert_eq!(reason("link.txt"), "a symbolic link");
    assert_eq!(reason("loop"), "a symbolic link");
    assert_eq!(reason("pipe"), "a FIFO");
    assert_eq!(reason("socket"), "a socket");
    assert_eq!(reason("out.txt"), "excluded");
    assert_eq!(reason("bad.txt"), "not UTF-8 at byte 1");
    assert!(reason("docx").contains(".docx"));
    // In words too, and the table names the reasons.
    fs::remove_dir_all(desk.path("out")).unwrap();
    let ran = desk.redact(&[]);
    for word in [
        "14  files in",
        "a FIFO",
        "in/pipe: skipped: a FIFO",
        "in/bad.txt: refused: not UTF-8 at byte 1",
    ] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn globs_and_hidden_files() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(1));
    desk.write("in/b.md", "(U) Tea.\n");
    desk.write("in/deep/c.txt", document(2));
    desk.write("in/.d.txt", document(3));
    let cases: [(&[&str], &[&str]); 5] = [
        (&[], &["a.txt", "b.md", "deep/c.txt"]),
        (&["--include", "*.txt"], &["a.txt", "deep/c.txt"]),
        (&["--include", "*.txt", "--exclude", "deep"], &["a.txt"]),
        (&["--include", "/a.txt"], &["a.txt"]),
        (&["--hidden"], &[".d.txt", "a.txt", "b.md", "deep/c.txt"]),
    ];
    for (args, names) in cases {
        desk.redact(args);
        assert!(
            releases(&desk.path("out"))
                .keys()
                .map(String::as_str)
                .eq(names.iter().copied()),
            "{args:?}"
        );
        let _ = fs::remove_dir_all(desk.path("out"));
    }
    for glob in ["", "!x", "a[", "# x"] {
        assert_eq!(desk.redact(&["--exclude", glob]).status, 2, "{glob}");
    }
}

#[test]
fn names_of_every_kind() {
    let desk = Desk::new();
    let names: [&[u8]; 6] = [
        b"a b.txt",
        b"new\nline.txt",
        b"\xe9\xff.txt",
        b"-p.txt",
        b"\xc3\xa9.md",
        b"q'\"$.txt",
    ];
    for name in names {
        desk.write(
            OsStr::from_bytes(&[b"in/".as_slice(), name].concat()),
            document(1),
        );
    }
    let ran = desk.redact(&[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for name in names {
        let path = desk.path(OsStr::from_bytes(&[b"out/".as_slice(), name].concat()));
        assert!(fs::read_to_string(path).unwrap().contains("Tea was served."));
    }
    assert_eq!(fs::read_dir(desk.path("out")).unwrap().count(), 12);
}

#[test]
fn names_cannot_spoil_a_terminal() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(1));
    symlink("a.txt", desk.path("in/\u{202e}txt.exe\u{200b}\u{1b}[31m\nb")).unwrap();
    let ran = desk.redact(&[]);
    assert_eq!(ran.status, 1);
    let shown = "tearline: in/\\u{202e}txt.exe\\u{200b}\\u{1b}[31m\\nb: skipped: a symbolic link\n";
    assert!(ran.err.contains(shown), "{}", ran.err);
    let ran = desk.run(&["redact", "two\nlines\u{202e}.txt", "-p", "policy.yaml"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err
            .starts_with("tearline: two\\nlines\\u{202e}.txt: no such file\n"),
        "{}",
        ran.err
    );
}

#[test]
fn what_stands_in_the_way_is_refused_before_any_work() {
    let desk = Desk::new();
    desk.fill(3);
    desk.write("other/doc-0.txt", document(9));
    desk.write("clash/a.txt", document(1));
    desk.write("clash/a.txt.tearline.json", "{}");
    desk.write("there/0/doc-2.txt", "mine");
    desk.write("half/0", "mine");
    desk.write("broken.yaml", "releasable: [U, ZORK]\n");
    symlink(desk.path("in"), desk.path("in-link")).unwrap();
    fs::create_dir_all(desk.path("linked")).unwrap();
    symlink(desk.path("in/0"), desk.path("linked/0")).unwrap();
    let before = tree(desk.root.path());
    let cases: [(&[&str], &str); 14] = [
        (&["in", "-o", "half"], "half/0: a file, not a folder"),
        (&["in", "-o", "half", "--force"], "half/0: a file, not a folder"),
        (
            &["in", "-o", "there/0/doc-2.txt/out"],
            "there/0/doc-2.txt: a file, not a folder",
        ),
        (&["in", "-o", "in/out"], "lies inside the input"),
        (&["in", "-o", "in"], "lies inside the input"),
        (&["in/0", "-o", "in"], "lies inside the output"),
        (&["in", "-o", "in-link/x"], "lies inside the input"),
        (
            &["in/0/doc-0.txt", "other/doc-0.txt", "-o", "out"],
            "would be written to one file",
        ),
        (&["clash", "-o", "out"], "would be written to one file"),
        (&["in", "-o", "there"], "exists already"),
        (&["in", "-o", "linked", "--force"], "leads out of it"),
        (&["in"], "need a folder"),
        (&["in", "-", "-o", "out"], "standard input"),
        (&["in", "-o", "missing/out"], "does not exist"),
    ];
    for (args, words) in cases {
        let ran = desk.run(&[&["redact", "-p", "policy.yaml"], args].concat());
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
        let mut now = tree(desk.root.path());
        now.retain(|name, _| !name.starts_with("tearline-ledger/") && !name.starts_with("config/"));
        assert!(now == before, "{args:?}");
        assert!(!desk.path("out").exists(), "{args:?}");
    }
    assert_eq!(
        desk.run(&["redact", "in", "-o", "out", "-p", "broken.yaml"])
            .status,
        2
    );
}

#[test]
fn several_paths_keep_their_names_and_a_missing_one_stops_nothing() {
    let desk = Desk::new();
    desk.fill(2);
    desk.write("more/x.txt", document(5));
    let ran = desk.run(&[
        "redact",
        "in",
        "more/x.txt",
        "gone.txt",
        "-p",
        "policy.yaml",
        "-o",
        "out",
    ]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("gone.txt: refused: no such file"), "{}", ran.err);
    let names: Vec<String> = releases(&desk.path("out")).into_keys().collect();
    assert_eq!(names, ["in/0/doc-0.txt", "in/0/doc-1.txt", "x.txt"]);
}

#[test]
fn no_permission_is_one_line() {
    if is_root() {
        println!("skipped: root may read everything");
        return;
    }
    let desk = Desk::new();
    desk.fill(2);
    desk.write("in/closed/x.txt", document(1));
    fs::set_permissions(desk.path("in/0/doc-0.txt"), fs::Permissions::from_mode(0o0)).unwrap();
    fs::set_permissions(desk.path("in/closed"), fs::Permissions::from_mode(0o0)).unwrap();
    let ran = desk.redact(&["--json"]);
    fs::set_permissions(desk.path("in/closed"), fs::Permissions::from_mode(0o700)).unwrap();
    let (_, summary) = json_lines(&ran.out);
    assert_eq!(counts(&summary), expected(&[("in_part", 1), ("refused", 2)]));
}

#[test]
fn the_ledger_is_no_document() {
    let desk = Desk::new();
    desk.fill(2);
    let out = desk.root.path().with_extension("out");
    let args = [
        "redact",
        ".",
        "-p",
        "policy.yaml",
        "-o",
        out.to_str().unwrap(),
        "--exclude",
        "config",
        "--json",
    ];
    assert_eq!(desk.run(&args).status, 0);
    let _ = fs::remove_dir_all(&out);
    let again = desk.run(&args);
    let _ = fs::remove_dir_all(&out);
    let (rows, summary) = json_lines(&again.out);
    assert!(counts(&summary)["skipped"] >= 4, "{summary}");
    assert!(
        rows.iter()
            .all(|r| !r["path"].as_str().unwrap().contains("tearline-ledger") || r["outcome"] == "skipped")
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let desk = Desk::new();
    desk.fill(4);
    let before = tree(desk.root.path());
    let ran = desk.run(&["redact", "in", "-p", "policy.yaml", "--dry-run", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(counts(&json_lines(&ran.out).1), expected(&[("in_part", 4)]));
    let resumed = desk.redact(&["--dry-run", "--resume", "--json"]);
    assert_eq!((resumed.status, resumed.out), (0, ran.out), "{}", resumed.err);
    assert!(tree(desk.root.path()) == before);
}

#[test]
fn resume_does_what_is_missing_or_changed() {
    let desk = Desk::new();
    desk.fill(12);
    assert_eq!(desk.redact(&[]).status, 0);
    let resume = |expected_counts: &[(&str, u64)], why: &str| {
        let ran = desk.redact(&["--resume", "--json"]);
        assert_eq!(ran.status, 0, "{why}: {}", ran.err);
        assert_eq!(
            counts(&json_lines(&ran.out).1),
            expected(expected_counts),
            "{why}"
        );
        assert_eq!(
            releases(&desk.path("out")).len(),
            releases(&desk.path("in")).len()
        );
    };
    resume(&[("unchanged", 12)], "nothing changed");
    fs::remove_file(desk.path("out/0/doc-3.txt")).unwrap();
    desk.write("out/0/doc-4.txt", "somebody wrote here");
    desk.write("in/0/doc-5.txt", document(500));
    desk.write("in/0/new.txt", document(501));
    fs::remove_file(desk.path("out/1/doc-11.txt.tearline.json")).unwrap();
    resume(&[("unchanged", 8), ("in_part", 5)], "five to do");
    assert!(
        fs::read_to_string(desk.path("out/0/doc-5.txt"))
            .unwrap()
            .contains("500 o'clock")
    );
    assert_eq!(desk.all_outputs_hold(), 13);
    // Another policy makes every release another one.
    desk.write(
        "policy.yaml",
        "id: desk\nreleasable: [U]\nspill: { action: warn }\n",
    );
    resume(&[("in_part", 13)], "another policy");
    assert!(
        !fs::read_to_string(desk.path("out/0/doc-5.txt"))
            .unwrap()
            .contains("Tea")
    );
}

#[test]
fn resume_sees_another_action_and_another_format() {
    let desk = Desk::new();
    desk.fill(3);
    let run = |more: &[&str], outcome: &str| {
        let ran = desk.redact(&[&["--resume", "--json"], more].concat());
        assert_eq!(ran.status, 0, "{more:?}: {}", ran.err);
        assert_eq!(
            counts(&json_lines(&ran.out).1),
            expected(&[(outcome, 3)]),
            "{more:?}"
        );
        fs::read_to_string(desk.path("out/0/doc-1.txt")).unwrap()
    };
    let masked = run(&[], "in_part");
    // What the policy says anyway is no change.
    assert_eq!(run(&["--action", "mask"], "unchanged"), masked);
    let stripped = run(&["--action", "strip"], "in_part");
    assert!(masked.contains("withheld") && !stripped.contains("withheld"));
    assert_eq!(run(&["--action", "strip"], "unchanged"), stripped);
    run(&["--action", "strip", "--format", "markdown"], "in_part");
    run(&["--action", "strip", "--format", "markdown"], "unchanged");
    assert_eq!(run(&["--format", "text"], "in_part"), masked);
    let page = || {
        let manifest: Value =
            serde_json::from_slice(&fs::read(desk.path("out/0/doc-1.txt.tearline.json")).unwrap()).unwrap();
        let line: Value = serde_json::from_str(manifest["line"].as_str().unwrap()).unwrap();
        desk.run(&["audit", "show", line["id"].as_str().unwrap()]).out
    };
    assert!(!page().contains("  action"), "{}", page());
    run(&["--action", "strip"], "in_part");
    let said = "  action     strip, asked for in place of the policy's own\n";
    assert!(page().contains(said), "{}", page());
}

#[test]
fn force_replaces_and_leaves_other_files() {
    let desk = Desk::new();
    desk.fill(2);
    desk.write("out/0/doc-1.txt", "old");
    desk.write("out/mine.txt", "mine");
    assert_eq!(desk.redact(&["--force"]).status, 0);
    assert!(
        fs::read_to_string(desk.path("out/0/doc-1.txt"))
            .unwrap()
            .contains("Tea")
    );
    assert_eq!(fs::read_to_string(desk.path("out/mine.txt")).unwrap(), "mine");
}

#[test]
fn thousands_of_tiny_files() {
    let desk = Desk::new();
    for n in 0..2000 {
        desk.write(
            format!("in/{}/{n}.txt", n % 50),
            format!("SECRET\n\n1. (U) {n}\n"),
        );
    }
    let ran = desk.redact(&["--json"]);
    let (_, summary) = json_lines(&ran.out);
    assert_eq!(counts(&summary).values().sum::<u64>(), 2000);
    assert_eq!(releases(&desk.path("out")).len(), 2000);
    assert_eq!(desk.checkpoints(), 2);
}

/// Waits until the output has at least one name or the time is up.
fn wait_for(desk: &Desk, child: &mut Child, ready: impl Fn(&Desk) -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) && !ready(desk) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn staged(desk: &Desk) -> usize {
    tree(&desk.path("out"))
        .keys()
        .filter(|name| name.starts_with(".tearline-") && !name.ends_with("/lock"))
        .count()
}

#[test]
fn an_interrupt_ends_cleanly_and_resume_goes_on() {
    let desk = Desk::new();
    // With the check across documents, what is prepared stays in memory until all are read: tests/across.rs.
    desk.write(
        "policy.yaml",
        "id: desk\nreleasable: [U, SBU]\nspill: { action: warn, across: none }\n",
    );
    desk.fill(1500);
    let mut child = desk.start(&["--json"]);
    wait_for(&desk, &mut child, |desk| staged(desk) > 20);
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::INT,
    )
    .unwrap();
    let output = child.wait_with_output().unwrap();
    let (_, summary) = json_lines(&String::from_utf8(output.stdout).unwrap());
    let found = counts(&summary);
    assert_eq!(found.values().sum::<u64>(), 1500);
    if !found.contains_key("not_reached") {
        println!("skipped: the run was over before the interrupt");
        return;
    }
    assert_eq!(output.status.code(), Some(1));
    let done = found["in_part"] as usize;
    assert!(done > 0 && releases(&desk.path("out")).len() == done);
    assert_eq!(staged(&desk), 0);
    assert_eq!(desk.run(&["audit", "verify", "--outputs", "out"]).status, 0);
    let ran = desk.redact(&["--resume", "--json"]);
    assert_eq!(
        counts(&json_lines(&ran.out).1),
        expected(&[("in_part", 1500 - done as u64), ("unchanged", done as u64)])
    );
}

#[test]
fn killed_at_any_point_no_release_is_without_its_record() {
    let desk = Desk::new();
    desk.fill(1200);
    for round in 0..6 {
        let mut child = desk.start(&["--resume"]);
        wait_for(&desk, &mut child, |desk| staged(desk) > 150 * round);
        child.kill().unwrap();
        child.wait().unwrap();
        let left: Vec<String> = releases(&desk.path("out"))
            .into_keys()
            .filter(|name| !name.starts_with(".tearline-"))
            .collect();
        for name in &left {
            assert!(desk.path(format!("out/{name}.tearline.json")).exists(), "{name}");
        }
        if !left.is_empty() {
            let ran = desk.run(&["audit", "verify", "--manifests", "out"]);
            assert!([0, 1, 5].contains(&ran.status), "{}{}", ran.out, ran.err);
        }
    }
    let ran = desk.redact(&["--resume", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        // What the killed runs had staged is gone too.
        releases(&desk.path("out")).len(),
        1200
    );
    assert_eq!(desk.run(&["audit", "verify"]).status, 0);
}

#[test]
fn what_killed_runs_staged_goes_and_what_lives_stays() {
    let desk = Desk::new();
    desk.fill(3);
    desk.write("out/.tearline-killed.tmp/lock", "");
    desk.write("out/.tearline-killed.tmp/7r", "staged");
    desk.write("out/.tearline-living.tmp/lock", "");
    desk.write("out/.tearline-living.tmp/8r", "staged");
    // Half-removed: its lock goes last, so nothing is in it.
    fs::create_dir(desk.path("out/.tearline-half.tmp")).unwrap();
    let living = fs::File::open(desk.path("out/.tearline-living.tmp/lock")).unwrap();
    living.lock().unwrap();
    assert_eq!(desk.redact(&["--resume"]).status, 0);
    let mut left: Vec<String> = fs::read_dir(desk.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, [".tearline-living.tmp", "0"]);
    assert!(desk.path("out/.tearline-living.tmp/8r").exists());
    drop(living);
}

#[test]
fn a_full_disk_leaves_no_release_behind() {
    let desk = Desk::new();
    let disk = desk.path("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = is_root()
        && std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "tearline-test"])
            .arg(&disk)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success());
    if !mounted {
        println!("skipped: no small file system can be mounted here");
        return;
    }
    desk.fill(400);
    let ran = desk.run(&["redact", "in", "-p", "policy.yaml", "-o", "disk/out", "--json"]);
    let left = tree(&disk);
    let unmounted = std::process::Command::new("umount").arg(&disk).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("disk/out"), "{}", ran.err);
    assert_eq!(left.keys().collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(counts(&json_lines(&ran.out).1), expected(&[("not_reached", 400)]));
}

#[test]
fn a_file_that_was_replaced_after_it_was_listed_is_not_read() {
    for link in [true, false] {
        let desk = Desk::new();
        desk.fill(2);
        desk.write(
            "elsewhere/apart.txt",
            "UNCLASSIFIED\n\n1. (U) Apart stood here.\n",
        );
        assert_eq!(desk.run(&["audit", "init"]).status, 0);
        // The folder is listed, and the run waits for the ledger.
        let lock = fs::File::open(desk.path("tearline-ledger/lock")).unwrap();
        lock.lock().unwrap();
        let run = desk.start(&[]);
        let begun = Instant::now();
        while !desk.path("out/0").exists() {
            assert!(begun.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(5));
        }
        let listed = desk.path("in/0/doc-1.txt");
        if link {
            fs::remove_file(&listed).unwrap();
            symlink(desk.path("elsewhere/apart.txt"), &listed).unwrap();
        } else {
            // Another folder is put in its place: none of its files is the one that was listed.
            fs::rename(desk.path("in/0"), desk.path("moved")).unwrap();
            fs::create_dir(desk.path("in/0")).unwrap();
            fs::copy(desk.path("moved/doc-0.txt"), desk.path("in/0/doc-0.txt")).unwrap();
            fs::copy(desk.path("elsewhere/apart.txt"), &listed).unwrap();
        }
        lock.unlock().unwrap();
        let ran = run.wait_with_output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(1), "{said}");
        assert!(
            said.contains("tearline: in/0/doc-1.txt: refused: another file than was listed\n"),
            "{said}"
        );
        let found = releases(&desk.path("out"));
        assert_eq!(found.len(), usize::from(link), "{found:?}");
    }
}

const SPILLS: &str = "SECRET\n\n1. (U) Tea. Behind the mill the reeve hides forty copper QUILLWORT.\n\n2. (S) Behind the mill the reeve hides forty copper QUILLWORT.\n";

#[test]
fn a_refused_document_names_the_places_and_a_release_that_stands_there_from_before() {
    let desk = Desk::new();
    desk.write("policy.yaml", "id: desk\nreleasable: [U]\n");
    desk.write("in/a.txt", "SECRET\n\n1. (U) Tea.\n");
    desk.write("in/b.txt", "SECRET\n\n1. (U) Milk.\n");
    assert_eq!(desk.redact(&[]).status, 0);
    desk.write("in/a.txt", SPILLS);
    desk.write("in/b.txt", [0xff_u8, 0xfe, 0xff]);
    for more in [&["--resume"] as &[&str], &["--force", "--report", "page.html"]] {
        let ran = desk.redact(more);
        assert_eq!(ran.status, 1, "{}", ran.err);
        assert!(
            ran.err.contains("in/a.txt:3: error: words of withheld text"),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains(" (withheld in line 5) [spill-words]\n"),
            "{}",
            ran.err
        );
        for name in ["a", "b"] {
            let stands =
                format!("tearline: out/{name}.txt: the release of an earlier run still stands there; ");
            assert!(ran.err.contains(&stands), "{}", ran.err);
        }
    }
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    assert_eq!(
        page.matches("the release of an earlier run still stands there")
            .count(),
        2
    );
    let (rows, summary) = json_lines(&desk.redact(&["--resume", "--json"]).out);
    assert_eq!(rows[0]["earlier_release"], "out/a.txt");
    assert_eq!(rows[0]["findings"][0]["id"], "spill-words");
    assert_eq!(counts(&summary), expected(&[("refused", 2)]));
    // Into an empty folder there is none.
    let ran = desk.run(&["redact", "in", "-p", "policy.yaml", "-o", "new", "--json"]);
    assert!(
        json_lines(&ran.out)
            .0
            .iter()
            .all(|row| row["earlier_release"].is_null())
    );
}

#[test]
fn a_batch_that_takes_no_file_does_not_pass_for_done() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).unwrap();
    let said =
        "tearline: no file was taken\n  see what the folders hold, and --include, --exclude and --hidden\n";
    for more in [&[] as &[&str], &["--dry-run"], &["--json", "--force"]] {
        let ran = desk.redact(more);
        assert_eq!(ran.status, 1, "{more:?}");
        assert!(ran.err.ends_with(said), "{}", ran.err);
    }
    let ran = desk.run(&["check", "in"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.starts_with("tearline: no document was found\n"),
        "{}",
        ran.err
    );
    desk.fill(1);
    let ran = desk.redact(&["--include", "*.cable"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.ends_with(said), "{}", ran.err);
    assert!(ran.err.contains("nothing was recorded; "), "{}", ran.err);
    let ran = desk.redact(&["--include", "*.txt"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("\nrecorded in "), "{}", ran.err);
}

#[test]
fn no_ledger_and_no_key_is_taken_for_a_document() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(1));
    // A ledger of an earlier run, one in use, and the folder of keys, all among the documents.
    let config = desk.path("in/config");
    let run = |ledger: &str, out: &str, more: &[&str]| {
        let args = [
            "redact",
            "in",
            "-p",
            "policy.yaml",
            "--ledger",
            ledger,
            "-o",
            out,
            "--hidden",
        ];
        let ran = assert_cmd::Command::cargo_bin("tearline")
            .unwrap()
            .current_dir(desk.root.path())
            .env("TEARLINE_CONFIG_DIR", &config)
            .args([&args, more].concat())
            .output()
            .unwrap();
        let said = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
        assert_eq!(ran.status.code(), Some(0), "{said}");
        said
    };
    run("in/old", "first", &[]);
    run("in/deep/down/used", "second", &[]);
    let said = run("in/deep/down/used", "third", &["--json"]);
    let (rows, summary) = json_lines(&said);
    for row in rows {
        let ours = row["path"] != "in/a.txt";
        assert_eq!(row["reason"] == "part of a ledger or its keys", ours, "{row}");
    }
    assert_eq!(counts(&summary)["in_part"], 1);
    for out in ["first", "second", "third"] {
        assert_eq!(releases(&desk.path(out)).len(), 1, "{out}");
    }
    let ran = desk.run(&["check", "in/old"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("no document was found"), "{}", ran.err);
    assert!(ran.out.starts_with("0 documents: "), "{}", ran.out);
    // Nor where the folder that is named lies in one.
    let ran = desk.run(&[
        "redact",
        "in/old/checkpoints",
        "-p",
        "policy.yaml",
        "-o",
        "fourth",
    ]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("no file was taken"), "{}", ran.err);
}

#[test]
fn a_name_without_room_for_that_of_the_manifest_is_refused_alone() {
    let desk = Desk::new();
    desk.fill(1);
    let name = |length: usize| format!("in/{}", "n".repeat(length));
    desk.write(name(255 - ".tearline.json".len()), document(2));
    desk.write(name(256 - ".tearline.json".len()), document(3));
    let ran = desk.redact(&["--json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let (rows, summary) = json_lines(&ran.out);
    assert_eq!(counts(&summary), expected(&[("in_part", 2), ("refused", 1)]));
    let refused = rows.iter().find(|row| row["outcome"] == "refused").unwrap();
    assert_eq!(
        refused["reason"],
        "its name leaves no room for that of its manifest"
    );
    assert_eq!(desk.all_outputs_hold(), 2);
}
