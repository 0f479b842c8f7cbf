//! Whether a line begins a new draft.

use super::aside::{closes_aside, is_name_amid};
use super::marked::{heads_text, is_full, stands_above};
use super::review;
use super::run::{Run, Splitter};
use super::sign::{counts_on, joins_items};
use super::stacked::counts_before;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_blank, is_void, tail};
use crate::document::closes;
use crate::document::counted;
use crate::document::furniture::{self, LineClass};
use crate::document::lead::{Lead, lead};
use crate::document::look;
use crate::document::marks::Start;
use crate::document::openings;
use crate::document::titles::{self, is_underline};

/// Longest title between two paragraphs, in bytes.
const TITLE: usize = 60;
/// How many paragraph numbers may be missing.
const SKIPPED: u64 = 3;

impl Splitter<'_> {
    /// Whether `line`, which alone is `seen` as of a class, begins a new draft: its class, its lead, and whether it stands alone (the next line begins another).
    pub(super) fn line(
        &self,
        run: Option<&Run>,
        (line, seen): (&str, LineClass),
        previous: &str,
        behind: Option<&str>,
        apart: bool,
        item: bool,
    ) -> Option<(LineClass, Lead, bool)> {
        let mut class = seen;
        // Code, links and pictures within a paragraph are no page number.
        if class == LineClass::Page
            && line.contains(OBJECT)
            && run.is_some_and(|run| run.class == LineClass::Text)
        {
            class = LineClass::Text;
        }
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
        if class == LineClass::Text
            && behind_specks(line)
                .is_some_and(|bare| furniture::classify(self.scheme, self.signs, bare) == LineClass::Subject)
        {
            class = LineClass::Subject;
        }
        if class == LineClass::Banner {
            class = review::unclassified(line, previous, behind).unwrap_or(class);
        }
        if self.signs.stamp && review::ends_stamp(line, previous) {
            class = LineClass::Stamp;
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
        let underlined = run.start.hit.is_none() || !ends_sentence(previous);
        if is_underline(line) && run.count == 1 && run.class == LineClass::Text && underlined {
            return None;
        }
        match class {
            LineClass::Stamp | LineClass::ClassifyingStamp | LineClass::Page | LineClass::Banner => {
                return Some((class, lead, true));
            }
            LineClass::Subject
                if run.class != LineClass::Text || run.start.hit.is_none() || ends_sentence(previous) =>
            {
                return Some((class, lead, false));
            }
            LineClass::SubjectLabel if run.class != LineClass::Text || run.start.hit.is_none() => {
                return Some((class, lead, true));
            }
            LineClass::Text
                if run.subject
                    && (self.is_marked_title(previous)
                        || run.class == LineClass::Text && !is_full(previous) && !indented(line)) =>
            {
                return Some((class, lead, false));
            }
            LineClass::Head(_) | LineClass::Authority | LineClass::Declassification
                if matches!(
                    run.class,
                    LineClass::Subject | LineClass::Authority | LineClass::Declassification
                ) =>
            {
                return Some((class, lead, false));
            }
            // A mark in a head governs its line alone.
            LineClass::Head(_)
                if matches!(run.class, LineClass::Head(_))
                    && [line, previous]
                        .iter()
                        .any(|line| line.contains('(') && !self.marks.raising(line, 0).is_empty()) =>
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
                if run.class == LineClass::Subject
                    && !(continues_subject(line, previous, run.count)
                        && self.closes_subject(line, previous, behind, run.count)) =>
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
        if run.class == LineClass::Text && is_capital_title(line, previous) {
            return Some((LineClass::Text, lead, true));
        }
        let new = self.new_paragraph(run, line, previous, behind, &lead);
        let title = new && self.heads(line, previous, behind);
        new.then_some((LineClass::Text, lead, title))
    }

    /// Whether a subject ends with `line` or with the one behind it: with its mark, or before a blank line, a label, a
    /// number or a mark. Of running text that follows right below it nobody can tell where it begins.
    fn closes_subject(&self, line: &str, previous: &str, behind: Option<&str>, count: usize) -> bool {
        if look::is_running(line) {
            return false;
        }
        let capitals = |line: &str| !line.contains(char::is_lowercase);
        if capitals(line) && capitals(previous) || self.is_marked_title(line) {
            return true;
        }
        let Some(behind) = behind else { return true };
        let next = behind.split('\n').next().unwrap_or("");
        let lead = lead(next);
        let ends = is_blank(next)
            || lead.number.is_some()
            || self.marks.start(next, lead.end).hit.is_some()
            || furniture::classify(self.scheme, self.signs, next) != LineClass::Text;
        let behind = behind.get(next.len().saturating_add(1)..);
        ends || count <= 1
            && continues_subject(next, line, count.saturating_add(1))
            && self.closes_subject(next, line, behind, count.saturating_add(1))
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
        if below_title(run, previous) {
            return true;
        }
        if run.class == LineClass::Text && closes_aside(&self.marks, previous, line) {
            return false;
        }
        // A note that stands for removed text is over as well.
        let noted = || {
            previous.trim_end().ends_with(']')
                && furniture::is_excision(tail(previous, crate::document::lead::lead(previous).end))
        };
        let sentence = ends_sentence(previous) || noted();
        let mut first = self.unless_aside(self.marks.start(line, lead.end), line, behind);
        // Code or a link that the paragraph goes on with stands before the mark, which is that of its end.
        first.hit.take_if(|hit| {
            let ends = !sentence || is_blank(tail(line, hit.span.1));
            ends && cut(line, lead.end, hit.span.0).contains(OBJECT)
        });
        // A paragraph that is marked at its end is over.
        let closes = run.count > 1 && self.is_mark_alone(previous) && self.marks_at_end(Some(line), behind);
        let ends = || self.is_closed(previous, line) || self.marks.residue(previous, 0).is_some();
        if run.start.hit.is_none() && (closes || ends() && !self.opens_aside(previous, line, behind)) {
            return true;
        }
        // Where paragraphs are marked at their end, a mark alone on its line is the end of one.
        let lone =
            matches!(&first.hit, Some(hit) if is_blank(tail(line, hit.span.1)) && hit.span.0 <= lead.end);
        if sentence && run.start.hit.is_none() && lone && self.marks_at_end(None, behind) {
            return false;
        }
        if heads_text(run, line, previous) || counts_on(run, line, previous) {
            return true;
        }
        if self.begins_spoiled(run, line, previous, lead, &first)
            || self.begins_marked(run, (previous, line), behind, lead, &first)
        {
            return true;
        }
        // `COMMENTS: (U) The lamp` right below a sentence.
        if sentence && first.hit.is_none() && line.contains('(') {
            let labelled = self.marks.labelled(line, lead.end).hit;
            if labelled.is_some_and(|hit| matches!(hit.state, MarkState::Known(_))) {
                return true;
            }
        }
        // The next letter of a list.
        let counted = first
            .ordinal
            .zip(run.counted)
            .is_some_and(|(own, last)| own.follows(last));
        if counted && (sentence || joins_items(previous)) {
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
            && titles::is_title(previous.trim())
            && !goes_on_with_name(previous, line, &first)
            && !is_name_amid(line, &first)
            && !tail(line, first.hit.as_ref().map_or(0, |h| h.span.1))
                .trim()
                .is_empty()
        {
            return true;
        }
        // Number or letter alone on the line above.
        if run.count == 1
            && run.lead.end > 0
            && run.start.hit.is_none()
            && matches!(&first.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
            && crate::document::chars::trim_void(tail(previous, run.lead.end)).is_empty()
        {
            return true;
        }
        let alone = lead.end > 0 && crate::document::chars::is_blank(tail(line, lead.end));
        if alone && sentence {
            return true;
        }
        // What is left of a mark, behind a sentence.
        if sentence
            && lead.end == 0
            && first.ordinal.is_none()
            && matches!(&first.hit, Some(hit) if !matches!(hit.state, MarkState::Known(_)))
            && (run.count == 1 && run.start.hit.is_some() || !self.raises(previous, line))
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
        // In Markdown it does not depend on the paragraphs before, which may be cut.
        let typed = self.whole.is_some();
        let counts = sentence || lead.pilcrow || typed && lead.value == Some(self.expected);
        if first.hit.is_some()
            && (lead.bullet.is_some() || (counts && (lead.number.is_some() || lead.letter)))
        {
            return true;
        }
        if sentence && lead.end == 0 && (counted::is_counted(line) || counted::is_spoiled(line)) {
            return true;
        }
        if lead.number.is_some() && lead.bullet.is_none() {
            let near = |value: u64| {
                let expected = match run.lead.value {
                    _ if typed => self.expected,
                    Some(own) => own.saturating_add(1),
                    None => value,
                };
                let reach = expected.saturating_sub(1)..=expected.saturating_add(SKIPPED);
                sequence(value, expected) || reach.contains(&value)
            };
            return sentence && (lead.pilcrow || lead.letter || lead.value.is_some_and(near));
        }
        let text = run.class == LineClass::Text;
        let bare = first.hit.is_none() && lead.end == 0;
        if text && sentence && bare && (announces(run, line, previous) || closes::is_closing_line(line)) {
            return true;
        }
        // The next letter of a list whose items are marked.
        if lead.letter && sentence && run.lead.letter && run.start.hit.is_some() {
            return true;
        }
        if lead.bullet.is_some() {
            let line = line.trim_start();
            let clear = line.starts_with(['•', '▪', '◦', '●', '■', '‣', '·', 'o', '0']);
            let siblings = run.lead.bullet.is_some();
            let titled = run.count == 1
                && run.lead.end == 0
                && run.start.hit.is_none()
                && titles::is_title(previous.trim());
            return clear
                || siblings
                || sentence
                || titled
                || previous.trim_end().ends_with([',', ';', ':', '-', '—']);
        }
        if signs_off(line, previous) && self.ends(behind) || self.heads(line, previous, behind) {
            return true;
        }
        titles::is_roman_title(line) && (sentence || previous.trim_end().ends_with('—'))
    }

    /// Whether a line of prose begins a new draft all the same: the name of a signer, a title.
    pub(super) fn parts(&self, run: &Run, line: &str, previous: &str, behind: Option<&str>) -> bool {
        signs_off(line, previous) && self.ends(behind)
            || self.heads(line, previous, behind)
            || run.class == LineClass::Text && announces(run, line, previous)
            || below_title(run, previous)
            || run.sign.is_some_and(|sign| sign.worded) && counts_on(run, line, previous)
    }

    /// Whether a line is a title right between the end of a sentence and a marked paragraph, or one that leaves room for
    /// the first word of the text below it.
    pub(super) fn heads(&self, line: &str, previous: &str, behind: Option<&str>) -> bool {
        line.len() <= TITLE
            && (ends_sentence(previous) || is_underline(previous))
            && titles::is_titled(line)
            && behind.is_some_and(|behind| {
                let mut lines = behind.split('\n').filter(|line| !is_underline(line));
                let next = lines.next().unwrap_or("");
                self.is_marked(next) || stands_above(line, next, previous)
            })
    }

    /// Whether what `line` begins with raises the paragraph above it, should they be one.
    fn raises(&self, previous: &str, line: &str) -> bool {
        let hits = self.marks.inside(&format!("{previous}\n{line}"), 0, None, false);
        hits.iter().any(|hit| hit.span.0 > previous.len())
    }

    /// Whether the first line of a text begins with a mark.
    fn is_marked(&self, text: &str) -> bool {
        let line = text.split('\n').next().unwrap_or("");
        let found = self.marks.start(line, lead(line).end);
        matches!(found.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
    }

    /// Whether no text follows: the end of the paragraph, of the page or of the message comes next.
    pub(super) fn ends(&self, behind: Option<&str>) -> bool {
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
}

/// Whether a line of prose goes on with the run above it. A run whose mark stands at its start goes on whatever ends the
/// line before; one without may have ended with a mark, unless that line is `bare` of brackets.
pub(super) fn goes_on(run: &Run, bare: bool) -> bool {
    (bare || run.start.hit.is_some())
        && !run.subject
        && !matches!(run.class, LineClass::Head(_) | LineClass::Subject)
}

/// Whether the last line of a paragraph may be the name of a signer.
fn signs_off(line: &str, previous: &str) -> bool {
    ends_sentence(previous) && titles::is_name(line)
}

/// Whether a line right below a sentence is a title in capitals below text that is not.
fn is_capital_title(line: &str, previous: &str) -> bool {
    line.len() <= TITLE
        && !line.contains(char::is_lowercase)
        && ends_sentence(previous)
        && previous.contains(char::is_lowercase)
        && lead(line).end == 0
        && titles::is_titled(line)
}

/// Whether a text of capitals goes on in `line` with a name in brackets that no scheme knows: `THE UNION` with `(NDU) AND THE`
/// below, for which the line above had no room.
fn goes_on_with_name(previous: &str, line: &str, first: &Start) -> bool {
    let Some(hit) = first.hit.as_ref().filter(|hit| hit.state == MarkState::Unknown) else {
        return false;
    };
    let name = cut(line, hit.inner.0, hit.inner.1);
    let token = hit.span.1.saturating_sub(hit.span.0);
    let room = previous.trim_end().len().saturating_add(token) < line.trim_end().len();
    !room
        && name.len() >= 3
        && name.bytes().all(|b| b.is_ascii_uppercase())
        && !line.contains(char::is_lowercase)
        && !ends_sentence(previous)
}

/// Whether `previous` is the underline of a title that a run is so far.
pub(super) fn below_title(run: &Run, previous: &str) -> bool {
    run.count == 2 && run.start.hit.is_none() && is_underline(previous)
}

/// Whether a line right below a sentence announces its own paragraph: `Comment: The lamp`. A line above that had no room for
/// its first word may have been broken there.
pub(super) fn announces(run: &Run, line: &str, previous: &str) -> bool {
    const SHORT: usize = 60;
    let head = line.as_bytes().get(..line.len().min(34)).unwrap_or_default();
    let room = || {
        let word = line.split_whitespace().next().map_or(0, str::len);
        let needed = previous.trim_end().len().saturating_add(word).saturating_add(1);
        needed <= run.longest.max(line.trim_end().len()).max(SHORT)
    };
    memchr::memchr(b':', head).is_some()
        && ends_sentence(previous)
        && room()
        && (look::is_announced(line) || openings::is_labelled(line))
}

/// Whether a line without a label goes on with the message head above it: addresses, routing lines, indented values.
fn continues_head(line: &str, previous: &str) -> bool {
    let capitals = !line.contains(char::is_lowercase);
    let listed = line.contains(';') || previous.trim_end().ends_with([';', ',']);
    let indented = line.starts_with("        ") && !ends_sentence(line);
    line.len() <= 200 && (capitals || listed || indented)
}

/// A line behind specks of a scan that it begins with: `| SUBJECT: Ferries`.
fn behind_specks(line: &str) -> Option<&str> {
    let speck = |c: char| is_void(c) || "|.,_'`~".contains(c);
    let bare = line.trim_start_matches(speck);
    let specks = line.get(..line.len().saturating_sub(bare.len()))?;
    (specks.contains(|c| !is_void(c)) && specks.len() <= 6).then_some(bare)
}

/// Whether a line is set in.
fn indented(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

/// Whether a line goes on with the subject above it: that one is full, or this one is set in; three lines at most.
fn continues_subject(line: &str, previous: &str, count: usize) -> bool {
    let below = indented(line) && !ends_sentence(line);
    count <= 2 && line.len() <= 200 && (is_full(previous) || below) && lead(line).number.is_none()
}

/// Whether a line of this class stands alone.
pub(super) fn alone(class: LineClass) -> bool {
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
pub(super) fn sequence(value: u64, expected: u64) -> bool {
    let lost = match value {
        11..=19 => value.checked_sub(10),
        100..=199 => value.checked_sub(100),
        _ => None,
    };
    value == expected || lost == Some(expected)
}
