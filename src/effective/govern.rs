//! Decides what governs each block (design, section 3).

use super::findings;
use super::higher::{higher, highest};
use super::model::{Effective, Governance, Governing, Why};
use super::unsure::is_unsure;
use crate::document::{Block, Document, Kind, Level, LevelForm, Mark, MarkPlace, MarkState, Role};
use crate::marking::{Marking, lowest};
use crate::scheme::Scheme;

/// Decides what governs each of `blocks`, which [`segment`](crate::document::segment) made of `document`.
///
/// # Example
///
/// ```
/// use tearline::document::{Document, Format, segment};
/// use tearline::effective::{Governing, Why, govern};
/// use tearline::scheme::Scheme;
///
/// let document = Document::new("1. (C) The harbour opens.\n\nNext Steps\n", Format::Text);
/// let blocks = segment(&document, &Scheme::us());
/// let governance = govern(&document, &blocks, &Scheme::us());
/// assert_eq!(governance.blocks[0].why, Why::Own);
/// assert_eq!(governance.blocks[1].governing, Governing::Overall);
/// ```
#[must_use]
pub fn govern(document: &Document<'_>, blocks: &[Block], scheme: &Scheme) -> Governance {
    let mut governance = govern_silently(document, blocks, scheme);
    governance.findings = findings::find(blocks, &governance.blocks, governance.overall.as_ref());
    governance
}

/// [`govern`] for who has no use for findings: masks have no mark, so a release would have one for each.
pub(crate) fn govern_silently(document: &Document<'_>, blocks: &[Block], scheme: &Scheme) -> Governance {
    let overall = overall(scheme, document.text(), blocks).filter(|overall| {
        let mut marks = blocks.iter().flat_map(|b| &b.marks);
        !marks.any(|mark| is_unsure(scheme, mark, document.text(), overall))
    });
    let floor = floor(scheme, blocks);
    let mut state = State {
        scheme,
        blocks,
        entire: None,
        over: false,
        made: Vec::with_capacity(blocks.len()),
    };
    for (index, block) in blocks.iter().enumerate() {
        let one = state.block(index, block);
        state.made.push(one);
    }
    let mut made = state.made;
    refer(scheme, blocks, &mut made);
    if let Some(floor) = &floor {
        for (one, block) in made.iter_mut().zip(blocks) {
            raise(scheme, one, block, floor);
        }
    }
    Governance {
        blocks: made,
        overall,
        findings: Vec::new(),
    }
}

/// The overall classification: what the banners state, raised by any mark that is higher. Unknown where no banner
/// stands, since marks alone do not bound what is unmarked (a subject marked `(U)` says nothing of the text below it),
/// and where one cannot be read or was higher than all that can.
fn overall(scheme: &Scheme, source: &str, blocks: &[Block]) -> Option<Marking> {
    let levels = || {
        blocks
            .iter()
            .filter(|b| b.role != Role::Stamp)
            .flat_map(|b| &b.levels)
    };
    let stated = || levels().filter(|level| level.form.states());
    if stated().next().is_none() || levels().any(is_unread) {
        return None;
    }
    let marks = || blocks.iter().flat_map(|b| &b.marks);
    let shown = levels().filter_map(|level| level.marking.as_ref());
    let own = marks().filter_map(known);
    let stamps = blocks
        .iter()
        .filter(|b| b.role == Role::Stamp)
        .flat_map(|b| &b.levels)
        .filter_map(|level| level.marking.as_ref());
    // A paper that says that it is classified, by whom or how long, is more than its lowest level.
    let classed = blocks.iter().any(|b| {
        b.role == Role::Authority || b.role == Role::Declassification && is_dated(b.body.of(source))
    }) || levels().any(|level| level.form == LevelForm::Classified);
    let least = lowest(scheme).map_or(0, |least| least.rank());
    highest(scheme, shown.chain(own).chain(stamps)).filter(|overall| !classed || overall.rank() > least)
}

/// Whether a line states a level that cannot be read.
fn is_unread(level: &Level) -> bool {
    level.marking.is_none() && level.form != LevelForm::Classified
}

/// Whether a line says when its paper is declassified: `Declassify on: 20350503`, and not `E.O. 12958: N/A`.
fn is_dated(line: &str) -> bool {
    let small = line.to_ascii_lowercase();
    ["decl:", "declassify on"].iter().any(|label| {
        let at = small.find(label).map(|at| at.saturating_add(label.len()));
        at.and_then(|at| small.get(at..))
            .is_some_and(|behind| behind.bytes().any(|b| b.is_ascii_digit()))
    })
}

