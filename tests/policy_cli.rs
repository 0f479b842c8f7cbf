//! The `policy` commands as a user meets them.
#![cfg(feature = "cli")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

/// Exit status and both streams.
fn run(args: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("tearline")
        .unwrap()
        .arg("policy")
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_committed_schemas_are_current() {
    for (args, path) in [
        (&["schema"][..], "policies/policy.schema.json"),
        (&["schema", "--tests"][..], "policies/policy-tests.schema.json"),
    ] {
        let (code, out, _) = run(args);
        assert_eq!(code, 0);
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            out == committed,
            "write it anew: tearline policy {} > {path}",
            args.join(" ")
        );
    }
}

#[test]
fn check_shows_every_mistake_as_a_compiler_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "p.yaml",
        "releasable: [U]\nactoin: strip\nspill: { words: two }\n",
    );
    let (code, out, err) = run(&["check", &path]);
    assert_eq!((code, out.as_str()), (2, ""));
    let expected = format!(
        "error[unknown-key]: unknown key `actoin` in the policy\n --> {path}:2:1\n  |\n2 | actoin: strip\n  | ^^^^^^\n  |\nhelp: did you mean `action`?\n\nerror[wrong-type]: `spill.words` must be a number, found text\n --> {path}:3:17\n  |\n3 | spill: {{ words: two }}\n  |                 ^^^\n\ntearline: {path}: the policy has 2 mistakes\n"
    );
    assert_eq!(err, expected);
    let (code, out, err) = run(&["check", "--json", &path]);
    assert_eq!((code, err.as_str()), (2, ""));
    let ids: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(ids[0]["id"], "unknown-key");
    assert_eq!(ids[1]["line"], 3);
    assert_eq!(run(&["check", "public", "foia"]).0, 0);
}

#[test]
fn test_fails_on_a_red_test_and_on_a_rule_that_nothing_exercises() {
    let folder = tempfile::tempdir().unwrap();
    let rule = "releasable: [U]\nrules:\n  - { id: names, withhold: sentence, when: { text: Vzorova } }\n";
    let idle = file(
        &folder,
        "idle.yaml",
        &format!("{rule}tests:\n  - {{ text: '(U) It is late.', expect: release }}\n"),
    );
    let (code, out, _) = run(&["test", &idle]);
    assert_eq!(code, 1);
    assert!(out.contains("FAILED no test exercises this rule"), "{out}");
    file(
        &folder,
        "idle.test.yaml",
        "tests:\n  - { text: '(U) It is late. Vzorova knows.', hides: [Vzorova], by: names }\n",
    );
    let (code, out, _) = run(&["test", &idle]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("2 of 2 tests pass"), "{out}");

    let red = file(
        &folder,
        "red.yaml",
        "releasable: [U]\ntests:\n  - { text: '(C) <It> is late.', expect: release }\n",
    );
    let junit = folder.path().join("out.xml");
    let (code, out, _) = run(&["test", "--junit", junit.to_str().unwrap(), &red]);
    assert_eq!(code, 1);
    assert!(out.contains("expected release, found withhold"), "{out}");
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(
        xml.contains("tests=\"1\" failures=\"1\"") && xml.contains("<failure message=\"expected release"),
        "{xml}"
    );
    // A report takes the place of the one before it, and of nothing else.
    let again = folder.path().join("out.xml");
    assert_eq!(run(&["test", "--junit", again.to_str().unwrap(), &red]).0, 1);
    let other = file(&folder, "notes.txt", "Notes.\n");
    let (code, out, err) = run(&["test", "--junit", &other, &red]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("notes.txt: exists already"), "{err}");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "Notes.\n");
    let none = file(&folder, "none.yaml", "releasable: [U]\n");
    assert_eq!(run(&["test", &none]).0, 1);
    let (code, out, _) = run(&["test", "--json", &idle]);
    assert_eq!(code, 0);
    assert!(out.lines().all(|l| serde_json::from_str::<Value>(l).is_ok()));
}

