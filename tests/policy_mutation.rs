//! Whether the tests of the shipped policies are tests: deleting or loosening any entry, rule or `unmarked` key turns one red.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    missing_docs
)]

use tearline::marking::{Entry, read_portion};
use tearline::policy::{
    Effect, Part, Policy, TestCase, TestText, Unit, UnmarkedRule, builtin, load_tests, shipped_names,
    shipped_tests,
};
use tearline::trial;

fn cases(policy: &Policy, name: &str) -> Vec<TestCase> {
    let mut list = policy.tests.clone();
    list.extend(load_tests(shipped_tests(name).unwrap(), name).unwrap());
    list
}

fn red(policy: &Policy, cases: &[TestCase]) -> Vec<String> {
    cases
        .iter()
        .filter_map(|case| {
            let TestText::Inline(text) = &case.text else {
                panic!("shipped tests name no files")
            };
            let trial = trial::run(policy, case, text);
            (!trial.passed()).then(|| format!("{}: {:?}", case.name, trial.failures))
        })
        .collect()
}

#[test]
fn every_shipped_policy_is_right_and_its_tests_pass() {
    let mut count = 0;
    for name in shipped_names() {
        let policy = builtin(name).unwrap_or_else(|| panic!("{name} does not load"));
        let cases = cases(&policy, name);
        assert_eq!(red(&policy, &cases), Vec::<String>::new(), "{name}");
        let trials: Vec<_> = cases
            .iter()
            .map(|case| match &case.text {
                TestText::Inline(text) => trial::run(&policy, case, text),
                TestText::File(_) => panic!("shipped tests name no files"),
            })
            .collect();
        for covered in trial::coverage(&policy, &trials) {
            assert!(
                covered.tests > 0 || !covered.rule,
                "{name}: no test exercises {}",
                covered.label
            );
        }
        assert!(policy.title.is_some() && policy.id == name);
        count += 1;
    }
    assert_eq!(count, 9);
}

/// Every mutation of a policy that lets out more, or less by an entry or a rule.
fn mutations(policy: &Policy) -> Vec<(String, Policy)> {
    let mut out = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Policy)| {
        let mut mutant = policy.clone();
        change(&mut mutant);
        out.push((what, mutant));
    };
    let read = |text: &str| read_portion(&policy.scheme, text).known().cloned();
    for index in 0..policy.releasable.len() {
        add(format!("without releasable[{}]", index + 1), &|p| {
            p.releasable.remove(index);
        });
        match &policy.releasable[index] {
            Entry::Exactly(only) => {
                let Some(level) = read(only.level()) else { continue };
                let controls: &[&str] = match policy.scheme.name() {
                    "us" => &["NF", "FOUO"],
                    "nato" => &["RELEASABLE TO"],
                    "uk" => &["SENSITIVE", "UK EYES ONLY"],
                    _ => &[],
                };
                for control in controls {
                    let with = |separator: &str| read(&format!("{}{separator}{control}", only.level()));
                    if ["//", "-", " "]
                        .into_iter()
                        .all(|separator| with(separator).is_none())
                    {
                        continue;
                    }
                    // A level with one more control.
                    add(format!("releasable[{}] allows {control}", index + 1), &|p| {
                        p.releasable[index] = Entry::UpTo {
                            level: level.clone(),
                            allow: vec![(*control).to_owned()],
                            to: Vec::new(),
                        };
                        p.releasable.push(Entry::Exactly(only.clone()));
                    });
                }
            }
            Entry::UpTo { level, allow, to } => {
                for less in 0..allow.len() {
                    add(
                        format!("releasable[{}] without {}", index + 1, allow[less]),
                        &|p| {
                            let Entry::UpTo { allow, to, .. } = &mut p.releasable[index] else {
                                return;
                            };
                            allow.remove(less);
                            to.clear();
                        },
                    );
                }
                if !to.is_empty() {
                    add(format!("releasable[{}] to anybody", index + 1), &|p| {
                        if let Entry::UpTo { to, .. } = &mut p.releasable[index] {
                            to.clear();
                        }
                    });
                }
                let more: &[&str] = if policy.scheme.name() == "us" {
                    &["OC", "SI"]
                } else {
                    &["HR", "PII"]
                };
                for more in more {
                    if read(&format!("{}//{more}", level.level())).is_none() {
                        continue;
                    }
                    add(format!("releasable[{}] allows {more}", index + 1), &|p| {
                        if let Entry::UpTo { allow, .. } = &mut p.releasable[index] {
                            allow.push((*more).to_owned());
                        }
                    });
                }
            }
        }
    }
    // Every marking that the policy does not list.
    let others: &[&str] = match policy.scheme.name() {
        "us" => &[
            "U", "SBU", "U//FOUO", "C", "S", "TS", "R", "//NU", "//NR", "//NC", "//NS", "//CTS",
        ],
        "nato" => &["NU", "NR", "NC", "NS", "CTS"],
        "uk" => &[
            "OFFICIAL-SENSITIVE",
            "SECRET",
            "TOP SECRET",
            "RESTRICTED",
            "CONFIDENTIAL",
        ],
        "tlp" => &["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"],
        _ => &["C", "R"],
    };
    for text in others {
        let Some(marking) = read(text) else { continue };
        if tearline::decide::entry_for(policy, &marking).is_some() {
            continue;
        }
        add(format!("lists {text}"), &|p| {
            p.releasable.push(Entry::Exactly(marking.clone()))
        });
    }
    for index in 0..policy.rules.len() {
        let rule = &policy.rules[index];
        add(format!("without rule {}", rule.id), &|p| {
            p.rules.remove(index);
        });
        let looser = match rule.effect {
            Effect::Withhold(Unit::Paragraph) => Some(Unit::Sentence),
            Effect::Withhold(Unit::Sentence) => Some(Unit::Match),
            Effect::Withhold(Unit::Match) | Effect::Release => None,
        };
        if let Some(unit) = looser {
            add(format!("rule {} withholds less", rule.id), &|p| {
                p.rules[index].effect = Effect::Withhold(unit);
            });
        }
        if rule.effect == Effect::Release {
            if !rule.when.kind.is_empty() {
                add(format!("rule {} looks at every kind", rule.id), &|p| {
                    p.rules[index].when.kind.clear()
                });
            }
            if rule.when.text.is_some() {
                add(format!("rule {} looks at every text", rule.id), &|p| {
                    p.rules[index].when.text = None
                });
            }
        }
    }
    for part in Part::ALL {
        if policy.place(part.label()).is_none() || part == Part::Continuation {
            continue;
        }
        match policy.unmarked.of(part) {
            UnmarkedRule::Release => add(format!("{} no longer leaves", part.label()), &|p| {
                p.unmarked.set(part, UnmarkedRule::Withhold);
            }),
            _ => add(format!("{} leaves", part.label()), &|p| {
                p.unmarked.set(part, UnmarkedRule::Release);
            }),
        }
    }
    out
}

#[test]
fn every_mutation_turns_a_test_red() {
    let mut survivors = Vec::new();
    let mut count = 0;
    for name in shipped_names() {
        let policy = builtin(name).unwrap();
        let cases = cases(&policy, name);
        for (what, mutant) in mutations(&policy) {
            count += 1;
            if red(&mutant, &cases).is_empty() {
                survivors.push(format!("{name}: {what}"));
            }
        }
    }
    println!("{count} mutations");
    assert!(count > 120, "{count}");
    assert!(
        survivors.is_empty(),
        "{count} mutations, not seen by any test:\n{}",
        survivors.join("\n")
    );
}
