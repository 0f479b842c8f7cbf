//! A policy: what it takes over, what it writes, and that it only tightens.

use super::cases::tests;
use super::entries::releasable;
use super::notes::{LONGEST_ID, identifier, may_identify, note, reader_span};
use super::options::{declassification, mask, reasons, remark, spill};
use super::rules;
use super::shown::Written;
use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::model::{Action, Declassification, Mask, Policy, Reasons, Spill};
use crate::policy::place::Place;
use crate::policy::plausible;
use crate::policy::reader::{Reader, suggestion};
use crate::policy::resolver::Resolver;
use crate::policy::source::{At, PolicySource};
use crate::policy::tighten;
use crate::policy::unmarked::Unmarked;
use crate::scheme::Scheme;
use crate::span::Span;
use std::collections::BTreeMap;

/// Compiles a policy. Mistakes go to `reader`; the outcome is of use only where there is none.
pub(in crate::policy) fn compile(
    reader: &mut Reader<'_>,
    text: &str,
    source: PolicySource,
    base: Option<Policy>,
    resolver: &dyn Resolver,
) -> Option<Policy> {
    let written = Written::of(&source);
    let scheme = match &source.scheme {
        Some(name) => scheme(reader, name, resolver)?,
        None => base.as_ref().map_or_else(Scheme::us, |b| b.scheme.clone()),
    };
    let mut places = BTreeMap::new();
    let releasable = releasable(reader, &scheme, &source, base.as_ref(), &mut places);
    let mut policy = Policy {
        id: source
            .id
            .as_ref()
            .map_or_else(|| stem(reader.file()), |id| id.value.clone()),
        title: source.title.map(|t| t.value),
        text: text.to_owned(),
        bases: base
            .iter()
            .flat_map(|b| std::iter::once(b.text.clone()).chain(b.bases.clone()))
            .collect(),
        releasable,
        action: Action::Mask,
        mask: Mask::default(),
        reasons: Reasons::default(),
        unmarked: Unmarked::default(),
        remark_banner: true,
        caption: None,
        rules: Vec::new(),
        declassification: Declassification::default(),
        spill: Spill::default(),
        tests: Vec::new(),
        places: BTreeMap::new(),
        scheme,
    };
    if let Some(base) = &base {
        policy.inherit(base, &places);
    }
    policy.places.append(&mut places);
    if let Some(id) = &source.id {
        identifier(reader, id, "id");
    }
    if let Some(action) = source.action {
        policy.action = action.value;
        note(reader, &mut policy, "action", action.span);
    }
    mask(reader, &mut policy, source.mask);
    reasons(reader, &mut policy, source.reasons);
    for (part, rule) in source.unmarked {
        policy.unmarked.set(part, rule.value);
        note(reader, &mut policy, part.label(), rule.span);
    }
    remark(reader, &mut policy, source.remark);
    declassification(reader, &mut policy, source.declassification);
    spill(reader, &mut policy, source.spill);
    for rule in source.rules {
        rules::rule(reader, &mut policy, rule);
    }
    rules::contradictions(reader, &policy);
    written.check(reader, &policy);
    policy.tests = tests(reader, source.tests);
    if let Some(base) = &base {
        for loose in tighten::looser(base, &policy) {
            let span = policy
                .places
                .get(&loose.label)
                .filter(|p| p.file == reader.file())
                .map_or_else(Span::default, |p| reader_span(text, p));
            reader.error(
                Kind::Loosens,
                span,
                loose.message,
                Some(format!(
                    "a policy may only tighten the one it extends (`{}`)",
                    base.id
                )),
            );
        }
    }
    Some(policy)
}

impl Policy {
    /// Takes over from `base` everything; what the extending file writes replaces it later. `written` holds the places
    /// of what it has already written.
    fn inherit(&mut self, base: &Self, written: &BTreeMap<String, Place>) {
        self.action = base.action;
        self.mask = base.mask.clone();
        self.reasons = base.reasons.clone();
        self.unmarked = base.unmarked;
        self.remark_banner = base.remark_banner;
        self.caption.clone_from(&base.caption);
        self.rules.clone_from(&base.rules);
        self.declassification = base.declassification.clone();
        self.spill = base.spill;
        let own_list = written.keys().any(|label| label.starts_with("releasable"));
        self.places = base
            .places
            .iter()
            .filter(|(label, _)| !(own_list && label.starts_with("releasable")))
            .map(|(label, place)| (label.clone(), place.clone()))
            .collect();
    }
}

/// The name of the file as an id: what an id may not hold becomes a hyphen.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or(name);
    let id: String = name
        .chars()
        .map(|c| if may_identify(c) { c } else { '-' })
        .take(LONGEST_ID)
        .collect();
    if id.is_empty() { "policy".to_owned() } else { id }
}

fn scheme(reader: &mut Reader<'_>, name: &At<String>, resolver: &dyn Resolver) -> Option<Scheme> {
    if let Some(scheme) = Scheme::builtin(&name.value) {
        return Some(scheme);
    }
    let is_path =
        name.value.contains(['/', '\\']) || name.value.ends_with(".yaml") || name.value.ends_with(".yml");
    if !is_path {
        let known: Vec<&str> = Scheme::builtin_names().collect();
        reader.error(
            Kind::Scheme,
            name.span,
            format!("there is no scheme `{}`", name.value),
            Some(match suggestion(&name.value, &known) {
                near if near.ends_with('?') => format!("{near} Or give the path of a scheme file"),
                list => format!("{list}, or give the path of a scheme file"),
            }),
        );
        return None;
    }
    let (file, text) = match resolver.resolve(reader.file(), &name.value) {
        Ok(found) => found,
        Err(why) => {
            reader.error(
                Kind::Scheme,
                name.span,
                format!("cannot read the scheme: {why}"),
                None,
            );
            return None;
        }
    };
    match Scheme::from_yaml(&text) {
        Ok(scheme) => Some(scheme),
        Err(_) if !plausible::looks_like_scheme(&text) => {
            reader.error(
                Kind::Scheme,
                name.span,
                format!("`{file}` does not look like a scheme"),
                Some("a scheme begins with `tearline-scheme: 1`".to_owned()),
            );
            None
        }
        Err(error) => {
            reader.error(Kind::Scheme, name.span, format!("{file}:{error}"), None);
            None
        }
    }
}
