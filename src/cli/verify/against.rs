//! Any text against any source: did withheld text get out?

use super::claims::{Claim, State, Table};
use crate::cli::exit::Exit;
use crate::cli::input::{self, FormatName, Input};
use crate::cli::place::Places;
use crate::cli::policy_file;
use crate::cli::report::{self, Problem};
use crate::cli::verdict::{self, exit_of};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tearline::document::Document;
use tearline::policy::Policy;
use tearline::release::judge;
use tearline::span::Span;
use tearline::spill::escaped;
use tearline::store::Verdict;

/// What is asked.
pub(super) struct Asked<'a> {
    pub(super) text: &'a Path,
    pub(super) sources: &'a [PathBuf],
    pub(super) policy: &'a str,
    pub(super) format: Option<FormatName>,
    pub(super) encoding: Option<&'a str>,
    pub(super) json: bool,
}

/// A place of the text with withheld text of a source.
#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    source: String,
    /// 1-based line of the source.
    withheld_line: u32,
    /// All of a short portion, or what a rule cuts out; else a run of words.
    whole: bool,
}

#[derive(Serialize)]
struct Answer {
    text: String,
    verdict: &'static str,
    exit: u8,
    claims: Vec<Claim>,
    found: Vec<Place>,
}

/// Answers for one text and all sources.
pub(super) fn against(asked: &Asked<'_>) -> Result<Exit, Problem> {
    if input::is_stdin(asked.text) && asked.sources.iter().any(|path| input::is_stdin(path)) {
        return Err(
            Problem::could_not_run("standard input cannot be both the text and the source")
                .mend("name a file for one of them"),
        );
    }
    let policy = policy_file::load(asked.policy)?.policy;
    let text = input::read(asked.text, None, asked.encoding)?;
    let mut table = Table {
        verdict: Verdict::Holds,
        claims: Vec::new(),
    };
    let mut found = Vec::new();
    for path in asked.sources {
        let source = input::read(path, asked.format, asked.encoding)?;
        let before = found.len();
        let withholds = look(&policy, &source, &text, &mut found)?;
        let claim = format!(
            "nothing that the policy withholds of {} stands in it",
            source.name()
        );
        match found.len().saturating_sub(before) {
            0 if !withholds => {
                let why = "the policy withholds nothing of it".to_owned();
                table.row("withheld", claim, State::Holds, Some(why));
            }
            0 => table.holds("withheld", claim),
            count => {
                let why = match count {
                    1 => "1 place".to_owned(),
                    _ => format!("{count} places"),
                };
                table.row("withheld", claim, State::Fails, Some(why));
                table.verdict = Verdict::Findings;
            }
        }
    }
    table.unchecked(
        "meaning",
        "the text says nothing of it in other words",
        format!(
            "runs of {} words are looked for, and shorter portions as a whole; no paraphrase, translation or picture",
            policy.spill.words
        ),
    );
    let exit = exit_of(table.verdict);
    let answer = Answer {
        text: text.name(),
        verdict: verdict::words(table.verdict),
        exit: exit as u8,
        claims: table.claims,
        found,
    };
    if asked.json {
        let line = serde_json::to_string(&answer)
            .map_err(|_| Problem::could_not_run("the answer cannot be written as JSON"))?;
        report::answer(&format!("{line}\n"))?;
    } else {
        report::answer(&page(&answer))?;
    }
    Ok(exit)
}

/// Adds where withheld text of `source` stands in `text`; whether there is any.
fn look(policy: &Policy, source: &Input, text: &Input, found: &mut Vec<Place>) -> Result<bool, Problem> {
    let document = Document::new(&source.text, source.format);
    let judged = judge(policy, &document);
    let places = escaped(
        policy,
        &document,
        &judged.blocks,
        &judged.governance,
        &judged.decided,
        &text.text,
    )
    .map_err(|error| Problem::could_not_run(error.to_string()).at(source.name()))?;
    let (mut here, mut there) = (Places::of(&text.text), Places::of(&source.text));
    found.extend(places.into_iter().map(|one| {
        let place = |places: &mut Places<'_>, span: Span| places.line_column(span.start());
        let (line, column) = place(&mut here, one.place);
        Place {
            line,
            column,
            source: source.name(),
            withheld_line: place(&mut there, one.withheld).0,
            whole: one.whole,
        }
    }));
    Ok(judged.decided.iter().any(|one| !one.decision.releases()))
}

/// The answer for people: places, never text.
fn page(answer: &Answer) -> String {
    let mut out = super::answer::head(&answer.text, answer.verdict, &answer.claims);
    for place in &answer.found {
        let Place {
            line,
            column,
            source,
            withheld_line,
            whole,
        } = place;
        let what = if *whole {
            "what is withheld at"
        } else {
            "words withheld at"
        };
        let _ = writeln!(
            out,
            "  {}:{line}:{column}: {what} {}:{withheld_line}",
            report::one_line(&answer.text),
            report::one_line(source)
        );
    }
    report::printable(&out)
}
