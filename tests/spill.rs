//! Withheld words in released text: true leaks refuse a release, and what documents lawfully share does not.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    missing_docs
)]

use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;
use tearline::document::{Document, Format};
use tearline::policy::{Policy, load};
use tearline::release::judge;
use tearline::spill::{SpillKind, Spilled, check};

fn spills(policy: &Policy, text: &str, format: Format) -> Vec<Spilled> {
    let document = Document::new(text, format);
    let j = judge(policy, &document);
    check(policy, &document, &j.blocks, &j.governance, &j.decided)
}

fn policy(rest: &str) -> Policy {
    load(&format!("releasable: [U]\n{rest}"), "spill").unwrap()
}

/// Kind and refusal of each place, in order.
fn found(rest: &str, text: &str) -> Vec<(SpillKind, bool)> {
    spills(&policy(rest), text, Format::Text)
        .iter()
        .map(|s| (s.kind, s.refuses))
        .collect()
}

const WORDS: (SpillKind, bool) = (SpillKind::Words, true);

#[test]
fn a_withheld_statement_that_leaves_elsewhere_is_refused() {
    let secret = "1. (C) The harbour master will resign over the missing anchor chains.\n\n";
    let cases = [
        "2. (U) We hear that the harbour master will resign over the missing anchor chains.",
        "2. (U) THE HARBOUR MASTER WILL RESIGN OVER THE MISSING ANCHOR CHAINS, it is said.",
        "2. (U) The harbour-master will resign (over \"the missing\" anchor chains).",
        "2. (U) The harbour master\nwill resign over   the missing\nanchor chains.",
        "2. (U) The har\u{200b}bour master will re\u{ad}sign over the missing anchor chains.",
        "2. (U) Rumour: harbour master will resign over the missing.",
    ];
    for case in cases {
        assert_eq!(found("", &format!("{secret}{case}\n")), [WORDS], "{case}");
    }
}

#[test]
fn one_whole_sentence_counts_though_a_word_of_its_neighbour_goes_with_it() {
    let text = |released: &str| {
        format!(
            "1. (C) The talks went on until the small hours and ended without a paper, as everybody had thought before they began with Orla. The mayor burned seven charts behind the chapel. The hall was then let to a choir for the rest of the year.\n\n2. (U) {released}\n"
        )
    };
    let told = text("So says Orla: the mayor burned seven charts behind the chapel.");
    assert_eq!(found("", &told), [WORDS]);
    // A phrase of each.
    let phrase = text("Everybody had thought before they began; the mayor burned seven.");
    assert_eq!(found("", &phrase), [(SpillKind::Words, false)]);
}

#[test]
fn what_portions_lawfully_share_is_not() {
    let cases = [
        // A phrase.
        "1. (C) The harbour master will resign over the missing anchor chains.\n\n2. (U) The harbour master has a new boat.\n",
        // Six words of a long sentence.
        "1. (C) At the start of the second week of talks the new quay in the old town was once more called too dear by both of the delegations, as everybody had thought.\n\n2. (U) The mayor opened the new quay in the old town, and the band played until the small hours of the morning.\n",
        // The name of an institution.
        "1. (C) He left the Bureau of Harbours and Inland Ports.\n\n2. (U) The Bureau of Harbours and Inland Ports has moved.\n",
        // The subject, which is marked for its own content.
        "SUBJECT: (U) THE NEW QUAY IN THE OLD TOWN OF KRUMLOV\n\n1. (C) Nobody wants to pay for it.\n",
        // Everyday words.
        "1. (C) It is not that they have been there before.\n\n2. (U) It is not that they have been there before.\n",
        // Unmarked text: nobody said of its words that they are secret.
        "CONFIDENTIAL\n\nThe Opening of the New Quay in the Old Town\n\n1. (U) We saw the opening of the new quay in the old town.\n\n2. (C) Nobody paid.\n",
    ];
    for case in cases {
        let refused: Vec<_> = found("", case)
            .into_iter()
            .filter(|(_, refuses)| *refuses)
            .collect();
        assert_eq!(refused, [], "{case}");
    }
}

