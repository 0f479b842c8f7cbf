//! What was a mark before scanning spoiled it: a bracket lost, or read as another sign, or a level with nothing round it.
//!
//! In doubt a text is a damaged mark: behind a lower one it would leave as text that continues that (section 9.3 of the
//! marking reference).

use super::ahead::opens;
use super::brackets::{closing, is_no_mark, token_len};
use super::read::Marks;
use super::unbracketed;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, is_void, tail, void_len};
use crate::document::foreign;
use crate::marking::read_portion;
use crate::scheme::Scheme;

/// Signs that close a mark, or are read for what closes one.
const CLOSING: &str = ")}]>|）⟩﹚";
/// Controls that stand beside a level, as they are written without one.
const CONTROLS: [&str; 14] = [
    "NF",
    "OC",
    "NOFORN",
    "ORCON",
    "NODIS",
    "EXDIS",
    "LIMDIS",
    "STADIS",
    "PROPIN",
    "RELIDO",
    "IMCON",
    "NOCONTRACT",
    "FOUO",
    "SBU",
];
/// What scanning makes of an opening bracket.
const OPENING: &str = "ftljriI1<^|/¢⟨﹙";
/// Longest text in brackets that may be one word with figures among its letters.
const SPOILED: usize = 16;

/// Length of what stands at the start of `rest` behind a bracket of any kind, where it is a damaged mark: `{C)`, `[S]`,
/// `(S//NF The`, `(87 The`.
pub(super) fn opened(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    let open = rest.chars().next()?;
    let round = opens(open);
    let gap = void_len(tail(rest, open.len_utf8()));
    let body = tail(rest, open.len_utf8().saturating_add(gap));
    if gap > 2 || body.is_empty() {
        return None;
    }
    let token = body.get(..token_len(body)).unwrap_or("");
    let place = token.find(|c| CLOSING.contains(c));
    let core = token.get(..place.unwrap_or(token.len())).unwrap_or("");
    // `{ S )`: the sign that closes stands apart.
    let behind = tail(body, token.len());
    let apart = gap > 0
        && behind
            .trim_start_matches(is_void)
            .starts_with(|c| CLOSING.contains(c));
    let closed = place.is_some() || apart;
    // `(40 mm)`, `(2-1 at half time)`: a text of its own begins with a capital letter.
    let small = gap == 0
        && behind.trim_start_matches(is_void).starts_with(char::is_lowercase)
        && closing(rest).is_some();
    let level = marks.is_mark(core) || core == "R";
    let count = core.chars().count();
    let odd = count <= 3 && !small && core.chars().any(|c| c.is_ascii_digit() || "$€^•!".contains(c));
    // References: `[12]`, `[2a]`.
    let number = core.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let figures = open == '['
        && token.trim_end_matches(':').ends_with(']')
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit());
    let lost = round && closing(rest).is_none();
    let found = count > 0
        && !figures
        && if closed {
            gap == 0 && odd && !is_no_mark(core) || level || marks.begins_with_mark(core)
        } else if round {
            gap == 0 && (level || odd)
                || lost && level && count <= 2 && begins_word(behind)
                || lost
                    && (core.contains("//") && !core.contains("://")
                        || marks.begins_with_mark(core)
                        || spoiled(marks, core))
        } else {
            gap == 0 && level && behind.trim_start_matches(is_void).starts_with(char::is_uppercase)
        };
    // `(TOP SECRET The`: a level of two words.
    if lost && !found && gap == 0 {
        let first = token_len(body);
        let behind = tail(body, first);
        let second = token_len(behind.trim_start_matches(' '));
        let both = body
            .get(..first.saturating_add(second).saturating_add(1))
            .unwrap_or("");
        let level = both.trim_end_matches(['/', '.', ',', ':']);
        if behind.starts_with(' ') && level.contains(' ') && marks.is_mark(level) {
            return Some(open.len_utf8().saturating_add(level.len()));
        }
    }
    // `(G The`, `(SX The`: what is left may be any letter.
    let capitals = core.bytes().all(|b| b.is_ascii_uppercase());
    if lost
        && !found
        && gap == 0
        && place.is_none()
        && (1..=2).contains(&count)
        && capitals
        && begins_word(behind)
    {
        return Some(open.len_utf8().saturating_add(core.len()));
    }
    // `[NOFORN] The`, `[restreint] The`.
    let control = || CONTROLS.contains(&core) || foreign::is_mark(core);
    if open == '[' && !found && token.ends_with(']') && control() {
        return Some(open.len_utf8().saturating_add(token.len()));
    }
    let sign = place
        .and_then(|at| tail(token, at).chars().next())
        .map_or(0, char::len_utf8);
    let len = open
        .len_utf8()
        .saturating_add(gap)
        .saturating_add(core.len())
        .saturating_add(sign);
    found.then_some(len)
}

