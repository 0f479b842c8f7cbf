//! `tearline inspect`: its JSON lines, its exit status, and that it shows no text of the source unasked.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;

const CABLE: &str =
    "SECRET\n\n1. (C) The lamp was out.\n\n2. (8) Gulls came.\n\n3. (U) They left. (S) More came.\n";

fn inspect(args: &[&str], input: &str) -> (i32, String, String) {
    let output = Command::cargo_bin("tearline")
        .unwrap()
        .arg("inspect")
        .args(args)
        .write_stdin(input.to_owned())
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn rows(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn one_object_a_block() {
    let (code, out, err) = inspect(&["--json", "-"], CABLE);
    let rows = rows(&out);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["kind"], "banner");
    assert_eq!(rows[1]["lines"], serde_json::json!([3, 3]));
    assert_eq!(rows[1]["marking"], "C");
    assert_eq!(rows[1]["effective"], "C");
    assert_eq!(rows[2]["marking"], serde_json::Value::Null);
    assert_eq!(rows[2]["damaged"], "(8)");
    assert_eq!(rows[2]["effective"], "banner");
    assert_eq!(rows[3]["marks"], serde_json::json!(["U", "S"]));
    assert_eq!(rows[3]["effective"], "S");
    assert_eq!(code, 1, "a damaged mark needs a person");
    assert!(err.contains("damaged-mark"));
}

#[test]
fn no_text_of_the_source_unasked() {
    for args in [
        &["-"][..],
        &["--json", "-"],
        &["-p", "public", "-"],
        &["--json", "-p", "public", "-"],
    ] {
        let (_, out, err) = inspect(args, CABLE);
        for word in ["lamp", "Gulls", "left"] {
            assert!(
                !out.contains(word) && !err.contains(word),
                "{args:?} shows {word}"
            );
        }
    }
    let (_, out, _) = inspect(&["--text", "-"], CABLE);
    assert!(out.contains("lamp"));
}

#[test]
fn decisions_of_a_policy() {
    let (_, out, _) = inspect(
        &["--json", "-p", "public", "-"],
        "SECRET\n\n1. (S) Gulls.\n\n2. (U) Terns.\n",
    );
    let rows = rows(&out);
    assert_eq!(rows[1]["decision"], "withhold");
    assert_eq!(rows[2]["decision"], "release");
}

#[test]
fn exit_status() {
    assert_eq!(inspect(&["-"], "SECRET\n\n1. (S) Gulls.\n").0, 0);
    assert_eq!(inspect(&["no-such-file.txt"], "").0, 2);
    assert_eq!(inspect(&["-", "-p", "no-such-policy"], "1. (U) x\n").0, 2);
    let (code, out, _) = inspect(
        &["--format", "markdown", "--json", "-"],
        "SECRET\n\n**(S)** Gulls.\n",
    );
    assert_eq!((code, rows(&out)[1]["effective"].as_str()), (0, Some("S")));
}

#[test]
fn a_page_for_reading() {
    let text = "SECRET\n\n1. (\u{200b}C) Gulls <b>came</b>.\n\n2. (U) Call 555-0101 & ask. [brackets](javascript:alert(1))\u{202e}\n\n3. (S) \"Terns\".\n";
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("p.yaml");
    #[allow(clippy::disallowed_methods)]
    std::fs::write(
        &policy,
        "id: desk\nreleasable: [U]\nspill: { action: warn }\nrules:\n  - id: phones\n    withhold: match\n    when: { text: '\\d{3}-\\d{4}' }\n    reason: (b)(6)\n",
    )
    .unwrap();
    let (code, page, err) = inspect(&["--html", "-", "-p", policy.to_str().unwrap()], text);
    assert_eq!(code, 1, "{err}");
    for part in [
        "<title>SECRET: what governs standard input</title>",
        "<p class=\"state\">SECRET: this page holds the text of its source, what is withheld too.</p>",
        "<li><a href=\"#b1\">line 3</a>: <span class=\"alarm\">error</span>: ",
        "<tr id=\"b1\" class=\"withhold\"><th scope=\"row\" data-name=\"Lines\">3</th><td data-name=\"Kind\">portion</td><td data-name=\"Own mark\">\\u{200b}C</td>",
        "<pre>\n1. (<span class=\"sign\">U+200B</span>C) Gulls &#60;b&#62;came&#60;/b&#62;.</pre>",
        "<td data-name=\"Governed by\"><strong>U</strong><div class=\"quiet\">its own mark</div></td>",
        "<td data-name=\"Decision\"><strong>in part</strong><div class=\"quiet\">releasable[1], phones</div></td>",
        "<pre>\n2. (U) Call <span class=\"held\">555-0101</span> &#38; ask. [brackets](javascript:alert(1))<span class=\"sign\">U+202E</span></pre>",
        "<td data-name=\"Decision\"><strong>withhold</strong><div class=\"quiet\">not releasable</div></td><td><pre>\n3. (S) &#34;Terns&#34;.</pre>",
        "content=\"default-src &#39;none&#39;; style-src &#39;sha256-",
        "script-src &#39;none&#39;",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{202e}'));
    assert_eq!(page.matches("<tr id=").count(), 4);
    // Without a policy nothing is said of decisions.
    let (_, page, _) = inspect(&["--html", "-"], text);
    assert!(
        !page.contains("Decision") && page.contains("Terns") && page.contains("<tr id=\"b1\" class=\"\">")
    );
    assert_eq!(inspect(&["--html", "--json", "-"], text).0, 2);
}
