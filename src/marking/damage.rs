//! Damaged marks: figures read for letters, stray signs. Held, never corrected (reference, section 9.3).

use crate::scheme::Data;

/// Longest text that is looked at for damage, in bytes.
pub(super) const MOST: usize = 48;
/// Signs that stand in no mark.
const SIGNS: &str = "$?!;.*^~|{}<>_=%&@\\§•■□";

/// The letter that scanning puts a figure or sign for; other bytes as they are.
pub(super) fn letter(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0' => b'O',
        b'1' | b'|' => b'I',
        b'5' | b'$' => b'S',
        b'8' => b'B',
        other => other,
    })
}

/// Whether `c` is a sign that stands in no mark.
pub(super) fn is_sign(c: char) -> bool {
    SIGNS.contains(c)
}

/// A byte that is no stray sign.
pub(super) fn sign(byte: u8) -> Option<u8> {
    (!is_sign(char::from(byte))).then_some(byte)
}

/// Figures and signs that scanning puts for letters.
pub(super) fn letters(text: &str) -> Option<String> {
    if text.len() > MOST || text.bytes().all(|b| letter(b) == Some(b)) {
        return None;
    }
    let mended = text.chars().map(|c| {
        let byte = u8::try_from(c).ok().filter(u8::is_ascii);
        byte.and_then(letter).map_or(c, char::from)
    });
    Some(mended.collect())
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
    if text.len() > MOST || !text.contains(is_sign) {
        return None;
    }
    Some(text.replace(is_sign, ""))
}

/// Whether `text` is an abbreviation of single letters, such as `N.C.`
pub(super) fn is_dotted(text: &str) -> bool {
    let letters = text.trim_end_matches('.');
    letters.contains('.') && letters.split('.').all(|letter| letter.len() == 1)
}
