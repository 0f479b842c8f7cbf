//! The rules after the parse: levels, companions, exclusions (reference, end of section 3.2).

use super::body::{Item, Owner, Tree, Word};
use super::parser::Parser;
use super::print::{Style, listed};
use crate::scheme::{Code, Controls, Data, Demands, Levels, Release, bit, level_bit};

impl Parser<'_> {
    /// Checks the whole mark, in canonical order.
    pub(super) fn check(&mut self) {
        if self.body.items.is_empty() && self.body.owner == Owner::Own {
            return;
        }
        let items = std::mem::take(&mut self.body.items);
        let present = items
            .iter()
            .filter_map(Item::control)
            .fold(0, |set, control| set | bit(control));
        let data = self.data;
        let implied = items
            .iter()
            .filter_map(|i| data.control(i.control()?))
            .fold(0, |set, control| set | control.implies);
        let level = self.level_set();
        for item in &items {
            match item {
                Item::Word(word) => self.check_word(word, item, level, present),
                Item::Tree(tree) => self.check_tree(tree, item, level, present),
            }
        }
        if implied & !present != 0 {
            let names = names(data, implied & !present);
            self.legacy(
                "implied",
                format!("{names} is implied and belongs in the mark"),
                "Register and Manual H.9",
            );
        }
        self.check_counts(&items);
        if present & data.special.replacing != 0 {
            self.check_beside(&items);
        }
        self.body.items = items;
        self.check_owner(present | implied);
    }

    /// The level as a set. A foreign RESTRICTED counts as CONFIDENTIAL: it is protected like it (32 CFR 2001.24(c)).
    fn level_set(&self) -> Levels {
        let restricted = self
            .data
            .level(self.body.level)
            .is_some_and(|l| l.retired.is_some());
        if self.body.owner != Owner::Own && restricted {
            return self.data.level_named("C").map_or(0, level_bit);
        }
        level_bit(self.body.level) | self.body.second.map_or(0, level_bit)
    }

    fn check_word(&mut self, word: &Word, item: &Item, level: Levels, present: Controls) {
        let data = self.data;
        let Some(control) = data.control(word.control) else {
            return;
        };
        let name = || listed(data, item, Style::Portion);
        self.demand(
            &control.demands,
            level,
            present & !bit(word.control),
            &name,
            &control.source,
        );
        if let Some(suffix) = control.suffix.as_ref().filter(|_| word.suffix) {
            self.level_allowed(suffix.levels, level, &name, &control.source);
        }
        if let Some(numbers) = control.numbers.as_ref().filter(|_| !word.numbers.is_empty()) {
            self.level_allowed(numbers.levels, level, &name, &control.source);
        }
    }

    fn check_tree(&mut self, tree: &Tree, item: &Item, level: Levels, present: Controls) {
        let data = self.data;
        let name = || listed(data, item, Style::Portion);
        let Some(category) = data.category(tree.category) else {
            return;
        };
        self.level_allowed(category.levels, level, &name, &category.source);
        let Some(control) = tree.control().and_then(|c| data.control(c)) else {
            return;
        };
        self.demand(&control.demands, level, present, &name, &control.source);
        if control.never_bare && tree.branches.is_empty() {
            self.invalid(
                "missing-companion",
                format!("`{}` never stands without a compartment", control.id),
                control.source.clone(),
            );
        }
        for branch in &tree.branches {
            let Some(known) = control.compartments.iter().find(|c| c.id == branch.name) else {
                continue;
            };
            let demands = known.below.as_ref().filter(|_| !branch.below.is_empty());
            self.demand(
                demands.unwrap_or(&known.demands),
                level,
                present,
                &name,
                &control.source,
            );
        }
    }

    fn demand(
        &mut self,
        demands: &Demands,
        level: Levels,
        present: Controls,
        name: &dyn Fn() -> String,
        source: &str,
    ) {
        self.level_allowed(demands.levels, level, name, source);
        let missing = demands.needs & !present;
        if missing != 0 {
            let text = format!("`{}` needs {}", name(), names(self.data, missing));
            self.invalid("missing-companion", text, source.to_owned());
        }
        let excluded = demands.excludes & present;
        if excluded != 0 {
            let text = format!(
                "`{}` and {} exclude each other",
                name(),
                names(self.data, excluded)
            );
            self.invalid("excluded", text, source.to_owned());
        }
    }

    fn level_allowed(&mut self, allowed: Levels, level: Levels, name: &dyn Fn() -> String, source: &str) {
        if allowed & level == 0 {
            let text = format!("`{}` is not used at this level", name());
            self.invalid("level-not-allowed", text, source.to_owned());
        }
    }

    /// Where a word stands in place of the level, only some controls belong beside it (CUI Registry).
    fn check_beside(&mut self, items: &[Item]) {
        let data = self.data;
        let controls = || {
            items
                .iter()
                .filter_map(|i| Some((i.control()?, data.control(i.control()?)?)))
        };
        let word = controls().find(|(_, c)| c.replaces_level && c.alone == Some(self.body.level));
        let Some((index, word)) = word else { return };
        for (other, control) in controls() {
            if other != index && word.beside & bit(other) == 0 {
                self.legacy(
                    "beside",
                    format!("`{}` is no control of `{}`", control.id, word.id),
                    "CUI Registry, limited dissemination controls",
                );
            }
        }
    }

    /// Most programmes of a category; controls that need a programme.
    fn check_counts(&mut self, items: &[Item]) {
        let data = self.data;
        for item in items {
            let Item::Word(word) = item else { continue };
            let Some(control) = data.control(word.control) else {
                continue;
            };
            if let Some(category) = control.needs_category
                && !items.iter().any(|i| i.category(data) == category)
            {
                self.invalid(
                    "missing-companion",
                    format!("`{}` stands only with a programme", control.id),
                    control.source.clone(),
                );
            }
        }
        let trees = items.iter().any(|i| matches!(i, Item::Tree(_)));
        let categories = data.categories.iter().enumerate().filter(|_| trees);
        for (index, category) in categories {
            let Some((most, instead)) = &category.most else {
                continue;
            };
            let stands = |i: &&Item| usize::from(i.category(data)) == index;
            if items.iter().filter(stands).count() > *most {
                self.invalid(
                    "too-many",
                    format!("more than {most} read `{instead}`"),
                    category.source.clone(),
                );
            }
        }
    }

    /// Rules of ownership (Register and Manual H.3, H.7; DoDM 5200.01-V2 4.b.3, 9.a).
    fn check_owner(&mut self, present: Controls) {
        let data = self.data;
        if !data.ownership {
            return;
        }
        let has = |control: Option<u16>| control.is_some_and(|c| present & bit(c) != 0);
        let fgi = has(data.special.fgi);
        let noforn = has(data.special.noforn);
        let owner = std::mem::take(&mut self.body.owner);
        match &owner {
            Owner::Own => {
                let nato = |category| self.body.items.iter().any(|i| i.category(data) == category);
                if !fgi && data.special.nato.is_some_and(nato) {
                    self.invalid(
                        "missing-companion",
                        "a NATO control needs a NATO level or FGI NATO",
                        "Register and Manual H.7",
                    );
                }
            }
            Owner::Nato(_) => {
                if noforn {
                    self.invalid(
                        "excluded",
                        "`NF` is not used with NATO levels",
                        "DoDM 5200.01-V2 4.b.3",
                    );
                }
                self.check_not_fgi(fgi);
            }
            Owner::Concealed | Owner::Nations(_) => self.check_not_fgi(fgi),
            Owner::Joint(owners) => {
                for (id, stands) in [("NF", noforn), ("HCS", has(data.special.hcs))] {
                    if stands {
                        self.invalid(
                            "excluded",
                            format!("`JOINT` and `{id}` exclude each other"),
                            "Register and Manual H.3",
                        );
                    }
                }
                self.check_joint(owners);
            }
        }
        self.body.owner = owner;
    }

    fn check_not_fgi(&mut self, fgi: bool) {
        if fgi {
            self.invalid(
                "excluded",
                "a foreign mark holds no FGI marking",
                "DoDM 5200.01-V2 9.a",
            );
        }
    }

    fn check_joint(&mut self, owners: &[Code]) {
        let data = self.data;
        if data.level(self.body.level).is_some_and(|l| l.retired.is_some()) {
            self.invalid(
                "level-not-allowed",
                "RESTRICTED is no level of JOINT information",
                "Register and Manual H.3",
            );
        }
        let bare = owners.is_empty();
        if bare && self.want == Style::Banner {
            self.invalid(
                "empty-list",
                "`JOINT` needs its owners in a banner",
                "Register and Manual H.3",
            );
        }
        let home = data.home.is_some_and(|h| owners.contains(&h));
        if !bare && (!home || owners.len() < 2) {
            self.invalid(
                "missing-companion",
                "`JOINT` names the own nation and another",
                "Register and Manual H.3",
            );
        }
        let list = self.body.items.iter().find_map(|item| match item {
            Item::Word(word) => {
                let control = data.control(word.control)?;
                (control.release == Some(Release::To)).then_some(&word.codes)
            }
            Item::Tree(_) => None,
        });
        let Some(list) = list else {
            self.legacy(
                "missing-release",
                "`JOINT` needs REL TO with every owner",
                "Register and Manual H.3",
            );
            return;
        };
        let covered = |owner: &Code| {
            list.contains(owner)
                || list
                    .iter()
                    .any(|c| data.group(*c).is_some_and(|g| g.contains(owner)))
        };
        if !list.is_empty() && !owners.iter().all(covered) {
            self.invalid(
                "missing-companion",
                "REL TO leaves an owner out",
                "Register and Manual H.3",
            );
        }
    }
}

/// The names of a set of controls.
fn names(data: &Data, set: Controls) -> String {
    let mut names = Vec::new();
    for (index, control) in data.controls.iter().enumerate() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        if set & bit(index) != 0 {
            names.push(format!("`{}`", control.id));
        }
    }
    names.join(" and ")
}
