//! `tearline marking [MARK...]`: what a marking says, in words or as JSON lines.

use super::exit::Exit;
use super::report::{Problem, answer, one_line, printable};
use super::scheme;
use clap::Args as ClapArgs;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufWriter, Write as _};
use tearline::marking::{
    Marking, Reading, Verdict, describe, read_any, read_banner, read_line, read_portion, roll_up,
};
use tearline::scheme::Scheme;
use tearline::store::said;

/// Longest line of the JSON contract, in bytes.
const LONGEST: u64 = 1 << 20;

/// Read markings: what they say, what is wrong with them, what they roll up to.
///
/// Exit status: 0 when every mark is valid, 1 when one is legacy, invalid or none, 2 when nothing could be read.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Marks such as `(C//NF)`, banners such as `SECRET//NOFORN`, or lines that hold a mark.
    marks: Vec<String>,
    /// The scheme: its name, or the path of a scheme file.
    #[arg(long, value_name = "NAME|FILE", default_value = "us")]
    scheme: String,
    /// Write JSON lines. Without MARK, read {"id","kind","scheme","input"} lines from standard input.
    #[arg(long)]
    json: bool,
}

/// A line of the JSON contract.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    scheme: Option<String>,
    input: String,
}

/// An answer of the JSON contract.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a serde_json::Value,
    verdict: &'static str,
    normalised: Option<&'a str>,
    portion: Option<&'a str>,
    banner: Option<&'a str>,
    level: Option<&'a str>,
    controls: &'a [String],
    entire: bool,
    look_alike: bool,
    problems: Vec<Trouble<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct Trouble<'a> {
    id: &'static str,
    message: &'a str,
    source: &'a str,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let default = scheme::load(&args.scheme)?;
    match (args.json, args.marks.is_empty()) {
        (true, true) => contract(&args.scheme, default),
        (true, false) => {
            let mut out = String::new();
            let mut exit = Exit::Done;
            for mark in &args.marks {
                let reading = read_any(&default, mark);
                exit = exit.max(exit_of(&reading));
                out.push_str(&json(
                    &serde_json::Value::String(mark.clone()),
                    &reading,
                    false,
                    None,
                ));
                out.push('\n');
            }
            answer(&out)?;
            Ok(exit)
        }
        (false, true) => Err(Problem::could_not_run("no marking to read")
            .mend("give one, such as `tearline marking '(C//NF)'`, or --json with lines on standard input")),
        (false, false) => people(&default, &args.marks),
    }
}

fn exit_of(reading: &Reading) -> Exit {
    if reading.verdict == Verdict::Valid {
        Exit::Done
    } else {
        Exit::Findings
    }
}

/// Answers each line of standard input with one line.
fn contract(name: &str, default: Scheme) -> Result<Exit, Problem> {
    let mut schemes = HashMap::from([(name.to_owned(), default)]);
    let mut input = std::io::stdin().lock();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    let mut exit = Exit::Done;
    loop {
        line.clear();
        let mut bounded = std::io::Read::take(&mut input, LONGEST);
        let read = bounded.read_until(b'\n', &mut line);
        let count =
            read.map_err(|e| Problem::could_not_run(format!("standard input cannot be read: {}", said(&e))))?;
        if count == 0 {
            break;
        }
        if count as u64 == LONGEST && !line.ends_with(b"\n") {
            return Err(Problem::could_not_run(format!(
                "a line of standard input is longer than {LONGEST} bytes"
            )));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let reply = reply(&line, name, &mut schemes);
        exit = exit.max(reply.1);
        if let Err(error) = writeln!(out, "{}", reply.0) {
            return broken(&error);
        }
    }
    match out.flush() {
        Ok(()) => Ok(exit),
        Err(error) => broken(&error),
    }
}

/// A reader that closed its end is no failure of the run.
fn broken(error: &std::io::Error) -> Result<Exit, Problem> {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Ok(Exit::Done);
    }
    Err(Problem::could_not_run(format!(
        "standard output cannot be written: {}",
        said(error)
    )))
}

