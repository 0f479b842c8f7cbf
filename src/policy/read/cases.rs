//! Tests, in a policy or in a file of their own.

use super::entries::nodes;
use crate::policy::error::PolicyErrorKind;
use crate::policy::reader::Reader;
use crate::policy::source::{At, TestSource};
use crate::policy::test_case::Expected;
use crate::policy::words;
use crate::policy::yaml::{Node, Value};

/// Reads a file that holds tests alone.
pub(in crate::policy) fn test_file(reader: &mut Reader<'_>, root: &Node) -> Option<Vec<TestSource>> {
    let fields = reader.map(root, "tests", &["tests"])?;
    if fields.get("tests").is_none() && reader.errors.is_empty() {
        reader.error(
            PolicyErrorKind::MissingKey,
            root.span,
            "`tests` is missing",
            Some("list the tests under `tests:`".to_owned()),
        );
    }
    Some(tests(reader, fields.get("tests")))
}

pub(super) fn tests(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<TestSource> {
    nodes(reader, node, "tests")
        .into_iter()
        .filter_map(|n| test(reader, n))
        .collect()
}

fn test(reader: &mut Reader<'_>, node: &Node) -> Option<TestSource> {
    let before = reader.errors.len();
    let keys = [
        "name", "text", "file", "format", "expect", "by", "reason", "shows", "hides", "spills",
    ];
    let fields = reader.map(node, "tests[]", &keys)?;
    let text = |reader: &mut Reader<'_>, key: &str| {
        fields
            .get(key)
            .and_then(|n| reader.text(n, &format!("tests.{key}")))
    };
    let span = keys
        .iter()
        .filter_map(|key| fields.key(key))
        .min()
        .unwrap_or(node.span);
    let (expect, per_block) = expected(reader, fields.get("expect"));
    let mut test = TestSource {
        broken: false,
        span,
        name: text(reader, "name"),
        text: text(reader, "text"),
        file: text(reader, "file"),
        format: fields
            .get("format")
            .and_then(|n| reader.choice(n, "tests.format", words::FORMAT)),
        expect,
        per_block,
        by: text(reader, "by"),
        reason: text(reader, "reason"),
        shows: reader.texts(fields.get("shows"), "tests.shows"),
        hides: reader.texts(fields.get("hides"), "tests.hides"),
        spills: fields.get("spills").and_then(|n| reader.bool(n, "tests.spills")),
    };
    test.broken = reader.errors.len() > before;
    Some(test)
}

fn expected(reader: &mut Reader<'_>, node: Option<&Node>) -> (Option<At<Vec<Expected>>>, bool) {
    let Some(node) = node else { return (None, false) };
    if let Value::List(list) = &node.value {
        let list: Vec<&Node> = list.iter().collect();
        let value = list
            .into_iter()
            .filter_map(|n| reader.choice(n, "tests.expect", words::EXPECTED))
            .map(|word| word.value)
            .collect();
        return (
            Some(At {
                value,
                span: node.span,
            }),
            true,
        );
    }
    let one = reader.choice(node, "tests.expect", words::EXPECTED);
    (
        one.map(|one| At {
            value: vec![one.value],
            span: one.span,
        }),
        false,
    )
}
