//! From what is written to what holds: markings are read, patterns compiled, and what can never match is refused.

use super::entries::{marking, releasable};
use super::error::PolicyErrorKind as Kind;
use super::model::{Action, Declassification, Mask, Place, Policy, Reasons, Spill, Unmarked};
use super::places::{identifier, note, place, reader_span};
use super::reader::{Reader, suggestion};
use super::resolver::Resolver;
use super::source::{At, DeclassificationSource, MaskSource, PolicySource, ReasonsSource, TestSource};
use super::test_case::{TestCase, TestText};
use super::{rules, tighten};
use crate::document::Format;
use crate::scheme::Scheme;
use crate::span::Span;
use std::collections::BTreeMap;

/// Compiles a policy. Mistakes go to `reader`; the outcome is of use only where there is none.
pub(super) fn compile(
    reader: &mut Reader<'_>,
    text: &str,
    source: PolicySource,
    base: Option<Policy>,
    resolver: &dyn Resolver,
) -> Option<Policy> {
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
    if let Some(remark) = source.remark {
        if let Some(banner) = remark.banner {
            policy.remark_banner = banner.value;
            note(reader, &mut policy, "remark.banner", banner.span);
        }
        if let Some(caption) = remark.caption {
            if caption.value.contains(['\n', '\r']) {
                reader.error(
                    Kind::UnknownValue,
                    caption.span,
                    "`remark.caption` must be one line",
                    None,
                );
            }
            note(reader, &mut policy, "remark.caption", caption.span);
            policy.caption = Some(caption.value);
        }
    }
    declassification(reader, &mut policy, source.declassification);
    if let Some(spill) = source.spill {
        for (label, span) in [
            ("spill.words", spill.words.as_ref().map(|w| w.span)),
            ("spill.names", spill.names.as_ref().map(|w| w.span)),
            ("spill.action", spill.action.as_ref().map(|w| w.span)),
            ("spill.across", spill.across.as_ref().map(|w| w.span)),
        ] {
            if let Some(span) = span {
                note(reader, &mut policy, label, span);
            }
        }
        policy.spill.words = spill.words.map_or(policy.spill.words, |w| w.value);
        policy.spill.names = spill.names.map_or(policy.spill.names, |w| w.value);
        policy.spill.action = spill.action.map_or(policy.spill.action, |w| w.value);
        policy.spill.written_across = spill.across.map(|w| w.value).or(policy.spill.written_across);
    }
    for rule in source.rules {
        rules::rule(reader, &mut policy, rule);
    }
    rules::contradictions(reader, &policy);
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

fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or(name);
    name.to_owned()
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
            Some(format!(
                "{}; or give the path of a scheme file",
                suggestion(&name.value, &known)
            )),
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
        Err(error) => {
            reader.error(Kind::Scheme, name.span, format!("{file}:{error}"), None);
            None
        }
    }
}

fn mask(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<MaskSource>) {
    let Some(source) = source else { return };
    if let Some(text) = source.text {
        let mut rest = text.value.replace("{amount}", "").replace("{reason}", "");
        if let Some(at) = rest.find('{') {
            rest = rest.split_off(at);
            let name = rest.split_inclusive('}').next().unwrap_or_default();
            reader.error(
                Kind::UnknownValue,
                text.span,
                format!("`mask.text` knows {{amount}} and {{reason}}, not `{name}`"),
                None,
            );
        }
        if text.value.contains(['\n', '\r']) {
            reader.error(
                Kind::UnknownValue,
                text.span,
                "`mask.text` must be one line",
                None,
            );
        }
        note(reader, policy, "mask.text", text.span);
        policy.mask.text = text.value;
    }
    if let Some(amount) = source.amount {
        policy.mask.amount = amount.value;
        note(reader, policy, "mask.amount", amount.span);
    }
    if let Some(keep) = source.keep_number {
        policy.mask.keep_number = keep.value;
        note(reader, policy, "mask.keep", keep.span);
    }
    if let Some(merge) = source.merge {
        policy.mask.merge = merge.value;
        note(reader, policy, "mask.merge", merge.span);
    }
}

fn reasons(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<ReasonsSource>) {
    let Some(source) = source else { return };
    if let Some(from_document) = source.from_document {
        policy.reasons.from_document = from_document.value;
        note(reader, policy, "reasons.from_document", from_document.span);
    }
    let mut seen: Vec<String> = Vec::new();
    for (mark, reason) in source.by_marking {
        let Some(marking) = marking(reader, &policy.scheme, &mark.value, mark.span) else {
            continue;
        };
        let portion = marking.portion().to_owned();
        if seen.contains(&portion) {
            reader.error(
                Kind::DuplicateKey,
                mark.span,
                format!("`{}` is another spelling of a marking above", mark.value),
                Some("keep one of them".to_owned()),
            );
            continue;
        }
        seen.push(portion.clone());
        policy.reasons.by_marking.retain(|(m, _)| *m != portion);
        note(
            reader,
            policy,
            &format!("reasons.by_marking.{portion}"),
            mark.span,
        );
        policy.reasons.by_marking.push((portion, reason.value));
    }
    if let Some(default) = source.default {
        note(reader, policy, "reasons.default", default.span);
        policy.reasons.default = default.value;
    }
}

