//! `tearline stream`: JSON lines in, JSON lines out.

use super::exit::Exit;
use super::home::{ENGINE, now};
use super::jobs;
use super::policy_file;
use super::recorded;
use super::report::{self, Problem};
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use tearline::audit::encoding::{hex, unhex};
use tearline::audit::id::ReleaseId;
use tearline::audit::line::By;
use tearline::batch::{in_order, usual_jobs};
use tearline::release::Outcome;
use tearline::store::said;
use tearline::store::secret::{self, SecretError};
use tearline::stream::{Answered, Chunk, Chunks, LineFault, Office, RunKey, Worker};

/// Prepare releases of a stream of documents: the worker that Spark and other engines run.
///
/// Reads JSON lines {"id","text","format"?, ...} and answers each with one line {"id","outcome","release","manifest",
/// "records", ...}, in the same order, in ASCII. A line that cannot be used is answered with the outcome "refused" and
/// stops nothing. Records travel inside the lines; tearline audit import puts them into a ledger.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy: a file, or the name of a built-in one such as `public`
    #[arg(short, long, value_name = "POLICY")]
    policy: String,
    /// Run only under the policy whose file has this SHA-256
    #[arg(long, value_name = "HEX")]
    policy_sha256: Option<String>,
    /// Number of worker threads [default: the processors of this process]
    #[arg(short, long, value_name = "N", value_parser = jobs::number)]
    jobs: Option<NonZeroUsize>,
    /// The key that makes a retried task give equal bytes; tearline audit run-key makes one
    #[arg(
        long,
        value_name = "FILE",
        env = "TEARLINE_RUN_KEY_FILE",
        conflicts_with = "run_key_fd"
    )]
    run_key_file: Option<PathBuf>,
    /// The same, from an open file descriptor
    #[arg(long, value_name = "N")]
    run_key_fd: Option<u32>,
    /// Refuse lines of more bytes
    #[arg(long, value_name = "BYTES", default_value_t = 268_435_456)]
    max_line: usize,
    /// End with status 0 although documents were refused; their lines say so
    #[arg(long)]
    allow_refused: bool,
    /// Who releases, for the record
    #[arg(long, value_name = "NAME", value_parser = recorded::text)]
    by: Option<String>,
    /// The position of who releases, for the record
    #[arg(long, value_name = "TEXT", requires = "by", value_parser = recorded::text)]
    position: Option<String>,
    /// Under which authority it is released, for the record, such as a request number
    #[arg(long, value_name = "TEXT", value_parser = recorded::text)]
    authority: Option<String>,
}

/// Lines by how they were answered.
#[derive(Default)]
struct Tally {
    released: u64,
    in_part: u64,
    withheld: u64,
    refused: u64,
}

impl Tally {
    fn count(&mut self, answered: Answered) {
        let field = match answered {
            Answered::Release(Outcome::Released) => &mut self.released,
            Answered::Release(Outcome::InPart) => &mut self.in_part,
            Answered::Release(Outcome::Withheld) => &mut self.withheld,
            Answered::Refused => &mut self.refused,
        };
        *field = field.saturating_add(1);
    }

