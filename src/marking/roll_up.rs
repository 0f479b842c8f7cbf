//! The overall marking of several portions (reference, section 5).
//!
//! Every category is joined by itself; what crosses categories follows in one order: owners, replacement, dropping,
//! release. The join is associative, commutative, idempotent and never below a portion.

use super::body::{Body, Item, Owner, Root, Tree, Word};
use super::model::Marking;
use super::release::{Said, implies_none};
use crate::scheme::{Code, Control, Data, Release, Scheme};
use std::collections::BTreeSet;

/// The marking that the banner over `portions` must show; `None` for no portion.
///
/// # Example
///
/// ```
/// use tearline::marking::{read_portion, roll_up};
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::us();
/// let portions: Vec<_> = ["S//REL TO USA, GBR", "C//NF", "U"]
///     .iter()
///     .map(|text| read_portion(&us, text).known().unwrap().clone())
///     .collect();
/// assert_eq!(roll_up(&us, &portions).unwrap().banner(), "SECRET//NOFORN");
/// ```
#[must_use]
pub fn roll_up(scheme: &Scheme, portions: &[Marking]) -> Option<Marking> {
    let data = scheme.data();
    let mut bodies = portions.iter().map(Marking::body);
    let first = bodies.next()?;
    let mut sum = Sum::of(data, first);
    for body in bodies {
        sum.add(data, body);
    }
    Some(Marking::new(scheme, sum.finish(data)))
}

/// What the portions hold so far.
struct Sum {
    /// Highest level of each ladder; the last is for levels below all ladders.
    levels: Vec<Option<u8>>,
    owners: Owners,
    items: Vec<Item>,
    said: Said,
    /// Whether a release statement stands by itself, not within `SBU NOFORN`.
    explicit: bool,
}

/// Whose information the portions are.
struct Owners {
    /// The owner of all of them, while it is the same one.
    same: Option<Owner>,
    /// Foreign sources; the own nation never among them.
    sources: BTreeSet<Code>,
    concealed: bool,
}

impl Sum {
    fn of(data: &Data, body: &Body) -> Self {
        let mut sum = Self {
            levels: vec![None; data.ladders.len().saturating_add(1)],
            owners: Owners {
                same: Some(body.owner.clone()),
                sources: BTreeSet::new(),
                concealed: false,
            },
            items: Vec::new(),
            said: Said::Neutral,
            explicit: false,
        };
        sum.add(data, body);
        sum
    }

    fn add(&mut self, data: &Data, body: &Body) {
        for level in std::iter::once(body.level).chain(body.second) {
            let ladder = data.level(level).and_then(|l| l.ladder).map(usize::from);
            let place = ladder.unwrap_or(data.ladders.len());
            if let Some(held) = self.levels.get_mut(place) {
                let rank = |l: u8| data.level(l).map(|l| l.rank);
                if held.is_none_or(|h| rank(h) < rank(level)) {
                    *held = Some(level);
                }
            }
        }
        self.owners.add(data.home, body);
        let mut release = false;
        for item in &body.items {
            let control = item.control().and_then(|c| data.control(c));
            let kind = control.and_then(|c| c.release);
            let glued = control.is_some_and(|c| c.without_release.is_some());
            release |= kind.is_some() && !glued;
            release |= control.is_some_and(|c| implies_none(data, c.implies));
            if kind.is_none() || glued {
                self.items.push(item.clone());
            }
        }
        self.explicit |= release;
        let said = std::mem::replace(&mut self.said, Said::Neutral);
        self.said = said.join(Said::of(data, body), data);
    }

    fn finish(mut self, data: &Data) -> Body {
        let mut body = Body::default();
        let mut levels: Vec<u8> = self.levels.iter().flatten().copied().collect();
        levels.sort_by_key(|l| std::cmp::Reverse(data.level(*l).map(|l| l.rank)));
        body.level = levels.first().copied().unwrap_or_default();
        let bottom = |l: &u8| data.level(*l).is_some_and(|l| l.ladder.is_none());
        body.second = levels
            .get(1)
            .copied()
            .filter(|l| !bottom(l) && !bottom(&body.level));
        self.owners.finish(data, &mut body, &mut self.items, &self.said);
        body.items = self.items;
        conceal(data, &mut body.items);
        body.normalise(data);
        let forbids = replace_and_drop(data, &mut body);
        if forbids && matches!(self.said, Said::Listed(_)) {
            self.said = Said::Forbidden;
        }
        limit_trees(data, &mut body);
        say(data, &mut body, self.said, self.explicit);
        body.normalise(data);
        body
    }
}

