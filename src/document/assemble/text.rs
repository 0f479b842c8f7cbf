//! What a draft of text lines is: portion, continuation, list, heading.

use super::held::{Held, Marked};
use super::lone::damaged;
use super::neighbours::draft_lines;
use super::nested::Resumed;
use super::state::{Assembler, Open, Verdict};
use crate::document::block::{Kind, Mark, MarkPlace, MarkState, Role};
use crate::document::chars::{is_void, tail};
use crate::document::few::Few;
use crate::document::furniture::LineClass;
use crate::document::openings::names_part;
use crate::span::Span;

/// Length of a line that may have been broken for want of room, in bytes.
const FULL: usize = 45;

impl Assembler<'_> {
    /// A draft of text lines.
    pub(super) fn text(&mut self, index: usize, marked: Marked) -> Verdict {
        let Marked {
            first,
            mut inside,
            last,
        } = marked;
        let section = self.section(index);
        let Some(draft) = self.drafts.get(index) else {
            return Verdict::plain(Kind::Other);
        };
        let look = draft.look();
        let (bullet, value, in_sequence) = (draft.bullet, draft.value(), draft.in_sequence);
        let numbered = draft.block.number.is_some();
        let joined = draft.joined;
        let end = draft.block.body.end();
        let sentence_before = self.sentence;
        let cut = self.unfinished;
        self.sentence = look.sentence || look.empty;
        self.unfinished =
            look.unfinished && !look.empty && !look.stacked && (bullet.is_none() || look.len > 60);
        let names = std::mem::take(&mut self.names);

        if self.subject_next || (self.head && look.names_subject) {
            self.subject_next = false;
            self.close();
            let marks = first.into_iter().chain(inside).chain(last.map(|l| l.0));
            // Where text runs on behind a subject, the mark of that governs none of it.
            if look.runs_on {
                let inner = marks.map(|mark| Mark {
                    place: MarkPlace::Inside,
                    ..mark
                });
                return Verdict::plain(Kind::Portion).marks(inner.collect());
            }
            return Verdict::plain(Kind::Header)
                .role(Role::Subject)
                .marks(marks.collect());
        }
        self.lone = first.is_none() && self.is_lone(index);
        let letter = self.is_letter(index, first.is_some());
        let first = first.filter(|_| !letter);
        let firm_end = section.marks_at_end() || look.title;
        // A mark in the midst of a last sentence only raises what governs without it.
        let among = self.among_marked(bullet);
        let raises = first.is_some() || (self.open.is_some() && !numbered && !among);
        // Where nothing is open it says nothing by itself, but an entire-text mark may be lower.
        let alone = first.is_none() && self.open.is_none();
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
            // What ends or opens something: `(U) End of summary.`, `(U) Background.`, `(U) [1 paragraph not declassified]`.
            let behind = tail(self.source, first.span.end()).trim_start_matches(is_void);
            let note = look.lone_note && behind.starts_with('[');
            let known = matches!(first.state, MarkState::Known(_)) && !first.entire;
            let part = look.stopped && names_part(Span::new(first.span.end(), end).of(self.source));
            let other = part || look.ends || look.greets || look.farewell || look.closing || note;
            let title = look.title
                && !look.colon
                && (!numbered || look.titled)
                && bullet.is_none()
                && !look.empty
                && known
                && !(look.len >= FULL && self.is_above_page(index) && self.goes_on_small(index));
            let (opens_text, entire) = (look.opens_text, first.entire);
            let place = self.place(index, Some(first.span.start()));
            self.broken = cut && self.open.is_some_and(|open| self.is_read(open.block));
            let marks: Few<Mark> = std::iter::once(first).chain(inside).chain(last).collect();
            let nested = std::mem::take(&mut self.nested);
            let outer = self.open;
            self.close();
            if title {
                return Verdict::plain(Kind::Heading).marks(marks);
            }
            if known && other && bullet.is_none() {
                return Verdict::plain(Kind::Portion).marks(marks);
            }
            let place = place.map(|place| place.counted(nested.first().map(|(_, first)| *first)));
            if let Some(place) = place.filter(|_| !section.marks_at_end()) {
                self.nested = nested;
                // A number begins a paragraph of its own and makes it no item of the one above, unless that announced a list.
                let announced = outer.is_some_and(|open| {
                    let before = self.drafts.get(open.block).and_then(Held::value);
                    let next = before.is_some_and(|before| before.checked_add(1) == value);
                    let counts = open.listed && numbered && (bullet == Some(0) || next);
                    counts || open.items && value == Some(1)
                });
                let item = !numbered || bullet.is_some_and(|c| c > 0) || announced;
                self.nest(index, if item { place } else { place.unsigned() });
                self.open = Some(Open {
                    place,
                    block: index,
                    bullet: bullet.filter(|_| !numbered || bullet.is_some_and(|c| c > 0)),
                    items: look.colon,
                    itemed: false,
                    next_item: None,
                    empty: look.empty && !entire,
                    listed: announced,
                    ordered: numbered && bullet == Some(0),
                    below_sign: self.is_below_sign(index),
                    rows_only: false,
                });
                if opens_text {
                    self.quote(index, index);
                }
            }
            return Verdict::plain(Kind::Portion).marks(marks);
        }
        let marks: Few<Mark> = inside.into_iter().chain(last).collect();
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
            // What follows goes on with the raised text, not with the lower one above it.
            if let Some(open) = &mut self.open {
                open.block = index;
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
        matches!(mark.state, MarkState::Known(_)) && !crate::document::marks::refers(before)
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
        let look = draft.look();
        // `2. a) The` begins a paragraph, `a. 1) The` is an item.
        let counts = |number: Span| {
            Span::new(draft.block.body.start(), number.start())
                .of(self.source)
                .trim()
                .is_empty()
        };
        let lettered = draft.letter && !draft.block.number.is_some_and(counts);
        let attachment = look.attachment && bullet.is_none();
        let text_start = draft.block.lead.end();
        let joined = draft.joined;
        let lines = draft_lines(draft);

        if let Some((owner, _)) = self.quoted.filter(|_| !(numbered && in_sequence)) {
            return Verdict::plain(Kind::Continuation).joins(Some(owner));
        }
        // Below a mark that cannot be read only a number, a heading or another mark begins anew.
        let read = self.open.is_none_or(|open| self.is_read(open.block));
        if read && self.is_closed_below(index) {
            self.close();
        }
        // Items below `If raised:` and `Chronology:`.
        let item = |open: &Open| {
            open.items && read && (self.is_asked(index) || open.awaits_items() && self.is_dated(index))
        };
        if let Some(open) = self.open.filter(item) {
            return Verdict::plain(Kind::List).joins(Some(open.block));
        }
        let beside = self.open.is_some_and(|open| open.below_sign) && self.is_below_sign(index);
        let sibling = (!numbered || lettered || bullet.is_some()) && self.is_unmarked_sibling(index);
        if !numbered && beside && read || sibling {
            self.close();
            return Verdict::plain(Kind::List);
        }
        let heads = lettered && look.titled && !cut && read && self.open.is_some_and(|open| !open.items);
        if heads && self.has_words(index, 3) {
            self.close();
            return Verdict::plain(Kind::Heading);
        }
        if self.lone {
            self.close();
            let sign = self.lone_sign(index).map(|(span, _)| damaged(span));
            return Verdict::plain(Kind::Portion).marks(sign.into_iter().collect());
        }
        // A number begins a paragraph, whatever letter stands behind it.
        if letter && !numbered || lettered {
            let joins = self.open.map(|o| o.block);
            return Verdict::plain(Kind::List).joins(joins);
        }
        if numbered {
            // A sentence that page furniture cut before a figure: `only / 45. At the time`.
            if let Some(open) = self.open.filter(|_| cut && !in_sequence && bullet.is_none()) {
                return Verdict::plain(Kind::Continuation).joins(Some(open.block));
            }
            let verdict = self.numbered(index, bullet, value, in_sequence, &look);
            if look.opens_text && verdict.continues.is_none() {
                self.quote(index, index);
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
            // Bullets at the column of an item that announced none stand outside it.
            let announced = self.open.is_some_and(|open| open.items);
            match self.resumed(index).filter(|_| !announced) {
                Some(Resumed::Unread(owner)) => return Verdict::plain(Kind::List).joins(Some(owner)),
                Some(Resumed::Other) => self.close(),
                None => {}
            }
            let joins = self.open.as_mut().map(|open| {
                open.itemed = true;
                open.block
            });
            return Verdict::plain(Kind::List).joins(joins);
        }
        let begins = if joined { sentence_before } else { !cut };
        // In small letters it may be half a word of the sentence above.
        let label = sentence_before || !self.begins_small(index);
        // A label in a list that the portion announced, or several of its lines.
        let items = self.open.is_some_and(|open| open.items);
        let introduces = || self.introduces_items(index) || self.in_column(index);
        let listed = items && look.title && !look.firm_title && !attachment && introduces()
            || self.open.is_some_and(Open::awaits_items) && look.items && !look.title && lines > 1;
        // Behind its items a list is over.
        let items = items && (listed || self.open.is_some_and(Open::awaits_items));
        match self
            .resumed(index)
            .filter(|_| !(listed || cut && self.begins_small(index)))
        {
            Some(Resumed::Unread(owner)) => {
                return Verdict::plain(Kind::Continuation).joins(Some(owner));
            }
            Some(Resumed::Other) => self.close(),
            None => {}
        }
        // In Markdown the item of a list ends where text stands at the margin.
        let margin = self
            .open
            .is_some_and(|open| open.ordered && !open.items && !open.empty)
            && read;
        if margin && !cut && !listed && self.is_at_margin(index) && !self.begins_small(index) {
            self.close();
        }
        // The other half of a sentence that a caption or a footnote with a mark of its own stands in.
        if std::mem::take(&mut self.broken) && !cut && !joined && self.begins_small(index) {
            self.close();
        }
        if look.excised
            || (begins
                && (look.counted
                    || self.is_next_figure(index)
                    || read && (look.announced || !joined && look.headed)
                    || read && !items && (look.labelled && label || !joined && look.greets)))
        {
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
        if look.capitals && look.title && !joined && self.repeats_head(index) {
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
        if look.closing && begins {
            self.close();
            return Verdict::plain(Kind::Trailer);
        }
        if open.empty && !attachment && !look.firm_title {
            if let Some(open) = &mut self.open {
                open.empty = false;
                open.items = look.colon;
            }
            return Verdict::plain(Kind::Continuation).joins(Some(open.block));
        }
        let signs = look.name || look.signer && begins && !open.awaits_items();
        if look.farewell || (signs && self.ends_message(index)) {
            self.close();
            return Verdict::plain(Kind::Signature);
        }
        let next = self.drafts.get(index.saturating_add(1));
        let followed = next.is_some_and(|next| next.joined && next.class == LineClass::Text);
        let capitals =
            look.capitals && begins && index.checked_sub(1).is_some_and(|above| self.is_mixed(above));
        let last_line = joined && look.name && !followed && !self.is_below_page(index) && !capitals;
        if listed {
            return Verdict::plain(Kind::List).joins(Some(open.block));
        }
        // A line of the page between the halves of a sentence.
        let page = self.is_page_line(index) || self.is_running_head(index);
        if cut && page && !attachment && !last_line && self.goes_on_small(index) {
            (self.sentence, self.unfinished) = (false, true);
            return Verdict::plain(Kind::Other);
        }
        // `End summary.`: what it ends is over.
        if look.ends && !cut && !joined && read {
            let joins = Some(open.block);
            self.close();
            return Verdict::plain(Kind::Continuation).joins(joins);
        }
        // In the midst of a sentence that goes on below it, a line of names is no title: pages in double spacing.
        let amid = cut && read && !attachment && self.is_double_spaced(index) && self.goes_on_small(index);
        let bare_title = look.stopped || look.small && !self.goes_on_small(index);
        if attachment
            || (look.title && !last_line && !amid)
            || (bare_title && !cut && !joined && read && !open.awaits_items())
            || (look.long_title && sentence_before && (look.titled || self.before_portion(index)))
        {
            self.close();
            return Verdict::plain(Kind::Heading);
        }
        if look.speck && sentence_before && self.section(index).bare > 0 && !joined {
            self.close();
            let rest = self.source.get(text_start..).unwrap_or("");
            let len = rest.find(is_void).unwrap_or(rest.len());
            let mark = damaged(Span::new(text_start, text_start.saturating_add(len)));
            return Verdict::plain(Kind::Portion).marks(std::iter::once(mark).collect());
        }
        if let Some(open) = &mut self.open {
            open.itemed &= !look.colon;
            open.items = look.colon || (open.items && look.items);
        }
        Verdict::plain(Kind::Continuation).joins(Some(open.block))
    }

    /// A paragraph with a number and no mark: it begins anew, unless it is an item of a list that the portion announced.
    fn numbered(
        &mut self,
        index: usize,
        bullet: Option<u16>,
        value: Option<u64>,
        in_sequence: bool,
        look: &crate::document::look::Look,
    ) -> Verdict {
        if let Some(open) = self.open {
            let deeper = bullet.is_some_and(|c| c > 0 && open.bullet.is_none_or(|own| c > own));
            let short = look.items && look.len <= 100 || look.sentence && look.len <= 80;
            let counted = (!in_sequence || self.counts_items(index, open, value))
                && short
                && value.is_some()
                && (open.next_item == value || (open.items && value == Some(1) && open.next_item.is_none()));
            if deeper || counted {
                if let Some(open) = &mut self.open {
                    open.itemed = true;
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
}
