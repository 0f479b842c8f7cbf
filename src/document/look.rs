//! What the text of a paragraph looks like: a title, an item, a name.

use super::chars::{ends_sentence, is_void, starts_with_word, tail, trim_void};
use super::counted;
use super::furniture;
use super::openings;
use super::titles::{
    TITLE, attributes, begins_text, ends_with_abbreviation, has_capital_words, is_attachment, is_bare,
    is_decorated_title, is_name, is_roman_title, is_stopped, is_title, is_titled, is_underline, opens_paper,
};

/// What the text of a draft looks like, without a word of it.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Look {
    /// No text behind lead and mark.
    pub(super) empty: bool,
    /// One line like a title: no full stop, begins with a capital letter or a figure.
    pub(super) title: bool,
    /// Two lines like a title.
    pub(super) long_title: bool,
    /// Ends with a sentence.
    pub(super) sentence: bool,
    /// Ends in the midst of a sentence: with a small letter, a comma or a dash.
    pub(super) unfinished: bool,
    /// A title that no list is without: underlined, or counted with Roman figures.
    pub(super) firm_title: bool,
    /// Ends with a colon.
    pub(super) colon: bool,
    /// Begins with a word of up to three small letters before a capital one: `ter The`.
    pub(super) speck: bool,
    /// Short lines, none of which ends with a full stop.
    pub(super) items: bool,
    /// One to four capitalised words.
    pub(super) name: bool,
    /// Begins an attachment: `Tab A`.
    pub(super) attachment: bool,
    /// Begins another paper: an attachment, `MEMORANDUM FOR ...`, a date alone.
    pub(super) paper: bool,
    /// Closing words of a letter: `Regards,`.
    pub(super) farewell: bool,
    /// Ends with `Begin text`.
    pub(super) opens_text: bool,
    /// Names its subject within: `3507. Department pass Nimetz. Subject: ...`.
    pub(super) names_subject: bool,
    /// Text with sentences goes on behind its first title: no subject alone.
    pub(super) runs_on: bool,
    /// A note for removed text stands first.
    pub(super) excised: bool,
    /// A note for removed text and nothing else.
    pub(super) lone_note: bool,
    /// A title of a few words, each with a capital letter: `Banner Line Rules`.
    pub(super) titled: bool,
    /// A title of a few capitalised words that a full stop ends: `Payments to the Keeper.`
    pub(super) stopped: bool,
    /// Says that a part of the paper ends: `End summary.`
    pub(super) ends: bool,
    /// A short line in small letters that nothing ends: `payments to the keeper`.
    pub(super) small: bool,
    /// Several short lines that each begin anew: a list without bullets.
    pub(super) stacked: bool,
    /// Begins with a paragraph number in another style: `1.2 The`, `#5 The`, `No. 7 The`.
    pub(super) counted: bool,
    /// Its first line is a title, and text with sentences stands right below.
    pub(super) headed: bool,
    /// Announces its own paragraph: `COMMENT: The lamp`, `ACTION REQUESTED.`
    pub(super) announced: bool,
    /// Opens with a label before a sentence: `Payments: The keeper`.
    pub(super) labelled: bool,
    /// The greeting of a letter, or one before its text: `Dear Piet,`.
    pub(super) greets: bool,
    /// No small letter, and short.
    pub(super) capitals: bool,
    /// The lines of a signer: a name, and below it rank and office.
    pub(super) signer: bool,
    /// Begins with a label of what stands below a paper: `cc:`, `Distribution:`.
    pub(super) closing: bool,
    /// How many of its lines begin with the label of a message head.
    pub(super) labels: u32,
    /// Visible bytes.
    pub(super) len: usize,
    /// Of a subject or a line of a head: hash of the visible text without blanks, to know a repeated one.
    pub(super) key: u64,
}

/// Whether a sentence ends before what looks like a mark at the end: `The lamp was out. (S)`.
fn marked_sentence(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or("");
    let before = text.get(..text.len().saturating_sub(last.len())).unwrap_or("");
    let note = text.ends_with(')')
        && text
            .rfind('(')
            .is_some_and(|at| ends_sentence(text.get(..at).unwrap_or("")));
    note || (last.contains(['(', ')', '{', '}']) && ends_sentence(before))
}

