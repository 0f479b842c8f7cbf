//! `tearline audit query`: which releases and cuts match; with `--text`, whether a text was ever cut, and where.

use super::asked::Asked;
use super::common::{Common, json_line};
use crate::cli::exit::Exit;
use crate::cli::home::home;
use crate::cli::input;
use crate::cli::recorded;
use crate::cli::releases::{self, Bundle};
use crate::cli::report::{self, Problem, one_line};
use clap::Args;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use tearline::audit::line::{CaseLine, CutLine};
use tearline::audit::secret::{IndexKey, OpeningKey};
use tearline::marking::{read_banner, read_portion};
use tearline::scheme::Scheme;
use tearline::store::LedgerError;
use tearline::store::ledger;

/// List the cuts that match all that is asked for; without a question about cuts, the releases.
#[derive(Args)]
pub(super) struct Query {
    /// Marking of a cut, such as S//NF, in any spelling of any built-in scheme, or as the record has it.
    #[arg(long)]
    mark: Option<String>,
    /// Rule of a cut.
    #[arg(long)]
    rule: Option<String>,
    /// Reason of a cut.
    #[arg(long)]
    reason: Option<String>,
    /// Name of the policy.
    #[arg(long)]
    policy: Option<String>,
    /// Who made the release.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Name of the source, as recorded.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The source itself: every release of these bytes. Needs the opening key.
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Identifier of the run.
    #[arg(long)]
    run: Option<String>,
    /// Not before this time, such as 2026-11-01.
    #[arg(long, value_name = "TIME", value_parser = recorded::time)]
    since: Option<String>,
    /// Before this time.
    #[arg(long, value_name = "TIME", value_parser = recorded::time)]
    until: Option<String>,
    /// Was this text ever cut? Asks for the whole file, for each of its lines and paragraphs, and for up to eight
    /// paragraphs in a row. Needs the opening key.
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// The encoding of the files of --text and --document, where they are not UTF-8.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
}

#[derive(Serialize)]
struct Hit<'a> {
    rel: &'a str,
    index: u64,
    time: &'a str,
    policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leaf: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
}

/// The tags that are asked for, under one key.
#[derive(Default)]
struct Tags {
    text: Option<HashSet<String>>,
    document: Option<String>,
}

/// What is asked for by its text. Runs of `stream` have keys of their own, so tags are made for each key that is met.
struct Wanted {
    opening: OpeningKey,
    texts: Option<Asked>,
    document: Option<[u8; 32]>,
    known: HashMap<String, Rc<Tags>>,
}

impl Wanted {
    fn tags(&mut self, case: Option<&CaseLine>) -> Rc<Tags> {
        let (tag, run) = case.map_or(("", None), |c| (c.doc.tag.as_str(), c.run.as_deref()));
        let name = tag.split(':').next().unwrap_or_default();
        if let Some(tags) = self.known.get(name) {
            return Rc::clone(tags);
        }
        let key = self.opening.behind(tag, run).map(|key| key.index());
        // Under a key that nobody here has, no text is found.
        let of = |make: &dyn Fn(&IndexKey) -> String| key.as_ref().map_or_else(String::new, make);
        let tags = Rc::new(Tags {
            text: self.texts.as_ref().map(|texts| {
                let all = texts.texts().map(|text| of(&|key| key.text_tag(text)));
                all.filter(|tag| !tag.is_empty()).collect()
            }),
            document: self.document.map(|digest| of(&|key| key.source_tag(&digest))),
        });
        self.known.insert(name.to_owned(), Rc::clone(&tags));
        tags
    }
}

pub(super) fn run(args: &Query, common: &Common) -> Result<Exit, Problem> {
    let mut wanted = wanted(args, common)?;
    let marks = args.mark.as_deref().map(spellings);
    let mut known_mark = false;
    let mut out = String::new();
    let (mut hits, mut failed) = (0_u64, None);
    let about_cuts =
        args.mark.is_some() || args.rule.is_some() || args.reason.is_some() || args.text.is_some();
    let trusted = releases::walk(&common.ledger, |bundle| {
        let tags = wanted
            .as_mut()
            .map_or_else(Rc::default, |wanted| wanted.tags(bundle.case.as_ref()));
        known_mark |= marks
            .as_ref()
            .is_some_and(|marks| bundle.cuts.iter().any(|cut| marks.contains(&cut.mark)));
        if !release_matches(args, &tags, &bundle) {
            return;
        }
        let cuts: Vec<Option<&CutLine>> = if about_cuts {
            let matching = bundle
                .cuts
                .iter()
                .filter(|cut| cut_matches(args, marks.as_deref(), &tags, cut));
            matching.map(Some).collect()
        } else {
            vec![None]
        };
        for cut in cuts {
            hits = hits.saturating_add(1);
            let hit = hit(&bundle, cut);
            if common.json {
                match json_line(&hit) {
                    Ok(line) => out.push_str(&line),
                    Err(problem) => failed = Some(problem),
                }
            } else {
                out.push_str(&one_line(&words(&hit)));
                out.push('\n');
            }
        }
    })?;
    if let Some(problem) = failed {
        return Err(problem);
    }
    // The mark as typed alone: no scheme reads it.
    if let (Some(mark), Some([_]), false) = (&args.mark, marks.as_deref(), known_mark) {
        return Err(Problem::could_not_run(
            "no cut of this ledger has such a marking, and no built-in scheme reads it",
        )
        .at(one_line(mark))
        .mend("write a marking such as S//NF; `tearline audit show ID` lists those of a release"));
    }
    if !common.json {
        out.push_str(&format!("{hits} found; {}\n", trusted.words()));
        out = report::printable(&out);
    }
    report::answer(&out)?;
    Ok(releases::exit(&trusted, &common.ledger))
}

