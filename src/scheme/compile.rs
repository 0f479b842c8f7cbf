//! From a scheme file to a scheme: names become indices, spellings a table; every mistake has its place.

use super::code::Code;
use super::error::SchemeError;
use super::model::{
    Argument, Category, Compartment, Control, Controls, Data, Demands, Level, Levels, Nation, Never, Numbers,
    Scheme, Special, Suffix, bit, level_bit,
};
use super::openers::openers;
use super::phrases::{Form, Target, first_word, upper};
use super::source::{self, Fields, File, Home, Kind, Name, Ownership, Position, Separator, error_at};
use super::spelled::Spelled;
use super::spelling::{Spellings, check_capitals, check_separators};
use super::words::Words;
use std::sync::Arc;

/// Most levels of a scheme: one bit each in a set.
const MOST_LEVELS: usize = 64;
/// Most controls of a scheme: one bit each in a set.
const MOST_CONTROLS: usize = 128;
/// Most categories of a scheme.
const MOST_CATEGORIES: usize = 64;

/// Reads and checks a scheme file.
pub(super) fn compile(text: &str) -> Result<Scheme, SchemeError> {
    let file = source::read(text)?;
    check_shape(&file)?;
    check_separators(&file)?;
    let mut data = empty(&file);
    levels(&file, &mut data)?;
    nations(&file, &mut data)?;
    categories(&file, &mut data)?;
    controls(&file, &mut data)?;
    for short in &file.shorthand {
        data.shorthand
            .entry(&upper(&short.text.value), || short.means.value.clone());
    }
    data.never = file
        .never
        .into_iter()
        .map(|n| Never {
            text: upper(&n.text.value),
            because: n.because,
        })
        .collect();
    data.never_first = never_first(&data.never);
    data.spelled = Spelled::of(&data);
    data.special = special(&data);
    data.openers = openers(&data);
    Ok(Scheme(Arc::new(data)))
}

/// The patterns of `never` by their first word; by no word where the pattern leaves its end open.
fn never_first(never: &[Never]) -> Words<Vec<usize>> {
    let mut found: Words<Vec<usize>> = Words::default();
    for (index, never) in never.iter().enumerate() {
        let text = never.text.trim_start_matches('/');
        let length = first_word(text.as_bytes()).len();
        let closed = !text.get(length..).unwrap_or("").starts_with(['*', '?']);
        let word = text.get(..length).filter(|_| closed).unwrap_or("");
        if let Some(list) = found.entry(word, Vec::new) {
            list.push(index);
        }
    }
    found
}

fn special(data: &Data) -> Special {
    Special {
        fgi: data.control_named("FGI"),
        noforn: data.control_named("NF"),
        hcs: data.control_named("HCS"),
        nato: data.category_named("nato"),
        before: data.categories.iter().any(|c| c.position == Position::Before),
        leading: data
            .controls
            .iter()
            .any(|c| c.argument.as_ref().is_some_and(|a| a.leading)),
        replaces_level: data.controls.iter().any(|c| c.replaces_level),
    }
}

impl Scheme {
    /// A scheme without levels: nothing is a mark.
    pub(super) fn empty() -> Self {
        Self(Arc::new(Data::default()))
    }
}

fn check_shape(file: &File) -> Result<(), SchemeError> {
    if file.version.value != 1 {
        let place = file.version.referenced;
        return Err(SchemeError {
            line: usize::try_from(place.line()).unwrap_or(0),
            column: usize::try_from(place.column()).unwrap_or(0),
            message: format!(
                "scheme files of version {} are not known; this tearline reads version 1",
                file.version.value
            ),
        });
    }
    let id = &file.id.value;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(plain) {
        return Err(error_at(
            &file.id,
            format!("id `{id}` must be made of small letters, digits and hyphens"),
        ));
    }
    if file.levels.is_empty() {
        return Err(error_at(&file.id, "a scheme needs levels".to_owned()));
    }
    if let Some(level) = file.levels.get(MOST_LEVELS) {
        return Err(error_at(&level.name, format!("more than {MOST_LEVELS} levels")));
    }
    if let Some(category) = file.categories.get(MOST_CATEGORIES) {
        return Err(error_at(
            &category.id,
            format!("more than {MOST_CATEGORIES} categories"),
        ));
    }
    let mut controls = file.categories.iter().flat_map(|c| &c.controls);
    if let Some(control) = controls.nth(MOST_CONTROLS) {
        return Err(error_at(
            &control.id,
            format!("more than {MOST_CONTROLS} controls"),
        ));
    }
    Ok(())
}