/// Longest subject in bytes.
const LONGEST: usize = 400;

/// Looks at a paragraph: `written` with its lead and mark, `text` without, on `count` lines.
pub(super) fn of(written: &str, text: &str, count: usize) -> Look {
    let text = trim_void(text);
    let mut look = Look {
        empty: text.is_empty(),
        sentence: ends_sentence(last_bytes(text)),
        unfinished: text.ends_with(|c: char| c.is_lowercase() || ",-–—".contains(c)),
        colon: text.ends_with([':', '\u{fe55}']),
        opens_text: furniture::begins_text(text),
        excised: furniture::is_excision(written.trim_start()),
        lone_note: memchr::memchr(b']', text.as_bytes())
            .is_some_and(|at| tail(text, at.saturating_add(1)).trim_matches('.').is_empty()),
        len: text.len(),
        names_subject: subject_at(written).is_some(),
        ..Look::default()
    };
    look.counted = counted::is_counted(text) || counted::is_spoiled(text);
    look.announced = is_announced(text);
    look.speck = is_speck(text);
    look.labelled = look.sentence && (openings::is_labelled(text) || openings::is_run_in(text))
        || openings::is_small_label(text);
    look.greets = openings::greets(text);
    if text.len() > 4096 {
        return look;
    }
    let broken = memchr::memchr(b'\n', text.as_bytes());
    let first = trim_void(text.get(..broken.unwrap_or(text.len())).unwrap_or(""));
    let second = broken.and_then(|at| {
        let rest = tail(text, at.saturating_add(1));
        rest.get(..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))
    });
    let underlined = count == 2 && second.is_some_and(is_underline);
    let single = second.is_none() || underlined;
    let title = if underlined { first } else { text };
    look.title = single
        && (is_title(title) || is_roman_title(title) || is_decorated_title(title))
        && !marked_sentence(title);
    look.firm_title = look.title && (underlined || is_roman_title(title) || title.starts_with("# "));
    look.long_title = count == 2 && !underlined && text.len() <= TITLE && is_title(&text.replace('\n', " "));
    look.titled = (look.title && text.len() <= 60 || look.long_title) && has_capital_words(title);
    let over = |line: &str| line.ends_with(['.', '?', '!']) && !ends_with_abbreviation(line);
    // Most text ends with a sentence, and its last line shows that it is no list.
    look.items = !over(last_line(text)) && lines(text).all(|line| line.len() <= 100 && !over(line))
        || (count > 1 && names_persons(text));
    look.stacked = !single
        && lines(text).all(|line| {
            line.len() <= 50 && !line.starts_with(|c: char| c.is_lowercase() || "([".contains(c))
        });
    look.headed = !single
        && look.sentence
        && first.len() <= 60
        && second.is_some_and(|second| {
            let titled = || {
                is_titled(first)
                    || is_decorated_title(first)
                    || is_stopped(first)
                    || is_bare(first) && begins_text(second)
            };
            // A line that was broken for want of room would have had room for the next word.
            let word = second.split_whitespace().next().unwrap_or("");
            let longest = || lines(text).map(str::len).max().unwrap_or(0);
            let room = || first.len().saturating_add(word.len()).saturating_add(2) <= longest();
            is_underline(second) || word.starts_with(char::is_uppercase) && titled() && room()
        })
        && !look.items;
    look.stopped = single && is_stopped(title);
    look.ends = single
        && text.len() <= 40
        && starts_with_word(text.trim_start_matches(['(', '[']), "end")
        && text.split_whitespace().count() <= 3
        && text.ends_with(['.', 'Y', 'T', ')', ']'])
        || openings::ends_paper(text);
    look.small = second.is_none() && text.len() > 3 && is_bare(text) && text.starts_with(char::is_lowercase);
    look.name = single && is_name(text);
    look.capitals = text.len() <= 400 && !text.contains(char::is_lowercase);
    look.attachment = text.len() <= 60 && is_attachment(text, look.title) || attributes(first);
    look.paper = look.attachment || opens_paper(first, single);
    look.farewell = count <= 3
        && text.len() <= 120
        && first.len() <= 24
        && [
            "Regards",
            "Best",
            "Best regards",
            "Sincerely",
            "Thanks",
            "Cheers",
            "Respectfully",
            "Yours",
        ]
        .iter()
        .any(|w| starts_with_word(first, w));
    look
}

