//! `--dry-run` of one document: what would leave and why.

use super::page;
use super::say::refused;
use crate::cli::exit::Exit;
use crate::cli::findings;
use crate::cli::input::Input;
use crate::cli::place::Places;
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::redact::page::Page;
use crate::cli::report::{self, Problem, answer};
use serde_json::json;
use tearline::decide::Decision;
use tearline::document::Document;
use tearline::release::{judge, release};

/// One line per decision, without text of the document.
pub(super) fn dry_run(
    args: &Args,
    loaded: &Loaded,
    input: &Input,
    document: &Document<'_>,
    page: Option<Page>,
) -> Result<Exit, Problem> {
    let policy = &loaded.policy;
    let judgement = judge(policy, document);
    let mut out = String::new();
    let mut places = Places::of(&input.text);
    for (one, block, effective) in judgement.each() {
        let (line, _) = places.line_column(one.span.start().max(block.body.start()));
        let last = if one.span == block.span {
            block.lines.last
        } else {
            line
        };
        let (verdict, rule, reason) = match &one.decision {
            Decision::Release(released) => ("release", released.rule(), None),
            Decision::Withhold(withheld) => ("withhold", &*withheld.rule, withheld.reason.as_deref()),
        };
        let mark = tearline::release::mark_of(&effective.governing);
        let text = if args.json {
            json!({"lines": [line, last], "decision": verdict, "marking": mark, "rule": rule, "reason": reason})
                .to_string()
        } else {
            let lines = if line == last {
                line.to_string()
            } else {
                format!("{line}-{last}")
            };
            let reason = reason.map(|r| format!(": {r}")).unwrap_or_default();
            format!("{lines:>11}  {verdict:<8}  {mark:<14}  {rule}{reason}")
        };
        out.push_str(&text);
        out.push('\n');
    }
    answer(&out)?;
    let prepared = release(policy, document);
    if let Some(page) = page {
        page::write(page, loaded, &page::row(input, prepared.as_ref(), None), None)?;
    }
    match prepared {
        Ok(release) => {
            findings::say(&input.text, &input.name(), &release.findings, args.json);
            if !args.json {
                report::line(&format!(
                    "tearline: dry run: {} of {} portions would leave; nothing was {}\n",
                    release.counts.released,
                    release.counts.released.saturating_add(release.counts.withheld),
                    if args.report.is_some() {
                        "released"
                    } else {
                        "written"
                    },
                ));
            }
            Ok(Exit::Done)
        }
        Err(refusal) => refused(args, input, policy, &refusal),
    }
}
