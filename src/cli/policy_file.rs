//! `-p NAME|PATH`: finds, reads and compiles a policy.

use super::report::Problem;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use tearline::policy::{self, Policy, PolicyError, Resolver};
use tearline::store::read;

/// Largest policy file that is read.
const LIMIT: u64 = 1 << 20;

/// A policy that is right, and the digest that records name it by.
pub(crate) struct Loaded {
    /// The policy.
    pub(crate) policy: Policy,
    /// SHA-256 of its text, then of the texts of the policies that it extends.
    pub(crate) sha256: [u8; 32],
}

/// Finds files beside the policy that names them.
pub(crate) struct Files;

impl Resolver for Files {
    fn resolve(&self, from: &str, reference: &str) -> Result<(String, String), String> {
        let path = match Path::new(from).parent() {
            Some(folder) => folder.join(reference),
            None => PathBuf::from(reference),
        };
        let text = read::file(&path, LIMIT)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .text;
        Ok((path.display().to_string(), text))
    }
}

/// Loads the policy that `name` names: a file, or a built-in policy.
pub(crate) fn load(name: &str) -> Result<Loaded, Problem> {
    let text = match policy::shipped_text(name) {
        Some(text) if !Path::new(name).exists() => text.to_owned(),
        _ => {
            read::file(Path::new(name), LIMIT)
                .map_err(|error| unreadable(name, &error))?
                .text
        }
    };
    let policy = policy::load_with(&text, name, &Files).map_err(|errors| broken(&errors))?;
    let mut digest = Sha256::new();
    digest.update(policy.text.as_bytes());
    for base in &policy.bases {
        digest.update(base.as_bytes());
    }
    Ok(Loaded {
        policy,
        sha256: digest.finalize().into(),
    })
}

fn unreadable(name: &str, error: &read::ReadError) -> Problem {
    let names: Vec<&str> = policy::shipped_names().collect();
    Problem::could_not_run(format!("the policy cannot be read: {error}"))
        .at(name)
        .mend(format!(
            "name a policy file, or one of the built-in policies: {}",
            names.join(", ")
        ))
}

fn broken(errors: &[PolicyError]) -> Problem {
    let text: Vec<String> = errors
        .iter()
        .map(|e| match &e.help {
            Some(help) => format!("{e}\n  {help}"),
            None => e.to_string(),
        })
        .collect();
    Problem::could_not_run(format!(
        "the policy has {} mistakes\n{}",
        errors.len(),
        text.join("\n")
    ))
}
