//! From drafts to blocks: neighbours decide what continues what.

use super::block::{Block, Kind, Mark, MarkPlace, MarkState, Role};
use super::chars::is_void;
use super::chunk::{Lines, Shape};
use super::draft::Draft;
use super::furniture::LineClass;
use super::marks::Ordinal;
use crate::span::Span;
use std::collections::HashSet;

/// A stretch of a document that is marked in one way: a message, an attachment.
#[derive(Debug, Clone, Copy, Default)]
struct Section {
    /// Paragraphs with a mark at the start.
    starts: usize,
    /// Paragraphs with a mark at the end and none at the start.
    ends: usize,
    /// Paragraphs that begin with a mark, without number or bullet.
    bare: usize,
}

impl Section {
    /// Whether its paragraphs are marked at the end.
    fn marks_at_end(self) -> bool {
        self.ends > self.starts
    }
}

/// A portion that later blocks may continue.
#[derive(Debug, Clone, Copy)]
struct Open {
    block: usize,
    bullet: Option<u16>,
    /// Its last text ended with a colon: items may follow.
    items: bool,
    /// The next number of a list inside it.
    next_item: Option<u64>,
    /// Its mark stands alone: the text comes next.
    empty: bool,
    /// A row of a table with own marks stood in it: only rows go on with it.
    rows_only: bool,
}

struct Assembler<'d> {
    source: &'d str,
    drafts: Vec<Draft>,
    sections: Vec<Section>,
    section_of: Vec<u32>,
    next_text: Vec<usize>,
    text_ends: Vec<usize>,
    blocks: Vec<Block>,
    open: Option<Open>,
    run: Option<Ordinal>,
    head: bool,
    /// Whether only lines of a message head were seen since the head began.
    head_only: bool,
    /// Whether the subject of the message was seen.
    subject_seen: bool,
    subject_next: bool,
    /// Owner of a text between `Begin text` and `End text`, and the draft that ends it.
    quoted: Option<(usize, usize)>,
    subjects: HashSet<u64>,
    /// Lines of message heads, which the sections of a long cable repeat.
    head_lines: HashSet<u64>,
    sentence: bool,
    /// The header row of the table in work, where it has marks.
    header_row: Option<usize>,
    /// Whether the last text ended in the midst of a sentence.
    unfinished: bool,
    /// A short line with a colon announced a list, and only names of it were seen since.
    names: bool,
}

/// What a draft turned out to be.
struct Verdict {
    kind: Kind,
    role: Role,
    marks: Vec<Mark>,
    continues: Option<usize>,
}

impl Verdict {
    fn plain(kind: Kind) -> Self {
        Self {
            kind,
            role: Role::Plain,
            marks: Vec::new(),
            continues: None,
        }
    }

    fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    fn marks(mut self, marks: Vec<Mark>) -> Self {
        self.marks = marks;
        self
    }

    fn joins(mut self, block: Option<usize>) -> Self {
        self.continues = block;
        self
    }
}

/// Makes blocks of `drafts`; they tile `source`.
pub(super) fn assemble(source: &str, lines: &Lines, drafts: Vec<Draft>) -> Vec<Block> {
    let (sections, section_of) = sections(&drafts);
    let count = drafts.len();
    let mut next_text = vec![count; count];
    let mut later = count;
    for (index, draft) in drafts.iter().enumerate().rev() {
        if let Some(slot) = next_text.get_mut(index) {
            *slot = later;
        }
        let passed = matches!(
            draft.class,
            LineClass::Stamp | LineClass::ClassifyingStamp | LineClass::Page | LineClass::Banner
        ) || matches!(draft.shape, Shape::Hidden | Shape::Sign | Shape::LinkDefinition);
        if !passed {
            later = index;
        }
    }
    let text_ends = drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| d.class == LineClass::EndText)
        .map(|(i, _)| i)
        .collect();
    let mut assembler = Assembler {
        source,
        drafts: Vec::new(),
        sections,
        section_of,
        next_text,
        text_ends,
        blocks: Vec::with_capacity(count),
        open: None,
        run: None,
        head: true,
        head_only: true,
        subject_seen: false,
        subject_next: false,
        quoted: None,
        subjects: HashSet::new(),
        head_lines: HashSet::from([super::look::key("SIPDIS")]),
        sentence: true,
        header_row: None,
        unfinished: false,
        names: false,
    };
    assembler.drafts = drafts;
    assembler.run(lines);
    let mut blocks = assembler.blocks;
    refer(&mut blocks, &assembler.drafts);
    blocks
}