/// Whether a text begins with what a scan leaves of a mark: `ter The`, and `S The`, `S: The` where both brackets are lost.
fn is_speck(text: &str) -> bool {
    let head = text.split(is_void).next().unwrap_or("");
    let next = tail(text, head.len()).trim_start();
    let small = (1..=3).contains(&head.len()) && head.chars().all(|c| c.is_ascii_lowercase());
    let level = matches!(head.trim_end_matches(':'), "S" | "C" | "U" | "TS" | "SBU");
    // `Sy The`, `S1 The`; `Sy Marrow` is a name.
    let letters = matches!(
        head,
        "Sy" | "Sj"
            | "SJ"
            | "S1"
            | "Sl"
            | "SI"
            | "Cy"
            | "Cj"
            | "CJ"
            | "C1"
            | "Cl"
            | "Uy"
            | "Uj"
            | "UJ"
            | "U1"
    );
    letters && begins_sentence(next)
        || small && next.starts_with(char::is_uppercase)
        || level && next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Whether a text begins with a word that begins sentences, and no names.
fn begins_sentence(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "The", "A", "An", "In", "On", "At", "It", "We", "This", "He", "She", "They", "There", "These", "Our",
        "No",
    ];
    WORDS.iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|behind| behind.starts_with(is_void))
    })
}

/// The last line of a text, without blanks around it.
fn last_line(text: &str) -> &str {
    let at = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at.saturating_add(1));
    trim_void(tail(text, at))
}

/// Whether more than a subject of a few lines stands in `written`, behind its label.
pub(super) fn runs_on(written: &str) -> bool {
    let text = tail(written, subject_at(written).unwrap_or(0));
    let head = text.get(..text.len().min(LONGEST)).unwrap_or(text);
    let last = head.rsplit('\n').next().unwrap_or("");
    text.len() > LONGEST || holds_sentence_end(head) || last.len() < head.len() && is_running(last)
}

/// Whether a line reads like running text and not like a title: a sentence after another, or a full stop behind small
/// words.
pub(super) fn is_running(line: &str) -> bool {
    holds_sentence_end(line) || ends_sentence(line) && !has_capital_words(line)
}

/// Whether a sentence ends within a text and another begins; the full stop of `Mr. Skov` and `U.S. Lamps` ends none,
/// and references belong to a subject.
fn holds_sentence_end(text: &str) -> bool {
    text.match_indices(['.', '!', '?']).any(|(at, _)| {
        let before = text.get(..at).unwrap_or("");
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let behind = tail(text, at.saturating_add(1));
        let next = behind.trim_start_matches(is_void);
        let short = word.len() <= 4 && word.starts_with(char::is_uppercase);
        let refers = next.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("ref"));
        !short && !refers && next.len() < behind.len() && next.starts_with(char::is_uppercase)
    })
}

/// The last bytes of a text, enough to see how it ends.
fn last_bytes(text: &str) -> &str {
    let mut from = text.len().saturating_sub(64);
    while !text.is_char_boundary(from) {
        from = from.saturating_add(1);
    }
    tail(text, from)
}

/// FNV-1a over the visible text without blanks.
pub(super) fn key(text: &str) -> u64 {
    text.chars()
        .filter(|c| !is_void(*c))
        .fold(0xcbf2_9ce4_8422_2325, |hash, c| {
            (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
        })
}

/// The lines of a text, without blanks around them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let now = rest?;
        let end = memchr::memchr(b'\n', now.as_bytes());
        rest = end.map(|at| tail(now, at.saturating_add(1)));
        Some(trim_void(now.get(..end.unwrap_or(now.len())).unwrap_or("")))
    })
}

