//! Options: masks, reasons, remarking, declassification, spills.

use super::entries::marking;
use super::notes::note;
use crate::policy::declassified::is_event;
use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::model::Policy;
use crate::policy::reader::Reader;
use crate::policy::source::{DeclassificationSource, MaskSource, ReasonsSource, RemarkSource, SpillSource};

pub(super) fn mask(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<MaskSource>) {
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

pub(super) fn reasons(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<ReasonsSource>) {
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

pub(super) fn remark(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<RemarkSource>) {
    let Some(source) = source else { return };
    if let Some(banner) = source.banner {
        policy.remark_banner = banner.value;
        note(reader, policy, "remark.banner", banner.span);
    }
    if let Some(caption) = source.caption {
        note(reader, policy, "remark.caption", caption.span);
        policy.caption = Some(caption.value);
    }
}

pub(super) fn declassification(
    reader: &mut Reader<'_>,
    policy: &mut Policy,
    source: Option<DeclassificationSource>,
) {
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
        for event in source.events.iter().filter(|event| !is_event(&event.value)) {
            reader.error(
                Kind::UnknownValue,
                event.span,
                format!(
                    "`{}` is no event: codes and days never count as passed",
                    event.value
                ),
                Some(
                    "write the words of the line, such as End of the Ostrava talks; `as_of` is for days"
                        .to_owned(),
                ),
            );
        }
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

pub(super) fn spill(reader: &Reader<'_>, policy: &mut Policy, source: Option<SpillSource>) {
    let Some(source) = source else { return };
    for (label, span) in [
        ("spill.words", source.words.as_ref().map(|w| w.span)),
        ("spill.names", source.names.as_ref().map(|w| w.span)),
        ("spill.action", source.action.as_ref().map(|w| w.span)),
        ("spill.across", source.across.as_ref().map(|w| w.span)),
    ] {
        if let Some(span) = span {
            note(reader, policy, label, span);
        }
    }
    policy.spill.words = source.words.map_or(policy.spill.words, |w| w.value);
    policy.spill.names = source.names.map_or(policy.spill.names, |w| w.value);
    policy.spill.action = source.action.map_or(policy.spill.action, |w| w.value);
    policy.spill.written_across = source.across.map(|w| w.value).or(policy.spill.written_across);
}
