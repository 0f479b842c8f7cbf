//! Titles: what a line looks like that stands over others, begins another paper or names a person.

use super::chars::{is_void, starts_with_word, tail, trim_void};

/// Longest title in bytes.
pub(super) const TITLE: usize = 160;

/// Whether a text on one line reads like a title.
pub(super) fn is_title(text: &str) -> bool {
    if text.is_empty() || text.len() > TITLE {
        return false;
    }
    // Most text is a sentence.
    let dots = text.ends_with("...") || text.ends_with('…');
    let bare = text.trim_end_matches(|c: char| c != '.' && "\"'”’)]*_».".contains(c));
    if bare.ends_with(['.', ';', ',', '!']) && !dots && !ends_with_abbreviation(text) {
        return false;
    }
    let body = text.trim_start_matches(|c: char| is_void(c) || "-–—*_#\"“‘'…".contains(c));
    let body = body.strip_prefix("...").unwrap_or(body);
    let continued = text.starts_with("...") || text.starts_with('…');
    let opens = body.chars().next().is_some_and(|c| {
        c.is_uppercase() || c.is_numeric() || continued || (c.is_alphabetic() && !c.is_lowercase())
    });
    let label = || text.ends_with(':') && text.split_whitespace().nth(5).is_some();
    opens && !label() && !breaks_off(text)
}

/// Whether a long line ends with a word that another must follow: a paragraph that a page ends, and no title.
fn breaks_off(text: &str) -> bool {
    const LONG: usize = 45;
    const WORDS: [&str; 32] = [
        "a", "an", "and", "are", "as", "been", "by", "for", "from", "had", "has", "have", "her", "his",
        "into", "is", "its", "of", "or", "our", "than", "that", "the", "their", "these", "this", "to", "was",
        "were", "which", "with", "would",
    ];
    let last = || text.rsplit(is_void).next().unwrap_or("");
    text.len() >= LONG && WORDS.binary_search(&last()).is_ok()
}

/// Whether a line says who wrote what comes next: `On Monday, Orla Quell wrote:`.
pub(super) fn attributes(line: &str) -> bool {
    line.len() <= 160
        && line.ends_with(':')
        && (line.ends_with(" wrote:")
            || line.contains(" a écrit")
            || line.contains(" escribió")
            || line.starts_with("Am ") && line.contains(" schrieb"))
}

/// Whether a short text names an attachment, or addresses a reader: `Tab A`, `[Tab A]`, `Annex A. Payments.`, `Dear Orla,`.
pub(super) fn is_attachment(text: &str, title: bool) -> bool {
    const NAMES: [&str; 5] = ["Tab", "Attachment", "Enclosure", "Annex", "Appendix"];
    let inner = text.trim_start_matches(['[', '(']);
    let bracketed = inner.len() < text.len() && text.ends_with([']', ')']);
    let Some(name) = NAMES.iter().find(|name| starts_with_word(inner, name)) else {
        return text.starts_with("Dear ") && text.ends_with([',', ':']);
    };
    let behind = tail(inner, name.len()).trim_start();
    let count = behind.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let counted = (1..=3).contains(&count) && tail(behind, count).starts_with(['.', ':', ' ']);
    let stop = tail(behind, count).starts_with(['.', ':']);
    title || bracketed || counted && stop
}

/// Whether a first line begins another paper: `MEMORANDUM FOR ...`, `Action Memorandum`, `NOTE FOR ...`, `FOR: ...`, a date
/// alone. `single` where no line follows it.
pub(super) fn opens_paper(first: &str, single: bool) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let t = first.trim_matches(|c: char| is_void(c) || "*_#".contains(c));
    if t.len() > 100 || !t.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        return false;
    }
    if single && t.len() <= 24 && t.bytes().any(|b| b.is_ascii_digit()) {
        let words = || t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let digits = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
        let month = |w: &str| {
            let name = w.get(..3).unwrap_or("").to_ascii_lowercase();
            w.bytes().all(|b| b.is_ascii_alphabetic()) && MONTHS.contains(&name.as_str())
        };
        let year = words().any(|w| w.len() == 4 && digits(w));
        return year
            && words().count() == 3
            && words().filter(|w| month(w)).count() == 1
            && words().filter(|w| digits(w)).count() == 2;
    }
    // `memorandum`, `note`, `FOR`, or behind the kind of paper.
    if !t.starts_with([
        'A', 'a', 'I', 'i', 'B', 'b', 'D', 'd', 'M', 'm', 'N', 'n', 'F', 'f', 'T', 't',
    ]) {
        return false;
    }
    let mut words = t
        .split(|c: char| is_void(c) || c == ':')
        .filter(|w| !w.is_empty());
    let mut word = words.next().unwrap_or("");
    if ["action", "information", "briefing", "decision"]
        .iter()
        .any(|kind| word.eq_ignore_ascii_case(kind))
    {
        word = words.next().unwrap_or("");
    }
    let next = words.next().unwrap_or("");
    let capitals = !t.contains(char::is_lowercase);
    let addressed = ["for", "to", "of"].iter().any(|w| next.eq_ignore_ascii_case(w));
    let memorandum = word.eq_ignore_ascii_case("memorandum") || word == "MEMO";
    (single && !t.ends_with(['.', ';', ',']) || capitals)
        && (memorandum && (next.is_empty() || addressed)
            || word.eq_ignore_ascii_case("note") && addressed && capitals)
        || word == "MEMORANDUM" && matches!(next, "FOR" | "TO")
        || matches!(word, "FOR" | "TO" | "FROM") && tail(t, word.len()).trim_start().starts_with(':')
}

