//! All checks of one document.

use super::issue::Issue;
use super::{banner, header, marks};
use crate::document::{Block, Document};
use crate::effective::Governance;
use crate::scheme::Scheme;

/// The marking mistakes of `document`, in the order of the source.
///
/// # Example
///
/// ```
/// use tearline::check::check;
/// use tearline::document::{Document, Format, segment};
/// use tearline::effective::govern;
/// use tearline::scheme::Scheme;
///
/// let us = Scheme::us();
/// let document = Document::new("SECRET\n\n1. (S//NF) The harbour froze.\n", Format::Text);
/// let blocks = segment(&document, &us);
/// let governance = govern(&document, &blocks, &us);
/// let issues = check(&document, &blocks, &governance, &us);
/// assert_eq!(issues[0].id, "banner-lacks-control");
/// ```
#[must_use]
pub fn check(
    document: &Document<'_>,
    blocks: &[Block],
    governance: &Governance,
    scheme: &Scheme,
) -> Vec<Issue> {
    let text = document.text();
    let mut issues = marks::check(text, blocks, governance, scheme);
    issues.extend(banner::check(text, blocks, governance, scheme));
    issues.extend(header::check(text, blocks, governance));
    issues.sort_by_key(|issue| (issue.span.start(), issue.id));
    issues
}
