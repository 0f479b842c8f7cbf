//! `policy test`: do the tests of a policy pass, and do they exercise every rule?

use super::junit;
use super::outcome::Outcome;
use crate::cli::exit::Exit;
use crate::cli::guard::Guard;
use crate::cli::home::DEFAULT_LEDGER;
use crate::cli::policy_file::{self, Loaded};
use crate::cli::report::{self, Problem};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::policy::{self, TestCase};
use tearline::store::read::{self, ReadError};
use tearline::store::write::{self, Access, WriteError};
use tearline::trial::{self, Trial};

/// Largest file of tests.
const LIMIT: u64 = 64 << 20;

/// Runs the tests inside policies and in the NAME.test.yaml beside them
///
/// A rule that no test exercises fails: nobody knows whether it works.
#[derive(Args)]
pub(crate) struct Test {
    /// Policy files, or names of built-in policies
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<String>,
    /// Every test and the coverage as JSON lines on standard output
    #[arg(long)]
    json: bool,
    /// Write a JUnit report to this file as well
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

pub(crate) fn run(args: &Test) -> Result<Exit, Problem> {
    let mut outcomes = Vec::new();
    let mut guard = Guard::new().ledger(Path::new(DEFAULT_LEDGER));
    for name in &args.policies {
        let (outcome, files) = outcome(name)?;
        guard = guard.policy(&files);
        outcomes.push(outcome);
    }
    if let Some(path) = &args.junit {
        guard.check("the report", path)?;
        replaceable(path)?;
    }
    let mut answer = String::new();
    for outcome in &outcomes {
        if args.json {
            as_json(outcome, &mut answer);
        } else {
            as_text(outcome, &mut answer);
        }
    }
    if let Some(path) = &args.junit {
        write::durable(path, junit::report(&outcomes).as_bytes(), Access::Usual, true)
            .map_err(|error| Problem::could_not_run(error.to_string()).at(path.display().to_string()))?;
    }
    report::answer(&answer)?;
    Ok(if outcomes.iter().any(Outcome::red) {
        Exit::Findings
    } else {
        Exit::Done
    })
}

/// A run replaces the report of the one before it, and no other file.
fn replaceable(path: &Path) -> Result<(), Problem> {
    let unwritten = |error: &WriteError| {
        Problem::could_not_run(error.to_string())
            .at(path.display().to_string())
            .mend("name another report")
    };
    match write::free(path, false) {
        Err(WriteError::Exists) => match read::file(path, LIMIT) {
            Ok(text) if junit::is_report(&text.text) => Ok(()),
            _ => Err(unwritten(&WriteError::Exists)),
        },
        Err(error) => Err(unwritten(&error)),
        Ok(()) => Ok(()),
    }
}

/// What its tests show, and the files that were read.
fn outcome(name: &str) -> Result<(Outcome, Vec<PathBuf>), Problem> {
    let mut loaded = policy_file::load_untested(name)?;
    let mut trials = Vec::new();
    for case in &loaded.policy.tests {
        trials.push(trial(&loaded, case, Path::new(name))?);
    }
    if let Some((file, text)) = beside(name)? {
        let cases = policy::load_tests(&text, &file).map_err(|errors| policy_file::broken(&file, &errors))?;
        for case in &cases {
            trials.push(trial(&loaded, case, Path::new(&file))?);
        }
        loaded.files.push(PathBuf::from(file));
    }
    let outcome = Outcome {
        policy: name.to_owned(),
        coverage: trial::coverage(&loaded.policy, &trials),
        trials,
    };
    Ok((outcome, loaded.files))
}

/// Name and text of the tests beside a policy.
fn beside(name: &str) -> Result<Option<(String, String)>, Problem> {
    if policy_file::is_builtin(name) {
        return Ok(policy::shipped_tests(name).map(|text| (format!("{name}.test.yaml"), text.to_owned())));
    }
    let path = Path::new(name).with_extension("test.yaml");
    match read::file(&path, LIMIT) {
        Ok(text) => Ok(Some((path.display().to_string(), text.text))),
        Err(ReadError::NotFound) => Ok(None),
        Err(error) => Err(Problem::could_not_run(error.to_string()).at(path.display().to_string())),
    }
}

fn trial(loaded: &Loaded, case: &TestCase, file: &Path) -> Result<Trial, Problem> {
    Ok(trial::run(
        &loaded.policy,
        case,
        &policy_file::test_text(case, file)?,
    ))
}

fn as_json(outcome: &Outcome, out: &mut String) {
    for trial in &outcome.trials {
        let line = json!({
            "policy": outcome.policy, "test": trial.name, "file": trial.place.file, "line": trial.place.line,
            "passed": trial.passed(), "failures": trial.failures, "used": trial.used,
        });
        let _ = writeln!(out, "{line}");
    }
    for covered in &outcome.coverage {
        let line = json!({
            "policy": outcome.policy, "covers": covered.label, "file": covered.place.file,
            "line": covered.place.line, "tests": covered.tests, "required": covered.rule,
        });
        let _ = writeln!(out, "{line}");
    }
}

fn as_text(outcome: &Outcome, out: &mut String) {
    let passed = outcome.trials.iter().filter(|t| t.passed()).count();
    let _ = writeln!(
        out,
        "{}: {passed} of {} tests pass",
        report::one_line(&outcome.policy),
        outcome.trials.len()
    );
    for trial in outcome.trials.iter().filter(|t| !t.passed()) {
        let _ = writeln!(
            out,
            "  FAILED {} ({}:{})",
            report::one_line(&trial.name),
            report::one_line(&trial.place.file),
            trial.place.line
        );
        for failure in &trial.failures {
            let _ = writeln!(out, "    {}", report::printable(failure));
        }
    }
    if outcome.trials.is_empty() {
        let _ = writeln!(
            out,
            "  FAILED there is no test: add `tests:`, or a .test.yaml file beside the policy"
        );
    }
    for covered in &outcome.coverage {
        let verdict = match (covered.tests, covered.rule) {
            (0, true) => "FAILED no test exercises this rule".to_owned(),
            (0, false) => "no test exercises it".to_owned(),
            (1, _) => "1 test".to_owned(),
            (many, _) => format!("{many} tests"),
        };
        let _ = writeln!(
            out,
            "  {:<28} {}:{:<5} {verdict}",
            covered.label,
            report::one_line(&covered.place.file),
            covered.place.line
        );
    }
}
