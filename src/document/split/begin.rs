//! Whether a line begins a new draft.

use super::run::{Run, Splitter};
use crate::document::block::MarkState;
use crate::document::chars::{ends_sentence, is_void, tail};
use crate::document::furniture::{self, LineClass};
use crate::document::lead::{Lead, lead};
use crate::document::look::{self, is_underline};
use crate::document::marks::{self, Ordinal};

/// Longest title between two paragraphs, in bytes.
const TITLE: usize = 60;

impl Splitter<'_> {
    /// Whether `line` begins a new draft: its class, its lead, and whether it stands alone (the next line begins another).
    pub(super) fn line(
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
        // A release stamp over several lines. It says that the paper is unclassified now; a higher level is a banner.
        let lowest = crate::document::chars::trim_void(line).starts_with("UNCLASSIFIED");
        let office = |next: &str| next.trim_start().starts_with("U.S. Department of State");
        if class == LineClass::Banner && lowest && self.signs.stamp && behind.is_some_and(office) {
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
            && (self
                .marks
                .end(previous, 0)
                .is_some_and(|(hit, firm)| firm && hit.span.0 > crate::document::lead::lead(previous).end)
                || self.marks.residue(previous, 0).is_some())
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
        if lead.number.is_some() && lead.bullet.is_none() {
            let counts =
                lead.pilcrow || lead.letter || lead.value.is_some_and(|v| sequence(v, self.expected));
            return sentence && counts;
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
        if signs_off(line, previous) && self.ends(behind) || self.heads(line, previous, behind) {
            return true;
        }
        look::is_roman_title(line) && (sentence || previous.trim_end().ends_with('—'))
    }

    /// Whether a line is a title right between the end of a sentence and a marked paragraph.
    pub(super) fn heads(&self, line: &str, previous: &str, behind: Option<&str>) -> bool {
        line.len() <= TITLE
            && (ends_sentence(previous) || is_underline(previous))
            && look::is_titled(line)
            && behind.is_some_and(|behind| {
                let mut lines = behind.split('\n').filter(|line| !is_underline(line));
                let next = lines.next().unwrap_or("");
                let found = self.marks.start(next, lead(next).end);
                matches!(found.hit, Some(hit) if matches!(hit.state, MarkState::Known(_) | MarkState::Unknown))
            })
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
    (bare || run.start.hit.is_some()) && !matches!(run.class, LineClass::Head(_) | LineClass::Subject)
}

/// Whether the last line of a paragraph may be the name of a signer.
pub(super) fn signs_off(line: &str, previous: &str) -> bool {
    ends_sentence(previous) && look::is_name(line)
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
