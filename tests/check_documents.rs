//! Marking mistakes: which are found, where, and what is left alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

use assert_cmd::Command;
use tearline::check::{Issue, check};
use tearline::document::{Document, Format, segment};
use tearline::effective::govern;
use tearline::finding::Severity;
use tearline::scheme::Scheme;

fn issues(text: &str) -> Vec<Issue> {
    let us = Scheme::us();
    let document = Document::new(text, Format::Text);
    let blocks = segment(&document, &us);
    let governance = govern(&document, &blocks, &us);
    check(&document, &blocks, &governance, &us)
}

fn ids(text: &str) -> Vec<&'static str> {
    issues(text).iter().map(|i| i.id).collect()
}

const RIGHT: &str =
    "SECRET//NOFORN\n\n1. (S//NF) The harbour froze.\n\n2. (U) The ferry ran.\n\n3. (C) Fish was dear.\n";

#[test]
fn a_right_document_has_no_issue() {
    assert_eq!(ids(RIGHT), Vec::<&str>::new());
}

#[test]
fn each_mistake_is_found_where_it_stands() {
    for (text, id, severity, covered, suggestion) in [
        (
            RIGHT.replace("SECRET//NOFORN", "CONFIDENTIAL"),
            "banner-too-low",
            Severity::Error,
            "CONFIDENTIAL",
            Some("SECRET//NOFORN"),
        ),
        (
            RIGHT.replace("SECRET//NOFORN", "SECRET"),
            "banner-lacks-control",
            Severity::Error,
            "SECRET",
            Some("SECRET//NOFORN"),
        ),
        (
            RIGHT.replace("SECRET//NOFORN", "SECRET//ORCON/NOFORN"),
            "banner-exceeds-control",
            Severity::Warning,
            "SECRET//ORCON/NOFORN",
            None,
        ),
        (
            RIGHT.replace("SECRET//NOFORN", "TOP SECRET//NOFORN"),
            "banner-exceeds",
            Severity::Warning,
            "TOP SECRET//NOFORN",
            None,
        ),
        (
            RIGHT.replace("SECRET//NOFORN", "SECRET/NOFORN"),
            "banner-form",
            Severity::Note,
            "SECRET/NOFORN",
            Some("SECRET//NOFORN"),
        ),
        (
            RIGHT.replace("(S//NF)", "(S/NF)"),
            "mark-form",
            Severity::Note,
            "(S/NF)",
            Some("(S//NF)"),
        ),
        (
            RIGHT.replace("(C)", "(R)"),
            "superseded-mark",
            Severity::Warning,
            "(R)",
            None,
        ),
        (
            RIGHT.replace("(C)", "(C//NF/RELIDO)"),
            "contradictory-mark",
            Severity::Error,
            "(C//NF/RELIDO)",
            None,
        ),
        (
            RIGHT.replace("(C)", "(\u{421})"),
            "look-alike-mark",
            Severity::Error,
            "(\u{421})",
            None,
        ),
        (
            RIGHT.replace("3. (C) ", "3. "),
            "missing-mark",
            Severity::Warning,
            "",
            None,
        ),
    ] {
        let found = issues(&text);
        let issue = found
            .iter()
            .find(|i| i.id == id)
            .unwrap_or_else(|| panic!("{id} is not found in {text:?}: {found:?}"));
        assert_eq!(issue.severity, severity, "{id}");
        assert_eq!(issue.span.of(&text), covered, "{id}");
        assert_eq!(
            issue.suggestion.as_ref().map(|s| s.text.as_str()),
            suggestion,
            "{id}"
        );
        assert!(!issue.source.is_empty(), "{id}");
    }
}

const TELEGRAM: &str = "ZNY CCCCC ZZH\nC O N F I D E N T I A L SECTION 01 OF 01 OSLO 004411\nSIPDIS\nE.O. 12958: DECL: \
                        03/09/2020\nTAGS: PREL, NO\nSUBJECT: FISH\nClassified By: Consul Ada Berg, reasons 1.4 (b) and (d).\n\n1. \
                        (C) The nets were full.\n\n2. (U) The market was open.\n";

