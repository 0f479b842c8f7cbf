//! Cuts in Markdown that take the signs around a word along: no emphasis without an end, no code without content.

use crate::inline::tag;
use crate::span::Span;

/// How far a tag is looked for before a cut.
const REACH: usize = 256;

/// Widens a cut within `body` over signs that it would leave alone, as far as they stand next to it.
pub(super) fn widen(source: &str, body: Span, cut: Span) -> Span {
    let mut cut = cut;
    // Signs nest a few deep.
    for _ in 0..8 {
        let before = Span::new(body.start(), cut.start()).of(source);
        let inner = cut.of(source);
        let after = Span::new(cut.end(), body.end()).of(source);
        let (left, right) = match signs(before, inner, after) {
            (0, 0) => tags(before, inner, after),
            some => some,
        };
        if (left, right) == (0, 0) {
            break;
        }
        cut = Span::new(
            cut.start().saturating_sub(left).max(body.start()),
            cut.end().saturating_add(right).min(body.end()),
        );
    }
    cut
}

/// How many bytes of emphasis or code signs before and behind a cut belong to it.
fn signs(before: &str, inner: &str, after: &str) -> (usize, usize) {
    if before.ends_with('[') && inner.contains("](") && !inner.contains('[') {
        return (1, 0);
    }
    let is_sign = |c: &char| matches!(c, '*' | '_' | '~' | '`');
    let left = before.chars().next_back().filter(is_sign);
    let right = after.chars().next().filter(is_sign);
    let count = |sign: char, inner: &str| inner.matches(sign).count();
    let run_before = |sign: char| {
        let rest = before.trim_end_matches(sign);
        let run = before.len().saturating_sub(rest.len());
        if rest.ends_with('\\') {
            run.saturating_sub(1)
        } else {
            run
        }
    };
    let run_after = |sign: char| after.len().saturating_sub(after.trim_start_matches(sign).len());
    if let Some(sign) = left {
        let (run, within) = (run_before(sign), count(sign, inner));
        let behind = if right == Some(sign) { run_after(sign) } else { 0 };
        let both = run.min(behind);
        if both > 0 && within.is_multiple_of(2) {
            return (both, both);
        }
        if within > 0 && within == run {
            return (run, 0);
        }
    }
    if let Some(sign) = right {
        let run = run_after(sign);
        if count(sign, inner) == run {
            return (0, run);
        }
    }
    (0, 0)
}

/// How many bytes of tags before and behind a cut belong to it.
fn tags(before: &str, inner: &str, after: &str) -> (usize, usize) {
    let near = before.len().saturating_sub(REACH);
    let opening = (before.ends_with('>'))
        .then(|| before.rfind('<'))
        .flatten()
        .filter(|at| *at >= near)
        .and_then(|at| before.get(at..))
        .filter(|last| tag(last) == Some(last.len()) && step(last) == 1);
    let closing = tag(after)
        .and_then(|len| after.get(..len))
        .filter(|next| step(next) == -1);
    match (depth(inner), opening, closing) {
        (0, Some(open), Some(close)) => (open.len(), close.len()),
        (-1, Some(open), _) => (open.len(), 0),
        (1, _, Some(close)) => (0, close.len()),
        _ => (0, 0),
    }
}

/// How many more tags `text` opens than it closes.
fn depth(text: &str) -> i32 {
    let starts = text.match_indices('<');
    starts.fold(0, |depth: i32, (at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        let one = tag(rest).and_then(|len| rest.get(..len));
        depth.saturating_add(one.map_or(0, step))
    })
}

/// Whether a tag opens an element (1), closes one (-1) or stands alone.
fn step(tag: &str) -> i32 {
    let name: String = tag
        .chars()
        .skip(1)
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if tag.starts_with("</") {
        -1
    } else if tag.ends_with("/>") || matches!(name.as_str(), "" | "br" | "wbr" | "img" | "hr" | "input") {
        0
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_with_the_word_that_they_stand_at() {
        for (text, cut, expected) in [
            ("a **zeb**ra b", "zeb**ra", "**zeb**ra"),
            ("a ze**bra** b", "ze**bra", "ze**bra**"),
            ("a **zebra** b", "zebra", "**zebra**"),
            ("a **_zebra_** b", "zebra", "**_zebra_**"),
            ("a `zebra` b", "zebra", "`zebra`"),
            ("a [ze](a.b)bra b", "ze](a.b)bra", "[ze](a.b)bra"),
            ("a ze<b>bra</b> b", "ze<b>bra", "ze<b>bra</b>"),
            ("a <i>zebra</i> b", "zebra", "<i>zebra</i>"),
            ("a <b>ze<br>bra</b> b", "ze<br>bra", "<b>ze<br>bra</b>"),
            ("a **big zebra** b", "zebra", "zebra"),
            ("a \\*zebra* b", "zebra", "zebra"),
            ("a **zebra b", "zebra", "zebra"),
        ] {
            let at = text.find(cut).unwrap_or_default();
            let body = Span::new(0, text.len());
            let span = widen(text, body, Span::new(at, at.saturating_add(cut.len())));
            assert_eq!(span.of(text), expected, "{text}");
        }
    }
}
