//! `-p NAME|PATH`: finds, reads and compiles a policy.

use super::exit::Exit;
use super::report::{self, Problem, one_line, printable};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use tearline::audit::line::AskedAction;
use tearline::policy::{self, Policy, PolicyError, Resolver, TestCase, TestText};
use tearline::store::read;
use tearline::trial;

/// Largest policy file that is read.
const LIMIT: u64 = 1 << 20;

/// Largest text of a test.
const TEST_LIMIT: u64 = 64 << 20;

/// A policy that is right, and the digest that records name it by.
pub(crate) struct Loaded {
    /// The policy.
    pub(crate) policy: Policy,
    /// The action that the command line put in place of the policy's own.
    pub(crate) asked: Option<AskedAction>,
    /// SHA-256 of its text, then of the texts of the policies that it extends.
    pub(crate) sha256: [u8; 32],
    /// The files that it stands in, its own first: those that it extends, its scheme, the texts of its tests.
    pub(crate) files: Vec<PathBuf>,
}

/// Finds files beside the policy that names them, and keeps their paths.
#[derive(Default)]
pub(crate) struct Files(RefCell<Vec<PathBuf>>);

impl Resolver for Files {
    fn resolve(&self, from: &str, reference: &str) -> Result<(String, String), String> {
        let path = match Path::new(from).parent() {
            Some(folder) => folder.join(reference),
            None => PathBuf::from(reference),
        };
        let text = read::file(&path, LIMIT)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .text;
        let name = path.display().to_string();
        self.0.borrow_mut().push(path);
        Ok((name, text))
    }
}

/// Whether `name` means a built-in policy: one of their names, and no file of that name is there.
pub(crate) fn is_builtin(name: &str) -> bool {
    policy::shipped_text(name).is_some() && !Path::new(name).exists()
}

/// The text of the policy that `name` names.
pub(crate) fn text(name: &str) -> Result<String, Problem> {
    match policy::shipped_text(name) {
        Some(text) if is_builtin(name) => Ok(text.to_owned()),
        _ => Ok(read::file(Path::new(name), LIMIT)
            .map_err(|error| unreadable(name, &error))?
            .text),
    }
}

/// Loads the policy that `name` names: a file, or a built-in policy. Its own tests must pass, so that no document is
/// read under a policy that does not do what it says.
pub(crate) fn load(name: &str) -> Result<Loaded, Problem> {
    let loaded = load_untested(name)?;
    for case in &loaded.policy.tests {
        let trial = trial::run(&loaded.policy, case, &test_text(case, Path::new(name))?);
        if let Some(failure) = trial.failures.first() {
            let place = format!("{}:{}:{}", case.place.file, case.place.line, case.place.column);
            return Err(Problem::could_not_run(format!(
                "the policy fails its own test `{}`: {failure}",
                case.name
            ))
            .at(place)
            .mend("see all of them with: tearline policy test"));
        }
    }
    Ok(loaded)
}

/// The text of a test that stands in `file`; a file that it names stands beside that one.
pub(crate) fn test_text<'c>(case: &'c TestCase, file: &Path) -> Result<Cow<'c, str>, Problem> {
    match &case.text {
        TestText::Inline(text) => Ok(Cow::Borrowed(text)),
        TestText::File(named) => read::file(&beside(file, named), TEST_LIMIT)
            .map(|read| Cow::Owned(read.text))
            .map_err(|error| {
                let place = &case.place;
                Problem::could_not_run(format!("the text of test `{}`, {named}: {error}", case.name))
                    .at(format!("{}:{}:{}", place.file, place.line, place.column))
                    .mend("name a file that stands beside the tests")
            }),
    }
}

fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

