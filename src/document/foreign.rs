//! Words that mark a text in other schemes and other languages than those of the policy's scheme.

/// Levels, in small letters and in the order of those, each with the letter of a level that is as high; none where none
/// is known to be.
const LEVELS: [(&str, &str); 77] = [
    ("alto secreto", "TS"),
    ("begrenset", "R"),
    ("codeword", "TS"),
    ("commercial in confidence", ""),
    ("confidencial", "C"),
    ("confidentiel", "C"),
    ("confidentiel defense", "C"),
    ("confidentiel défense", "C"),
    ("confidentiel ue", "C"),
    ("cosmic", "TS"),
    ("diffusion restreinte", "R"),
    ("difusion limitada", "R"),
    ("difusión limitada", "R"),
    ("důvěrné", "C"),
    ("fortrolig", "C"),
    ("fortroligt", "C"),
    ("geheim", "S"),
    ("gizli", "S"),
    ("hemlig", "S"),
    ("hemligt", "S"),
    ("hemmelig", "S"),
    ("hemmeligt", "S"),
    ("hizmete özel", "R"),
    ("in confidence", ""),
    ("in-confidence", ""),
    ("kvalificerat hemlig", "TS"),
    ("limite", ""),
    ("muy secreto", "TS"),
    ("nfd", "R"),
    ("nur für den dienstgebrauch", "R"),
    ("official sensitive", ""),
    ("official-sensitive", ""),
    ("official: sensitive", ""),
    ("poufne", "C"),
    ("protected a", ""),
    ("protected b", ""),
    ("protected c", ""),
    ("reservado", "R"),
    ("restreint", "R"),
    ("restreint ue", "R"),
    ("riservatissimo", "C"),
    ("riservato", "R"),
    ("salainen", "S"),
    ("secret defense", "S"),
    ("secret défense", "S"),
    ("secreto", "S"),
    ("segretissimo", "TS"),
    ("segreto", "S"),
    ("staff in confidence", ""),
    ("staff-in-confidence", ""),
    ("streng geheim", "TS"),
    ("strengt hemmelig", "TS"),
    ("tajne", "S"),
    ("tajné", "S"),
    ("titkos", "S"),
    ("tlp amber", ""),
    ("tlp amber+strict", ""),
    ("tlp green", ""),
    ("tlp red", ""),
    ("tlp-amber", ""),
    ("tlp-amber+strict", ""),
    ("tlp-green", ""),
    ("tlp-red", ""),
    ("tlp:amber", ""),
    ("tlp:amber+strict", ""),
    ("tlp:green", ""),
    ("tlp:red", ""),
    ("tres secret", "TS"),
    ("tres secret defense", "TS"),
    ("très secret", "TS"),
    ("très secret défense", "TS"),
    ("vertraulich", "C"),
    ("vs-nfd", "R"),
    ("vs-vertraulich", "C"),
    ("ściśle tajne", "TS"),
    ("секретно", "S"),
    ("совершенно секретно", "TS"),
];
/// What says in any case of its letters how a text may be handled.
const HANDLING: [&str; 13] = [
    "classified",
    "close hold",
    "exdis",
    "eyes only",
    "limdis",
    "no foreign dissem",
    "nocontract",
    "nodis",
    "noforn",
    "not for release",
    "not releasable",
    "orcon",
    "stadis",
];
/// Words and abbreviations that mark a text in capitals alone.
const CAPITALS: [&str; 13] = [
    "AMBER",
    "AMBER+STRICT",
    "GREEN",
    "LIMITED",
    "O-S",
    "OFFICIAL",
    "PERSONAL",
    "PRIVATE",
    "PROTECTED",
    "RED",
    "RESTRICTED",
    "SENSITIVE",
    "VS-V",
];
/// Longest of them, in bytes.
const LONGEST: usize = 40;

/// The letter of a level that is as high as the one that `text` is, all of it; nothing in it where none is known to be.
pub(super) fn level(text: &str) -> Option<&'static str> {
    if !(3..=LONGEST).contains(&text.len()) {
        return None;
    }
    let small = text.to_lowercase();
    let at = LEVELS.binary_search_by_key(&small.as_str(), |(name, _)| *name);
    at.ok().and_then(|at| LEVELS.get(at)).map(|(_, letter)| *letter)
}

/// Whether `text`, which stands in brackets where a mark may stand, is one of another scheme.
pub(super) fn is_mark(text: &str) -> bool {
    if !(3..=LONGEST).contains(&text.len()) {
        return false;
    }
    CAPITALS.contains(&text)
        || level(text).is_some()
        || HANDLING.iter().any(|name| text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_other_languages() {
        assert!(LEVELS.is_sorted() && HANDLING.is_sorted() && CAPITALS.is_sorted());
        for (text, letter) in [
            ("GEHEIM", "S"),
            ("Très Secret", "TS"),
            ("VS-NfD", "R"),
            ("LIMITE", ""),
            ("TLP-RED", ""),
            ("TLP AMBER+STRICT", ""),
        ] {
            assert_eq!(level(text), Some(letter), "{text}");
        }
        assert!(level("SECTION").is_none() && level("").is_none());
    }

    #[test]
    fn marks_of_other_schemes() {
        for text in [
            "RED",
            "AMBER",
            "restreint",
            "Geheim",
            "Eyes Only",
            "noforn",
            "tlp:red",
        ] {
            assert!(is_mark(text), "{text}");
        }
        for text in ["red", "Amber", "private", "AP", "the red boat", ""] {
            assert!(!is_mark(text), "{text}");
        }
    }
}
