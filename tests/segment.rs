//! Segmentation and governing, case by case: each case is a text and, for each block, its lines, kind and governing
//! marking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::print_stderr
)]

use tearline::document::{Block, Document, Format, Kind, Role, segment};
use tearline::effective::{Governance, Governing, govern};
use tearline::scheme::Scheme;

fn read(format: Format, text: &str) -> (Vec<Block>, Governance) {
    let document = Document::new(text, format);
    let blocks = segment(&document, &Scheme::us());
    let governance = govern(&document, &blocks, &Scheme::us());
    (blocks, governance)
}

/// `first-last kind marking` for each block.
fn shown(format: Format, text: &str) -> Vec<String> {
    let (blocks, governance) = read(format, text);
    blocks
        .iter()
        .zip(&governance.blocks)
        .map(|(block, one)| {
            let kind = format!("{:?}", block.kind).to_lowercase();
            let governing = match &one.governing {
                Governing::Known(marking) => marking.portion().to_owned(),
                Governing::Overall => "banner".to_owned(),
                Governing::Unreadable(_) => "unreadable".to_owned(),
            };
            format!("{}-{} {kind} {governing}", block.lines.first, block.lines.last)
        })
        .collect()
}

/// One case: a name, a format, a text, what is expected.
type Case = (&'static str, Format, &'static str, &'static [&'static str]);

const TEXT: Format = Format::Text;
const MARKDOWN: Format = Format::Markdown;

