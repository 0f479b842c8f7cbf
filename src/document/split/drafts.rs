//! From the runs of a chunk to drafts.

use super::run::{Run, Splitter, numbered, without};
use crate::document::block::{MarkPlace, MarkState};
use crate::document::chars::{cut, is_void, tail};
use crate::document::chunk::{Chunk, Shape};
use crate::document::closes;
use crate::document::draft::Draft;
use crate::document::furniture::LineClass;
use crate::document::lead::{Lead, lead};
use crate::document::look;
use crate::document::marks::{self, Hit, Ordinal};
use crate::span::Span;

/// What the mark at the end of a text says.
#[derive(Default)]
struct Said {
    /// The mark, and whether a sentence ends before it.
    last: Option<(Hit, bool)>,
    /// One that only raises: `Portion Mark: (S)`, with no other mark.
    raising: Option<Hit>,
    /// The text is a label and the mark that it names, which governs nothing.
    names: bool,
}

impl Said {
    fn of(last: Option<(Hit, bool)>, text: &str, from: usize, alone: bool) -> Self {
        let Some((hit, firm)) = last else {
            return Self::default();
        };
        let before = cut(text, from, hit.span.0);
        let names = marks::names_marks(before);
        if marks::mentioned(before, tail(text, hit.span.1), alone) {
            return Self {
                names,
                ..Self::default()
            };
        }
        if names && matches!(hit.state, MarkState::Known(_)) {
            return Self {
                raising: Some(hit),
                ..Self::default()
            };
        }
        Self {
            last: Some((hit, firm)),
            ..Self::default()
        }
    }
}

/// Whether a text holds no words behind byte `from` but those of `marks`.
fn only_marks(text: &str, from: usize, marks: &[Hit]) -> bool {
    let mut at = from;
    let worded = |from: usize, to: usize| cut(text, from, to).contains(char::is_alphanumeric);
    let between = marks.iter().any(|hit| {
        let from = std::mem::replace(&mut at, hit.span.1);
        worded(from, hit.span.0)
    });
    !between && !worded(at, text.len())
}

