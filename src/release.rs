//! One document through all stages, without I/O.

use crate::decide::{Decided, Decision, decide};
use crate::document::{Block, Document, Format, Kind, Role, segment_with};
use crate::effective::{Effective, Governance, Governing, govern};
use crate::finding::Finding;
use crate::marking::{Marking, lowest, roll_up, within};
use crate::policy::{Action, Amount, Policy};
use crate::recheck::{FirstReading, RecheckError, recheck};
use crate::redact::{Blocks, Look, MaskLook, Measure, Remark, redact};
use crate::segment::{Segment, SegmentError, Segments};
use crate::span::Span;
use crate::spill::{self, Spilled};

/// How much of a document leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// All of it.
    Released,
    /// Some of it.
    InPart,
    /// Nothing but structure: headers, masks, numbers.
    Withheld,
}

/// Portions by what became of them; `released + withheld` is the number of portions in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Portions of which every byte leaves.
    pub released: usize,
    /// Portions of which some or all stays.
    pub withheld: usize,
    /// Parts cut out of released blocks by rules.
    pub passages: usize,
}

/// A release that passed its own checks, and what went into it.
#[derive(Debug)]
pub struct Release<'a> {
    /// What is kept, cut and made.
    pub segments: Segments<'a>,
    /// The release.
    pub text: String,
    /// How much leaves.
    pub outcome: Outcome,
    /// Portions by what became of them.
    pub counts: Counts,
    /// The overall classification of the source, where it is known.
    pub overall: Option<Marking>,
    /// The overall marking of the release; `None` where nothing marked is left and the scheme has no lowest level.
    pub remarked: Option<Marking>,
    /// What a person should know: spans of the source.
    pub findings: Vec<Finding>,
}

/// Why a release is refused. Nothing of it may be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The release, read again as a stranger would, is not what the policy allows.
    #[error(transparent)]
    Recheck(#[from] RecheckError),
    /// Words of withheld text stand again in text that would leave.
    #[error("withheld words stand again in text that would leave, at {}", places(.0))]
    Spill(Vec<Spilled>),
    /// Longer than [`Span::reaches`].
    #[error("the document is longer than 4 GiB")]
    TooLong,
    /// The engine lost or doubled bytes: a defect.
    #[error("the segments do not tile the source: {0}")]
    Segments(#[from] SegmentError),
}

/// How many places refuse the release; what is only noted or warned of is none of them.
fn places(spilled: &[Spilled]) -> String {
    match spilled.iter().filter(|one| one.refuses).count() {
        1 => "1 place".to_owned(),
        count => format!("{count} places"),
    }
}

/// A document that was read and decided, before anything is put together.
#[derive(Debug)]
pub struct Judgement {
    /// Its blocks, tiling the source.
    pub blocks: Vec<Block>,
    /// What governs each.
    pub governance: Governance,
    /// What happens to each byte, tiling the source.
    pub decided: Vec<Decided>,
}

impl Judgement {
    /// Each decision with the block that it concerns and what governs that, in order.
    pub fn each(&self) -> impl Iterator<Item = (&Decided, &Block, &Effective)> {
        self.decided.iter().filter_map(|one| {
            let block = self.blocks.get(one.block)?;
            Some((one, block, self.governance.blocks.get(one.block)?))
        })
    }
}

/// Reads a document and decides what happens to each byte of it.
#[must_use]
pub fn judge(policy: &Policy, document: &Document<'_>) -> Judgement {
    let (blocks, scratch) = segment_with(document, &policy.scheme);
    let governance = govern(document, &blocks, &policy.scheme);
    let decided = decide(policy, document, &blocks, &governance);
    drop(scratch);
    Judgement {
        blocks,
        governance,
        decided,
    }
}

/// Prepares the release of `document` under `policy`.
///
/// The same document, policy and engine version give the same bytes, whatever the time or machine.
///
/// # Errors
///
/// [`Refusal`] where the release, parsed afresh, does not hold what the policy says.
pub fn release<'a>(policy: &Policy, document: &Document<'a>) -> Result<Release<'a>, Refusal> {
    release_judged(policy, document, judge(policy, document))
}

/// The same for a document that was judged already, under the same policy.
///
/// # Errors
///
/// As for [`release`].
pub fn release_judged<'a>(
    policy: &Policy,
    document: &Document<'a>,
    judgement: Judgement,
) -> Result<Release<'a>, Refusal> {
    if !Span::reaches(document.text().len()) {
        return Err(Refusal::TooLong);
    }
    let spilled = spill::check(
        policy,
        document,
        &judgement.blocks,
        &judgement.governance,
        &judgement.decided,
    );
    if spilled.iter().any(|one| one.refuses) {
        return Err(Refusal::Spill(spilled));
    }
    let remarked = overall_of_rest(policy, &judgement);
    let look = look(policy, document.format(), remarked.as_ref());
    let of = |index: usize| {
        let effective = judgement.governance.blocks.get(index)?;
        Some((effective.portion, mark_of(&effective.governing)))
    };
    let blocks = Blocks::new(&judgement.blocks, &of);
    let segments = redact(document.text(), blocks, &judgement.decided, &look)?;
    let counts = counts(&judgement);
    let outcome = outcome(&segments, &judgement);
    let first = FirstReading::new(policy, document, &judgement.blocks, &judgement.governance);
    // Of a large document, memory is for one reading at a time.
    drop((judgement.blocks, judgement.decided, judgement.governance.blocks));
    let (overall, findings) = (judgement.governance.overall, judgement.governance.findings);
    let text = segments.release();
    recheck(policy, &first, &segments, &text, remarked.as_ref())?;
    let spilled = spilled.iter().map(Spilled::finding);
    Ok(Release {
        segments,
        text,
        outcome,
        counts,
        overall,
        remarked,
        findings: findings.into_iter().chain(spilled).collect(),
    })
}