/// The level of stamps that classify the document.
fn floor(scheme: &Scheme, blocks: &[Block]) -> Option<Marking> {
    let stamps = blocks.iter().filter(|b| b.role == Role::Stamp);
    highest(
        scheme,
        stamps.flat_map(|b| &b.levels).filter_map(|l| l.marking.as_ref()),
    )
}

/// The marking of a mark that was read.
fn known(mark: &Mark) -> Option<&Marking> {
    match &mark.state {
        MarkState::Known(marking) => Some(marking),
        _ => None,
    }
}

/// What the marks of one block say.
fn own(scheme: &Scheme, marks: &[Mark]) -> Option<(Governing, Why)> {
    let unreadable = marks.iter().find(|m| known(m).is_none());
    if let Some(mark) = unreadable {
        let why = match mark.state {
            MarkState::LookAlike => Why::LookAlike,
            MarkState::Unknown => Why::Unknown,
            MarkState::Damaged | MarkState::Known(_) => Why::Damaged,
        };
        return Some((Governing::Unreadable(mark.inner), why));
    }
    let marking = highest(scheme, marks.iter().filter_map(known))?;
    let why = match marks {
        [one] if one.place == MarkPlace::End => Why::OwnAtEnd,
        [_] => Why::Own,
        _ => Why::OwnHighest,
    };
    Some((Governing::Known(marking), why))
}

struct State<'s> {
    scheme: &'s Scheme,
    blocks: &'s [Block],
    /// The block with the entire-text mark, and what it says.
    entire: Option<(usize, Governing)>,
    /// Whether a message has ended: a subject that it does not repeat begins the next one.
    over: bool,
    made: Vec<Effective>,
}

impl State<'_> {
    fn block(&mut self, index: usize, block: &Block) -> Effective {
        let alone = |governing, why| Effective {
            governing,
            why,
            portion: index,
        };
        self.over |= block.kind == Kind::Trailer;
        let next = self.over && block.kind == Kind::Header && block.role == Role::Subject;
        if next || matches!(block.role, Role::MessageHead | Role::Paper) || self.is_outgrown(block) {
            self.over = false;
            self.entire = None;
        }
        if block.role == Role::FrontMatter || block.role.is_hidden() {
            self.take_entire(index, block);
            // Its marks raise the overall classification, which governs it unless one of them cannot be read.
            return match own(self.scheme, &block.marks) {
                Some((governing @ Governing::Unreadable(_), why)) if block.role == Role::FrontMatter => {
                    alone(governing, why)
                }
                _ => alone(Governing::Overall, Why::Unmarked),
            };
        }
        let own = own(self.scheme, &block.marks);
        let body = matches!(block.kind, Kind::Portion | Kind::Continuation | Kind::List)
            || block.role == Role::Excision
            || (block.kind == Kind::Other && block.continues.is_some());
        if !body {
            let (governing, why) = own.unwrap_or((Governing::Overall, Why::Unmarked));
            return alone(governing, why);
        }
        let inherited = block.continues.and_then(|from| {
            let from = usize::try_from(from).ok()?;
            let before = self.made.get(from)?;
            let governing = match self.above_table(from) {
                Some(above) => join(self.scheme, &before.governing, above),
                None => before.governing.clone(),
            };
            Some((governing, Why::Continues(from), before.portion))
        });
        let portion = inherited.as_ref().map_or(index, |(_, _, portion)| *portion);
        let starts = block.marks.first().is_some_and(|m| m.place != MarkPlace::Inside);
        let (governing, why) = match (own, inherited) {
            (Some((mine, why)), Some((from, _, _))) if !starts || why == Why::OwnAtEnd => {
                let both = join(self.scheme, &from, &mine);
                let why = if both == mine { why } else { Why::OwnHighest };
                (both, why)
            }
            (Some((mine, why)), None) if starts || !matches!(mine, Governing::Known(_)) => (mine, why),
            (Some((mine, why)), None) => match &self.entire {
                Some(_) => (mine, why),
                // The text before the first mark has none.
                None => (Governing::Overall, Why::Unmarked),
            },
            (Some((mine, why)), Some(_)) => (mine, why),
            (None, Some((from, why, _))) => (from, why),
            (None, None) => (Governing::Overall, Why::Unmarked),
        };
        let (governing, why) = self.under_entire(block, governing, why);
        self.take_entire(index, block);
        Effective {
            governing,
            why,
            portion,
        }
    }

    /// Whether a banner states more than the entire-text mark and than every banner before that: it is another paper's.
    fn is_outgrown(&self, block: &Block) -> bool {
        let Some((from, Governing::Known(entire))) = &self.entire else {
            return false;
        };
        let rank = |block: &Block| {
            let levels = block.levels.iter().filter_map(|level| level.marking.as_ref());
            levels.map(Marking::rank).max()
        };
        rank(block)
            .filter(|_| block.kind == Kind::Banner)
            .is_some_and(|now| {
                let before = self.blocks.get(..*from).unwrap_or_default();
                now > entire.rank() && before.iter().filter_map(rank).all(|rank| rank < now)
            })
    }

    /// Where block `header` is a marked header row, what governs the text right above its table: an unmarked row has the
    /// mark of its table (32 CFR 2001.21(c)), and where the text above is marked higher, that one.
    fn above_table(&self, header: usize) -> Option<&Governing> {
        let row = |index: usize| {
            let block = self.blocks.get(index)?;
            matches!(block.role, Role::TableRow { .. }).then_some(block)
        };
        row(header).filter(|block| !block.marks.is_empty())?;
        let above = header.checked_sub(1).filter(|above| row(*above).is_none())?;
        let body = matches!(
            self.blocks.get(above)?.kind,
            Kind::Portion | Kind::Continuation | Kind::List
        );
        self.made.get(above).filter(|_| body).map(|one| &one.governing)
    }

    /// Keeps what an entire-text mark in `block` says of the blocks behind it.
    fn take_entire(&mut self, index: usize, block: &Block) {
        if let Some(mark) = block.marks.iter().find(|m| m.entire) {
            let says = match known(mark) {
                Some(marking) => Governing::Known(marking.clone()),
                None => Governing::Unreadable(mark.inner),
            };
            self.entire = Some(match self.entire.take() {
                Some((_, before)) => (index, join(self.scheme, &before, &says)),
                None => (index, says),
            });
        }
    }

    /// Raises to the entire-text mark.
    fn under_entire(&self, block: &Block, governing: Governing, why: Why) -> (Governing, Why) {
        let Some((from, entire)) = &self.entire else {
            return (governing, why);
        };
        if why == Why::Unmarked || matches!(why, Why::Continues(_)) && governing == *entire {
            return (entire.clone(), Why::EntireText(*from));
        }
        let both = join(self.scheme, &governing, entire);
        let why = if both == governing {
            why
        } else if block.marks.is_empty() {
            Why::EntireText(*from)
        } else {
            Why::RaisedByEntireText(*from)
        };
        (both, why)
    }
}

