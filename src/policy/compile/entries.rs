//! Entries: markings and what `releasable` and rules list of them, read against the scheme.

use super::notes::place;
use crate::marking::{Entry, Marking, read_portion};
use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::model::Policy;
use crate::policy::place::Place;
use crate::policy::reader::{Reader, suggestion};
use crate::policy::source::{At, EntrySource, PolicySource};
use crate::scheme::{Release, Scheme};
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) fn marking(reader: &mut Reader<'_>, scheme: &Scheme, text: &str, span: Span) -> Option<Marking> {
    let inner = text.trim();
    let inner = inner
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or(inner);
    let reading = read_portion(scheme, inner);
    if reading.look_alike {
        reader.error(
            Kind::UnknownMarking,
            span,
            format!("the marking `{text}` holds look-alike or invisible characters"),
            Some("type it again in plain letters".to_owned()),
        );
        return None;
    }
    if let Some(marking) = reading.known() {
        if let Some((slip, meant)) = slip(scheme, marking) {
            reader.error(
                Kind::UnknownMarking,
                span,
                format!("`{slip}` is not a control of the scheme `{}`", scheme.name()),
                Some(format!(
                    "did you mean `{meant}`? A compartment of such a name needs a scheme that lists it"
                )),
            );
            return None;
        }
        return Some(marking.clone());
    }
    let problem = reading.problems.first().map(|p| p.message.clone());
    let message = match &problem {
        Some(problem) => format!("`{text}` is not a marking that a policy can list: {problem}"),
        None => format!("`{text}` is not a marking of the scheme `{}`", scheme.name()),
    };
    let upper = text.to_uppercase();
    let help = (upper != text && read_portion(scheme, &upper).known().is_some())
        .then(|| format!("did you mean `{upper}`?"))
        .or_else(|| near_marking(scheme, text));
    reader.error(Kind::UnknownMarking, span, message, help);
    None
}

/// A control that only the open vocabulary of compartments takes in, and the known one that it is a slip of the pen for:
/// an entry with it would cover nothing, and a rule with it would hold nothing back.
fn slip<'s>(scheme: &'s Scheme, marking: &Marking) -> Option<(String, &'s str)> {
    let controls = &scheme.data().controls;
    let names = || (controls.iter()).flat_map(|c| [c.id.as_str(), c.banner.as_str(), c.name.as_str()]);
    marking.controls().iter().find_map(|control| {
        let word = control.split([' ', '-']).next().unwrap_or(control);
        if word.chars().count() < 4 || names().any(|name| name.split([' ', '-']).next() == Some(word)) {
            return None;
        }
        let meant = names().find(|name| strsim::damerau_levenshtein(name, word) == 1)?;
        Some((word.to_owned(), meant))
    })
}

/// A known marking near to what is written.
pub(super) fn near_marking(scheme: &Scheme, text: &str) -> Option<String> {
    let words = [
        "U",
        "C",
        "S",
        "TS",
        "R",
        "SBU",
        "FOUO",
        "LOU",
        "CUI",
        "LES",
        "NU",
        "NR",
        "NC",
        "NS",
        "CTS",
        "OFFICIAL",
        "SECRET",
        "CONFIDENTIAL",
        "UNCLASSIFIED",
        "PROTECTED",
        "PUBLIC",
        "INTERNAL",
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:RED",
    ];
    let upper = text.trim().to_uppercase();
    words
        .into_iter()
        .filter(|w| read_portion(scheme, w).known().is_some())
        .map(|w| (strsim::damerau_levenshtein(&upper, w), w))
        .filter(|(d, w)| *d <= 1 || *d <= w.len() / 3)
        .min_by_key(|(d, w)| (*d, std::cmp::Reverse(w.len())))
        .map(|(_, w)| format!("did you mean `{w}`?"))
}

