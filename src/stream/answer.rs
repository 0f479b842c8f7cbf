//! An answer: one line of ASCII JSON.

use super::asked::Asked;
use super::{ascii, check};
use crate::audit::record::Record;
use crate::release::Outcome;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// How a line was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answered {
    /// A release was made.
    Release(Outcome),
    /// Nothing was released: the line is unusable, or the release failed its checks.
    Refused,
}

/// Appends the answer that a release was made.
pub(super) fn released(
    out: &mut Vec<u8>,
    asked: &Asked<'_>,
    outcome: Outcome,
    release: &str,
    record: &Record,
) {
    let start = open(out, Some(asked.id_json), name(outcome));
    out.extend_from_slice(b",\"release\":");
    ascii::push(out, release);
    out.extend_from_slice(b",\"manifest\":");
    // The proof is empty until `audit import` has given the line its place in a ledger.
    for part in record.manifest.parts("") {
        ascii::push_compact(out, part.trim_end());
    }
    out.extend_from_slice(b",\"records\":[");
    for (index, line) in record.lines.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        ascii::push_compact(out, line);
    }
    out.push(b']');
    further(out, &asked.further);
    check::close(out, start);
}

/// Appends the answer that nothing was released, and why.
pub(super) fn refused(
    out: &mut Vec<u8>,
    id: Option<&RawValue>,
    error: &str,
    members: &[(Cow<'_, str>, &RawValue)],
) {
    let start = open(out, id, "refused");
    out.extend_from_slice(b",\"error\":");
    ascii::push(out, error);
    further(out, members);
    check::close(out, start);
}

fn open(out: &mut Vec<u8>, id: Option<&RawValue>, outcome: &str) -> usize {
    let start = out.len();
    out.extend_from_slice(b"{\"id\":");
    ascii::push_raw(out, id.map_or("null", RawValue::get));
    out.extend_from_slice(b",\"outcome\":");
    ascii::push(out, outcome);
    start
}

fn further(out: &mut Vec<u8>, members: &[(Cow<'_, str>, &RawValue)]) {
    for (name, value) in members {
        out.push(b',');
        ascii::push(out, name.as_ref());
        out.push(b':');
        ascii::push_raw(out, value.get());
    }
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Released => "released",
        Outcome::InPart => "in_part",
        Outcome::Withheld => "withheld",
    }
}
