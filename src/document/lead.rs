//! What stands before the text of a line: quote signs, bullet, paragraph number, letter.

use super::chars::{is_void, tail, void_len};

/// What a line begins with. Offsets count bytes of the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lead {
    /// Where the text begins.
    pub(super) end: usize,
    /// Column of the bullet in characters, 0-based.
    pub(super) bullet: Option<u16>,
    /// Start and end of the paragraph number, without pilcrow and full stop.
    pub(super) number: Option<(usize, usize)>,
    /// Its value.
    pub(super) value: Option<u64>,
    /// Whether a pilcrow stands before the number.
    pub(super) pilcrow: bool,
    /// Whether a letter stands there: `a.`, `b)`.
    pub(super) letter: bool,
}

/// Signs that begin an item of a list, or quote a line.
const BULLETS: &[char] = &[
    '•', '·', '▪', '◦', '●', '■', '‣', '–', '—', '-', '*', '+', '~', '®', '>', '§', '»', '›', '►', '▸', '▶',
    '→', '➢', '➤', '✓', '✔', '❖', '◆', '◇', '○', '□', '▫', '∙', '⁃', '‒', '―', '−', '¤', '＊',
];
/// Letters that stand for a bullet where a bracket follows: what symbol fonts and scans leave.
const LETTERS: &[char] = &['o', 'O', 'v', 'q', 'Ø'];
/// How many signs may follow each other before the text.
const MOST: usize = 120;

/// Reads what `line` begins with.
pub(super) fn lead(line: &str) -> Lead {
    let mut lead = Lead::default();
    let mut at = void_len(line);
    let mut column = columns(line.get(..at).unwrap_or(""));
    for _ in 0..MOST {
        let rest = tail(line, at);
        let sign = bullet(rest, column, at == 0);
        if sign.is_some() && !rest.starts_with('>') {
            lead.bullet = Some(column);
        }
        let step = sign
            .or_else(|| {
                let found = number(rest).filter(|_| lead.number.is_none())?;
                lead.number = Some((at.saturating_add(found.start), at.saturating_add(found.end)));
                lead.value = Some(found.value);
                lead.pilcrow = found.pilcrow;
                Some(found.len)
            })
            .or_else(|| {
                let len = letter(rest).filter(|_| !lead.letter)?;
                lead.letter = true;
                Some(len)
            });
        let Some(len) = step else { break };
        let gap = void_len(tail(rest, len));
        let used = len.saturating_add(gap);
        column = column.saturating_add(columns(rest.get(..used).unwrap_or("")));
        at = at.saturating_add(used);
    }
    lead.end = at.min(line.len());
    lead
}

/// Width of `text` in columns; a tab counts four.
pub(super) fn columns(text: &str) -> u16 {
    text.chars().fold(0u16, |sum, c| match c {
        '\t' => sum.saturating_add(4),
        c if is_void(c) && !c.is_whitespace() => sum,
        _ => sum.saturating_add(1),
    })
}

/// Length of a bullet or quote sign.
fn bullet(text: &str, column: u16, first: bool) -> Option<usize> {
    let sign = text.chars().next()?;
    let behind = tail(text, sign.len_utf8());
    let spaced = behind.starts_with(is_void) && !behind.trim().is_empty();
    // Symbol fonts put their signs into the private use area.
    if ('\u{e000}'..='\u{f8ff}').contains(&sign) && spaced {
        return Some(sign.len_utf8());
    }
    if LETTERS.contains(&sign) && spaced && tail(behind, void_len(behind)).starts_with(['(', '（']) {
        return Some(sign.len_utf8());
    }
    if BULLETS.contains(&sign) {
        let run = text.find(|c| c != sign).unwrap_or(text.len());
        let after = tail(text, run);
        // `§ 2 The` counts, and `--- Lamps ---` is a title.
        let counts = sign == '§' && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let closes = || run > 1 && after.trim_end().ends_with(text.get(..run).unwrap_or(""));
        if counts || closes() {
            return None;
        }
        let count = text.get(..run)?.chars().count();
        let spaced = after.starts_with(is_void);
        let fits = match sign {
            '>' => true,
            '—' | '–' | '•' | '·' | '▪' | '◦' | '●' | '■' | '‣' => {
                count == 1 && !after.is_empty()
            }
            '-' | '~' => count <= 3 && (spaced || after.starts_with('(') || count == 2),
            _ => count == 1 && spaced,
        };
        return (fits && !after.trim().is_empty()).then_some(run);
    }
    // A bullet that scanning made an `o` or a nought: indented, and set off by two spaces.
    let wide = matches!(sign, 'o' | '0') && !first && column >= 2;
    let after = tail(text, 1);
    let gap = void_len(after);
    (wide && (gap >= 2 || (sign == 'o' && gap == 1 && column >= 4)) && gap < after.len()).then_some(1)
}

