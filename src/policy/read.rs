//! From YAML to [`PolicySource`]: which keys there are, and what each may hold.

use super::error::PolicyErrorKind;
use super::model::Part;
use super::reader::{Fields, Reader, path};
use super::source::{
    At, DeclassificationSource, EntrySource, MaskSource, PolicySource, ReasonsSource, RemarkSource,
    RuleSource, SpillSource, TestSource, WhenSource, words,
};
use super::yaml::{Node, Value};
use crate::span::Span;

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
pub(super) fn policy(reader: &mut Reader<'_>, root: &Node) -> Option<PolicySource> {
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

/// Reads a file that holds tests alone.
pub(super) fn test_file(reader: &mut Reader<'_>, root: &Node) -> Option<Vec<TestSource>> {
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

fn nodes<'n>(reader: &mut Reader<'_>, node: Option<&'n Node>, what: &str) -> Vec<&'n Node> {
    node.and_then(|n| reader.list(n, what))
        .map_or_else(Vec::new, |list| list.iter().collect())
}

fn entries(reader: &mut Reader<'_>, node: Option<&Node>, what: &str) -> Vec<At<EntrySource>> {
    nodes(reader, node, what)
        .into_iter()
        .filter_map(|n| entry(reader, n, what))
        .collect()
}

fn entry(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<At<EntrySource>> {
    if let Value::Map(_) = node.value {
        let before = reader.errors.len();
        let fields = reader.map(node, what, &["up_to", "allow", "to"])?;
        let allow = reader.texts(fields.get("allow"), &path(what, "allow"));
        let to = reader.texts(fields.get("to"), &path(what, "to"));
        let Some(level) = fields.get("up_to") else {
            if reader.errors.len() > before {
                return None;
            }
            reader.error(
                PolicyErrorKind::MissingKey,
                node.span,
                format!("this entry of `{what}` has no `up_to`"),
                Some("write { up_to: LEVEL, allow: [CONTROLS] }, or the marking alone".to_owned()),
            );
            return None;
        };
        let span = fields.key("up_to").unwrap_or(node.span);
        let up_to = reader.text(level, &path(what, "up_to"))?;
        return Some(At {
            value: EntrySource::UpTo { up_to, allow, to },
            span,
        });
    }
    match &node.value {
        Value::Text(_) => {
            let text = reader.text(node, what)?;
            Some(At {
                value: EntrySource::Exactly(text.value),
                span: node.span,
            })
        }
        Value::Null => {
            reader.text(node, what);
            None
        }
        _ => {
            reader.error(
                PolicyErrorKind::WrongType,
                node.span,
                format!(
                    "an entry of `{what}` must be a marking or {{ up_to: ... }}, found {}",
                    node.value.describe()
                ),
                Some("put a marking in quotes: 'U'".to_owned()),
            );
            None
        }
    }
}

fn mask(reader: &mut Reader<'_>, node: &Node) -> Option<MaskSource> {
    let fields = reader.map(node, "mask", &["text", "amount", "keep", "merge"])?;
    let keep = fields.get("keep").and_then(|n| keep(reader, n));
    Some(MaskSource {
        text: fields.get("text").and_then(|n| reader.text(n, "mask.text")),
        amount: fields
            .get("amount")
            .and_then(|n| reader.choice(n, "mask.amount", words::AMOUNT)),
        keep_number: keep,
        merge: fields.get("merge").and_then(|n| reader.bool(n, "mask.merge")),
    })
}

/// `keep: [number]`, or `keep: none`.
fn keep(reader: &mut Reader<'_>, node: &Node) -> Option<At<bool>> {
    if let Value::Text(_) = node.value {
        let none = reader.choice(node, "mask.keep", &[("none", false)])?;
        return Some(none);
    }
    let list = reader.list(node, "mask.keep")?;
    let mut span = node.span;
    for item in list {
        span = reader.choice(item, "mask.keep", &[("number", true)])?.span;
    }
    Some(At { value: true, span })
}

fn reasons(reader: &mut Reader<'_>, node: &Node) -> Option<ReasonsSource> {
    let fields = reader.map(node, "reasons", &["from_document", "by_marking", "default"])?;
    let mut by_marking: Vec<(At<String>, At<String>)> = Vec::new();
    if let Some(node) = fields.get("by_marking") {
        match &node.value {
            Value::Map(map) => {
                for (key, value) in map {
                    if let Some((first, _)) = by_marking.iter().find(|(k, _)| k.value == key.name) {
                        let (line, _) = reader.place(first.span.start());
                        reader.error(
                            PolicyErrorKind::DuplicateKey,
                            key.span,
                            format!("`{}` stands twice, first on line {line}", key.name),
                            Some("keep one of them".to_owned()),
                        );
                    } else if let Some(reason) = reader.text(value, &path("reasons.by_marking", &key.name)) {
                        by_marking.push((
                            At {
                                value: key.name.clone(),
                                span: key.span,
                            },
                            reason,
                        ));
                    }
                }
            }
            _ => reader.wrong_type(node, "reasons.by_marking", "a mapping"),
        }
    }
    Some(ReasonsSource {
        from_document: fields
            .get("from_document")
            .and_then(|n| reader.bool(n, "reasons.from_document")),
        by_marking,
        default: fields
            .get("default")
            .and_then(|n| reader.text(n, "reasons.default")),
    })
}

fn unmarked(reader: &mut Reader<'_>, node: &Node) -> Vec<(Part, At<super::model::UnmarkedRule>)> {
    let names: Vec<&str> = Part::ALL.iter().map(|p| p.name()).collect();
    let Some(fields) = reader.map(node, "unmarked", &names) else {
        return Vec::new();
    };
    let mut list = Vec::new();
    for part in Part::ALL {
        let Some(node) = fields.get(part.name()) else {
            continue;
        };
        let words = if part == Part::Continuation {
            words::CONTINUATION
        } else {
            words::UNMARKED
        };
        if let Some(rule) = reader.choice(node, part.label(), words) {
            let span = fields.key(part.name()).unwrap_or(rule.span);
            list.push((
                part,
                At {
                    value: rule.value,
                    span,
                },
            ));
        }
    }
    list
}

fn remark(reader: &mut Reader<'_>, node: &Node) -> Option<RemarkSource> {
    let fields = reader.map(node, "remark", &["banner", "caption"])?;
    Some(RemarkSource {
        banner: fields.get("banner").and_then(|n| reader.bool(n, "remark.banner")),
        caption: fields
            .get("caption")
            .and_then(|n| reader.text(n, "remark.caption")),
    })
}

fn rule(reader: &mut Reader<'_>, node: &Node) -> Option<RuleSource> {
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

fn declassification(reader: &mut Reader<'_>, node: &Node) -> Option<DeclassificationSource> {
    let fields = reader.map(node, "declassification", &["honour", "as_of", "events"])?;
    Some(DeclassificationSource {
        honour: fields
            .get("honour")
            .and_then(|n| reader.bool(n, "declassification.honour")),
        as_of: fields
            .get("as_of")
            .and_then(|n| reader.text(n, "declassification.as_of")),
        events: reader.texts(fields.get("events"), "declassification.events"),
    })
}

fn spill(reader: &mut Reader<'_>, node: &Node) -> Option<SpillSource> {
    let fields = reader.map(node, "spill", &["words", "names", "action", "across"])?;
    Some(SpillSource {
        words: fields
            .get("words")
            .and_then(|n| reader.number(n, "spill.words", 3, 50)),
        names: fields.get("names").and_then(|n| reader.bool(n, "spill.names")),
        action: fields
            .get("action")
            .and_then(|n| reader.choice(n, "spill.action", words::SPILL)),
        across: fields
            .get("across")
            .and_then(|n| reader.choice(n, "spill.across", words::ACROSS)),
    })
}

fn tests(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<TestSource> {
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

fn expected(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
) -> (Option<At<Vec<super::test_case::Expected>>>, bool) {
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
