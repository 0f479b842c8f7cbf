//! The release, read again as a stranger would (design, section 5).
//!
//! The release is parsed afresh and every kept byte's governing marking is looked at: it must be one that the policy
//! lets out, and no place may state a level above the new overall marking. In Markdown, where a cut can turn its neighbour into
//! something else, each block must come back as the block it was. What fails is refused, not written.

use crate::decide::{Decision, decide_given, declassified};
use crate::document::{Block, Document, Format, Role, segment};
use crate::effective::{Governance, Governing, govern_silently};
use crate::marking::Marking;
use crate::policy::{Declassified, Policy};
use crate::redact::FRAME;
use crate::segment::{Segment, Segments};
use crate::span::Span;
use std::collections::HashMap;

/// Why a release failed its second reading. Lines are 1-based lines of the source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecheckError {
    /// Longer than [`Span::reaches`]: what cannot be read again does not leave.
    #[error("the release is longer than 4 GiB")]
    TooLong,
    /// Kept text stands under a marking that may not leave.
    #[error(
        "read again, the text kept from line {line} stands under a marking that the policy does not list"
    )]
    NotReleasable {
        /// Line of the source.
        line: usize,
    },
    /// Kept text stands under a mark that cannot be read.
    #[error("read again, the text kept from line {line} stands under a mark that cannot be read")]
    Unreadable {
        /// Line of the source.
        line: usize,
    },
    /// A kept block of Markdown is not the block it was: it ran together with another, or fell apart.
    #[error("read again, the block kept from line {line} is not the block that it was")]
    Structure {
        /// Line of the source.
        line: usize,
    },
    /// The release states a level above its own overall marking.
    #[error("the release still states a higher level than {overall} at its line {line}")]
    OldLevel {
        /// Line of the release.
        line: usize,
        /// The overall marking of the release.
        overall: String,
    },
}

/// What the second reading must know of the first, which was of the source.
#[derive(Debug, Clone)]
pub struct FirstReading<'a> {
    document: &'a Document<'a>,
    /// Where blocks stand that could not be read, in order.
    unreadable: Vec<Span>,
    /// The blocks of Markdown.
    shapes: Vec<Shape>,
    /// What the source says of declassification. The lines that say so may be cut, and others may be the only ones left.
    declassified: Declassified,
}

/// Where a block of Markdown stands and what it looks like there.
#[derive(Debug, Clone, Copy)]
struct Shape {
    end: usize,
    lead: Span,
    form: Form,
    /// What governs it, where that is a marking: the first block that it governs.
    under: Option<u32>,
}

impl Shape {
    /// Whether it may run together with `other`, where a line that stood between them is gone: both are text under one and
    /// the same marking, and no sign of a list is lost.
    fn joins(&self, other: &Self, source: &str) -> bool {
        let plain = self.form == Form::Other && other.form == Form::Other;
        let lead = self.lead.of(source).trim();
        plain
            && self.under.is_some()
            && self.under == other.under
            && (lead.is_empty() || self.quotes(other, source))
    }

    /// Whether it has no sign but those that quote it, as deep as `other` is quoted.
    fn quotes(&self, other: &Self, source: &str) -> bool {
        let depth = |lead: &str| lead.bytes().filter(|b| *b == b'>').count();
        let (own, other) = (self.lead.of(source), other.lead.of(source));
        own.trim().bytes().all(|b| matches!(b, b'>' | b' ')) && depth(own) == depth(other)
    }
}

