//! The main job on a whole cable: an invented one in the repository, and the real one where `../shared` is there. Both have the
//! same irregularities: numbers that lost their sign, unmarked headings, a portion cut by a stray letter, one cut by a blank
//! line, unmarked lists under `(SBU) Participants:`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod common;

use std::path::Path;
use tearline::document::{Document, Format};
use tearline::release::{Outcome, Release, release};
use tearline::segment::Segment;

/// A cable, and 1-based lines of its text.
struct Cable {
    text: String,
    /// First line of the first numbered paragraph.
    first: usize,
    /// First line of the paragraph marked SBU; all before it from `first` on is C.
    sbu: usize,
    /// The line marked U.
    u: usize,
    /// Marked portions.
    portions: usize,
}

fn cables() -> Vec<Cable> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![cable(root.join("tests/data/09DELTA3122.txt"), 10)];
    if let Some(shared) = common::shared("corpus/09MOSCOW3122.txt") {
        all.push(cable(shared.join("corpus/09MOSCOW3122.txt"), 22));
    }
    all
}

fn cable(path: impl AsRef<Path>, portions: usize) -> Cable {
    let text = std::fs::read_to_string(path).expect("the cable");
    let line = |needle: &str| text.lines().position(|l| l.contains(needle)).unwrap() + 1;
    Cable {
        first: line("11. (C)"),
        sbu: line("(SBU) Participants"),
        u: line(". (U) "),
        text,
        portions,
    }
}

/// The lines that `release` kept verbatim, frames apart.
fn kept<'a>(release: &Release<'a>) -> Vec<&'a str> {
    let source = release.segments.source();
    let mut out = Vec::new();
    for segment in release.segments.list() {
        if let Segment::Keep { span, mark } = segment
            && mark != tearline::redact::FRAME
        {
            out.extend(span.of(source).lines().filter(|line| !line.trim().is_empty()));
        }
    }
    out
}

fn body(cable: &Cable, from: usize, to: usize) -> Vec<&str> {
    let lines = cable.text.lines().skip(from - 1).take(to - from);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

fn says_confidential(text: &str) -> bool {
    ["CONFIDENTIAL", "C O N F I D E N T I A L", "CCCCC"]
        .iter()
        .any(|word| text.contains(word))
}

fn run<'a>(policy: &str, document: &Document<'a>) -> Release<'a> {
    release(&common::builtin(policy), document).expect("a release")
}

#[test]
fn public_lets_out_the_unclassified_paragraph_alone() {
    for cable in cables() {
        let released = run("public", &Document::new(&cable.text, Format::Text));
        let left = kept(&released);
        let hidden = body(&cable, cable.first, cable.u);
        assert!(hidden.iter().all(|line| !left.contains(line)));
        assert!(left.contains(&cable.text.lines().nth(cable.u - 1).unwrap()));
        assert_eq!(
            (released.counts.released, released.counts.withheld),
            (1, cable.portions - 1)
        );
        assert_eq!(released.outcome, Outcome::InPart);
        assert!(!says_confidential(&released.text));
        assert_eq!(released.remarked.unwrap().banner(), "UNCLASSIFIED");
    }
}

#[test]
fn sbu_lets_out_the_participants_with_their_lists() {
    for cable in cables() {
        let released = run("sbu", &Document::new(&cable.text, Format::Text));
        let left = kept(&released);
        assert!(
            body(&cable, cable.first, cable.sbu)
                .iter()
                .all(|line| !left.contains(line))
        );
        let participants = body(&cable, cable.sbu, cable.u + 1);
        assert!(participants.len() > 8);
        let tail = left.get(left.len() - participants.len()..).unwrap();
        // The number of the first line is kept with it.
        assert_eq!(tail, participants);
        assert!(!says_confidential(&released.text));
        assert_eq!(released.remarked.unwrap().banner(), "UNCLASSIFIED//SBU");
    }
}

#[test]
fn confidential_lets_out_all_of_it_unchanged() {
    for cable in cables() {
        let released = run("confidential", &Document::new(&cable.text, Format::Text));
        assert_eq!(released.text, cable.text);
        assert_eq!(released.outcome, Outcome::Released);
        assert_eq!(
            (released.counts.released, released.counts.withheld),
            (cable.portions, 0)
        );
    }
}

#[test]
fn damaged_numbers_stay_as_printed_and_reasons_come_from_the_document() {
    for cable in cables() {
        let text = run("public", &Document::new(&cable.text, Format::Text)).text;
        for number in ["11. ", "12. ", "13. ", "14. ", "15. ", "¶6. ", "¶7. "] {
            let mask = format!("\n{number}[1 paragraph withheld: 1.4 (b) and (d)]\n");
            assert!(text.contains(&mask), "no mask for {number}");
        }
        assert!(text.contains("SUBJECT: [1 subject withheld: 1.4 (b) and (d)]"));
    }
}

#[test]
fn as_markdown_the_decisions_are_the_same() {
    for cable in cables() {
        for policy in ["public", "sbu", "confidential"] {
            let text = run(policy, &Document::new(&cable.text, Format::Text));
            let markdown = run(policy, &Document::new(&cable.text, Format::Markdown));
            assert_eq!(kept(&text), kept(&markdown), "{policy}");
            assert_eq!(text.counts, markdown.counts, "{policy}");
        }
    }
}
