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
    let Some(lower) = plain(text) else {
        return fold_slow(text);
    };
    Folded {
        text: Cow::Borrowed(text),
        upper: if lower {
            Cow::Owned(text.to_ascii_uppercase())
        } else {
            Cow::Borrowed(text)
        },
        map: None,
        look_alike: false,
        typography: false,
    }
}

/// Whether `text` holds small letters; `None` where it holds something to fold: other than ASCII, control characters,
/// two blanks in a row.
fn plain(text: &str) -> Option<bool> {
    let mut lower = false;
    let mut blank = false;
    for byte in text.bytes() {
        let again = blank && byte == b' ';
        if again || !(b' '..0x7f).contains(&byte) {
            return None;
        }
        blank = byte == b' ';
        lower |= byte.is_ascii_lowercase();
    }
    Some(lower)
}

/// What one character is folded to.
pub(super) enum Fold {
    /// It is deleted.
    Nothing,
    /// Itself, or what it stands for in print: a blank, a dash.
    Plain(char),
    /// A character that it only looks like.
    LookAlike(char),
    /// Its compatibility form, of one character or more.
    Compatible,
}

/// What `c` is folded to.
pub(super) fn fold_char(c: char) -> Fold {
    if is_invisible(c) {
        Fold::Nothing
    } else if let Some(latin) = confusable(c) {
        Fold::LookAlike(latin)
    } else if c.is_whitespace() {
        Fold::Plain(' ')
    } else if is_dash(c) {
        Fold::Plain('-')
    } else if matches!(c, '\u{2215}' | '\u{2044}') {
        Fold::LookAlike('/')
    } else if c.is_ascii() || is_combining(c) {
        Fold::Plain(c)
    } else {
        Fold::Compatible
    }
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
        match fold_char(c) {
            Fold::Nothing => out.look_alike = true,
            Fold::Plain(plain) => {
                out.typography |= plain != c;
                out.push(plain, at);
            }
            Fold::LookAlike(latin) => {
                out.look_alike = true;
                out.push(latin, at);
            }
            Fold::Compatible => {
                for plain in std::iter::once(c).nfkc() {
                    out.look_alike |= plain != c;
                    out.push(plain, at);
                }
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

pub(super) fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Characters that show nothing (section 9.2, 1; 9.3): Unicode's default ignorable code points, annotation signs, the
/// blank of Braille.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
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
    let latin = match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' | 'ꓐ' => 'B',
        'С' | 'Ϲ' | 'Ꮯ' | 'ꓚ' => 'C',
        'Е' | 'Ε' | 'Ꭼ' | 'ꓰ' => 'E',
        'ꓝ' => 'F',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' | 'ꓠ' => 'N',
        'О' | 'Ο' | 'ꓳ' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ꭱ' | 'ꓣ' => 'R',
        'Ѕ' | 'Ꮪ' | 'ꓢ' => 'S',
        'Т' | 'Τ' | 'Ꭲ' | 'ꓔ' => 'T',
        'ᑌ' | 'ꓴ' | 'Ս' => 'U',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        'а' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'ɡ' => 'g',
        'і' | 'ı' => 'i',
        'ј' => 'j',
        'о' | 'ο' => 'o',
        'р' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'ѵ' | 'ν' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'у' => 'y',
        _ => return None,
    };
    Some(latin)
}
