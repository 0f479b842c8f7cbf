//! From a scheme file to a scheme: names become indices, spellings a table; every mistake has its place.

use super::code::Code;
use super::controls::controls;
use super::derived::{never_first, openers, special};
use super::error::SchemeError;
use super::model::{Category, Data, Level, Nation, Never, Scheme};
use super::names::level_set;
use super::phrases::{Form, Target, upper};
use super::source::{self, Fields, File, Name, Ownership, error_at};
use super::spelled::Spelled;
use super::spelling::{Spellings, check_separators};
use std::sync::Arc;

/// Most levels of a scheme: one bit each in a set.
const MOST_LEVELS: usize = 64;
/// Most controls of a scheme: one bit each in a set.
const MOST_CONTROLS: usize = 128;
/// Most categories of a scheme.
const MOST_CATEGORIES: usize = 64;

impl Scheme {
    /// Reads a scheme file (`docs/schemes.md`).
    ///
    /// # Errors
    ///
    /// [`SchemeError`] with line and column of the first mistake.
    pub fn from_yaml(text: &str) -> Result<Self, SchemeError> {
        compile(text)
    }
}

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
    data.spelled = Spelled::of(data.level_phrases.all().chain(data.control_phrases.all()));
    data.special = special(&data);
    data.openers = openers(&data);
    Ok(Scheme(Arc::new(data)))
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

/// A text of the file, or what holds where it is not written.
fn written(text: &Option<Name>, otherwise: &str) -> String {
    text.as_ref().map_or(otherwise, |text| &text.value).to_owned()
}

fn empty(file: &File) -> Data {
    Data {
        id: file.id.value.clone(),
        title: file.title.clone(),
        category_separator: file.separators.category().to_owned(),
        ownership: file.ownership == Ownership::Us,
        labels: file.labels.iter().map(|l| upper(l)).collect(),
        captions: file.captions.iter().map(|c| upper(c)).collect(),
        unbracketed: file.unbracketed,
        held: file.held.iter().map(|c| upper(c)).collect(),
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
            join: written(&category.join, file.separators.category()),
            between: written(&category.between, file.separators.item()),
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