pub(super) fn entry(
    reader: &mut Reader<'_>,
    scheme: &Scheme,
    entry: &At<EntrySource>,
    what: &str,
) -> Option<Entry> {
    match &entry.value {
        EntrySource::Exactly(text) => marking(reader, scheme, text, entry.span).map(Entry::Exactly),
        EntrySource::UpTo { up_to, allow, to } => {
            let level = marking(reader, scheme, &up_to.value, up_to.span)?;
            if !level.controls().is_empty() {
                reader.error(
                    Kind::UnknownMarking,
                    up_to.span,
                    format!("`up_to` takes a level without controls, not `{}`", up_to.value),
                    Some(format!("write {{ up_to: {}, allow: [...] }}", level.level())),
                );
                return None;
            }
            let lists = release_lists(scheme);
            if !to.is_empty() && !allow.iter().any(|a| lists.contains(&a.value.as_str())) {
                let (message, help) = match lists.first() {
                    Some(list) => (
                        format!("`{what}.to` names nations, and `allow` does not list {list}"),
                        Some(format!("add {list} to `allow`")),
                    ),
                    None => (
                        format!("`{what}.to` names nations, and no control of the scheme lists any"),
                        None,
                    ),
                };
                let span = to.first().map_or(entry.span, |t| t.span);
                reader.error(Kind::Contradiction, span, message, help);
            }
            for control in allow {
                known_control(reader, scheme, &level, control);
            }
            for nation in to {
                let code = nation.value.len() >= 3 && nation.value.chars().all(|c| c.is_ascii_uppercase());
                if !code {
                    reader.error(
                        Kind::UnknownValue,
                        nation.span,
                        format!("`{}` is not a country code", nation.value),
                        Some("use three capital letters, such as GBR".to_owned()),
                    );
                }
            }
            Some(Entry::UpTo {
                level,
                allow: allow.iter().map(|a| a.value.clone()).collect(),
                to: to.iter().map(|t| t.value.clone()).collect(),
            })
        }
    }
}

/// The controls of a scheme that list those who may have a text, by every spelling; current ones first.
fn release_lists(scheme: &Scheme) -> Vec<&str> {
    let mut lists: Vec<_> = (scheme.data().controls.iter())
        .filter(|c| c.release == Some(Release::To))
        .collect();
    lists.sort_by_key(|c| c.retired.is_some());
    (lists.iter())
        .flat_map(|c| [c.id.as_str(), c.banner.as_str(), c.name.as_str()])
        .collect()
}

/// A control that the scheme does not have would cover nothing: a mistake. `OWNER`, `JOINT` and `FGI` cover owners.
pub(super) fn known_control(reader: &mut Reader<'_>, scheme: &Scheme, level: &Marking, control: &At<String>) {
    let data = scheme.data();
    let names: Vec<&str> = data
        .controls
        .iter()
        .flat_map(|c| [c.id.as_str(), c.banner.as_str(), c.name.as_str()])
        .chain(["OWNER", "JOINT", "FGI"])
        .collect();
    let with = |level: &str| {
        read_portion(
            scheme,
            &format!("{level}{}{}", data.category_separator, control.value),
        )
        .known()
        .is_some_and(|m| !m.controls().is_empty())
    };
    if names.contains(&control.value.as_str()) {
        return;
    }
    // The vocabulary of compartments is open, so a slip of the pen would read as one: a near miss is a mistake.
    let help = suggestion(&control.value, &names);
    let near = help.starts_with("did you");
    if near || !with(level.level()) && !data.levels.iter().any(|l| with(&l.portion)) {
        reader.error(
            Kind::UnknownMarking,
            control.span,
            format!(
                "`{}` is not a control of the scheme `{}`",
                control.value,
                scheme.name()
            ),
            near.then_some(help),
        );
    }
}

pub(super) fn releasable(
    reader: &mut Reader<'_>,
    scheme: &Scheme,
    source: &PolicySource,
    base: Option<&Policy>,
    places: &mut BTreeMap<String, Place>,
) -> Vec<Entry> {
    let Some(list) = &source.releasable else {
        if let Some(base) = base {
            return base.releasable.clone();
        }
        // A key that was there and could not be read has its own message.
        if !reader.errors.iter().any(|e| {
            e.message.contains("`releasable`") || e.help.as_deref() == Some("did you mean `releasable`?")
        }) {
            reader.error(
                Kind::MissingKey,
                Span::default(),
                "`releasable` is missing",
                Some("list the markings that may leave: releasable: [U]".to_owned()),
            );
        }
        return Vec::new();
    };
    places.insert("releasable".to_owned(), place(reader, list.span));
    let mut out: Vec<Entry> = Vec::new();
    for item in &list.value {
        let Some(entry) = entry(reader, scheme, item, "releasable") else {
            continue;
        };
        if let Some(first) = out.iter().position(|e| *e == entry) {
            reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this entry can never decide: it says the same as entry {}",
                    first.saturating_add(1)
                ),
                Some("remove one of them".to_owned()),
            );
            continue;
        }
        out.push(entry);
        places.insert(format!("releasable[{}]", out.len()), place(reader, item.span));
    }
    out
}