fn declassification(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<DeclassificationSource>) {
    let Some(source) = source else { return };
    let before = reader.errors.len();
    let broken = reader
        .errors
        .iter()
        .any(|e| e.message.contains("`declassification"));
    let target = &mut policy.declassification;
    let mut notes = Vec::new();
    if let Some(honour) = &source.honour {
        target.honour = honour.value;
        notes.push(("declassification.honour", honour.span));
    }
    if let Some(as_of) = &source.as_of {
        match as_of.value.parse::<jiff::civil::Date>() {
            Ok(date) if as_of.value.len() == 10 => target.as_of = Some(date),
            _ => reader.error(
                Kind::UnknownValue,
                as_of.span,
                format!("`{}` is not a date", as_of.value),
                Some("write year, month and day: 2026-11-23".to_owned()),
            ),
        }
        notes.push(("declassification.as_of", as_of.span));
    }
    if let Some(first) = source.events.first() {
        notes.push(("declassification.events", first.span));
        target.events = source.events.iter().map(|e| e.value.clone()).collect();
    }
    let useless = !target.honour && (source.as_of.is_some() || !source.events.is_empty());
    let nothing = target.honour && target.as_of.is_none() && target.events.is_empty();
    for (label, span) in notes {
        note(reader, policy, label, span);
    }
    let span = source
        .honour
        .as_ref()
        .map(|h| h.span)
        .or_else(|| source.as_of.as_ref().map(|a| a.span))
        .or_else(|| source.events.first().map(|e| e.span))
        .unwrap_or_default();
    let broken = broken || reader.errors.len() > before;
    if useless && !broken {
        reader.error(
            Kind::Contradiction,
            span,
            "`as_of` and `events` do nothing while `honour` is false",
            Some("write `honour: true`, or leave them out".to_owned()),
        );
    }
    if nothing && !broken {
        reader.error(
            Kind::MissingKey,
            span,
            "`declassification.honour` needs `as_of` or `events`",
            Some("name the day on which you look: as_of: 2026-11-23".to_owned()),
        );
    }
    if policy.declassification.honour && policy.scheme.name() != "us" {
        reader.error(
            Kind::Contradiction,
            span,
            format!("the scheme `{}` has no E.O. line to honour", policy.scheme.name()),
            None,
        );
    }
}

/// Compiles tests.
pub(super) fn tests(reader: &mut Reader<'_>, list: Vec<TestSource>) -> Vec<TestCase> {
    let mut out: Vec<TestCase> = Vec::new();
    for (index, test) in list.into_iter().enumerate() {
        let text = match (test.text, test.file) {
            (Some(text), None) => TestText::Inline(text.value),
            (None, Some(file)) => TestText::File(file.value),
            (Some(_), Some(file)) => {
                reader.error(
                    Kind::Contradiction,
                    file.span,
                    "a test has `text` or `file`, not both",
                    None,
                );
                continue;
            }
            (None, None) => {
                reader.error(
                    Kind::MissingKey,
                    test.span,
                    "this test has no `text`",
                    Some("give it a text, or a `file`".to_owned()),
                );
                continue;
            }
        };
        let asserts = test.expect.is_some()
            || test.by.is_some()
            || test.reason.is_some()
            || test.spills.is_some()
            || !test.shows.is_empty()
            || !test.hides.is_empty();
        if !asserts && test.broken {
            continue;
        }
        if !asserts {
            reader.error(
                Kind::MissingKey,
                test.span,
                "this test expects nothing",
                Some("add `expect: release | withhold | in part`, `shows` or `hides`".to_owned()),
            );
            continue;
        }
        let format = match (&test.format, &text) {
            (Some(format), _) => format.value,
            (None, TestText::File(file)) if file.ends_with(".md") || file.ends_with(".markdown") => {
                Format::Markdown
            }
            (None, _) => Format::Text,
        };
        let values = |list: Vec<At<String>>| list.into_iter().map(|t| t.value).collect();
        let name = test
            .name
            .map_or_else(|| format!("test {}", index.saturating_add(1)), |n| n.value);
        out.push(TestCase {
            name,
            text,
            format,
            per_block: test.per_block,
            expect: test.expect.map_or_else(Vec::new, |e| e.value),
            by: test.by.map(|b| b.value),
            reason: test.reason.map(|r| r.value),
            shows: values(test.shows),
            hides: values(test.hides),
            spills: test.spills.map(|s| s.value),
            place: place(reader, test.span),
        });
    }
    out
}