#[test]
fn text_without_a_marking_of_its_own_may_not_even_share_a_phrase() {
    let text = "CONFIDENTIAL\n\n0. (U) It is early.\n\nWhy the Harbour Master Will Resign over Anchor Chains\n\n1. (C) Asked at dinner, he said with a smile and two glasses in his hand that the harbour master will resign over anchor chains, and that the mayor knows of it.\n\n2. (U) It is late.\n";
    assert_eq!(
        found("unmarked: { heading: release }\nspill: { names: false }", text),
        [WORDS]
    );
    assert_eq!(found("", text), []);
}

#[test]
fn options_do_what_they_say() {
    let text = "1. (C) The harbour master will resign.\n\n2. (U) The harbour master will resign.\n";
    assert_eq!(found("", text), [], "five words are under six");
    assert_eq!(found("spill: { words: 5 }", text), [WORDS]);
    assert_eq!(
        found("spill: { words: 5, action: warn }", text),
        [(SpillKind::Words, false)]
    );
}

#[test]
fn a_match_that_a_rule_cuts_may_stand_nowhere() {
    let rule = "rules: [{ id: name, withhold: match, when: { text: Jana Vzorova } }]";
    let text = "1. (U) Jana Vzorova came.\n\n2. (U) Then JANA VZOROVA left.\n";
    assert_eq!(found(rule, text), [(SpillKind::Match, true)]);
    assert_eq!(
        found(rule, "1. (U) Jana Vzorova came.\n\n2. (U) Jana Testova left.\n"),
        []
    );
}

#[test]
fn a_name_that_only_withheld_text_shows_may_not_stand_in_a_heading() {
    let text = |second: &str| {
        format!(
            "CONFIDENTIAL\n\n0. (U) It is early.\n\nThe Case of Vzorova\n\n1. (C) The minister trusts Jana Vzorova blindly.\n\n2. (U) {second}\n"
        )
    };
    let open = "unmarked: { heading: release }";
    assert_eq!(found(open, &text("It is late.")), [(SpillKind::Name, true)]);
    assert_eq!(
        found(open, &text("Vzorova came.")),
        [],
        "the name leaves by a marking as well"
    );
    assert_eq!(
        found(
            "unmarked: { heading: release }\nspill: { names: false }",
            &text("It is late.")
        ),
        []
    );
    let by_rule = "rules: [{ id: out, release: paragraph, reason: agreed, when: { text: '^The list' } }]";
    let listed = "CONFIDENTIAL\n\n1. (C) The minister trusts Jana Vzorova blindly.\n\nThe list of guests: Vzorova and others, who came late.\n\n2. (U) It is late.\n";
    assert_eq!(found(by_rule, listed), [(SpillKind::Name, true)]);
}

#[test]
fn references_to_removed_paragraphs_are_noted() {
    let text = "1. (C) The mayor knows.\n\n2. (U) As para 1 says, and paras 2-3.\n\n3. (U) It is late. See paragraph 2.\n";
    assert_eq!(found("", text), [(SpillKind::Reference, false)]);
}

#[test]
fn places_are_told_and_never_text() {
    let text = "1. (C) The harbour master will resign over the missing anchor chains.\n\n2. (U) The harbour master will resign over the missing anchor chains.\n";
    let list = spills(&policy(""), text, Format::Text);
    assert!(list[0].released.of(text).starts_with("The harbour master"));
    assert!(list[0].withheld.end() < list[0].released.start());
    for shown in [format!("{list:?}"), format!("{:?}", list[0].finding())] {
        assert!(
            !shown.to_lowercase().contains("harbour") && !shown.contains("anchor"),
            "{shown}"
        );
    }
}

