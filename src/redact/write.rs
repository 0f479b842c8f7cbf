//! Runs to segments.

use super::containers::Frames;
use super::look::{Blocks, FRAME, Judged, Look, Measure};
use super::runs::{Run, Runs};
use super::shape::{is_item, is_portion, is_row};
use super::wording::{Noun, noun, pooled, wording};
use crate::decide::{Decided, Decision, Withheld};
use crate::document::{Block, Level, LevelForm, Role};
use crate::segment::{Segment, SegmentError, Segments};
use crate::shared::Pool;
use crate::span::Span;

/// What a list item holds that stays for the items below it alone. It must be text: after an empty item or a comment, lines far
/// to the right would be read as code (CommonMark 4.4, 5.2).
const FILLER: &str = "…";

/// Puts a release together.
///
/// `blocks` and `decided` tile the source, both in order.
///
/// # Errors
///
/// [`SegmentError`] if `decided` does not tile `source`: nothing is released then.
pub fn redact<'a>(
    source: &'a str,
    blocks: Blocks<'_>,
    decided: &[Decided],
    look: &Look,
) -> Result<Segments<'a>, SegmentError> {
    let frames = if look.markdown {
        Frames::new(source, blocks, decided)
    } else {
        Frames::default()
    };
    let runs = Runs::new(source, blocks, decided, look, &frames);
    let mut writer = Writer::new(source, blocks, look, &frames, line_end(source, decided));
    // A kept number, a mask: most cuts make two segments.
    writer.out.reserve(decided.len().saturating_mul(2));
    writer.opening(runs.clone());
    for run in runs {
        writer.run(&run);
        writer.caption_below(&run);
    }
    Segments::new(source, writer.out)
}

struct Writer<'a, 'b, 'l> {
    source: &'a str,
    blocks: Blocks<'b>,
    look: &'l Look,
    frames: &'l Frames,
    eol: &'static str,
    out: Vec<Segment>,
    /// Marks, masks and rules, each kept once.
    pool: Pool,
    /// The portion whose mask stands last, until kept text follows it.
    masked: Option<usize>,
    /// Whether a blank line was stripped since the last kept block.
    pending_break: bool,
    /// Length of the source's byte order mark, which stays first.
    bom: usize,
    /// A caption that waits for the end of the front matter, which must stay first.
    caption: Option<&'l str>,
}

impl<'a, 'b, 'l> Writer<'a, 'b, 'l> {
    fn new(
        source: &'a str,
        blocks: Blocks<'b>,
        look: &'l Look,
        frames: &'l Frames,
        eol: &'static str,
    ) -> Self {
        let bom = if source.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        Self {
            source,
            blocks,
            look,
            frames,
            eol,
            out: Vec::new(),
            pool: Pool::default(),
            masked: None,
            pending_break: false,
            bom,
            caption: None,
        }
    }

