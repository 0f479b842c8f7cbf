//! Withheld text of a document in any other text: did it get out?

use super::check::matches;
use super::judged::judged;
use super::places::is_frame;
use super::runs::shared;
use super::strand::{Piece, Strands};
use crate::decide::Decided;
use crate::document::{Block, Document};
use crate::effective::Governance;
use crate::policy::Policy;
use crate::span::Span;
use std::collections::{HashMap, HashSet};

/// Withheld text that stands in another text. Holds places, never text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escaped {
    /// Where, in the other text.
    pub place: Span,
    /// Where it stands in the document.
    pub withheld: Span,
    /// Whether it is all of a portion too short for a run of words, or what a rule cuts out.
    pub whole: bool,
}

/// The other text is too long to be searched together with the document: [`Span::reaches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document and the text are longer than 4 GiB together")]
pub struct TooLong;

/// Looks in `text` for what the policy withholds of `document`: runs of `spill.words` words wherever they stand, and
/// as a whole what is shorter and withheld by a marking or a rule. What the document also releases is none of it. In the
/// order of `text`, all places: those that are none must not hide one that is.
///
/// Unlike [`check`](super::check()) this counts all text that stays, that without a marking of its own too: the question is
/// what left, not whether two markings agree.
///
/// # Errors
///
/// [`TooLong`].
pub fn escaped(
    policy: &Policy,
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
    decided: &[Decided],
    text: &str,
) -> Result<Vec<Escaped>, TooLong> {
    let source = document.text();
    let start = source.len().saturating_add(1);
    let both = format!("{source}\n{text}");
    if !Span::reaches(both.len()) {
        return Err(TooLong);
    }
    let sides = Sides::new(policy, blocks, governance, decided);
    let whole = |span: Span| Strands::new(vec![(0, 0, span)]);
    let searched = whole(Span::new(start, both.len()));
    let length = policy.spill.words;
    let runs = shared(&both, &sides.withheld, &searched, length, &|_| false, usize::MAX);
    let short: Vec<Span> = sides.short(source, length);
    let pieces = runs
        .iter()
        .zip(0..)
        .map(|(run, number)| (number, 0, run.released));
    let lawful = shared(
        &both,
        &sides.released,
        &Strands::new(pieces.collect()),
        length,
        &|_| false,
        usize::MAX,
    );
    let lawful: HashSet<Span> = lawful.into_iter().map(|known| known.released).collect();
    let left = runs.into_iter().filter(|run| !lawful.contains(&run.released));
    let mut out: Vec<Escaped> = left
        .map(|run| Escaped {
            place: run.released,
            withheld: run.withheld,
            whole: false,
        })
        .collect();
    // Runs stand in order and apart.
    let count = out.len();
    let mut leaves: HashMap<Span, bool> = HashMap::new();
    for (place, withheld) in matches(&both, &short, &searched) {
        let runs = out.get(..count).unwrap_or_default();
        let before = runs.partition_point(|run| run.place.start() <= place.start());
        let last = before.checked_sub(1).and_then(|at| runs.get(at));
        let leaves = leaves
            .entry(withheld)
            .or_insert_with(|| !matches(&both, &[withheld], &sides.released).is_empty());
        if !*leaves && !last.is_some_and(|run| run.place.contains(place)) {
            out.push(Escaped {
                place,
                withheld,
                whole: true,
            });
        }
    }
    out.sort_by_key(|one| one.place);
    for one in &mut out {
        let moved = |at: usize| at.saturating_sub(start);
        one.place = Span::new(moved(one.place.start()), moved(one.place.end()));
    }
    Ok(out)
}

/// The text of a document by what became of it.
struct Sides {
    withheld: Strands,
    released: Strands,
    /// What a marking or a rule withholds; the second says that a rule does.
    held: Vec<(Span, bool)>,
}

impl Sides {
    fn new(policy: &Policy, blocks: &[Block], governance: &Governance, decided: &[Decided]) -> Self {
        let (mut withheld, mut released, mut held) = (Vec::<Piece>::new(), Vec::<Piece>::new(), Vec::new());
        for one in judged(policy, blocks, governance, decided) {
            if one.span.is_empty() {
                continue;
            }
            if one.decision.releases() {
                released.push(one.piece());
            } else if !is_frame(one.block) {
                withheld.push(one.piece());
                if one.rule.is_some() || one.governed {
                    held.push((one.span, one.rule.is_some()));
                }
            }
        }
        Self {
            withheld: Strands::new(withheld),
            released: Strands::new(released),
            held,
        }
    }

    /// What is shorter than a run of words and tells something: of a portion two words, of what a rule cuts out one.
    fn short(&self, source: &str, length: usize) -> Vec<Span> {
        let short = |(span, rule): &(Span, bool)| {
            let strands = Strands::new(vec![(0, 0, *span)]);
            let (mut count, mut telling) = (0_usize, 0_usize);
            for word in strands
                .readings(source)
                .take(1)
                .flat_map(|strand| strand.words(source))
                .take(length)
            {
                count = count.saturating_add(1);
                telling = telling.saturating_add(usize::from(word.telling));
            }
            count < length && telling >= if *rule { 1 } else { 2 }
        };
        self.held
            .iter()
            .filter(|one| short(one))
            .map(|(span, _)| *span)
            .collect()
    }
}
