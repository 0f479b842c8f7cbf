//! The banner against the portions below it.

use super::issue::Issue;
use crate::document::{Block, Kind, Level, LevelForm, MarkState, Role};
use crate::effective::Governance;
use crate::finding::Severity;
use crate::marking::{Marking, Verdict, expand, read_any, read_banner, roll_up};
use crate::scheme::Scheme;

pub(super) fn check(text: &str, blocks: &[Block], governance: &Governance, scheme: &Scheme) -> Vec<Issue> {
    let portions = portions(blocks);
    let levels: Vec<&Level> = blocks
        .iter()
        .filter(|b| b.role != Role::Stamp)
        .flat_map(|b| &b.levels)
        .filter(|level| level.form.states())
        .collect();
    let mut issues = Vec::new();
    let banner = levels
        .iter()
        .find(|l| l.form != LevelForm::Transmission)
        .and_then(|l| l.marking.clone());
    let expanded: Vec<Marking> = portions
        .iter()
        .map(|portion| {
            banner
                .as_ref()
                .map_or_else(|| portion.clone(), |b| expand(portion, b))
        })
        .collect();
    let sum = roll_up(scheme, &expanded);
    let whole = every_portion_is_known(blocks) && governance.findings.iter().all(|f| f.id != "missing-mark");
    let captions = captions(text, blocks, scheme);
    let mut seen: Vec<&Marking> = Vec::new();
    for level in &levels {
        let Some(stated) = &level.marking else { continue };
        // A banner that is repeated page by page is judged once.
        let first = level.form != LevelForm::Transmission && !seen.contains(&stated);
        if first {
            seen.push(stated);
        }
        if let Some(sum) = &sum {
            against(level, stated, sum, whole, &captions, first, &mut issues);
        }
        if level.form == LevelForm::Transmission {
            transmission(level, stated, banner.as_ref(), &mut issues);
        } else if level.form == LevelForm::Banner && first {
            form(text, level, scheme, &mut issues);
        }
    }
    issues
}

/// The known marks of all portions; stamps apart.
fn portions(blocks: &[Block]) -> Vec<Marking> {
    let marks = blocks
        .iter()
        .filter(|b| b.role != Role::Stamp)
        .flat_map(|b| &b.marks);
    marks
        .filter_map(|mark| match &mark.state {
            MarkState::Known(marking) => Some(marking.clone()),
            _ => None,
        })
        .collect()
}

fn every_portion_is_known(blocks: &[Block]) -> bool {
    let mut marks = blocks.iter().flat_map(|b| &b.marks);
    marks.all(|m| matches!(m.state, MarkState::Known(_)))
}

/// Controls that stand as captions on lines of their own (5 FAH-2 H-440).
fn captions(text: &str, blocks: &[Block], scheme: &Scheme) -> Vec<String> {
    let headers = blocks
        .iter()
        .filter(|b| matches!(b.kind, Kind::Header | Kind::Banner));
    headers
        .flat_map(|b| b.body.of(text).lines().take(200))
        .filter(|line| line.len() <= 40)
        .flat_map(|line| {
            let reading = read_any(scheme, &format!("U//{}", line.trim()));
            let classified = read_any(scheme, &format!("TS//{}", line.trim()));
            let known = [reading, classified].into_iter().find_map(|r| r.known().cloned());
            known.map_or_else(Vec::new, |m| m.controls().to_vec())
        })
        .collect()
}

fn against(
    level: &Level,
    stated: &Marking,
    sum: &Marking,
    whole: bool,
    captions: &[String],
    first: bool,
    issues: &mut Vec<Issue>,
) {
    let offer = |issue: Issue| {
        if whole && level.form == LevelForm::Banner {
            issue.suggest(level.span, sum.banner())
        } else {
            issue
        }
    };
    if stated.rank() < sum.rank() {
        let message = format!(
            "the level stated here is lower than the portions, which roll up to {}",
            sum.banner()
        );
        issues.push(offer(Issue::new(
            "banner-too-low",
            Severity::Error,
            level.span,
            message,
            "32 CFR 2001.21(b); Register and Manual D.2",
        )));
        return;
    }
    if level.form == LevelForm::Transmission || !first {
        return;
    }
    let lacking: Vec<&str> = sum
        .controls()
        .iter()
        .filter(|c| !stated.controls().contains(c) && !captions.contains(c))
        .map(String::as_str)
        .collect();
    if !lacking.is_empty() && stated.rank() == sum.rank() {
        let message = format!(
            "the portions roll up to {}; the banner lacks {}",
            sum.banner(),
            lacking.join(", ")
        );
        issues.push(offer(Issue::new(
            "banner-lacks-control",
            Severity::Error,
            level.span,
            message,
            "Register and Manual D.2",
        )));
    }
    if !whole {
        return;
    }
    let exceeding: Vec<&str> = stated
        .controls()
        .iter()
        .filter(|c| !sum.controls().contains(c))
        .map(String::as_str)
        .collect();
    if stated.rank() > sum.rank() {
        let message = format!(
            "every portion is marked and together they are {}; a higher banner needs a stated reason (compilation)",
            sum.banner()
        );
        issues.push(Issue::new(
            "banner-exceeds",
            Severity::Warning,
            level.span,
            message,
            "32 CFR 2001.24(g)",
        ));
    } else if !exceeding.is_empty() {
        let message = format!("no portion calls for {}", exceeding.join(", "));
        issues.push(Issue::new(
            "banner-exceeds-control",
            Severity::Warning,
            level.span,
            message,
            "Register and Manual D.2",
        ));
    }
}

/// `ZNY CCCCC` says another level than the classification line.
fn transmission(level: &Level, stated: &Marking, banner: Option<&Marking>, issues: &mut Vec<Issue>) {
    if let Some(banner) = banner.filter(|b| b.rank() != stated.rank()) {
        let message = format!(
            "the transmission line says {}, the banner {}",
            stated.level(),
            banner.level()
        );
        issues.push(Issue::new(
            "transmission-differs",
            Severity::Error,
            level.span,
            message,
            "ACP 127; 5 FAH-2 H-440",
        ));
    }
}

/// A banner in a superseded or sloppy form. Spaced letters are the form of telegrams.
fn form(text: &str, level: &Level, scheme: &Scheme, issues: &mut Vec<Issue>) {
    let reading = read_banner(scheme, level.span.of(text));
    let Some(first) = reading
        .problems
        .first()
        .filter(|_| reading.verdict == Verdict::Legacy)
    else {
        return;
    };
    let message: Vec<&str> = reading.problems.iter().map(|p| p.message.as_str()).collect();
    let issue = Issue::new(
        "banner-form",
        Severity::Note,
        level.span,
        message.join("; "),
        first.source.clone(),
    );
    issues.push(match reading.known() {
        Some(marking) => issue.suggest(level.span, marking.banner()),
        None => issue,
    });
}
