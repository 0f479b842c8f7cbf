//! What a draft is, by its shape and the class of its first line.

use super::held::{Held, Marked};
use super::nested::Resumed;
use super::state::{Assembler, Verdict};
use crate::document::block::{Kind, Mark, MarkPlace, Role};
use crate::document::chars::{is_void, starts_with_word};
use crate::document::chunk::Shape;
use crate::document::few::{Few, Rare};
use crate::document::furniture::LineClass;
use crate::span::Span;

impl Assembler<'_> {
    /// Judges draft `index`. One that begins another paper ends what is open.
    pub(super) fn judge(&mut self, index: usize, marked: Marked) -> Verdict {
        let draft = self.drafts.get(index);
        let line = |d: &Held| matches!(d.class, LineClass::Text | LineClass::Head(_));
        let paper = draft.is_some_and(|d| line(d) && d.bullet.is_none() && d.look().paper)
            && self.quoted.is_none_or(|(_, end)| index > end)
            && !(self.head && self.head_only);
        if paper {
            self.close();
        }
        let verdict = self.judged(index, marked);
        if paper && verdict.role == Role::Plain && verdict.continues.is_none() {
            return verdict.role(Role::Paper);
        }
        verdict
    }

    fn judged(&mut self, index: usize, marked: Marked) -> Verdict {
        let Some(draft) = self.drafts.get(index) else {
            return Verdict::plain(Kind::Other);
        };
        let (shape, class, look) = (draft.shape, draft.class, draft.look());
        let all = |marked: Marked| -> Few<Mark> {
            let last = marked.last.map(|l| l.0);
            marked
                .first
                .into_iter()
                .chain(marked.inside)
                .chain(last)
                .collect()
        };
        let firm = |marked: Marked| Marked {
            last: marked.last.filter(|l| l.1),
            ..marked
        };
        if self.quoted.is_some_and(|(_, end)| index > end) {
            self.quoted = None;
        }
        let of_table = matches!(shape, Shape::Row { header: false, .. });
        if !of_table {
            (self.header_row, self.marked_rows) = (None, false);
        }
        if self.open.is_some_and(|o| o.rows_only) && !of_table {
            self.open = None;
        }
        let open = self.open.map(|o| o.block);
        match shape {
            Shape::FrontMatter => {
                return Verdict::plain(Kind::Header)
                    .role(Role::FrontMatter)
                    .marks(all(marked));
            }
            Shape::LinkDefinition => {
                return Verdict::plain(Kind::Other)
                    .role(Role::LinkDefinition)
                    .marks(all(marked));
            }
            Shape::Footnote => {
                return Verdict::plain(Kind::Other)
                    .role(Role::Footnote)
                    .marks(all(firm(marked)));
            }
            Shape::Hidden => {
                let marks = all(marked);
                // What stands below an element with a mark may belong to it.
                if !marks.is_empty() {
                    self.close();
                }
                self.close_at_banner(index);
                return Verdict::plain(Kind::Other).role(Role::Hidden).marks(marks);
            }
            Shape::Sign => {
                self.close_at_rule(index);
                return Verdict::plain(Kind::Other);
            }
            Shape::Code => {
                // Code that is an item of its own among marked ones.
                let bullet = draft.bullet;
                // With a level it may be a paper of its own.
                let states = !draft.block.levels.is_empty();
                let beside = |column: u16| {
                    self.open
                        .is_some_and(|open| open.bullet.is_none_or(|own| column <= own))
                };
                if bullet.is_some_and(beside) {
                    self.close();
                }
                let open = self.holder(index).filter(|_| !states);
                self.close_at_banner(index);
                let kind = if open.is_some() {
                    Kind::Continuation
                } else {
                    Kind::Portion
                };
                // A mark in code only raises, the portion or the whole.
                let marks = all(marked);
                if let Some(open) = self.open.as_mut().filter(|_| !marks.is_empty()) {
                    open.block = index;
                }
                return Verdict::plain(kind).role(Role::Code).marks(marks).joins(open);
            }
            Shape::Row { columns, header } => {
                let marks = all(marked);
                let role = Role::TableRow {
                    columns,
                    header,
                    hides: false,
                };
                if header && (!draft.block.levels.is_empty() || self.is_captioned_below(index)) {
                    // A banner in a box: the text in the box may be a paper of its own.
                    self.header_row = Some(index);
                    self.close_at_banner(index);
                    return Verdict::plain(Kind::Portion).role(role).marks(marks);
                }
                if marks.is_empty() {
                    // Among rows with marks of their own having none says something.
                    let marked_rows = self.marked_rows;
                    let joins = (!marked_rows)
                        .then(|| self.header_row.or_else(|| self.holder(index)))
                        .flatten();
                    let kind = if joins.is_some() {
                        Kind::Continuation
                    } else {
                        Kind::Portion
                    };
                    return Verdict::plain(kind).role(role).joins(joins);
                }
                if header {
                    self.header_row = Some(index);
                }
                self.marked_rows |= !header && marks.first().is_some_and(|mark| self.marks_row(index, mark));
                if marks.first().is_some_and(|mark| mark.place == MarkPlace::Inside) {
                    if let Some(open) = &mut self.open {
                        open.rows_only = true;
                    }
                    return Verdict::plain(Kind::Portion).role(role).marks(marks).joins(open);
                }
                if let Some(open) = &mut self.open {
                    open.rows_only = true;
                }
                return Verdict::plain(Kind::Portion).role(role).marks(marks);
            }
            Shape::Heading if class != LineClass::Banner => {
                if let Some((owner, _)) = self
                    .quoted
                    .filter(|_| marked.first.is_none() && marked.last.is_none())
                {
                    return Verdict::plain(Kind::Continuation).joins(Some(owner));
                }
                self.close();
                return Verdict::plain(Kind::Heading).marks(all(marked));
            }
            Shape::Heading | Shape::Text => {}
        }
        if self.is_listed(index, class) {
            if let Some(held) = self.drafts.get_mut(index) {
                held.block.levels = Rare::default();
            }
            return self.text(index, marked);
        }
        match class {
            LineClass::Stamp | LineClass::ClassifyingStamp => Verdict::plain(Kind::Other).role(Role::Stamp),
            LineClass::Page => {
                self.close_at_rule(index);
                self.close_at_banner(index);
                let open = self.open.map(|open| open.block);
                let joined = self.drafts.get(index).is_some_and(|d| d.joined);
                Verdict::plain(Kind::Other).joins(open.filter(|_| joined))
            }
            LineClass::Banner => {
                // `S//NF` alone on its line may be the mark of what comes below; no banner is to be written so.
                if !self.unfinished && self.is_short(index) || self.is_quoted_deeper(index) {
                    self.close();
                }
                self.close_at_banner(index);
                Verdict::plain(Kind::Banner)
            }
            LineClass::Trailer => {
                self.close();
                Verdict::plain(Kind::Trailer)
            }
            LineClass::Signature => {
                self.close();
                Verdict::plain(Kind::Signature)
            }
            LineClass::Head(false) if !self.heads(index, false) && self.repeats_head(index) => {
                Verdict::plain(Kind::Other)
            }
            LineClass::Head(fresh) if !self.heads(index, fresh) => self.text(index, marked),
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
                Verdict::plain(Kind::Header).role(role).marks(all(firm(Marked {
                    first: None,
                    ..marked
                })))
            }
            LineClass::SubjectLabel => {
                self.close();
                self.subject_next = true;
                self.subject_seen = true;
                Verdict::plain(Kind::Header)
            }
            LineClass::Subject => {
                let repeated = !self.subjects.insert(look.key) && !self.head;
                let marks = all(marked);
                if repeated {
                    return Verdict::plain(Kind::Other).role(Role::Subject).marks(marks);
                }
                self.close();
                self.subject_seen = true;
                Verdict::plain(Kind::Header).role(Role::Subject).marks(marks)
            }
            // Reasons such as `1.4 (C)` are no marks.
            LineClass::Authority => {
                // At the foot of a page it may stand between the halves of a sentence.
                if !(self.unfinished && self.goes_on_below(index)) {
                    self.close();
                }
                Verdict::plain(Kind::Header).role(Role::Authority)
            }
            LineClass::Declassification if self.head => {
                Verdict::plain(Kind::Header).role(Role::Declassification)
            }
            LineClass::Declassification => Verdict::plain(Kind::Other).role(Role::Declassification),
            LineClass::BeginText => {
                self.quote(index, open.unwrap_or(index));
                let kind = if open.is_some() {
                    Kind::Continuation
                } else {
                    Kind::Portion
                };
                Verdict::plain(kind).joins(open)
            }
            LineClass::EndText => {
                // A mark within it, or no beginning: what it ended is not the portion that is open now.
                let owner = self.quoted.take().map(|q| q.0);
                if owner.is_none() && self.open.is_none_or(|open| self.is_read(open.block)) {
                    self.close();
                }
                let owner = owner.or(self.open.map(|open| open.block));
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
            LineClass::Excision | LineClass::Text => self.text(index, marked),
        }
    }

    /// A rule between finished paragraphs parts them.
    fn close_at_rule(&mut self, index: usize) {
        let Some(draft) = self.drafts.get(index).filter(|d| !d.joined) else {
            return;
        };
        // Between the foot of a page and the head of the next it is part of both.
        let page = |at: Option<usize>| {
            let class = at.and_then(|at| self.drafts.get(at)).map(|d| d.class);
            matches!(
                class,
                Some(LineClass::Page | LineClass::Banner | LineClass::Stamp)
            )
        };
        if page(index.checked_sub(1)) || page(index.checked_add(1)) {
            return;
        }
        let text = draft.block.body.of(self.source);
        let signs = text.chars().filter(|c| !is_void(*c));
        let rule = text.len() <= 240
            && signs.clone().count() >= 3
            && signs.clone().all(|c| "-_*=~—–•·+#.".contains(c))
            && signs.clone().min() == signs.max();
        if rule
            && !self.unfinished
            && self
                .open
                .is_some_and(|open| !open.awaits_items() && self.is_read(open.block))
        {
            self.close();
        }
    }

    /// The block that a table or code at draft `index` goes on with.
    fn holder(&mut self, index: usize) -> Option<usize> {
        let announced = self.open.is_some_and(|open| open.items);
        match self.resumed(index).filter(|_| !announced) {
            Some(Resumed::Unread(owner)) => return Some(owner),
            Some(Resumed::Other) => self.close(),
            None => {}
        }
        self.open.map(|open| open.block)
    }

    /// Whether the text right below a table is its title with a mark, and with another than the text above has.
    fn is_captioned_below(&self, index: usize) -> bool {
        const NAMES: [&str; 5] = ["Table", "Figure", "Chart", "Exhibit", "Graph"];
        let row = |at: usize| self.drafts.get(at).map(|d| d.shape);
        let mut at = index.saturating_add(1);
        while matches!(row(at), Some(Shape::Row { header: false, .. })) {
            at = at.saturating_add(1);
        }
        let Some(draft) = self.drafts.get(at).filter(|d| !d.block.marks.is_empty()) else {
            return false;
        };
        let above = matches!(row(at.saturating_add(1)), Some(Shape::Row { .. }));
        let text = draft.block.body.of(self.source);
        let lead = |c: char| is_void(c) || "*_>:~".contains(c);
        let text = text.trim_start_matches(lead);
        let behind = text.split_once(')').filter(|_| text.starts_with('('));
        let text = behind.map_or(text, |(_, behind)| behind.trim_start_matches(lead));
        let named = NAMES.iter().any(|name| starts_with_word(text, name));
        named && !above && self.open.is_some_and(|open| !self.alike(at, open.block))
    }

    /// Whether a mark is that of its row: it stands first in it, or alone in its cell.
    fn marks_row(&self, index: usize, mark: &Mark) -> bool {
        let Some(draft) = self.drafts.get(index) else {
            return false;
        };
        let body = draft.block.body;
        let sign = |c: char| is_void(c) || "*_~`".contains(c);
        let before = Span::new(body.start(), mark.span.start()).of(self.source);
        let behind = Span::new(mark.span.end(), body.end()).of(self.source);
        let before = before.trim_end_matches(sign);
        let first = before
            .trim_matches(|c: char| sign(c) || "|>.)".contains(c) || c.is_ascii_digit())
            .is_empty();
        let behind = behind.trim_start_matches(sign);
        first || before.ends_with('|') && (behind.is_empty() || behind.starts_with('|'))
    }

    /// Whether a line that would be furniture elsewhere is an item of a list that the open portion announced with a colon:
    /// `(U) The levels are:` with `- SECRET` among its items, `- Derived From: the guide`.
    fn is_listed(&self, index: usize, class: LineClass) -> bool {
        let Some((draft, column)) = self.drafts.get(index).and_then(|d| Some((d, d.bullet?))) else {
            return false;
        };
        if !self.open.is_some_and(|open| open.items) || draft.joined {
            return false;
        }
        match class {
            LineClass::Authority
            | LineClass::Declassification
            | LineClass::Subject
            | LineClass::SubjectLabel
            | LineClass::Signature => true,
            LineClass::Banner => {
                let beside = |other: Option<usize>| {
                    let other = other.and_then(|at| self.drafts.get(at));
                    other.is_some_and(|d| d.bullet == Some(column))
                };
                // `- SECRET -` is a banner.
                let text = draft.block.body.of(self.source).trim_end();
                text.ends_with(char::is_alphanumeric)
                    && (beside(index.checked_sub(1)) || beside(index.checked_add(1)))
            }
            _ => false,
        }
    }

    /// Whether a labelled line stands in a message head: at its start, or where a message of mail begins.
    fn heads(&self, index: usize, fresh: bool) -> bool {
        if self.head && self.head_only {
            return true;
        }
        let next = self.drafts.get(index.saturating_add(1)).map(|d| d.class);
        let labels = self.drafts.get(index).map_or(0, |d| d.look().labels);
        fresh && (labels > 1 || matches!(next, Some(LineClass::Head(true) | LineClass::Subject)))
    }
}
