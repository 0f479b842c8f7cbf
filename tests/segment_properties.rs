//! What holds for every input: blocks tile the source, places lie inside, nothing panics, and damage to a mark never
//! lowers what governs.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice
)]

use proptest::prelude::*;
use tearline::document::{Block, Document, Format, MarkState, segment};
use tearline::effective::{Governance, Governing, govern};
use tearline::scheme::Scheme;

const PARTS: &[&str] = &[
    "(U) ",
    "(S) ",
    "(C)",
    "(SBU) ",
    "(S//NF) ",
    "(8) ",
    "(S",
    "C) ",
    "(\u{421}) ",
    "(u) ",
    "1. ",
    "2. ",
    "11. ",
    "\u{b6}3. ",
    "- ",
    "-- ",
    "* ",
    "> ",
    "\u{2022} ",
    "# ",
    "## ",
    "(A) ",
    "(B) ",
    "(a) ",
    "Gulls came. ",
    "they left",
    "The Ferry",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{c}",
    "\n\u{c}\n",
    "\u{3000}",
    "\u{feff}",
    "\u{200b}",
    "E\n",
    "SECRET\n",
    "S E C R E T\n",
    "ZNY CCCCC\n",
    "SUBJECT: ",
    "From: A\n",
    "Sent: B\n",
    "1. (S-Entire text)\n\n",
    "Begin text\n",
    "End text\n",
    "---\n",
    "```\n",
    "    ",
    "<!-- ",
    "-->",
    "<div>",
    "</div>\n",
    "[x][a]",
    "[a]: /x \"t\"\n",
    "[^n]",
    "[^n]: note\n",
    "| a | (S) b |\n",
    "|---|---|\n",
    "`(U)`",
    "**",
    "_",
    "\\(",
    "&#40;",
    "![(U)](x)",
    "RELEASE IN PART\n",
    "Tab A\n",
    "[3 lines not declassified]",
    "Regards,\n",
    "NNNN\n",
    "\u{0}",
    "\u{1f426}",
    "((((",
    "[[[[",
];

fn fragments() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PARTS), 0..60).prop_map(|parts| parts.concat())
}

fn read(format: Format, text: &str) -> (Vec<Block>, Governance) {
    let document = Document::new(text, format);
    let blocks = segment(&document, &Scheme::us());
    let governance = govern(&document, &blocks, &Scheme::us());
    (blocks, governance)
}

