//! The audit commands, run as a person runs them: answers, exit status, and that nothing withheld is ever shown.
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
use jiff::Timestamp;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use tearline::audit::id::ReleaseId;
use tearline::audit::line::By;
use tearline::audit::record::{Context, record};
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::leaf_hash;
use tearline::segment::{Segment, Segments};
use tearline::span::Span;
use tearline::store::keys::Home;
use tearline::store::ledger::Ledger;
use tearline::store::write::{self, Access, manifest_path};
use tempfile::TempDir;

const SOURCE: &str = "1. (U) The ferry sails.\n\n2. (S) Aunt Orla hides the maps\nin the boathouse.\n\n3. (C) Nedwina knows.\n";
const WITHHELD: [&str; 6] = ["Orla", "hides", "maps", "boathouse", "Nedwina", "knows"];

struct Desk {
    root: TempDir,
}

struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(self.out.lines().last().unwrap_or(""))
            .unwrap_or_else(|_| panic!("{} {}", self.out, self.err))
    }
}

impl Desk {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Answer {
        let output = Command::cargo_bin("tearline")
            .unwrap()
            .args(args)
            .current_dir(self.root.path())
            .env("TEARLINE_CONFIG_DIR", self.path("home"))
            .env_remove("TEARLINE_LEDGER")
            .output()
            .unwrap();
        let answer = Answer {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        for word in WITHHELD {
            assert!(
                !answer.out.contains(word) && !answer.err.contains(word),
                "{args:?} shows {word:?}"
            );
        }
        answer
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(
            &self.path("tearline-ledger"),
            &Home::new(self.path("home")),
            "tearline test",
            now(),
        )
        .unwrap()
    }