impl Splitter<'_> {
    /// Makes drafts of the runs of a chunk, whose brackets end before byte `brackets` of its text.
    pub(super) fn finish(&mut self, chunk: &Chunk<'_>, runs: &[Run], brackets: usize) {
        let before = self.drafts.len();
        self.drafts.reserve(runs.len());
        for (index, run) in runs.iter().enumerate() {
            let first_line = if index == 0 {
                chunk.lines.0
            } else {
                self.lines.at(chunk.view.start(run.from))
            };
            let last_line = match runs.get(index.saturating_add(1)) {
                Some(next) => self
                    .lines
                    .at(chunk.view.start(next.from))
                    .saturating_sub(1)
                    .max(first_line),
                None => chunk.lines.1,
            };
            let mut draft = self.draft(chunk, run, (first_line, last_line), brackets);
            // `Original Classification:` with what it is on the next line.
            let written = cut(chunk.view.text(), run.from, run.to).trim_end();
            if run.count == 1 && written.ends_with("lassification:") {
                let next = runs.get(index.saturating_add(1));
                let value = next.map_or("", |next| cut(chunk.view.text(), next.from, next.to));
                let line = format!("{written} {value}");
                draft.levels = self.doubt(&chunk.view, (run.from, run.to), &line);
            }
            self.push(draft);
        }
        let made = self.drafts.get_mut(before..).unwrap_or_default();
        for (offset, label) in &chunk.refers {
            let line = u32::try_from(self.lines.at(*offset).saturating_add(1)).unwrap_or(u32::MAX);
            let place = made.partition_point(|d| d.lines.first <= line).saturating_sub(1);
            if let Some(draft) = made.get_mut(place) {
                draft.refers.push(*label);
            }
        }
        for offset in &chunk.hides {
            let line = u32::try_from(self.lines.at(*offset).saturating_add(1)).unwrap_or(u32::MAX);
            let place = made.partition_point(|d| d.lines.first <= line).saturating_sub(1);
            if let Some(draft) = made.get_mut(place) {
                draft.hides = true;
            }
        }
    }

    fn draft(&self, chunk: &Chunk<'_>, run: &Run, lines: (usize, usize), brackets: usize) -> Draft {
        let text = chunk.view.text();
        let written = cut(text, run.from, run.to);
        let body = self.body(lines.0, lines.1);
        let reads_marks = matches!(
            run.class,
            LineClass::Text
                | LineClass::BeginText
                | LineClass::EndText
                | LineClass::Subject
                | LineClass::Excision
                | LineClass::Head(_)
        ) || chunk.item.is_some() && !run.joined && run.class == LineClass::Authority;
        let behind = run
            .start
            .hit
            .as_ref()
            .map_or(run.from.saturating_add(run.lead.end), |hit| hit.span.1);
        let head = matches!(run.class, LineClass::Head(_) | LineClass::Subject);
        let whole = cut(text, 0, run.to);
        let alone = run.start.hit.is_some() && run.count == 1 && run.lead == Lead::default();
        // Few marks stand where no bracket does.
        let bracketed = brackets > behind;
        let tag = || self.signs.tag && memchr::memchr(b'<', tail(whole, behind).as_bytes()).is_some();
        let inside = if reads_marks && !head && (bracketed || tag()) {
            // The letter of a list stands behind the one before it.
            let counted = run
                .counted
                .filter(|_| run.start.hit.is_none())
                .and_then(Ordinal::before);
            let letter = counted.or(run.start.ordinal);
            self.marks.inside(whole, behind, letter, alone)
        } else if head && brackets > run.from {
            let subject = run.class == LineClass::Subject;
            self.marks.raising(whole, if subject { behind } else { run.from })
        } else if reads_marks && !head {
            self.marks.between(whole, behind)
        } else {
            Vec::new()
        };
        let last = if reads_marks && (bracketed || run.class == LineClass::Text && marks::may_end_bare(whole))
        {
            let plain = run.class == LineClass::Text && run.start.hit.is_none();
            let residue = || Some((self.marks.residue(whole, behind)?, true));
            self.marks
                .end(whole, behind)
                .or_else(|| plain.then(residue).flatten())
        } else {
            None
        };
        let inside: Vec<Hit> = inside
            .into_iter()
            .filter(|hit| !self.is_code(chunk, hit))
            .collect();
        let last = last.filter(|(hit, _)| !self.is_code(chunk, hit));
        let Said { last, raising, names } = Said::of(last, whole, behind, alone);
        // In a head it governs its line all the same.
        let last = last.filter(|(hit, _)| !head || inside.iter().all(|one| one.span != hit.span));
        let inside = without(inside, last.as_ref());
        let dashed = run.start.hit.is_some() && run.lead.bullet.is_none() && run.lead.number.is_none();
        let behind_mark = tail(whole, behind);
        let nested =
            run.joined && chunk.item.is_some() && (run.lead.bullet.is_some() || run.lead.value.is_some());
        let own_column = nested.then(|| {
            let line = Span::new(body.start(), chunk.view.start(run.from)).of(self.source);
            crate::document::lead::columns(line).saturating_add(run.lead.bullet.unwrap_or(0))
        });
        let bullet = own_column.or(run.lead.bullet).or_else(|| {
            let first = dashed.then(|| behind_mark.split('\n').next())??;
            let column = crate::document::lead::columns(cut(text, run.from, behind));
            lead(first).bullet.map(|c| c.saturating_add(column))
        });
        let mut look = look::of(written, behind_mark, run.count);
        // `(S)(NF)` and no text.
        look.empty |= run.start.hit.is_some() && !inside.is_empty() && only_marks(whole, behind, &inside);
        look.runs_on = (run.subject || look.names_subject) && look::runs_on(written);
        look.signer = closes::is_signer(behind_mark, run.count);
        look.closing = closes::is_closing(behind_mark);
        let bold = !run.joined && run.start.hit.is_none() && run.class == LineClass::Text;
        look.announced |=
            bold && crate::document::titles::is_run_in(tail(self.source, chunk.text_start.max(body.start())));
        if run.class == LineClass::Subject {
            look.key = look::key(behind_mark);
        } else if look.capitals || matches!(run.class, LineClass::Head(false)) {
            look.key = look::key(written);
        }
        if names {
            (look.title, look.colon) = (true, false);
        }
        if chunk.shape == Shape::Heading {
            look.colon = false;
        }
        if matches!(run.class, LineClass::Head(_)) {
            look.labels = run.labels;
        }
        let second = || {
            let at = memchr::memchr(b'\n', written.as_bytes())?.saturating_add(1);
            let line = tail(written, at).split('\n').next()?;
            // No letter of a list stands where no bracket does.
            (brackets > run.from.saturating_add(at)).then_some(line)
        };
        let counts_on = run.start.ordinal.is_some_and(|own| {
            second()
                .and_then(|line| self.marks.start(line, lead(line).end).ordinal)
                .is_some_and(|next| next.follows(own))
        });
        let (text_start, number) = self.lead_end(chunk, run, body);
        let mut draft = Draft {
            body,
            lines: numbered(lines),
            shape: chunk.shape,
            class: run.class,
            lead: Span::new(body.start(), text_start),
            number,
            value: run.lead.value,
            in_sequence: run.in_sequence,
            bullet,
            letter: run.lead.letter,
            first: run
                .start
                .hit
                .clone()
                .map(|h| h.mark(&chunk.view, MarkPlace::Start)),
            ordinal: run.start.ordinal,
            counts_on,
            inside: inside
                .into_iter()
                .chain(raising)
                .map(|h| h.mark(&chunk.view, MarkPlace::Inside))
                .collect(),
            last: last.map(|(h, firm)| (h.mark(&chunk.view, MarkPlace::End), firm)),
            levels: self.levels(&chunk.view, run, written),
            look,
            joined: run.joined,
            refers: Vec::new(),
            defines: None,
            hides: false,
        };
        if look.names_subject && draft.first.is_none() {
            let at = look::subject_at(written).map_or(run.from, |at| run.from.saturating_add(at));
            draft.first = self
                .marks
                .start(whole, at)
                .hit
                .map(|h| h.mark(&chunk.view, MarkPlace::Start));
        }
        draft
    }

    /// Where the lead ends in the source, and where the number stands.
    fn lead_end(&self, chunk: &Chunk<'_>, run: &Run, body: Span) -> (usize, Option<Span>) {
        let own_number = run.lead.number.map(|(a, b)| {
            chunk
                .view
                .span(run.from.saturating_add(a), run.from.saturating_add(b))
        });
        let number = own_number.or_else(|| {
            let item = chunk.item.filter(|_| !run.joined)?;
            item.number.map(|(span, _)| span)
        });
        let prefix = if run.joined {
            let line = body.of(self.source);
            let quote = line.find(|c: char| !(is_void(c) || c == '>')).unwrap_or(0);
            body.start().saturating_add(quote)
        } else {
            chunk.text_start.max(body.start())
        };
        let label = if run.class == LineClass::Subject {
            let text = tail(chunk.view.text(), run.from);
            let quote = text.find(|c: char| !(is_void(c) || c == '>')).unwrap_or(0);
            let label = tail(text, quote)
                .find([':', ' '])
                .map_or(0, |at| quote.saturating_add(at).saturating_add(1));
            let gap = tail(text, label)
                .find(|c: char| !(c == ' ' || c == '\t'))
                .unwrap_or(0);
            label.saturating_add(gap)
        } else {
            run.lead.end
        };
        if label == 0 {
            return (prefix.min(body.end()), number);
        }
        let shown = cut(chunk.view.text(), run.from, run.from.saturating_add(label));
        let end = chunk.view.span(run.from, run.from.saturating_add(label)).end();
        let raw = Span::new(prefix, end).of(self.source);
        let same = raw == shown || raw.replace('\\', "") == shown || raw.trim_start() == shown.trim_start();
        let end = if same { end } else { prefix };
        (end.clamp(body.start(), body.end()), number)
    }

    /// The bytes of lines `first..=last` without a byte order mark before and the line end behind.
    pub(super) fn body(&self, first: usize, last: usize) -> Span {
        let span = Span::new(self.lines.start(first), self.lines.span(last).end());
        let text = span.of(self.source);
        let text = text.trim_end_matches(['\n', '\r']);
        let mark = if first == 0 && text.starts_with('\u{feff}') {
            3
        } else {
            0
        };
        Span::new(
            span.start().saturating_add(mark),
            span.start().saturating_add(text.len()),
        )
    }
}
