//! From chunks to drafts: lines that are no text are set apart, and paragraphs that follow each other without a blank
//! line are parted where a new one shows by number, bullet or label.

use super::block::{Level, LevelForm, MarkPlace, MarkState};
use super::chars::{cut, ends_sentence, is_blank, is_void, tail};
use super::chunk::{Chunk, Lines, Shape};
use super::draft::Draft;
use super::furniture::{self, LineClass};
use super::lead::{Lead, lead};
use super::look::{self, is_underline};
use super::marks::{self, Marks, Ordinal, Start};
use super::prose::is_prose;
use super::signs::{Signs, last_bracket};
use super::view::View;
use crate::marking::Marking;
use crate::scheme::Scheme;
use crate::span::Span;

/// Takes chunks in order and makes drafts of them.
pub(super) struct Splitter<'s> {
    scheme: &'s Scheme,
    source: &'s str,
    lines: &'s Lines,
    marks: Marks<'s>,
    /// What the whole source holds, where the visible text is the source.
    whole: Option<Signs>,
    /// What the chunk in work holds.
    signs: Signs,
    /// The paragraph number that comes next.
    expected: u64,
    /// The drafts so far.
    pub(super) drafts: Vec<Draft>,
}

/// A run of visible lines that will be one draft.
struct Run {
    from: usize,
    to: usize,
    class: LineClass,
    lead: Lead,
    start: Start,
    in_sequence: bool,
    count: usize,
    joined: bool,
    /// Its letter, where that counts a list from its first letter on.
    counted: Option<Ordinal>,
}

impl<'s> Splitter<'s> {
    /// A splitter over `source`; `shown` where its visible text is the source itself.
    pub(super) fn new(scheme: &'s Scheme, source: &'s str, lines: &'s Lines, shown: bool) -> Self {
        Self {
            scheme,
            source,
            lines,
            marks: Marks::new(scheme),
            whole: shown.then(|| Signs::of(source)),
            signs: Signs::of(""),
            expected: 1,
            drafts: Vec::new(),
        }
    }

    /// Makes drafts of one chunk.
    pub(super) fn take(&mut self, chunk: &Chunk<'_>) {
        self.signs = match self.whole {
            Some(signs) if !signs.any() => signs,
            _ => Signs::of(chunk.view.text()),
        };
        match chunk.shape {
            Shape::Text | Shape::Heading => self.text(chunk),
            Shape::Row { .. } => self.row(chunk),
            Shape::Footnote => self.footnote(chunk),
            _ => {
                let levels = if chunk.shape == Shape::FrontMatter {
                    front_matter_levels(self.scheme, chunk)
                } else {
                    Vec::new()
                };
                let mut draft = self.bare(chunk);
                draft.levels = levels;
                self.drafts.push(draft);
            }
        }
    }

    /// A draft of a whole chunk without reading its text.
    fn bare(&self, chunk: &Chunk<'_>) -> Draft {
        let body = self.body(chunk.lines.0, chunk.lines.1);
        Draft {
            body,
            lines: numbered(chunk.lines),
            shape: chunk.shape,
            class: LineClass::Text,
            lead: Span::new(body.start(), chunk.text_start.clamp(body.start(), body.end())),
            number: None,
            value: None,
            in_sequence: false,
            bullet: chunk.item.map(|i| i.column),
            letter: false,
            first: None,
            ordinal: None,
            counts_on: false,
            inside: Vec::new(),
            last: None,
            levels: Vec::new(),
            look: look::Look::default(),
            joined: false,
            refers: chunk.refers.iter().map(|(_, label)| *label).collect(),
            defines: chunk.defines,
            hides: !chunk.hides.is_empty(),
        }
    }

    fn row(&mut self, chunk: &Chunk<'_>) {
        let mut draft = self.bare(chunk);
        let text = chunk.view.text();
        let mut from = 0usize;
        for cell in text.split('\n') {
            let at = from;
            from = from.saturating_add(cell.len()).saturating_add(1);
            let found = self.marks.start(cell, 0);
            let plain = found.hit.is_none() && found.ordinal.is_some();
            let hit = found.hit.filter(|_| !plain);
            let behind = hit.as_ref().map_or(0, |h| h.span.1);
            let more = self.marks.inside(cell, behind, None);
            let last = self.marks.end(cell, behind);
            let more = without(more, last.as_ref());
            // `Lamp (C)`: a mark without a sentence before it only raises.
            let (last, soft) = match last {
                Some((hit, true)) => (Some(hit), None),
                Some((hit, false)) if is_soft(&hit, cell) => (None, Some(hit)),
                _ => (None, None),
            };
            if let Some(hit) = soft {
                draft
                    .inside
                    .push(shifted_hit(hit, at).mark(&chunk.view, MarkPlace::Inside));
            }
            for hit in hit.into_iter().chain(more).chain(last) {
                let place = if draft.first.is_none() {
                    MarkPlace::Start
                } else {
                    MarkPlace::Inside
                };
                let mark = shifted_hit(hit, at).mark(&chunk.view, place);
                if draft.first.is_none() {
                    draft.first = Some(mark);
                } else {
                    draft.inside.push(mark);
                }
            }
        }
        self.drafts.push(draft);
    }