/// Whether a word before a bracket that closes is a level behind what scanning makes of one that opens: `|S`, `fS`, `t5`.
pub(super) fn opened_by_sign(marks: &Marks<'_>, word: &str) -> bool {
    let mut chars = word.chars();
    let sign = chars.next().is_some_and(|c| OPENING.contains(c));
    let level = chars.as_str();
    sign && (marks.is_mark(level) || matches!(level, "5" | "8" | "0" | "$"))
}

/// Whether `token`, which no bracket opens, is a mark all the same: `S//NF)`, `fS)`, `<S>`, `S//NF`.
pub(super) fn unopened(marks: &Marks<'_>, token: &str) -> bool {
    let core = token.trim_end_matches(|c| CLOSING.contains(c) || c == '/' || c == '\'');
    let closed = core.len() < token.len();
    let core = core.trim_start_matches(['-', '`', '\'', '‘', '.']);
    if closed && (marks.is_mark(core) || core.contains('/') && marks.begins_with_mark(core)) {
        return true;
    }
    let mut chars = core.chars();
    let open = chars.next().is_some_and(|c| OPENING.contains(c));
    if closed && open && marks.is_mark(chars.as_str()) {
        return true;
    }
    // `U/S Quell` is an office: one stroke counts only where all of it is a mark.
    token.len() <= 24
        && (token.contains("//") && marks.begins_with_mark(token)
            || token.contains('/') && marks.is_mark(token))
}

/// A level without brackets at the head of a paragraph, in a form of its own: `SECRET: The`, `SECRET - The`, `Ⓢ The`,
/// `TLP:RED The`. Its length and what it is.
pub(super) fn headed(marks: &Marks<'_>, rest: &str) -> Option<(usize, MarkState)> {
    let first = rest.chars().next()?;
    // Letters in circles and letters with brackets in one sign.
    if ('\u{249c}'..='\u{24e9}').contains(&first) || ('\u{1f110}'..='\u{1f16c}').contains(&first) {
        return Some((first.len_utf8(), MarkState::LookAlike));
    }
    if first == '©' && begins_word(tail(rest, first.len_utf8())) && !rest.contains("opyright") {
        let figure = tail(rest, first.len_utf8())
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit());
        return (!figure).then_some((first.len_utf8(), MarkState::Damaged));
    }
    if !first.is_ascii() {
        return dressed(marks, rest).map(|len| (len, MarkState::LookAlike));
    }
    if !first.is_ascii_uppercase() {
        return dressed(marks, rest).map(|len| (len, MarkState::Damaged));
    }
    let token = rest.get(..token_len(rest)).unwrap_or("");
    let behind = tail(rest, token.len()).trim_start_matches(is_void);
    let word = token.trim_end_matches([':', '.', ',']);
    if word.contains(':')
        && !behind.is_empty()
        && let Some((state @ MarkState::Known(_), _)) = marks.classify(word)
    {
        // Elsewhere such words may begin a sentence, and must not lower what they stand in.
        let unbracketed = marks.scheme.data().unbracketed;
        // `TLP:AMBER STRICT` is no `TLP:AMBER`.
        let next = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
        let longer = format!("{word} {}", first_word(next));
        let whole = unbracketed && !matches!(marks.classify(&longer), Some((MarkState::Known(_), _)));
        let state = if whole { state } else { MarkState::Damaged };
        return Some((word.len(), state));
    }
    if let Some(len) = labelled(marks, rest).or_else(|| unbracketed::leading(marks, rest)) {
        return Some((len, MarkState::Damaged));
    }
    let label = token.ends_with(':')
        || behind.starts_with("- ")
        || behind.starts_with("– ")
        || behind.starts_with("— ");
    let capitals = word.len() >= 5 && word.bytes().all(|b| b.is_ascii_uppercase());
    (label && capitals && !behind.is_empty() && marks.is_mark(word))
        .then_some((word.len(), MarkState::Damaged))
}

/// Length of what scanning leaves of a mark that was struck through when its paper was declassified, and that a capital
/// letter follows: `4S4 The`, `-441- The`, `46,34 The`, `(8.4- The`, `E.s.) The`.
pub(super) fn struck(rest: &str) -> Option<usize> {
    let token = rest.split(is_void).next().unwrap_or("");
    let behind = tail(rest, token.len());
    let next = behind.trim_start_matches(|c: char| is_void(c) || "\"“'‘(".contains(c));
    let followed = next.len() < behind.len() && next.starts_with(char::is_uppercase);
    (followed && is_struck(token)).then_some(token.len())
}