fn reply(line: &[u8], name: &str, schemes: &mut HashMap<String, Scheme>) -> (String, Exit) {
    let failed =
        |id: &serde_json::Value, error: String| (json(id, &none(), false, Some(error)), Exit::Findings);
    let asked: Asked = match serde_json::from_slice(line) {
        Ok(asked) => asked,
        Err(error) => {
            return failed(
                &serde_json::Value::Null,
                format!("not a line of the contract: {error}"),
            );
        }
    };
    let wanted = asked.scheme.as_deref().unwrap_or(name);
    let scheme = match schemes.get(wanted) {
        Some(scheme) => scheme.clone(),
        None => match Scheme::builtin(wanted) {
            Some(scheme) => schemes.entry(wanted.to_owned()).or_insert(scheme).clone(),
            None => return failed(&asked.id, format!("there is no scheme `{wanted}`")),
        },
    };
    let (reading, banner) = match asked.kind.as_deref() {
        Some("portion") => (read_line(&scheme, &asked.input), false),
        Some("banner") => (read_banner(&scheme, &asked.input), true),
        Some("rollup") => (rolled_up(&scheme, &asked.input), true),
        None => (read_any(&scheme, &asked.input), false),
        Some(other) => {
            return failed(
                &asked.id,
                format!("kind `{other}` is not portion, banner or rollup"),
            );
        }
    };
    (json(&asked.id, &reading, banner, None), Exit::Done)
}

fn none() -> Reading {
    Reading {
        verdict: Verdict::None,
        marking: None,
        problems: Vec::new(),
        entire: false,
        look_alike: false,
    }
}

/// The roll-up of portions joined by ` | `: the worst verdict of any.
fn rolled_up(scheme: &Scheme, input: &str) -> Reading {
    let mut all = none();
    let mut worst = Verdict::Valid;
    let mut markings = Vec::new();
    for text in input.split(" | ") {
        let text = text.trim();
        let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        let reading = read_portion(scheme, inner.unwrap_or(text));
        // What is no mark at all cannot be rolled up: held.
        worst = worst.max(match reading.verdict {
            Verdict::None => Verdict::Invalid,
            other => other,
        });
        all.look_alike |= reading.look_alike;
        all.problems.extend(reading.problems);
        markings.extend(reading.marking);
    }
    all.verdict = worst;
    all.marking = roll_up(scheme, &markings).filter(|_| worst < Verdict::Invalid);
    all
}

fn json(id: &serde_json::Value, reading: &Reading, banner: bool, error: Option<String>) -> String {
    let marking = reading.marking.as_ref();
    let shown = marking.map(|m| if banner { m.banner() } else { m.portion() });
    let answer = Answer {
        id,
        verdict: reading.verdict.as_str(),
        normalised: shown,
        portion: marking.map(Marking::portion),
        banner: marking.map(Marking::banner),
        level: marking.map(Marking::level),
        controls: marking.map_or(&[], Marking::controls),
        entire: reading.entire,
        look_alike: reading.look_alike,
        problems: reading
            .problems
            .iter()
            .map(|p| Trouble {
                id: p.id,
                message: &p.message,
                source: &p.source,
            })
            .collect(),
        error,
    };
    serde_json::to_string(&answer).unwrap_or_else(|_| "{}".to_owned())
}

/// For people: each mark explained, then what they roll up to.
fn people(scheme: &Scheme, marks: &[String]) -> Result<Exit, Problem> {
    let mut out = String::new();
    let mut exit = Exit::Done;
    let mut markings = Vec::new();
    for mark in marks {
        let reading = read_any(scheme, mark);
        exit = exit.max(exit_of(&reading));
        explain(&mut out, mark, &reading);
        markings.extend(reading.marking.filter(|_| reading.verdict < Verdict::Invalid));
    }
    if marks.len() > 1 {
        if markings.len() < marks.len() {
            let _ = writeln!(out, "Roll-up: none; not every mark can be read");
        } else if let Some(all) = roll_up(scheme, &markings) {
            let _ = writeln!(out, "Roll-up: {}", all.banner());
        }
    }
    answer(&out)?;
    Ok(exit)
}

fn explain(out: &mut String, mark: &str, reading: &Reading) {
    let _ = writeln!(out, "{}: {}", one_line(mark), reading.verdict.as_str());
    if let Some(marking) = &reading.marking {
        if reading.verdict == Verdict::Invalid {
            let _ = writeln!(
                out,
                "  read as   {} (held: no policy releases it)",
                marking.portion()
            );
        } else {
            let _ = writeln!(out, "  portion   ({})", marking.portion());
            let _ = writeln!(out, "  banner    {}", marking.banner());
        }
        for (part, meaning) in describe(marking) {
            let _ = writeln!(out, "  {part:<9} {meaning}");
        }
    }
    for problem in &reading.problems {
        let _ = writeln!(out, "  - {} [{}]", printable(&problem.message), problem.source);
    }
    out.push('\n');
}
