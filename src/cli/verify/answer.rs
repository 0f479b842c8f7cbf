//! The answer, for machines and for people.

use super::claims::{Claim, State};
use crate::cli::report;
use serde::Serialize;
use std::fmt::Write as _;
use tearline::audit::check::Rebuilt;

/// Text of the release that the engine made.
#[derive(Serialize)]
pub(super) struct MadeText {
    pub(super) rule: String,
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The answer for machines.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) release: String,
    pub(super) manifest: String,
    pub(super) verdict: &'static str,
    pub(super) exit: u8,
    pub(super) claims: Vec<Claim>,
    pub(super) made: Vec<MadeText>,
}

/// Where the release holds text of the engine.
pub(super) fn made_text(release: &[u8], rebuilt: &Rebuilt) -> Vec<MadeText> {
    rebuilt
        .made
        .iter()
        .map(|made| {
            let before = release.get(..made.span.start()).unwrap_or_default();
            MadeText {
                rule: made.rule.clone(),
                line: memchr_count(before).saturating_add(1),
                start: made.span.start(),
                end: made.span.end(),
            }
        })
        .collect()
}

fn memchr_count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == b'\n').count()
}

/// The verdict on `name` and the claims, for people.
pub(super) fn head(name: &str, verdict: &str, claims: &[Claim]) -> String {
    let mut out = format!("{}: {verdict}\n", report::one_line(name));
    for claim in claims {
        let state = match claim.state {
            State::Holds => "checked    ",
            State::Fails => "FAILS      ",
            State::Unchecked => "not checked",
        };
        let _ = write!(out, "  {state}  {}", report::one_line(&claim.claim));
        match &claim.why {
            Some(why) => {
                let _ = writeln!(out, "\n               {why}");
            }
            None => out.push('\n'),
        }
    }
    out
}

/// The answer for people.
pub(super) fn page(answer: &Answer, release: &[u8]) -> String {
    let mut out = head(&answer.release, answer.verdict, &answer.claims);
    for made in &answer.made {
        let text = release
            .get(made.start..made.end)
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "  not from the source ({}), line {}: {}",
            made.rule,
            made.line,
            text.trim_end().escape_debug()
        );
    }
    report::printable(&out)
}