    fn footnote(&mut self, chunk: &Chunk<'_>) {
        let mut draft = self.bare(chunk);
        let text = chunk.view.text();
        let found = self.marks.start(text, 0);
        let behind = found.hit.as_ref().map_or(0, |h| h.span.1);
        let last = self
            .marks
            .end(text, behind)
            .filter(|(hit, firm)| *firm || is_soft(hit, text))
            .map(|(hit, _)| (hit, true));
        draft.inside = without(self.marks.inside(text, behind, None), last.as_ref())
            .into_iter()
            .map(|h| h.mark(&chunk.view, MarkPlace::Inside))
            .collect();
        draft.first = found.hit.map(|h| h.mark(&chunk.view, MarkPlace::Start));
        draft.last = last.map(|(h, firm)| (h.mark(&chunk.view, MarkPlace::End), firm));
        self.drafts.push(draft);
    }

    fn text(&mut self, chunk: &Chunk<'_>) {
        let text = chunk.view.text();
        let mut runs: Vec<Run> = Vec::new();
        let mut from = 0usize;
        let mut previous = "";
        let mut rest = Some(text);
        let mut apart = false;
        let heading = chunk.shape == Shape::Heading;
        let brackets = last_bracket(text).map_or(0, |at| at.saturating_add(1));
        let mut previous_at = 0usize;
        while let Some(remaining) = rest {
            let (line, behind) = match memchr::memchr(b'\n', remaining.as_bytes()) {
                Some(at) => (cut(remaining, 0, at), Some(tail(remaining, at.saturating_add(1)))),
                None => (remaining, None),
            };
            let to = from.saturating_add(line.len());
            if !runs.is_empty() && is_blank(line) {
                // Of form feeds, say, which Markdown does not take for blank.
                from = to.saturating_add(1);
                rest = behind;
                continue;
            }
            let prose = is_prose(self.scheme, self.signs, line);
            let step = match runs.last() {
                Some(run)
                    if prose
                        && !apart
                        && goes_on(run, brackets <= previous_at)
                        && !(signs_off(line, previous) && self.ends(behind)) =>
                {
                    None
                }
                None if prose => Some((LineClass::Text, Lead::default(), false)),
                run => self.line(run, line, previous, behind, apart, chunk.item.is_some()),
            };
            match (step, runs.last_mut()) {
                (None, Some(run)) => {
                    run.to = to;
                    run.count = run.count.saturating_add(1);
                }
                (step, _) => {
                    let (class, lead, alone) =
                        step.unwrap_or_else(|| (LineClass::Text, Lead::default(), false));
                    let first = runs.is_empty();
                    let lead = if first { self.with_item(chunk, lead) } else { lead };
                    let start = if prose {
                        self.marks.labelled(line, 0)
                    } else {
                        self.start(class, line, &lead)
                    };
                    let in_sequence = !heading && self.count(&lead, class, &start, chunk, first);
                    let before = runs.last().and_then(|run| run.counted);
                    let counted = start.ordinal.filter(|own| {
                        lead.value.is_none()
                            && (own.index == 1 || before.is_some_and(|last| own.follows(last)))
                    });
                    runs.push(Run {
                        from,
                        to,
                        class,
                        lead,
                        start: shifted(start, from),
                        in_sequence,
                        count: 1,
                        joined: !first,
                        counted,
                    });
                    apart = alone;
                }
            }
            previous = line;
            previous_at = from;
            from = to.saturating_add(1);
            rest = behind;
        }
        self.finish(chunk, &runs, brackets);
    }

