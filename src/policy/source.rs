//! A policy as written: every key of the language, each value with its place.

use super::model::{Across, Action, Amount, SpillAction};
use super::rule::Unit;
use super::test_case::Expected;
use super::unmarked::{Part, UnmarkedRule};
use crate::document::Format;
use crate::span::Span;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// A policy file.
#[derive(Debug, Default)]
pub(super) struct PolicySource {
    pub(super) id: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) scheme: Option<At<String>>,
    pub(super) extends: Option<At<String>>,
    pub(super) releasable: Option<At<Vec<At<EntrySource>>>>,
    pub(super) action: Option<At<Action>>,
    pub(super) mask: Option<MaskSource>,
    pub(super) reasons: Option<ReasonsSource>,
    pub(super) unmarked: Vec<(Part, At<UnmarkedRule>)>,
    pub(super) remark: Option<RemarkSource>,
    pub(super) rules: Vec<RuleSource>,
    pub(super) declassification: Option<DeclassificationSource>,
    pub(super) spill: Option<SpillSource>,
    pub(super) tests: Vec<TestSource>,
}

/// One entry of `releasable` or of a rule's `marking`.
#[derive(Debug)]
pub(super) enum EntrySource {
    Exactly(String),
    UpTo {
        up_to: At<String>,
        allow: Vec<At<String>>,
        to: Vec<At<String>>,
    },
}

#[derive(Debug, Default)]
pub(super) struct MaskSource {
    pub(super) text: Option<At<String>>,
    pub(super) amount: Option<At<Amount>>,
    pub(super) keep_number: Option<At<bool>>,
    pub(super) merge: Option<At<bool>>,
}

#[derive(Debug, Default)]
pub(super) struct ReasonsSource {
    pub(super) from_document: Option<At<bool>>,
    pub(super) by_marking: Vec<(At<String>, At<String>)>,
    pub(super) default: Option<At<String>>,
}

#[derive(Debug, Default)]
pub(super) struct RemarkSource {
    pub(super) banner: Option<At<bool>>,
    pub(super) caption: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct RuleSource {
    /// Whether some of it could not be read, which has its own message.
    pub(super) broken: bool,
    pub(super) span: Span,
    pub(super) id: Option<At<String>>,
    pub(super) withhold: Option<At<Unit>>,
    pub(super) release: Option<Span>,
    pub(super) when: Option<WhenSource>,
    pub(super) reason: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct WhenSource {
    pub(super) span: Span,
    pub(super) text: Option<At<String>>,
    pub(super) marking: Vec<At<EntrySource>>,
    pub(super) kind: Vec<At<Part>>,
}

#[derive(Debug, Default)]
pub(super) struct DeclassificationSource {
    pub(super) honour: Option<At<bool>>,
    pub(super) as_of: Option<At<String>>,
    pub(super) events: Vec<At<String>>,
}

#[derive(Debug, Default)]
pub(super) struct SpillSource {
    pub(super) words: Option<At<usize>>,
    pub(super) names: Option<At<bool>>,
    pub(super) action: Option<At<SpillAction>>,
    pub(super) across: Option<At<Across>>,
}

#[derive(Debug)]
pub(super) struct TestSource {
    /// Whether some of it could not be read, which has its own message.
    pub(super) broken: bool,
    pub(super) span: Span,
    pub(super) name: Option<At<String>>,
    pub(super) text: Option<At<String>>,
    pub(super) file: Option<At<String>>,
    pub(super) format: Option<At<Format>>,
    pub(super) expect: Option<At<Vec<Expected>>>,
    pub(super) per_block: bool,
    pub(super) by: Option<At<String>>,
    pub(super) reason: Option<At<String>>,
    pub(super) shows: Vec<At<String>>,
    pub(super) hides: Vec<At<String>>,
    pub(super) spills: Option<At<bool>>,
}