/// Finds the sections and counts their marks.
fn sections(drafts: &[Draft]) -> (Vec<Section>, Vec<u32>) {
    let mut list = vec![Section::default()];
    let mut of = Vec::with_capacity(drafts.len());
    let mut in_head = true;
    let mut run: Option<Ordinal> = None;
    for draft in drafts {
        let mail = draft.class == LineClass::Head(true);
        let fresh = (mail && !in_head) || draft.look.attachment;
        if fresh {
            list.push(Section::default());
        }
        if mail || draft.look.attachment {
            in_head = true;
        }
        of.push(u32::try_from(list.len().saturating_sub(1)).unwrap_or(u32::MAX));
        let text = draft.shape == Shape::Text && draft.class == LineClass::Text;
        if let Some(section) = list.last_mut().filter(|_| text && !draft.look.names_subject) {
            let counted = draft
                .ordinal
                .zip(run)
                .is_some_and(|(own, last)| own.follows(last));
            run = draft.ordinal;
            if draft.first.is_some() && !counted {
                section.starts = section.starts.saturating_add(1);
                in_head = false;
                if draft.value.is_none() && draft.bullet.is_none() && !draft.look.title {
                    section.bare = section.bare.saturating_add(1);
                }
            } else if draft.last.is_some() {
                section.ends = section.ends.saturating_add(1);
                in_head = false;
            }
        }
    }
    (list, of)
}

