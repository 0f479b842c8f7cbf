//! The one place that prints problems: what, where, how to mend.

use super::exit::Exit;
use std::fmt::Write as _;
use std::io::Write as _;
use tearline::store::said;
use tearline::unseen::is_unseen;

/// Something that stopped a command. Holds no text of a document.
#[derive(Debug)]
pub(crate) struct Problem {
    /// What happened, in one sentence without a full stop.
    pub(crate) what: String,
    /// Where: a path, or `file:line:col`.
    pub(crate) place: Option<String>,
    /// How to mend it.
    pub(crate) mend: Option<String>,
    /// The exit status it leads to.
    pub(crate) exit: Exit,
}

impl Problem {
    /// A problem that keeps a command from running (exit status 2).
    pub(crate) fn could_not_run(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: None,
            mend: None,
            exit: Exit::CouldNotRun,
        }
    }

    /// The same with a place.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// The same with a hint.
    pub(crate) fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }
}

/// Prints a problem to standard error.
pub(crate) fn problem(problem: &Problem) {
    let mut text = String::from("tearline: ");
    if let Some(place) = &problem.place {
        let _ = write!(text, "{}: ", printable(place).replace('\n', "\\n"));
    }
    let _ = writeln!(text, "{}", printable(&problem.what));
    if let Some(mend) = &problem.mend {
        let _ = writeln!(text, "  {}", printable(mend));
    }
    line(&text);
}

/// Writes text to standard error; a closed standard error is no failure of the run.
pub(crate) fn line(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes an answer to standard output.
pub(crate) fn answer(text: &str) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever read it has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::could_not_run(said(&error)).at("standard output"))
        }
        _ => Ok(()),
    }
}

/// Keeps the message of a panic, which may quote a document, off the terminal: only the place is printed.
pub(crate) fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        line(&format!(
            "tearline: internal error at {place}; please report it\n"
        ));
    }));
}

/// Prints clap's own message and gives its exit status: 0 for help and version, 2 for a usage error.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    let _ = error.print();
    if error.use_stderr() {
        Exit::CouldNotRun
    } else {
        Exit::Done
    }
}

/// Text from outside, made safe for a terminal: characters that cannot be seen are shown, not sent.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escape = is_unseen(c) && c != '\n' && c != '\t';
            let (shown, raw) = if escape {
                (Some(c.escape_unicode()), None)
            } else {
                (None, Some(c))
            };
            shown.into_iter().flatten().chain(raw)
        })
        .collect()
}

/// The same on one line: ends of line and tabs are shown too.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
