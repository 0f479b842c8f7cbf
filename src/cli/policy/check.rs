//! `policy check`: is the policy right?

use crate::cli::exit::Exit;
use crate::cli::policy_file::{self, Files};
use crate::cli::report::{self, Problem, one_line};
use clap::Args;
use serde_json::json;
use std::path::Path;
use tearline::policy::{self, Policy};

/// Checks policies: every mistake with its place and how to mend it
#[derive(Args)]
pub(crate) struct Check {
    /// Policy files, or names of built-in policies
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<String>,
    /// Mistakes as JSON lines on standard output
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Check) -> Result<Exit, Problem> {
    let mut worst = Exit::Done;
    let mut answer = String::new();
    for name in &args.policies {
        let text = match policy_file::text(name) {
            Ok(text) => text,
            Err(problem) => {
                worst = Exit::CouldNotRun;
                say(&[problem], "unreadable", name, args.json, &mut answer);
                continue;
            }
        };
        match policy::load_with(&text, name, &Files::default()) {
            // A test whose text is not there would stop every use of the policy.
            Ok(policy) if !untold(&policy, name).is_empty() => {
                worst = Exit::CouldNotRun;
                say(&untold(&policy, name), "test-file", name, args.json, &mut answer);
            }
            Ok(policy) if args.json => {
                answer.push_str(&json!({"policy": name, "id": policy.id, "mistakes": 0}).to_string());
                answer.push('\n');
            }
            Ok(policy) => {
                let rules = policy.rules.len();
                let plural = if rules == 1 { "" } else { "s" };
                answer.push_str(&format!(
                    "{}: right ({} releasable, {rules} rule{plural}, {} tests)\n",
                    one_line(name),
                    policy.releasable.len(),
                    policy.tests.len()
                ));
            }
            Err(errors) => {
                worst = Exit::CouldNotRun;
                if args.json {
                    for error in &errors {
                        let line = json!({
                            "policy": name, "id": error.kind.id(), "file": error.file, "line": error.line,
                            "column": error.column, "message": error.message, "help": error.help,
                        });
                        answer.push_str(&line.to_string());
                        answer.push('\n');
                    }
                } else {
                    report::problem(&policy_file::broken(name, &errors));
                }
            }
        }
    }
    report::answer(&answer)?;
    Ok(worst)
}

/// Tells what is wrong with a file and not with what it says.
fn say(problems: &[Problem], id: &str, policy: &str, as_json: bool, answer: &mut String) {
    for problem in problems {
        if as_json {
            let line = json!({
                "policy": policy, "id": id, "place": problem.place, "message": problem.what, "help": problem.mend,
            });
            answer.push_str(&line.to_string());
            answer.push('\n');
        } else {
            report::problem(problem);
        }
    }
}

/// Tests whose text cannot be read.
fn untold(policy: &Policy, name: &str) -> Vec<Problem> {
    let texts = policy
        .tests
        .iter()
        .map(|case| policy_file::test_text(case, Path::new(name)));
    texts.filter_map(Result::err).collect()
}
