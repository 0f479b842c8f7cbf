//! References to paragraphs that were removed: `see para 7`.

use crate::document::Block;
use crate::span::Span;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Places in released text that refer by number to a paragraph of which nothing leaves, with that paragraph.
pub(super) fn references(
    source: &str,
    blocks: &[Block],
    withheld: &dyn Fn(usize) -> bool,
    released: &[(usize, Span)],
) -> Vec<(Span, Span)> {
    static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let list = r"(\d{1,3}(?:\s*(?:,|and|&|or|-|\u{2013}|to|through)+\s*\d{1,3})*)";
        Regex::new(&format!(
            r"(?:\b[Pp](?:ara(?:graph)?s?|ARA(?:GRAPH)?S?)\.?\s+|\u{{b6}}+\s?){list}\b"
        ))
        .ok()
    });
    let Some(regex) = REFERENCE.as_ref() else {
        return Vec::new();
    };
    let mut gone: HashMap<u32, Span> = HashMap::new();
    let mut stays: HashSet<u32> = HashSet::new();
    for (index, block) in blocks.iter().enumerate() {
        let Some(number) = block.number.and_then(|n| n.of(source).trim().parse::<u32>().ok()) else {
            continue;
        };
        if withheld(index) {
            gone.entry(number).or_insert(block.body);
        } else {
            stays.insert(number);
        }
    }
    gone.retain(|number, _| !stays.contains(number));
    if gone.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (index, span) in released {
        let lead = blocks.get(*index).map_or(0, |b| b.lead.end());
        for found in regex.captures_iter(span.of(source)) {
            let (Some(whole), Some(list)) = (found.get(0), found.get(1)) else {
                continue;
            };
            let place = Span::new(
                span.start().saturating_add(whole.start()),
                span.start().saturating_add(whole.end()),
            );
            if place.start() < lead {
                continue;
            }
            if let Some(from) = numbers(list.as_str()).into_iter().find_map(|n| gone.get(&n)) {
                out.push((place, *from));
            }
        }
    }
    out
}

/// The numbers of `7`, `7 and 9`, `7-9`.
fn numbers(list: &str) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut range = false;
    let mut rest = list;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (between, tail) = rest.split_at_checked(at).unwrap_or(("", ""));
        range = range
            || between.contains(['-', '\u{2013}'])
            || between.contains("to")
            || between.contains("through");
        let digits = tail
            .split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default();
        let number: u32 = digits.parse().unwrap_or(0);
        match out.last() {
            Some(last) if range && *last < number => out.extend(last.saturating_add(1)..=number),
            _ => out.push(number),
        }
        range = false;
        rest = tail.get(digits.len()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn lists_and_ranges_are_read() {
        assert_eq!(numbers("7"), [7]);
        assert_eq!(numbers("7 and 9"), [7, 9]);
        assert_eq!(numbers("7-9, 12"), [7, 8, 9, 12]);
        assert_eq!(numbers("3 through 5"), [3, 4, 5]);
        assert_eq!(numbers("9-7"), [9, 7]);
    }
}
