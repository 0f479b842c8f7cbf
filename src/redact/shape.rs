//! What a block looks like where that decides how it is cut.

use crate::document::{Block, Kind, Role};

/// A block of nothing but quote signs: a blank line of a Markdown quote.
pub(super) fn bare(block: &Block, source: &str) -> bool {
    block
        .body
        .of(source)
        .chars()
        .all(|c| c == '>' || c == ' ' || c == '\t')
}

/// A row of a table.
pub(super) fn is_row(block: &Block) -> bool {
    matches!(block.role, Role::TableRow { .. })
}

/// Whether a block's lead holds a bullet or a number.
pub(super) fn is_item(block: &Block, source: &str) -> bool {
    let lead = block.lead.of(source).trim_start_matches(['>', ' ', '\t']);
    lead.starts_with(['-', '*', '+']) || lead.starts_with(|c: char| c.is_ascii_digit())
}

/// Text of the document, as against headers, headings, furniture and the like.
pub(super) fn is_portion(block: &Block) -> bool {
    matches!(block.kind, Kind::Portion | Kind::Continuation | Kind::List)
}