impl<'a> FirstReading<'a> {
    /// Keeps what must be known of the `blocks` of `document` and what governs them.
    #[must_use]
    pub fn new(
        policy: &Policy,
        document: &'a Document<'a>,
        blocks: &[Block],
        governance: &Governance,
    ) -> Self {
        let unread = |index: &usize| match governance.blocks.get(*index) {
            Some(one) => matches!(one.governing, Governing::Unreadable(_)),
            None => true,
        };
        let places = blocks
            .iter()
            .enumerate()
            .map(|(index, block)| (index, block.span));
        let mut first_under: HashMap<&str, u32> = HashMap::new();
        let shape = |(index, block): (usize, &Block)| Shape {
            end: block.span.end(),
            lead: block.lead,
            form: Form::of(block.role),
            under: governance.blocks.get(index).and_then(|one| match &one.governing {
                Governing::Known(marking) => Some(
                    *first_under
                        .entry(marking.portion())
                        .or_insert_with(|| u32::try_from(index).unwrap_or(u32::MAX)),
                ),
                _ => None,
            }),
        };
        Self {
            document,
            unreadable: places
                .filter(|(index, _)| unread(index))
                .map(|(_, span)| span)
                .collect(),
            shapes: match document.format() {
                Format::Markdown => blocks.iter().enumerate().map(shape).collect(),
                Format::Text => Vec::new(),
            },
            declassified: declassified(policy, document, blocks),
        }
    }

    /// Whether `mark`, a span of the release, is text that was kept in one piece from a block that could be read.
    fn knew(&self, pieces: &[Kept], mark: Span) -> bool {
        let at = pieces.partition_point(|piece| piece.release.end() < mark.end());
        let Some(piece) = pieces.get(at).filter(|piece| piece.release.contains(mark)) else {
            return false;
        };
        let block = self
            .unreadable
            .partition_point(|block| block.end() <= piece.source);
        let within = self.unreadable.get(block).map(|block| block.start());
        within.is_none_or(|start| piece.source < start)
    }
}

/// Reads `release` afresh and holds it against `policy`.
///
/// # Errors
///
/// [`RecheckError`] with the first place that fails.
pub fn recheck(
    policy: &Policy,
    first: &FirstReading<'_>,
    segments: &Segments<'_>,
    release: &str,
    overall: Option<&Marking>,
) -> Result<(), RecheckError> {
    if !Span::reaches(release.len()) {
        return Err(RecheckError::TooLong);
    }
    let document = Document::new(release, first.document.format());
    let blocks = segment(&document, &policy.scheme);
    let governance = govern_silently(&document, &blocks, &policy.scheme);
    if let Some(overall) = overall.filter(|_| policy.remark_banner) {
        levels(release, &blocks, overall)?;
    }
    let decided = decide_given(policy, &document, &blocks, &governance, first.declassified);
    let pieces = kept(segments);
    let source = first.document.text();
    if first.document.format() == Format::Markdown {
        structure(source, &first.shapes, release, &blocks, &pieces)?;
    }
    let mut kept = pieces.iter().peekable();
    for one in &decided {
        let Some(effective) = governance.blocks.get(one.block) else {
            continue;
        };
        while kept.next_if(|k| k.release.end() <= one.span.start()).is_some() {}
        let Some(at) = first_text(&mut kept, one.span, release) else {
            continue;
        };
        if let Decision::Withhold(_) = one.decision {
            let line = line_of(source, at);
            match effective.governing {
                Governing::Known(_) => return Err(RecheckError::NotReleasable { line }),
                // A list number that lost its fellows can look like a damaged mark. The first reading saw the same bytes
                // with all that stood around them, so only a doubt that arises at a joint counts.
                Governing::Unreadable(mark) if first.knew(&pieces, mark) => {}
                Governing::Unreadable(_) => return Err(RecheckError::Unreadable { line }),
                // What was kept by the overall marking stands under the new one, which rolls up what is left.
                Governing::Overall => {}
            }
        }
    }
    Ok(())
}

fn levels(release: &str, blocks: &[Block], overall: &Marking) -> Result<(), RecheckError> {
    for level in blocks.iter().flat_map(|block| &block.levels) {
        if !level.form.states() {
            continue;
        }
        if level
            .marking
            .as_ref()
            .is_some_and(|marking| marking.rank() > overall.rank())
        {
            return Err(RecheckError::OldLevel {
                line: line_of(release, level.span.start()),
                overall: overall.banner().to_owned(),
            });
        }
    }
    Ok(())
}