/// What governs text that stands under both: unreadable before overall before known.
fn join(scheme: &Scheme, a: &Governing, b: &Governing) -> Governing {
    match (a, b) {
        (Governing::Unreadable(_), _) => a.clone(),
        (_, Governing::Unreadable(_)) => b.clone(),
        (Governing::Overall, _) | (_, Governing::Overall) => Governing::Overall,
        (Governing::Known(a), Governing::Known(b)) => Governing::Known(higher(scheme, a, b)),
    }
}

/// Footnotes and link definitions: the highest of what refers to them and their own marks; none: the overall marking.
fn refer(scheme: &Scheme, blocks: &[Block], made: &mut [Effective]) {
    let definition = |index: usize| {
        matches!(
            blocks.get(index).map(|b| b.role),
            Some(Role::Footnote | Role::LinkDefinition)
        )
    };
    for (index, block) in blocks.iter().enumerate().filter(|(i, _)| definition(*i)) {
        let mut result: Option<(Governing, Why)> = None;
        for from in &block.referrers {
            let says = match made.get(*from) {
                Some(one) if !definition(*from) => one.governing.clone(),
                _ => Governing::Overall,
            };
            result = Some(match result {
                None => (says, Why::ReferredBy(*from)),
                Some((old, why)) => {
                    let both = join(scheme, &old, &says);
                    let why = if both == old { why } else { Why::ReferredBy(*from) };
                    (both, why)
                }
            });
        }
        let (mut governing, mut why) = result.unwrap_or((Governing::Overall, Why::Unmarked));
        if let Some((mine, own_why)) = own(scheme, &block.marks) {
            let both = join(scheme, &governing, &mine);
            if both != governing {
                why = own_why;
            }
            governing = both;
        }
        if let Some(one) = made.get_mut(index) {
            one.governing = governing;
            one.why = why;
        }
    }
}

/// Raises a block to the floor that a classifying stamp sets.
fn raise(scheme: &Scheme, one: &mut Effective, block: &Block, floor: &Marking) {
    if block.role == Role::Stamp {
        return;
    }
    if let Governing::Known(marking) = &one.governing {
        let raised = higher(scheme, marking, floor);
        if &raised != marking {
            one.governing = Governing::Known(raised);
            one.why = Why::Floor;
        }
    }
}
