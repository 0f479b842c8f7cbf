//! Properties of whole releases, on made-up documents in both formats.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::{policy, sets};
use proptest::prelude::*;
use tearline::document::{Document, Format};
use tearline::release::{Refusal, release};
use tearline::segment::Segment;

/// A paragraph of a made-up cable.
#[derive(Debug, Clone)]
struct Paragraph {
    mark: Option<&'static str>,
    numbered: bool,
    words: Vec<String>,
    continued: bool,
}

fn words() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-z]{3,9}", 4..20)
}

fn paragraph() -> impl Strategy<Value = Paragraph> {
    let mark = prop_oneof![
        3 => Just(Some("U")),
        2 => Just(Some("SBU")),
        3 => Just(Some("C")),
        2 => Just(Some("S")),
        1 => Just(Some("S//NF")),
        1 => Just(Some("QZX")),
        1 => Just(None),
    ];
    (mark, any::<bool>(), words(), any::<bool>()).prop_map(|(mark, numbered, words, continued)| Paragraph {
        mark,
        numbered,
        words,
        continued,
    })
}

fn document(paragraphs: &[Paragraph], banner: bool, markdown: bool) -> String {
    let mut out = String::new();
    if banner {
        out.push_str(if markdown {
            "# SECRET\n\n"
        } else {
            "S E C R E T DELTA 000312\n\nSUBJECT: HARBOUR DUES\n\n"
        });
    }
    for (index, p) in paragraphs.iter().enumerate() {
        if p.numbered {
            out.push_str(&format!("{}. ", index + 1));
        }
        if let Some(mark) = p.mark {
            out.push_str(&format!("({mark}) "));
        }
        let half = p.words.len() / 2;
        if p.continued {
            out.push_str(&p.words[..half].join(" "));
            out.push_str("\n\n");
            out.push_str(&p.words[half..].join(" "));
        } else {
            out.push_str(&p.words.join(" "));
        }
        out.push_str(".\n\n");
    }
    out
}

fn format(markdown: bool) -> Format {
    if markdown { Format::Markdown } else { Format::Text }
}

/// The release, or nothing where the engine refused: a refusal lets nothing out.
fn text(policy_text: &str, source: &str, markdown: bool) -> String {
    match release(&policy(policy_text), &Document::new(source, format(markdown))) {
        Ok(release) => release.text,
        Err(Refusal::Segments(error)) => panic!("segments do not tile: {error}"),
        Err(_) => String::new(),
    }
}

fn kept(policy_text: &str, source: &str, markdown: bool) -> Vec<bool> {
    let mut out = vec![false; source.len()];
    if let Ok(release) = release(&policy(policy_text), &Document::new(source, format(markdown))) {
        for segment in release.segments.list() {
            if let Segment::Keep { span, mark } = segment
                && mark != tearline::redact::FRAME
            {
                out[span.start()..span.end()].fill(true);
            }
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Sources that differ only in withheld text of the same number of paragraphs give the same bytes.
    #[test]
    fn withheld_text_does_not_show(
        paragraphs in proptest::collection::vec(paragraph(), 1..12),
        others in proptest::collection::vec(words(), 12),
        markdown: bool,
        set in 0..4_usize,
        mask: bool,
    ) {
        let policy = sets(set, mask);
        let listed = common::set(set);
        let mut changed = paragraphs.clone();
        for (p, words) in changed.iter_mut().zip(others) {
            if p.mark.is_some_and(|mark| !listed.contains(&mark)) {
                p.words = words;
            }
        }
        let one = text(&policy, &document(&paragraphs, true, markdown), markdown);
        let other = text(&policy, &document(&changed, true, markdown), markdown);
        prop_assert_eq!(one, other);
    }

    /// No word that stands only in withheld paragraphs stands in the release.
    #[test]
    fn no_withheld_word_survives(
        paragraphs in proptest::collection::vec(paragraph(), 1..12),
        markdown: bool,
        set in 0..4_usize,
        mask: bool,
    ) {
        let listed = common::set(set);
        let mut paragraphs = paragraphs;
        for (index, p) in paragraphs.iter_mut().enumerate() {
            for (n, word) in p.words.iter_mut().enumerate() {
                *word = format!("{word}q{index}w{n}");
            }
        }
        let out = text(&sets(set, mask), &document(&paragraphs, true, markdown), markdown);
        for p in &paragraphs {
            if p.mark.is_some_and(|mark| !listed.contains(&mark)) {
                for word in &p.words {
                    prop_assert!(!out.contains(word.as_str()), "{} leaked", word);
                }
            }
        }
    }

    /// Listing fewer markings never keeps a byte that listing more does not.
    #[test]
    fn fewer_markings_keep_less(
        paragraphs in proptest::collection::vec(paragraph(), 1..12),
        markdown: bool,
        banner: bool,
        set in 0..3_usize,
    ) {
        let source = document(&paragraphs, banner, markdown);
        let fewer = kept(&sets(set, true), &source, markdown);
        let more = kept(&sets(set + 1, true), &source, markdown);
        for (at, (f, m)) in fewer.iter().zip(&more).enumerate() {
            prop_assert!(!f || *m, "byte {} is kept by the narrower policy alone", at);
        }
    }

    /// A release under the same policy is its own release.
    #[test]
    fn twice_is_once(
        paragraphs in proptest::collection::vec(paragraph(), 1..12),
        markdown: bool,
        set in 0..4_usize,
    ) {
        let once = text(&sets(set, true), &document(&paragraphs, true, markdown), markdown);
        let twice = text(&sets(set, true), &once, markdown);
        prop_assert_eq!(once, twice);
    }

    /// Any text at all: no panic, and every byte is judged once.
    #[test]
    fn any_text_is_tiled(source in "(?s).{0,400}", markdown: bool) {
        let released = release(&policy(&sets(1, true)), &Document::new(&source, format(markdown)));
        prop_assert!(!matches!(released, Err(Refusal::Segments(_))), "{:?}", released.err());
    }
}
