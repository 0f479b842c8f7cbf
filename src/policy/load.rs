//! Loading: text in, policy or all its mistakes out. Files are read by whoever calls, through [`Resolver`].

use super::error::{PolicyError, PolicyErrorKind};
use super::model::Policy;
use super::reader::Reader;
use super::resolver::{NoFiles, Resolver};
use super::source::At;
use super::test_case::TestCase;
use super::yaml::{self, Node, Value};
use super::{compile, plausible, read, shipped};
use crate::span::Span;

/// Longest chain of `extends`.
const MAX_CHAIN: usize = 8;

/// Reads a policy that names no files; shipped policies and schemes are known by name.
///
/// `name` is the name for messages, such as the path of the file.
///
/// # Errors
///
/// Every mistake of the text, each with its place, in the order of the text.
///
/// # Example
///
/// ```
/// let policy = tearline::policy::load("releasable: [U, SBU]\naction: strip\n", "two-lines.yaml").unwrap();
/// assert_eq!(policy.releasable.len(), 2);
///
/// let errors = tearline::policy::load("releasable: [U]\nactoin: strip\n", "typo.yaml").unwrap_err();
/// assert_eq!(errors[0].to_string(), "typo.yaml:2:1: unknown key `actoin` in the policy");
/// assert_eq!(errors[0].help.as_deref(), Some("did you mean `action`?"));
/// ```
pub fn load(text: &str, name: &str) -> Result<Policy, Vec<PolicyError>> {
    load_with(text, name, &NoFiles)
}

/// Reads a policy; `resolver` finds the files it names.
///
/// # Errors
///
/// Every mistake of the text, each with its place, in the order of the text; mistakes of a policy that it extends
/// with the place there.
pub fn load_with(text: &str, name: &str, resolver: &dyn Resolver) -> Result<Policy, Vec<PolicyError>> {
    load_chain(text, name, resolver, &mut Vec::new())
}

fn load_chain(
    text: &str,
    name: &str,
    resolver: &dyn Resolver,
    chain: &mut Vec<String>,
) -> Result<Policy, Vec<PolicyError>> {
    let mut reader = Reader::new(text, name);
    let source = parse(&mut reader, text, "write at least `releasable: [U]`")
        .and_then(|root| read::policy(&mut reader, &root));
    let policy = source.and_then(|source| {
        let base = match &source.extends {
            Some(reference) => Some(extended(&mut reader, reference, resolver, chain)?),
            None => None,
        };
        compile::compile(&mut reader, text, source, base, resolver)
    });
    finish(reader, policy)
}

/// Reads a file of tests for `policy`, such as `public.test.yaml`.
///
/// # Errors
///
/// Every mistake of the text, each with its place.
pub fn load_tests(text: &str, name: &str) -> Result<Vec<TestCase>, Vec<PolicyError>> {
    let mut reader = Reader::new(text, name);
    let source = parse(&mut reader, text, "list the tests under `tests:`")
        .and_then(|root| read::test_file(&mut reader, &root));
    let tests = source.map(|list| compile::tests(&mut reader, list));
    finish(reader, tests)
}

fn extended(
    reader: &mut Reader<'_>,
    reference: &At<String>,
    resolver: &dyn Resolver,
    chain: &mut Vec<String>,
) -> Option<Policy> {
    let found = match shipped::text(&reference.value) {
        Some(text) => Ok((reference.value.clone(), text.to_owned())),
        None => resolver.resolve(reader.file(), &reference.value),
    };
    let (name, text) = match found {
        Ok(found) => found,
        Err(why) => {
            reader.error(
                PolicyErrorKind::Extends,
                reference.span,
                format!("cannot read the policy that this one extends: {why}"),
                None,
            );
            return None;
        }
    };
    if chain.contains(&name) || name == reader.file() || chain.len() >= MAX_CHAIN {
        reader.error(
            PolicyErrorKind::Extends,
            reference.span,
            format!("`extends` comes back to `{name}` or goes through more than {MAX_CHAIN} files"),
            None,
        );
        return None;
    }
    chain.push(reader.file().to_owned());
    let base = load_chain(&text, &name, resolver, chain);
    chain.pop();
    match base {
        Ok(base) => Some(base),
        Err(errors) => {
            reader.error(
                PolicyErrorKind::Extends,
                reference.span,
                format!("the policy that this one extends, `{name}`, has mistakes"),
                None,
            );
            reader.errors.extend(errors);
            None
        }
    }
}

/// A policy that ships with tearline, by name: `public`, `sbu`, `foia` and others.
#[must_use]
pub fn builtin(name: &str) -> Option<Policy> {
    let text = shipped::text(name)?;
    load(text, name).ok()
}

fn finish<T>(reader: Reader<'_>, value: Option<T>) -> Result<T, Vec<PolicyError>> {
    let mut errors = reader.errors;
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        _ => {
            errors.sort_by_key(|e| (e.line, e.column));
            errors.dedup();
            Err(errors)
        }
    }
}

/// The tree of a file; `least` says what an empty one needs.
fn parse(reader: &mut Reader<'_>, text: &str, least: &str) -> Option<Node> {
    if text.len() > yaml::MAX_BYTES {
        reader.error(
            PolicyErrorKind::TooLarge,
            Span::default(),
            "the file is larger than 1 MiB",
            None,
        );
        return None;
    }
    match yaml::parse(text) {
        Ok(Some(root)) => {
            reader.quotes = plausible::tree(&root);
            if let (false, Value::Map(_)) = (reader.quotes, &root.value) {
                reader.error(
                    PolicyErrorKind::NotAPolicy,
                    root.span,
                    "this does not look like a policy: none of its keys is one of a policy",
                    Some("name a policy; one lists what may leave, such as `releasable: [U]`".to_owned()),
                );
                return None;
            }
            Some(root)
        }
        Ok(None) => {
            reader.error(
                PolicyErrorKind::Empty,
                Span::default(),
                "the file is empty",
                Some(least.to_owned()),
            );
            None
        }
        Err(broken) => {
            reader.quotes = plausible::lines(text);
            let (message, help) = if reader.quotes {
                yaml::explain(&broken)
            } else {
                (
                    "not valid YAML, and not a policy by its look".to_owned(),
                    Some("name a policy; one lists what may leave, such as `releasable: [U]`".to_owned()),
                )
            };
            reader.error(PolicyErrorKind::Syntax, broken.span, message, help);
            None
        }
    }
}