#[test]
fn no_document_is_read_under_a_policy_that_fails_its_own_tests() {
    let folder = tempfile::tempdir().unwrap();
    let red = file(
        &folder,
        "red.yaml",
        "releasable: [U]\ntests:\n  - { text: '(C) It is late.', expect: release }\n",
    );
    let out = Command::cargo_bin("tearline")
        .unwrap()
        .args(["redact", "no-such-document.txt", "-p", &red])
        .env("TEARLINE_CONFIG_DIR", folder.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    let err = String::from_utf8(out.stderr).unwrap();
    assert!(
        err.contains("fails its own test") && err.contains("red.yaml:3:7"),
        "{err}"
    );
}

#[test]
fn tests_whose_text_stands_in_a_file_count_as_much() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "case.txt", "1. (U) The heron left.\n");
    let red = file(
        &folder,
        "red.yaml",
        "releasable: [U]\ntests: [{ file: case.txt, expect: withhold }]\n",
    );
    let lost = file(
        &folder,
        "lost.yaml",
        "releasable: [U]\ntests: [{ file: nowhere.txt, expect: withhold }]\n",
    );
    let redact = |policy: &str| {
        let out = Command::cargo_bin("tearline")
            .unwrap()
            .args(["redact", "no-such-document.txt", "-p", policy])
            .env("TEARLINE_CONFIG_DIR", folder.path())
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, err) = redact(&red);
    assert!(
        code == Some(2) && err.contains("fails its own test") && err.contains("red.yaml:2:11"),
        "{err}"
    );
    let (code, err) = redact(&lost);
    assert!(
        code == Some(2) && err.contains("nowhere.txt") && err.contains("lost.yaml:2:11"),
        "{err}"
    );
    for command in ["check", "test"] {
        let (code, out, err) = run(&[command, &lost]);
        assert!(
            code == 2 && err.contains("nowhere.txt") && out.is_empty(),
            "{out}{err}"
        );
    }
    assert_eq!(run(&["check", &red]).0, 0);
}

#[test]
fn every_shipped_policy_passes_by_name() {
    let (code, out, _) = run(&["list"]);
    assert_eq!(code, 0);
    let names: Vec<&str> = out.lines().filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(names.len(), 9);
    let mut args = vec!["test"];
    args.extend(&names);
    let (code, out, err) = run(&args);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, _) = run(&["list", "public"]);
    assert_eq!(code, 0);
    assert_eq!(out, std::fs::read_to_string("policies/public.yaml").unwrap());
}

#[test]
fn init_writes_a_policy_that_passes_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.yaml");
    let path = path.to_str().unwrap();
    assert_eq!(run(&["init", path]).0, 0);
    assert_eq!(run(&["test", path]).0, 0);
    let (code, _, err) = run(&["init", path]);
    assert_eq!(code, 2);
    assert!(err.contains("exists already"), "{err}");
}

const DOCUMENT: &str = "SECRET\n\nFM AMEMBASSY KRUMLOV\n\n1. (U) The ferry is late.\n\n2. (SBU) The owner knows.\n\n- He is\nnot pleased.\n\n3. (8) It is blue.\n";

#[test]
fn explain_says_marking_origin_and_place_and_never_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let document = file(&folder, "d.txt", DOCUMENT);
    let (code, out, err) = run(&["explain", "-p", "public", &document]);
    assert_eq!((code, err.as_str()), (0, ""));
    for line in [
        "its own mark; releasable[1] (public:14)",
        "continues line 7; releasable does not list it (public:11)",
        "its mark is damaged; a mark that cannot be read always stays",
        "no mark: the overall classification",
    ] {
        assert!(out.contains(line), "{line:?} is missing:\n{out}");
    }
    for word in ["ferry", "owner", "pleased", "blue"] {
        assert!(!out.contains(word), "{out}");
    }
    let (code, out, _) = run(&["explain", "-p", "public", &format!("{document}:10")]);
    assert_eq!(code, 0);
    assert_eq!(out.lines().count(), 2, "{out}");
    let (code, _, err) = run(&["explain", "-p", "public", &format!("{document}:99")]);
    assert_eq!(code, 2);
    assert!(err.contains("no block stands at line 99"), "{err}");
    let (_, out, _) = run(&["explain", "-p", "public", "--json", &document]);
    let rows: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let own = rows.iter().find(|r| r["rule"] == "releasable[1]").unwrap();
    assert_eq!(
        (&own["marking"], &own["leaves"]),
        (&Value::from("U"), &Value::from(true))
    );
}