/// Holds the blocks of a Markdown release against those of its source: each block that holds kept text holds that of one
/// block of the source, and has its kind.
fn structure(
    source: &str,
    shapes: &[Shape],
    release: &str,
    blocks: &[Block],
    kept: &[Kept],
) -> Result<(), RecheckError> {
    // Per block of the release, the block of the source that its text comes from.
    let mut origin: Vec<Option<usize>> = vec![None; blocks.len()];
    let (mut from, mut to) = (0, 0);
    let mut home: Option<(usize, usize)> = None;
    for piece in kept {
        while shapes.get(from).is_some_and(|b| b.end <= piece.source) {
            from = from.saturating_add(1);
        }
        while blocks
            .get(to)
            .is_some_and(|b| b.span.end() <= piece.release.start())
        {
            to = to.saturating_add(1);
        }
        let mut at = to;
        let Some(was) = shapes.get(from) else {
            continue;
        };
        while let Some(block) = blocks.get(at).filter(|b| b.span.start() < piece.release.end()) {
            let both = Span::new(
                block.body.start().max(piece.release.start()),
                block.body.end().min(piece.release.end()),
            );
            let line = || line_of(source, piece.source);
            if !both.of(release).trim().is_empty() {
                let moved = home.is_some_and(|(source, block)| source == from && block != at);
                let before = origin.get_mut(at).and_then(|slot| slot.replace(from));
                let before = before.filter(|before| *before != from);
                let joined = before.is_some_and(|before| {
                    let before = shapes.get(before);
                    before.is_some_and(|before| was.joins(before, source))
                });
                if moved || !joined && (before.is_some() || !same_shape(block, release, was, source)) {
                    return Err(RecheckError::Structure { line: line() });
                }
                home = Some((from, at));
            }
            at = at.saturating_add(1);
        }
    }
    Ok(())
}

/// Whether a block has the form that it had: the same lead, and a table row, code, definition or comment still that.
fn same_shape(block: &Block, release: &str, was: &Shape, source: &str) -> bool {
    Form::of(block.role) == was.form && block.lead.of(release).trim() == was.lead.of(source).trim()
}

/// What a block of Markdown must not become, nor cease to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Header,
    Row,
    Code,
    LinkDefinition,
    Footnote,
    Hidden,
    FrontMatter,
    Other,
}

impl Form {
    fn of(role: Role) -> Self {
        match role {
            Role::TableRow { header: true, .. } => Self::Header,
            Role::TableRow { header: false, .. } => Self::Row,
            Role::Code => Self::Code,
            Role::LinkDefinition => Self::LinkDefinition,
            Role::Footnote => Self::Footnote,
            Role::Hidden => Self::Hidden,
            Role::FrontMatter => Self::FrontMatter,
            _ => Self::Other,
        }
    }
}

/// A kept stretch: where it stands in the release and where it came from.
struct Kept {
    release: Span,
    source: usize,
}

fn kept(segments: &Segments<'_>) -> Vec<Kept> {
    let mut out = Vec::new();
    let mut at: usize = 0;
    for segment in segments.list() {
        let len = match segment {
            Segment::Keep { span, mark } => {
                let end = at.saturating_add(span.len());
                if mark != FRAME {
                    out.push(Kept {
                        release: Span::new(at, end),
                        source: span.start(),
                    });
                }
                span.len()
            }
            Segment::Cut { mask, .. } => mask.len(),
            Segment::Made { text, .. } => text.len(),
        };
        at = at.saturating_add(len);
    }
    out
}

/// The source offset of the first kept text, white space apart, within `span` of the release.
fn first_text(
    kept: &mut std::iter::Peekable<std::slice::Iter<'_, Kept>>,
    span: Span,
    release: &str,
) -> Option<usize> {
    loop {
        let next = kept.peek()?;
        if next.release.start() >= span.end() {
            return None;
        }
        let both = Span::new(
            next.release.start().max(span.start()),
            next.release.end().min(span.end()),
        );
        if !both.of(release).trim().is_empty() {
            return Some(next.source);
        }
        if next.release.end() > span.end() {
            return None;
        }
        kept.next();
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count().saturating_add(1)
}