    fn add(&mut self, other: &Self) {
        self.released = self.released.saturating_add(other.released);
        self.in_part = self.in_part.saturating_add(other.in_part);
        self.withheld = self.withheld.saturating_add(other.withheld);
        self.refused = self.refused.saturating_add(other.refused);
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let loaded = policy_file::load(&args.policy)?;
    if let Some(wanted) = &args.policy_sha256 {
        expect_policy(wanted, &loaded.sha256).map_err(|problem| problem.at(&args.policy))?;
    }
    let office = Office {
        by: args.by.clone().map(|id| By {
            id,
            position: args.position.clone(),
        }),
        authority: args.authority.clone(),
    };
    let worker = Worker::new(&loaded.policy, loaded.sha256, ENGINE, run_key(args)?, office);
    let jobs = args.jobs.unwrap_or_else(usual_jobs);
    let mut out = io::stdout().lock();
    let mut tally = Tally::default();
    let broken = in_order(
        jobs,
        Chunks::new(io::stdin(), args.max_line),
        |chunk| answer(&worker, chunk, args.max_line),
        |(bytes, counted)| {
            tally.add(&counted);
            if let Err(error) = bytes.and_then(|bytes| out.write_all(&bytes).map_err(Broken::Output)) {
                return ControlFlow::Break(error);
            }
            ControlFlow::Continue(())
        },
    );
    let flushed = out.flush().map_err(Broken::Output).err();
    if let Some(broken) = broken.or(flushed) {
        return Err(broken.problem());
    }
    let Tally {
        released,
        in_part,
        withheld,
        refused,
    } = tally;
    let lines = released
        .saturating_add(in_part)
        .saturating_add(withheld)
        .saturating_add(refused);
    report::line(&format!(
        "tearline: {lines} lines: {released} released, {in_part} in part, {withheld} withheld in whole, {refused} refused\n"
    ));
    Ok(if refused > 0 && !args.allow_refused {
        Exit::Findings
    } else {
        Exit::Done
    })
}

enum Broken {
    Input(io::Error),
    Output(io::Error),
}

impl Broken {
    fn problem(self) -> Problem {
        let (place, error) = match self {
            Self::Input(error) => ("standard input", error),
            Self::Output(error) => ("standard output", error),
        };
        Problem::could_not_run(said(&error))
            .at(place)
            .mend("not every line was answered; run the task again")
    }
}

fn answer(worker: &Worker<'_>, chunk: Chunk, limit: usize) -> (Result<Vec<u8>, Broken>, Tally) {
    let mut tally = Tally::default();
    let mut out = Vec::new();
    match chunk {
        Chunk::Failed(error) => return (Err(Broken::Input(error)), tally),
        Chunk::TooLong => tally.count(worker.refuse(LineFault::TooLong { limit }, &mut out)),
        Chunk::Lines(lines) => {
            out.reserve(lines.len().saturating_mul(2));
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                tally.count(answer_line(worker, line, limit, &mut out));
            }
        }
    }
    (Ok(out), tally)
}

fn answer_line(worker: &Worker<'_>, line: &[u8], limit: usize, out: &mut Vec<u8>) -> Answered {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    if line.len() > limit {
        return worker.refuse(LineFault::TooLong { limit }, out);
    }
    let start = out.len();
    // A defect in one document must not cost the others; what was written of it goes.
    let answered = catch_unwind(AssertUnwindSafe(|| worker.answer(line, out)));
    answered.unwrap_or_else(|_| {
        out.truncate(start);
        worker.failed(line, out)
    })
}

fn expect_policy(wanted: &str, found: &[u8; 32]) -> Result<(), Problem> {
    let Some(digest) = unhex::<32>(&wanted.to_ascii_lowercase()) else {
        return Err(Problem::could_not_run(
            "--policy-sha256 takes 64 hexadecimal digits",
        ));
    };
    if digest == *found {
        return Ok(());
    }
    Err(
        Problem::could_not_run(format!("another policy: its SHA-256 is {}", hex(found)))
            .mend("give every worker the policy file that was agreed"),
    )
}

fn run_key(args: &Args) -> Result<RunKey, Problem> {
    let (text, place) = match (&args.run_key_file, args.run_key_fd) {
        (Some(path), _) => (secret::from_file(path), path.display().to_string()),
        (None, Some(number)) => (
            secret::from_descriptor(number),
            format!("file descriptor {number}"),
        ),
        (None, None) => return fresh_run(),
    };
    let text = text.map_err(|error| {
        let mend = match error {
            SecretError::Open => "chmod 600 it, or hand it over with --run-key-fd",
            SecretError::NotKey | SecretError::Io(_) => "tearline audit run-key makes one",
        };
        Problem::could_not_run(error.to_string()).at(&place).mend(mend)
    })?;
    RunKey::from_text(&text).map_err(|error| Problem::could_not_run(error.to_string()).at(&place))
}

/// Without a run key: salts that nobody can derive again, and the time of the clock.
fn fresh_run() -> Result<RunKey, Problem> {
    let mut key = [0; 32];
    let mut run = [0; 10];
    getrandom::fill(&mut key)
        .and_then(|()| getrandom::fill(&mut run))
        .map_err(|error| Problem::could_not_run(format!("the system gave no random bytes: {error}")))?;
    let time = now();
    Ok(RunKey::new(ReleaseId::new(time, run), time, key))
}
