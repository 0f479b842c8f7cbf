//! Folding a candidate mark for recognition only: look-alikes, invisible characters, blanks, dashes, case.
//!
//! Reference: marking grammar, sections 9.2 and 9.3. The text itself is never altered; offsets lead back to it.

use crate::scheme::{upper, upper_char};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// A candidate, folded.
pub(super) struct Folded<'a> {
    /// Folded, in its own case.
    pub(super) text: Cow<'a, str>,
    /// The same in capitals; of equal length.
    pub(super) upper: Cow<'a, str>,
    /// Offset in the original for each byte of `text`, and one more; `None` where both are the same.
    map: Option<Vec<usize>>,
    /// Whether letters of another script, full-width or invisible characters were folded.
    pub(super) look_alike: bool,
    /// Whether blanks, dashes or slashes were folded.
    pub(super) typography: bool,
}

/// Folds `text`.
pub(super) fn fold(text: &str) -> Folded<'_> {
    if is_plain(text) {
        let lower = text.bytes().any(|b| b.is_ascii_lowercase());
        return Folded {
            text: Cow::Borrowed(text),
            upper: if lower {
                Cow::Owned(text.to_ascii_uppercase())
            } else {
                Cow::Borrowed(text)
            },
            map: None,
            look_alike: false,
            typography: false,
        };
    }
    fold_slow(text)
}

/// ASCII without control characters and without two blanks in a row.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|b| {
        let fine = (b' '..0x7f).contains(&b) && !(b == b' ' && before == b' ');
        before = b;
        fine
    })
}

struct Folding {
    text: String,
    map: Vec<usize>,
    look_alike: bool,
    typography: bool,
}

impl Folding {
    fn push(&mut self, c: char, at: usize) {
        if c == ' ' && self.text.ends_with(' ') {
            self.typography = true;
            return;
        }
        if is_combining(c)
            && let Some(last) = self.text.chars().next_back()
            && let Some(joined) = unicode_normalization::char::compose(last, c)
        {
            self.text.pop();
            let start = self.map.get(self.text.len()).copied().unwrap_or(at);
            self.map.truncate(self.text.len());
            self.text.push(joined);
            self.map.resize(self.text.len(), start);
            return;
        }
        self.text.push(c);
        self.map.resize(self.text.len(), at);
    }
}

fn fold_slow(text: &str) -> Folded<'_> {
    let mut out = Folding {
        text: String::with_capacity(text.len()),
        map: Vec::with_capacity(text.len().saturating_add(1)),
        look_alike: false,
        typography: false,
    };
    for (at, c) in text.char_indices() {
        if is_invisible(c) {
            out.look_alike = true;
        } else if let Some(latin) = confusable(c) {
            out.look_alike = true;
            out.push(latin, at);
        } else if c.is_whitespace() {
            out.typography |= c != ' ';
            out.push(' ', at);
        } else if is_dash(c) {
            out.typography = true;
            out.push('-', at);
        } else if matches!(c, '\u{2215}' | '\u{2044}') {
            out.look_alike = true;
            out.push('/', at);
        } else if c.is_ascii() || is_combining(c) {
            out.push(c, at);
        } else {
            for plain in std::iter::once(c).nfkc() {
                out.look_alike |= plain != c;
                out.push(plain, at);
            }
        }
    }
    out.map.push(text.len());
    let upper: String = out.text.chars().map(upper_char).collect();
    Folded {
        text: Cow::Owned(out.text),
        upper: Cow::Owned(upper),
        map: Some(out.map),
        look_alike: out.look_alike,
        typography: out.typography,
    }
}

impl Folded<'_> {
    /// Where byte `at` of the folded text stands in the original.
    pub(super) fn original(&self, at: usize) -> usize {
        self.map
            .as_ref()
            .map_or(at, |map| map.get(at).or(map.last()).copied().unwrap_or(at))
    }

    /// The part `start..end` (offsets in the folded text); its offsets do not lead back.
    pub(super) fn part(&self, start: usize, end: usize) -> Option<Folded<'_>> {
        Some(Folded {
            text: Cow::Borrowed(self.text.get(start..end)?),
            upper: Cow::Borrowed(self.upper.get(start..end)?),
            map: None,
            look_alike: self.look_alike,
            typography: self.typography,
        })
    }

    /// The same with other text: `pieces` are new text and the offset of each of its bytes in this one's text.
    pub(super) fn replaced(&self, text: String, from: &[usize]) -> Folded<'static> {
        let map = from.iter().map(|at| self.original(*at)).collect();
        Folded {
            upper: Cow::Owned(upper(&text)),
            text: Cow::Owned(text),
            map: Some(map),
            look_alike: self.look_alike,
            typography: self.typography,
        }
    }
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Zero-width, directional and format characters (section 9.2, 1; 9.3).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
}

/// Dashes (section 9.2, 4).
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Letters of other scripts that look Latin (section 9.2, 2), before NFKC.
fn confusable(c: char) -> Option<char> {
    const PAIRS: &str = "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX аa еe оo рp сc уy хx ѕs іi јj \
                         ԁd ԛq ԝw ѵv ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC οo ϲc νv \
                         ᏟC ᏚS ᎢT ᎬE ᎡR ᑌU ꓚC ꓢS ꓔT ꓴU ꓰE ꓣR ꓐB ꓳO ꓠN ꓝF ՍU ɡg ıi";
    if c.is_ascii() {
        return None;
    }
    let mut chars = PAIRS.chars();
    while let Some(look) = chars.next() {
        let latin = chars.next();
        if look == c {
            return latin;
        }
        chars.next();
    }
    None
}
