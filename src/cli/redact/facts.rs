//! What a page says of one document: counts, rules and places, small and without text.
//!
//! Everything here can be seen in the release and its manifest, the rules apart: two sources that differ in the length of
//! what is withheld give equal facts. Lines are lines of the release for that reason.

use tearline::audit::manifest::{Manifest, Segment as Recorded};
use tearline::finding::Finding;
use tearline::release::Release;
use tearline::segment::Segment;
use tearline::span::Span;

/// Pieces of a strip that are drawn.
const MOST_PIECES: usize = 400;
/// Places of findings of one document that are listed.
const MOST_PLACES: usize = 50;
/// Pairs of reason and rule of one document that are told apart.
const MOST_REASONS: usize = 50;

/// What a page says of one document.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The first pieces of the release, in order.
    pub(super) pieces: Vec<Piece>,
    kept: usize,
    /// Whether the last segment was kept.
    in_kept: bool,
    /// Cuts; a level that a new one replaces is none.
    pub(super) cuts: usize,
    made: usize,
    /// Why text was cut.
    pub(super) reasons: Vec<Reason>,
    /// Findings, each kind with its first places.
    pub(super) notes: Vec<Note>,
    /// How many findings there are.
    pub(super) findings: usize,
    /// How many of their places are listed.
    places: usize,
    /// The overall marking of the release.
    pub(super) remarked: Option<String>,
}

/// A stretch of the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// Kept bytes.
    Kept(u64),
    /// A cut. Its length is not known here.
    Cut,
    /// Text of the engine.
    Made,
}

/// Cuts by reason and rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) reason: String,
    pub(super) rule: String,
    pub(super) cuts: usize,
}

/// Findings of one kind with their places.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) id: &'static str,
    pub(super) places: Vec<Place>,
}

/// A place in the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// A line of the release; that of the mask where the finding stands in text that was cut.
    pub(super) line: usize,
    /// Whether it stands in text that was cut.
    pub(super) cut: bool,
}

/// A segment as a page sees it.
enum Seen<'a> {
    Keep(u64),
    Cut {
        bare: bool,
        reason: &'a str,
        rule: &'a str,
    },
    Made {
        rule: &'a str,
    },
}

impl Facts {
    /// The facts of a release.
    pub(super) fn of(source: &str, release: &Release<'_>) -> Self {
        let list = release.segments.list();
        let mut facts = Self::gather(list.iter().map(|segment| match segment {
            Segment::Keep { span, .. } => Seen::Keep(span.len() as u64),
            Segment::Cut {
                mask, reason, rule, ..
            } => Seen::Cut {
                bare: mask.is_empty(),
                reason: reason.as_deref().unwrap_or(""),
                rule,
            },
            Segment::Made { rule, .. } => Seen::Made { rule },
        }));
        facts.place(source, list, &release.findings);
        facts.remarked = release.remarked.as_ref().map(|m| m.banner().to_owned());
        facts
    }

    /// The facts of a release that was made before, as its manifest has them: no rules, no findings.
    pub(super) fn recorded(manifest: &Manifest) -> Self {
        Self::gather(manifest.segments.iter().map(|segment| match segment {
            Recorded::Keep { len, .. } => Seen::Keep(*len),
            Recorded::Cut { mask, reason, .. } => Seen::Cut {
                bare: mask.is_empty(),
                reason: reason.as_deref().unwrap_or(""),
                rule: "",
            },
            Recorded::Made { rule, .. } => Seen::Made { rule },
        }))
    }