    /// A release `name` that cuts paragraph 2, and paragraph 3 too where `both`. Gives its identifier.
    fn release(&self, name: &str, both: bool, n: u8) -> String {
        let cut = |start, end, mark: &str| Segment::Cut {
            span: Span::new(start, end),
            mark: mark.into(),
            mask: "[1 paragraph withheld]\n".into(),
            reason: Some("(b)(1)".into()),
            rule: "not releasable".into(),
            portions: 1,
        };
        let keep = |start, end, mark: &str| Segment::Keep {
            span: Span::new(start, end),
            mark: mark.into(),
        };
        let second = SOURCE.find("3.").unwrap();
        let last = if both {
            cut(second, SOURCE.len(), "C")
        } else {
            keep(second, SOURCE.len(), "C")
        };
        let list = vec![keep(0, 25, "U"), cut(25, second, "S"), last];
        let segments = Segments::new(SOURCE, list).unwrap();
        let context = Context {
            id: ReleaseId::new(now(), [n; 10]),
            time: now(),
            engine: "tearline test".into(),
            policy: "public".into(),
            policy_sha256: [0; 32],
            by: Some(By {
                id: "jdoe".into(),
                position: Some("Reviewer".into()),
            }),
            authority: Some("REQ-7".into()),
            name: Some("ferry.txt".into()),
            run: None,
            action: None,
            format: None,
            name_people: false,
            amounts: true,
        };
        let ledger = self.ledger();
        let made = record(&segments, &context, ledger.opening_key()).unwrap();
        let done = ledger.append(&made.lines, &[0], now()).unwrap();
        let out = self.path(name);
        write::durable(&out, segments.release().as_bytes(), Access::Usual, false).unwrap();
        let manifest = made.manifest.with_proof(&done.proofs[0]);
        write::durable(&manifest_path(&out), manifest.as_bytes(), Access::Usual, false).unwrap();
        context.id.to_string()
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

#[test]
fn an_honest_ledger_and_release_hold() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    let verified = desk.run(&["audit", "verify", "--json"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let summary = verified.json();
    assert_eq!(
        (&summary["lines"], &summary["releases"], &summary["signed"]),
        (&5.into(), &1.into(), &true.into())
    );
    let release = desk.run(&["verify", "a.txt", "--json"]);
    assert_eq!((release.code, &release.json()["verdict"]), (0, &"holds".into()));
    let state = |claims: &Value, id: &str| {
        let list = claims["claims"].as_array().unwrap();
        list.iter().find(|c| c["id"] == id).unwrap()["state"].clone()
    };
    for (id, want) in [
        ("bytes", "holds"),
        ("recorded", "holds"),
        ("policy", "unchecked"),
        ("outside", "unchecked"),
    ] {
        assert_eq!(state(&release.json(), id), want, "{id}");
    }
    let page = desk.run(&["audit", "show", &id[20..]]);
    assert_eq!(page.code, 0);
    for part in [
        id.as_str(),
        "jdoe, Reviewer",
        "REQ-7",
        "ferry.txt",
        ".##",
        "not releasable",
    ] {
        assert!(page.out.contains(part), "{part:?} in {}", page.out);
    }
}

#[test]
fn without_a_key_nothing_holds() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    fs::rename(desk.path("home"), desk.path("gone")).unwrap();
    assert_eq!(desk.run(&["verify", "a.txt"]).code, 7);
    assert_eq!(desk.run(&["audit", "verify"]).code, 7);
    assert_eq!(desk.run(&["audit", "show"]).code, 7);
    let other = Desk::new();
    other.release("b.txt", true, 2);
    let key = other.run(&["audit", "key", "show"]).out;
    assert_eq!(desk.run(&["verify", "a.txt", "--vkey", key.trim()]).code, 7);
    fs::rename(desk.path("gone"), desk.path("home")).unwrap();
    let key = desk.run(&["audit", "key", "show"]).out;
    fs::write(desk.path("keys"), &key).unwrap();
    fs::rename(desk.path("home"), desk.path("gone")).unwrap();
    assert_eq!(desk.run(&["verify", "a.txt", "--vkey", "keys"]).code, 0);
}

#[test]
fn a_changed_release_or_manifest_is_altered() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    let text = fs::read_to_string(desk.path("a.txt")).unwrap();
    fs::write(desk.path("a.txt"), text.replace("ferry", "wagon")).unwrap();
    let answer = desk.run(&["verify", "a.txt"]);
    assert_eq!(answer.code, 3, "{}", answer.out);
    assert_eq!(
        desk.run(&["audit", "verify", "--outputs", "."]).code,
        6,
        "a file that is not recorded"
    );
    fs::write(desk.path("a.txt"), text).unwrap();
    let manifest = manifest_path(&desk.path("a.txt"));
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("keep", "Keep", 1)).unwrap();
    assert_eq!(desk.run(&["verify", "a.txt"]).code, 3);
    assert_eq!(desk.run(&["audit", "verify", "--manifests", "."]).code, 3);
    fs::remove_file(&manifest).unwrap();
    assert_eq!(desk.run(&["verify", "a.txt"]).code, 2);
}

#[test]
fn a_difference_in_a_sentence_or_a_subject_discloses_too() {
    let desk = Desk::new();
    let document =
        "SECRET\n\nSUBJECT: BOATS AND TALKS\n\n1. (U) It is new. Jana saw it. Late.\n\n2. (S) Maps.\n";
    fs::write(desk.path("d.txt"), document).unwrap();
    let rule = "rules: [{ id: r, withhold: sentence, when: { text: Jana }, reason: x }]\n";
    let mut ids = Vec::new();
    for (n, more) in [
        "",
        rule,
        "unmarked: { subject: release }\n",
        "mask: { amount: none }\n",
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(desk.path("p.yaml"), format!("releasable: [U]\n{more}")).unwrap();
        let ran = desk.run(&["redact", "d.txt", "-p", "p.yaml", "-o", &format!("o{n}")]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let shown = desk.run(&["audit", "show", "--json"]).out;
        let last: Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
        ids.push(last["id"].as_str().unwrap().to_owned());
    }
    for (other, code) in [(1, 1), (2, 1), (3, 0)] {
        for pair in [[0, other], [other, 0]] {
            let [a, b] = pair.map(|n: usize| ids[n].as_str());
            let answer = desk.run(&["audit", "diff", a, b]);
            assert_eq!(answer.code, code, "{pair:?}: {}", answer.out);
            assert_eq!(
                answer.out.contains("whoever has both"),
                code == 1,
                "{}",
                answer.out
            );
        }
    }
}

#[test]
fn queries_find_by_mark_person_text_and_document() {
    let desk = Desk::new();
    let id = desk.release("a.txt", false, 1);
    desk.release("b.txt", true, 2);
    let count = |args: &[&str]| {
        let mut all = vec!["audit", "query", "--json"];
        all.extend_from_slice(args);
        let answer = desk.run(&all);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.out.lines().count()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--mark", "S"]), 2);
    assert_eq!(count(&["--mark", "C"]), 1);
    assert_eq!(count(&["--by", "jdoe", "--reason", "(b)(1)"]), 3);
    assert_eq!(count(&["--by", "nobody"]), 0);
    assert_eq!(count(&["--since", "2026-01-01", "--until", "2027"]), 2);
    assert_eq!(count(&["--until", "2026-01-01"]), 0);
    fs::write(
        desk.path("q"),
        "Some words.\n\n  2. (S) Aunt Orla hides\r\nthe maps in the boathouse.\n",
    )
    .unwrap();
    assert_eq!(count(&["--text", "q"]), 2, "whatever its line ends and indent");
    fs::write(
        desk.path("q"),
        "2. (S) Aunt Orla hides the maps in the boathouse!",
    )
    .unwrap();
    assert_eq!(count(&["--text", "q"]), 0);
    fs::write(desk.path("source"), SOURCE).unwrap();
    assert_eq!(count(&["--document", "source"]), 2);
    assert_eq!(count(&["--document", "q"]), 0);
    let utf16: Vec<u8> = SOURCE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(desk.path("wide"), utf16).unwrap();
    assert_eq!(count(&["--document", "wide", "--encoding", "utf-16le"]), 2);
    let first = desk.run(&["audit", "query", "--json"]);
    assert!(first.out.lines().next().unwrap().contains(&id));
}

#[test]
fn two_releases_that_disclose_together_are_named() {
    let desk = Desk::new();
    let a = desk.release("a.txt", false, 1);
    let b = desk.release("b.txt", true, 2);
    let answer = desk.run(&["audit", "diff", &a, &b, "--json"]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    let json = answer.json();
    assert_eq!((&json["discloses"], &json["both"]), (&true.into(), &1.into()));
    assert_eq!(json["only_b"][0]["mark"], "C");
    let c = desk.release("c.txt", true, 3);
    assert_eq!(desk.run(&["audit", "diff", &b, &c]).code, 0);
}

#[test]
fn proofs_hold_without_the_ledger() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    desk.release("b.txt", true, 2);
    let ledger = desk.ledger();
    let keys = Home::new(desk.path("home")).vkeys(ledger.origin()).unwrap();
    let proof = desk.run(&["audit", "prove", "--release", &id]);
    let lines = fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl")).unwrap();
    let line = lines.lines().nth(1).unwrap();
    let parsed = TlogProof::parse(&proof.out).unwrap();
    assert_eq!(
        parsed.verify(&leaf_hash(&[line.as_bytes()]), &keys).unwrap().size,
        9
    );
    let portion = desk.run(&[
        "audit",
        "prove",
        "--portion",
        "1",
        "--manifest",
        "a.txt.tearline.json",
    ]);
    let json = portion.json();
    assert_eq!((portion.code, &json["size"]), (0, &4.into()));
    use tearline::audit::encoding::unbase64url;
    let hash = |v: &Value| unbase64url::<32>(v.as_str().unwrap()).unwrap();
    let path: Vec<_> = json["path"].as_array().unwrap().iter().map(hash).collect();
    assert!(tearline::audit::tree::verify_inclusion(
        &hash(&json["hash"]),
        1,
        4,
        &path,
        &hash(&json["root"])
    ));
    let since = desk.run(&["audit", "prove", "--since", "5"]).json();
    assert_eq!((&since["old"], &since["new"]), (&5.into(), &9.into()));
    assert_eq!(desk.run(&["audit", "prove", "--index", "9"]).code, 2);
}

#[test]
fn handing_out_an_opening_is_recorded_first() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    fs::write(desk.path("source"), SOURCE).unwrap();
    assert_eq!(
        desk.run(&["audit", "open", &id, "-o", "secret", "--by", "auditor"])
            .code,
        0
    );
    let lines = fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl")).unwrap();
    assert!(lines.lines().last().unwrap().contains("\"t\":\"reveal\""));
    let root = |opening: &str, source: &str| {
        let answer = desk.run(&[
            "verify",
            "a.txt",
            "--json",
            "--original",
            source,
            "--opening",
            opening,
        ]);
        let claims = answer.json()["claims"].clone();
        let state = claims
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["id"] == "root")
            .unwrap()["state"]
            .clone();
        (answer.code, state)
    };
    assert_eq!(root("secret", "source"), (0, "holds".into()));
    fs::write(desk.path("other"), SOURCE.replace("maps", "cats")).unwrap();
    assert_eq!(root("secret", "other"), (3, "fails".into()));
    let b = desk.release("b.txt", true, 2);
    assert_eq!(desk.run(&["audit", "open", &b, "-o", "secret-b"]).code, 0);
    assert_eq!(root("secret-b", "source"), (7, "unchecked".into()));
    assert_eq!(
        desk.run(&["audit", "open", &b, "-o", "secret-b"]).code,
        2,
        "never overwrites"
    );
}

#[test]
fn keys_rotate_and_retire() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    let old = desk.run(&["audit", "key", "show"]).out;
    assert_eq!(desk.run(&["audit", "key", "rotate"]).code, 0);
    assert_eq!(desk.run(&["audit", "key", "rotate"]).code, 2, "one at a time");
    desk.release("b.txt", true, 2);
    assert_eq!(
        desk.run(&["verify", "b.txt", "--vkey", old.trim()]).code,
        0,
        "both sign for a time"
    );
    assert_eq!(desk.run(&["audit", "key", "retire"]).code, 0);
    assert_eq!(desk.run(&["audit", "key", "retire"]).code, 2);
    desk.release("c.txt", true, 3);
    assert_eq!(
        desk.run(&["verify", "c.txt", "--vkey", old.trim()]).code,
        7,
        "not tampered: unknown"
    );
    for name in ["a.txt", "b.txt", "c.txt"] {
        assert_eq!(desk.run(&["verify", name]).code, 0, "{name}");
    }
    let verified = desk.run(&["audit", "verify", "--manifests", ".", "--json"]);
    assert_eq!(
        (verified.code, &verified.json()["manifests"]),
        (0, &3.into()),
        "{}",
        verified.out
    );
}