#[test]
fn a_right_telegram_has_no_issue() {
    assert_eq!(ids(TELEGRAM), Vec::<&str>::new());
}

#[test]
fn telegram_lines_are_compared() {
    for (from, to, id) in [
        ("ZNY CCCCC", "ZNY SSSSS", "transmission-differs"),
        ("03/09/2020", "OADR", "declassification-retired"),
        ("03/09/2020", "13/41/2020", "declassification-date"),
        ("DECL: 03/09/2020", "N/A", "declassification-missing"),
        ("E.O. 12958: DECL: 03/09/2020\n", "", "declassification-missing"),
        (", reasons 1.4 (b) and (d)", "", "authority-without-reason"),
    ] {
        let text = TELEGRAM.replace(from, to);
        assert_ne!(text, TELEGRAM);
        let found = ids(&text);
        assert!(found.contains(&id), "{id}: {found:?}");
    }
}

#[test]
fn a_caption_counts_as_part_of_the_banner() {
    let marked = TELEGRAM.replace("1. (C)", "1. (C//NF)");
    assert!(
        ids(&marked).contains(&"banner-lacks-control"),
        "{:?}",
        ids(&marked)
    );
    let captioned = marked.replace("SIPDIS\n", "NOFORN\n");
    assert!(
        !ids(&captioned).contains(&"banner-lacks-control"),
        "{:?}",
        ids(&captioned)
    );
}

#[test]
fn messages_and_spans_hold_no_text_of_the_document() {
    let text = "SECRET\n\n1. (S//NF) Zanzibar.\n\n2. Quagmire.\n\n3. (S//QUUX/NF) Xylophone.\n\nThe end is near. (C)\n";
    for issue in issues(text) {
        for word in ["Zanzibar", "Quagmire", "Xylophone", "near"] {
            assert!(!issue.message.contains(word), "{issue:?}");
            assert!(!issue.span.of(text).contains(word), "{issue:?}");
        }
    }
}

fn tearline(input: &str, args: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("tearline")
        .unwrap()
        .args(["check", "-"])
        .args(args)
        .write_stdin(input.to_owned())
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn the_exit_status_follows_fail_on() {
    let note = RIGHT.replace("(S//NF)", "(S/NF)");
    assert_eq!(tearline(RIGHT, &[]).0, 0);
    assert_eq!(tearline(&note, &[]).0, 0);
    assert_eq!(tearline(&note, &["--fail-on", "note"]).0, 1);
    let warning = RIGHT.replace("SECRET//NOFORN", "TOP SECRET//NOFORN");
    assert_eq!(tearline(&warning, &[]).0, 1);
    assert_eq!(tearline(&warning, &["--fail-on", "error"]).0, 0);
    let absent = Command::cargo_bin("tearline")
        .unwrap()
        .args(["check", "no-such-file.txt"])
        .output()
        .unwrap();
    assert_eq!(absent.status.code(), Some(2));
}

#[test]
fn json_lines_have_their_places() {
    let (_, out) = tearline(&RIGHT.replace("(S//NF)", "(S/NF)"), &["--json"]);
    let rows: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.len(), 1, "{out}");
    let row = &rows[0];
    assert_eq!(row["id"], "mark-form");
    assert_eq!((row["line"].as_u64(), row["column"].as_u64()), (Some(3), Some(4)));
    assert_eq!(
        (row["end_line"].as_u64(), row["end_column"].as_u64()),
        (Some(3), Some(10))
    );
    assert_eq!(row["suggestion"], "(S//NF)");
}

