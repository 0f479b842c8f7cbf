//! What leaves and what stays, by which entry or rule, and for which reason.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use tearline::decide::Decision;
use tearline::document::{Document, Format};
use tearline::policy::{Policy, load};
use tearline::release::judge;

fn policy(text: &str) -> Policy {
    load(text, "test").unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Each passage that is not blank: `+` or `-`, its text, the label, the reason.
fn decided(policy: &Policy, text: &str, format: Format) -> Vec<String> {
    let document = Document::new(text, format);
    judge(policy, &document)
        .decided
        .iter()
        .filter(|one| !one.span.of(text).trim().is_empty())
        .map(|one| {
            let passage = one.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            match &one.decision {
                Decision::Release(released) => format!("+ {passage} [{}]", released.rule()),
                Decision::Withhold(withheld) => format!(
                    "- {passage} [{}] {}",
                    withheld.rule,
                    withheld.reason.as_deref().unwrap_or("no reason")
                ),
            }
        })
        .collect()
}

fn text(source: &str, document: &str) -> Vec<String> {
    decided(&policy(source), document, Format::Text)
}

#[test]
fn an_entry_covers_its_marking_and_no_other() {
    let document = "1. (U) One.\n\n2. (SBU) Two.\n\n3. (C) Three.\n\n4. (C//NF) Four.\n";
    assert_eq!(
        text(
            "releasable: [U, C]\nreasons: { by_marking: { C: level, SBU: own }, default: other }",
            document
        ),
        [
            "+ 1. (U) One. [releasable[1]]",
            "- 2. (SBU) Two. [not releasable] own",
            "+ 3. (C) Three. [releasable[2]]",
            "- 4. (C//NF) Four. [not releasable] level",
        ]
    );
}

#[test]
fn a_mark_that_cannot_be_read_stays_whatever_the_policy_says() {
    let open = "releasable: [{ up_to: TS, allow: [NF] }]\nunmarked: { heading: release, header: release, subject: release, paragraph: release, signature: release, other: release, hidden: release, authority: release, front_matter: release }\nrules: [{ id: all, release: paragraph, reason: r, when: { text: e } }]";
    for mark in ["(8)", "(S$)", "(\u{421})", "(X1Y//Z)", "(C//NF/REL TO USA, GBR)"] {
        let document = format!("1. (C) One.\n\n2. {mark} Secret tree.\n");
        let list = text(open, &document);
        assert!(list[1].starts_with("- 2."), "{mark}: {list:?}");
    }
}

#[test]
fn a_document_without_any_marking_stays_in_whole() {
    let open = "releasable: [{ up_to: TS }]\nunmarked: { heading: release, header: release, subject: release, paragraph: release, signature: release, other: release }";
    let list = text(
        open,
        "From: Jana\nTo: Petr\nSubject: Quay\n\nThe ferry is late.\n\nJana\n",
    );
    assert!(
        !list.is_empty()
            && list
                .iter()
                .all(|l| l.starts_with("- ") && l.contains("[no overall marking]")),
        "{list:?}"
    );
}

#[test]
fn continuations_go_with_their_portion_and_more_only_on_demand() {
    let document = "CONFIDENTIAL\n\n1. (U) One:\n\n- item\n\n2. (C) Two:\n\n- other\n";
    let item = |source: &str| {
        text(source, document)
            .into_iter()
            .find(|l| l.contains("- item"))
            .unwrap()
    };
    assert_eq!(item("releasable: [U]"), "+ - item [releasable[1]]");
    assert_eq!(
        item("releasable: [U]\nunmarked: { continuation: withhold }"),
        "- - item [unmarked.continuation] not releasable"
    );
    assert_eq!(
        item("releasable: [U]\nunmarked: { continuation: banner }"),
        "- - item [not releasable] not releasable"
    );
    assert_eq!(
        item("releasable: [U, C]\nunmarked: { continuation: banner }"),
        "+ - item [releasable[1]]"
    );
}

#[test]
fn reasons_come_by_rule_by_marking_from_the_document_or_by_default() {
    let document = "CONFIDENTIAL\n\nClassified By: Consul Jana Vzorova for reasons 1.4 (b)\nand (d).\n\n1. (C) One.\n\n2. (SBU) Two.\n\n3. (U) A ferry.\n";
    let rest = "rules: [{ id: r, withhold: paragraph, when: { text: ferry }, reason: by rule }]";
    let reasons = |source: &str| -> Vec<String> {
        text(&format!("{source}\n{rest}"), document)
            .into_iter()
            .filter_map(|l| {
                let number = ["1. ", "2. ", "3. "]
                    .iter()
                    .find(|n| l.starts_with(&format!("- {n}")))?;
                Some(format!("{number}{}", l.rsplit("] ").next().unwrap()))
            })
            .collect()
    };
    assert_eq!(
        reasons("releasable: [U]"),
        ["1. 1.4 (b) and (d)", "2. not releasable", "3. by rule"]
    );
    assert_eq!(
        reasons("releasable: [U]\nreasons: { from_document: false, default: d, by_marking: { SBU: s } }"),
        ["1. d", "2. s", "3. by rule"]
    );
}

#[test]
fn nothing_but_section_numbers_comes_out_of_the_authority_line() {
    for (line, reason) in [
        ("Classified By: A. B. for reason 1.4(b).", "1.4(b)"),
        ("Classified By: A. B. Reasons: 1.5 (b, d)", "1.5 (b, d)"),
        (
            "Classified By: A. B., Reason: E.O. 12958 1.4 (b), (c) and (d)",
            "1.4 (b), (c) and (d)",
        ),
        (
            "Classified By: A. B. for reasons of the source in Krumlov",
            "none",
        ),
        ("Classified By: A. B. for reasons 9.9 (z)", "none"),
    ] {
        let list = text(
            "releasable: [U]\nreasons: { default: none }",
            &format!("CONFIDENTIAL\n\n{line}\n\n1. (C) One.\n"),
        );
        assert!(
            list.last().unwrap().ends_with(&format!("] {reason}")),
            "{line}: {list:?}"
        );
    }
}

#[test]
fn rules_cut_a_match_a_sentence_or_a_paragraph() {
    let document =
        "1. (U) The quay is new. Jana Vzorova saw it, Mr. Test too. It opens.\n\n2. (U) It is blue.\n";
    let rule = |unit: &str| {
        format!(
            "releasable: [U]\nrules: [{{ id: r, withhold: {unit}, when: {{ text: Vzorova }}, reason: x }}]"
        )
    };
    assert_eq!(
        text(&rule("match"), document)[..3],
        [
            "+ 1. (U) The quay is new. Jana [releasable[1]]",
            "- Vzorova [r] x",
            "+ saw it, Mr. Test too. It opens. [releasable[1]]"
        ]
    );
    assert_eq!(
        text(&rule("sentence"), document)[..3],
        [
            "+ 1. (U) The quay is new. [releasable[1]]",
            "- Jana Vzorova saw it, Mr. Test too. [r] x",
            "+ It opens. [releasable[1]]"
        ]
    );
    let list = text(&rule("paragraph"), document);
    assert!(
        list[0].starts_with("- 1. (U) The quay") && list[1].starts_with("+ 2. (U)"),
        "{list:?}"
    );
}

#[test]
fn a_sentence_ends_at_white_space_of_any_kind() {
    let rule = "releasable: [U]\nrules: [{ id: r, withhold: sentence, when: { text: Vzorova }, reason: x }]";
    for space in [" ", "\n", "  ", "\r\n", " \n  ", "\u{a0}"] {
        let document = format!(
            "1. (U) It is new.{space}Jana Vzorova saw it.{space}Mr.{space}Test too.{space}It opens.\n"
        );
        let list = text(rule, &document);
        let held: Vec<&String> = list.iter().filter(|l| l.starts_with("- ")).collect();
        assert!(
            matches!(&held[..], [one] if one.starts_with("- Jana") && one.ends_with("saw it. [r] x")),
            "{space:?}: {list:?}"
        );
    }
}

#[test]
fn nothing_hides_words_from_a_rule() {
    let rule =
        "releasable: [U]\nrules: [{ id: r, withhold: match, when: { text: Jana Vzorova }, reason: x }]";
    for hidden in [
        "Jana\nVzorova",
        "Jana   Vzorova",
        "Jana\u{a0}Vzorova",
        "Ja\u{200b}na Vzo\u{ad}rova",
        "\u{ff2a}ana Vzorova",
        "Jana Vzo-\nrova",
        "Jana **Vzo**rova",
    ] {
        let list = text(rule, &format!("1. (U) We saw {hidden} there.\n"));
        assert!(
            list.iter().any(|l| l.starts_with("- ") && l.ends_with("[r] x")),
            "{hidden:?}: {list:?}"
        );
        let kept: String = list.iter().filter(|l| l.starts_with("+ ")).cloned().collect();
        assert!(
            !kept.contains("rova") && kept.contains("We saw") && kept.contains("there."),
            "{hidden:?}: {list:?}"
        );
    }
}

#[test]
fn page_furniture_in_a_paragraph_hides_nothing_from_a_rule() {
    let rule = "releasable: [U]\nrules: [{ id: r, withhold: sentence, when: { text: strictly protect }, reason: x }]";
    let document = "UNCLAS KRUMLOV 000417\n\n1. (U) It is late. The pilot, whom we strictly\n\nKRUMLOV 00000417  002 OF 004\n\nprotect, saw it. It is blue.\n";
    let list = text(rule, document);
    let kept: String = list.iter().filter(|l| l.starts_with("+ ")).cloned().collect();
    assert!(!kept.contains("pilot") && !kept.contains("saw it"), "{list:?}");
    assert!(
        kept.contains("It is late.") && kept.contains("It is blue."),
        "{list:?}"
    );
}

#[test]
fn a_paragraph_of_which_a_rule_leaves_no_word_goes_in_whole() {
    let rule = "releasable: [U]\nrules: [{ id: r, withhold: sentence, when: { text: Vzorova }, reason: x }]";
    assert_eq!(
        text(rule, "1. (U) Jana Vzorova saw it.\n"),
        ["- 1. (U) Jana Vzorova saw it. [r] x"]
    );
}

#[test]
fn a_withholding_rule_wins_over_a_releasing_one() {
    let rules = "releasable: [U]\nrules:\n  - { id: out, release: paragraph, reason: agreed, when: { text: list } }\n  - { id: in, withhold: paragraph, reason: x, when: { text: Vzorova } }";
    let list = text(
        rules,
        "1. (C) The list of boats.\n\n2. (C) The list of Vzorova.\n\n3. (C) No.\n",
    );
    assert_eq!(list[0], "+ 1. (C) The list of boats. [out]");
    assert_eq!(list[1], "- 2. (C) The list of Vzorova. [in] x");
    assert!(list[2].starts_with("- 3. (C) No. [not releasable]"));
}

#[test]
fn rules_look_at_kinds_and_markings() {
    let document = "SUBJECT: (U) QUAY\n\n1. (U) Quay.\n\n2. (SBU) Quay.\n";
    let with = |when: &str| {
        text(
            &format!(
                "releasable: [U, SBU]\nrules: [{{ id: r, withhold: paragraph, reason: x, when: {when} }}]"
            ),
            document,
        )
    };
    let held = |when: &str| with(when).iter().map(|l| l.starts_with("- ")).collect::<Vec<_>>();
    assert_eq!(held("{ kind: [subject] }"), [true, false, false]);
    assert_eq!(held("{ marking: [SBU] }"), [false, false, true]);
    assert_eq!(held("{ kind: [paragraph], text: Quay }"), [false, true, true]);
    assert_eq!(held("{ kind: [paragraph], marking: [U] }"), [false, true, false]);
}

#[test]
fn a_passed_date_releases_what_it_covers_and_only_on_demand() {
    let document =
        "E.O. 12958: DECL: 12/27/2019\n\n1. (C) One.\n\n2. (S//NF) Two.\n\n3. (SBU) Three.\n\n4. (U) Four.\n";
    let held = |rest: &str| {
        text(&format!("releasable: {rest}"), document)
            .iter()
            .filter(|l| l.contains(". ("))
            .map(|l| l.starts_with("- "))
            .collect::<Vec<_>>()
    };
    assert_eq!(held("[U]"), [true, true, true, false]);
    assert_eq!(
        held("[U]\ndeclassification: { honour: true, as_of: 2019-12-26 }"),
        [true, true, true, false]
    );
    assert_eq!(
        held("[U]\ndeclassification: { honour: true, as_of: 2019-12-27 }"),
        [false, true, true, false]
    );
    assert_eq!(
        held("[SBU]\ndeclassification: { honour: true, as_of: 2019-12-27 }"),
        [true, true, false, true]
    );
}

#[test]
fn only_an_envelope_is_a_header() {
    let open = "releasable: [U]\nunmarked: { header: release }";
    let document = "CONFIDENTIAL\n\nFM AMEMBASSY KRUMLOV\nTO RUEHC/SECSTATE WASHDC\n\nThe minister will sell the harbour.\n\n1. (C) One.\n\n2. (U) Two.\n";
    let list = text(open, document);
    assert!(list.iter().any(|l| l.starts_with("+ FM AMEMBASSY")), "{list:?}");
    assert!(list.iter().any(|l| l.starts_with("- The minister")), "{list:?}");
}

#[test]
fn hidden_text_stays_though_the_document_may_leave() {
    let document = "# UNCLASSIFIED\n\n(U) One.\n\n<!-- Jana wrote this -->\n\n[used]: https://example.org/a\n[idle]: https://example.org/b\n\n(U) See [it][used].\n";
    let list = decided(&policy("releasable: [U]"), document, Format::Markdown);
    let state = |part: &str| list.iter().find(|l| l.contains(part)).unwrap().chars().next();
    assert_eq!(state("Jana"), Some('-'), "{list:?}");
    assert_eq!(state("example.org/b"), Some('-'), "{list:?}");
    assert_eq!(state("example.org/a"), Some('+'), "{list:?}");
}

#[test]
fn under_a_banner_rule_a_declassified_portion_does_not_carry_its_list() {
    let document = "1. (S) The ferry is late.\n\nE.O. 12958: DECL: 03/11/2018\n\n- The ferry is late.\n";
    let honour =
        "declassification: { honour: true, as_of: 2026-11-23 }\nunmarked: { continuation: banner }\n";
    let list = |releasable: &str| {
        let source = format!("releasable: {releasable}\n{honour}");
        text(&source, document).pop().unwrap()
    };
    let same = list("[U, S]");
    assert_eq!(list("[U]").starts_with('+'), same.starts_with('+'), "{same}");
}

#[test]
fn what_may_be_the_rest_of_a_paragraph_is_no_heading_to_release() {
    let open = "releasable: [U]\nunmarked: { heading: release }";
    let document = |line: &str| {
        format!(
            "SECRET\n\n1. (U) Early.\n\n2. (S) The board met in the old hall.\n\n{line}\n\n3. (U) Late.\n"
        )
    };
    let third = |line: &str| decided(&policy(open), &document(line), Format::Markdown).swap_remove(3);
    assert!(third("The Quay").starts_with("+ The Quay [unmarked.heading]"));
    for line in [
        "His name is Okapi. He lives in Krumlov",
        "The convoy sails with the anchors.[^1]",
        "The convoy sails with one two three four five six seven eight nine ten more anchors",
    ] {
        assert!(third(line).starts_with('-'), "{line}");
    }
}

#[test]
fn what_is_declassified_leaves_though_the_line_that_says_so_does_not() {
    let honour = policy("releasable: [U]\ndeclassification: { honour: true, as_of: 2026-11-23 }");
    let text = "CONFIDENTIAL\n\nE.O. 12958: DECL: 03/11/2018\n\n1. (C) The ferry is late.\n\n2. (S//NF) The quay is old.\n";
    let document = Document::new(text, Format::Text);
    let release = tearline::release::release(&honour, &document).unwrap();
    assert!(
        release.text.contains("(C) The ferry is late."),
        "{}",
        release.text
    );
    assert!(!release.text.contains("quay"), "{}", release.text);
    // A line that has not passed covers nothing, whichever of two lines is cut.
    let later = text.replace("03/11/2018\n", "03/11/2018\n\nE.O. 13526: DECL: 03/11/2038\n");
    let document = Document::new(&later, Format::Text);
    let release = tearline::release::release(&honour, &document).unwrap();
    assert!(!release.text.contains("ferry"), "{}", release.text);
}

#[test]
fn what_a_reader_sees_is_what_a_pattern_sees() {
    let rule = policy("releasable: [U]\nrules: [{ id: w, withhold: match, when: { text: '(?i)zebra' } }]");
    for word in [
        "&#122;ebra",
        "z&#x65;bra",
        "ze<b>bra</b>",
        "<i>ze</i>bra",
        "z\u{435}br\u{430}",
        "z&#1077;bra",
        "[ze](https://example.org)bra",
        "**zeb**ra",
        "`zebra`",
    ] {
        let text = format!("SECRET\n\n(U) A {word} came.\n");
        let shown: String = decided(&rule, &text, Format::Markdown)
            .iter()
            .filter_map(|line| line.strip_prefix("+ "))
            .filter(|line| !line.starts_with("SECRET"))
            .map(|line| line.replace(" [releasable[1]]", "|"))
            .collect();
        assert_eq!(shown, "(U) A|came.|", "{word}");
    }
}
