//! From the names of a scheme file to indices and sets.

use super::error::SchemeError;
use super::model::{Controls, Data, Levels, bit, level_bit};
use super::source::{Name, error_at};

/// The set of the named levels; every level where none is named.
pub(super) fn level_set(data: &Data, names: &[Name]) -> Result<Levels, SchemeError> {
    if names.is_empty() {
        return Ok(Levels::MAX);
    }
    names
        .iter()
        .try_fold(0, |set, name| Ok(set | level_bit(level_index(data, name)?)))
}

/// The index of a level.
pub(super) fn level_index(data: &Data, name: &Name) -> Result<u8, SchemeError> {
    data.level_named(&name.value).ok_or_else(|| {
        let known = data.levels.iter().map(|l| l.name.as_str());
        error_at(name, unknown("level", &name.value, known))
    })
}

/// The set of the named controls.
pub(super) fn control_set(ids: &[&str], names: &[Name]) -> Result<Controls, SchemeError> {
    names
        .iter()
        .try_fold(0, |set, name| Ok(set | bit(index_of(ids, name)?)))
}

/// The index of a control.
pub(super) fn index_of(ids: &[&str], name: &Name) -> Result<u16, SchemeError> {
    ids.iter()
        .position(|id| *id == name.value)
        .and_then(|at| u16::try_from(at).ok())
        .ok_or_else(|| {
            let known = ids.iter().copied();
            error_at(name, unknown("control", &name.value, known))
        })
}

/// What to say of a name that stands nowhere, with the nearest that does.
pub(super) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known.min_by_key(|k| strsim::damerau_levenshtein(k, name));
    match nearest {
        Some(near) if strsim::damerau_levenshtein(near, name) <= 2 => {
            format!("{what} `{name}` is not in this scheme; did you mean `{near}`?")
        }
        _ => format!("{what} `{name}` is not in this scheme"),
    }
}
