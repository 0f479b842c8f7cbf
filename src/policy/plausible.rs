//! Whether a text is meant as a policy. A file that was named by mistake may be a document, and messages quote nothing
//! of one.

use super::yaml::{Node, Value};

/// Keys of policies and files of tests that other files do not have by chance.
const TELLING: [&str; 12] = [
    "tearline",
    "scheme",
    "extends",
    "releasable",
    "mask",
    "reasons",
    "unmarked",
    "remark",
    "rules",
    "declassification",
    "spill",
    "tests",
];

/// Whether it is a mapping with a key of the language, or with a slip of the pen for the one that every policy has.
pub(super) fn tree(root: &Node) -> bool {
    let Value::Map(map) = &root.value else {
        return false;
    };
    map.iter().any(|(key, value)| {
        let name = key.name.as_str();
        let action = || matches!(&value.value, Value::Text(word) if word == "mask" || word == "strip");
        TELLING.contains(&name)
            || name == "action" && action()
            || strsim::damerau_levenshtein(name, "releasable") <= 2
    })
}

/// Whether a text looks like a scheme file: a line begins with a key that every scheme has one of. Messages quote nothing of
/// a file that does not, since it may be a document.
///
/// # Example
///
/// ```
/// use tearline::policy::looks_like_scheme;
///
/// assert!(looks_like_scheme("tearline-scheme: 1\nid: harbour\n"));
/// assert!(!looks_like_scheme("SECRET\n\nSUBJECT: the harbour\n"));
/// ```
#[must_use]
pub fn looks_like_scheme(text: &str) -> bool {
    begins(text, &["tearline-scheme", "levels"])
}

/// Whether a text that is no YAML begins a line with a key that every policy has one of.
pub(super) fn lines(text: &str) -> bool {
    begins(text, &["tearline", "releasable", "extends", "tests"])
}

fn begins(text: &str, keys: &[&str]) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches('\u{feff}');
        line.split_once(':')
            .is_some_and(|(key, _)| keys.contains(&key.trim_end()))
    })
}