const CASES: &[Case] = &[
    (
        "own marks without blank lines",
        TEXT,
        "1. (C) Gulls came.\n2. (U) They left.\n",
        &["1-1 portion C", "2-2 portion U"],
    ),
    (
        "a continuation over a blank line",
        TEXT,
        "1. (C) The keeper said that\n\nthe lamp was out.\n",
        &["1-1 portion C", "3-3 continuation C"],
    ),
    (
        "a heading ends a portion",
        TEXT,
        "1. (U) Gulls came.\n\nThe Ferry\n\nIt was late.\n",
        &["1-1 portion U", "3-3 heading banner", "5-5 portion banner"],
    ),
    (
        "a new number without a mark ends a portion",
        TEXT,
        "1. (U) Gulls came.\n\n2. The ferry was late.\n",
        &["1-1 portion U", "3-3 portion banner"],
    ),
    (
        "a number lost its sign",
        TEXT,
        "11. (C) One.\n\n12. (C) Two.\n\n13. Three has no mark.\n",
        &["1-1 portion C", "3-3 portion C", "5-5 portion banner"],
    ),
    (
        "a wrapped line begins with a figure",
        TEXT,
        "1. (U) The board counted\n45. At noon it stopped.\n",
        &["1-2 portion U"],
    ),
    (
        "page furniture cuts a paragraph",
        TEXT,
        "1. (C) The ferry left the\n\nC O N F I D E N T I A L SECTION 02 OF 03 DELTA 000123\n\nquay at noon.\n",
        &["1-1 portion C", "3-3 banner banner", "5-5 continuation C"],
    ),
    (
        "a continuation header cuts a paragraph",
        TEXT,
        "1. (C) The ferry left the\nDELTA 00003122  002 OF 004\nquay at noon.\n",
        &["1-1 portion C", "2-2 other C", "3-3 continuation C"],
    ),
    (
        "a stray line",
        TEXT,
        "1. (C) The ferry left and\nE\nsailed on.\n",
        &["1-1 portion C", "2-2 other C", "3-3 continuation C"],
    ),
    (
        "an end mark never reaches forward",
        TEXT,
        "Gulls came in the morning. (U)\n\nThe ferry has no mark here.\n\nThe lamp was out. (S)\n",
        &["1-1 portion U", "3-3 portion banner", "5-5 portion S"],
    ),
    (
        "an end mark alone on the last line",
        TEXT,
        "Gulls came in the morning\nand left at noon.\n(S)\n\nMore of them came. (C)\n",
        &["1-3 portion S", "5-5 portion C"],
    ),
    (
        "several marks: the highest",
        TEXT,
        "1. (U) Gulls came. (S) The lamp was out. (C) It rained.\n",
        &["1-1 portion S"],
    ),
    (
        "several marks over wrapped lines",
        TEXT,
        "1. (U) Gulls came.\n(S) The lamp was out.\n",
        &["1-2 portion S"],
    ),
    (
        "entire text",
        TEXT,
        "1. (S-Entire text)\n\n2. Gulls came.\n\n3. (U) They left.\n\nThe Ferry\n\nIt sank.\n",
        &[
            "1-1 portion S",
            "3-3 portion S",
            "5-5 portion S",
            "7-7 heading banner",
            "9-9 portion S",
        ],
    ),
    (
        "entire text without brackets",
        TEXT,
        "1. Confidential-entire text.\n\n2. Gulls came.\n",
        &["1-1 portion C", "3-3 portion C"],
    ),
    (
        "entire text behind the bracket",
        TEXT,
        "1. (S) Entire text.\n\n2. Gulls came.\n",
        &["1-1 portion S", "3-3 portion S"],
    ),
    (
        "entire text with a damaged level",
        TEXT,
        "1. (8-Entire text)\n\n2. (U) Gulls came.\n",
        &["1-1 portion unreadable", "3-3 portion unreadable"],
    ),
    (
        "a subject's mark governs the subject alone",
        TEXT,
        "SUBJECT: (U) GULLS\n\nThey came at noon and stayed.\n",
        &["1-1 header U", "3-3 portion banner"],
    ),
    (
        "a marked heading governs itself alone",
        TEXT,
        "1. (S) Gulls came.\n\n(U) The Ferry\n\nIt was late.\n",
        &["1-1 portion S", "3-3 heading U", "5-5 portion banner"],
    ),
    (
        "a damaged mark",
        TEXT,
        "1. (U) Gulls came.\n\n2. (8) They left.\n\n(S$) More came.\n",
        &[
            "1-1 portion U",
            "3-3 portion unreadable",
            "5-5 portion unreadable",
        ],
    ),
    (
        "lost brackets",
        TEXT,
        "1. (U) Gulls came.\n\n2. (S They left.\n\n3. {C) More came.\n",
        &[
            "1-1 portion U",
            "3-3 portion unreadable",
            "5-5 portion unreadable",
        ],
    ),
    (
        "a damaged end mark",
        TEXT,
        "1. (U) Gulls came.\n\nThey left at noon. (S\n\nMore came at two. {S)\n",
        &[
            "1-1 portion U",
            "3-3 portion unreadable",
            "5-5 portion unreadable",
        ],
    ),
    (
        "a look-alike",
        TEXT,
        "1. (U) Gulls came.\n\n(\u{421}) They left.\n\n\u{ff08}U\u{ff09} More came.\n",
        &[
            "1-1 portion U",
            "3-3 portion unreadable",
            "5-5 portion unreadable",
        ],
    ),
    (
        "a hidden character in a mark",
        TEXT,
        "1. (U) Gulls came.\n\n2. (U\u{200b}) They left.\n",
        &["1-1 portion U", "3-3 portion unreadable"],
    ),
    (
        "an unknown mark",
        TEXT,
        "1. (U) Gulls came.\n\n(QUAYSIDE) They left.\n",
        &["1-1 portion U", "3-3 portion unreadable"],
    ),
    (
        "small letters are no mark to rely on",
        TEXT,
        "1. (S) Gulls came.\n\n2. (u) They left.\n",
        &["1-1 portion S", "3-3 portion unreadable"],
    ),
    (
        "letters of a list",
        TEXT,
        "1. (S) In full:\n\n(A) Gulls.\n(B) Terns.\n(C) Auks.\n",
        &["1-1 portion S", "3-3 list S", "4-4 list S", "5-5 list S"],
    ),
    (
        "figures of a list",
        TEXT,
        "1. (C) In full:\n\n(1) Gulls.\n\n(2) Terns.\n",
        &["1-1 portion C", "3-3 list C", "5-5 list C"],
    ),
    (
        "references are no marks",
        TEXT,
        "REF: (A) DELTA 12 (B) DELTA 13 (C) DELTA 14\n\n1. (U) Gulls came.\n",
        &["1-1 header banner", "3-3 portion U"],
    ),
    (
        "a list of names under a label",
        TEXT,
        "1. (SBU) Participants:\n\nDelta\n\nPiet Marrow, pilot\nIlse Quandt, keeper\n\nThe Ferry\n\n2. (U) It sank.\n",
        &[
            "1-1 portion U//SBU",
            "3-3 list U//SBU",
            "5-6 list U//SBU",
            "8-8 heading banner",
            "10-10 portion U",
        ],
    ),
    (
        "a level and words that the scheme does not know",
        TEXT,
        "SECRET\n\n1. (U) Gulls came.\n\n(SECRET FOOBAR) Auks came.\n\nTerns came.\n",
        &[
            "1-1 banner banner",
            "3-3 portion U",
            "5-5 portion unreadable",
            "7-7 continuation unreadable",
        ],
    ),
    (
        "rows without marks under a header row with marks",
        MARKDOWN,
        "(U) Gulls came.\n\n| (S) Ship | (U) Berth |\n|---|---|\n| Auk | 4 |\n\n| Ship | Berth |\n|---|---|\n| Tern | 5 |\n",
        &[
            "1-1 portion U",
            "3-4 portion S",
            "5-5 continuation S",
            "7-8 portion banner",
            "9-9 portion banner",
        ],
    ),
    (
        "rows without marks under a header row that is marked lower than the text above",
        MARKDOWN,
        "(C) Gulls came.\n\n| (U) Ship | (U) Berth |\n|---|---|\n| Auk | 4 |\n",
        &["1-1 portion C", "3-4 portion U", "5-5 continuation C"],
    ),
    (
        "a heading in the words of a head line",
        TEXT,
        "CONFIDENTIAL\n\nFM DELTA\n\nHARBOUR NEWS\n\nSUBJECT: FERRY\n\n1. (U) Gulls came.\n\nHARBOUR NEWS\n\nThe ferry sank.\n",
        &[
            "1-1 banner banner",
            "3-3 header banner",
            "5-5 header banner",
            "7-7 header banner",
            "9-9 portion U",
            "11-11 heading banner",
            "13-13 portion banner",
        ],
    ),
    (
        "a list letter behind which nothing stands",
        TEXT,
        "- a) \n- (see below)\n",
        &["1-1 list banner", "2-2 list banner"],
    ),
    (
        "a line of form feeds within a paragraph of Markdown",
        MARKDOWN,
        "\u{4}\u{c}\n\u{c}\u{c}\n\n(U) Gulls came.\n\u{c}\u{c}\nTerns came.\n",
        &["1-1 other banner", "4-6 portion U"],
    ),
    (
        "a list of names with a full stop behind the last",
        TEXT,
        "1. (SBU) Participants:\n\nDelta\n\nPiet Marrow, Pilot Board\nIlse Quandt, Harbour Office.\n\n2. (U) It sank.\n",
        &[
            "1-1 portion U//SBU",
            "3-3 list U//SBU",
            "5-6 list U//SBU",
            "8-8 portion U",
        ],
    ),
    (
        "running text under a heading in a list of names",
        TEXT,
        "1. (SBU) Participants:\n\nDelta\n\nPiet Marrow, pilot of the Auk, met\nIlse Quandt on Monday.\n\n2. (U) It sank.\n",
        &[
            "1-1 portion U//SBU",
            "3-3 heading banner",
            "5-6 portion banner",
            "8-8 portion U",
        ],
    ),
    (
        "an unmarked bullet among marked ones",
        TEXT,
        "\u{2022} (U) Gulls came.\n\u{2022} Terns came.\n\u{2022} (C) Auks came.\n",
        &["1-1 portion U", "2-2 list banner", "3-3 portion C"],
    ),
    (
        "bullets under a marked paragraph",
        TEXT,
        "(SBU) Key points:\n  \u{2022} Gulls came.\n  \u{2022} Terns came.\n",
        &["1-1 portion U//SBU", "2-2 list U//SBU", "3-3 list U//SBU"],
    ),
    (
        "a title right above a marked paragraph",
        TEXT,
        "1. (U) Gulls came.\n\nGULLS AND TERNS\n(C) They left.\n",
        &["1-1 portion U", "3-3 heading banner", "4-4 portion C"],
    ),
    (
        "a new message ends every portion",
        TEXT,
        "1. (U) Gulls came.\n\nFrom: Piet Marrow\nSent: Monday\nSubject: Gulls (SBU)\n\nThey left at noon, all of them.\n",
        &[
            "1-1 portion U",
            "3-4 header banner",
            "5-5 header U//SBU",
            "7-7 portion banner",
        ],
    ),
    (
        "a release stamp is no banner",
        TEXT,
        "1. (SBU) The ferry left the\nUNCLASSIFIED U.S. Department of State Case No. F-0000-00000\nquay.\n",
        &[
            "1-1 portion U//SBU",
            "2-2 other banner",
            "3-3 continuation U//SBU",
        ],
    ),
    (
        "a stamp that classifies is a floor",
        TEXT,
        "Class: CONFIDENTIAL - Reason: 1.4(B) - Declassify on: 01/01/2040\n\n1. (U) Gulls came.\n\n2. (S) They left.\n",
        &["1-1 other banner", "3-3 portion C", "5-5 portion S"],
    ),
    (
        "begin text, end text",
        TEXT,
        "1. (U) Begin text:\n\nDear Minister:\n\nThe Ferry\n\nIt sank.\n\nPiet Marrow\n\nEnd text.\n\nThe Lamp\n\nIt burns at night.\n",
        &[
            "1-1 portion U",
            "3-3 continuation U",
            "5-5 continuation U",
            "7-7 continuation U",
            "9-9 continuation U",
            "11-11 continuation U",
            "13-13 heading banner",
            "15-15 portion banner",
        ],
    ),
    (
        "a note for removed text ends a portion",
        TEXT,
        "1. (U) Gulls came.\n\n[2 paragraphs not declassified]\n\nTerns came too, and stayed.\n",
        &["1-1 portion U", "3-3 other banner", "5-5 portion banner"],
    ),
    (
        "a mark alone on its line",
        TEXT,
        "(U)\n\nThe three days of rain\n\nended on Sunday.\n",
        &["1-1 portion U", "3-3 continuation U", "5-5 continuation U"],
    ),
    (
        "Markdown: marks as the reader sees them",
        MARKDOWN,
        "**(S)** One.\n\n\\(C) Two.\n\n&#40;U) Three.\n",
        &["1-1 portion S", "3-3 portion C", "5-5 portion U"],
    ),
    (
        "Markdown: a mark in code lowers nothing",
        MARKDOWN,
        "(S) The log:\n\n```\n(U) line\n```\n\n`(U)` Text goes on.\n",
        &["1-1 portion S", "3-5 continuation S", "7-7 portion S"],
    ),
    (
        "Markdown: comments stay",
        MARKDOWN,
        "(U) One.\n\n<!-- (U) draft -->\n\n(U) Two.\n",
        &["1-1 portion U", "3-3 other banner", "5-5 portion U"],
    ),
    (
        "Markdown: a footnote has the highest mark that refers to it",
        MARKDOWN,
        "(U) One.[^a]\n\n(S) Two.[^a]\n\n(U) Three.[^b]\n\n[^a]: Note.\n\n[^b]: Note.\n\n[^c]: Note.\n",
        &[
            "1-1 portion U",
            "3-3 portion S",
            "5-5 portion U",
            "7-7 other S",
            "9-9 other U",
            "11-11 other banner",
        ],
    ),
    (
        "Markdown: a link definition likewise",
        MARKDOWN,
        "(C) See [the note][a].\n\n[a]: /x \"title\"\n[b]: /y \"title\"\n[a]: /z \"twice\"\n",
        &[
            "1-1 portion C",
            "3-3 other C",
            "4-4 other banner",
            "5-5 other banner",
        ],
    ),
    (
        "Markdown: rows with marks of their own",
        MARKDOWN,
        "(U) The table:\n\n| a | b |\n|---|---|\n| (S) x | y |\n| x | y |\n\n| b | a |\n|---|---|\n| x | y |\n",
        &[
            "1-1 portion U",
            "3-4 continuation U",
            "5-5 portion S",
            "6-6 portion banner",
            "8-9 portion banner",
            "10-10 portion banner",
        ],
    ),
    (
        "Markdown: table rows",
        MARKDOWN,
        "(U) The table:\n\n| a | b |\n|---|---|\n| x | (S) y |\n| x | y |\n",
        &[
            "1-1 portion U",
            "3-4 continuation U",
            "5-5 portion S",
            "6-6 continuation U",
        ],
    ),
    (
        "Markdown: front matter",
        MARKDOWN,
        "---\ntitle: Gulls\nmarking: U\n---\n\n(U) One.\n",
        &["1-4 header banner", "6-6 portion U"],
    ),
    (
        "Markdown: rules further down are no front matter",
        MARKDOWN,
        "(U) One.\n\n---\nGulls came.\n\n---\n",
        &[
            "1-1 portion U",
            "3-3 other banner",
            "4-4 portion banner",
            "6-6 other banner",
        ],
    ),
    (
        "text is no message head",
        TEXT,
        "FM DELTA CITY\nTO LANTERN HILL\nThe ferry sank at noon.\n\nAction: sink another ferry\n\n1. (U) Gulls came.\n\nTo: be or not\n",
        &[
            "1-2 header banner",
            "3-3 portion banner",
            "5-5 heading banner",
            "7-7 portion U",
            "9-9 heading banner",
        ],
    ),
    (
        "Markdown: a paragraph that hides a comment",
        MARKDOWN,
        "(U) One.\n\n(U) Two <!-- draft --> goes on.\n\n(U) H<sub>2</sub>O.\n",
        &["1-1 portion U", "3-3 portion banner", "5-5 portion U"],
    ),
    (
        "Markdown: nested items",
        MARKDOWN,
        "- (C) One.\n  - two\n    - (U) three\n      - four\n- five\n",
        &[
            "1-1 portion C",
            "2-2 list C",
            "3-3 portion U",
            "4-4 list U",
            "5-5 list banner",
        ],
    ),
    (
        "Markdown: a banner in bold",
        MARKDOWN,
        "**SECRET//NOFORN**\n\n# Gulls\n\n(U) One.\n",
        &["1-1 banner banner", "3-3 heading banner", "5-5 portion U"],
    ),
    (
        "a mark behind a bullet or number of any style",
        TEXT,
        "1. (U) Gulls came.\n\n§ (S) The lamp.\n\n► (C) The oil.\n\n1.2 (S) The wick.\n\n(1) (C) The quay.\n\nii) (S) The board.\n",
        &[
            "1-1 portion U",
            "3-3 portion S",
            "5-5 portion C",
            "7-7 portion S",
            "9-9 portion C",
            "11-11 portion S",
        ],
    ),
    (
        "a letter that stands for a bullet",
        TEXT,
        "• (SBU) At the quay:\n   o Crowds came.\n   o (C) The oil is gone.\n",
        &["1-2 portion U//SBU", "3-3 portion C"],
    ),
    (
        "items in brackets with and without marks",
        TEXT,
        "1. (C) They agreed:\n\n(1) to buy oil;\n(2) to wait; and\n(3) (S) to hide the lamp.\n",
        &["1-1 portion C", "3-3 list C", "4-4 list C", "5-5 portion S"],
    ),
    (
        "marks right behind each other",
        TEXT,
        "(U) (S) Gulls came.\n\n(U)(C) Gulls left.\n",
        &["1-1 portion S", "3-3 portion C"],
    ),
    (
        "marks inside: no blank, a dash, a bullet, a wide gap, another bracket",
        TEXT,
        "(U) Gulls came.(S) They left.\n\n(U) Gulls came - (C) they left.\n\n(U) One • (S) Two\n\n(U) Lamp   (C) Oil\n\n(U) Gulls came. [S] They left.\n",
        &[
            "1-1 portion S",
            "3-3 portion C",
            "5-5 heading S",
            "7-7 heading C",
            "9-9 portion unreadable",
        ],
    ),
    (
        "a mark in the midst of a sentence is none",
        TEXT,
        "(U) The lamp (S) burns, as para 3 (C) says.\n",
        &["1-1 portion U"],
    ),
    (
        "doubled brackets",
        TEXT,
        "(U) Gulls came.\n\n((S)) The lamp is out.\n",
        &["1-1 portion U", "3-3 portion unreadable"],
    ),
    (
        "both brackets lost",
        TEXT,
        "(U) Gulls came.\n\nS The lamp is out.\n",
        &["1-1 portion U", "3-3 portion unreadable"],
    ),
    (
        "a mark behind a label",
        TEXT,
        "1. (C) Gulls came.\n\nCOMMENT: (U) They left.\n\nNote: (SBU) The lamp is out.\n\nSummary (S): The oil is gone.\n",
        &[
            "1-1 portion C",
            "3-3 portion U",
            "5-5 portion U//SBU",
            "7-7 portion S",
        ],
    ),
    (
        "a reference is no label",
        TEXT,
        "1. (S) Gulls came.\n\nRef: (U) is what the keeper wrote.\n",
        &["1-1 portion S", "3-3 continuation S"],
    ),
    (
        "a mark at the end of a last sentence, and the letter of a reference",
        TEXT,
        "(U) The lamp burns (S).\n\n(U) It burns, as in ref (C).\n\n(U) Gulls came.\n\nThe oil is gone (C)\n",
        &["1-1 portion S", "3-3 portion U", "5-5 portion U", "7-7 heading C"],
    ),
    (
        "numbers of other styles end a portion",
        TEXT,
        "1. (U) Gulls.\n\n1.2 The lamp.\n\n2. (U) Gulls.\n\n#3 The lamp.\n\n4. (U) Gulls.\n\nPara 5: The lamp.\n\n6. (U) Gulls.\n\n7, The lamp.\n\n8. (U) Gulls.\n\n19 May was dark.\n",
        &[
            "1-1 portion U",
            "3-3 portion banner",
            "5-5 portion U",
            "7-7 portion banner",
            "9-9 portion U",
            "11-11 portion banner",
            "13-13 portion U",
            "15-15 portion banner",
            "17-17 portion U",
            "19-19 continuation U",
        ],
    ),
    (
        "numbers of other styles without a blank line",
        TEXT,
        "1. (U) Gulls came.\n1.2 The lamp is out.\n",
        &["1-1 portion U", "2-2 portion banner"],
    ),
    (
        "what announces itself ends a portion",
        TEXT,
        "1. (U) Gulls.\n\nCOMMENT: The lamp is out.\n\n2. (U) Gulls.\n\nACTION REQUESTED.\n\n3. (U) Gulls.\n\nEND SUMMARY.\n\n4. (U) Gulls.\n",
        &[
            "1-1 portion U",
            "3-3 portion banner",
            "5-5 portion U",
            "7-7 portion banner",
            "9-9 portion U",
            "11-11 continuation U",
            "13-13 portion U",
        ],
    ),
    (
        "a numbered title governs itself alone",
        TEXT,
        "1. (U) The Lamp\n\nIt is out.\n\n2. (SBU) Participants:\n\nPiet Marrow\nOrla Quay\n",
        &[
            "1-1 heading U",
            "3-3 portion banner",
            "5-5 portion U//SBU",
            "7-8 list U//SBU",
        ],
    ),
    (
        "a title with a mark at its end stands alone",
        TEXT,
        "1. (C) Gulls came.\n\nThe Lamp (SBU)\n--------\n\n2. (U) Gulls left.\n",
        &["1-1 portion C", "3-4 heading U//SBU", "6-6 portion U"],
    ),
    (
        "a bullet below a title",
        TEXT,
        "• (C) The oil is gone.\n\nTalking Points\n* The lamp is out.\n",
        &["1-1 portion C", "3-3 heading banner", "4-4 list banner"],
    ),
    (
        "an end mark is that of the last of short lines",
        TEXT,
        "The lamp is out. (C)\n\nThe oil is gone. (U)\n\nTab A Oil\nTab B Wicks (U)\n",
        &["1-1 portion C", "3-3 portion U", "5-6 portion banner"],
    ),
    (
        "a title ends with a note in brackets: a sentence",
        TEXT,
        "(U) The ferry was late. (Embassy Delta)\n\nIt was dark.\n",
        &["1-1 portion U", "3-3 continuation U"],
    ),
    (
        "the head of a quoted mail",
        TEXT,
        "> From: Piet Marrow\n> Sent: Monday\n> Subject: The lamp (U)\n>\n> (C) It is out.\n",
        &[
            "1-2 header banner",
            "3-3 header U",
            "4-4 other banner",
            "5-5 portion C",
        ],
    ),
    (
        "the text below a short subject",
        TEXT,
        "SUBJECT: THE LAMP\nIt is out.\n\nSUBJECT: LAMPS AND OIL\nTHE LAMP IS OUT AND THE OIL IS GONE.\n",
        &[
            "1-1 header banner",
            "2-2 portion banner",
            "4-4 header banner",
            "5-5 portion banner",
        ],
    ),
    (
        "a subject over two lines",
        TEXT,
        "SUBJECT: (C) THE KEEPER OUTLINES PLANS FOR THE OLD\nLAMP AND THE QUAY\n\nSubject: The keeper outlines plans for the old lamp\nand the quay (C)\n",
        &["1-2 header C", "4-5 header C"],
    ),
    (
        "a signer right above a trailer",
        TEXT,
        "1. (U) Gulls came.\nMARROW\nBT\n\n2. (U) Gulls left.\nPiet Marrow\nSECRET\n",
        &[
            "1-1 portion U",
            "2-2 signature banner",
            "3-3 trailer banner",
            "5-5 portion U",
            "6-6 signature banner",
            "7-7 banner banner",
        ],
    ),
    (
        "a page header with a time",
        TEXT,
        "1. (U) Gulls came\n\nPAGE 03        DELTA  00123  01 OF 02  301234Z\n\nand left.\n",
        &["1-1 portion U", "3-3 other banner", "5-5 continuation U"],
    ),
    (
        "a stamp that classifies behind an authority",
        TEXT,
        "Classified by the board on 2 May — Class: CONFIDENTIAL      RELEASE IN PART\n\n(U) Gulls came.\n",
        &["1-1 other banner", "3-3 portion C"],
    ),
    (
        "a break in HTML begins a line",
        MARKDOWN,
        "(U) Gulls came<br>(S) The lamp is out.\n",
        &["1-1 portion S"],
    ),
    (
        "a section repeats lines of the head",
        TEXT,
        "S E C R E T SECTION 01 OF 02 DELTA 000123\n\nSIPDIS\n\nDEPT FOR HARBOURS\n\nTAGS: PREL\nSUBJECT: LAMPS\n\n1. (U) Gulls came\n\nS E C R E T SECTION 02 OF 02 DELTA 000123\n\nSIPDIS\n\nDEPT FOR HARBOURS\n\nTAGS: PREL\nSUBJECT: LAMPS\n\nand left.\n",
        &[
            "1-1 banner banner",
            "3-3 header banner",
            "5-5 header banner",
            "7-7 header banner",
            "8-8 header banner",
            "10-10 portion U",
            "12-12 banner banner",
            "14-14 other banner",
            "16-16 other banner",
            "18-18 other banner",
            "19-19 other banner",
            "21-21 continuation U",
        ],
    ),
    (
        "quoted text is read without its signs",
        TEXT,
        "> 1. (U) Gulls came.\n>\n> The Lamp\n> --------\n>\n> It is out.\n",
        &[
            "1-1 portion U",
            "2-2 other banner",
            "3-4 heading banner",
            "5-5 other banner",
            "6-6 portion banner",
        ],
    ),
    (
        "a banner with the number of its page",
        TEXT,
        "1. (U) Gulls came\n\nSECRET - 2 -\n\nand\n\n3 SECRET\n\nleft.\n",
        &[
            "1-1 portion U",
            "3-3 other banner",
            "5-5 continuation U",
            "7-7 other banner",
            "9-9 continuation U",
        ],
    ),
    (
        "fixed spaces in marks and titles",
        TEXT,
        "1. (S)\u{a0}Entire\u{a0}text.\n\nIt is out.\n\n(C-Entire\u{a0}text)\n\nIV.\u{a0}The lamp\n",
        &[
            "1-1 portion S",
            "3-3 continuation S",
            "5-5 portion S",
            "7-7 heading banner",
        ],
    ),
    (
        "the line numbers of a statute are no paragraph numbers",
        TEXT,
        "  6 The board shall burn the lamp.\n  7 (C) REPORT. It shall report.\n",
        &["1-2 portion banner"],
    ),
    (
        "a list of names, one a paragraph, under an entire-text mark",
        TEXT,
        "1. (C-Entire text)\n\n2. Participants:\n\nDelta\n\nPiet Marrow\n\nOrla Quay\n\nThe Lamp\n\nIt is out.\n",
        &[
            "1-1 portion C",
            "3-3 portion C",
            "5-5 list C",
            "7-7 list C",
            "9-9 list C",
            "11-11 heading banner",
            "13-13 portion C",
        ],
    ),
    (
        "an own mark in a last sentence under an entire-text mark",
        TEXT,
        "1. (C-Entire text)\n\n2. (C) Gulls came.\n\nThe Lamp\n\nthe lamp was found\nat the pier\n(S)\n",
        &[
            "1-1 portion C",
            "3-3 portion C",
            "5-5 heading banner",
            "7-9 portion S",
        ],
    ),
    (
        "a mark at the end of a line before a new one",
        TEXT,
        "(U) Items:\nThe oil (S)\nThe wick\n\n(U) The lamp (S)\nof the quay.\n",
        &["1-3 portion S", "5-6 portion U"],
    ),
    (
        "a bracket closed by another sign inside a paragraph",
        TEXT,
        "(U) The board of the lamps has asked again for the\n(S} oil (for lamps) that is gone.\n",
        &["1-2 portion unreadable"],
    ),
    (
        "a bracket closed by another sign begins a paragraph behind a finished line",
        TEXT,
        "(U) Items are:\n(S} The oil (for lamps) is gone.\n",
        &["1-1 portion U", "2-2 portion unreadable"],
    ),
    (
        "attachments and underlined titles among the names of a list",
        TEXT,
        "1. (SBU) Participants:\n\nDelta\n\nPiet Marrow\nOrla Quay\n\nThe Board\n---------\n\nMr. Gull\nMr. Tern\n\n2. (SBU) Papers:\n\nTab A\n\nThe oil\nThe wick\n",
        &[
            "1-1 portion U//SBU",
            "3-3 list U//SBU",
            "5-6 list U//SBU",
            "8-9 heading banner",
            "11-12 portion banner",
            "14-14 portion U//SBU",
            "16-16 heading banner",
            "18-19 portion banner",
        ],
    ),
    (
        "a number behind a note or an item begins a paragraph, behind half a sentence it does not",
        TEXT,
        "1. (U) Gulls came. (Quay News, page 24)\n\n99. The lamp is out.\n\n2. (U) They saw\n\n- the lamp\n\n99. The oil is gone.\n\n3. (U) They counted only\n\n45. At noon they left.\n",
        &[
            "1-1 portion U",
            "3-3 portion banner",
            "5-5 portion U",
            "7-7 list U",
            "9-9 portion banner",
            "11-11 portion U",
            "13-13 continuation U",
        ],
    ),
    (
        "a signature in writing",
        TEXT,
        "1. (U) Gulls came.\n\n//SIGNED//\nPiet Marrow\n",
        &["1-1 portion U", "3-4 signature banner"],
    ),
    (
        "marks at the ends of cells and footnotes only raise",
        MARKDOWN,
        "(C) Gulls[^1]:\n\n| Thing | Cost |\n|---|---|\n| Oil (S) | 1 |\n| Wick (U) | 2 |\n\n[^1]: Of the quay (S)\n",
        &[
            "1-1 portion C",
            "3-4 continuation C",
            "5-5 portion S",
            "6-6 portion C",
            "8-8 other S",
        ],
    ),
    (
        "references over two lines",
        TEXT,
        "REF: (A) DELTA 16 (B) DELTA 80\n(C) DELTA 87 (D) DELTA 91\n\n1. (C) Gulls came.\n",
        &["1-2 header banner", "4-4 portion C"],
    ),
    (
        "a mark alone on its line has no text below where an attachment comes",
        TEXT,
        "1. (U)\n\nTab A\n\nThe lamp is out.\n",
        &["1-1 portion U", "3-3 heading banner", "5-5 portion banner"],
    ),
];

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for (name, format, text, expected) in CASES {
        let found = shown(*format, text);
        if found != *expected {
            wrong.push(format!("{name}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn leads_and_numbers() {
    for (format, text, lead, number) in [
        (TEXT, "12. (C) Gulls.", "12. ", Some("12")),
        (TEXT, "\u{b6}7. (C) Gulls.", "\u{b6}7. ", Some("7")),
        (TEXT, "- (C) Gulls came.", "- ", None),
        (TEXT, "SUBJECT: (U) GULLS", "SUBJECT: ", None),
        (TEXT, "SUBJECT: GULLS", "SUBJECT: ", None),
        (TEXT, "(C) Gulls.", "", None),
        (MARKDOWN, "> - (C) Gulls came.", "> - ", None),
        (MARKDOWN, "## (U) Gulls", "## ", None),
        (MARKDOWN, "3. (U) Gulls came.", "3. ", Some("3")),
        (MARKDOWN, "**(U)** Gulls came.", "", None),
        (MARKDOWN, "12\\. \\(C) Gulls came.", "12\\. ", Some("12")),
    ] {
        let (blocks, _) = read(format, text);
        assert_eq!(blocks[0].lead.of(text), lead, "{text}");
        assert_eq!(blocks[0].number.map(|n| n.of(text)), number, "{text}");
    }
}

#[test]
fn levels_are_found_where_they_stand() {
    for (format, text, level) in [
        (
            TEXT,
            "C O N F I D E N T I A L DELTA 003122\n\n1. (C) x.\n",
            "C O N F I D E N T I A L",
        ),
        (TEXT, "ZNY CCCCC ZZH\n\n1. (C) x.\n", "ZNY CCCCC"),
        (
            TEXT,
            "S E C R E T SECTION 01 OF 02 DELTA 000012\n\n1. (C) x.\n",
            "S E C R E T",
        ),
        (MARKDOWN, "# SECRET//NOFORN\n\n(C) x.\n", "SECRET//NOFORN"),
        (MARKDOWN, "---\nclassification: SECRET\n---\n\n(C) x.\n", "SECRET"),
    ] {
        let (blocks, _) = read(format, text);
        let levels: Vec<&str> = blocks
            .iter()
            .flat_map(|b| &b.levels)
            .map(|l| l.span.of(text))
            .collect();
        assert_eq!(levels, [level], "{text}");
    }
}

#[test]
fn roles_of_what_a_format_can_hide() {
    let text = "---\na: b\n---\n\n(U) One [x][a].[^n]\n\n<!-- c -->\n\n```\nd\n```\n\n[a]: /x\n\n[^n]: e\n";
    let (blocks, _) = read(MARKDOWN, text);
    let roles: Vec<Role> = blocks.iter().map(|b| b.role).collect();
    assert_eq!(
        roles,
        [
            Role::FrontMatter,
            Role::Plain,
            Role::Hidden,
            Role::Code,
            Role::LinkDefinition,
            Role::Footnote
        ]
    );
}

/// The same invented cable as text and as Markdown is governed alike, paragraph by paragraph.
#[test]
fn the_cable_is_governed_alike_in_both_formats() {
    let cable = include_str!("data/09DELTA3122.txt");
    let twin = include_str!("data/09DELTA3122.md");
    let governed = |format, text: &str| -> Vec<(String, String)> {
        let (blocks, governance) = read(format, text);
        let mut list: Vec<(String, String)> = Vec::new();
        for (block, one) in blocks.iter().zip(&governance.blocks) {
            let words: String = block
                .body
                .of(text)
                .lines()
                .map(|l| l.trim_start_matches(|c: char| "#-* ".contains(c)))
                .collect::<Vec<_>>()
                .join("\n")
                .replace(['*', '\\'], "")
                .replace("&#40;", "(");
            for line in words.lines().filter(|l| !l.is_empty()) {
                list.push((line.to_owned(), format!("{:?}", one.governing)));
            }
        }
        list
    };
    assert_eq!(governed(TEXT, cable), governed(MARKDOWN, twin));
    let (blocks, governance) = read(TEXT, cable);
    let portions = blocks.iter().filter(|b| b.kind == Kind::Portion).count();
    assert_eq!(portions, 10);
    assert_eq!(governance.overall.unwrap().banner(), "CONFIDENTIAL");
    assert!(governance.findings.is_empty());
}

#[test]
fn the_overall_classification() {
    for (text, overall) in [
        ("SECRET\n\n1. (U) Gulls.\n", Some("S")),
        ("UNCLASSIFIED\n\n1. (C) Gulls.\n", Some("C")),
        ("1. (U) Gulls.\n\n2. (C) Terns.\n", None),
        ("1. (U) Gulls.\n\n2. (8) Terns.\n", None),
        ("Gulls came.\n", None),
        ("ZNY SSSSS ZZH\n\nGulls came.\n", Some("S")),
    ] {
        let (_, governance) = read(TEXT, text);
        assert_eq!(
            governance.overall.as_ref().map(|m| m.portion()),
            overall,
            "{text}"
        );
    }
}

#[test]
fn findings_say_what_is_wrong_without_text() {
    for (text, id) in [
        ("SECRET\n\n1. (8) Gulls.\n", "damaged-mark"),
        ("SECRET\n\n1. (\u{421}) Gulls.\n", "look-alike-mark"),
        ("SECRET\n\n1. (QUAYSIDE) Gulls.\n", "unknown-mark"),
        ("SECRET\n\n1. (U) Terns.\n\n2. Gulls came.\n", "missing-mark"),
        ("UNCLASSIFIED\n\n1. (S) Gulls.\n", "banner-too-low"),
        ("Gulls came.\n", "unknown-overall"),
    ] {
        let (_, governance) = read(TEXT, text);
        let ids: Vec<&str> = governance.findings.iter().map(|f| f.id).collect();
        assert_eq!(ids, [id], "{text}");
        assert!(governance.findings.iter().all(|f| !f.message.contains("Gulls")));
    }
}
