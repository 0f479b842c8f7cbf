//! Tightening never releases more; what extends a policy cannot loosen it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs
)]

use proptest::prelude::*;
use tearline::document::{Document, Format};
use tearline::policy::{Part, Policy, UnmarkedRule, load, looser};
use tearline::release::judge;

const MARKS: [&str; 8] = ["U", "SBU", "C", "S", "C//NF", "S//NF", "C//REL TO USA, GBR", "TS"];
const UNMARKED: [UnmarkedRule; 3] = [
    UnmarkedRule::Withhold,
    UnmarkedRule::Banner,
    UnmarkedRule::Release,
];

/// A part of a document: a line or a paragraph.
fn piece() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(
        [
            "(U)",
            "(SBU)",
            "(C)",
            "(S)",
            "(C//NF)",
            "(C//REL TO USA, GBR)",
            "(8)",
            "(S-Entire text)",
        ]
        .to_vec(),
    );
    let text = prop::sample::select(
        [
            "The ferry is late.",
            "Jana Vzorova (strictly protect) saw it. It was blue.",
            "The quay cost 12 crowns, and nobody knows why.",
        ]
        .to_vec(),
    );
    prop_oneof![
        (1..30u8, mark, text.clone()).prop_map(|(n, mark, text)| format!("{n}. {mark} {text}")),
        text.clone().prop_map(|text| format!("- {text}")),
        text.prop_map(str::to_owned),
        Just("The Ceremony".to_owned()),
        Just("SUBJECT: HARBOUR MINISTER".to_owned()),
        Just("CONFIDENTIAL".to_owned()),
        Just("FM AMEMBASSY KRUMLOV\nTO RUEHC/SECSTATE WASHDC".to_owned()),
        Just("KRUMLOV 00000417  002 OF 004".to_owned()),
        Just("E.O. 12958: DECL: 03/11/2018".to_owned()),
        Just("<!-- Vzorova -->".to_owned()),
        Just("# The Quay".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 1..14).prop_map(|pieces| pieces.join("\n\n") + "\n")
}

/// A policy as a text, from numbers.
#[derive(Debug, Clone)]
struct Draft {
    marks: Vec<bool>,
    up_to: Option<usize>,
    unmarked: Vec<usize>,
    continuation: usize,
    rules: Vec<bool>,
    release: bool,
    honour: bool,
}

fn draft() -> impl Strategy<Value = Draft> {
    (
        prop::collection::vec(any::<bool>(), MARKS.len()),
        prop::option::of(0..3usize),
        prop::collection::vec(0..3usize, Part::ALL.len()),
        0..3usize,
        prop::collection::vec(any::<bool>(), 3),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(marks, up_to, unmarked, continuation, rules, release, honour)| Draft {
                marks,
                up_to,
                unmarked,
                continuation,
                rules,
                release,
                honour,
            },
        )
}

impl Draft {
    fn text(&self, extends: Option<&str>) -> String {
        let mut out = extends.map_or_else(String::new, |base| format!("extends: {base}\n"));
        out.push_str("releasable:\n  - U//LOU\n");
        for (mark, _) in MARKS.iter().zip(&self.marks).filter(|(_, on)| **on) {
            out.push_str(&format!("  - '{mark}'\n"));
        }
        if let Some(level) = self.up_to {
            let level = ["U", "C", "S"][level];
            out.push_str(&format!("  - {{ up_to: {level}, allow: [REL TO], to: [GBR] }}\n"));
        }
        out.push_str("unmarked:\n");
        out.push_str(&format!(
            "  continuation: {}\n",
            ["withhold", "banner", "inherit"][self.continuation]
        ));
        for (part, rule) in Part::ALL.iter().zip(&self.unmarked).skip(1) {
            let word = ["withhold", "banner", "release"][*rule];
            out.push_str(&format!("  {}: {word}\n", part.name()));
        }
        let rules = [
            "  - { id: by-match, withhold: match, when: { text: Vzorova } }\n",
            "  - { id: by-sentence, withhold: sentence, when: { text: 'strictly protect' } }\n",
            "  - { id: by-paragraph, withhold: paragraph, when: { text: crowns } }\n",
        ];
        let chosen: Vec<&str> = rules
            .iter()
            .zip(&self.rules)
            .filter(|(_, on)| **on)
            .map(|(r, _)| *r)
            .collect();
        if self.release || !chosen.is_empty() {
            out.push_str("rules:\n");
            out.push_str(&chosen.concat());
        }
        if self.release {
            out.push_str(
                "  - { id: out, release: paragraph, reason: agreed, when: { text: 'ferry is late' } }\n",
            );
        }
        if self.honour {
            out.push_str("declassification: { honour: true, as_of: 2026-11-23 }\n");
        }
        out
    }