fn empty(file: &File) -> Data {
    Data {
        id: file.id.value.clone(),
        title: file.title.clone(),
        category_separator: file.separators.category.clone(),
        ownership: file.ownership == Ownership::Us,
        labels: file.labels.iter().map(|l| upper(l)).collect(),
        captions: file.captions.iter().map(|c| upper(c)).collect(),
        dropped: file.dropped.iter().map(|d| upper(d)).collect(),
        fields: file.fields.as_ref().map(|f| Fields {
            level: upper(&f.level),
            ignored: f.ignored.iter().map(|i| upper(i)).collect(),
        }),
        ..Data::default()
    }
}

fn levels(file: &File, data: &mut Data) -> Result<(), SchemeError> {
    for (index, level) in file.levels.iter().enumerate() {
        let name = &level.name.value;
        if data.levels.iter().any(|l| l.name == *name) {
            return Err(error_at(&level.name, format!("level `{name}` stands twice")));
        }
        let ladder = level.ladder.as_ref().map(|ladder| {
            let at = data.ladders.iter().position(|l| l == ladder);
            let at = at.unwrap_or_else(|| {
                data.ladders.push(ladder.clone());
                data.ladders.len().saturating_sub(1)
            });
            u8::try_from(at).unwrap_or(u8::MAX)
        });
        let banner = level.banner.clone().unwrap_or_else(|| name.clone());
        let portion = level.portion.clone().unwrap_or_else(|| name.clone());
        let target = Target::Level(u8::try_from(index).unwrap_or(u8::MAX));
        let spellings = Spellings {
            portion: &portion,
            banner: &banner,
            also: &level.also,
            legacy: &level.legacy,
        };
        spellings.add(&mut data.level_phrases, target, &level.name)?;
        data.levels.push(Level {
            name: name.clone(),
            banner,
            portion,
            rank: rank(&level.rank)?,
            ladder,
            retired: level.retired.clone(),
            meaning: level.meaning.clone(),
            source: level.source.clone(),
        });
    }
    Ok(())
}

fn rank(written: &serde_yaml::Spanned<i64>) -> Result<u8, SchemeError> {
    u8::try_from(written.value).map_err(|_| {
        let place = written.referenced;
        SchemeError {
            line: usize::try_from(place.line()).unwrap_or(0),
            column: usize::try_from(place.column()).unwrap_or(0),
            message: format!("rank {} must lie between 0 and 255", written.value),
        }
    })
}

fn nations(file: &File, data: &mut Data) -> Result<(), SchemeError> {
    let bad = |text: &str| {
        error_at(
            &file.id,
            format!("nations: `{text}` is no code of 3 to 8 capital letters"),
        )
    };
    let code = |text: &str| Code::new(text).ok_or_else(|| bad(text));
    let mut codes = Vec::new();
    for text in file.nations.codes.split_whitespace() {
        codes.push(code(text)?);
    }
    if let Some(home) = &file.nations.home {
        data.home = Some(code(home)?);
    }
    for (group, members) in &file.nations.groups {
        let members = members.iter().map(|m| code(m)).collect::<Result<Vec<_>, _>>()?;
        codes.extend(&members);
        codes.push(code(group)?);
        data.groups.push((code(group)?, members));
    }
    for (alias, target) in &file.nations.aliases {
        let code = code(target)?;
        data.nations.entry(&upper(alias), || Nation { code, alias: true });
    }
    for code in codes.into_iter().chain(data.home) {
        data.nations
            .entry(code.as_str(), || Nation { code, alias: false });
    }
    Ok(())
}