    /// Whether `line` begins a new draft: its class, its lead, and whether it stands alone (the next line begins another).
    fn line(
        &self,
        run: Option<&Run>,
        line: &str,
        previous: &str,
        behind: Option<&str>,
        apart: bool,
        item: bool,
    ) -> Option<(LineClass, Lead, bool)> {
        let mut class = furniture::classify(self.scheme, self.signs, line);
        let beside_page = || {
            behind.is_some_and(|b| {
                let next = b.split('\n').next().unwrap_or("");
                matches!(
                    furniture::classify(self.scheme, self.signs, next),
                    LineClass::Page | LineClass::Stamp
                )
            })
        };
        if class == LineClass::Text
            && furniture::is_damaged_banner(line).is_some_and(|decorated| decorated || apart || beside_page())
        {
            class = LineClass::Page;
        }
        let lead = lead(line);
        let Some(run) = run else {
            let alone = matches!(
                class,
                LineClass::Stamp | LineClass::ClassifyingStamp | LineClass::Page | LineClass::Banner
            );
            // An item of a list is text, whatever figure or label it begins with.
            let label = matches!(
                class,
                LineClass::Page | LineClass::Head(_) | LineClass::SubjectLabel | LineClass::Trailer
            );
            let class = if item && label { LineClass::Text } else { class };
            return Some((class, lead, alone));
        };
        if apart {
            let alone = alone(class);
            return Some((class, lead, alone));
        }
        if is_underline(line) && run.count == 1 && run.class == LineClass::Text {
            return None;
        }
        match class {
            LineClass::Stamp | LineClass::ClassifyingStamp | LineClass::Page | LineClass::Banner => {
                return Some((class, lead, true));
            }
            LineClass::Subject if run.class != LineClass::Text => return Some((class, lead, false)),
            LineClass::Head(_) | LineClass::Authority | LineClass::Declassification
                if matches!(
                    run.class,
                    LineClass::Subject | LineClass::Authority | LineClass::Declassification
                ) =>
            {
                return Some((class, lead, false));
            }
            LineClass::Text if matches!(run.class, LineClass::Head(_)) && !continues_head(line, previous) => {
                return Some((class, lead, false));
            }
            LineClass::Head(true) if run.class == LineClass::Text => {
                let next = behind.map(|b| b.split('\n').next().unwrap_or(""));
                let mail = next.is_some_and(|n| {
                    matches!(
                        furniture::classify(self.scheme, self.signs, n),
                        LineClass::Head(true) | LineClass::Subject
                    )
                });
                if mail {
                    return Some((class, lead, false));
                }
            }
            LineClass::Text
                if run.class == LineClass::Subject && !continues_subject(line, previous, run.count) =>
            {
                return Some((class, lead, false));
            }
            LineClass::Trailer | LineClass::Signature if run.class != class => {
                return Some((class, lead, false));
            }
            LineClass::BeginText | LineClass::EndText => return Some((class, lead, true)),
            LineClass::Excision if ends_sentence(previous) => return Some((class, lead, false)),
            _ => {}
        }
        if furniture::is_stray(line) {
            return Some((LineClass::Page, Lead::default(), true));
        }
        let new = self.new_paragraph(run, line, previous, behind, &lead);
        new.then_some((LineClass::Text, lead, false))
    }

