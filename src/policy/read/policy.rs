//! A policy file with its keys.

use super::cases::tests;
use super::entries::{entries, nodes};
use super::options::{declassification, mask, reasons, remark, spill, unmarked};
use super::rules::rule;
use crate::policy::error::PolicyErrorKind;
use crate::policy::reader::{Fields, Reader};
use crate::policy::source::{At, PolicySource};
use crate::policy::words;
use crate::policy::yaml::Node;

const KEYS: [&str; 15] = [
    "tearline",
    "id",
    "title",
    "scheme",
    "extends",
    "releasable",
    "action",
    "mask",
    "reasons",
    "unmarked",
    "remark",
    "rules",
    "declassification",
    "spill",
    "tests",
];

/// Reads a policy file.
pub(in crate::policy) fn policy(reader: &mut Reader<'_>, root: &Node) -> Option<PolicySource> {
    let fields = reader.map(root, "policy", &KEYS)?;
    version(reader, &fields);
    let text = |reader: &mut Reader<'_>, key: &str| fields.get(key).and_then(|n| reader.text(n, key));
    Some(PolicySource {
        id: text(reader, "id"),
        title: text(reader, "title"),
        scheme: text(reader, "scheme"),
        extends: text(reader, "extends"),
        releasable: fields.get("releasable").and_then(|n| {
            reader.list(n, "releasable")?;
            Some(At {
                value: entries(reader, Some(n), "releasable"),
                span: fields.key("releasable").unwrap_or(n.span),
            })
        }),
        action: fields
            .get("action")
            .and_then(|n| reader.choice(n, "action", words::ACTION)),
        mask: fields.get("mask").and_then(|n| mask(reader, n)),
        reasons: fields.get("reasons").and_then(|n| reasons(reader, n)),
        unmarked: fields
            .get("unmarked")
            .map_or_else(Vec::new, |n| unmarked(reader, n)),
        remark: fields.get("remark").and_then(|n| remark(reader, n)),
        rules: nodes(reader, fields.get("rules"), "rules")
            .into_iter()
            .filter_map(|n| rule(reader, n))
            .collect(),
        declassification: fields
            .get("declassification")
            .and_then(|n| declassification(reader, n)),
        spill: fields.get("spill").and_then(|n| spill(reader, n)),
        tests: tests(reader, fields.get("tests")),
    })
}

fn version(reader: &mut Reader<'_>, fields: &Fields<'_>) {
    let Some(node) = fields.get("tearline") else {
        return;
    };
    if reader
        .number(node, "tearline", 0, 999_999)
        .is_some_and(|v| v.value != 1)
    {
        reader.error(
            PolicyErrorKind::UnknownValue,
            node.span,
            "this tearline reads version 1 of the policy language",
            Some("write `tearline: 1`".to_owned()),
        );
    }
}