fn check(format: Format, text: &str) {
    let (blocks, governance) = read(format, text);
    assert_eq!(governance.blocks.len(), blocks.len());
    let mut at = 0;
    let mut line = 0;
    for (index, block) in blocks.iter().enumerate() {
        assert_eq!(block.span.start(), at, "gap before block {index} of {text:?}");
        at = block.span.end();
        assert!(text.is_char_boundary(at));
        assert!(block.span.contains(block.body), "body of {index} in {text:?}");
        assert!(block.body.contains(block.lead), "lead of {index} in {text:?}");
        assert_eq!(block.lead.start(), block.body.start());
        for span in [block.body, block.lead] {
            assert!(text.is_char_boundary(span.start()) && text.is_char_boundary(span.end()));
        }
        for mark in &block.marks {
            assert!(block.body.contains(mark.span), "mark of {index} in {text:?}");
            assert!(mark.span.contains(mark.inner));
            assert!(!mark.inner.of(text).is_empty(), "empty mark in {text:?}");
        }
        for level in &block.levels {
            assert!(block.body.contains(level.span));
            assert!(!level.span.of(text).is_empty());
        }
        if let Some(number) = block.number {
            assert!(block.body.contains(number));
        }
        if !block.body.is_empty() {
            let first = text[..block.body.start()].matches('\n').count() + 1;
            let last = text[..block.body.end()].matches('\n').count() + 1;
            assert_eq!(
                (block.lines.first as usize, block.lines.last as usize),
                (first, last),
                "{text:?}"
            );
            assert!(first > line, "lines of {index} in {text:?}");
            line = last;
        }
        assert!(block.continues.is_none_or(|c| (c as usize) < index));
        assert!(block.referrers.iter().all(|r| *r < blocks.len()));
        assert!(governance.blocks[index].portion <= index);
    }
    assert_eq!(at, text.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn blocks_tile_fragments(text in fragments()) {
        check(Format::Text, &text);
        check(Format::Markdown, &text);
    }

    #[test]
    fn blocks_tile_anything(text in any::<String>()) {
        check(Format::Text, &text);
        check(Format::Markdown, &text);
    }
}

/// A paragraph of a document that is marked as papers are.
#[derive(Debug, Clone)]
enum Paragraph {
    Start(&'static str, bool),
    End(&'static str),
    Two(&'static str, &'static str),
    Plain,
    Heading(Option<&'static str>),
    Bullets(Vec<Option<&'static str>>),
    Entire(&'static str),
}

fn paragraph() -> impl Strategy<Value = Paragraph> {
    let mark = || prop::sample::select(&["U", "SBU", "C", "S", "TS"][..]);
    prop_oneof![
        5 => (mark(), any::<bool>()).prop_map(|(m, n)| Paragraph::Start(m, n)),
        2 => mark().prop_map(Paragraph::End),
        1 => (mark(), mark()).prop_map(|(a, b)| Paragraph::Two(a, b)),
        2 => Just(Paragraph::Plain),
        1 => prop::option::of(mark()).prop_map(Paragraph::Heading),
        1 => prop::collection::vec(prop::option::of(mark()), 1..4).prop_map(Paragraph::Bullets),
        1 => mark().prop_map(Paragraph::Entire),
    ]
}

fn written(paragraphs: &[Paragraph], banner: bool) -> String {
    let mut text = String::new();
    if banner {
        text.push_str("TOP SECRET\n\n");
    }
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let number = index + 1;
        match paragraph {
            Paragraph::Start(m, true) => {
                text.push_str(&format!("{number}. ({m}) Gulls came over the quay.\n\n"))
            }
            Paragraph::Start(m, false) => text.push_str(&format!("({m}) Gulls came over the quay.\n\n")),
            Paragraph::End(m) => text.push_str(&format!("Terns came over the quay. ({m})\n\n")),
            Paragraph::Two(a, b) => text.push_str(&format!("({a}) Auks came. ({b}) They left again.\n\n")),
            Paragraph::Plain => text.push_str("The ferry came late and left early.\n\n"),
            Paragraph::Heading(None) => text.push_str("The Ferry\n\n"),
            Paragraph::Heading(Some(m)) => text.push_str(&format!("({m}) The Ferry\n\n")),
            Paragraph::Bullets(marks) => {
                for m in marks {
                    match m {
                        Some(m) => text.push_str(&format!("- ({m}) A bird came by.\n")),
                        None => text.push_str("- A bird came by.\n"),
                    }
                }
                text.push('\n');
            }
            Paragraph::Entire(m) => text.push_str(&format!("{number}. ({m}-Entire text)\n\n")),
        }
    }
    text
}

/// How restrictive each line is: unreadable and unknown stand above every level.
fn ranks(text: &str, format: Format) -> Vec<u8> {
    let (blocks, governance) = read(format, text);
    let overall = governance
        .overall
        .as_ref()
        .map_or(100, |m| rank(m.level(), m.controls()));
    let mut list = vec![0; text.matches('\n').count() + 2];
    for (block, one) in blocks.iter().zip(&governance.blocks) {
        let value = match &one.governing {
            Governing::Known(m) => rank(m.level(), m.controls()),
            Governing::Overall => overall,
            Governing::Unreadable(_) => 100,
        };
        for line in block.lines.first..=block.lines.last {
            list[line as usize] = value;
        }
    }
    list
}

fn rank(level: &str, controls: &[String]) -> u8 {
    match (level, controls.is_empty()) {
        ("U", true) => 0,
        ("U", false) => 1,
        ("C", _) => 2,
        ("S", _) => 3,
        _ => 4,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_lowers(
        paragraphs in prop::collection::vec(paragraph(), 1..9),
        banner in any::<bool>(),
        which in any::<prop::sample::Index>(),
        how in 0usize..5,
        markdown in any::<bool>(),
    ) {
        let format = if markdown { Format::Markdown } else { Format::Text };
        let text = written(&paragraphs, banner);
        let (blocks, _) = read(format, &text);
        let marks: Vec<_> = blocks
            .iter()
            .flat_map(|b| &b.marks)
            .filter(|m| matches!(m.state, MarkState::Known(_)))
            .collect();
        prop_assume!(!marks.is_empty());
        let mark = which.get(&marks);
        let inner = mark.inner.of(&text);
        let (from, to) = (mark.inner.start(), mark.inner.end());
        let damaged = match how {
            0 => format!("{}8{}", &text[..from], &text[to..]),
            1 => format!("{}{}${}", &text[..from], &inner[..1], &text[to..]),
            2 => format!("{}{}{}", &text[..from], inner.to_lowercase(), &text[to..]),
            3 => format!("{}\u{405}{}", &text[..from], &text[to..]),
            _ => format!("{}{inner}\u{200b}{}", &text[..from], &text[to..]),
        };
        let (before, after) = (ranks(&text, format), ranks(&damaged, format));
        for (line, (a, b)) in before.iter().zip(&after).enumerate() {
            prop_assert!(b >= a, "line {line} fell from {a} to {b}\n{damaged}");
        }
    }
}
