//! Paragraph numbers in other styles than `2. The`, and what scanning makes of them. Behind a lower mark such a paragraph
//! would leave as text that goes on with it.

use super::chars::{is_void, tail, void_len};

/// Signs that stand behind a number, or that scanning puts there.
const BEHIND: &str = ".,;:)]}>·'’´`*|․。．";
/// Signs that scanning puts before one.
const BEFORE: &str = "'‘’\"*·.,`´^~_§¶©®|!";
/// Most signs of either kind.
const MOST: usize = 4;

/// Whether a text begins with a paragraph number that is no figure with a full stop: `1.2 The`, `#5 The`, `No. 7 The`,
/// `Para 9: The`, `15/ The`, `3.- The`, `19 The`. A capital letter or a bracket must follow.
pub(super) fn is_counted(text: &str) -> bool {
    let t = text.trim_start_matches(is_void);
    if let Some(behind) = t.strip_prefix('¶') {
        return void_len(behind) > 0 && tail(behind, void_len(behind)).starts_with(char::is_uppercase);
    }
    if !t.starts_with(|c: char| c.is_ascii_digit() || "INPn#[§".contains(c)) {
        return false;
    }
    let named = [
        "No. ",
        "No ",
        "N° ",
        "n° ",
        "§ ",
        "§",
        "Nr. ",
        "Para ",
        "Para. ",
        "Point n° ",
        "Point ",
        "Item ",
        "Paragraph ",
        "PARA ",
        "PARAGRAPH ",
        "#",
    ]
    .iter()
    .find_map(|word| t.strip_prefix(word));
    // `[11] The`.
    let bracketed = t.strip_prefix('[').filter(|rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < rest.len() && digits.starts_with(']')
    });
    let digits = named.or(bracketed).unwrap_or(t);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&count) {
        return false;
    }
    let rest = tail(digits, count);
    let parts = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let rest = parts.trim_start_matches(['.', ')', ']', '-', '/', ':', ',', 'º', 'ª', '°']);
    let gap = rest.len().saturating_sub(rest.trim_start_matches(is_void).len());
    let word =
        rest.trim_start_matches(|c: char| is_void(c) || "-–—".contains(c) || c == ':' && named.is_some());
    let signed = named.is_some() || count < digits.len().saturating_sub(rest.len());
    let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    .iter()
    .any(|m| word.starts_with(m));
    let capital = word.starts_with(|c: char| c.is_uppercase() || "([\"“".contains(c));
    gap > 0 && capital && !month && (signed || count <= 2)
}

/// Whether a text begins with a spoiled number or the label of an item: `2; The`, `'2. The`, `2.The`, `２. The`, `2-1. The`,
/// `Q2. The`, `Step 2: The`. A capital letter must follow.
pub(super) fn is_spoiled(text: &str) -> bool {
    let t = text.trim_start_matches(is_void);
    let letter = t.starts_with(|c: char| c.is_ascii_alphabetic());
    let before = if letter { 0 } else { signs(t, BEFORE) };
    let t = tail(t, before);
    let label = labelled(t);
    let t = tail(t, label);
    let figures: usize = t
        .chars()
        .take_while(|c| c.is_numeric())
        .take(MOST)
        .map(char::len_utf8)
        .sum();
    let letter = usize::from(label > 0 && figures == 0 && t.starts_with(|c: char| c.is_ascii_uppercase()));
    let number = figures.max(letter);
    if number == 0
        || t.chars()
            .take_while(|c| c.is_numeric())
            .nth(MOST.saturating_sub(1))
            .is_some()
    {
        return false;
    }
    let mut rest = tail(t, number);
    // `2-1.`, `2.a.`
    let part = rest.trim_start_matches(['-', '.']);
    let parts = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let small = part.len() < rest.len()
        && parts.len() == part.len()
        && part.starts_with(|c: char| c.is_ascii_lowercase());
    let parts = if small { tail(part, 1) } else { parts };
    if parts.len() < part.len() && part.len() < rest.len() && parts.starts_with(['.', ')', ':']) {
        rest = parts;
    }
    let blank = void_len(rest);
    let sign = signs(tail(rest, blank), BEHIND);
    let behind = tail(rest, blank.saturating_add(sign));
    let gap = void_len(behind);
    let word = tail(behind, gap);
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let small = letters.next().is_some_and(char::is_lowercase);
    // A figure of another script needs no sign, and a full stop no blank.
    let foreign = figures > 0 && !t.starts_with(|c: char| c.is_ascii_digit());
    let parted = sign > 0 && (gap > 0 || small && blank == 0 && tail(rest, 0).starts_with('.'))
        || foreign && (gap > 0 || blank > 0);
    capital && parted
}

/// Length of the signs of `set` that a text begins with; 0 where there are too many.
fn signs(text: &str, set: &str) -> usize {
    let run = || text.chars().take_while(|c| set.contains(*c));
    if run().nth(MOST).is_some() {
        return 0;
    }
    run().map(char::len_utf8).sum()
}

/// Length of what names an item before its figure or letter: `Step ` of `Step 2:`, `Q` of `Q2.`, `A-` of `A-2.`
fn labelled(text: &str) -> usize {
    let word = text.bytes().take_while(u8::is_ascii_alphabetic).take(15).count();
    let capital = text.starts_with(|c: char| c.is_ascii_uppercase());
    if !capital {
        return 0;
    }
    let behind = tail(text, word);
    let small = text
        .get(1..word)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase()));
    match word {
        1 if behind.starts_with(|c: char| c.is_ascii_digit()) => 1,
        1 if behind.starts_with('-') => 2,
        4..=14 if small && behind.starts_with(' ') => {
            let item = tail(behind, 1);
            let count = item.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let item = item.get(..count).unwrap_or("");
            let one = count == 1 && item.bytes().all(|b| b.is_ascii_uppercase());
            let figures = (1..=2).contains(&count) && item.bytes().all(|b| b.is_ascii_digit());
            if one || figures { word.saturating_add(1) } else { 0 }
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoiled_numbers_count() {
        for text in [
            "2; The lamp",
            "2 . The lamp",
            "2.The lamp",
            "'2. The lamp",
            "*2. The lamp",
            "2.' The lamp",
            "2·. The lamp",
            "2} The lamp",
            "２. The lamp",
            "② The lamp",
            "٢. The lamp",
            "2\u{200b}. The lamp",
            "§2. The lamp",
            "2-1. The lamp",
            "2.a. The lamp",
            "Q2. The lamp",
            "A-2. The lamp",
            "Step 2: The lamp",
            "Option B: The lamp",
            "Item 12. The lamp",
        ] {
            assert!(is_spoiled(text), "{text}");
        }
    }

    #[test]
    fn figures_that_count_nothing() {
        for text in [
            "The lamp",
            "2 lamps",
            "'90s lamps",
            "2' wide planks",
            "1,200 Lamps",
            "2.5 Lamps",
            "$2. lamps",
            "2010. The lamp",
            "10-12 May",
            "F-16 The",
            "Lamp B is out",
            "Article of the Board",
            "\"2 lamps\"",
            "",
            "Room 12 is shut",
        ] {
            assert!(!is_spoiled(text), "{text}");
        }
    }
}