    fn policy(&self) -> Policy {
        load(&self.text(None), "draft").unwrap()
    }
}

/// For each byte whether it leaves.
fn leaves(policy: &Policy, text: &str, format: Format) -> Vec<bool> {
    let document = Document::new(text, format);
    let mut out = Vec::new();
    for one in judge(policy, &document).decided {
        assert_eq!(one.span.start(), out.len(), "decisions tile the source");
        out.resize(one.span.end(), one.decision.releases());
    }
    assert_eq!(out.len(), text.len(), "decisions tile the source");
    out
}

fn never_more(loose: &Policy, tight: &Policy, text: &str, what: &str) {
    for format in [Format::Text, Format::Markdown] {
        let (before, after) = (leaves(loose, text, format), leaves(tight, text, format));
        let more = before.iter().zip(&after).position(|(b, a)| !b && *a);
        assert_eq!(more, None, "{what} lets out more of {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn tightening_any_option_never_releases_more(draft in draft(), text in text()) {
        let policy = draft.policy();
        for index in 0..policy.releasable.len() {
            let mut tight = policy.clone();
            tight.releasable.remove(index);
            never_more(&policy, &tight, &text, "removing an entry");
        }
        for index in 0..policy.rules.len() {
            let mut other = policy.clone();
            let rule = other.rules.remove(index);
            if rule.effect == tearline::policy::Effect::Release {
                never_more(&policy, &other, &text, "removing a releasing rule");
            } else {
                never_more(&other, &policy, &text, "adding a withholding rule");
            }
        }
        for part in Part::ALL {
            for rule in UNMARKED {
                let mut tight = policy.clone();
                let rank = |r: UnmarkedRule| match r {
                    UnmarkedRule::Withhold => 0,
                    UnmarkedRule::Banner => 1,
                    UnmarkedRule::Inherit => 2,
                    UnmarkedRule::Release => 3,
                };
                if rank(rule) >= rank(policy.unmarked.of(part)) {
                    continue;
                }
                tight.unmarked.set(part, rule);
                never_more(&policy, &tight, &text, part.label());
            }
        }
        let mut tight = policy.clone();
        tight.declassification.honour = false;
        never_more(&policy, &tight, &text, "not honouring dates");
    }

    #[test]
    fn what_compares_as_tighter_releases_no_more(a in draft(), b in draft(), text in text()) {
        let (loose, tight) = (a.policy(), b.policy());
        if looser(&loose, &tight).is_empty() {
            never_more(&loose, &tight, &text, "a policy that compares as tighter");
        }
    }

    #[test]
    fn extending_never_loosens(draft in draft(), text in text(), base in prop::sample::select(vec!["public", "sbu", "confidential", "foia"])) {
        let mut draft = draft;
        draft.release &= base == "corporate";
        let base_policy = tearline::policy::builtin(base).unwrap();
        let source = draft.text(Some(base)).replace("  - U//LOU\n", "  - U\n").replacen("  - 'U'\n", "", 1);
        match load(&source, "child") {
            Ok(child) => never_more(&base_policy, &child, &text, "an extending policy"),
            Err(errors) => prop_assert!(
                errors.iter().all(|e| e.kind == tearline::policy::PolicyErrorKind::Loosens),
                "{source}\n{errors:?}"
            ),
        }
    }
}

#[test]
fn an_extending_policy_that_tightens_is_read() {
    let child = "extends: sbu\nreleasable: [U]\nunmarked: { header: withhold, continuation: banner }\nspill: { words: 4 }\nrules:\n  - { id: more, withhold: sentence, when: { text: Vzorova } }\n";
    let child = load(child, "child").unwrap();
    let text = "CONFIDENTIAL\n\n1. (U) The ferry is late. Jana Vzorova saw it.\n\n2. (SBU) It is blue.\n";
    let base = tearline::policy::builtin("sbu").unwrap();
    never_more(&base, &child, text, "the child");
    assert_ne!(
        leaves(&base, text, Format::Text),
        leaves(&child, text, Format::Text)
    );
    assert_eq!(child.place("more").unwrap().file, "child");
    assert_eq!(child.place("unmarked.subject").unwrap().file, "sbu");
    assert_eq!(child.bases.len(), 1);
}