fn wanted(args: &Query, common: &Common) -> Result<Option<Wanted>, Problem> {
    if args.text.is_none() && args.document.is_none() {
        return Ok(None);
    }
    let origin = ledger::origin(&common.ledger)?;
    let mut wanted = Wanted {
        opening: home()?.opening(&origin).map_err(LedgerError::from)?,
        texts: None,
        document: None,
        known: HashMap::new(),
    };
    if let Some(path) = &args.text {
        let text = input::read(path, None, args.encoding.as_deref())?.text;
        if text.trim().is_empty() {
            return Err(Problem::could_not_run("there is no text in it")
                .at(path.display().to_string())
                .mend("name a file that holds the text in question"));
        }
        wanted.texts = Some(Asked::of(text));
    }
    if let Some(path) = &args.document {
        use sha2::Digest as _;
        // Records are over the text as UTF-8, whatever the encoding of the file.
        let text = input::read(path, None, args.encoding.as_deref())?.text;
        wanted.document = Some(sha2::Sha256::digest(text.as_bytes()).into());
    }
    Ok(Some(wanted))
}

fn release_matches(args: &Query, tags: &Tags, bundle: &Bundle) -> bool {
    let case = bundle.case.as_ref();
    let is =
        |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|w| found == Some(w));
    let time = bundle.release.time.as_str();
    is(&args.policy, Some(&bundle.release.policy.id))
        && is(
            &args.by,
            case.and_then(|c| c.by.as_ref()).map(|by| by.id.as_str()),
        )
        && is(&args.source, case.and_then(|c| c.doc.name.as_deref()))
        && is(&args.run, case.and_then(|c| c.run.as_deref()))
        && is(&tags.document, case.map(|c| c.doc.tag.as_str()))
        && args.since.as_deref().is_none_or(|since| time >= since)
        && args.until.as_deref().is_none_or(|until| time < until)
}

/// A marking as typed, then as the schemes that read it write it in a portion.
fn spellings(typed: &str) -> Vec<String> {
    let bare = typed.trim();
    let bare = bare
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(bare);
    let mut all = vec![typed.to_owned()];
    for scheme in Scheme::builtin_names().filter_map(Scheme::builtin) {
        let read = [read_portion(&scheme, bare), read_banner(&scheme, bare)];
        let known = read.into_iter().filter_map(|read| read.marking);
        for marking in known {
            all.push(marking.portion().to_owned());
        }
    }
    all
}

fn cut_matches(args: &Query, marks: Option<&[String]>, tags: &Tags, cut: &CutLine) -> bool {
    let is =
        |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|w| found == Some(w));
    marks.is_none_or(|marks| marks.contains(&cut.mark))
        && is(&args.rule, Some(&cut.rule))
        && is(&args.reason, cut.reason.as_deref())
        && tags.text.as_ref().is_none_or(|wanted| wanted.contains(&cut.tag))
}

fn hit<'a>(bundle: &'a Bundle, cut: Option<&'a CutLine>) -> Hit<'a> {
    Hit {
        rel: &bundle.release.id,
        index: bundle.index,
        time: &bundle.release.time,
        policy: &bundle.release.policy.id,
        source: bundle.case.as_ref().and_then(|c| c.doc.name.as_deref()),
        leaf: cut.map(|c| c.leaf),
        mark: cut.map(|c| c.mark.as_str()),
        reason: cut.and_then(|c| c.reason.as_deref()),
        rule: cut.map(|c| c.rule.as_str()),
    }
}

fn words(hit: &Hit<'_>) -> String {
    let cut = match (hit.leaf, hit.mark, hit.rule) {
        (Some(leaf), Some(mark), Some(rule)) => {
            format!(
                "  leaf {leaf}  {mark}  {}  {rule}",
                hit.reason.unwrap_or("no reason")
            )
        }
        _ => String::new(),
    };
    let source = hit.source.unwrap_or("");
    format!("{}  {}  {}{cut}  {source}", hit.rel, hit.time, hit.policy)
}
