//! `--scheme`: a name that ships with tearline, or the path of a scheme file.

use super::report::Problem;
use std::path::Path;
use tearline::policy::{looks_like_scheme, near_miss};
use tearline::scheme::Scheme;
use tearline::store::read::{self, ReadError};

/// Largest scheme file, in bytes.
const LIMIT: u64 = 1 << 20;

/// The scheme that `name` names.
pub(crate) fn load(name: &str) -> Result<Scheme, Problem> {
    if let Some(scheme) = Scheme::builtin(name) {
        return Ok(scheme);
    }
    let names: Vec<&str> = Scheme::builtin_names().collect();
    let text = read::file(Path::new(name), LIMIT).map_err(|error| {
        let problem = match &error {
            ReadError::NotFound => Problem::could_not_run(format!("there is no scheme and no file `{name}`")),
            _ => Problem::could_not_run(format!("the scheme file cannot be read: {error}")).at(name),
        };
        problem.mend(match near_miss(name, Scheme::builtin_names()) {
            Some(near) => format!("did you mean `{near}`? Else give the path of a scheme file"),
            None => format!("schemes that ship with tearline: {}", names.join(", ")),
        })
    })?;
    Scheme::from_yaml(&text.text).map_err(|error| {
        // The file may be a document, and messages of the reader quote what they find.
        if !looks_like_scheme(&text.text) {
            return Problem::could_not_run("this does not look like a scheme")
                .at(name)
                .mend("a scheme begins with `tearline-scheme: 1`");
        }
        Problem::could_not_run(error.message.clone())
            .at(format!("{name}:{}:{}", error.line, error.column))
            .mend("docs/schemes.md describes every key")
    })
}