#[test]
fn an_export_that_fails_leaves_no_folder_and_one_that_does_not_answers_in_json() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    fs::write(desk.path("other.txt"), "another text").unwrap();
    for (format, more, code) in [
        ("in-toto", &[][..], 2),
        ("case", &[][..], 2),
        ("case", &["--release", "nobody"][..], 2),
        ("case", &["--release", &id, "--file", "other.txt"][..], 3),
        ("case", &["--release", &id, "--file", "missing.txt"][..], 2),
    ] {
        let answer = desk.run(&[&["audit", "export", "--format", format, "-o", "out"], more].concat());
        assert_eq!(answer.code, code, "{format} {more:?}: {}", answer.err);
        assert!(!desk.path("out").exists(), "{format} {more:?}");
    }
    for (format, more, member) in [
        ("jsonl", &[][..], "lines"),
        ("case", &["--release", &id][..], "release"),
    ] {
        let args = ["audit", "export", "--json", "--format", format, "-o", format];
        let answer = desk.run(&[&args, more].concat());
        let said: Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(
            (&said["format"], &said["folder"]),
            (&format.into(), &format.into())
        );
        assert!(!said[member].is_null(), "{said}");
    }
    let made = desk.run(&["audit", "run-key", "-o", "run.key", "--json"]);
    let said: Value = serde_json::from_str(&made.out).unwrap();
    let key = fs::read_to_string(desk.path("run.key")).unwrap();
    assert_eq!(key.lines().nth(1), said["run"].as_str());
    assert!(!made.out.contains(key.lines().nth(3).unwrap()));
}

