//! What several tests share.

#![allow(
    dead_code,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

pub(crate) mod desk;

use std::path::PathBuf;
use tearline::policy::Policy;

/// A policy read from `text`.
pub(crate) fn policy(text: &str) -> Policy {
    tearline::policy::load(text, "test.yaml").expect("the policy of the test is right")
}

/// The markings of the nth set, each holding the one before.
pub(crate) fn set(n: usize) -> &'static [&'static str] {
    &["U", "SBU", "C", "S"][..=n.min(3)]
}

/// A policy over the nth set.
pub(crate) fn sets(n: usize, mask: bool) -> String {
    let action = if mask { "mask" } else { "strip" };
    format!(
        "releasable: [{}]\naction: {action}\nspill: {{ action: warn }}\n",
        set(n).join(", ")
    )
}

/// The shared folder beside the project, or `None` with a message where it is not there.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if path.join(what).exists() {
        Some(path)
    } else {
        println!("skipped: no ../shared/{what} here");
        None
    }
}

/// A policy that ships with tearline.
pub(crate) fn builtin(name: &str) -> Policy {
    tearline::policy::builtin(name).expect("a built-in policy")
}
