//! The controls of a scheme file, with what each demands.

use super::error::SchemeError;
use super::model::{Argument, Compartment, Control, Controls, Data, Demands, Numbers, Suffix};
use super::names::{control_set, index_of, level_index, level_set, unknown};
use super::phrases::{Form, Target};
use super::source::{self, File, Home, Kind, Name, Separator, error_at};
use super::spelling::{Spellings, check_capitals};

/// Adds the controls of all categories.
pub(super) fn controls(file: &File, data: &mut Data) -> Result<(), SchemeError> {
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
        beside: if control.beside.is_empty() {
            Controls::MAX
        } else {
            control_set(ids, &control.beside)?
        },
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