#[test]
fn exports_are_whole_and_the_public_one_names_nothing() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    for format in ["jsonl", "public", "tlog-tiles", "in-toto", "case"] {
        let out = format!("out-{format}");
        let args = ["audit", "export", "--format", format, "-o", &out];
        let one = ["--release", &id, "--file", "a.txt"];
        let about = if ["in-toto", "case"].contains(&format) {
            &one[..]
        } else {
            &[]
        };
        let answer = desk.run(&[&args[..], about].concat());
        assert_eq!(answer.code, 0, "{format}: {}", answer.err);
        let again = desk.run(&[&args[..], about.get(..2).unwrap_or_default()].concat());
        assert_eq!(again.code, 2, "{format} over itself");
    }
    let public = fs::read_to_string(desk.path("out-public/entries.jsonl")).unwrap();
    let full = fs::read_to_string(desk.path("out-jsonl/entries.jsonl")).unwrap();
    for word in [
        "jdoe",
        "REQ-7",
        "ferry.txt",
        "\\\"mark\\\"",
        "\\\"tag\\\"",
        "sha256\\\":\\\"0000",
    ] {
        assert!(!public.contains(word), "{word}");
        assert!(full.contains(word), "{word}");
    }
    let leaves = |text: &str| -> Vec<String> {
        text.lines()
            .map(|l| {
                serde_json::from_str::<Value>(l).unwrap()["leaf"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(leaves(&public), leaves(&full));
    let entries = fs::read(desk.path("out-tlog-tiles/tile/entries/000.p/5")).unwrap();
    assert_eq!(
        fs::read(desk.path("out-tlog-tiles/tile/0/000.p/5"))
            .unwrap()
            .len(),
        160
    );
    assert!(entries.len() > 1000);
    let envelope = fs::read_to_string(desk.path(&format!("out-in-toto/{id}.intoto.jsonl"))).unwrap();
    let keys = Home::new(desk.path("home"))
        .vkeys(desk.ledger().origin())
        .unwrap();
    let statement = tearline::audit::dsse::open(envelope.trim(), &keys[0]).unwrap();
    assert_eq!(statement["subject"][0]["name"], "a.txt");
    assert!(
        tearline::audit::dsse::open(&envelope.replacen("payload\":\"e", "payload\":\"f", 1), &keys[0])
            .is_none()
    );
    for name in [
        "a.txt",
        "a.txt.tearline.json",
        "lines.jsonl",
        "record.txt",
        "release.tlog-proof",
        "vkeys",
    ] {
        assert!(desk.path("out-case").join(name).exists(), "{name}");
    }
}

/// Each row of the recovery table: what spoils the ledger, the exit status of `audit verify` and of the next append, and
/// a word that the first must say.
#[test]
fn the_verdict_table() {
    type Spoil = fn(&Desk);
    fn change(desk: &Desk, name: &str, from: &str, to: &str) {
        let path = desk.path("tearline-ledger").join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
    fn restore(desk: &Desk) {
        let note = fs::read(desk.path("tearline-ledger/checkpoints/1.note")).unwrap();
        fs::write(desk.path("tearline-ledger/checkpoint"), note).unwrap();
        let text = fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl")).unwrap();
        fs::write(
            desk.path("tearline-ledger/ledger.jsonl"),
            format!("{}\n", text.lines().next().unwrap()),
        )
        .unwrap();
    }
    let rows: [(&str, Spoil, i32, i32, &str); 11] = [
        ("ok", |_| {}, 0, 0, "holds"),
        (
            "whole line past the end",
            |d| {
                let path = d.path("tearline-ledger/ledger.jsonl");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, format!("{text}{}\n", text.lines().last().unwrap())).unwrap();
            },
            5,
            1,
            "torn",
        ),
        (
            "half a line past the end",
            |d| {
                let path = d.path("tearline-ledger/ledger.jsonl");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, format!("{text}{{\"t\":")).unwrap();
            },
            5,
            1,
            "torn",
        ),
        (
            "fewer lines",
            |d| {
                let path = d.path("tearline-ledger/ledger.jsonl");
                let text = fs::read_to_string(&path).unwrap();
                let cut = text.trim_end().rfind('\n').unwrap();
                fs::write(&path, &text[..=cut]).unwrap();
            },
            4,
            4,
            "truncated",
        ),
        (
            "an edited line",
            |d| change(d, "ledger.jsonl", "(b)(1)", "(b)(2)"),
            3,
            3,
            "was changed",
        ),
        (
            "a line in another form",
            |d| change(d, "ledger.jsonl", "{\"engine\"", "{ \"engine\""),
            3,
            3,
            "RFC 8785",
        ),
        (
            "no checkpoint",
            |d| fs::remove_file(d.path("tearline-ledger/checkpoint")).unwrap(),
            7,
            7,
            "without a checkpoint",
        ),
        (
            "an edited checkpoint",
            |d| change(d, "checkpoint", "\n5\n", "\n4\n"),
            3,
            3,
            "does not hold",
        ),
        ("an older copy", restore, 4, 4, "rolled back"),
        (
            "an edited old checkpoint",
            |d| change(d, "checkpoints/1.note", "\n1\n", "\n2\n"),
            3,
            0,
            "does not hold",
        ),
        (
            "a symbolic link",
            |d| {
                let path = d.path("tearline-ledger/ledger.jsonl");
                fs::rename(&path, d.path("elsewhere")).unwrap();
                std::os::unix::fs::symlink(d.path("elsewhere"), &path).unwrap();
            },
            2,
            2,
            "symbolic link",
        ),
    ];
    for (name, spoil, verified, appended, word) in rows {
        let desk = Desk::new();
        desk.release("a.txt", true, 1);
        spoil(&desk);
        let answer = desk.run(&["audit", "verify"]);
        assert_eq!(answer.code, verified, "{name}: {} {}", answer.out, answer.err);
        let said = format!("{} {}", answer.out, answer.err);
        assert!(said.contains(word), "{name}: {said}");
        let next = desk.run(&["audit", "recover"]);
        assert_eq!(next.code, appended, "{name}: {} {}", next.out, next.err);
        if appended < 2 && verified != 3 {
            assert_eq!(desk.run(&["audit", "verify"]).code, 0, "{name}: afterwards");
        }
    }
}

#[test]
fn a_lost_state_is_made_anew_only_when_asked_and_when_all_holds() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    let state = Home::new(desk.path("home"))
        .ledger(desk.ledger().origin())
        .join("state");
    fs::remove_file(&state).unwrap();
    assert_eq!(desk.run(&["audit", "recover"]).code, 7);
    assert_eq!(desk.run(&["audit", "recover", "--accept"]).code, 0);
    assert_eq!(desk.run(&["audit", "recover"]).code, 0);
    fs::remove_file(&state).unwrap();
    let path = desk.path("tearline-ledger/ledger.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("(b)(1)", "(b)(2)", 1)).unwrap();
    assert_eq!(desk.run(&["audit", "recover", "--accept"]).code, 3);
    assert!(!state.exists());
}

/// Twenty older copies, the state gone with them: any one manifest or checkpoint that was made later shows it.
#[test]
fn any_later_manifest_or_checkpoint_shows_a_rollback() {
    let desk = Desk::new();
    let mut copies = Vec::new();
    for n in 1..=20 {
        desk.release(&format!("r{n}.txt"), true, n);
        let copy = desk.path(&format!("copy{n}"));
        let status = std::process::Command::new("cp")
            .arg("-a")
            .arg(desk.path("tearline-ledger"))
            .arg(&copy)
            .status()
            .unwrap();
        assert!(status.success());
        copies.push(copy);
    }
    fs::create_dir(desk.path("kept")).unwrap();
    desk.release("last.txt", true, 21);
    fs::rename(
        desk.path("last.txt.tearline.json"),
        desk.path("kept/last.tearline.json"),
    )
    .unwrap();
    fs::copy(desk.path("tearline-ledger/checkpoint"), desk.path("kept.note")).unwrap();
    let keys = desk.run(&["audit", "key", "show"]).out;
    fs::write(desk.path("keys"), keys).unwrap();
    fs::remove_dir_all(desk.path("home")).unwrap();
    for copy in copies {
        let copy = copy.to_str().unwrap();
        let plain = desk.run(&["audit", "verify", "--ledger", copy, "--vkey", "keys"]);
        assert_eq!(
            plain.code, 0,
            "a log on one disk cannot show its own rollback: {}",
            plain.out
        );
        let with = desk.run(&[
            "audit",
            "verify",
            "--ledger",
            copy,
            "--vkey",
            "keys",
            "--manifests",
            "kept",
        ]);
        assert_eq!(with.code, 4, "{}", with.out);
        let with = desk.run(&[
            "audit",
            "verify",
            "--ledger",
            copy,
            "--vkey",
            "keys",
            "--checkpoint",
            "kept.note",
        ]);
        assert_eq!(with.code, 4, "{}", with.out);
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let status = std::process::Command::new("cp")
        .arg("-a")
        .arg(from)
        .arg(to)
        .status();
    assert!(status.unwrap().success());
}

/// Puts an older copy in place of the ledger.
fn restore(desk: &Desk, from: &str) {
    fs::remove_dir_all(desk.path("tearline-ledger")).unwrap();
    copy(&desk.path(from), &desk.path("tearline-ledger"));
}

#[test]
fn a_ledger_without_its_state_cannot_be_checked() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    let state = Home::new(desk.path("home"))
        .ledger(desk.ledger().origin())
        .join("state");
    fs::remove_file(&state).unwrap();
    let verified = desk.run(&["audit", "verify", "--json"]);
    assert_eq!(
        (verified.code, &verified.json()["verdict"]),
        (7, &"cannot be checked".into())
    );
    for args in [
        &["audit", "show"][..],
        &["audit", "query"],
        &["audit", "prove", "--index", "1"],
    ] {
        let answer = desk.run(args);
        assert_eq!(answer.code, 7, "{args:?} {}", answer.err);
        assert!(
            answer.err.contains("a rollback could not be seen"),
            "{}",
            answer.err
        );
    }
    // Whoever has keys alone has no state to miss.
    let keys = desk.run(&["audit", "key", "show"]).out;
    fs::write(desk.path("keys"), keys).unwrap();
    fs::remove_dir_all(desk.path("home")).unwrap();
    assert_eq!(desk.run(&["audit", "verify", "--vkey", "keys"]).code, 0);
}

#[test]
fn an_older_copy_is_rolled_back_over_a_rotation_too_and_all_who_read_it_say_so() {
    let desk = Desk::new();
    let id = desk.release("a.txt", true, 1);
    copy(&desk.path("tearline-ledger"), &desk.path("old"));
    for step in ["rotate", "retire", "rotate", "retire"] {
        assert_eq!(desk.run(&["audit", "key", step]).code, 0, "{step}");
    }
    restore(&desk, "old");
    let verified = desk.run(&["audit", "verify"]);
    assert_eq!(verified.code, 4, "{}", verified.out);
    assert!(
        !verified.out.contains("altered") && !verified.out.contains("cannot be"),
        "{}",
        verified.out
    );
    for args in [
        &["audit", "recover"][..],
        &["audit", "show"],
        &["audit", "show", &id],
        &["audit", "show", "--json"],
        &["audit", "query", "--mark", "S"],
        &["audit", "prove", "--index", "1"],
        &["audit", "prove", "--since", "1"],
        &["audit", "export", "--format", "jsonl", "-o", "out"],
    ] {
        let answer = desk.run(args);
        assert_eq!(answer.code, 4, "{args:?}: {}", answer.err);
        assert!(
            answer.err.contains("it was rolled back"),
            "{args:?}: {}",
            answer.err
        );
    }
}

#[test]
fn lines_that_are_gone_are_truncated_and_nothing_else() {
    type Spoil = fn(&Desk);
    let rows: [(&str, Spoil); 3] = [
        ("gone", |d| {
            fs::remove_file(d.path("tearline-ledger/ledger.jsonl")).unwrap()
        }),
        ("emptied", |d| {
            fs::write(d.path("tearline-ledger/ledger.jsonl"), "").unwrap()
        }),
        ("cut before the key lines", |d| {
            let path = d.path("tearline-ledger/ledger.jsonl");
            let text = fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().take(5).collect();
            fs::write(&path, lines.join("\n") + "\n").unwrap();
        }),
    ];
    for (name, spoil) in rows {
        let desk = Desk::new();
        desk.release("a.txt", true, 1);
        assert_eq!(desk.run(&["audit", "key", "rotate"]).code, 0);
        assert_eq!(desk.run(&["audit", "key", "retire"]).code, 0);
        desk.release("b.txt", true, 2);
        spoil(&desk);
        let verified = desk.run(&["audit", "verify", "--manifests", "."]);
        assert_eq!(verified.code, 4, "{name}: {}", verified.out);
        assert!(
            verified.out.contains("truncated") && !verified.out.contains("altered"),
            "{name}: {}",
            verified.out
        );
        assert_eq!(desk.run(&["audit", "show"]).code, 4, "{name}");
    }
}

#[test]
fn what_is_mistyped_accuses_nobody() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    fs::write(desk.path("cable.txt"), "1. (U) Rain.\n").unwrap();
    let other = Desk::new();
    other.release("o.txt", true, 1);
    fs::copy(other.path("tearline-ledger/checkpoint"), desk.path("other.note")).unwrap();
    for args in [
        ["--checkpoint", "nowhere"],
        ["--checkpoint", "cable.txt"],
        ["--checkpoint", "other.note"],
        ["--checkpoint", "."],
        ["--manifests", "nowhere"],
        ["--manifests", "cable.txt"],
        ["--outputs", "nowhere"],
        ["--outputs", "cable.txt"],
        ["--vkey", "nowhere"],
        ["--ledger", "nowhere"],
    ] {
        let answer = desk.run(&[&["audit", "verify"], &args[..]].concat());
        assert_eq!(answer.code, 2, "{args:?}: {}{}", answer.out, answer.err);
        assert!(
            answer.out.is_empty() && answer.err.contains(args[1]),
            "{args:?}: {}",
            answer.err
        );
        assert!(
            !answer.err.contains("altered") && !answer.err.contains("no release was written"),
            "{args:?}: {}",
            answer.err
        );
    }
}

#[test]
fn what_stands_in_the_way_of_keys_is_said() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    let retired = desk.run(&["audit", "key", "retire"]);
    assert!(
        retired.code == 2 && retired.err.contains("brings in a new key first"),
        "{}",
        retired.err
    );
    assert_eq!(desk.run(&["audit", "key", "rotate"]).code, 0);
    let again = desk.run(&["audit", "key", "rotate"]);
    assert!(
        again.code == 2 && again.err.contains("audit key retire"),
        "{}",
        again.err
    );
    for answer in [retired, again] {
        assert!(!answer.err.contains("backup"), "{}", answer.err);
    }
    let origin = desk.ledger().origin().to_owned();
    let taken = desk.run(&["audit", "init", "--ledger", "second", "--origin", &origin]);
    assert!(
        taken.code == 2 && taken.err.contains("choose another --origin"),
        "{}",
        taken.err
    );
    let whole = desk.run(&[
        "audit",
        "export",
        "--format",
        "jsonl",
        "-o",
        "out",
        "--release",
        "X",
    ]);
    assert!(
        whole.code == 2 && whole.err.contains("--release"),
        "{}",
        whole.err
    );
    assert!(!desk.path("out").exists());
}

