//! The outcome of `policy test` as JUnit XML, the form that CI servers read.

use super::outcome::Outcome;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";

/// Whether a file is such a report, of an earlier run; an empty one, as `mktemp` makes it, may become one.
pub(super) fn is_report(text: &str) -> bool {
    text.is_empty() || text.starts_with(HEAD)
}

/// The report over several policies: a suite each, a case for each test and for each rule's coverage.
pub(super) fn report(outcomes: &[Outcome]) -> String {
    let mut out = String::from(HEAD);
    for outcome in outcomes {
        let rules = outcome.coverage.iter().filter(|c| c.rule).count();
        let tests = outcome.trials.len().saturating_add(rules);
        let red = outcome.trials.iter().filter(|t| !t.passed()).count();
        let failures = red.saturating_add(outcome.idle().count());
        let suite = escaped(&outcome.policy);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{suite}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        );
        for trial in &outcome.trials {
            case(
                &mut out,
                &suite,
                &trial.name,
                &trial.place.file,
                trial.place.line,
                &trial.failures,
            );
        }
        for covered in outcome.coverage.iter().filter(|c| c.rule) {
            let failures = if covered.tests == 0 {
                vec!["no test exercises this rule".to_owned()]
            } else {
                Vec::new()
            };
            let name = format!("rule {}", covered.label);
            case(
                &mut out,
                &suite,
                &name,
                &covered.place.file,
                covered.place.line,
                &failures,
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, suite: &str, name: &str, file: &str, line: usize, failures: &[String]) {
    let (name, file) = (escaped(name), escaped(file));
    let _ = write!(
        out,
        "    <testcase classname=\"{suite}\" name=\"{name}\" file=\"{file}\" line=\"{line}\""
    );
    if failures.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for failure in failures {
        let _ = writeln!(out, "      <failure message=\"{}\"/>", escaped(failure));
    }
    out.push_str("    </testcase>\n");
}

/// Text for an attribute; characters that XML 1.0 cannot hold are shown as U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
