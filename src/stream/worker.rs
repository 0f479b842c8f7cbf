//! The worker: a policy and a run, and lines through them.

use super::answer::{self, Answered};
use super::asked::{Asked, LineFault};
use super::run_key::RunKey;
use crate::audit::line::By;
use crate::audit::record::{Context, record_of};
use crate::document::{Document, Format};
use crate::policy::{Action, Amount, Policy};
use crate::release::release;
use sha2::{Digest as _, Sha256};

/// Who releases, for the record.
#[derive(Debug, Clone, Default)]
pub struct Office {
    /// By whom.
    pub by: Option<By>,
    /// Under which authority, such as a request number.
    pub authority: Option<String>,
}

/// Answers lines. Equal lines get equal answers from equal workers, on any machine, at any time.
#[derive(Debug)]
pub struct Worker<'p> {
    policy: &'p Policy,
    policy_sha256: [u8; 32],
    engine: String,
    key: RunKey,
    run: String,
    office: Office,
}

impl<'p> Worker<'p> {
    /// A worker of run `key` under `policy`, whose file has the digest `policy_sha256`. `engine` names the program
    /// and its version.
    #[must_use]
    pub fn new(
        policy: &'p Policy,
        policy_sha256: [u8; 32],
        engine: &str,
        key: RunKey,
        office: Office,
    ) -> Self {
        Self {
            policy,
            policy_sha256,
            engine: engine.to_owned(),
            run: key.run(),
            key,
            office,
        }
    }

    /// Appends the answer to `line` (without or with its line end) to `out`: exactly one line, with its LF.
    pub fn answer(&self, line: &[u8], out: &mut Vec<u8>) -> Answered {
        match Asked::read(line) {
            Ok(asked) => self.release(&asked, out),
            Err((id, fault)) => {
                answer::refused(out, id, &fault.to_string(), &[]);
                Answered::Refused
            }
        }
    }

    /// Appends the answer to a line that was not read, for the reason in `fault`.
    pub fn refuse(&self, fault: LineFault, out: &mut Vec<u8>) -> Answered {
        answer::refused(out, None, &fault.to_string(), &[]);
        Answered::Refused
    }

    /// Appends the answer to a line on which the engine failed: a defect. Names the line where that can be read.
    pub fn failed(&self, line: &[u8], out: &mut Vec<u8>) -> Answered {
        let asked = Asked::read(line).ok();
        let id = asked.as_ref().map(|asked| asked.id_json);
        answer::refused(
            out,
            id,
            "the engine failed on this document; please report it",
            &[],
        );
        Answered::Refused
    }

    fn release(&self, asked: &Asked<'_>, out: &mut Vec<u8>) -> Answered {
        let document = Document::new(&asked.text, asked.format);
        let refuse = |out: &mut Vec<u8>, error: String| {
            answer::refused(out, Some(asked.id_json), &error, &asked.further);
            Answered::Refused
        };
        let made = match release(self.policy, &document) {
            Ok(made) => made,
            Err(refusal) => return refuse(out, refusal.to_string()),
        };
        let source_sha256 = Sha256::digest(asked.text.as_bytes()).into();
        let context = self.context(asked, &source_sha256);
        match record_of(&made.segments, &source_sha256, &context, self.key.opening()) {
            Ok(record) => {
                answer::released(out, asked, made.outcome, &made.text, &record);
                Answered::Release(made.outcome)
            }
            Err(error) => refuse(out, error.to_string()),
        }
    }

    fn context(&self, asked: &Asked<'_>, source_sha256: &[u8; 32]) -> Context {
        let format: &[u8] = match asked.format {
            Format::Text => b"text",
            Format::Markdown => b"markdown",
        };
        let id = self.key.release_id(&[
            self.engine.as_bytes(),
            &self.policy_sha256,
            format,
            asked.id.as_bytes(),
            source_sha256,
        ]);
        Context {
            id,
            time: self.key.time(),
            engine: self.engine.clone(),
            policy: self.policy.id.clone(),
            policy_sha256: self.policy_sha256,
            by: self.office.by.clone(),
            authority: self.office.authority.clone(),
            name: Some(asked.id.clone().into_owned()),
            run: Some(self.run.clone()),
            action: None,
            format: None,
            name_people: false,
            amounts: self.policy.action == Action::Mask && self.policy.mask.amount != Amount::None,
        }
    }
}
