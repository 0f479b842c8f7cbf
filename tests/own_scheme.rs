//! A scheme of a made-up organisation, written from `docs/schemes.md` alone, in every command that reads marks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

const POLICY: &str = "\
tearline: 1
id: quay-all
title: Quay, for all
scheme: quay.yaml
releasable:
  - W
  - STAFF
  - { up_to: BL, allow: [SHARE], to: [VEL] }
action: mask
";

const REPORT: &str = "\
Handling: QUAY BLACK//DOCK-KEEL//BOARD ONLY

1. (W) The quay opens in May.

2. (STAFF) The cranes are painted on Monday.

3. (BL//SHARE KRU, VEL) The pilots of Vela take part.

4. (BL) Only the pilots of the town take part.

- They meet in the tower.

5. (BL//SHARE KRU, TOR) The pilots of Tor take part.

6. (BK//DOCK-KEEL) The keel is cracked in two places.

7. (BL/BOARD) The board meets in the old mill.

8. (BL//XYZZY) The word behind the level is unknown.

9. (S) The mark of another organisation.

QUAY BLACK//DOCK-KEEL//BOARD ONLY
";

fn folder(policy: &str, report: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scheme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/quay.yaml");
    std::fs::copy(scheme, folder.path().join("quay.yaml")).unwrap();
    std::fs::write(folder.path().join("policy.yaml"), policy).unwrap();
    std::fs::write(folder.path().join("report.txt"), report).unwrap();
    folder
}

fn tearline(folder: &TempDir, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("tearline")
        .unwrap()
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .env("XDG_STATE_HOME", folder.path().join("state"))
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
fn redact_releases_and_re_marks_in_the_words_of_the_scheme() {
    let folder = folder(POLICY, REPORT);
    let (status, release, errors) = tearline(&folder, &["redact", "report.txt", "-p", "policy.yaml"]);
    assert_eq!(status, 0, "{errors}");
    assert_eq!(
        release,
        "QUAY BLUE//BOARD ONLY\n\n\
         1. (W) The quay opens in May.\n\n\
         2. (STAFF) The cranes are painted on Monday.\n\n\
         3. (BL//SHARE KRU, VEL) The pilots of Vela take part.\n\n\
         4. [1 paragraph withheld: not releasable]\n\n\
         5. [1 paragraph withheld: not releasable]\n\n\
         6. [1 paragraph withheld: not releasable]\n\n\
         7. [1 paragraph withheld: not releasable]\n\n\
         8. [1 paragraph withheld: not releasable]\n\n\
         9. [1 paragraph withheld: not releasable]\n\n\
         QUAY BLUE//BOARD ONLY\n"
    );
    assert!(
        errors.contains("QUAY BLACK//DOCK-KEEL//BOARD ONLY -> QUAY BLUE//BOARD ONLY"),
        "{errors}"
    );
}

#[test]
fn the_administrative_mark_stands_in_the_new_banner_and_goes_above_its_level() {
    let report = "QUAY BLACK\n\n1. (W) The quay opens in May.\n\n2. (STAFF) The cranes are painted.\n\n3. (BK) The keel.\n";
    let folder = folder(POLICY, report);
    let (status, release, errors) = tearline(&folder, &["redact", "report.txt", "-p", "policy.yaml"]);
    assert_eq!(status, 0, "{errors}");
    assert!(
        release.starts_with("QUAY WHITE//STAFF USE\n\n1. (W)"),
        "{release}"
    );
    let (_, joined, _) = tearline(
        &folder,
        &["marking", "--scheme", "quay.yaml", "(STAFF)", "(BK//BOARD)"],
    );
    assert!(joined.contains("Roll-up: QUAY BLACK//BOARD ONLY\n"), "{joined}");
}

#[test]
fn unmarked_text_is_governed_by_the_banner_of_the_scheme() {
    let (low, high) = ("QUAY WHITE", "QUAY BLUE");
    for (banner, leaves) in [(low, true), (high, false)] {
        let report = format!("{banner}\n\nTHE FERRY\n\n1. (W) The quay opens in May.\n");
        let folder = folder(POLICY, &report);
        let (status, release, errors) = tearline(&folder, &["redact", "report.txt", "-p", "policy.yaml"]);
        assert_eq!(status, 0, "{errors}");
        assert_eq!(release.contains("THE FERRY"), leaves, "{release}");
        assert!(release.starts_with("QUAY WHITE\n"), "{release}");
    }
}

#[test]
fn inspect_names_the_markings_and_why_each_leaves() {
    let folder = folder(POLICY, REPORT);
    let (_, out, _) = tearline(&folder, &["inspect", "report.txt", "-p", "policy.yaml", "--json"]);
    let rows: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |line: u64| {
        let row = rows.iter().find(|r| r["lines"][0] == line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (text("effective"), text("decision"))
    };
    for (line, effective, decision) in [
        (3, "W", "release"),
        (5, "W//STAFF", "release"),
        (7, "BL//SHARE KRU, VEL", "release"),
        (9, "BL", "withhold"),
        (11, "BL", "withhold"),
        (13, "BL//SHARE KRU, TOR", "withhold"),
        (15, "BK//DOCK-KEEL", "withhold"),
        (17, "BL//BOARD", "withhold"),
        (19, "BL//XYZZY", "withhold"),
    ] {
        assert_eq!(
            of(line),
            (effective.to_owned(), decision.to_owned()),
            "line {line}"
        );
    }
}

#[test]
fn inspect_takes_a_scheme_without_a_policy() {
    let folder = folder(POLICY, REPORT);
    let (_, out, _) = tearline(&folder, &["inspect", "report.txt", "--scheme", "quay.yaml"]);
    assert!(
        out.contains("overall classification: QUAY BLACK//DOCK-KEEL//BOARD ONLY"),
        "{out}"
    );
    let (status, _, errors) = tearline(&folder, &["inspect", "report.txt", "--scheme", "quai.yaml"]);
    assert_eq!(status, 2);
    assert!(
        errors.contains("there is no scheme and no file `quai.yaml`"),
        "{errors}"
    );
}

#[test]
fn check_reads_the_scheme_and_suggests_in_its_words() {
    let folder = folder(
        POLICY,
        &REPORT.replace("QUAY BLACK//DOCK-KEEL//BOARD ONLY", "QUAY BLUE"),
    );
    let args = ["check", "--scheme", "quay.yaml", "report.txt", "--json"];
    let (status, out, errors) = tearline(&folder, &args);
    assert_eq!(status, 1, "{errors}");
    let rows: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let found = |id: &str, line: u64| {
        let row = rows.iter().find(|r| r["id"] == id && r["line"] == line);
        row.unwrap_or_else(|| panic!("{id} at {line}: {out}"))["suggestion"].clone()
    };
    // What an unreadable mark would add to the banner is not known.
    assert_eq!(found("banner-too-low", 1), serde_json::Value::Null);
    assert_eq!(found("mark-form", 5), "(W//STAFF)");
    assert_eq!(found("mark-form", 17), "(BL//BOARD)");
    assert_eq!(found("unknown-mark", 19), serde_json::Value::Null);
    let readable = REPORT.split("8. (BL//XYZZY)").next().unwrap();
    let readable = readable.replace("QUAY BLACK//DOCK-KEEL//BOARD ONLY", "QUAY BLUE");
    std::fs::write(folder.path().join("readable.txt"), readable).unwrap();
    let args = ["check", "--scheme", "quay.yaml", "readable.txt", "--json"];
    let (_, suggested, _) = tearline(&folder, &args);
    assert!(
        suggested.contains(r#""suggestion":"QUAY BLACK//DOCK-KEEL//BOARD ONLY""#),
        "{suggested}"
    );
    // A scheme that another organisation wrote says nothing of this report.
    let (_, us, _) = tearline(&folder, &["check", "report.txt", "--json"]);
    assert!(!us.contains("QUAY BLACK"), "{us}");
}

#[test]
fn marking_explains_in_the_words_of_the_scheme() {
    let folder = folder(POLICY, REPORT);
    let (status, out, _) = tearline(&folder, &["marking", "--scheme", "quay.yaml", "(BL//SHARE VELA)"]);
    assert_eq!(status, 1, "a legacy form is worth a look");
    for line in [
        "(BL//SHARE VELA): legacy",
        "portion   (BL//SHARE KRU, VEL)",
        "banner    QUAY BLUE//SHARE KRU, VEL",
        "harbour staff",
        "may be shared with KRU, VEL",
    ] {
        assert!(out.contains(line), "{line}: {out}");
    }
    for (mark, verdict) in [
        ("(W//BOARD)", "invalid"),
        ("(BL//BOARD/SHARE KRU, VEL)", "invalid"),
        ("(BK//STAFF)", "invalid"),
    ] {
        let (_, out, _) = tearline(&folder, &["marking", "--scheme", "quay.yaml", mark]);
        assert!(out.contains(&format!("{mark}: {verdict}")), "{out}");
    }
}

#[test]
fn a_policy_names_the_list_that_its_scheme_has() {
    let folder = folder(&POLICY.replace("allow: [SHARE]", "allow: [BOARD]"), REPORT);
    let (status, _, errors) = tearline(&folder, &["policy", "check", "policy.yaml"]);
    assert_eq!(status, 2, "{errors}");
    assert!(errors.contains("add SHARE to `allow`"), "{errors}");
}
