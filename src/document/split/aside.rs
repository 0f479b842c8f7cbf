//! Sentences in brackets that go over several lines: `(He` with `spoke in Danish.)` below. What they begin with is no mark
//! that lost its closing bracket.

use super::run::Splitter;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, ends_sentence, is_blank, is_void, tail};
use crate::document::lead::lead;
use crate::document::marks::{Marks, Start, is_near_mark, is_short_word, is_struck};

/// In how many lines the bracket must close.
const LINES: usize = 12;
/// Most of what stands in brackets on their second line, in characters.
const ASIDE: usize = 48;

impl Splitter<'_> {
    /// Whether `previous` ends with a bracket and the first word of what stands in it, which goes on in `line` and is closed
    /// there or in one of the lines `behind`.
    pub(super) fn opens_aside(&self, previous: &str, line: &str, behind: Option<&str>) -> bool {
        let above = previous.trim_end_matches(is_void);
        let word = above.rsplit(is_void).next().unwrap_or("");
        let capitals = || is_capital(line) && is_capital(previous);
        self.begins_aside(word, &capitals) && closes("", Some(line), behind)
    }

    /// What stands first on `line`, apart from a sentence in brackets that is closed on it or in the lines `behind`.
    pub(super) fn unless_aside(&self, mut start: Start, line: &str, behind: Option<&str>) -> Start {
        let aside = start.hit.as_ref().is_some_and(|hit| {
            let rest = tail(line, hit.span.0);
            let word = rest.split(is_void).next().unwrap_or("");
            hit.state == MarkState::Damaged
                && !cut(line, hit.span.0, hit.span.1).contains(')')
                && self.begins_aside(word, &|| is_capital(line))
                && closes(tail(rest, word.len()), None, behind)
        });
        if aside {
            start.hit = None;
        }
        start
    }

    /// Whether a word behind an opening bracket is one of the language and no level; `capitals` says whether it stands in a
    /// text of capitals alone.
    fn begins_aside(&self, word: &str, capitals: &dyn Fn() -> bool) -> bool {
        let Some(word) = word.strip_prefix('(').filter(|word| !word.contains(')')) else {
            return false;
        };
        let core = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let letters = core.chars().all(|c| c.is_alphabetic() || ".’'".contains(c));
        let levelled = core.len() <= 3 && core.starts_with(['S', 'C', 'U', 'T', 'R', 'N']);
        let small = core.contains(char::is_lowercase) || matches!(core, "A" | "I" | "U.S" | "U.K" | "U.N");
        // `(NB: the`.
        let label = word.ends_with(':');
        core.starts_with(char::is_uppercase)
            && letters
            && !self.marks.is_mark(core)
            && (small || label || (!levelled || is_short_word(core)) && capitals())
    }
}

/// Whether `line` begins with the end of what `previous` has in brackets: `(the pilots` with `and owners) came` below.
/// Nothing of it is a mark.
pub(super) fn closes_aside(marks: &Marks<'_>, previous: &str, line: &str) -> bool {
    let bracket = |c: char| "()[]".contains(c);
    let Some(close) = line
        .char_indices()
        .take(ASIDE)
        .find(|(_, c)| bracket(*c))
        .map(|(at, _)| at)
    else {
        return false;
    };
    let Some(open) = previous.rfind(bracket) else {
        return false;
    };
    let pair = matches!(
        (previous.as_bytes().get(open), line.as_bytes().get(close)),
        (Some(b'('), Some(b')')) | (Some(b'['), Some(b']'))
    );
    let above = tail(previous, open.saturating_add(1)).trim_end_matches(is_void);
    let head = cut(line, 0, close).trim_matches(is_void);
    let core = |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).collect() };
    let first = core(above.split(is_void).next().unwrap_or(""));
    let last = core(head.rsplit(is_void).next().unwrap_or(""));
    // `(p.` is no sentence.
    let over = ends_sentence(above) && (above.contains(is_void) || above.len() > 5 || !above.ends_with('.'));
    let short =
        above.len() == 2 && above.ends_with('.') && above.starts_with(|c: char| c.is_ascii_lowercase());
    let stopped = tail(line, close.saturating_add(1)).starts_with(['.', ',', ';', ':']);
    let figure = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let worded = |word: &str| word.chars().nth(1).is_some() || figure(word) && stopped;
    let single = !head.contains(is_void);
    let dashed = !stopped && head.contains('-') && !head.contains(char::is_alphabetic);
    let spoiled = |word: &str| {
        marks.is_mark(word) || is_near_mark(word) || single && (is_part(word) || is_struck(head) || dashed)
    };
    // Behind a mark that lost its bracket a sentence would begin.
    let behind = tail(line, close.saturating_add(1)).trim_start_matches(is_void);
    let goes_on = stopped
        || !behind.starts_with(char::is_uppercase)
        || !single && ends_sentence(head)
        || is_capital(line) && is_capital(previous);
    // Below a mark that cannot be read nothing is taken for granted.
    let read = || {
        let hit = marks.start(previous, lead(previous).end).hit;
        hit.is_none_or(|hit| matches!(hit.state, MarkState::Known(_)))
    };
    pair && !first.is_empty()
        && !over
        && (short || worded(&first) || figure(&first) && last.chars().nth(1).is_some())
        && goes_on
        && (worded(&last) || !single)
        && ![&first, &last].iter().any(|word| spoiled(word))
        && !spoiled(&format!("{above} {head}"))
        && !spoiled(&format!("{first}{last}"))
        && read()
}

