//! What is said of a document that is refused because withheld words would leave: both places of each.

use crate::cli::place::Places;
use tearline::finding::Finding;
use tearline::release::Refusal;

/// The findings of a refusal, without text.
pub(super) fn findings(text: &str, refusal: &Refusal) -> Vec<Finding> {
    let Refusal::Spill(spilled) = refusal else {
        return Vec::new();
    };
    let mut places = Places::of(text);
    let mut lines: Vec<(usize, u32)> = Vec::with_capacity(spilled.len());
    let mut starts: Vec<usize> = spilled.iter().map(|one| one.withheld.start()).collect();
    starts.sort_unstable();
    starts.dedup();
    for start in starts {
        lines.push((start, places.line_column(start).0));
    }
    spilled
        .iter()
        .map(|one| {
            let mut finding = one.finding();
            let known = lines.binary_search_by_key(&one.withheld.start(), |(start, _)| *start);
            if let Some((_, line)) = known.ok().and_then(|at| lines.get(at)) {
                finding.message.push_str(&format!(" (withheld in line {line})"));
            }
            finding
        })
        .collect()
}
