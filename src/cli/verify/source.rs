//! What source, policy and opening show.

use super::claims::{State, Table};
use crate::cli::action::ActionName;
use crate::cli::home::ENGINE;
use crate::cli::input::Input;
use crate::cli::policy_file::Loaded;
use tearline::audit::check;
use tearline::audit::leaf::policy_commitment;
use tearline::audit::manifest::Manifest;
use tearline::audit::secret::DocumentSecret;
use tearline::document::Document;
use tearline::policy::Action;
use tearline::release as engine;
use tearline::segment::Segments;
use tearline::store::Verdict;

/// What was given beside release and manifest.
pub(super) struct Given<'a> {
    pub(super) original: Option<&'a Input>,
    pub(super) policy: Option<&'a Loaded>,
    pub(super) action: Option<ActionName>,
    pub(super) secret: Option<DocumentSecret>,
    pub(super) opening: bool,
}

const SOURCE: &str = "the kept text stands in the source, in this order";
const POLICY: &str = "the release is what this policy gives for this source";
const ROOT: &str = "the record is of this source";
const REMOVED: &str = "each removed portion is the one that was recorded";

/// What source, policy and opening can show.
pub(super) fn source(table: &mut Table, release: &[u8], manifest: &Manifest, given: &Given<'_>) {
    let Some(original) = given.original else {
        for (id, claim) in [
            ("source", SOURCE),
            ("policy", POLICY),
            ("root", ROOT),
            ("removed", REMOVED),
        ] {
            table.unchecked(id, claim, "needs the source: --original");
        }
        return;
    };
    if check::stands_in(original.text.as_bytes(), release, manifest) {
        table.holds("source", SOURCE);
    } else {
        table.fails("source", SOURCE, "some kept text does not stand in the source");
    }
    let again = given.policy.map(|loaded| {
        engine_again(loaded, given.action, original, release).map(|made| (made, loaded.sha256))
    });
    let segments = match &again {
        None => {
            table.unchecked("policy", POLICY, "needs the policy: -p");
            None
        }
        Some(Err(refusal)) => {
            table.fails(
                "policy",
                POLICY,
                format!("the engine refuses the source: {refusal}"),
            );
            None
        }
        Some(Ok((segments, sha256))) => {
            same_release(table, release, manifest, given, segments, sha256);
            Some(segments)
        }
    };
    opened(table, manifest, given, original, segments);
}

/// Runs the engine again, with the action given, else with the policy's own or, where that gives other bytes, with the
/// other one: what `redact --action` asked for is known inside alone.
fn engine_again<'a>(
    loaded: &Loaded,
    action: Option<ActionName>,
    original: &'a Input,
    release: &[u8],
) -> Result<Segments<'a>, engine::Refusal> {
    let document = Document::new(&original.text, original.format);
    let run = |action: Action| {
        let mut policy = loaded.policy.clone();
        policy.action = action;
        engine::release(&policy, &document).map(|made| made.segments)
    };
    let own = loaded.policy.action;
    let first = run(action.map_or(own, Action::from));
    let same = first
        .as_ref()
        .is_ok_and(|made| made.release().as_bytes() == release);
    if same || action.is_some() {
        return first;
    }
    let other = match own {
        Action::Mask => Action::Strip,
        Action::Strip => Action::Mask,
    };
    match run(other) {
        Ok(made) if made.release().as_bytes() == release => Ok(made),
        _ => first,
    }
}

fn same_release(
    table: &mut Table,
    release: &[u8],
    manifest: &Manifest,
    given: &Given<'_>,
    segments: &Segments<'_>,
    policy_sha256: &[u8; 32],
) {
    if segments.release().as_bytes() == release {
        table.holds("policy", POLICY);
        return;
    }
    let line = &manifest.release;
    let recorded = given
        .secret
        .as_ref()
        .map(|secret| policy_commitment(&secret.policy_nonce(), policy_sha256) == line.policy.hash.0);
    if line.engine != ENGINE {
        let why = format!("made by {}, and this is {ENGINE}: the bytes differ", line.engine);
        table.unchecked("policy", POLICY, why);
        table.verdict = table.verdict.max(Verdict::Unverifiable);
    } else if recorded == Some(true) {
        let why = "this is the policy that was recorded, and the engine gives other bytes";
        table.fails("policy", POLICY, why);
    } else {
        let why = match recorded {
            Some(_) => "other bytes: this is not the policy that was recorded",
            None => "other bytes: whether this is the policy that was recorded, only an opening can tell",
        };
        table.row("policy", POLICY, State::Fails, Some(why.to_owned()));
        table.verdict = table.verdict.max(Verdict::Findings);
    }
}

/// What an opening shows: the document leaf, and with the engine's segments every other leaf.
fn opened(
    table: &mut Table,
    manifest: &Manifest,
    given: &Given<'_>,
    original: &Input,
    segments: Option<&Segments<'_>>,
) {
    let Some(secret) = &given.secret else {
        let why = if given.opening {
            table.verdict = table.verdict.max(Verdict::Unverifiable);
            "the opening is of another release"
        } else {
            "needs an opening: --opening"
        };
        table.unchecked("root", ROOT, why);
        table.unchecked("removed", REMOVED, why);
        return;
    };
    if check::is_of(original.text.as_bytes(), manifest, secret) {
        table.holds("root", ROOT);
    } else {
        table.fails("root", ROOT, "another source, or an opening of another ledger");
    }
    match segments.map(|segments| check::commitments(segments, manifest, secret)) {
        None => table.unchecked("removed", REMOVED, "needs the policy: -p"),
        Some(None) => {
            table.unchecked(
                "removed",
                REMOVED,
                "the engine cuts the source into other segments",
            );
            table.verdict = table.verdict.max(Verdict::Unverifiable);
        }
        Some(Some(wrong)) if wrong.is_empty() => table.holds("removed", REMOVED),
        Some(Some(wrong)) => {
            let list: Vec<String> = wrong.iter().take(20).map(ToString::to_string).collect();
            table.fails(
                "removed",
                REMOVED,
                format!("leaves that differ: {}", list.join(", ")),
            );
        }
    }
}