#[test]
fn explain_names_every_block_of_a_real_cable() {
    let path = Path::new("../shared/corpus/09MOSCOW3122.txt");
    if !path.is_file() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    let (code, out, _) = run(&["explain", "-p", "public", path.to_str().unwrap()]);
    assert_eq!(code, 0);
    let text = std::fs::read_to_string(path).unwrap();
    let mut explained = vec![false; text.lines().count() + 1];
    for line in out.lines().skip(1) {
        let lines = line.split(' ').next().unwrap();
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        for slot in &mut explained[first.parse().unwrap()..=last.parse().unwrap()] {
            *slot = true;
        }
        assert!(line.contains("leaves") || line.contains("stays"), "{line}");
        assert!(line.contains("(public:"), "the policy's line is missing: {line}");
        assert!(
            line.contains("mark") || line.contains("continues line"),
            "the origin is missing: {line}"
        );
    }
    for (index, line) in text.lines().enumerate() {
        assert!(
            line.trim().is_empty() || explained[index + 1],
            "line {} is not explained",
            index + 1
        );
    }
}

#[test]
fn diff_shows_what_changes_sides_and_the_text_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let document = file(&folder, "d.txt", DOCUMENT);
    let (code, out, _) = run(&["diff", "public", "sbu", &document]);
    assert_eq!(code, 1);
    assert!(
        out.contains("looser: entry 2 lets out markings that were withheld (sbu:"),
        "{out}"
    );
    assert!(
        out.contains(":7: newly leaves U//SBU (not releasable -> releasable[2])"),
        "{out}"
    );
    assert!(!out.contains("owner"), "{out}");
    let (_, out, _) = run(&["diff", "--text", "public", "sbu", &document]);
    assert!(out.contains("The owner knows."), "{out}");
    let (code, out, _) = run(&["diff", "sbu", "public", &document]);
    assert_eq!(code, 1);
    assert!(out.contains("newly held") && !out.contains("looser"), "{out}");
    let (code, out, _) = run(&["diff", "sbu", "sbu", &document]);
    assert_eq!((code, out.as_str()), (0, "nothing changes sides\n"));
}

#[test]
fn nothing_is_quoted_of_a_file_that_is_no_policy() {
    let folder = tempfile::tempdir().unwrap();
    let documents = [
        "SECRET\n\nSUBJECT: zebra plan\n\n1. (S) The zebra: it waits.\n",
        "SUBJECT: zebra plan\nTAGS: zebra\n",
        "zebra: 1\n",
        "# zebra\n",
        "- zebra\n",
        "zebra\n",
        "\"zebra\": *zebra\n",
        "{zebra: [zebra\n",
        "a: &zebra b\n",
        "title: zebra\nid: zebra\n",
        "\tzebra: zebra\n",
    ];
    for text in documents {
        let document = file(&folder, "named-by-mistake.yaml", text);
        let heir = file(&folder, "heir.yaml", "extends: named-by-mistake.yaml\n");
        let own = file(
            &folder,
            "own.yaml",
            "releasable: [U]\nscheme: named-by-mistake.yaml\n",
        );
        let out = Command::cargo_bin("tearline")
            .unwrap()
            .args(["marking", "S", "--scheme", &document])
            .output()
            .unwrap();
        let err = String::from_utf8(out.stderr).unwrap();
        assert!(
            out.status.code() == Some(2) && !err.contains("zebra"),
            "{text:?}: {err}"
        );
        for policy in [&document, &heir, &own] {
            for args in [
                &["check", policy][..],
                &["check", "--json", policy],
                &["test", policy],
            ] {
                let (code, out, err) = run(args);
                assert_eq!(code, 2, "{text:?}: {out}{err}");
                assert!(
                    !out.contains("zebra") && !err.contains("zebra"),
                    "{text:?}: {out}{err}"
                );
                assert!(
                    format!("{out}{err}").contains("named-by-mistake.yaml"),
                    "{text:?}: {out}{err}"
                );
            }
        }
    }
    // A slip in a policy is shown as before.
    for text in ["relesable: [U]\n", "releasable: [U\nid: x\n", "action: strip\n"] {
        let slip = file(&folder, "slip.yaml", text);
        let (_, _, err) = run(&["check", &slip]);
        assert!(err.contains(" | "), "{err}");
    }
}