#[test]
fn sarif_names_rules_places_and_fixes() {
    let (status, out) = tearline(&RIGHT.replace("SECRET//NOFORN", "SECRET"), &["--sarif"]);
    assert_eq!(status, 1);
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "tearline");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "banner-lacks-control");
    assert_eq!(result["level"], "error");
    let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "banner-lacks-control");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 1);
    assert_eq!(region["endColumn"], 7);
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "SECRET//NOFORN");
}

/// A folder with two documents, one of them with a mistake, and things that are not checked.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("b.txt", RIGHT.as_bytes());
    put("a/late.md", b"# CONFIDENTIAL\n\n(S) The harbour froze.\n");
    put(".hidden.txt", RIGHT.as_bytes());
    put("c.bin", b"\xff\xfe\x00");
    put("d.pdf", b"%PDF");
    std::os::unix::fs::symlink("b.txt", folder.path().join("e.txt")).unwrap();
    folder
}

fn on_folder(folder: &tempfile::TempDir, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("tearline")
        .unwrap()
        .current_dir(folder.path())
        .args(["check", "."])
        .args(args)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_folder_is_walked_and_nothing_is_left_out_in_silence() {
    let folder = folder();
    let (status, out, errors) = on_folder(&folder, &["--json", "--fail-on", "error"]);
    assert_eq!(status, 1);
    let rows: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let said = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (text("path"), text("id"), text("severity"))
    };
    let expected = [
        ("./a/late.md", "banner-too-low", "error"),
        ("./.hidden.txt", "not-checked", "note"),
        ("./c.bin", "not-checked", "error"),
        ("./d.pdf", "not-checked", "error"),
        ("./e.txt", "not-checked", "note"),
    ];
    let expected = expected.map(|(path, id, grade)| (path.to_owned(), id.to_owned(), grade.to_owned()));
    assert_eq!(rows.iter().map(said).collect::<Vec<_>>(), expected, "{out}");
    for name in [
        ".hidden.txt: not checked: hidden",
        "c.bin: ",
        "d.pdf: a format that is not read: .pdf",
    ] {
        assert!(errors.contains(name), "{errors}");
    }
    assert!(!errors.contains("b.txt"), "{errors}");
}

#[test]
fn sarif_of_a_folder_names_every_file() {
    let folder = folder();
    let (status, out, _) = on_folder(&folder, &["--sarif"]);
    assert_eq!(status, 1);
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    let run = &log["runs"][0];
    let uris = |list: &serde_json::Value, at: &str| -> Vec<String> {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|v| v.pointer(at).unwrap().as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        uris(&run["artifacts"], "/location/uri"),
        ["./a/late.md", "./b.txt"]
    );
    let place = "/locations/0/physicalLocation/artifactLocation/uri";
    assert_eq!(uris(&run["results"], place), ["./a/late.md"]);
    assert_eq!(
        uris(&run["invocations"][0]["toolExecutionNotifications"], place),
        ["./.hidden.txt", "./c.bin", "./d.pdf", "./e.txt"]
    );
}

#[test]
fn a_clean_folder_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("b.txt"), RIGHT).unwrap();
    let (status, out, errors) = on_folder(&folder, &[]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert_eq!(out, "1 documents: 0 errors, 0 warnings, 0 notes\n");
}

#[test]
fn text_that_is_glued_to_a_spoiled_mark_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.txt");
    let text = "SECRET\n\n1. (S//NFMarzipan waits at the pier.\n\n2. (SMARZIPAN WAITS AT THE PIER.\n\n3. (S//MARZIPAN WAITS.\n";
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    for args in [
        &["check", path] as &[&str],
        &["check", path, "--json"],
        &["check", path, "--sarif"],
        &["inspect", path],
        &["inspect", path, "-p", "public"],
    ] {
        let ran = Command::cargo_bin("tearline")
            .unwrap()
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
        assert!(said.contains("damaged"), "{args:?}: {said}");
        assert!(!said.to_lowercase().contains("marzipan"), "{args:?}: {said}");
    }
}