/// Loads the policy that `name` names without running its tests.
pub(crate) fn load_untested(name: &str) -> Result<Loaded, Problem> {
    let found = Files::default();
    let policy = policy::load_with(&text(name)?, name, &found).map_err(|errors| broken(name, &errors))?;
    let mut files: Vec<PathBuf> = (!is_builtin(name))
        .then(|| PathBuf::from(name))
        .into_iter()
        .collect();
    files.append(&mut found.0.into_inner());
    files.extend(policy.tests.iter().filter_map(|case| match &case.text {
        TestText::File(named) => Some(beside(Path::new(name), named)),
        TestText::Inline(_) => None,
    }));
    let mut digest = Sha256::new();
    digest.update(policy.text.as_bytes());
    for base in &policy.bases {
        digest.update(base.as_bytes());
    }
    Ok(Loaded {
        asked: None,
        policy,
        sha256: digest.finalize().into(),
        files,
    })
}

fn unreadable(name: &str, error: &read::ReadError) -> Problem {
    let names: Vec<&str> = policy::shipped_names().collect();
    let near = policy::near_miss(name, policy::shipped_names());
    let mend = match near.filter(|_| matches!(error, read::ReadError::NotFound)) {
        Some(near) => format!("did you mean `{near}`? Else name a policy file"),
        None => format!(
            "name a policy file, or one of the built-in policies: {}",
            names.join(", ")
        ),
    };
    Problem::could_not_run(format!("the policy cannot be read: {error}"))
        .at(name)
        .mend(mend)
}

/// Shows every mistake with its line, and gives the problem that ends the run.
pub(crate) fn broken(name: &str, errors: &[PolicyError]) -> Problem {
    report::line(&rendered(errors));
    let (count, noun) = match errors.len() {
        1 => ("one".to_owned(), "mistake"),
        many => (many.to_string(), "mistakes"),
    };
    Problem {
        what: format!("the policy has {count} {noun}"),
        place: Some(name.to_owned()),
        mend: None,
        exit: Exit::CouldNotRun,
    }
}

/// Whether a terminal shows colours and the user wants them.
fn colours(no_color: Option<OsString>, term: Option<OsString>) -> bool {
    no_color.is_none_or(|value| value.is_empty())
        && term.is_some_and(|name| !name.is_empty() && name != "dumb")
}

/// The mistakes of a policy, as the Rust compiler shows its own.
pub(crate) fn rendered(errors: &[PolicyError]) -> String {
    #[allow(clippy::disallowed_methods)]
    let set = |name: &str| std::env::var_os(name);
    let renderer = if std::io::stderr().is_terminal() && colours(set("NO_COLOR"), set("TERM")) {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for error in errors {
        let title = printable(&error.message);
        let line = printable(&error.source_line);
        let file = one_line(&error.file);
        let help = error.help.as_deref().map(printable);
        let start: usize = line
            .chars()
            .take(error.column.saturating_sub(1))
            .map(char::len_utf8)
            .sum();
        let end = start
            .saturating_add(error.span.len().max(1))
            .min(line.len().max(start));
        let end = (end..=line.len())
            .find(|e| line.is_char_boundary(*e))
            .unwrap_or(line.len());
        let snippet = Snippet::source(line.as_str())
            .line_start(error.line)
            .path(file.as_str())
            .annotation(AnnotationKind::Primary.span(start.min(end)..end));
        let head = Level::ERROR.primary_title(title.as_str()).id(error.kind.id());
        let mut report: Vec<Group<'_>> = vec![if line.is_empty() {
            head.element(
                Origin::path(file.as_str())
                    .line(error.line)
                    .char_column(error.column),
            )
        } else {
            head.element(snippet)
        }];
        if let Some(help) = &help {
            report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
        }
        out.push_str(&renderer.render(&report));
        out.push_str("\n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::colours;

    #[test]
    fn colours_are_for_terminals_that_show_them() {
        let some = |text: &str| Some(text.into());
        assert!(colours(None, some("xterm")) && colours(some(""), some("xterm")));
        for (no_color, term) in [
            (some("1"), some("xterm")),
            (None, some("dumb")),
            (None, some("")),
            (None, None),
        ] {
            assert!(!colours(no_color, term));
        }
    }
}