#[test]
fn an_empty_file_of_tests_needs_tests() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(&folder, "a.yaml", "releasable: [U]\n");
    file(&folder, "a.test.yaml", "");
    let (code, _, err) = run(&["test", &policy]);
    assert!(
        code == 2 && err.contains("list the tests under `tests:`"),
        "{err}"
    );
}

#[test]
fn documents_are_read_as_redact_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let policy = file(&folder, "p.yaml", "releasable: [U]\n");
    let lost = folder.path().join("nowhere.txt").display().to_string();
    let good = file(&folder, "good.txt", "1. (U) Rain.\n");
    let (code, out, _) = run(&["diff", &policy, &policy, &lost]);
    assert_eq!((code, out.as_str()), (2, ""), "nothing was compared");
    assert_eq!(run(&["diff", &policy, &policy, &good, &lost]).0, 1);
    let latin = folder.path().join("latin.txt");
    std::fs::write(&latin, b"UNCLASSIFIED\n\n1. (U) caf\xe9.\n").unwrap();
    let latin = latin.display().to_string();
    let tearline = |args: &[&str]| {
        let out = Command::cargo_bin("tearline")
            .unwrap()
            .args(args)
            .output()
            .unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap())
    };
    for args in [
        &["inspect", &latin][..],
        &["policy", "explain", "-p", &policy, &latin],
        &["policy", "diff", &policy, &policy, &latin],
    ] {
        let (code, err) = tearline(args);
        assert!(code == Some(2) && err.contains("--encoding"), "{args:?}: {err}");
        let (code, err) = tearline(&[args, &["--encoding", "windows-1252"]].concat());
        assert_eq!(code, Some(0), "{args:?}: {err}");
    }
    for name in ["a.docx", "a.tei", "a.mht", "a.ipynb", "a.wpd", "a.pages"] {
        let other = file(&folder, name, "1. (U) Rain.\n");
        for args in [
            &["inspect", &other][..],
            &["policy", "explain", "-p", &policy, &other],
            &["policy", "diff", &policy, &policy, &other],
            &["redact", &other, "-p", &policy, "--dry-run"],
        ] {
            let (code, err) = tearline(args);
            assert!(code == Some(2) && err.contains("is not read"), "{args:?}: {err}");
        }
    }
}

#[test]
fn a_looser_policy_is_a_finding_and_a_tighter_one_is_said() {
    for (old, new, status, said) in [
        (
            "public",
            "sbu",
            1,
            "looser: entry 2 lets out markings that were withheld (sbu:12)\n",
        ),
        ("sbu", "public", 0, "nothing in the new policy is looser\n"),
    ] {
        let (code, out, _) = run(&["diff", old, new]);
        assert_eq!((code, out.as_str()), (status, said));
    }
}

#[test]
fn names_of_policies_stand_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let odd = file(
        &folder,
        "x\u{1b}[31m\ny.yaml",
        "releasable: [U]\ntests:\n  - { text: '(U) It is late.', expect: withhold }\n",
    );
    let document = file(&folder, "d.txt", "UNCLASSIFIED\n\n1. (U) It is late.\n");
    let fresh = folder.path().join("z\n\u{1b}.yaml");
    for args in [
        &["check", &odd][..],
        &["test", &odd],
        &["explain", "-p", &odd, &document],
        &["list", &odd],
        &["init", fresh.to_str().unwrap()],
    ] {
        let (_, out, err) = run(args);
        let said = out + &err;
        assert!(said.contains("yaml") && !said.contains('\u{1b}'), "{said}");
        assert!(
            !said.lines().any(|line| line.starts_with("y.yaml")),
            "{args:?}: {said}"
        );
    }
}
