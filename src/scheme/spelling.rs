//! What the spellings of a scheme file must keep to, so that every mark that is printed can be read again.

use super::error::SchemeError;
use super::phrases::{Form, Phrases, Target, upper};
use super::source::{Control, File, Name, error_at};

/// Characters that separate the parts of a mark.
const SEPARATORS: &str = " /-,:;";

/// The spellings of a level or control.
pub(super) struct Spellings<'a> {
    pub(super) portion: &'a str,
    pub(super) banner: &'a str,
    pub(super) also: &'a [String],
    pub(super) legacy: &'a [String],
}

impl Spellings<'_> {
    /// Adds them to the table; `name` is where they stand in the file.
    pub(super) fn add(&self, phrases: &mut Phrases, target: Target, name: &Name) -> Result<(), SchemeError> {
        let own: &[(&str, Form)] = if self.portion == self.banner {
            &[(self.portion, Form::Both)]
        } else {
            &[(self.banner, Form::Banner), (self.portion, Form::Portion)]
        };
        let also = self.also.iter().map(|text| (text.as_str(), Form::Both));
        let legacy = self.legacy.iter().map(|text| (text.as_str(), Form::Legacy));
        for (text, form) in own.iter().copied().chain(also).chain(legacy) {
            if phrases.add(text, target, form).is_some() {
                let message = format!("`{text}` of `{}` is the spelling of another one, too", name.value);
                return Err(error_at(name, message));
            }
        }
        Ok(())
    }
}

/// Separators hold the characters that separate, and no others.
pub(super) fn check_separators(file: &File) -> Result<(), SchemeError> {
    let general = file.separators.category.iter().chain(&file.separators.item);
    let own = file
        .categories
        .iter()
        .flat_map(|c| c.join.iter().chain(&c.between));
    for name in general.chain(own) {
        let text = &name.value;
        if text.is_empty() || !text.chars().all(|c| SEPARATORS.contains(c)) {
            let message = format!("separator `{text}`: only blanks and the signs / - , : ; separate");
            return Err(error_at(name, message));
        }
    }
    Ok(())
}

/// What stands behind a control's own spelling is found in capitals only.
pub(super) fn check_capitals(control: &Control) -> Result<(), SchemeError> {
    let compartments = control
        .compartments
        .iter()
        .flat_map(|c| std::iter::once(&c.id).chain(&c.also));
    let suffix = control
        .suffix
        .iter()
        .flat_map(|s| std::iter::once(&s.text).chain(&s.also));
    let numbers = control.numbers.iter().flat_map(|n| [&n.portion, &n.banner]);
    for text in compartments.chain(suffix).chain(numbers) {
        if text.is_empty() || upper(text) != *text {
            let message = format!("`{text}` must be written in capitals");
            return Err(error_at(&control.id, message));
        }
    }
    Ok(())
}