    /// Whether a line of text begins a new paragraph without a blank line before it.
    fn new_paragraph(
        &self,
        run: &Run,
        line: &str,
        previous: &str,
        behind: Option<&str>,
        lead: &Lead,
    ) -> bool {
        let sentence = ends_sentence(previous);
        let first = self.marks.start(line, lead.end);
        // A paragraph that is marked at its end is over.
        if run.start.hit.is_none()
            && self
                .marks
                .end(previous, 0)
                .is_some_and(|(hit, firm)| firm && hit.span.0 > super::lead::lead(previous).end)
        {
            return true;
        }
        // The next letter of a list.
        let counted = first
            .ordinal
            .zip(run.counted)
            .is_some_and(|(own, last)| own.follows(last));
        if counted && sentence {
            return true;
        }
        // A title right above a marked paragraph; references in a head count with letters: `B. (C) DELTA 14`, or
        // `(B) DELTA 8013` with `(C) DELTA 14` below.
        let counted = matches!(run.class, LineClass::Head(_))
            && (matches!(&first.hit, Some(hit) if tail(line, lead.end).trim_start().len() > tail(line, hit.span.0).len())
                || first.ordinal.is_some_and(|own| counts_before(previous, own)));
        let bare =
            !counted && (lead.end == 0 || lead.bullet.is_none() && lead.number.is_none() && !lead.letter);
        if bare
            && run.count == 1
            && run.start.hit.is_none()
            && matches!(&first.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
            && look::is_title(previous.trim())
            && !tail(line, first.hit.as_ref().map_or(0, |h| h.span.1))
                .trim()
                .is_empty()
        {
            return true;
        }
        // A mark behind a figure in brackets or a sign that is no letter: an item of a list.
        if matches!(&first.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown)
            && hit.span.0 > lead.end)
        {
            let signs = tail(line, lead.end).trim_start_matches(is_void);
            if sentence || signs.starts_with('(') || !signs.starts_with(char::is_alphanumeric) {
                return true;
            }
        }
        // A number counts where a sentence is over or the sequence goes on: `only / 17. (U)` is the end of a paragraph. In
        // mid-sentence a lost sign (`12.` for ¶2) is not supposed: read as one paragraph, the highest mark holds all of it.
        let counts = sentence || lead.pilcrow || lead.value == Some(self.expected);
        if first.hit.is_some()
            && (lead.bullet.is_some() || (counts && (lead.number.is_some() || lead.letter)))
        {
            return true;
        }
        if sentence && lead.end == 0 && look::is_counted(line) {
            return true;
        }
        if lead.number.is_some() {
            return sentence && (lead.pilcrow || lead.value.is_some_and(|v| sequence(v, self.expected)));
        }
        if lead.bullet.is_some() {
            let line = line.trim_start();
            let clear = line.starts_with(['•', '▪', '◦', '●', '■', '‣', '·', 'o', '0']);
            let siblings = run.lead.bullet.is_some();
            let titled = run.count == 1
                && run.lead.end == 0
                && run.start.hit.is_none()
                && look::is_title(previous.trim());
            return clear
                || siblings
                || sentence
                || titled
                || previous.trim_end().ends_with([',', ';', ':', '-', '—']);
        }
        if signs_off(line, previous) && self.ends(behind) {
            return true;
        }
        look::is_roman_title(line) && (sentence || previous.trim_end().ends_with('—'))
    }

    /// Whether no text follows: the end of the paragraph, of the page or of the message comes next.
    fn ends(&self, behind: Option<&str>) -> bool {
        behind.is_none_or(|behind| {
            let next = behind.split('\n').next().unwrap_or("");
            matches!(
                furniture::classify(self.scheme, self.signs, next),
                LineClass::Trailer
                    | LineClass::Banner
                    | LineClass::Stamp
                    | LineClass::ClassifyingStamp
                    | LineClass::EndText
                    | LineClass::Head(true)
            )
        })
    }

    /// The lead of a first line together with the list marker before it.
    fn with_item(&self, chunk: &Chunk<'_>, mut lead: Lead) -> Lead {
        if let Some(item) = chunk.item {
            match item.number {
                Some((_, value)) if lead.value.is_none() => {
                    lead.value = Some(value);
                }
                _ => {}
            }
            lead.bullet = Some(item.column);
        }
        lead
    }

    fn start(&self, class: LineClass, line: &str, lead: &Lead) -> Start {
        match class {
            LineClass::Text => {
                let found = self.marks.start(line, lead.end);
                if found == Start::default() {
                    self.marks.labelled(line, lead.end)
                } else {
                    found
                }
            }
            LineClass::BeginText | LineClass::Head(_) | LineClass::EndText | LineClass::Excision => {
                self.marks.start(line, lead.end)
            }
            LineClass::Authority => Start::default(),
            LineClass::Subject => {
                let at = line
                    .find(':')
                    .map_or_else(|| line.find("  ").unwrap_or(0), |at| at.saturating_add(1));
                let mut found = self.marks.start(line, at);
                found.ordinal = None;
                found
            }
            _ => Start::default(),
        }
    }

    /// Keeps the sequence of paragraph numbers; whether this one continues it.
    fn count(
        &mut self,
        lead: &Lead,
        class: LineClass,
        start: &Start,
        chunk: &Chunk<'_>,
        first: bool,
    ) -> bool {
        let nested = first && chunk.item.is_some_and(|item| item.column > 3);
        let Some(value) = lead.value.filter(|_| class == LineClass::Text && !nested) else {
            return false;
        };
        let next = self.expected;
        if sequence(value, next) {
            self.expected = next.saturating_add(1);
            return true;
        }
        if start.hit.is_some() {
            self.expected = value.saturating_add(1);
        }
        lead.pilcrow
    }