/// Whether every word of a line that is no small one begins with a capital letter or a figure.
pub(super) fn has_capital_words(title: &str) -> bool {
    title.split_whitespace().all(|w| {
        let letters = w.trim_start_matches(|c: char| !c.is_alphanumeric());
        matches!(
            letters,
            "of" | "the" | "and" | "for" | "in" | "on" | "to" | "a" | "an" | "at" | "by" | "or"
        ) || !letters.starts_with(char::is_lowercase)
    })
}

/// Whether a line is a title between signs: `==== The Harbour ====`, `[The Harbour]`.
pub(super) fn is_decorated_title(line: &str) -> bool {
    let sign = |c: char| is_void(c) || "=*/-#~_[]()".contains(c);
    if !(line.starts_with(sign) && line.ends_with(sign)) {
        return false;
    }
    let bare = line.trim_start_matches(sign);
    let title = bare.trim_end_matches(sign);
    let dashes = line.starts_with("--") && line.ends_with("--");
    let strong = (dashes || line.starts_with(['=', '#']) && line.ends_with(['=', '#'])) && is_title(title);
    // `[Payments]`, `(Payments)`.
    let word = bare.len().saturating_add(1) == line.len()
        && line.starts_with(['[', '('])
        && title.len() >= 4
        && title.starts_with(char::is_uppercase)
        && title.chars().all(char::is_alphabetic)
        && !title.eq_ignore_ascii_case("continued");
    bare.len() < line.len() && title.len() < bare.len() && (is_titled(title) || strong || word)
}

/// Whether a line is a title of two words or more, each with a capital letter.
pub(super) fn is_titled(line: &str) -> bool {
    let line = trim_void(line);
    line.split_whitespace().nth(1).is_some() && has_capital_words(line) && is_title(line)
}

/// Whether a line is a title of a few capitalised words with a full stop behind.
pub(super) fn is_stopped(line: &str) -> bool {
    line.strip_suffix('.').is_some_and(|title| {
        title.len() <= 60
            && title.starts_with(char::is_uppercase)
            && title.split_whitespace().nth(7).is_none()
            && title
                .chars()
                .all(|c| c.is_alphabetic() || is_void(c) || "-'’&".contains(c))
            && title.split_whitespace().all(|w| w.len() > 1 || w == "a")
            && has_capital_words(title)
            && !starts_with_word(title, "end")
    })
}

/// Whether a line is short, of words alone, and nothing ends it.
pub(super) fn is_bare(line: &str) -> bool {
    line.len() <= 60
        && line.ends_with(char::is_alphabetic)
        && line
            .chars()
            .all(|c| c.is_alphanumeric() || is_void(c) || "-'’&/".contains(c))
}

/// Whether a line begins with a capitalised word that begins sentences.
pub(super) fn begins_text(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or("");
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "On"
            | "At"
            | "It"
            | "We"
            | "He"
            | "She"
            | "They"
            | "This"
            | "That"
            | "There"
            | "As"
            | "For"
    )
}

/// Whether a short text ends with an abbreviation such as `U.S.` or `Jr.`, so that its full stop ends no sentence.
pub(super) fn ends_with_abbreviation(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or("");
    let letters = word.trim_end_matches('.');
    let inner = letters.contains('.') && letters.len() <= 8;
    word.len() > letters.len()
        && text.len() <= 60
        && letters.starts_with(char::is_uppercase)
        && (inner || matches!(letters, "Jr" | "Sr" | "Dr" | "St" | "Inc" | "Ltd" | "Co"))
}

/// A line of dashes or the like under a title.
pub(super) fn is_underline(line: &str) -> bool {
    let t = trim_void(line);
    t.len() >= 3 && t.chars().all(|c| "-=_~*".contains(c))
}

/// Whether a line could be the name of a signer: one to four capitalised words.
pub(super) fn is_name(line: &str) -> bool {
    let t = trim_void(line);
    let mut count = 0_usize;
    t.len() <= 40
        && t.split_whitespace().all(|w| {
            count = count.saturating_add(1);
            count <= 4
                && w.starts_with(char::is_uppercase)
                && w.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c))
        })
        && count > 0
        && !t.ends_with("..")
}

/// Whether the source of a text begins with a few words in bold that a colon or a full stop ends: a title run in.
pub(super) fn is_run_in(source: &str) -> bool {
    const LONGEST: usize = 80;
    let source = source.trim_start_matches(is_void);
    ["**", "__"].iter().any(|sign| {
        let Some(inner) = source.strip_prefix(sign) else {
            return false;
        };
        let window = inner
            .as_bytes()
            .get(..LONGEST.min(inner.len()))
            .unwrap_or_default();
        memchr::memmem::find(window, sign.as_bytes()).is_some_and(|end| {
            let behind = tail(inner, end.saturating_add(sign.len()));
            inner.get(..end).is_some_and(|words| words.ends_with([':', '.']))
                || behind.starts_with([':', '.'])
        })
    })
}

/// `III. Key Topics`: a title counted with Roman figures.
pub(super) fn is_roman_title(line: &str) -> bool {
    let t = trim_void(line);
    let figures = t.find(|c: char| !"IVX".contains(c)).unwrap_or(0);
    let rest = tail(t, figures);
    let words = rest.strip_prefix('.').unwrap_or("");
    (1..=5).contains(&figures)
        && words.starts_with(is_void)
        && t.len() <= 80
        && words.trim_start_matches(is_void).starts_with(char::is_uppercase)
}
