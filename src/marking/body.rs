//! What a marking says, as indices into its scheme.

use crate::scheme::{Code, Data, Kind};
use std::cmp::Ordering;

/// Whose information it is (Register and Manual H.3, H.7, G Table 4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) enum Owner {
    /// The scheme's own nation or organisation.
    #[default]
    Own,
    /// Foreign, the source concealed: `//FGI S`.
    Concealed,
    /// Foreign, the sources named: `//CAN GBR S`.
    Nations(Vec<Code>),
    /// NATO, with the letters of an activity: `//NS`, `//NIS`.
    Nato(String),
    /// Joint; without codes the list of the banner holds: `//JOINT S CAN USA`, `//JOINT S`.
    Joint(Vec<Code>),
}

/// A control of a closed list, with what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Word {
    pub(crate) control: u16,
    pub(crate) codes: Vec<Code>,
    pub(crate) suffix: bool,
    pub(crate) numbers: Vec<u16>,
}

/// A compartment with its sub-compartments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Branch {
    pub(crate) name: String,
    pub(crate) below: Vec<String>,
}

/// A control system, programme or open word with its compartments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Tree {
    pub(crate) category: u8,
    pub(crate) root: Root,
    pub(crate) branches: Vec<Branch>,
}

/// What a tree stands under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    /// A control that the scheme knows.
    Known(u16),
    /// Any other word.
    Open(Box<str>),
}

/// One control of a marking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// Of a closed list.
    Word(Word),
    /// Of an open vocabulary.
    Tree(Tree),
}

/// A marking: level, owner, controls in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Body {
    pub(crate) owner: Owner,
    pub(crate) level: u8,
    /// Level on another ladder, where ladders are not comparable (`SECRET` beside `PROTECTED B`).
    pub(crate) second: Option<u8>,
    pub(crate) items: Vec<Item>,
}

impl Word {
    /// A control with nothing after it.
    pub(crate) fn plain(control: u16) -> Self {
        Self {
            control,
            codes: Vec::new(),
            suffix: false,
            numbers: Vec::new(),
        }
    }
}

impl Tree {
    /// The control, where the scheme knows it.
    pub(crate) fn control(&self) -> Option<u16> {
        match self.root {
            Root::Known(control) => Some(control),
            Root::Open(_) => None,
        }
    }

    /// The name of its root, such as `SI`.
    pub(crate) fn name<'a>(&'a self, data: &'a Data) -> &'a str {
        match &self.root {
            Root::Known(control) => data.control(*control).map_or("", |c| &c.id),
            Root::Open(name) => name,
        }
    }
}

impl Item {
    /// The control it is, where the scheme knows it.
    pub(crate) fn control(&self) -> Option<u16> {
        match self {
            Self::Word(word) => Some(word.control),
            Self::Tree(tree) => tree.control(),
        }
    }

    /// The category it stands in.
    pub(crate) fn category(&self, data: &Data) -> u8 {
        match self {
            Self::Word(word) => data.control(word.control).map_or(u8::MAX, |c| c.category),
            Self::Tree(tree) => tree.category,
        }
    }

    /// Canonical order (reference 3.1): category, then place in the scheme, or numbers before letters.
    pub(crate) fn order(&self, other: &Self, data: &Data) -> Ordering {
        let (mine, theirs) = (self.category(data), other.category(data));
        mine.cmp(&theirs).then_with(|| match (self, other) {
            (Self::Word(a), Self::Word(b)) => {
                let alphabetical = data.category(mine).is_some_and(|c| c.alphabetical);
                let name = |w: &Word| data.control(w.control).map(|c| c.banner.as_str());
                if alphabetical {
                    name(a).cmp(&name(b))
                } else {
                    a.control.cmp(&b.control)
                }
            }
            (Self::Tree(a), Self::Tree(b)) => {
                let first = data.category(mine).and_then(|c| c.first.as_deref());
                let (a, b) = (a.name(data), b.name(data));
                let late = |name: &str| first.is_some_and(|f| !name.starts_with(f));
                late(a).cmp(&late(b)).then_with(|| a.cmp(b))
            }
            (Self::Word(_), Self::Tree(_)) => Ordering::Less,
            (Self::Tree(_), Self::Word(_)) => Ordering::Greater,
        })
    }
}

impl Body {
    /// The word of a control.
    pub(crate) fn word(&self, control: u16) -> Option<&Word> {
        self.items.iter().find_map(|item| match item {
            Item::Word(word) if word.control == control => Some(word),
            _ => None,
        })
    }

    /// Puts the items into canonical order and merges those that name the same thing. Says whether anything stood
    /// twice.
    pub(crate) fn normalise(&mut self, data: &Data) -> bool {
        let ascending = |pair: &[Item]| match pair {
            [a, b] => a.order(b, data) == Ordering::Less,
            _ => true,
        };
        let before = self.items.len();
        if self.items.windows(2).all(ascending) {
            self.sort_within();
            return false;
        }
        self.items.sort_by(|a, b| a.order(b, data));
        let mut merged: Vec<Item> = Vec::with_capacity(before);
        for item in self.items.drain(..) {
            match merged.last_mut() {
                Some(last) if same_name(last, &item) => merge(last, item),
                _ => merged.push(item),
            }
        }
        let twice = merged.len() < before;
        self.items = merged;
        self.sort_within();
        twice
    }

    fn sort_within(&mut self) {
        for item in &mut self.items {
            match item {
                Item::Word(word) => {
                    word.codes.sort_unstable();
                    word.codes.dedup();
                    word.numbers.sort_unstable();
                    word.numbers.dedup();
                }
                Item::Tree(tree) => sort_branches(&mut tree.branches),
            }
        }
    }
}

fn same_name(a: &Item, b: &Item) -> bool {
    match (a, b) {
        (Item::Word(a), Item::Word(b)) => a.control == b.control,
        (Item::Tree(a), Item::Tree(b)) => a.category == b.category && a.root == b.root,
        _ => false,
    }
}

fn merge(into: &mut Item, from: Item) {
    match (into, from) {
        (Item::Word(into), Item::Word(from)) => {
            into.codes.extend(from.codes);
            into.suffix |= from.suffix;
            into.numbers.extend(from.numbers);
        }
        (Item::Tree(into), Item::Tree(from)) => into.branches.extend(from.branches),
        _ => {}
    }
}

fn sort_branches(branches: &mut Vec<Branch>) {
    branches.sort_by(|a, b| a.name.cmp(&b.name));
    branches.dedup_by(|next, kept| {
        let same = next.name == kept.name;
        if same {
            kept.below.append(&mut next.below);
        }
        same
    });
    for branch in branches {
        branch.below.sort_unstable();
        branch.below.dedup();
    }
}

/// Whether a category is one of trees or open words.
pub(crate) fn is_open(data: &Data, category: u8) -> bool {
    data.category(category)
        .is_some_and(|c| matches!(c.kind, Kind::Trees | Kind::Open))
}