    /// Makes drafts of the runs of a chunk, whose brackets end before byte `brackets` of its text.
    fn finish(&mut self, chunk: &Chunk<'_>, runs: &[Run], brackets: usize) {
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
            let draft = self.draft(chunk, run, (first_line, last_line), brackets);
            self.drafts.push(draft);
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
        );
        let behind = run
            .start
            .hit
            .as_ref()
            .map_or(run.from.saturating_add(run.lead.end), |hit| hit.span.1);
        let head = matches!(run.class, LineClass::Head(_) | LineClass::Subject);
        let whole = cut(text, 0, run.to);
        // No mark stands where no bracket does.
        let bracketed = brackets > behind;
        let inside = if reads_marks && !head && bracketed {
            self.marks.inside(whole, behind, run.start.ordinal)
        } else {
            Vec::new()
        };
        let last = if reads_marks && bracketed {
            self.marks.end(whole, behind)
        } else {
            None
        };
        let inside = without(inside, last.as_ref());
        let dashed = run.start.hit.is_some() && run.lead.bullet.is_none() && run.lead.number.is_none();
        let behind_mark = tail(whole, behind);
        let nested =
            run.joined && chunk.item.is_some() && (run.lead.bullet.is_some() || run.lead.value.is_some());
        let own_column = nested.then(|| {
            let line = Span::new(body.start(), chunk.view.start(run.from)).of(self.source);
            super::lead::columns(line).saturating_add(run.lead.bullet.unwrap_or(0))
        });
        let bullet = own_column.or(run.lead.bullet).or_else(|| {
            let first = dashed.then(|| behind_mark.split('\n').next())??;
            let column = super::lead::columns(cut(text, run.from, behind));
            lead(first).bullet.map(|c| c.saturating_add(column))
        });
        let mut look = look::of(written, behind_mark, run.count);
        if run.class == LineClass::Subject {
            look.key = look::key(behind_mark);
        } else if look.capitals || matches!(run.class, LineClass::Head(false)) {
            look.key = look::key(written);
        }
        if chunk.shape == Shape::Heading {
            look.colon = false;
        }
        if matches!(run.class, LineClass::Head(_)) {
            let labels = written.split('\n').filter(|line| {
                matches!(
                    furniture::classify(self.scheme, self.signs, line),
                    LineClass::Head(_) | LineClass::Subject
                )
            });
            look.labels = u32::try_from(labels.take(9).count()).unwrap_or(0);
        }
        let counts_on = run.start.ordinal.is_some_and(|own| {
            written
                .split('\n')
                .nth(1)
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

    fn levels(&self, view: &View<'_>, run: &Run, written: &str) -> Vec<Level> {
        match run.class {
            LineClass::Banner => furniture::levels(self.scheme, view, run.from, written),
            LineClass::ClassifyingStamp => furniture::stamp_level(self.scheme, written)
                .map(|(from, to, marking)| {
                    self.level(view, run.from, (from, to), LevelForm::Banner, Some(marking))
                })
                .into_iter()
                .collect(),
            LineClass::Head(_) => {
                let mut at = run.from;
                let mut found = Vec::new();
                for line in written.split('\n') {
                    if let Some((span, marking)) = furniture::transmission(self.scheme, line) {
                        let place = (span.start(), span.end());
                        found.push(self.level(view, at, place, LevelForm::Transmission, marking));
                    }
                    at = at.saturating_add(line.len()).saturating_add(1);
                }
                found
            }
            _ => Vec::new(),
        }
    }

    fn level(
        &self,
        view: &View<'_>,
        base: usize,
        place: (usize, usize),
        form: LevelForm,
        marking: Option<Marking>,
    ) -> Level {
        Level {
            span: view.span(base.saturating_add(place.0), base.saturating_add(place.1)),
            form,
            marking,
        }
    }

    /// The bytes of lines `first..=last` without a byte order mark before and the line end behind.
    fn body(&self, first: usize, last: usize) -> Span {
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

/// Whether a line of prose goes on with the run above it. A run whose mark stands at its start goes on whatever ends the
/// line before; one without may have ended with a mark, unless that line is `bare` of brackets.
fn goes_on(run: &Run, bare: bool) -> bool {
    (bare || run.start.hit.is_some()) && !matches!(run.class, LineClass::Head(_) | LineClass::Subject)
}

/// Whether the last line of a paragraph may be the name of a signer.
fn signs_off(line: &str, previous: &str) -> bool {
    ends_sentence(previous) && look::is_name(line)
}

/// Levels that front matter states: `classification: SECRET`.
fn front_matter_levels(scheme: &Scheme, chunk: &Chunk<'_>) -> Vec<Level> {
    let mut at = 0usize;
    let mut found = Vec::new();
    for line in chunk.view.text().split('\n') {
        let start = at;
        at = at.saturating_add(line.len()).saturating_add(1);
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let key = key.trim().to_ascii_lowercase();
        if !(key.ends_with("marking") || key.ends_with("classification")) {
            continue;
        }
        let bare = value.trim().trim_matches(['"', '\'']);
        let reading = crate::marking::read_banner(scheme, bare);
        let marking = reading
            .known()
            .or(crate::marking::read_portion(scheme, bare).known())
            .cloned();
        let Some(offset) = line.rfind(bare).filter(|_| marking.is_some() && !bare.is_empty()) else {
            continue;
        };
        let from = start.saturating_add(offset);
        found.push(Level {
            span: chunk.view.span(from, from.saturating_add(bare.len())),
            form: LevelForm::Banner,
            marking,
        });
    }
    found
}

/// Whether a mark that no sentence ends before is one, and no letter of a reference.
fn is_soft(hit: &marks::Hit, text: &str) -> bool {
    matches!(hit.state, MarkState::Known(_)) && !super::ahead::refers(cut(text, 0, hit.span.0))
}

/// A mark whose offsets count from the chunk instead of the cell.
fn shifted_hit(hit: marks::Hit, by: usize) -> marks::Hit {
    marks::Hit {
        span: (hit.span.0.saturating_add(by), hit.span.1.saturating_add(by)),
        inner: (hit.inner.0.saturating_add(by), hit.inner.1.saturating_add(by)),
        ..hit
    }
}

/// The marks inside without the one at the end.
fn without(mut inside: Vec<marks::Hit>, last: Option<&(marks::Hit, bool)>) -> Vec<marks::Hit> {
    if let Some((last, _)) = last {
        inside.retain(|hit| hit.span != last.span);
    }
    inside
}

/// Whether a line without a label goes on with the message head above it: addresses, routing lines, indented values.
fn continues_head(line: &str, previous: &str) -> bool {
    let capitals = !line.contains(char::is_lowercase);
    let listed = line.contains(';') || previous.trim_end().ends_with([';', ',']);
    let indented = line.starts_with("        ") && !ends_sentence(line);
    line.len() <= 200 && (capitals || listed || indented)
}

/// Whether `line` holds the letter of a list that `own` comes after: `(B)` where it is `(C)`.
fn counts_before(line: &str, own: Ordinal) -> bool {
    let letter = own
        .index
        .checked_sub(2)
        .and_then(|n| char::from_u32(n.saturating_add(u32::from('A'))));
    own.series == marks::Series::Capital && letter.is_some_and(|letter| line.contains(&format!("({letter})")))
}

/// Whether a line goes on with the subject above it: that one is full, or this one is set in; three lines at most.
fn continues_subject(line: &str, previous: &str, count: usize) -> bool {
    let full = previous.trim_end().chars().count() >= 45;
    let indented = line.starts_with([' ', '\t']) && !ends_sentence(line);
    count <= 2 && line.len() <= 200 && (full || indented) && lead(line).number.is_none()
}

/// Whether a line of this class stands alone.
fn alone(class: LineClass) -> bool {
    matches!(
        class,
        LineClass::Stamp
            | LineClass::ClassifyingStamp
            | LineClass::Page
            | LineClass::Banner
            | LineClass::BeginText
            | LineClass::EndText
    )
}

/// Whether the printed number `value` is the `expected` one, or that with its number sign read as a `1` (`11.` for ¶1).
fn sequence(value: u64, expected: u64) -> bool {
    let lost = match value {
        11..=19 => value.checked_sub(10),
        100..=199 => value.checked_sub(100),
        _ => None,
    };
    value == expected || lost == Some(expected)
}

/// 1-based lines.
fn numbered(lines: (usize, usize)) -> super::block::Lines {
    let one = |n: usize| u32::try_from(n.saturating_add(1)).unwrap_or(u32::MAX);
    super::block::Lines {
        first: one(lines.0),
        last: one(lines.1),
    }
}

/// A start whose offsets count from the chunk instead of the line.
fn shifted(mut start: Start, by: usize) -> Start {
    if let Some(hit) = &mut start.hit {
        for place in [
            &mut hit.span.0,
            &mut hit.span.1,
            &mut hit.inner.0,
            &mut hit.inner.1,
        ] {
            *place = place.saturating_add(by);
        }
    }
    start
}
