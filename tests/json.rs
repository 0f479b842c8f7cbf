//! JSON as `docs/json.md` has it: every line of every command is one object, with the members that stand there and no other.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use common::desk::Desk;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Members by command as the page has them, and whether each is always there.
fn page() -> BTreeMap<String, BTreeMap<String, bool>> {
    let text = std::fs::read_to_string("docs/json.md").unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line
            .strip_prefix("| `")?
            .strip_suffix(" |")?
            .split(" | ")
            .collect();
        let [command, _, members] = cells.as_slice() else {
            panic!("{line}")
        };
        Some((command.replace('`', ""), members_of(members)))
    });
    rows.collect()
}

/// What stands in backticks outside brackets.
fn members_of(cell: &str) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    let mut deep = 0_usize;
    let mut rest = cell;
    while let Some(at) = rest.find(['(', ')', '{', '}', '[', ']', '`']) {
        let sign = &rest[at..=at];
        rest = &rest[at + 1..];
        match sign {
            "(" | "{" | "[" => deep += 1,
            "`" => {
                let (name, after) = rest.split_once('`').unwrap();
                rest = after;
                if deep == 0 {
                    found.insert(name.to_owned(), !rest.starts_with('?'));
                }
            }
            _ => deep -= 1,
        }
    }
    found
}

struct Check {
    page: BTreeMap<String, BTreeMap<String, bool>>,
    seen: BTreeSet<String>,
}

impl Check {
    /// Each line is an object of one of `rows`.
    fn lines(&mut self, text: &str, rows: &[&str]) {
        assert!(!text.is_empty(), "{rows:?}: no answer");
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            let members: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
            let fits = |row: &&&str| {
                let known = &self.page[**row];
                members.iter().all(|m| known.contains_key(*m))
                    && known
                        .iter()
                        .all(|(m, always)| !always || members.contains(m.as_str()))
            };
            let row = rows.iter().find(fits);
            let row = row.unwrap_or_else(|| panic!("{rows:?} do not describe {line}"));
            self.seen.insert((*row).to_owned());
        }
    }
}

const SOURCE: &str =
    "SECRET\n\n1. (U) The ferry sails at noon.\n\n2. (S$) Quay.\n\n3. (S) Marzipan waits at the pier.\n";
const SPILLS: &str = "SECRET\n\n1. (U) Today marzipan waits at the long old pier.\n\n2. (S) Marzipan waits at the long old pier.\n";

