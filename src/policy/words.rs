//! The words that each choice is written with, and what they mean.

use super::model::{Across, Action, Amount, SpillAction};
use super::rule::Unit;
use super::test_case::Expected;
use super::unmarked::{Part, UnmarkedRule};
use crate::document::Format;

pub(super) const ACTION: &[(&str, Action)] = &[("mask", Action::Mask), ("strip", Action::Strip)];
pub(super) const AMOUNT: &[(&str, Amount)] = &[
    ("paragraphs", Amount::Paragraphs),
    ("lines", Amount::Lines),
    ("words", Amount::Words),
    ("none", Amount::None),
];
pub(super) const UNMARKED: &[(&str, UnmarkedRule)] = &[
    ("banner", UnmarkedRule::Banner),
    ("withhold", UnmarkedRule::Withhold),
    ("release", UnmarkedRule::Release),
];
pub(super) const CONTINUATION: &[(&str, UnmarkedRule)] = &[
    ("inherit", UnmarkedRule::Inherit),
    ("banner", UnmarkedRule::Banner),
    ("withhold", UnmarkedRule::Withhold),
];
pub(super) const UNIT: &[(&str, Unit)] = &[
    ("match", Unit::Match),
    ("sentence", Unit::Sentence),
    ("paragraph", Unit::Paragraph),
];
pub(super) const SPILL: &[(&str, SpillAction)] =
    &[("refuse", SpillAction::Refuse), ("warn", SpillAction::Warn)];
pub(super) const ACROSS: &[(&str, Across)] = &[
    ("refuse", Across::Refuse),
    ("warn", Across::Warn),
    ("none", Across::None),
];
pub(super) const EXPECTED: &[(&str, Expected)] = &[
    ("release", Expected::Release),
    ("withhold", Expected::Withhold),
    ("in part", Expected::InPart),
];
pub(super) const FORMAT: &[(&str, Format)] = &[("text", Format::Text), ("markdown", Format::Markdown)];
pub(super) const PART: &[(&str, Part)] = &[
    ("continuation", Part::Continuation),
    ("heading", Part::Heading),
    ("header", Part::Header),
    ("subject", Part::Subject),
    ("authority", Part::Authority),
    ("paragraph", Part::Paragraph),
    ("signature", Part::Signature),
    ("front_matter", Part::FrontMatter),
    ("hidden", Part::Hidden),
    ("other", Part::Other),
];