/// Whether a word is a piece of a level or a control.
fn is_part(word: &str) -> bool {
    const WHOLE: [&str; 8] = [
        "CONFIDENTIAL",
        "UNCLASSIFIED",
        "RESTRICTED",
        "NOFORN",
        "SECRET",
        "ORCON",
        "EXDIS",
        "AIUO",
    ];
    let capitals = word.to_ascii_uppercase();
    let levelled = word.len() == 2 && word.starts_with(char::is_lowercase) && word.ends_with(['S', 'C', 'U']);
    let control = matches!(word, "NF" | "OC" | "SI" | "TK");
    let piece = word.len() >= 2 && WHOLE.iter().any(|whole| whole.contains(&capitals));
    piece || control || levelled
}

/// Whether what stands in brackets first on `line` is a name in a sentence that goes on: `(OSD/ISA), State`.
pub(super) fn is_name_amid(line: &str, first: &Start) -> bool {
    let unknown = first.hit.as_ref().filter(|hit| hit.state == MarkState::Unknown);
    unknown.is_some_and(|hit| {
        let behind = tail(line, hit.span.1);
        behind.starts_with([',', ';']) || behind.trim_start().starts_with(char::is_lowercase)
    })
}

/// Whether a line has words and no small letter.
fn is_capital(line: &str) -> bool {
    !line.contains(char::is_lowercase) && line.split_whitespace().nth(2).is_some()
}

/// Whether a bracket that is open before `rest` is closed behind a second word: there, in `line` or in the lines
/// `behind`. Brackets of numbers and letters that count a list close nothing.
fn closes(rest: &str, line: Option<&str>, behind: Option<&str>) -> bool {
    let lines = std::iter::once(rest)
        .chain(line)
        .chain(behind.unwrap_or("").split('\n'));
    // Behind the end of a line another word has begun.
    let (mut depth, mut words) = (0_usize, usize::from(rest.is_empty()));
    for (index, line) in lines.take(LINES).enumerate() {
        if index > 0 && is_blank(line) {
            return false;
        }
        for word in line.split(is_void).filter(|word| !word.is_empty()) {
            let counts = word.ends_with(')') && word.len() <= 3 && !word.contains(['(', '.']);
            for c in word.chars().filter(|_| !counts) {
                match c {
                    '(' => depth = depth.saturating_add(1),
                    ')' if depth == 0 => return words > 0 || word.contains(OBJECT),
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            words = words.saturating_add(1);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::closes;

    #[test]
    fn a_bracket_closes_behind_several_words() {
        assert!(closes("spoke in Danish.) The", None, None));
        assert!(closes("", Some("spoke (in"), Some("public) in Danish.) The")));
        assert!(!closes("spoke) The", None, None));
        assert!(!closes("spoke in Danish. (S) The", None, None));
        assert!(!closes(
            "spoke in Danish:",
            Some("1) The lamp, 2) the quay."),
            None
        ));
        assert!(!closes("spoke in Danish.", Some(""), Some("The lamp.) The")));
    }
}