#[test]
fn every_answer_is_as_the_page_says() {
    let desk = Desk::withholding("marzipan");
    // Neither a character that turns writing round nor a line end may break a line.
    let odd = "one\u{202e}\n.txt";
    desk.write(odd, SOURCE);
    desk.write("spills.txt", SPILLS);
    desk.write("in/a.txt", SOURCE);
    desk.write("in/b.txt", [0xff]);
    desk.write("wrong.yaml", "releasible: [U]\n");
    let mut check = Check {
        page: page(),
        seen: BTreeSet::new(),
    };
    let out = |args: &[&str]| desk.run(args).out;
    let json = |args: &[&str]| out(&[args, &["--json"]].concat());
    check.lines(&json(&["audit", "init"]), &["audit init --json"]);
    check.lines(&json(&["inspect", odd]), &["inspect --json"]);
    let findings = desk.run(&["inspect", odd, "--json"]).err;
    check.lines(&findings, &["inspect --json, on standard error"]);
    check.lines(&json(&["inspect", odd, "-p", "public"]), &["inspect --json"]);
    check.lines(&json(&["check", odd, "in"]), &["check --json"]);
    check.lines(&json(&["marking", "S//NF", "(X)"]), &["marking --json"]);
    let one = "redact --json, one document";
    check.lines(&json(&["redact", odd, "-p", "public", "-o", "one.out"]), &[one]);
    check.lines(&json(&["redact", odd, "-p", "sbu", "-o", "two.out"]), &[one]);
    check.lines(
        &json(&["redact", "spills.txt", "-p", "public", "-o", "x"]),
        &[one],
    );
    check.lines(
        &json(&["redact", odd, "-p", "public", "--dry-run"]),
        &["redact --dry-run --json, one document"],
    );
    let findings = desk
        .run(&["redact", odd, "-p", "public", "--dry-run", "--json"])
        .err;
    check.lines(&findings, &["redact --dry-run --json, on standard error"]);
    let several = ["redact --json, several", "redact --json, the last line"];
    check.lines(&json(&["redact", "in", "-p", "public", "-o", "out"]), &several);
    check.lines(&json(&["redact", "in", "-p", "public", "--dry-run"]), &several);
    check.lines(&json(&["verify", "one.out"]), &["verify --json"]);
    check.lines(
        &json(&["verify", odd, "--against", odd, "-p", "public"]),
        &["verify --against --json"],
    );
    check.lines(
        &json(&["policy", "check", "public", "wrong.yaml"]),
        &["policy check --json"],
    );
    check.lines(
        &json(&["policy", "test", "public"]),
        &["policy test --json", "policy test --json, then"],
    );
    check.lines(
        &json(&["policy", "explain", odd, "-p", "public"]),
        &["policy explain --json"],
    );
    let both = ["policy diff --json, first", "policy diff --json, then"];
    check.lines(
        &json(&["policy", "diff", "public", "confidential", odd]),
        &both[..1],
    );
    desk.write("c.txt", "CONFIDENTIAL\n\n1. (C) Ferries are late.\n");
    check.lines(
        &json(&["policy", "diff", "public", "confidential", "c.txt"]),
        &both,
    );
    check.lines(&json(&["audit", "show"]), &["audit show --json"]);
    let shown: Value = serde_json::from_str(json(&["audit", "show"]).lines().next().unwrap()).unwrap();
    let id = shown["id"].as_str().unwrap();
    check.lines(&json(&["audit", "show", id]), &["audit show --json"]);
    check.lines(&json(&["audit", "query"]), &["audit query --json"]);
    check.lines(&json(&["audit", "query", "--mark", "S"]), &["audit query --json"]);
    check.lines(&json(&["audit", "diff", id, id]), &["audit diff --json"]);
    let proof = ["audit prove --index --json, --release"];
    check.lines(&json(&["audit", "prove", "--index", "0"]), &proof);
    check.lines(&json(&["audit", "prove", "--release", id]), &proof);
    check.lines(
        &out(&["audit", "prove", "--since", "1"]),
        &["audit prove --since"],
    );
    let manifest = "one.out.tearline.json";
    check.lines(
        &out(&["audit", "prove", "--portion", "1", "--manifest", manifest]),
        &["audit prove --portion"],
    );
    check.lines(
        &json(&["audit", "open", id, "-o", "secret"]),
        &["audit open --json"],
    );
    check.lines(&json(&["audit", "key", "show"]), &["audit key show --json"]);
    let changes = ["audit key rotate --json, retire"];
    check.lines(&json(&["audit", "key", "rotate"]), &changes);
    check.lines(&json(&["audit", "key", "retire"]), &changes);
    check.lines(&json(&["audit", "recover"]), &["audit recover --json"]);
    let export = ["audit export --json"];
    for (format, one) in [("public", &[][..]), ("case", &["--release", id])] {
        let args = ["audit", "export", "--format", format, "-o", format];
        check.lines(&json(&[&args, one].concat()), &export);
    }
    check.lines(
        &json(&["audit", "run-key", "-o", "run.key"]),
        &["audit run-key -o --json"],
    );
    let verify = ["audit verify --json, first", "audit verify --json, last"];
    check.lines(&json(&["audit", "verify", "--outputs", "in"]), &verify);
    let answers = assert_cmd::Command::cargo_bin("tearline")
        .unwrap()
        .args(["stream", "-p", "public"])
        .write_stdin("{\"id\":1,\"text\":\"(U) Tea.\"}\n")
        .output()
        .unwrap();
    desk.write("answers", answers.stdout);
    check.lines(&json(&["audit", "import", "answers"]), &["audit import --json"]);
    let all: BTreeSet<String> = check.page.keys().cloned().collect();
    assert_eq!(
        check.seen, all,
        "rows of the page that no command was held against"
    );
}
