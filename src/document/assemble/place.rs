//! Where a draft stands beside the open portion: how deep it is quoted, how far it is set in, behind which sign of a list.

use crate::document::block::Block;
use crate::document::chars::is_void;

/// Longest sign of a list before a mark, in bytes, and of how many words it may be.
const SIGN: (usize, usize) = (32, 3);

/// Where the text of a draft begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Signs that quote it.
    pub(super) quotes: u16,
    /// Column of the first of those signs.
    margin: u16,
    /// Column of what stands first on its line, its sign among it.
    column: u16,
    /// What stands between that and its mark.
    sign: Option<Sign>,
    /// Whether that counts the paragraphs of the paper, and no items of a list.
    top: bool,
}

/// The sign of a list by its shape: `a.` and `b.` have one, `(1)` and `(2)` another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sign {
    shape: u64,
    words: usize,
    /// Whether it is a label with a colon, whose text may be of several paragraphs.
    label: bool,
    /// Whether it is such as counts paragraphs: `1.1`, `#2`, `A.`, `IV.`
    counts: bool,
}

impl Sign {
    fn of(text: &str, words: usize) -> Self {
        let shape = text
            .split(is_void)
            .filter(|word| !word.is_empty())
            .take(words)
            .fold(0, |hash, word| shape(word, hash));
        let label = text.ends_with(':') && text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
        let counts = counts(text);
        Self {
            shape,
            words,
            label,
            counts,
        }
    }
}

/// Whether a sign begins with a figure, or is a capital letter or a Roman figure with a full stop.
fn counts(text: &str) -> bool {
    let core = text.trim_end_matches('.');
    let capital = core.len() == 1 && core.starts_with(|c: char| c.is_ascii_uppercase()) || roman(core, "IVX");
    text.trim_start_matches(['#', '§', ' '])
        .starts_with(|c: char| c.is_ascii_digit())
        || capital && core.len() < text.len()
}

/// Adds the shape of a word: figures, also damaged ones, and single letters or Roman figures are alike, all else is what
/// it is.
fn shape(word: &str, hash: u64) -> u64 {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    let figures = !core.is_empty()
        && !roman(core, "IVX")
        && core.chars().all(|c| c.is_ascii_digit() || "lIOo".contains(c))
        && (core.len() > 1 || core.starts_with(|c: char| c.is_ascii_digit()));
    let small = core.len() == 1 && core.starts_with(|c: char| c.is_ascii_lowercase()) || roman(core, "ivx");
    let capital = core.len() == 1 && core.starts_with(|c: char| c.is_ascii_uppercase()) || roman(core, "IVX");
    // `Issue:` and `Discussion:` label the paragraphs of one paper.
    if word.ends_with(':')
        && core.len() > 1
        && core.chars().all(char::is_alphabetic)
        && core.starts_with(char::is_uppercase)
    {
        return fold(":", hash);
    }
    // `1.1`, `2.10.3`
    if core.contains('.') && core.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        let groups = core.split('.').filter(|group| !group.is_empty()).count();
        return fold(&word.replacen(core, &"9.".repeat(groups), 1), hash);
    }
    // `Q1:`, `A-2.`: a letter with a figure.
    if core.len() <= 5
        && core.starts_with(char::is_alphabetic)
        && core.ends_with(|c: char| c.is_ascii_digit())
    {
        return fold(&word.replace(|c: char| c.is_ascii_digit(), "9"), hash);
    }
    let class = match (figures, small, capital) {
        _ if core.len() == word.len() && !figures => None,
        (true, ..) => Some("9"),
        (_, true, _) => Some("a"),
        (_, _, true) => Some("A"),
        _ => None,
    };
    match class {
        Some(class) => fold(&word.replacen(core, class, 1), hash),
        None => fold(word, hash),
    }
}

/// FNV-1a, going on from `hash`.
fn fold(text: &str, hash: u64) -> u64 {
    text.bytes()
        .chain([b' '])
        .fold(hash ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

fn roman(word: &str, letters: &str) -> bool {
    (1..=5).contains(&word.len()) && word.chars().all(|c| letters.contains(c))
}

impl Place {
    /// The place of a block whose mark, if any, begins at byte `mark` of the source.
    pub(super) fn of(source: &str, block: &Block, mark: Option<usize>) -> Self {
        let text = block.body.of(source);
        let (mut quotes, mut column, mut margin) = (0_u16, 0_u16, 0_u16);
        let mut at = 0_usize;
        for (offset, c) in text.char_indices() {
            at = offset;
            match c {
                '>' => {
                    if quotes == 0 {
                        margin = column;
                    }
                    quotes = quotes.saturating_add(1);
                    column = 0;
                }
                '\t' => column = column.saturating_add(4),
                c if is_void(c) && c != '\n' => column = column.saturating_add(1),
                _ => break,
            }
        }
        let end = mark.map(|mark| mark.saturating_sub(block.body.start()));
        let sign = end
            .and_then(|end| text.get(at..end))
            .map(str::trim)
            .filter(|sign| !sign.is_empty() && sign.len() <= SIGN.0)
            .map(|sign| (sign, sign.split_whitespace().count()))
            .filter(|(_, words)| *words <= SIGN.1)
            .map(|(sign, words)| Sign::of(sign, words));
        Self {
            quotes,
            margin,
            column,
            sign,
            top: false,
        }
    }

    /// The same where it counts the paragraphs of the paper: it stands in nothing, or beside such a one, the first of
    /// `nested`.
    pub(super) fn counted(self, nested: Option<Self>) -> Self {
        let top = Self { top: true, ..self };
        let beside = nested.is_none_or(|first| first == top);
        if beside && self.sign.is_some_and(|sign| sign.counts) {
            top
        } else {
            self
        }
    }

    /// The same without its sign.
    pub(super) fn unsigned(self) -> Self {
        Self { sign: None, ..self }
    }

    /// Whether it stands within `outer`: quoted deeper, set in further, or behind a sign of another kind.
    pub(super) fn is_within(self, outer: Self) -> bool {
        self.quotes > outer.quotes
            || self.quotes == outer.quotes
                && (self.column > outer.column
                    || self.column == outer.column && self.sign.is_some() && self.sign != outer.sign)
    }

    /// Whether text without a sign that stands at `self` is no more of the item at `item`.
    pub(super) fn leaves(self, item: Self) -> bool {
        let outside = if self.quotes == item.quotes {
            self.column <= item.column
        } else {
            // A quotation at the margin stands outside an item.
            self.quotes > item.quotes && self.margin <= item.column
        };
        // Deeper in quotations of mail stands another message.
        let deeper = item.quotes > 0 && self.quotes > item.quotes;
        let sign = item.sign.filter(|_| !item.top);
        self.quotes < item.quotes || deeper || outside && sign.is_some_and(|sign| !sign.label)
    }

    /// Whether `text`, which begins at `self`, begins with a sign of the kind that `item` has. A bullet further in belongs to
    /// the item above it; one column is what a scan may be off.
    pub(super) fn is_beside(self, item: Self, text: &str) -> bool {
        self.quotes == item.quotes
            && self.column <= item.column.saturating_add(1)
            && item
                .sign
                .is_some_and(|sign| Sign::of(text, sign.words).shape == sign.shape)
    }
}
