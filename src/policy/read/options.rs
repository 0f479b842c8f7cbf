//! Options: masks, reasons, unmarked blocks, remarking, declassification, spills.

use crate::policy::error::PolicyErrorKind;
use crate::policy::reader::{Reader, path};
use crate::policy::source::{
    At, DeclassificationSource, MaskSource, ReasonsSource, RemarkSource, SpillSource,
};
use crate::policy::unmarked::{Part, UnmarkedRule};
use crate::policy::words;
use crate::policy::yaml::{Node, Value};

pub(super) fn mask(reader: &mut Reader<'_>, node: &Node) -> Option<MaskSource> {
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
    if let Value::Text(text) = &node.value {
        if text == "number" {
            reader.error(
                PolicyErrorKind::WrongType,
                node.span,
                "`mask.keep` must be a list, or `none`",
                Some("write a list: [number]".to_owned()),
            );
            return None;
        }
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

pub(super) fn reasons(reader: &mut Reader<'_>, node: &Node) -> Option<ReasonsSource> {
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

pub(super) fn unmarked(reader: &mut Reader<'_>, node: &Node) -> Vec<(Part, At<UnmarkedRule>)> {
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

pub(super) fn remark(reader: &mut Reader<'_>, node: &Node) -> Option<RemarkSource> {
    let fields = reader.map(node, "remark", &["banner", "caption"])?;
    Some(RemarkSource {
        banner: fields.get("banner").and_then(|n| reader.bool(n, "remark.banner")),
        caption: fields
            .get("caption")
            .and_then(|n| reader.text(n, "remark.caption")),
    })
}

pub(super) fn declassification(reader: &mut Reader<'_>, node: &Node) -> Option<DeclassificationSource> {
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

pub(super) fn spill(reader: &mut Reader<'_>, node: &Node) -> Option<SpillSource> {
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
