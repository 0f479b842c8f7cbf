//! Page numbers, headers of pages, specks.

use crate::document::chars::{cut, is_void, tail, trim_void};

/// Page numbers, page and continuation headers, accession numbers, specks without a word.
pub(super) fn is_page(t: &str) -> bool {
    let figures = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_digit()) && w.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if !t.chars().any(char::is_alphabetic) {
        let digits = t.chars().filter(char::is_ascii_digit).count();
        let rest = t.chars().filter(|c| !c.is_ascii_digit() && !is_void(*c)).count();
        return digits <= 8
            && rest <= 40
            && !(digits > 0 && t.ends_with(['.', ',']))
            && !t.contains(['%', '$', '€', '(', '[', '{']);
    }
    if t.ends_with('Z') && t.starts_with(char::is_uppercase) && t.contains(|c: char| c.is_ascii_digit()) {
        let before = t.rfind(char::is_whitespace).map_or("", |at| cut(t, 0, at));
        let stamp = tail(t, before.len()).trim_start();
        let time = stamp.len() == 7 && stamp.bytes().take(6).all(|b| b.is_ascii_digit());
        return time && is_page(before.trim_end());
    }
    if !t.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = t.split_whitespace().take(10).collect();
    match words.as_slice() {
        [page, number] if page.eq_ignore_ascii_case("page") => figures(number),
        [page, number, of, total] if page.eq_ignore_ascii_case("page") && of.eq_ignore_ascii_case("of") => {
            figures(number) && figures(total)
        }
        ["PAGE", number, names @ .., last] if !names.iter().any(|w| w.eq_ignore_ascii_case("of")) => {
            figures(number)
                && figures(last)
                && names.len() <= 4
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        ["PAGE", page, names @ .., serial, number, of, total] if of.eq_ignore_ascii_case("of") => {
            [page, serial, number, total].into_iter().all(|w| figures(w))
                && names.len() <= 4
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        [names @ .., serial, number, of, total] if of.eq_ignore_ascii_case("of") => {
            figures(serial)
                && serial.len() >= 4
                && figures(number)
                && figures(total)
                && !names.is_empty()
                && names.iter().all(|w| w.chars().all(|c| c.is_ascii_uppercase()))
        }
        _ => false,
    }
}

/// Whether a short line inside a paragraph is a speck of a scan or a transmission fault: `E`, `s T`, `5`.
pub(in crate::document) fn is_stray(line: &str) -> bool {
    let t = trim_void(line);
    !t.is_empty()
        && t.len() <= 3
        && t.split(' ')
            .all(|w| w.chars().count() == 1 && w.chars().all(char::is_alphanumeric))
}
