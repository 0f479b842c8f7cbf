//! Withheld text of a document in any other text: what got out is found, what left lawfully is not.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    missing_docs
)]

use proptest::prelude::*;
use tearline::document::{Document, Format};
use tearline::policy::load;
use tearline::release::{judge, release};
use tearline::spill::escaped;

const SOURCE: &str = "SECRET\n\n\
    1. (U) The ferry sails at noon from the old pier of the northern harbour.\n\n\
    2. (S) The keeper of the lamp takes money from the owners of the mill every Friday.\n\n\
    3. (S) Orla Brandt.\n\n\
    4. (U) It is said that the keeper of the lamp takes no pay.\n\n\
    5. The board will sell the southern warehouse before the snow comes.\n";

/// What is found in `text` of what `source` withholds: the words there, the line of the source, whether all of it.
fn found<'t>(rest: &str, source: &str, text: &'t str) -> Vec<(&'t str, usize, bool)> {
    let policy = load(&format!("releasable: [U]\n{rest}"), "elsewhere").unwrap();
    let document = Document::new(source, Format::Text);
    let j = judge(&policy, &document);
    let places = escaped(&policy, &document, &j.blocks, &j.governance, &j.decided, text).unwrap();
    let line = |at: usize| source[..at].matches('\n').count() + 1;
    places
        .iter()
        .map(|one| (one.place.of(text), line(one.withheld.start()), one.whole))
        .collect()
}

#[test]
fn withheld_words_are_found_wherever_they_stand() {
    for (text, expected) in [
        (
            "We hear that the KEEPER of the\n> lamp takes money from the owners, and more.",
            vec![("the KEEPER of the\n> lamp takes money from the owners", 5, false)],
        ),
        (
            "of the lamp takes money from the mill",
            vec![("of the lamp takes money from the", 5, false)],
        ),
        ("signed: Orla BRANDT, keeper", vec![("Orla BRANDT", 7, true)]),
        ("Orla was here. Brandt was not.", vec![]),
        // Unmarked text stays for the banner, and may not get out either.
        (
            "They sell the southern warehouse before the snow.",
            vec![("sell the southern warehouse before the snow", 11, false)],
        ),
        ("", vec![]),
    ] {
        assert_eq!(found("", SOURCE, text), expected, "{text}");
    }
}

#[test]
fn what_the_document_releases_did_not_get_out() {
    for text in [
        "The ferry sails at noon from the old pier of the northern harbour.",
        // The same phrase stands in a withheld portion.
        "It is said that the keeper of the lamp takes no pay.",
        "SECRET",
    ] {
        assert_eq!(found("", SOURCE, text), [], "{text}");
    }
    // A longer run than the one that leaves.
    assert_eq!(
        found("", SOURCE, "the keeper of the lamp takes money"),
        [("the keeper of the lamp takes money", 5, false)]
    );
}

#[test]
fn many_lawful_phrases_hide_no_place() {
    let phrases: Vec<String> = (0..150)
        .map(|n| format!("ferry{n} carries mail and tea for keeper{n}"))
        .collect();
    let all = phrases.join(". ");
    let source = format!(
        "SECRET\n\n1. (U) {all}.\n\n2. (S) {all}. Captain Odell hides the copper lantern every night.\n"
    );
    let mut text = phrases.join(" -- gulls came too -- ");
    text.push_str(" -- and Captain Odell hides the copper lantern every night");
    let found = found("", &source, &text);
    assert!(
        found
            .iter()
            .any(|(words, ..)| words.contains("hides the copper lantern")),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn what_a_rule_cuts_out_is_looked_for_as_a_whole() {
    let rule = "rules:\n  - { id: name, withhold: match, when: { text: 'Quell' }, reason: person }\n";
    let source = "UNCLASSIFIED\n\n(U) The ferry was bought by Quell in May.\n";
    assert_eq!(found(rule, source, "Mr. Quell?"), [("Quell", 3, true)]);
    assert_eq!(found("", source, "Mr. Quell?"), []);
}

proptest! {
    #[test]
    fn a_release_holds_nothing_that_its_source_withholds(
        marks in proptest::collection::vec(proptest::sample::select(vec!["(U) ", "(S) ", "(C) ", ""]), 1..6),
        words in proptest::collection::vec(proptest::sample::select(vec![
            "ferry", "harbour", "lamp", "mill", "keeper", "the", "of", "takes", "money", "noon",
        ]), 60..90),
    ) {
        let each = words.len() / marks.len();
        let paragraph = |(n, mark): (usize, &&str)| {
            format!("{}. {mark}{}.\n\n", n + 1, words[n * each..(n + 1) * each].join(" "))
        };
        let source: String = std::iter::once("SECRET\n\n".to_owned()).chain(marks.iter().enumerate().map(paragraph)).collect();
        let policy = load("releasable: [U]\nspill: { action: warn }\n", "elsewhere").unwrap();
        let document = Document::new(&source, Format::Text);
        let made = release(&policy, &document).unwrap();
        prop_assert_eq!(found("", &source, &made.text), []);
        // The source itself shows all of what is withheld and does not also leave.
        let withheld = marks.contains(&"(S) ") && !marks.contains(&"(U) ");
        if withheld {
            prop_assert!(!found("", &source, &source).is_empty());
        }
    }
}