/// A paragraph number at the start of a text.
struct Number {
    start: usize,
    end: usize,
    len: usize,
    value: u64,
    pilcrow: bool,
}

/// `1.`, `¶7.`, `12)`, `2a.`; a pilcrow also where a wrong decoding left `Â¶`.
fn number(text: &str) -> Option<Number> {
    let bare = text.strip_prefix('Â').unwrap_or(text);
    let signed = bare.trim_start_matches('¶');
    let pilcrow = signed.len() < bare.len();
    let digits = if pilcrow { signed.trim_start() } else { text };
    let start = text.len().saturating_sub(digits.len());
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let value: u64 = digits.get(..count)?.parse().ok()?;
    if !(1..=6).contains(&count) {
        return None;
    }
    let mut used = count;
    let after = tail(digits, used);
    let mut chars = after.chars();
    if let (Some('a'..='z'), Some('.' | ')')) = (chars.next(), chars.next()) {
        used = used.saturating_add(1);
    }
    let end = start.saturating_add(used);
    let after = tail(digits, used);
    let closed = after.starts_with(['.', ')']);
    if closed {
        used = used.saturating_add(1);
    } else if !pilcrow {
        return None;
    }
    let after = tail(digits, used);
    let parted = after.is_empty() || after.starts_with(|c: char| is_void(c) || "([{（".contains(c));
    (parted || pilcrow).then_some(Number {
        start,
        end,
        len: start.saturating_add(used),
        value,
        pilcrow,
    })
}

/// `a.`, `b)`: a small letter with a full stop, or a small letter with a bracket.
fn letter(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let fits = first.is_ascii_lowercase() && matches!(second, '.' | ')');
    (fits && chars.next().is_none_or(|c| is_void(c) || c == '(')).then_some(2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::string_slice)]
    use super::*;

    #[test]
    fn leads() {
        for (line, end, value) in [
            ("12. (C) Text", 4, Some(12)),
            ("¶7. (C) Text", 5, Some(7)),
            ("Â¶7. (C) Text", 7, Some(7)),
            ("1.(SBU) Text", 2, Some(1)),
            ("  • (U) Text", 6, None),
            ("> - (U) Text", 4, None),
            ("2a. Text", 4, Some(2)),
            ("1.5 million", 0, None),
            ("3507. Department", 6, Some(3507)),
            ("1234567. Department", 0, None),
            ("--- ", 0, None),
            ("-- The Delta", 3, None),
            ("-(C)-", 1, None),
            ("**bold** text", 0, None),
            ("\u{a0}3.\u{a0}(S)\u{a0}x", 6, Some(3)),
            ("a. Text", 3, None),
            ("", 0, None),
        ] {
            let found = lead(line);
            assert_eq!((found.end, found.value), (end, value), "{line}");
        }
    }

    #[test]
    fn bullets_know_their_column() {
        assert_eq!(lead("    - x").bullet, Some(4));
        assert_eq!(lead("> - x").bullet, Some(2));
        assert_eq!(lead("> x").bullet, None);
    }
}