    /// Byte order mark and caption.
    fn opening<'d>(&mut self, runs: impl Iterator<Item = Run<'d>> + Clone) {
        if self.bom > 0 {
            let mark = self.pool.share(FRAME);
            let span = Span::new(0, self.bom);
            self.out.push(Segment::Keep { span, mark });
        }
        let cuts = || {
            let mut runs = runs.clone();
            runs.any(|run| matches!(run, Run::Cut { .. } | Run::Inline { .. }))
        };
        let Some(caption) = self.look.caption.as_deref().filter(|_| cuts()) else {
            return;
        };
        // A first line that says so is caption enough, if it stays.
        let source = self.source.get(self.bom..).unwrap_or_default();
        let blank = source.len().saturating_sub(source.trim_start().len());
        let start = self.bom.saturating_add(blank);
        let line = source.trim_start().lines().next().unwrap_or_default().trim_end();
        let line_span = Span::new(start, start.saturating_add(line.len()));
        let stays = || {
            let mut runs = runs.clone();
            runs.any(|run| matches!(run, Run::Keep { span, .. } if span.contains(line_span)))
        };
        if line == caption && stays() {
            return;
        }
        let front = self.judged(0).is_some_and(|b| b.block.role == Role::FrontMatter);
        let mut runs = runs;
        if front && runs.next().is_some_and(|run| !matches!(run, Run::Cut { .. })) {
            self.caption = Some(caption);
        } else {
            self.push_caption(caption);
        }
    }

    fn push_caption(&mut self, caption: &str) {
        self.out.push(Segment::Made {
            rule: "caption".into(),
            text: [caption, self.eol, self.eol].concat().into(),
        });
    }

    /// Puts a caption that waits below the front matter, once that has ended with `run`.
    fn caption_below(&mut self, run: &Run<'_>) {
        let span = match run {
            Run::Keep { span, .. }
            | Run::Frame { span }
            | Run::Banner { span, .. }
            | Run::Cut { span, .. }
            | Run::Inline { span, .. } => *span,
        };
        let front = self.judged(0).map_or(0, |first| first.block.span.end());
        if span.end() >= front
            && let Some(caption) = self.caption.take()
        {
            self.push_caption(caption);
        }
    }

    fn run(&mut self, run: &Run<'_>) {
        match run {
            Run::Keep { span, block } => self.keep(*span, *block),
            Run::Frame { span } => {
                self.break_line();
                self.push_keep(*span, FRAME);
            }
            Run::Banner {
                span,
                block,
                withheld,
            } => self.banner(*span, *block, withheld),
            Run::Cut {
                span,
                blocks,
                withheld,
            } => self.cut(*span, blocks, withheld),
            Run::Inline {
                span,
                block,
                withheld,
            } => self.inline(*span, *block, withheld),
        }
    }

    fn judged(&self, index: usize) -> Option<Judged<'b>> {
        self.blocks.get(index)
    }

    fn push_keep(&mut self, span: Span, mark: &str) {
        let span = self.clipped(span);
        if !span.is_empty() {
            let mark = self.pool.share(mark);
            self.out.push(Segment::Keep { span, mark });
        }
    }

    /// A span without the byte order mark, which has a segment of its own.
    fn clipped(&self, span: Span) -> Span {
        Span::new(span.start().max(self.bom), span.end())
    }

    /// Keeps a span, the levels in it rewritten.
    fn keep(&mut self, span: Span, index: usize) {
        let Some(judged) = self.judged(index) else { return };
        self.break_line();
        let mut at = span.start();
        if let Some(remark) = &self.look.remark {
            for level in judged
                .block
                .levels
                .iter()
                .filter(|level| level.form.states() && span.contains(level.span))
            {
                let text = remark.text(level.form);
                if level.span.start() < at || level.span.of(self.source) == text {
                    continue;
                }
                self.push_keep(Span::new(at, level.span.start()), judged.mark);
                self.rewrite(level, judged.mark, text);
                at = level.span.end();
            }
        }
        self.push_keep(Span::new(at, span.end()), judged.mark);
        if !Span::new(at, span.end()).of(self.source).trim().is_empty() {
            self.masked = None;
        }
    }

    /// A stripped block must not let the lines around it run together.
    fn break_line(&mut self) {
        if !std::mem::take(&mut self.pending_break) {
            return;
        }
        let kept = self.out.iter().rev().find_map(|segment| match segment {
            // The byte order mark has no line of its own.
            Segment::Keep { span, .. } => (span.end() > self.bom).then(|| span.of(self.source)),
            Segment::Made { text, .. } => Some(text.as_str()),
            Segment::Cut { .. } => None,
        });
        let open = kept.is_some_and(|text| !ends_with_blank_line(text));
        if let Some(Segment::Cut { mask, .. }) = self.out.last_mut()
            && mask.is_empty()
            && open
        {
            *mask = self.pool.share(self.eol);
        }
    }

    fn rewrite(&mut self, level: &Level, mark: &str, text: &str) {
        self.out.push(Segment::Cut {
            span: level.span,
            mark: self.pool.share(mark),
            mask: self.pool.share(""),
            reason: None,
            rule: self.pool.share("remark"),
            portions: 0,
        });
        self.out.push(Segment::Made {
            rule: self.pool.share("banner"),
            text: self.pool.share(text),
        });
    }

    /// A banner line of which only the level is written anew.
    fn banner(&mut self, span: Span, index: usize, withheld: &Withheld) {
        let (Some(judged), Some(remark)) = (self.judged(index), &self.look.remark) else {
            return;
        };
        self.break_line();
        let form = judged
            .block
            .levels
            .first()
            .map_or(LevelForm::Banner, |level| level.form);
        let text = remark.text(form).to_owned();
        let lead = self.kept_lead(judged.block);
        self.push_keep(lead, FRAME);
        self.out.push(Segment::Cut {
            span: self.clipped(Span::new(lead.end(), span.end())),
            mark: self.pool.share(judged.mark),
            mask: self.pool.share(""),
            reason: None,
            rule: withheld.rule.clone(),
            portions: 0,
        });
        let end = self.separator(judged.block);
        self.out.push(Segment::Made {
            rule: self.pool.share("banner"),
            text: self.pool.share(&(text + &end)),
        });
    }

    /// What of a block's lead stays before a mask; empty at the block's start where none does.
    fn kept_lead(&self, block: &Block) -> Span {
        let lead = Span::new(block.span.start(), block.lead.end());
        // The lead of a code block is its opening fence, which must not stay alone; that of a footnote is a label in words.
        if !block.lead.is_empty()
            && block.span.contains(lead)
            && !is_row(block)
            && !matches!(block.role, Role::Code | Role::Footnote)
        {
            lead
        } else {
            Span::new(block.span.start(), block.span.start())
        }
    }

    /// The end of line and the blank line that follow a block, in the release's own form: nothing, one line end or two.
    /// A mask in Markdown stands apart from what follows, list items and table rows excepted, or it would swallow it.
    fn separator(&self, block: &Block) -> String {
        let tail = Span::new(block.body.end(), block.span.end()).of(self.source);
        let apart =
            self.look.markdown && self.look.mask.is_some() && !is_row(block) && !is_item(block, self.source);
        if apart && tail.contains('\n') {
            let quote = block.lead.of(self.source);
            let quote = quote.rfind('>').and_then(|at| quote.get(..=at)).unwrap_or("");
            return [self.eol, quote, self.eol].concat();
        }
        match tail.bytes().filter(|b| *b == b'\n').take(2).count() {
            0 => String::new(),
            1 => self.eol.to_owned(),
            _ => self.eol.repeat(2),
        }
    }

    fn cut(&mut self, span: Span, list: &[usize], withheld: &[&Withheld]) {
        let Some((first, last)) = list
            .first()
            .and_then(|i| self.judged(*i))
            .zip(list.last().and_then(|i| self.judged(*i)))
        else {
            return;
        };
        let portions = list
            .iter()
            .filter(|i| {
                self.judged(**i)
                    .is_some_and(|j| j.portion == **i && is_portion(j.block))
            })
            .count();
        let continued = self.masked == Some(first.portion);
        let starts = list.first() == Some(&first.portion);
        let reasons = pooled(withheld);
        let rule = match withheld.first() {
            Some(withheld) => withheld.rule.clone(),
            None => self.pool.share(""),
        };
        let mut lead = Span::new(span.start(), span.start());
        let stays = list.first().is_some_and(|index| self.frames.stays(*index));
        let mask = match &self.look.mask {
            Some(mask) if !continued => {
                self.break_line();
                if stays || mask.keep_lead && !mask.merge {
                    lead = self.kept_lead(first.block);
                    self.push_keep(lead, FRAME);
                }
                let noun = if starts {
                    noun(first.block, self.source)
                } else {
                    Noun::Passage
                };
                let amount = self.amount(mask.measure, noun, self.counted(noun, list).max(1), list);
                self.framed(first.block, &wording(&mask.template, &amount, &reasons))
                    + &self.separator(last.block)
            }
            _ if stays => {
                self.break_line();
                lead = self.kept_lead(first.block);
                self.push_keep(lead, FRAME);
                let filler = if is_row(first.block) { "" } else { FILLER };
                self.framed(first.block, filler) + &self.separator(last.block)
            }
            _ => {
                self.pending_break |= self.separator(last.block).len() > self.eol.len();
                String::new()
            }
        };
        self.masked = Some(last.portion);
        self.out.push(Segment::Cut {
            span: self.clipped(Span::new(lead.end(), span.end())),
            mark: self.pool.share(first.mark),
            mask: self.pool.share(&mask),
            reason: (!reasons.is_empty()).then(|| self.pool.share(&reasons)),
            rule,
            portions: u32::try_from(portions).unwrap_or(u32::MAX),
        });
    }

    /// The text in the frame that the block needs: a table row keeps its columns, a header row its delimiter row.
    fn framed(&self, block: &Block, text: &str) -> String {
        let Role::TableRow { columns, header, .. } = block.role else {
            return text.to_owned();
        };
        let rest = usize::from(columns.max(1)).saturating_sub(1);
        let quote = block.lead.of(self.source).split('|').next().unwrap_or("");
        let mut row = [quote, "| ", text, " |", &"  |".repeat(rest)].concat();
        if header {
            row.push_str(self.eol);
            row.push_str(quote);
            row.push_str("| --- |");
            row.push_str(&" --- |".repeat(rest));
        }
        row
    }

    /// How many of what a mask names it stands for.
    fn counted(&self, what: Noun, list: &[usize]) -> usize {
        list.iter()
            .filter(|i| {
                self.judged(**i)
                    .is_some_and(|j| j.portion == **i && noun(j.block, self.source) == what)
            })
            .count()
    }

    fn amount(&self, measure: Measure, noun: Noun, portions: usize, list: &[usize]) -> String {
        let bodies = || {
            list.iter()
                .filter_map(|i| self.judged(*i))
                .map(|j| j.block.body.of(self.source))
        };
        match measure {
            Measure::Nothing => String::new(),
            Measure::Portions => noun.counted(portions),
            Measure::Lines => {
                let lines: usize = bodies().map(|text| text.lines().count()).sum();
                format!("about {} lines", lines.max(1).next_multiple_of(5))
            }
            Measure::Words => {
                let words: usize = bodies().map(|text| text.split_whitespace().count()).sum();
                format!("about {} words", words.max(1).next_multiple_of(50))
            }
        }
    }

    fn inline(&mut self, span: Span, index: usize, withheld: &Withheld) {
        let Some(judged) = self.judged(index) else { return };
        self.break_line();
        let reason = withheld.reason.as_deref().unwrap_or_default();
        // A sentence takes the white space beside it along, and what is left must not run together. What it was, a
        // blank or the end of a line, does not show.
        let text = span.of(self.source);
        let before = text.starts_with(char::is_whitespace);
        let behind = text.ends_with(char::is_whitespace);
        let blank = |is: bool| if is { " " } else { "" };
        let mask = match &self.look.mask {
            Some(mask) => {
                let amount = if mask.measure == Measure::Nothing {
                    String::new()
                } else {
                    Noun::Passage.counted(1)
                };
                let words = wording(&mask.template, &amount, reason);
                [blank(before), &words, blank(behind)].concat()
            }
            None => blank(before && behind).to_owned(),
        };
        self.out.push(Segment::Cut {
            span,
            mark: self.pool.share(judged.mark),
            mask: self.pool.share(&mask),
            reason: withheld.reason.clone(),
            rule: withheld.rule.clone(),
            portions: 0,
        });
    }
}

fn ends_with_blank_line(text: &str) -> bool {
    let tail = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    text.bytes().skip(tail).filter(|b| *b == b'\n').count() > 1
}

/// The line end of made text: that of the first kept line, so that withheld text does not decide it.
fn line_end(source: &str, decided: &[Decided]) -> &'static str {
    let kept = decided
        .iter()
        .filter(|one| matches!(one.decision, Decision::Release(_)));
    for one in kept {
        let text = one.span.of(source);
        if let Some(at) = memchr::memchr(b'\n', text.as_bytes()) {
            let crlf = text.get(..at).is_some_and(|line| line.ends_with('\r'));
            return if crlf { "\r\n" } else { "\n" };
        }
    }
    "\n"
}
