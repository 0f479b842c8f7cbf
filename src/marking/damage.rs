//! Damaged marks: figures read for letters, stray signs. Held, never corrected (reference, section 9.3).

use crate::scheme::Data;

/// Longest text that is looked at for damage, in bytes.
pub(super) const MOST: usize = 48;

/// Figures and signs that scanning puts for letters.
pub(super) fn letters(text: &str) -> Option<String> {
    if text.len() > MOST
        || !text
            .bytes()
            .any(|b| matches!(b, b'0' | b'1' | b'5' | b'8' | b'|' | b'$'))
    {
        return None;
    }
    let mended = text
        .chars()
        .map(|c| match c {
            '0' => 'O',
            '1' | '|' => 'I',
            '5' | '$' => 'S',
            '8' => 'B',
            other => other,
        })
        .collect();
    Some(mended)
}

/// Whether `token` (in capitals) is a known control or level but for figures read for letters.
pub(super) fn ocr(data: &Data, token: &str) -> bool {
    letters(token).is_some_and(|mended| {
        let control = data.control_phrases.exact(&mended).is_some();
        let level = mended.len() > 2 && data.level_phrases.exact(&mended).is_some();
        control || level
    })
}

/// The text without stray signs at its ends or inside, where there are some.
pub(super) fn without_signs(text: &str) -> Option<String> {
    let stray = |c: char| "$?!;.*^~|{}<>_=%&@\\§•■□".contains(c);
    if text.len() > MOST || !text.contains(stray) {
        return None;
    }
    Some(text.replace(stray, ""))
}