fn categories(file: &File, data: &mut Data) -> Result<(), SchemeError> {
    for (index, category) in file.categories.iter().enumerate() {
        let index = u8::try_from(index).unwrap_or(u8::MAX);
        let shares = category.shares.as_ref().map(|name| {
            file.categories
                .iter()
                .position(|c| c.id.value == name.value)
                .and_then(|at| u8::try_from(at).ok())
                .filter(|at| *at < index)
                .ok_or_else(|| error_at(name, format!("`{}` is no category above this one", name.value)))
        });
        let prefixes = category.prefix.iter().chain(&category.prefix_also);
        for prefix in prefixes {
            let target = Target::Prefix(index);
            data.control_phrases.add(prefix, target, Form::Both);
        }
        data.categories.push(Category {
            id: category.id.value.clone(),
            title: category.title.clone(),
            kind: category.kind,
            position: category.position,
            join: category
                .join
                .clone()
                .unwrap_or_else(|| file.separators.category.clone()),
            between: category
                .between
                .clone()
                .unwrap_or_else(|| file.separators.item.clone()),
            alphabetical: category.alphabetical,
            prefix: category.prefix.clone(),
            blanks: category.blanks,
            most: category.most.as_ref().map(|m| (m.items, m.instead.clone())),
            levels: level_set(data, &category.levels)?,
            under: None,
            first: category.first.clone(),
            shares: shares.transpose()?,
            meaning: category.meaning.clone(),
            source: category.source.clone(),
        });
    }
    Ok(())
}

fn controls(file: &File, data: &mut Data) -> Result<(), SchemeError> {
    let ids: Vec<&str> = file
        .categories
        .iter()
        .flat_map(|c| &c.controls)
        .map(|c| c.id.value.as_str())
        .collect();
    for (index, category) in file.categories.iter().enumerate() {
        let under = category.under.as_ref().map(|name| index_of(&ids, name));
        if let (Some(under), Some(held)) = (under.transpose()?, data.categories.get_mut(index)) {
            held.under = Some(under);
        }
        let category_index = u8::try_from(index).unwrap_or(u8::MAX);
        for control in &category.controls {
            let id = &control.id.value;
            let at = data.controls.len();
            if ids.get(..at).is_some_and(|before| before.contains(&id.as_str())) {
                return Err(error_at(&control.id, format!("control `{id}` stands twice")));
            }
            check_capitals(control)?;
            let held = one_control(data, &ids, category_index, control)?;
            let target = Target::Control(u16::try_from(at).unwrap_or(u16::MAX));
            let spellings = Spellings {
                portion: id,
                banner: &held.banner,
                also: &control.also,
                legacy: &control.legacy,
            };
            spellings.add(&mut data.control_phrases, target, &control.id)?;
            if let Some(bare) = held.argument.as_ref().and_then(|a| a.bare.as_ref()) {
                data.control_phrases.add(bare, target, Form::Legacy);
            }
            data.controls.push(held);
        }
    }
    Ok(())
}

