//! The command line as data: `tests/cmd/*.toml` and the examples of the README, each with its whole output and status.

#![allow(clippy::expect_used, clippy::disallowed_methods)]

/// Runs the cases of `pattern` with keys and a ledger of their own, made before the first case where `ledger` says so.
fn run(pattern: &str, ledger: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    if ledger {
        let made = std::process::Command::new(env!("CARGO_BIN_EXE_tearline"))
            .args(["audit", "init", "--ledger", &place("ledger")])
            .env("TEARLINE_CONFIG_DIR", place("config"))
            .output()
            .expect("the command runs");
        assert!(made.status.success());
    }
    trycmd::TestCases::new()
        .env("TEARLINE_CONFIG_DIR", place("config"))
        .env("TEARLINE_LEDGER", place("ledger"))
        .env("USER", "reviewer")
        .case(pattern)
        .run();
}

#[test]
fn readme_is_true() {
    run("README.md", false);
}

#[test]
fn commands_say_what_they_said() {
    run("tests/cmd/*.toml", true);
}
