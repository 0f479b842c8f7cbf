//! Text as rules see it: line breaks, invisible and full-width characters cannot hide words from a pattern.
//!
//! A passage is a folded copy of some spans of the source, with the way back for each byte. Cuts are always made in
//! the source.

use super::latin::latin;
use crate::inline::{Unseen, hides, line_end, unseen};
use crate::span::Span;
use std::cell::OnceCell;
use unicode_normalization::UnicodeNormalization;

/// How much is folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// Nothing.
    Raw,
    /// White space becomes one space, invisible characters go, full-width ones become plain.
    Spaces,
    /// The same, and hyphens at line ends and the characters of Markdown emphasis go.
    Marks,
    /// The same, and tags go, and character references and links become what they show.
    Seen,
    /// The same, and letters of other scripts become the Latin ones that they look like.
    Latin,
}

impl Fold {
    /// The folds of `source` under `spans` that show different texts.
    #[must_use]
    pub fn of(source: &str, spans: &[Span]) -> Vec<Self> {
        let mut folds = vec![Self::Raw, Self::Spaces, Self::Marks];
        let any = |test: &dyn Fn(&str) -> bool| spans.iter().any(|span| test(span.of(source)));
        let seen = any(&hides);
        if seen {
            folds.push(Self::Seen);
        }
        let other = |text: &str| !text.is_ascii() && text.chars().any(|c| latin(c).is_some());
        if seen && any(&|text| text.contains("&")) || any(&other) {
            folds.push(Self::Latin);
        }
        folds
    }
}

/// A stretch of folded text and where it comes from.
struct Piece {
    /// Where it starts in the folded text.
    at: usize,
    /// What it comes from. Of the same length as the piece where it was taken over as it stands, which is the rule.
    from: Span,
    /// Whether the characters were taken over as they stand.
    same: bool,
}

/// A folded copy of spans of the source. Holds source text: no `Debug`.
pub struct Passage {
    text: String,
    pieces: Vec<Piece>,
    ends: OnceCell<Vec<usize>>,
}

impl Passage {
    /// Folds `spans` of `source`, in order, with a space between them.
    #[must_use]
    pub fn new(source: &str, spans: &[Span], fold: Fold) -> Self {
        let mut passage = Self {
            text: String::new(),
            pieces: Vec::new(),
            ends: OnceCell::new(),
        };
        for (index, span) in spans.iter().enumerate() {
            if index > 0 {
                passage.push(' ', Span::new(span.start(), span.start()), fold);
            }
            passage.add(source, *span, fold);
        }
        passage
    }

    fn add(&mut self, source: &str, span: Span, fold: Fold) {
        let text = span.of(source);
        let mut skip_until = 0;
        for (index, c) in text.char_indices() {
            let start = span.start().saturating_add(index);
            let from = Span::new(start, start.saturating_add(c.len_utf8()));
            if start < skip_until {
                continue;
            }
            if fold == Fold::Raw {
                self.push(c, from, fold);
                continue;
            }
            if fold >= Fold::Seen
                && let Some(signs) = text.get(index..).and_then(unseen)
            {
                let (Unseen::Gone(len) | Unseen::Is(_, len)) = signs;
                skip_until = start.saturating_add(len).min(span.end());
                if let Unseen::Is(c, _) = signs {
                    self.fold(c, Span::new(start, skip_until), fold);
                }
            } else if fold >= Fold::Marks
                && c == '-'
                && let Some(len) = line_end(text, index.saturating_add(1))
            {
                skip_until = from.end().saturating_add(len);
            } else if fold < Fold::Marks || !matches!(c, '*' | '_' | '`' | '\\' | '~') {
                self.fold(c, from, fold);
            }
        }
    }

    fn fold(&mut self, c: char, from: Span, fold: Fold) {
        if is_invisible(c) {
            return;
        }
        if c.is_ascii() {
            self.push(c, from, fold);
        } else {
            for plain in std::iter::once(c).nfkc() {
                let plain = latin(plain).filter(|_| fold == Fold::Latin).unwrap_or(plain);
                self.push(plain, from, fold);
            }
        }
    }

    fn push(&mut self, c: char, from: Span, fold: Fold) {
        let c = if fold != Fold::Raw && c.is_whitespace() {
            if self.text.ends_with(' ') || self.text.is_empty() {
                return;
            }
            ' '
        } else {
            c
        };
        let same = c.len_utf8() == from.len();
        match self.pieces.last_mut() {
            Some(last) if same && last.same && last.from.end() == from.start() => {
                last.from = Span::new(last.from.start(), from.end());
            }
            _ => self.pieces.push(Piece {
                at: self.text.len(),
                from,
                same,
            }),
        }
        self.text.push(c);
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the source that a range of the folded text comes from.
    #[must_use]
    pub fn source(&self, start: usize, end: usize) -> Span {
        let first = self.piece(start).map_or(0, |p| p.offset(start));
        let last = end.checked_sub(1).and_then(|last| {
            let piece = self.piece(last)?;
            Some(if piece.same {
                piece.offset(end)
            } else {
                piece.from.end()
            })
        });
        Span::new(first, last.unwrap_or(first))
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let next = self.pieces.partition_point(|p| p.at <= at);
        self.pieces.get(next.checked_sub(1)?)
    }

    /// Widens a range of the folded text to whole sentences; where a sentence ends is in doubt, it goes on.
    #[must_use]
    pub fn sentences(&self, start: usize, end: usize) -> (usize, usize) {
        let ends = self.ends.get_or_init(|| sentence_ends(&self.text));
        let from = ends.partition_point(|e| *e <= start).checked_sub(1);
        let from = from.and_then(|i| ends.get(i)).copied().unwrap_or(0);
        let to = ends.get(ends.partition_point(|e| *e < end)).copied();
        (from, to.unwrap_or(self.text.len()))
    }
}

impl Piece {
    /// The source offset of a folded offset within this piece.
    fn offset(&self, at: usize) -> usize {
        if self.same {
            self.from.start().saturating_add(at.saturating_sub(self.at))
        } else {
            self.from.start()
        }
    }
}

/// Characters that no reader sees: zero-width, soft hyphen, direction marks (marking grammar, section 9.2).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Where sentences end: behind the white space that follows a full stop, and at the end. Of any kind, as a line may end
/// there in text that is not folded.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, space) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
        let next = at.saturating_add(space.len_utf8());
        let after = text.get(next..).unwrap_or_default();
        if after.starts_with(char::is_whitespace) {
            continue;
        }
        let before = text.get(..at).unwrap_or_default().trim_end();
        let closed = before.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}']);
        let stop = closed.ends_with(['!', '?', '\u{2026}']) || closed.ends_with('.') && !abbreviated(closed);
        let opens = after
            .trim_start_matches(['"', '\'', '(', '[', '\u{201c}', '\u{2018}', '-'])
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        if stop && opens {
            ends.push(next);
        }
    }
    ends.push(text.len());
    ends
}

/// Whether the full stop at the end of `text` may belong to an abbreviation, an initial or a title.
fn abbreviated(text: &str) -> bool {
    let word = text
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '['))
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let initials = word.chars().count() <= 1 || word.contains('.');
    let titles = [
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Col", "Lt", "Maj", "Capt", "Sgt", "Adm", "Amb", "Sen",
        "Rep", "Gov", "St", "Jr", "Sr", "No", "Nos", "vs", "cf", "approx", "Art", "Sec", "para", "paras",
        "Ref", "Fig", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    ];
    initials || titles.iter().any(|t| t.eq_ignore_ascii_case(word))
}
