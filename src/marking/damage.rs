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

/// The same with `1` for an L: `CONFIDENTIA1`; and with a small l for an I amid capitals: `CONFlDENTIAL`. `written` is the
/// text in its own case.
pub(super) fn ells(written: &str) -> Option<String> {
    if written.len() > MOST || !(written.contains('1') || is_l_amid_capitals(written.as_bytes())) {
        return None;
    }
    let mended = written.replace('l', "I").replace('1', "L").to_ascii_uppercase();
    Some(letters(&mended).unwrap_or(mended))
}

/// As [`letter`], with `1` for an L.
pub(super) fn ell(byte: u8) -> Option<u8> {
    if byte == b'1' { Some(b'L') } else { letter(byte) }
}

/// Whether a small l stands among capitals, and no other small letter.
pub(super) fn is_l_amid_capitals(text: &[u8]) -> bool {
    let small = |b: &u8| b.is_ascii_lowercase() && *b != b'l';
    text.contains(&b'l') && text.iter().any(u8::is_ascii_uppercase) && !text.iter().any(small)
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

/// Whether the text (in capitals) opens with a known control or level but for figures read for letters: `N0FORN`,
/// `5AR-BP`.
pub(super) fn ocr(data: &Data, text: &str) -> bool {
    let head = text.split('/').next().unwrap_or("");
    let end = (0..=MOST.min(head.len()))
        .rev()
        .find(|at| head.is_char_boundary(*at));
    let head = head.get(..end.unwrap_or(0)).unwrap_or("");
    letters(head).is_some_and(|mended| {
        let control = data.control_phrases.longest(&mended);
        let level = data.level_phrases.longest(&mended).filter(|p| p.len() > 2);
        let differs = |length: usize| head.get(..length) != mended.get(..length);
        control.into_iter().chain(level).any(|p| differs(p.len()))
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