impl Owners {
    fn add(&mut self, home: Option<Code>, body: &Body) {
        let same = match (self.same.take(), &body.owner) {
            // NATO portions of several activities are NATO portions.
            (Some(Owner::Nato(a)), Owner::Nato(b)) if a != *b => Some(Owner::Nato(String::new())),
            (Some(held), owner) if held == *owner => Some(held),
            _ => None,
        };
        self.same = same;
        match &body.owner {
            Owner::Own => {}
            Owner::Concealed => self.concealed = true,
            Owner::Nations(codes) => self.sources.extend(codes),
            Owner::Nato(_) => self.sources.extend(Code::new("NATO")),
            Owner::Joint(codes) if codes.is_empty() => self.concealed = true,
            Owner::Joint(codes) => self.sources.extend(codes.iter().filter(|c| Some(**c) != home)),
        }
    }

    /// Keeps the common owner, or turns foreign sources into an FGI marking (rules 8 and 9).
    fn finish(self, data: &Data, body: &mut Body, items: &mut Vec<Item>, said: &Said) {
        let forbidden = *said == Said::Forbidden;
        match self.same {
            Some(Owner::Own) => return,
            Some(owner @ (Owner::Joint(_) | Owner::Nato(_))) if !forbidden => {
                body.owner = owner;
                return;
            }
            Some(owner @ (Owner::Nations(_) | Owner::Concealed)) => {
                body.owner = owner;
                return;
            }
            _ => {}
        }
        if data.level(body.level).is_some_and(|l| l.retired.is_some())
            && let Some(level) = data.level_named("C")
        {
            // Foreign RESTRICTED in a document of the own nation is protected as CONFIDENTIAL.
            body.level = level;
        }
        let Some(fgi) = data.control_named("FGI") else {
            return;
        };
        let bare = items.iter().any(|item| match item {
            Item::Word(word) => word.control == fgi && word.codes.is_empty(),
            Item::Tree(_) => false,
        });
        if self.concealed || bare {
            items.push(Item::Word(Word::plain(fgi)));
        } else if !self.sources.is_empty() {
            items.push(Item::Word(Word {
                codes: self.sources.into_iter().collect(),
                ..Word::plain(fgi)
            }));
        }
    }
}

/// Rules 5 to 7, 19 to 24: the stronger replaces the weaker, what belongs to lower levels goes. Says whether what went
/// forbids a weaker release mark.
fn replace_and_drop(data: &Data, body: &mut Body) -> bool {
    let beaten = body
        .items
        .iter()
        .filter_map(|i| data.control(i.control()?))
        .fold(0, |set, control| set | control.beats);
    pool_numbers(data, body, beaten);
    let rank = |l: u8| data.level(l).map_or(0, |l| l.rank);
    let level = rank(body.level).max(body.second.map_or(0, rank));
    let mut forbids = false;
    body.items.retain(|item| {
        let Some(index) = item.control() else {
            return true;
        };
        let Some(control) = data.control(index) else {
            return true;
        };
        let too_high = control.only_up_to.is_some_and(|up_to| level > rank(up_to));
        forbids |= too_high && control.dropped_noforn;
        !too_high && beaten & crate::scheme::bit(index) == 0
    });
    let others = body.items.iter().filter(|i| !only_alone(data, i)).count();
    if others > 0 {
        body.items.retain(|i| !only_alone(data, i));
    }
    forbids
}

/// Rule 8: where one source is concealed, all are. A bare control of a list absorbs its lists.
fn conceal(data: &Data, items: &mut [Item]) {
    let lists = |w: &Word| data.control(w.control).is_some_and(|c| c.argument.is_some());
    let bare = items.iter().fold(0, |set, item| match item {
        Item::Word(word) if word.codes.is_empty() && lists(word) => set | crate::scheme::bit(word.control),
        _ => set,
    });
    for item in items {
        if let Item::Word(word) = item
            && bare & crate::scheme::bit(word.control) != 0
        {
            word.codes.clear();
        }
    }
}

