//! Entries: markings, and everything up to a level.

use crate::policy::error::PolicyErrorKind;
use crate::policy::reader::{Reader, path};
use crate::policy::source::{At, EntrySource};
use crate::policy::yaml::{Node, Value};

/// The nodes of a list; none where it is not there.
pub(super) fn nodes<'n>(reader: &mut Reader<'_>, node: Option<&'n Node>, what: &str) -> Vec<&'n Node> {
    node.and_then(|n| reader.list(n, what))
        .map_or_else(Vec::new, |list| list.iter().collect())
}

/// Reads a list of entries.
pub(super) fn entries(reader: &mut Reader<'_>, node: Option<&Node>, what: &str) -> Vec<At<EntrySource>> {
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
