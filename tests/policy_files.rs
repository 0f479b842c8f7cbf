//! Policies as files: every key of the language right, wrong and missing. `tests/policies/invalid/NAME.err` holds the whole
//! answer to `NAME.yaml`. `TEARLINE_BLESS=1` writes the answers anew: read the difference before you commit it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    missing_docs
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::policy::{self, PolicyError, Resolver};

struct Beside;

impl Resolver for Beside {
    fn resolve(&self, _from: &str, reference: &str) -> Result<(String, String), String> {
        std::fs::read_to_string(Path::new("tests/policies/invalid").join(reference))
            .map(|text| (reference.to_owned(), text))
            .map_err(|_| format!("there is no file `{reference}`"))
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> = std::fs::read_dir(Path::new("tests/policies").join(folder))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
        .collect();
    list.sort();
    list
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn shown(errors: &[PolicyError]) -> String {
    let mut out = String::new();
    for e in errors {
        let _ = writeln!(
            out,
            "{}:{}:{}: {}: {}",
            e.file,
            e.line,
            e.column,
            e.kind.id(),
            e.message
        );
        let _ = writeln!(out, "  | {}", e.source_line);
        if let Some(help) = &e.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out
}

#[test]
fn every_valid_file_is_read() {
    let list = files("valid");
    assert!(list.len() >= 20);
    for path in list {
        let text = std::fs::read_to_string(&path).unwrap();
        if let Err(errors) = policy::load_with(&text, &name(&path), &Beside) {
            panic!("{}", shown(&errors));
        }
    }
}

#[test]
fn every_invalid_file_gets_its_whole_answer() {
    let list = files("invalid");
    assert!(list.len() >= 120);
    let mut wrong = String::new();
    for path in list {
        let text = std::fs::read_to_string(&path).unwrap();
        let found = match policy::load_with(&text, &name(&path), &Beside) {
            Ok(_) => "accepted\n".to_owned(),
            Err(errors) => shown(&errors),
        };
        let answer = path.with_extension("err");
        if std::env::var_os("TEARLINE_BLESS").is_some() {
            std::fs::write(&answer, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&answer).unwrap_or_default();
        if found != expected || found == "accepted\n" {
            let _ = writeln!(wrong, "{}\nexpected:\n{expected}found:\n{found}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_mistake_lies_on_its_line() {
    for path in files("invalid") {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = name(&path);
        for error in policy::load_with(&text, &file, &Beside).unwrap_err() {
            if error.file != file {
                continue;
            }
            let line = text
                .trim_start_matches('\u{feff}')
                .lines()
                .nth(error.line.checked_sub(1).unwrap())
                .unwrap_or_default();
            // Nothing is quoted of a file that does not look like a policy.
            let quoted = if ["not-a-mapping.yaml", "only-comment.yaml"].contains(&file.as_str()) {
                ""
            } else {
                line
            };
            assert_eq!(quoted, error.source_line, "{}", path.display());
            assert!(error.column <= line.chars().count() + 1, "{error}");
        }
    }
}

#[test]
fn a_file_too_large_is_refused() {
    let text = format!("releasable: [U]\n#{}\n", "x".repeat(1 << 20));
    let errors = policy::load(&text, "large").unwrap_err();
    assert_eq!(errors.first().unwrap().kind, policy::PolicyErrorKind::TooLarge);
}

#[test]
fn two_lines_are_a_policy() {
    let policy = policy::load("releasable: [U, SBU]\naction: strip\n", "a/b/two.yaml").unwrap();
    assert_eq!(policy.id, "two");
    assert_eq!(policy.action, policy::Action::Strip);
    assert_eq!(policy.releasable.len(), 2);
    assert_eq!(policy.unmarked, policy::Unmarked::default());
    assert_eq!(policy.place("releasable[2]").unwrap().column, 17);
}

#[test]
fn every_example_of_the_documentation_is_read() {
    let docs = std::fs::read_to_string("docs/policy.md").unwrap();
    let mut count = 0;
    for block in docs.split("```yaml\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let text = if block.contains("releasable:") {
            block.to_owned()
        } else {
            format!("releasable: [U, SBU]\n{block}")
        };
        if let Err(errors) = policy::load(&text, "docs/policy.md") {
            panic!("{text}\n{}", shown(&errors));
        }
        count += 1;
    }
    assert!(count >= 8, "{count} examples");
}

#[test]
fn a_file_name_makes_an_id_that_may_be_one() {
    for (file, id) in [
        ("folder/two.yaml", "two"),
        ("my policy (v2).yml", "my-policy--v2-"),
        ("\u{fc}\n.yaml", "--"),
        (".yaml", "policy"),
    ] {
        assert_eq!(
            policy::load("releasable: [U]\n", file).unwrap().id,
            id,
            "{file:?}"
        );
    }
}