/// Whether a word has the form of what is left of a mark that was struck through.
pub(in crate::document) fn is_struck(token: &str) -> bool {
    let core = token.trim_end_matches(['.', ',', ':']);
    let count = core.chars().take(10).count();
    if !(3..=9).contains(&count) {
        return false;
    }
    let dash = |c: char| "-–—".contains(c);
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    let bare = core.trim_end_matches([')', '}', ']']).trim_matches(dash);
    let parts = || {
        bare.split('.')
            .all(|part| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let figures = bare.bytes().all(|b| b.is_ascii_digit());
    let opens = core.starts_with(|c: char| dash(c) || c == '(');
    // `3.- The` and `1.2- The` count.
    let dashed = core.trim_end_matches([')', '}', ']']).ends_with(dash)
        && digits > 0
        && (opens || figures && bare.len() == 3 && bare.starts_with('4') || !figures && !parts());
    let inner = core.get(1..core.len().saturating_sub(1)).unwrap_or("");
    let fours = core.starts_with('4')
        && count <= 6
        && (core.ends_with('4') && !figures || core.ends_with(')') && matches!(inner, "S" | "C" | "U" | "G"));
    let signed = core.ends_with(['+', '*', '^', '~']) && core.starts_with('4') && count <= 6;
    let dotted = core.ends_with(')')
        && !core.contains('(')
        && core.starts_with(char::is_uppercase)
        && core.contains('.')
        && (letters, digits) == (2, 0);
    letters <= 2 && (dashed || fours || signed || dotted)
}

/// Length of a level in words or letters with a colon, a full stop or a dash between it and a sentence: `Secret: The`,
/// `TOP SECRET - The`, `S - The`, `S. The`, `Classification: S The`.
fn labelled(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    const NAMES: [&str; 3] = ["Classification:", "CL:", "Classified:"];
    let bytes = rest.as_bytes();
    let window = bytes.get(..WINDOW.min(bytes.len())).unwrap_or_default();
    if let Some(name) = NAMES.iter().find(|name| rest.starts_with(**name)) {
        let gap = void_len(tail(rest, name.len()));
        let at = name.len().saturating_add(gap);
        let level = tail(rest, at);
        let level = level.get(..token_len(level)).unwrap_or("");
        let fits = gap > 0 && marks.is_mark(level) && begins_word(tail(rest, at.saturating_add(level.len())));
        return fits.then(|| at.saturating_add(level.len()));
    }
    let behind_blank = |sign: &[u8]| {
        memchr::memchr_iter(b' ', window).find(|at| tail_of(window, at.saturating_add(1)).starts_with(sign))
    };
    let dash = behind_blank(b"-").or_else(|| behind_blank("–".as_bytes()));
    let stop = memchr::memchr2(b':', b'.', window);
    let end = match (dash, stop) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let level = rest.get(..end)?;
    let behind = tail(rest, end);
    let text = behind.trim_start_matches(|c: char| is_void(c) || ":.-–".contains(c));
    let gap = behind
        .get(..behind.len().saturating_sub(text.len()))
        .unwrap_or("");
    let known = level.len() <= WINDOW
        && !level.contains(['\n', '(', '/'])
        && (marks.is_mark(level) || level.contains(' ') && marks.is_mark(&level.to_uppercase()));
    let words = level.len() >= 5;
    // `S. Quell` is a name.
    let sentence = unbracketed::begins(text);
    let parted = gap.ends_with(is_void) && !gap.contains('\n');
    (known
        && parted
        && (words && begins_word(behind) || sentence || gap.starts_with(' ') && begins_word(behind)))
    .then_some(end)
}

/// Length of a mark between signs that are no round brackets: `【S】 The`, `«S» The`, `*S* The`, or in letters of another
/// script: `Ｓ The`.
fn dressed(marks: &Marks<'_>, rest: &str) -> Option<usize> {
    const SIGNS: &str = "*\"'“”‘’«»‹›<>|/\\~=_+-–—";
    let token = rest.get(..token_len(rest)).unwrap_or("");
    if token.starts_with(OBJECT) {
        return None;
    }
    let sign = |c: char| !c.is_alphanumeric() && (!c.is_ascii() || SIGNS.contains(c) || "()[]{}".contains(c));
    let bare = token.trim_start_matches(sign);
    let core = bare.trim_end_matches(sign);
    let between = bare.len() < token.len() && core.len() < bare.len();
    let ascii = token.is_ascii();
    let other = || !ascii && core.chars().count() <= 3 && read_portion(marks.scheme, core).look_alike;
    let level = between && (marks.is_mark(core) || other()) || bare.len() == token.len() && other();
    (level && begins_word(tail(rest, token.len()))).then_some(token.len())
}

fn tail_of(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

/// Most bytes of a level with the words of its label.
const WINDOW: usize = 24;

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// Whether a blank and a capital letter or a figure come next, signs apart.
fn begins_word(behind: &str) -> bool {
    let text = behind.trim_start_matches(|c: char| is_void(c) || ":.-–\"“'".contains(c));
    text.len() < behind.len() && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Whether a text is a control alone, as one may stand in brackets without its level.
pub(super) fn is_control(scheme: &Scheme, written: &str) -> bool {
    const SYSTEMS: [&str; 8] = ["SI", "TK", "HCS", "FGI", "REL", "PR", "CUI", "SCI"];
    CONTROLS.contains(&written)
        || SYSTEMS.contains(&written)
        || foreign::is_mark(written)
        || scheme.data().control_phrases.exact(written).is_some()
}

/// Whether `behind` begins with a small word: `(S)the keeper` lost a blank, `(S)he` is a word.
pub(super) fn begins_with_small_word(behind: &str) -> bool {
    let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "in"
            | "on"
            | "at"
            | "it"
            | "we"
            | "for"
            | "this"
            | "that"
            | "as"
            | "of"
            | "to"
            | "and"
            | "by"
    )
}

/// Whether a text in brackets is one word in which figures and signs stand among the letters: `(UHIS:114e)`.
pub(super) fn holds_spoiled_letters(written: &str) -> bool {
    written.len() <= SPOILED
        && written.starts_with(|c: char| c.is_ascii_uppercase())
        && !written.contains(is_void)
        && written.bytes().any(|b| b.is_ascii_digit())
        && written.contains([':', ';', '|', '\\', '^', '$', '!'])
        && !is_sum(written)
}

/// Whether a text is a sum of money: `US$4.4`.
fn is_sum(written: &str) -> bool {
    const CODES: [&str; 3] = ["US$", "A$", "NZ$"];
    let sum = CODES.iter().find_map(|code| written.strip_prefix(code));
    sum.is_some_and(|sum| sum.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a control or another level stands without round brackets right behind a mark, before the text.
pub(super) fn goes_on(marks: &Marks<'_>, behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '\t']);
    let bare = rest.trim_start_matches(['/', '-', '[', '{', ' ']);
    let token = bare.get(..token_len(bare)).unwrap_or("");
    let word = token.trim_end_matches([':', ']', '}', ',', '.', '-']);
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_uppercase() || b == b'/') {
        return false;
    }
    let next = tail(bare, token.len());
    let signed = bare.len() < rest.len() && (rest.len() == behind.len() || !rest.starts_with('-'))
        || word.len() < token.len();
    let control = || word.split('/').all(|part| CONTROLS.contains(&part));
    let sentence = begins_sentence(next);
    match word.len() {
        0..=3 => {
            (signed || matches!(first_word(next), "The" | "A" | "An"))
                && sentence
                && (marks.is_mark(word) || signed && control())
        }
        _ => sentence && (marks.is_mark(word) || control()),
    }
}

/// Whether a blank, a capital letter and a small one come next.
fn begins_sentence(behind: &str) -> bool {
    let text = behind.trim_start_matches(is_void);
    let mut chars = text.chars();
    text.len() < behind.len()
        && chars.next().is_some_and(char::is_uppercase)
        && chars.next().is_none_or(|c| c.is_lowercase() || is_void(c))
}

/// Length of what a page of the web leaves of a bracket: `&#40;S`, `&lpar;S`.
pub(super) fn escaped(rest: &str) -> Option<usize> {
    let found = ["&#40;", "&lpar;", "&#x28;", "\\(", "\\["]
        .iter()
        .any(|sign| rest.starts_with(sign));
    let len = token_len(rest);
    let core = rest
        .get(..len)
        .unwrap_or("")
        .trim_start_matches(|c: char| !c.is_ascii_uppercase());
    (found && len <= 24 && !core.is_empty()).then_some(len)
}

/// What scanning leaves of a short mark whose closing bracket became a letter, or of a long one: `(SJ The`, `(UHE14314e7`.
fn spoiled(marks: &Marks<'_>, core: &str) -> bool {
    let mut chars = core.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let rest = chars.as_str();
    let level = marks.is_mark(core.get(..first.len_utf8()).unwrap_or(""));
    let short = core.get(..core.len().saturating_sub(1)).unwrap_or("");
    let two =
        core.len() == 3 && core.ends_with(['J', 'V', 'I', 'i', 'l', 't', '1', '|']) && marks.is_mark(short);
    let one = level
        && matches!(
            rest,
            "J" | "V" | "i" | "t" | "l" | "I" | "1" | "|" | "!" | ">" | "j"
        );
    let long = (4..=SPOILED).contains(&core.len())
        && first.is_ascii_uppercase()
        && rest.bytes().any(|b| b.is_ascii_digit())
        && rest.bytes().any(|b| b.is_ascii_alphabetic());
    one || two || long
}