/// Tells each definition which blocks refer to it.
fn refer(blocks: &mut [Block], drafts: &[Draft]) {
    let mut pairs: Vec<(u32, usize)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(index, d)| d.refers.iter().map(move |label| (*label, index)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (block, draft) in blocks.iter_mut().zip(drafts) {
        let Some(label) = draft.defines else { continue };
        let from = pairs.partition_point(|(l, _)| *l < label);
        block.referrers = pairs
            .iter()
            .skip(from)
            .take_while(|(l, _)| *l == label)
            .map(|(_, index)| *index)
            .collect();
    }
}

impl Assembler<'_> {
    fn run(&mut self, lines: &Lines) {
        for index in 0..self.drafts.len() {
            let Some(draft) = self.drafts.get_mut(index) else {
                break;
            };
            let first = draft.first.take();
            let inside = std::mem::take(&mut draft.inside);
            let last = draft.last.take();
            let levels = std::mem::take(&mut draft.levels);
            let hides = draft.hides;
            let mut verdict = self.judge(index, first, inside, last);
            if hides {
                verdict.role = Role::Hidden;
            }
            let Some(draft) = self.drafts.get(index) else {
                break;
            };
            let start = if index == 0 {
                0
            } else {
                lines.start(
                    usize::try_from(draft.lines.first)
                        .unwrap_or(usize::MAX)
                        .saturating_sub(1),
                )
            };
            let end = match self.drafts.get(index.saturating_add(1)) {
                Some(next) => lines.start(
                    usize::try_from(next.lines.first)
                        .unwrap_or(usize::MAX)
                        .saturating_sub(1),
                ),
                None => self.source.len(),
            };
            let lead_end = verdict
                .marks
                .first()
                .filter(|m| m.place == MarkPlace::Start)
                .map_or(draft.lead.end(), |m| draft.lead.end().min(m.span.start()));
            self.blocks.push(Block {
                span: Span::new(start, end),
                body: draft.body,
                lines: draft.lines,
                kind: verdict.kind,
                role: verdict.role,
                lead: Span::new(draft.lead.start(), lead_end),
                number: draft.number,
                marks: verdict.marks,
                levels,
                continues: verdict.continues,
                referrers: Vec::new(),
            });
        }
    }

    fn section(&self, index: usize) -> Section {
        self.section_of
            .get(index)
            .and_then(|s| self.sections.get(usize::try_from(*s).ok()?))
            .copied()
            .unwrap_or_default()
    }

    fn judge(
        &mut self,
        index: usize,
        first: Option<Mark>,
        inside: Vec<Mark>,
        last: Option<(Mark, bool)>,
    ) -> Verdict {
        let Some(draft) = self.drafts.get(index) else {
            return Verdict::plain(Kind::Other);
        };
        let (shape, class, look) = (draft.shape, draft.class, draft.look);
        let all = |first: Option<Mark>, inside: Vec<Mark>, last: Option<(Mark, bool)>| -> Vec<Mark> {
            first.into_iter().chain(inside).chain(last.map(|l| l.0)).collect()
        };
        if self.quoted.is_some_and(|(_, end)| index > end) {
            self.quoted = None;
        }
        let of_table = matches!(shape, Shape::Row { header: false, .. });
        if !of_table {
            self.header_row = None;
        }
        if self.open.is_some_and(|o| o.rows_only) && !of_table {
            self.open = None;
        }
        let open = self.open.map(|o| o.block);
        match shape {
            Shape::FrontMatter => return Verdict::plain(Kind::Header).role(Role::FrontMatter),
            Shape::LinkDefinition => return Verdict::plain(Kind::Other).role(Role::LinkDefinition),
            Shape::Footnote => {
                return Verdict::plain(Kind::Other).role(Role::Footnote).marks(all(
                    first,
                    inside,
                    last.filter(|l| l.1),
                ));
            }
            Shape::Hidden => return Verdict::plain(Kind::Other).role(Role::Hidden),
            Shape::Sign => return Verdict::plain(Kind::Other),
            Shape::Code => {
                let kind = if open.is_some() {
                    Kind::Continuation
                } else {
                    Kind::Portion
                };
                return Verdict::plain(kind).role(Role::Code).joins(open);
            }
            Shape::Row { columns, header } => {
                let marks = all(first, inside, last);
                let role = Role::TableRow { columns, header };
                if marks.is_empty() {
                    let joins = self.header_row.or(open);
                    let kind = if joins.is_some() {
                        Kind::Continuation
                    } else {
                        Kind::Portion
                    };
                    return Verdict::plain(kind).role(role).joins(joins);
                }
                if header {
                    self.header_row = Some(self.blocks.len());
                }
                if marks.first().is_some_and(|mark| mark.place == MarkPlace::Inside) {
                    return Verdict::plain(Kind::Portion).role(role).marks(marks).joins(open);
                }
                if let Some(open) = &mut self.open {
                    open.rows_only = true;
                }
                return Verdict::plain(Kind::Portion).role(role).marks(marks);
            }
            Shape::Heading if class != LineClass::Banner => {
                if let Some((owner, _)) = self.quoted.filter(|_| first.is_none() && last.is_none()) {
                    return Verdict::plain(Kind::Continuation).joins(Some(owner));
                }
                self.close();
                return Verdict::plain(Kind::Heading).marks(all(first, inside, last));
            }
            Shape::Heading | Shape::Text => {}
        }
        match class {
            LineClass::Stamp | LineClass::ClassifyingStamp => Verdict::plain(Kind::Other).role(Role::Stamp),
            LineClass::Page => {
                let joined = self.drafts.get(index).is_some_and(|d| d.joined);
                Verdict::plain(Kind::Other).joins(open.filter(|_| joined))
            }
            LineClass::Banner => Verdict::plain(Kind::Banner),
            LineClass::Trailer => {
                self.close();
                Verdict::plain(Kind::Trailer)
            }
            LineClass::Signature => {
                self.close();
                Verdict::plain(Kind::Signature)
            }
            LineClass::Head(false) if !self.heads(index, false) && self.head_lines.contains(&look.key) => {
                Verdict::plain(Kind::Other)
            }
            LineClass::Head(fresh) if !self.heads(index, fresh) => self.text(index, first, inside, last),
            LineClass::Head(fresh) => {
                self.close();
                if fresh && !self.head_only {
                    self.head_only = true;
                    self.subject_seen = false;
                }
                self.head = self.head || fresh;
                if !fresh {
                    self.head_lines.insert(look.key);
                }
                let role = if fresh { Role::MessageHead } else { Role::Plain };
                Verdict::plain(Kind::Header)
                    .role(role)
                    .marks(all(None, inside, last.filter(|l| l.1)))
            }
            LineClass::SubjectLabel => {
                self.close();
                self.subject_next = true;
                self.subject_seen = true;
                Verdict::plain(Kind::Header)
            }
            LineClass::Subject => {
                let repeated = !self.subjects.insert(look.key) && !self.head;
                let marks = all(first, inside, last);
                if repeated {
                    return Verdict::plain(Kind::Other).role(Role::Subject).marks(marks);
                }
                self.close();
                self.subject_seen = true;
                Verdict::plain(Kind::Header).role(Role::Subject).marks(marks)
            }
            LineClass::Authority => {
                self.close();
                Verdict::plain(Kind::Header).role(Role::Authority)
            }
            LineClass::Declassification if self.head => {
                Verdict::plain(Kind::Header).role(Role::Declassification)
            }
            LineClass::Declassification => Verdict::plain(Kind::Other).role(Role::Declassification),
            LineClass::BeginText => {
                self.quote(index, open.unwrap_or(self.blocks.len()));
                let kind = if open.is_some() {
                    Kind::Continuation
                } else {
                    Kind::Portion
                };
                Verdict::plain(kind).joins(open)
            }
            LineClass::EndText => {
                let owner = self.quoted.map(|q| q.0).or(open);
                self.quoted = None;
                let kind = if owner.is_some() {
                    Kind::Continuation
                } else {
                    Kind::Portion
                };
                Verdict::plain(kind).joins(owner)
            }
            LineClass::Excision if look.lone_note => {
                self.close();
                Verdict::plain(Kind::Other).role(Role::Excision)
            }
            LineClass::Excision | LineClass::Text => self.text(index, first, inside, last),
        }
    }

    /// Whether a labelled line stands in a message head: at its start, or where a message of mail begins.
    fn heads(&self, index: usize, fresh: bool) -> bool {
        if self.head && self.head_only {
            return true;
        }
        let next = self.drafts.get(index.saturating_add(1)).map(|d| d.class);
        let labels = self.drafts.get(index).map_or(0, |d| d.look.labels);
        fresh && (labels > 1 || matches!(next, Some(LineClass::Head(true) | LineClass::Subject)))
    }

    /// Ends the open portion.
    fn close(&mut self) {
        self.open = None;
        self.quoted = None;
    }

    /// Opens a quoted text that block `owner` opens, where an end of it comes.
    fn quote(&mut self, index: usize, owner: usize) {
        let place = self.text_ends.partition_point(|end| *end <= index);
        if let Some(end) = self.text_ends.get(place) {
            self.quoted = Some((owner, *end));
        }
    }

    /// A draft of text lines.
    fn text(
        &mut self,
        index: usize,
        first: Option<Mark>,
        inside: Vec<Mark>,
        last: Option<(Mark, bool)>,
    ) -> Verdict {
        let section = self.section(index);
        let Some(draft) = self.drafts.get(index) else {
            return Verdict::plain(Kind::Other);
        };
        let look = draft.look;
        let (bullet, value, in_sequence) = (draft.bullet, draft.value, draft.in_sequence);
        let numbered = draft.number.is_some();
        let joined = draft.joined;
        let sentence_before = self.sentence;
        let cut = self.unfinished;
        self.sentence = look.sentence || look.empty;
        self.unfinished =
            look.unfinished && !look.empty && !look.stacked && (bullet.is_none() || look.len > 60);
        let names = std::mem::take(&mut self.names);

        if self.subject_next || (self.head && look.names_subject) {
            self.subject_next = false;
            self.close();
            let marks = first.into_iter().chain(inside).chain(last.map(|l| l.0)).collect();
            return Verdict::plain(Kind::Header).role(Role::Subject).marks(marks);
        }
        let letter = self.is_letter(index, first.is_some());
        let first = first.filter(|_| !letter);
        let firm_end = section.marks_at_end() || look.title;
        // A mark in the midst of a last sentence only raises what governs without it.
        let among = self.among_marked(bullet);
        let raises = first.is_some() || (self.open.is_some() && !numbered && !among);
        // Where nothing is open it says nothing by itself, but an entire-text mark may be lower.
        let alone = first.is_none() && self.open.is_none();
        let mut inside = inside;
        if let Some((mark, false)) = &last
            && alone
            && !firm_end
            && self.is_own(mark)
        {
            inside.push(Mark {
                place: MarkPlace::Inside,
                ..mark.clone()
            });
        }
        let last = last
            // Of short lines below each other it is the last one's: `Tab A / Tab B (C)`.
            .filter(|(mark, firm)| {
                *firm || !look.stacked || !matches!(mark.state, MarkState::Known(_)) || raises
            })
            .filter(|(mark, firm)| *firm || firm_end || (raises && self.is_own(mark)))
            .map(|l| l.0);

        if let Some(first) = first {
            self.head = false;
            self.head_only = false;
            let title = look.title
                && !look.colon
                && (!numbered || look.titled)
                && bullet.is_none()
                && !look.empty
                && matches!(first.state, MarkState::Known(_))
                && !first.entire;
            let (opens_text, entire) = (look.opens_text, first.entire);
            let marks: Vec<Mark> = std::iter::once(first).chain(inside).chain(last).collect();
            self.close();
            if title {
                return Verdict::plain(Kind::Heading).marks(marks);
            }
            if !section.marks_at_end() {
                self.open = Some(Open {
                    block: self.blocks.len(),
                    bullet: bullet.filter(|_| !numbered || bullet.is_some_and(|c| c > 0)),
                    items: look.colon,
                    next_item: None,
                    empty: look.empty && !entire,
                    rows_only: false,
                });
                if opens_text {
                    self.quote(index, self.blocks.len());
                }
            }
            return Verdict::plain(Kind::Portion).marks(marks);
        }
        let marks: Vec<Mark> = inside.into_iter().chain(last).collect();
        if !marks.is_empty() {
            self.head = false;
            self.head_only = false;
            let heading = look.title && !numbered && bullet.is_none() && !joined && sentence_before;
            let joins = self
                .open
                .filter(|_| !numbered && !among && !heading)
                .map(|o| o.block);
            if joins.is_none() {
                self.close();
                let kind = if look.title && !numbered && bullet.is_none() {
                    Kind::Heading
                } else {
                    Kind::Portion
                };
                return Verdict::plain(kind).marks(marks);
            }
            return Verdict::plain(Kind::Portion).marks(marks).joins(joins);
        }
        if names && self.is_item(index) {
            self.names = true;
            return Verdict::plain(Kind::List);
        }
        self.names = look.colon && look.len <= 40 && self.open.is_none_or(|_| numbered);
        self.unmarked(
            index,
            letter,
            bullet,
            value,
            in_sequence,
            numbered,
            sentence_before,
            cut,
        )
    }

    /// Whether a mark that no sentence ends before is one, and no letter of a reference.
    fn is_own(&self, mark: &Mark) -> bool {
        let start = mark.span.start();
        let from = (start.saturating_sub(24)..=start).find(|at| self.source.is_char_boundary(*at));
        let before = from.and_then(|from| self.source.get(from..start)).unwrap_or("");
        matches!(mark.state, MarkState::Known(_)) && !super::ahead::refers(before)
    }

    /// A draft of text without a mark.
    #[allow(clippy::too_many_arguments)]
    fn unmarked(
        &mut self,
        index: usize,
        letter: bool,
        bullet: Option<u16>,
        value: Option<u64>,
        in_sequence: bool,
        numbered: bool,
        sentence_before: bool,
        cut: bool,
    ) -> Verdict {
        let Some(draft) = self.drafts.get(index) else {
            return Verdict::plain(Kind::Other);
        };
        let look = draft.look;
        let lettered = draft.letter;
        let attachment = look.attachment && bullet.is_none();
        let text_start = draft.lead.end();
        let joined = draft.joined;

        if let Some((owner, _)) = self.quoted.filter(|_| !(numbered && in_sequence)) {
            return Verdict::plain(Kind::Continuation).joins(Some(owner));
        }
        if letter || lettered {
            let joins = self.open.map(|o| o.block);
            return Verdict::plain(Kind::List).joins(joins);
        }
        if numbered {
            // A sentence that page furniture cut before a figure: `only / 45. At the time`.
            if let Some(open) = self.open.filter(|_| cut && !in_sequence && bullet.is_none()) {
                return Verdict::plain(Kind::Continuation).joins(Some(open.block));
            }
            let verdict = self.numbered(bullet, value, in_sequence, &look);
            if look.opens_text && verdict.continues.is_none() {
                self.quote(index, self.blocks.len());
            }
            return verdict;
        }
        if bullet.is_some() {
            if self.is_dashed_title(index) {
                self.close();
                return Verdict::plain(Kind::Heading);
            }
            if self.among_marked(bullet) {
                self.close();
                return Verdict::plain(Kind::List);
            }
            let joins = self.open.map(|o| o.block);
            return Verdict::plain(Kind::List).joins(joins);
        }
        let begins = if joined { sentence_before } else { !cut };
        if look.excised || (begins && (look.counted || (look.announced && !joined))) {
            self.head = self.head && look.excised;
            self.head_only = self.head_only && look.excised;
            self.close();
            return Verdict::plain(Kind::Portion);
        }
        // Policies let message heads leave as a rule, so nothing counts as one that could be text.
        if self.head && self.head_only && !self.subject_seen && look.capitals && !look.sentence {
            self.head_lines.insert(look.key);
            return Verdict::plain(Kind::Header);
        }
        if look.capitals && look.title && !joined && self.head_lines.contains(&look.key) {
            return Verdict::plain(Kind::Other);
        }
        self.head_only = false;
        self.head = self.head && !(look.sentence && look.len > 100);
        let Some(open) = self.open else {
            let kind = if look.farewell || (look.name && self.ends_message(index)) {
                Kind::Signature
            } else if look.title {
                Kind::Heading
            } else {
                Kind::Portion
            };
            return Verdict::plain(kind);
        };
        if open.empty && !attachment && !look.firm_title {
            if let Some(open) = &mut self.open {
                open.empty = false;
                open.items = look.colon;
            }
            return Verdict::plain(Kind::Continuation).joins(Some(open.block));
        }
        if look.farewell || (look.name && self.ends_message(index)) {
            self.close();
            return Verdict::plain(Kind::Signature);
        }
        let last_line = joined && look.name;
        let label = open.items
            && look.title
            && !look.firm_title
            && !attachment
            && (self.introduces_items(index) || self.in_column(index));
        let short = open.items && look.items && !look.title && draft_lines(draft) > 1;
        if label || short {
            return Verdict::plain(Kind::List).joins(Some(open.block));
        }
        if attachment
            || (look.title && !last_line)
            || (look.long_title && sentence_before && self.before_portion(index))
        {
            self.close();
            return Verdict::plain(Kind::Heading);
        }
        if look.speck && sentence_before && self.section(index).bare > 0 && !joined {
            self.close();
            let rest = self.source.get(text_start..).unwrap_or("");
            let len = rest.find(is_void).unwrap_or(rest.len());
            let span = Span::new(text_start, text_start.saturating_add(len));
            let mark = Mark {
                span,
                inner: span,
                place: MarkPlace::Start,
                state: MarkState::Damaged,
                entire: false,
            };
            return Verdict::plain(Kind::Portion).marks(vec![mark]);
        }
        if let Some(open) = &mut self.open {
            open.items = look.colon || (open.items && look.items);
        }
        Verdict::plain(Kind::Continuation).joins(Some(open.block))
    }

    /// A paragraph with a number and no mark: it begins anew, unless it is an item of a list that the portion announced.
    fn numbered(
        &mut self,
        bullet: Option<u16>,
        value: Option<u64>,
        in_sequence: bool,
        look: &super::look::Look,
    ) -> Verdict {
        if let Some(open) = self.open {
            let deeper = bullet.is_some_and(|c| c > 0 && open.bullet.is_none_or(|own| c > own));
            let short = look.items && look.len <= 100 || look.sentence && look.len <= 80;
            let counted = !in_sequence
                && short
                && value.is_some()
                && (open.next_item == value || (open.items && value == Some(1) && open.next_item.is_none()));
            if deeper || counted {
                if let Some(open) = &mut self.open {
                    open.next_item = value.map(|v| v.saturating_add(1));
                }
                return Verdict::plain(Kind::List).joins(Some(open.block));
            }
        }
        self.head = false;
        self.head_only = false;
        self.close();
        let title = look.title && look.len <= 60 && !look.colon;
        Verdict::plain(if title { Kind::Heading } else { Kind::Portion })
    }

    /// Whether a bullet stands among bullets with marks of their own, so that having none says something.
    fn among_marked(&self, bullet: Option<u16>) -> bool {
        match (bullet, self.open.and_then(|o| o.bullet)) {
            (Some(column), Some(own)) => column <= own,
            _ => false,
        }
    }

    /// Whether the sign at the start is the letter of a list.
    fn is_letter(&mut self, index: usize, marked: bool) -> bool {
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let Some(own) = draft.ordinal else {
            return false;
        };
        let next = self
            .next_text
            .get(index)
            .and_then(|i| self.drafts.get(*i))
            .and_then(|d| d.ordinal);
        let begins = own.index == 1 && (draft.counts_on || next.is_some_and(|n| n.follows(own)));
        let goes_on = self.run.is_some_and(|last| own.follows(last));
        let letter = begins || goes_on || !marked;
        self.run = letter.then_some(own);
        letter
    }

    /// `-- The Delta`: a title behind dashes, with no bullets beside it.
    fn is_dashed_title(&self, index: usize) -> bool {
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let beside = |other: Option<usize>| {
            other
                .and_then(|i| self.drafts.get(i))
                .is_some_and(|d| d.bullet.is_some() && d.value.is_none())
        };
        let next = self.next_text.get(index).copied();
        let dashes = draft.lead.of(self.source).trim() == "--";
        dashes && draft.look.title && !draft.joined && !beside(index.checked_sub(1)) && !beside(next)
    }

    /// Whether items follow a label such as `U.S.` in a list of names.
    fn introduces_items(&self, index: usize) -> bool {
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        next.is_some_and(|d| {
            d.shape == Shape::Text
                && d.class == LineClass::Text
                && d.first.is_none()
                && d.last.is_none()
                && d.value.is_none()
                && (d.bullet.is_some() || (d.look.items && draft_lines(d) > 1))
        })
    }

    /// Whether this short line and the two behind it are a list of names, one a paragraph.
    fn in_column(&self, index: usize) -> bool {
        let mut at = index;
        (0..2).all(|_| {
            at = self.next_text.get(at).copied().unwrap_or(usize::MAX);
            self.drafts.get(at).is_some_and(|d| {
                d.shape == Shape::Text
                    && d.class == LineClass::Text
                    && d.first.is_none()
                    && d.last.is_none()
                    && d.value.is_none()
                    && d.bullet.is_none()
                    && d.look.items
                    && d.look.len <= 80
            })
        })
    }

    /// Whether an unmarked paragraph is an item of a list of names, one a paragraph: a short line that no text follows.
    fn is_item(&self, index: usize) -> bool {
        let plain = |d: &Draft| {
            d.shape == Shape::Text
                && d.class == LineClass::Text
                && d.first.is_none()
                && d.last.is_none()
                && d.value.is_none()
        };
        let short = |d: &Draft| d.look.items && d.look.title && d.look.len <= 80;
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        let own = self
            .drafts
            .get(index)
            .is_some_and(|d| plain(d) && short(d) && !d.joined && d.bullet.is_none());
        own && self.open.is_none()
            && next.is_none_or(|d| d.shape != Shape::Heading && (!plain(d) || short(d)))
    }

    /// Whether a marked or numbered paragraph comes next.
    fn before_portion(&self, index: usize) -> bool {
        let next = self.next_text.get(index).and_then(|i| self.drafts.get(*i));
        next.is_some_and(|d| d.first.is_some() || d.value.is_some())
    }

    /// Whether a message ends behind this draft.
    fn ends_message(&self, index: usize) -> bool {
        match self.next_text.get(index).and_then(|i| self.drafts.get(*i)) {
            None => true,
            Some(next) => {
                matches!(
                    next.class,
                    LineClass::Trailer | LineClass::Head(true) | LineClass::EndText
                ) || next.shape == Shape::Footnote
                    || next.look.attachment
            }
        }
    }
}

/// How many lines a draft has.
fn draft_lines(draft: &Draft) -> u32 {
    draft
        .lines
        .last
        .saturating_sub(draft.lines.first)
        .saturating_add(1)
}