/// What a record calls the marking that governs a block: its canonical form, `banner` for the overall classification,
/// `unreadable` for a mark that cannot be read.
#[must_use]
pub fn mark_of(governing: &Governing) -> &str {
    match governing {
        Governing::Known(marking) => marking.portion(),
        Governing::Overall => "banner",
        Governing::Unreadable(_) => "unreadable",
    }
}

/// The overall marking of what is left (roll-up of the marking grammar, section 5), the scheme's lowest level where no
/// marked text is left.
fn overall_of_rest(policy: &Policy, judgement: &Judgement) -> Option<Marking> {
    let overall = judgement.governance.overall.as_ref();
    let overall_leaves = overall.is_some_and(|m| {
        policy
            .releasable
            .iter()
            .any(|entry| within(&policy.scheme, entry, m))
    });
    let mut left: Vec<Marking> = Vec::new();
    for (one, block, effective) in judgement.each() {
        let Decision::Release(_) = one.decision else {
            continue;
        };
        let marking = match &effective.governing {
            Governing::Known(marking) => Some(marking),
            Governing::Overall if overall_leaves && block.kind != Kind::Banner => overall,
            Governing::Overall | Governing::Unreadable(_) => None,
        };
        if let Some(marking) = marking
            && !left.contains(marking)
        {
            left.push(marking.clone());
        }
    }
    roll_up(&policy.scheme, &left).or_else(|| lowest(&policy.scheme))
}

fn look(policy: &Policy, format: Format, remarked: Option<&Marking>) -> Look {
    let mask = (policy.action == Action::Mask).then(|| MaskLook {
        template: policy.mask.text.clone(),
        measure: match policy.mask.amount {
            Amount::Paragraphs => Measure::Portions,
            Amount::Lines => Measure::Lines,
            Amount::Words => Measure::Words,
            Amount::None => Measure::Nothing,
        },
        keep_lead: policy.mask.keep_number,
        merge: policy.mask.merge,
    });
    Look {
        mask,
        remark: remarked.filter(|_| policy.remark_banner).map(remark),
        caption: policy.caption.clone(),
        markdown: format == Format::Markdown,
    }
}

/// The three forms in which a document states its overall classification. Spaced letters and `ZNY` are for classified
/// messages; an unclassified one has `ZNR UUUUU` (5 FAH-2 H-222; marking grammar, section 6).
fn remark(marking: &Marking) -> Remark {
    let banner = marking.banner().to_owned();
    let (level, controls) = banner
        .split_once("//")
        .map_or((banner.as_str(), None), |(l, c)| (l, Some(c)));
    let classified = marking.rank() > 1;
    let spaced = if classified && !level.is_empty() {
        let letters: Vec<String> = level
            .split(' ')
            .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(" "))
            .collect();
        let letters = letters.join("   ");
        controls.map_or_else(|| letters.clone(), |c| format!("{letters}//{c}"))
    } else {
        banner.clone()
    };
    let letter = level.chars().next().unwrap_or('U');
    let letters: String = std::iter::repeat_n(letter, 5).collect();
    let transmission = if classified {
        format!("ZNY {letters}")
    } else {
        "ZNR UUUUU".to_owned()
    };
    Remark {
        spaced,
        transmission,
        banner,
    }
}

fn counts(judgement: &Judgement) -> Counts {
    // Per block, where it is the first of a portion, whether any of that stays.
    let mut portions: Vec<Option<bool>> = vec![None; judgement.blocks.len()];
    let mut passages: usize = 0;
    for (one, block, effective) in judgement.each() {
        if !matches!(block.kind, Kind::Portion | Kind::Continuation | Kind::List) {
            continue;
        }
        let withheld = matches!(one.decision, Decision::Withhold(_));
        if withheld && one.span != block.span {
            passages = passages.saturating_add(1);
        }
        if let Some(any) = portions.get_mut(effective.portion) {
            *any = Some(withheld || *any == Some(true));
        }
    }
    let of = |withheld| portions.iter().filter(|any| **any == Some(withheld)).count();
    let (released, withheld) = (of(false), of(true));
    Counts {
        released,
        withheld,
        passages,
    }
}

fn outcome(segments: &Segments<'_>, judgement: &Judgement) -> Outcome {
    let cut = segments
        .list()
        .iter()
        .any(|s| matches!(s, Segment::Cut { rule, .. } if rule != "remark"));
    let text_left = judgement.decided.iter().any(|one| {
        matches!(one.decision, Decision::Release(_))
            && judgement.blocks.get(one.block).is_some_and(|b| {
                matches!(
                    b.kind,
                    Kind::Portion | Kind::Continuation | Kind::List | Kind::Heading
                ) || matches!(b.role, Role::Subject | Role::FrontMatter | Role::Footnote)
                    || b.role.is_hidden()
            })
    });
    match (cut, text_left) {
        (false, _) => Outcome::Released,
        (true, true) => Outcome::InPart,
        (true, false) => Outcome::Withheld,
    }
}