    fn gather<'a>(segments: impl Iterator<Item = Seen<'a>>) -> Self {
        let mut facts = Self::default();
        let mut segments = segments.peekable();
        while let Some(segment) = segments.next() {
            match segment {
                Seen::Keep(bytes) => facts.keep(bytes),
                Seen::Made { .. } => {
                    facts.in_kept = false;
                    facts.made = facts.made.saturating_add(1);
                    facts.draw(Piece::Made);
                }
                // A level that the banner after it replaces is drawn as that banner.
                Seen::Cut { bare: true, .. }
                    if matches!(segments.peek(), Some(Seen::Made { rule: "banner" })) => {}
                Seen::Cut { reason, rule, .. } => {
                    facts.in_kept = false;
                    facts.cuts = facts.cuts.saturating_add(1);
                    facts.draw(Piece::Cut);
                    facts.count(reason, rule);
                }
            }
        }
        facts
    }

    /// Neighbouring kept segments are one piece.
    fn keep(&mut self, bytes: u64) {
        let drawn = self.undrawn() == 0;
        if !self.in_kept {
            self.in_kept = true;
            self.kept = self.kept.saturating_add(1);
            self.draw(Piece::Kept(bytes));
        } else if let (Some(Piece::Kept(last)), true) = (self.pieces.last_mut(), drawn) {
            *last = last.saturating_add(bytes);
        }
    }

    fn draw(&mut self, piece: Piece) {
        if self.pieces.len() < MOST_PIECES {
            self.pieces.push(piece);
        }
    }

    fn undrawn(&self) -> usize {
        self.kept
            .saturating_add(self.cuts)
            .saturating_add(self.made)
            .saturating_sub(self.pieces.len())
    }

    fn count(&mut self, reason: &str, rule: &str) {
        let known = self
            .reasons
            .iter_mut()
            .find(|one| one.reason == reason && one.rule == rule);
        if let Some(known) = known {
            known.cuts = known.cuts.saturating_add(1);
        } else if self.reasons.len() < MOST_REASONS {
            self.reasons.push(Reason {
                reason: reason.to_owned(),
                rule: rule.to_owned(),
                cuts: 1,
            });
        } else if let Some(last) = self.reasons.last_mut() {
            "further reasons".clone_into(&mut last.reason);
            last.rule.clear();
            last.cuts = last.cuts.saturating_add(1);
        }
    }

    /// Gives findings their places in the release. Equal findings in one cut are told once: their number would tell of its
    /// length.
    fn place(&mut self, source: &str, segments: &[Segment], findings: &[Finding]) {
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| finding.span.start());
        let mut sorted = sorted.into_iter().peekable();
        let mut line = 1_usize;
        for segment in segments {
            let (span, text) = match segment {
                Segment::Keep { span, .. } => (*span, span.of(source)),
                Segment::Cut { span, mask, .. } => (*span, mask.as_str()),
                Segment::Made { text, .. } => {
                    line = line.saturating_add(lines(text));
                    continue;
                }
            };
            let cut = matches!(segment, Segment::Cut { .. });
            let mut told: Vec<&'static str> = Vec::new();
            let (mut at, mut at_line) = (span.start(), line);
            while let Some(finding) = sorted.next_if(|finding| finding.span.start() < span.end()) {
                if cut {
                    if !told.contains(&finding.id) {
                        told.push(finding.id);
                        self.note(finding, line, true);
                    }
                } else {
                    let start = finding.span.start().max(at);
                    at_line = at_line.saturating_add(lines(Span::new(at, start).of(source)));
                    at = start;
                    self.note(finding, at_line, false);
                }
            }
            line = line.saturating_add(lines(text));
        }
        for finding in sorted {
            self.note(finding, line, false);
        }
    }

    fn note(&mut self, finding: &Finding, line: usize, cut: bool) {
        self.findings = self.findings.saturating_add(1);
        let known = self.notes.iter().position(|n| n.message == finding.message);
        let at = known.unwrap_or_else(|| {
            self.notes.push(Note {
                severity: finding.severity.name(),
                message: finding.message.clone(),
                id: finding.id,
                places: Vec::new(),
            });
            self.notes.len().saturating_sub(1)
        });
        if let (Some(note), true) = (self.notes.get_mut(at), self.places < MOST_PLACES) {
            note.places.push(Place { line, cut });
            self.places = self.places.saturating_add(1);
        }
    }

    /// How many findings have no place in the list.
    pub(super) fn unlisted(&self) -> usize {
        self.findings.saturating_sub(self.places)
    }

    /// The strip in words.
    pub(super) fn told(&self) -> String {
        let mut text = format!(
            "{} {} kept, {} cut, {} made",
            self.kept,
            if self.kept == 1 { "piece" } else { "pieces" },
            self.cuts,
            self.made
        );
        if self.undrawn() > 0 {
            text.push_str(&format!("; the first {} are drawn", self.pieces.len()));
        }
        text
    }
}

fn lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}