#[test]
fn a_question_that_cannot_be_meant_is_refused_and_spellings_of_a_mark_are_one() {
    let desk = Desk::new();
    desk.release("a.txt", true, 1);
    fs::write(desk.path("empty.txt"), "\n \n").unwrap();
    for args in [
        ["--mark", "BOGUS"],
        ["--since", "25.11.2026"],
        ["--since", "soon"],
        ["--until", "2026-13-45"],
        ["--text", "empty.txt"],
    ] {
        let answer = desk.run(&[&["audit", "query"], &args[..]].concat());
        assert_eq!(answer.code, 2, "{args:?}: {}{}", answer.out, answer.err);
        assert!(!answer.out.contains("found"), "{args:?}: {}", answer.out);
    }
    for (args, found) in [
        (["--mark", "S"], "1 found"),
        (["--mark", "(S)"], "1 found"),
        (["--mark", "SECRET"], "1 found"),
        (["--mark", "secret"], "1 found"),
        (["--mark", "TS"], "0 found"),
        (["--since", "2026-11"], "1 found"),
        (["--since", "2026-11-18"], "1 found"),
        (["--since", "2027"], "0 found"),
        (["--until", "2026-11-18"], "0 found"),
    ] {
        let answer = desk.run(&[&["audit", "query"], &args[..]].concat());
        assert!(
            answer.code == 0 && answer.out.contains(found),
            "{args:?}: {}{}",
            answer.out,
            answer.err
        );
    }
}