#[test]
fn time_grows_in_step_with_the_text() {
    let text = |n: usize| {
        let mut out = String::new();
        for i in 0..n {
            let mark = if i % 2 == 0 { "C" } else { "U" };
            let _ = write!(out, "{i}. ({mark}) ");
            for w in 0..40 {
                let _ = write!(out, "word{} ", (i * 40 + w) * 7919 % 1_000_003);
            }
            out.push_str("\n\n");
        }
        out
    };
    let policy = policy("spill: { action: warn }");
    let time = |n: usize| {
        let text = text(n);
        let document = Document::new(&text, Format::Text);
        let j = judge(&policy, &document);
        (0..3)
            .map(|_| {
                let start = std::time::Instant::now();
                let found = check(&policy, &document, &j.blocks, &j.governance, &j.decided);
                std::hint::black_box(found);
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    let (one, four) = (time(1000), time(4000));
    assert!(four < one * 12, "{one:?} and {four:?}");
}

#[test]
fn time_grows_in_step_with_the_worst_text() {
    // Everything is shared with everything, and nothing tells.
    let phrase = |n: usize, mark: &str| {
        let mut out = String::from("SECRET\n\n");
        for i in 0..n {
            let _ = write!(
                out,
                "{i}. ({mark}) Clerk {i} of the row says no more than that seven old brass ferry lantern hooks hang at number {i} of the long quay beside the wall.\n\n"
            );
        }
        out
    };
    let hyphens = |n: usize, mark: &str| format!("1. ({mark}) {}\n\n", "a-\nb &#97; <b ".repeat(n * 10));
    let policy = policy("spill: { words: 3, action: warn }");
    for make in [&phrase as &dyn Fn(usize, &str) -> String, &hyphens] {
        let time = |n: usize| {
            let text = make(n, "S") + &make(n, "U");
            let document = Document::new(&text, Format::Text);
            let j = judge(&policy, &document);
            (0..3)
                .map(|_| {
                    let start = std::time::Instant::now();
                    let found = check(&policy, &document, &j.blocks, &j.governance, &j.decided);
                    std::hint::black_box(found);
                    start.elapsed()
                })
                .min()
                .unwrap()
        };
        let (one, four) = (time(500), time(2000));
        println!("{one:?} and {four:?}");
        assert!(four < one * 12, "{one:?} and {four:?}");
    }
}

/// Real documents, where they are at hand: refusals are rare there, and each would be looked at.
#[test]
fn refusals_are_rare_in_real_documents() {
    let root = Path::new("../shared/corpus");
    if !root.is_dir() {
        println!("skipped: there is no {}", root.display());
        return;
    }
    let (mut runs, mut refused) = (0, 0);
    for folder in [root.to_path_buf(), root.join("cables"), root.join("frus")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let format = match path.extension().and_then(|e| e.to_str()) {
                Some("txt") => Format::Text,
                Some("md") if !path.ends_with("README.md") => Format::Markdown,
                _ => continue,
            };
            let text = std::fs::read_to_string(&path).unwrap();
            for set in ["U", "U, SBU", "U, SBU, C"] {
                let policy = load(&format!("releasable: [{set}]\naction: strip\n"), "corpus").unwrap();
                runs += 1;
                refused += usize::from(spills(&policy, &text, format).iter().any(|s| s.refuses));
            }
        }
    }
    println!("{refused} of {runs} runs refused");
    assert!(refused * 50 <= runs, "{refused} of {runs} runs refused");
}

#[test]
fn only_places_that_refuse_are_counted() {
    let text = "1. (C) The harbour master will resign over the missing anchor chains.\n\n2. (U) As para 1 says, the harbour master will resign over the missing anchor chains.\n";
    let refusal = tearline::release::release(&policy(""), &Document::new(text, Format::Text)).unwrap_err();
    assert!(refusal.to_string().ends_with("at 1 place"), "{refusal}");
}

#[test]
fn what_rules_pass_over_hides_nothing() {
    let closed = "The ferry leaves on Tuesday night with the anchors.";
    let text = |secret: &str, open: &str| format!("SECRET\n\n1. (S) {secret}\n\n2. (U) {open}\n");
    let furniture = "The ferry leaves\n\nPAGE 02 DELTA 001234\n\non Tuesday night with the anchors.";
    for (secret, open) in [
        (furniture, closed),
        (closed, furniture),
        (closed, "The ferry leaves on Tues-\nday night with the anchors."),
        ("The ferry leaves on Tues-\nday night with the anchors.", closed),
        (
            "The harbour-\nmaster leaves with the anchors.",
            "The harbour master leaves with the anchors.",
        ),
    ] {
        assert_eq!(found("", &text(secret, open)), [WORDS], "{secret} {open}");
    }
    for open in [
        "The ferry leaves on &#84;uesday night with the anchors.",
        "The ferry leaves on Tu<b>es</b>day night with the anchors.",
        "The ferry leaves on [Tues](https://example.org)day night with the anchors.",
    ] {
        for (secret, open) in [(closed, open), (open, closed)] {
            let kinds: Vec<_> = spills(&policy(""), &text(secret, open), Format::Markdown)
                .iter()
                .map(|s| (s.kind, s.refuses))
                .collect();
            assert_eq!(kinds, [WORDS], "{secret} {open}");
        }
    }
    // Scripts without blanks: each character is a word.
    let ship =
        "\u{8239}\u{306f}\u{706b}\u{66dc}\u{65e5}\u{306e}\u{591c}\u{306b}\u{6e2f}\u{3092}\u{51fa}\u{308b}";
    let other = "\u{5e02}\u{9577}\u{306f}\u{65b0}\u{3057}\u{3044}\u{6a4b}\u{3092}\u{898b}\u{305f}\u{3002}";
    assert_eq!(
        found("", &text(&format!("{ship}\u{3002}"), &format!("{ship}\u{ff01}"))),
        [WORDS]
    );
    assert_eq!(found("", &text(ship, other)), []);
}

/// Words of which some tell nothing, so that runs tell only as a whole.
fn sentence() -> impl Strategy<Value = String> {
    let word = prop::sample::select(
        [
            "the", "of", "and", "is", "a", "to", "it", "Harbour", "Bureau", "ferry", "anchor", "chains.",
            "lantern", "not.", "copper)", "with",
        ]
        .to_vec(),
    );
    prop::collection::vec(word, 3..26).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn fewer_words_never_find_less(
        closed in prop::collection::vec(sentence(), 1..4),
        open in sentence(),
        part in (0_usize..4, 0_usize..20, 3_usize..24),
        crowd in any::<bool>(),
    ) {
        let mut text = String::from("SECRET\n\n");
        for one in &closed {
            let _ = write!(text, "1. (S) {one}\n\n");
        }
        let from = &closed[part.0 % closed.len()];
        let taken: Vec<&str> = from.split(' ').skip(part.1).take(part.2).collect();
        let _ = write!(text, "2. (U) {open} {}\n\n", taken.join(" "));
        if crowd {
            for n in 0..20 {
                let _ = write!(text, "1. (S) Clerk {n} of {} {n}.\n\n", taken.join(" "));
            }
        }
        let mut before: Option<Vec<Spilled>> = None;
        for words in (3..16).rev() {
            let now = spills(&policy(&format!("spill: {{ words: {words} }}")), &text, Format::Text);
            for known in before.iter().flatten() {
                let still = now.iter().any(|one| {
                    one.released.contains(known.released) && one.refuses >= known.refuses
                });
                prop_assert!(still, "{words} words: {known:?} and {now:?} in {text:?}");
            }
            before = Some(now);
        }
    }
}

#[test]
fn a_statement_behind_many_phrases_is_found() {
    let mut text = String::from("SECRET\n\n");
    for n in 0..200 {
        let _ = write!(
            text,
            "{n}. (S) Clerk {n} said in the long hall at noon that the old harbour lantern hangs above chair {n} of the row beside the door.\n\n"
        );
        let _ = write!(
            text,
            "{n}. (U) He saw that the old harbour lantern hangs there {n}.\n\n"
        );
    }
    assert!(!spills(&policy(""), &text, Format::Text).iter().any(|s| s.refuses));
    text.push_str("1. (S) The mayor burned seven charts behind the chapel.\n\n2. (U) The mayor burned seven charts behind the chapel.\n");
    assert!(spills(&policy(""), &text, Format::Text).iter().any(|s| s.refuses));
}
