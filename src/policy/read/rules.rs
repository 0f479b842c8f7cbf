//! Rules.

use super::entries::{entries, nodes};
use crate::policy::reader::{Fields, Reader};
use crate::policy::source::{RuleSource, WhenSource};
use crate::policy::words;
use crate::policy::yaml::Node;
use crate::span::Span;

pub(super) fn rule(reader: &mut Reader<'_>, node: &Node) -> Option<RuleSource> {
    let before = reader.errors.len();
    let fields = reader.map(node, "rules", &["id", "withhold", "release", "when", "reason"])?;
    let release = fields.get("release").and_then(|n| {
        let span = fields.key("release").unwrap_or(n.span);
        reader
            .choice(n, "rules.release", &[("paragraph", span)])
            .map(|word| word.value)
    });
    let mut rule = RuleSource {
        broken: false,
        span: rule_span(&fields, node),
        id: fields.get("id").and_then(|n| reader.text(n, "rules.id")),
        withhold: fields
            .get("withhold")
            .and_then(|n| reader.choice(n, "rules.withhold", words::UNIT)),
        release,
        when: fields.get("when").and_then(|n| when(reader, n, &fields)),
        reason: fields.get("reason").and_then(|n| reader.text(n, "rules.reason")),
    };
    rule.broken = reader.errors.len() > before;
    Some(rule)
}

fn rule_span(fields: &Fields<'_>, node: &Node) -> Span {
    ["id", "withhold", "release", "when"]
        .iter()
        .filter_map(|key| fields.key(key))
        .min()
        .unwrap_or(node.span)
}

fn when(reader: &mut Reader<'_>, node: &Node, rule: &Fields<'_>) -> Option<WhenSource> {
    let fields = reader.map(node, "rules.when", &["text", "marking", "kind"])?;
    Some(WhenSource {
        span: rule.key("when").unwrap_or(node.span),
        text: fields.get("text").and_then(|n| reader.text(n, "rules.when.text")),
        marking: entries(reader, fields.get("marking"), "rules.when.marking"),
        kind: nodes(reader, fields.get("kind"), "rules.when.kind")
            .into_iter()
            .filter_map(|n| reader.choice(n, "rules.when.kind", words::PART))
            .collect(),
    })
}
