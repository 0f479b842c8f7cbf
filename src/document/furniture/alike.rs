//! Words of the language that are a few letters from a level and are none.

/// In capitals, in the order of their letters.
const WORDS: [&str; 59] = [
    "ACCIDENTAL",
    "BERET",
    "COINCIDENTAL",
    "CONFIDANT",
    "CONFIDANTE",
    "CONFIDENCE",
    "CONFIDENT",
    "CONFIDENTIALITY",
    "CONFIDENTIALLY",
    "CONFIDENTIALS",
    "CONFIDENTLY",
    "CONGENIAL",
    "CONSEQUENTIAL",
    "CONTINENTAL",
    "CREDENTIAL",
    "CREDENTIALS",
    "CREST",
    "DECREE",
    "EGRET",
    "EGRETS",
    "EVIDENTIAL",
    "FERRET",
    "INCIDENTAL",
    "INFERENTIAL",
    "INFLUENTIAL",
    "NONESSENTIAL",
    "NONFINANCIAL",
    "NONIDENTICAL",
    "OCCIDENTAL",
    "PENITENTIAL",
    "PRESIDENTIAL",
    "PROVIDENTIAL",
    "REGRET",
    "REGRETS",
    "RESIDENTIAL",
    "RESTRICT",
    "RESTRICTS",
    "RETRACTED",
    "SACHET",
    "SACRED",
    "SCREE",
    "SCREW",
    "SEARED",
    "SECANT",
    "SECEDE",
    "SECRECY",
    "SECRETE",
    "SECRETED",
    "SECRETLY",
    "SECRETS",
    "SECT",
    "SECTOR",
    "SECURE",
    "SECURED",
    "SEPTET",
    "SEXTET",
    "SOCKET",
    "UNPROTECTED",
    "UNRESTRICTED",
];

/// Whether `capitals`, a word in capitals, is one of them.
pub(in crate::document) fn is_word(capitals: &str) -> bool {
    WORDS.binary_search(&capitals).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stand_in_order_and_no_level_is_one() {
        assert!(WORDS.is_sorted());
        assert!(is_word("DECREE") && is_word("CONTINENTAL"));
        for level in [
            "SECRET",
            "CONFIDENTIAL",
            "RESTRICTED",
            "PROTECTED",
            "OFFICIAL",
            "SEGRET",
        ] {
            assert!(!is_word(level), "{level}");
        }
    }
}
