//! Whether a line begins a new draft.

use super::marked::is_full;
use super::review;
use super::run::{Run, Splitter};
use super::titled::TITLE;
use crate::document::chars::{OBJECT, ends_sentence, is_blank, is_void};
use crate::document::furniture::{self, LineClass};
use crate::document::lead::{Lead, lead};
use crate::document::look;
use crate::document::titles::{self, is_underline};

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
}

/// Whether a line of prose goes on with the run above it. A run whose mark stands at its start goes on whatever ends the
/// line before; one without may have ended with a mark, unless that line is `bare` of brackets.
pub(super) fn goes_on(run: &Run, bare: bool) -> bool {
    (bare || run.start.hit.is_some())
        && !run.subject
        && !matches!(run.class, LineClass::Head(_) | LineClass::Subject)
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
