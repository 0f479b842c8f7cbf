//! Whether a line of text begins a new paragraph right below another.

use super::aside::{closes_aside, is_name_amid};
use super::marked::heads_text;
use super::run::{Run, Splitter};
use super::sign::joins_items;
use super::stacked::counts_before;
use super::titled::{announces, below_title, signs_off};
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_blank, is_void, tail, trim_void};
use crate::document::closes;
use crate::document::counted;
use crate::document::furniture::{self, LineClass};
use crate::document::lead::{self, Lead};
use crate::document::marks::Start;
use crate::document::titles;

/// How many paragraph numbers may be missing.
const SKIPPED: u64 = 3;

impl Splitter<'_> {
    /// Whether a line of text begins a new paragraph without a blank line before it.
    pub(super) fn new_paragraph(
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
                && furniture::is_excision(tail(previous, lead::lead(previous).end))
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
        if heads_text(run, line, previous) || run.counts_on(line, previous) {
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
        if stands_below(run, (previous, line), lead, &first) {
            return true;
        }
        let alone = lead.end > 0 && is_blank(tail(line, lead.end));
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
        if is_item(line, lead, &first, sentence) {
            return true;
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
            return sentence
                && (lead.pilcrow || lead.letter || lead.value.is_some_and(|value| self.is_near(run, value)));
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
            return sentence || begins_item(run, line, previous);
        }
        if signs_off(line, previous) && self.ends(behind) || self.heads(line, previous, behind) {
            return true;
        }
        titles::is_roman_title(line) && (sentence || previous.trim_end().ends_with('—'))
    }

    /// Whether a paragraph may have the printed number `value` below this run: some may be missing.
    fn is_near(&self, run: &Run, value: u64) -> bool {
        let expected = match run.lead.value {
            _ if self.whole.is_some() => self.expected,
            Some(own) => own.saturating_add(1),
            None => value,
        };
        let reach = expected.saturating_sub(1)..=expected.saturating_add(SKIPPED);
        sequence(value, expected) || reach.contains(&value)
    }

    /// Whether what `line` begins with raises the paragraph above it, should they be one.
    fn raises(&self, previous: &str, line: &str) -> bool {
        let hits = self.marks.inside(&format!("{previous}\n{line}"), 0, None, false);
        hits.iter().any(|hit| hit.span.0 > previous.len())
    }
}

/// Whether a marked line begins the text below a title, or below a number or letter that is alone on its line.
fn stands_below(run: &Run, (previous, line): (&str, &str), lead: &Lead, first: &Start) -> bool {
    let Some(hit) = first
        .hit
        .as_ref()
        .filter(|hit| matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
    else {
        return false;
    };
    if run.count != 1 || run.start.hit.is_some() {
        return false;
    }
    // References in a head count with letters: `B. (C) DELTA 14`, or `(B) DELTA 8013` with `(C) DELTA 14` below.
    let counted = matches!(run.class, LineClass::Head(_))
        && (tail(line, lead.end).trim_start().len() > tail(line, hit.span.0).len()
            || first.ordinal.is_some_and(|own| counts_before(previous, own)));
    let bare = !counted && (lead.end == 0 || lead.bullet.is_none() && lead.number.is_none() && !lead.letter);
    let titled = bare
        && titles::is_title(previous.trim())
        && !goes_on_with_name(previous, line, first)
        && !is_name_amid(line, first)
        && !tail(line, hit.span.1).trim().is_empty();
    titled || run.lead.end > 0 && trim_void(tail(previous, run.lead.end)).is_empty()
}

/// Whether a marked line is an item of a list: a figure in brackets or a sign that is no letter stands before its mark.
fn is_item(line: &str, lead: &Lead, first: &Start, sentence: bool) -> bool {
    let behind_sign = matches!(&first.hit, Some(hit) if hit.span.0 > lead.end
        && matches!(hit.state, MarkState::Known(_) | MarkState::Unknown));
    let signs = tail(line, lead.end).trim_start_matches(is_void);
    behind_sign && (sentence || signs.starts_with('(') || !signs.starts_with(char::is_alphanumeric))
}

/// Whether a line with a bullet begins an item in the midst of a sentence.
fn begins_item(run: &Run, line: &str, previous: &str) -> bool {
    let clear = line
        .trim_start()
        .starts_with(['•', '▪', '◦', '●', '■', '‣', '·', 'o', '0']);
    let siblings = run.lead.bullet.is_some();
    let bare = run.count == 1 && run.lead.end == 0 && run.start.hit.is_none();
    clear
        || siblings
        || bare && titles::is_title(previous.trim())
        || previous.trim_end().ends_with([',', ';', ':', '-', '—'])
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

/// Whether the printed number `value` is the `expected` one, or that with its number sign read as a `1` (`11.` for ¶1).
pub(super) fn sequence(value: u64, expected: u64) -> bool {
    let lost = match value {
        11..=19 => value.checked_sub(10),
        100..=199 => value.checked_sub(100),
        _ => None,
    };
    value == expected || lost == Some(expected)
}