fn only_alone(data: &Data, item: &Item) -> bool {
    item.control()
        .and_then(|c| data.control(c))
        .is_some_and(|c| c.only_alone)
}

/// Rule 6: numbers of a replaced control move to the one that replaces it.
fn pool_numbers(data: &Data, body: &mut Body, beaten: crate::scheme::Controls) {
    let mut pooled: Vec<u16> = Vec::new();
    for item in &body.items {
        if let Item::Word(word) = item
            && beaten & crate::scheme::bit(word.control) != 0
        {
            pooled.extend(&word.numbers);
        }
    }
    if pooled.is_empty() {
        return;
    }
    let takes = |c: &Control| c.numbers.is_some();
    let heir = body.items.iter_mut().find_map(|item| match item {
        Item::Word(word) if beaten & crate::scheme::bit(word.control) == 0 => {
            data.control(word.control).is_some_and(takes).then_some(word)
        }
        _ => None,
    });
    if let Some(word) = heir {
        word.numbers.extend(pooled);
        word.numbers.sort_unstable();
        word.numbers.dedup();
    }
}

/// More programmes than a category may show read as one (DoDM 5200.01-V2 7.e).
fn limit_trees(data: &Data, body: &mut Body) {
    for (index, category) in data.categories.iter().enumerate() {
        let Some((most, instead)) = &category.most else {
            continue;
        };
        let here = |item: &Item| usize::from(item.category(data)) == index;
        let many = body.items.iter().filter(|i| here(i)).count() > *most;
        let replaced = body
            .items
            .iter()
            .any(|i| matches!(i, Item::Tree(tree) if here(i) && tree.name(data) == instead));
        if many || replaced {
            body.items.retain(|i| !here(i));
            body.items.push(Item::Tree(Tree {
                category: u8::try_from(index).unwrap_or(u8::MAX),
                root: Root::Open(instead.as_str().into()),
                branches: Vec::new(),
            }));
        }
    }
}

/// Writes what was said about release into the marking (rules 10 to 18, 22, 23).
fn say(data: &Data, body: &mut Body, said: Said, explicit: bool) {
    let find = |kind: Release| {
        let at = data
            .controls
            .iter()
            .position(|c| c.release == Some(kind) && c.retired.is_none() && c.without_release.is_none());
        at.and_then(|at| u16::try_from(at).ok())
    };
    let glued = body
        .items
        .iter()
        .filter(|i| without_release(data, i).is_some())
        .count();
    let add = |body: &mut Body, kind: Release, codes: BTreeSet<Code>| {
        if let Some(control) = find(kind) {
            body.items.push(Item::Word(Word {
                codes: codes.into_iter().collect(),
                ..Word::plain(control)
            }));
        }
    };
    match said {
        Said::Neutral | Said::Caveated | Said::Silent => {}
        Said::Forbidden => {
            // `SBU NOFORN` says it, unless another release mark stands too (rules 22 and 23) or the mark is classified.
            let lowest = data.levels.iter().map(|l| l.rank).min();
            let classified = data.level(body.level).map(|l| l.rank) != lowest;
            if explicit || glued != 1 || classified {
                add(body, Release::None, BTreeSet::new());
                split_glued(data, body);
            }
        }
        Said::Listed(listed) => {
            if !listed.to.is_empty() {
                add(body, Release::To, listed.to);
            }
            if listed.by_official {
                add(body, Release::ByOfficial, BTreeSet::new());
            }
            if !listed.display.is_empty() {
                add(body, Release::Display, listed.display);
            }
        }
    }
}

fn without_release(data: &Data, item: &Item) -> Option<u16> {
    data.control(item.control()?)?.without_release
}

fn split_glued(data: &Data, body: &mut Body) {
    for item in &mut body.items {
        if let Some(plain) = without_release(data, item) {
            *item = Item::Word(Word::plain(plain));
        }
    }
}