/// Whether each of several short lines gives a person's name and, behind a comma, an office. The last may end with a full
/// stop: running text, which breaks its lines anywhere, does not look so.
fn names_persons(text: &str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let person = |line: &str| {
        let Some(comma) = memchr::memchr(b',', line.as_bytes()) else {
            return false;
        };
        let (name, office) = (
            line.get(..comma).unwrap_or(""),
            tail(line, comma.saturating_add(2)),
        );
        let words = name.split_whitespace().take(6);
        line.len() <= 100
            && (2..=5).contains(&words.clone().count())
            && words.into_iter().all(capital)
            && tail(line, comma.saturating_add(1)).starts_with(' ')
            && capital(office)
    };
    let mut lines = lines(text).peekable();
    let mut count = 0_usize;
    while let Some(line) = lines.next() {
        let ends =
            line.trim_end_matches(['"', ')']).ends_with(['.', '?', '!']) && !ends_with_abbreviation(line);
        if !person(line) || (ends && lines.peek().is_some()) {
            return false;
        }
        count = count.saturating_add(1);
    }
    count > 1
}

/// Whether a text names its own paragraph: a label for comments or requests, another one in capitals before text that is
/// not, or a short line in capitals with a full stop.
pub(super) fn is_announced(text: &str) -> bool {
    const NAME: usize = 32;
    const LABELS: [&str; 10] = [
        "comment",
        "comments",
        "recommendation",
        "recommendations",
        "action request",
        "action requested",
        "assessment",
        "analysis",
        "conclusion",
        "conclusions",
    ];
    const SIGNS: [&str; 6] = ["P.S. ", "PS: ", "N.B. ", "NB: ", "Q. ", "[!"];
    if text.starts_with(['P', 'N', 'Q', '[']) && SIGNS.iter().any(|sign| text.starts_with(sign)) {
        return true;
    }
    let inner = text.trim_start_matches(['(', '[']);
    let window = inner.as_bytes().get(..=NAME).unwrap_or(inner.as_bytes());
    let Some(end) = memchr::memchr3(b':', b'.', b'\n', window).or_else(|| dashes(window)) else {
        return false;
    };
    let (name, behind) = (inner.get(..end).unwrap_or("").trim_end(), tail(inner, end));
    let words = name.split_whitespace().take(5).count();
    if name.is_empty() || words > 4 || behind.starts_with('\n') {
        return false;
    }
    let capitals = !name.contains(char::is_lowercase) && name.contains(char::is_uppercase);
    let begins = |text: &str, word: &str| {
        text.get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    let bare = if begins(name, "begin ") {
        tail(name, "begin ".len())
    } else {
        name
    };
    let label = words <= 3
        && LABELS.iter().any(|w| {
            let at = bare.len().checked_sub(w.len());
            let (head, last) = at.and_then(|at| bare.split_at_checked(at)).unwrap_or_default();
            last.eq_ignore_ascii_case(w) && (head.is_empty() || head.ends_with(' '))
        });
    if !label && !capitals {
        return false;
    }
    let ends = begins(bare, "end ");
    let text = behind.trim_start_matches(|c: char| is_void(c) || ".:-–—".contains(c));
    let alone = text.is_empty();
    let dashed = !behind.starts_with(['.', ':']);
    let words_only = name.len() >= 4 && name.chars().all(|c| c.is_alphabetic() || " -/&'".contains(c));
    // Of a text in capitals alone a label in capitals says nothing.
    let mixed = text
        .get(..text.len().min(40))
        .is_some_and(|head| head.contains(char::is_lowercase));
    !ends
        && (label && (behind.starts_with([':', '.']) || dashed || alone)
            || capitals && alone && words > 1 && words <= 3
            || capitals && words_only && behind.starts_with(':') && mixed)
}

/// Where two dashes with a blank before them stand.
fn dashes(window: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'-', window)
        .filter_map(|at| at.checked_sub(1))
        .find(|at| window.get(*at..at.saturating_add(3)) == Some(b" --"))
}

/// Where the text behind a subject label begins, in a head that runs on: `3507. Department pass Nimetz. Subject: ...`.
pub(super) fn subject_at(written: &str) -> Option<usize> {
    memchr::memchr(b':', written.as_bytes()).filter(|at| *at < 300)?;
    let end = (0..=300.min(written.len()))
        .rev()
        .find(|n| written.is_char_boundary(*n))?;
    let window = written.get(..end)?;
    memchr::memchr_iter(b':', window.as_bytes())
        .map(|colon| colon.saturating_add(1))
        .find(|end| {
            let before = window.get(..*end).unwrap_or("");
            ["Subject:", "Subj:", "SUBJECT:", "SUBJ:"]
                .iter()
                .any(|label| before.ends_with(label))
        })
}