fn one_control(
    data: &Data,
    ids: &[&str],
    category: u8,
    control: &source::Control,
) -> Result<Control, SchemeError> {
    let id = control.id.value.clone();
    let kind = data.category(category).map(|c| c.kind);
    if kind != Some(Kind::Trees) && !control.compartments.is_empty() {
        return Err(error_at(
            &control.id,
            format!("`{id}` has compartments, so its category must be of kind `trees`"),
        ));
    }
    let compartments = control
        .compartments
        .iter()
        .map(|c| {
            let below = c
                .below
                .as_ref()
                .map(|b| demands(data, ids, &b.levels, &b.needs, &b.excludes));
            Ok(Compartment {
                id: c.id.clone(),
                also: c.also.clone(),
                demands: demands(data, ids, &c.levels, &c.needs, &c.excludes)?,
                below: below.transpose()?,
            })
        })
        .collect::<Result<Vec<_>, SchemeError>>()?;
    let suffix = control.suffix.as_ref().map(|s| {
        Ok::<_, SchemeError>(Suffix {
            text: s.text.clone(),
            also: s.also.clone(),
            levels: level_set(data, &s.levels)?,
        })
    });
    let numbers = control.numbers.as_ref().map(|n| {
        Ok::<_, SchemeError>(Numbers {
            portion: n.portion.clone(),
            banner: n.banner.clone(),
            most: n.most,
            levels: level_set(data, &n.levels)?,
        })
    });
    let needs_category = control.needs_category.as_ref().map(|name| {
        let at = data.categories.iter().position(|c| c.id == name.value);
        at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| {
            let known = data.categories.iter().map(|c| c.id.as_str());
            error_at(name, unknown("category", &name.value, known))
        })
    });
    let without = control.without_release.as_ref().map(|name| index_of(ids, name));
    let level = |name: &Option<Name>| name.as_ref().map(|n| level_index(data, n)).transpose();
    Ok(Control {
        name: control.name.clone().unwrap_or_else(|| id.clone()),
        banner: control.banner.clone().unwrap_or_else(|| id.clone()),
        category,
        argument: control.argument.as_ref().map(argument),
        suffix: suffix.transpose()?,
        numbers: numbers.transpose()?,
        demands: demands(data, ids, &control.levels, &control.needs, &control.excludes)?,
        needs_category: needs_category.transpose()?,
        implies: control_set(ids, &control.implies)?,
        alone: level(&control.alone)?,
        replaces_level: control.replaces_level,
        release: control.release,
        without_release: without.transpose()?,
        dropped_noforn: control.dropped_noforn,
        beats: control_set(ids, &control.beats)?,
        only_up_to: level(&control.only_up_to)?,
        only_alone: control.only_alone,
        compartments,
        never_bare: control.never_bare,
        retired: control.retired.clone(),
        meaning: control.meaning.clone(),
        source: control.source.clone(),
        id,
    })
}

fn argument(written: &source::Argument) -> Argument {
    Argument {
        separator: match written.nations {
            Separator::Comma => ", ",
            Separator::Blank => " ",
            Separator::Slash => "/",
        },
        home_first: written.home == Home::First,
        home_never: written.home == Home::Never,
        bare: written.bare.clone(),
        leading: written.leading,
    }
}

fn demands(
    data: &Data,
    ids: &[&str],
    levels: &[Name],
    needs: &[Name],
    excludes: &[Name],
) -> Result<Demands, SchemeError> {
    Ok(Demands {
        levels: level_set(data, levels)?,
        needs: control_set(ids, needs)?,
        excludes: control_set(ids, excludes)?,
    })
}

/// The set of the named levels; every level where none is named.
fn level_set(data: &Data, names: &[Name]) -> Result<Levels, SchemeError> {
    if names.is_empty() {
        return Ok(Levels::MAX);
    }
    names
        .iter()
        .try_fold(0, |set, name| Ok(set | level_bit(level_index(data, name)?)))
}

fn level_index(data: &Data, name: &Name) -> Result<u8, SchemeError> {
    data.level_named(&name.value).ok_or_else(|| {
        let known = data.levels.iter().map(|l| l.name.as_str());
        error_at(name, unknown("level", &name.value, known))
    })
}

fn control_set(ids: &[&str], names: &[Name]) -> Result<Controls, SchemeError> {
    names
        .iter()
        .try_fold(0, |set, name| Ok(set | bit(index_of(ids, name)?)))
}

fn index_of(ids: &[&str], name: &Name) -> Result<u16, SchemeError> {
    ids.iter()
        .position(|id| *id == name.value)
        .and_then(|at| u16::try_from(at).ok())
        .ok_or_else(|| {
            let known = ids.iter().copied();
            error_at(name, unknown("control", &name.value, known))
        })
}

/// What to say of a name that stands nowhere, with the nearest that does.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known.min_by_key(|k| strsim::damerau_levenshtein(k, name));
    match nearest {
        Some(near) if strsim::damerau_levenshtein(near, name) <= 2 => {
            format!("{what} `{name}` is not in this scheme; did you mean `{near}`?")
        }
        _ => format!("{what} `{name}` is not in this scheme"),
    }
}
