//! Trials: the tests of a policy, run.
//!
//! A test says what must become of a text. A rule that no test exercises is a rule of which nobody knows whether it
//! works, so [`coverage`] counts what decided.

use crate::decide::{Decided, Decision};
use crate::document::{Block, Document};
use crate::policy::{Expected, Place, Policy, TestCase};
use crate::release::{Judgement, judge};
use crate::spill;

/// The outcome of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// What was not as expected, one sentence each; empty where the test passed.
    pub failures: Vec<String>,
    /// The labels of the entries, options and rules that decided.
    pub used: Vec<String>,
}

impl Trial {
    /// Whether the test passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs one test of `policy` over `text`, which is the test's own text or that of the file it names.
///
/// # Example
///
/// ```
/// use tearline::policy::{TestText, load};
/// use tearline::trial::run;
///
/// let text = "releasable: [U]\ntests:\n  - { text: '1. (C) The ferry is late.', expect: release }\n";
/// let policy = load(text, "wrong.yaml").unwrap();
/// let TestText::Inline(text) = &policy.tests[0].text else { unreachable!() };
/// let trial = run(&policy, &policy.tests[0], text);
/// assert_eq!(trial.failures, ["expected release, found withhold"]);
/// ```
#[must_use]
pub fn run(policy: &Policy, case: &TestCase, text: &str) -> Trial {
    let document = Document::new(text, case.format);
    let judgement = judge(policy, &document);
    let mut failures = Vec::new();
    expectations(case, text, &judgement, &mut failures);
    let labels = used(&judgement);
    if let Some(by) = &case.by
        && !labels.contains(by)
    {
        failures.push(format!("expected {by} to decide, found {}", labels.join(", ")));
    }
    if let Some(reason) = &case.reason {
        reasons(reason, &judgement, &mut failures);
    }
    let leaves = leaving(text, &judgement.decided);
    for shown in case.shows.iter().filter(|s| !leaves.contains(&fold(s))) {
        failures.push(format!("expected to leave, and does not: {shown:?}"));
    }
    for hidden in case.hides.iter().filter(|s| leaves.contains(&fold(s))) {
        failures.push(format!("expected to stay, and leaves: {hidden:?}"));
    }
    if let Some(expected) = case.spills {
        let spills = spill::check(
            policy,
            &document,
            &judgement.blocks,
            &judgement.governance,
            &judgement.decided,
        )
        .iter()
        .any(|s| s.refuses);
        if spills != expected {
            let (wanted, found) = if expected {
                ("refused", "is not")
            } else {
                ("no refusal", "is refused")
            };
            failures.push(format!("expected {wanted} for withheld words, and it {found}"));
        }
    }
    Trial {
        name: case.name.clone(),
        place: case.place.clone(),
        failures,
        used: labels,
    }
}

fn expectations(case: &TestCase, text: &str, judgement: &Judgement, failures: &mut Vec<String>) {
    let blocks: Vec<usize> = (0..judgement.blocks.len())
        .filter(|i| has_text(text, judgement.blocks.get(*i)))
        .collect();
    if case.per_block {
        if case.expect.len() != blocks.len() {
            failures.push(format!(
                "expected {} blocks, found {}",
                case.expect.len(),
                blocks.len()
            ));
        }
        for (number, (index, expected)) in blocks.iter().zip(&case.expect).enumerate() {
            let found = outcome(text, &judgement.decided, |one| one.block == *index);
            if found != *expected {
                failures.push(format!(
                    "block {}: expected {}, found {}",
                    number.saturating_add(1),
                    expected.name(),
                    found.name()
                ));
            }
        }
    } else if let Some(expected) = case.expect.first() {
        let found = outcome(text, &judgement.decided, |_| true);
        if found != *expected {
            failures.push(format!("expected {}, found {}", expected.name(), found.name()));
        }
    }
}

fn has_text(text: &str, block: Option<&Block>) -> bool {
    block.is_some_and(|b| !b.body.of(text).trim().is_empty())
}

fn outcome(text: &str, decided: &[Decided], of: impl Fn(&Decided) -> bool) -> Expected {
    let (mut leaves, mut stays) = (false, false);
    for one in decided.iter().filter(|one| of(one)) {
        if one.span.of(text).trim().is_empty() {
            continue;
        }
        match one.decision {
            Decision::Release(_) => leaves = true,
            Decision::Withhold(_) => stays = true,
        }
    }
    match (leaves, stays) {
        (true, false) => Expected::Release,
        (true, true) => Expected::InPart,
        (false, _) => Expected::Withhold,
    }
}

fn reasons(expected: &str, judgement: &Judgement, failures: &mut Vec<String>) {
    let mut any = false;
    for one in &judgement.decided {
        let Decision::Withhold(withheld) = &one.decision else {
            continue;
        };
        any = true;
        let found = withheld.reason.as_deref().unwrap_or_default();
        if found != expected {
            failures.push(format!("expected the reason {expected:?}, found {found:?}"));
        }
    }
    if !any {
        failures.push(format!(
            "expected the reason {expected:?}, and nothing is withheld"
        ));
    }
}

/// The labels that decided, in order of first use.
fn used(judgement: &Judgement) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for one in &judgement.decided {
        let label = one.decision.rule();
        if !labels.iter().any(|l| l == label) {
            labels.push(label.to_owned());
        }
    }
    labels
}

fn leaving(text: &str, decided: &[Decided]) -> String {
    let parts: Vec<&str> = decided
        .iter()
        .filter(|one| one.decision.releases())
        .map(|one| one.span.of(text))
        .collect();
    fold(&parts.join("\n"))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How often an entry, option or rule decided in tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Its label: `releasable[1]`, `unmarked.heading`, a rule's id.
    pub label: String,
    /// Where it stands.
    pub place: Place,
    /// In how many tests it decided.
    pub tests: usize,
    /// Whether it is a rule, which a test must exercise.
    pub rule: bool,
}

/// What of `policy` its tests exercise: entries, rules, and the `unmarked` keys that decide by themselves.
#[must_use]
pub fn coverage(policy: &Policy, trials: &[Trial]) -> Vec<Covered> {
    let mut list: Vec<Covered> = policy
        .places
        .iter()
        .filter(|(label, _)| {
            label.starts_with("releasable[")
                || policy.rule(label).is_some()
                || crate::policy::Part::ALL.iter().any(|p| {
                    p.label() == label.as_str()
                        && matches!(
                            policy.unmarked.of(*p),
                            crate::policy::UnmarkedRule::Release | crate::policy::UnmarkedRule::Withhold
                        )
                })
        })
        .map(|(label, place)| Covered {
            label: label.clone(),
            place: place.clone(),
            tests: trials.iter().filter(|t| t.used.contains(label)).count(),
            rule: policy.rule(label).is_some(),
        })
        .collect();
    list.sort_by(|a, b| {
        (&a.place.file, a.place.line, a.place.column).cmp(&(&b.place.file, b.place.line, b.place.column))
    });
    list
}