#[test]
fn names_and_authorities_are_one_line() {
    let desk = Desk::new();
    fs::write(desk.path("u.txt"), "1. (U) Rain.\n").unwrap();
    fs::write(desk.path("p.yaml"), "releasable: [U]\n").unwrap();
    let forged = "a\n  source     other.txt";
    for option in ["--by", "--authority", "--position"] {
        let answer = desk.run(&["redact", "u.txt", "-p", "p.yaml", "--by", "x", option, forged]);
        let twice = answer.err.contains("cannot be used multiple times");
        assert!(
            answer.code == 2 && (twice || answer.err.contains("U+000A")),
            "{option}: {}",
            answer.err
        );
        let answer = desk.run(&["stream", "-p", "p.yaml", "--by", "x", option, forged]);
        assert_eq!(answer.code, 2, "{option}: {}", answer.err);
    }
    let answer = desk.run(&["redact", "u.txt", "-p", "p.yaml", "--by", forged]);
    assert!(
        answer.code == 2 && answer.err.contains("U+000A"),
        "{}",
        answer.err
    );
    let none = desk.run(&["redact", "in", "-p", "p.yaml", "-j", "0"]);
    assert!(none.code == 2 && none.err.contains("1 to 1024"), "{}", none.err);
}

#[test]
fn a_record_that_another_program_wrote_forges_no_row() {
    let desk = Desk::new();
    let ledger = desk.ledger();
    let whole = Segments::new(
        SOURCE,
        vec![Segment::Keep {
            span: Span::new(0, SOURCE.len()),
            mark: "U".into(),
        }],
    )
    .unwrap();
    let context = Context {
        id: ReleaseId::new(now(), [9; 10]),
        time: now(),
        engine: "tearline test".into(),
        policy: "public".into(),
        policy_sha256: [0; 32],
        by: Some(By {
            id: "jdoe\n  record     forged".into(),
            position: None,
        }),
        authority: Some("x\u{202e}y".into()),
        name: Some("a\nb.txt".into()),
        run: None,
        action: None,
        format: None,
        name_people: false,
        amounts: true,
    };
    let made = record(&whole, &context, ledger.opening_key()).unwrap();
    ledger.append(&made.lines, &[0], now()).unwrap();
    let page = desk.run(&["audit", "show", &context.id.to_string()]).out;
    assert!(
        page.contains("jdoe\\u{a}  record     forged") && page.contains("x\\u{202e}y"),
        "{page}"
    );
    let rows = desk.run(&["audit", "show"]).out;
    assert_eq!(rows.lines().count(), 2, "{rows}");
    let found = desk.run(&["audit", "query"]).out;
    assert_eq!(found.lines().count(), 2, "{found}");
}
