//! Tests, in a policy or in a file of their own.

use super::notes::place;
use crate::document::Format;
use crate::policy::error::PolicyErrorKind as Kind;
use crate::policy::reader::Reader;
use crate::policy::source::{At, TestSource};
use crate::policy::test_case::{TestCase, TestText};

/// Compiles tests.
pub(in crate::policy) fn tests(reader: &mut Reader<'_>, list: Vec<TestSource>) -> Vec<TestCase> {
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
