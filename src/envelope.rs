//! The envelope of a message: lines that say who wrote to whom, when, and through which offices, and nothing else.
//!
//! A policy may release headers. What stands at the head of a document is not all header: a salutation, a first paragraph
//! without a mark. Only lines in a form that has no room for content count (marking grammar, section 6; 5 FAH-2 H-440; for
//! mail RFC 5322 section 3.6). In doubt a line is text.

use regex::RegexSet;
use std::sync::LazyLock;

/// Longest line of an envelope in characters.
const LONGEST: usize = 240;

const FORMS: [&str; 17] = [
    // Addresses and dates of mail and memoranda.
    r"^(?i:from|to|cc|bcc|sent|date|reply-to|via|thru|through|attn|importance|message-id)\s*:",
    // Memoranda: MEMORANDUM FOR THE SECRETARY.
    r"^MEMORANDUM (?:FOR|TO)\b[A-Z0-9 .,'/&-]*$",
    // Transmission: VZCZCXYZ0000, OO RUEHWEB, DE RUEHMO #3122/01 3621256, ZNY CCCCC ZZH.
    r"^V[ZV][A-Z]{2,6}\d*[A-Z0-9]*$",
    r"^(?:[ZOPRY]{2}|[ZOPRY]) R[A-Z]{3,8}(?: R[A-Z]{3,8})*(?: [A-Z]{2,7})*$",
    r"^DE R[A-Z]{3,8} #?\d+(?:/\d+)?(?: \d+)?$",
    r"^ZN[YR] [A-Z]{5}(?: ZZ[A-Z])?$",
    r"^[ZOPRY](?: [ZOPRY])? \d{6}Z [A-Z]{3} \d{2}(?: [A-Z0-9]{2,6})*$",
    r"^(?:FM|TO|INFO|ACTION|ORIGIN) [A-Z0-9][A-Z0-9 /.,#()-]*$",
    r"^R[UH][A-Z]{4,7}/[A-Z0-9][A-Z0-9 /.,()-]*$",
    r"^(?:BT|NNNN|#\d{4})$",
    // Message numbers and page headers: KRUMLOV 000417, MOSCOW 00003122  002 OF 004, PAGE 02 STATE 042975.
    r"^(?:[A-Z]+ ){1,3}\d{4,8}(?:\s+\d{3} OF \d{3})?$",
    r"^PAGE \d+(?: [A-Z]+){0,3}(?: \d{4,8})?(?: [A-Z0-9]+)?$",
    r"^(?:SECTION|PART) \d+ OF \d+$",
    // Captions and routing (5 FAH-2 H-440): SIPDIS, NOFORN, STATE FOR EUR/CE, DEPT PASS TO NSC.
    r"^(?:SIPDIS|NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SENSITIVE|NIACT|TERREP|CODEL|AGREMENT|DIRGEN)(?:[ ,/]+(?:SIPDIS|NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SENSITIVE|NIACT))*$",
    r"^[A-Z]{2,15}(?: [A-Z]{2,15})?(?: PLEASE)? (?:FOR|PASS(?: TO)?) [A-Z0-9][A-Z0-9/, .&()-]{0,60}$",
    // Fields: TAGS, REF.
    r"^TAGS:?\s[\[\]()#A-Z0-9, /-]{0,120}$",
    r"^REF(?:S|ERENCES?)?:?\s[A-Z0-9 .,;:()/-]{0,120}$",
];

/// Whether every line of `text` that is not blank belongs to an envelope.
///
/// # Example
///
/// ```
/// use tearline::envelope::is_envelope;
///
/// assert!(is_envelope("FM AMEMBASSY KRUMLOV\nTO RUEHC/SECSTATE WASHDC PRIORITY 0123\n"));
/// assert!(is_envelope("From: Vzorova, Jana\nSent: Monday, 3 May"));
/// assert!(!is_envelope("The ferry is late."));
/// assert!(!is_envelope("To: Vzorova, Jana\nThe ferry is late."));
/// ```
#[must_use]
pub fn is_envelope(text: &str) -> bool {
    static SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(FORMS).ok());
    let Some(set) = SET.as_ref() else { return false };
    let mut any = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().nth(LONGEST).is_some() || !set.is_match(line) {
            return false;
        }
        any = true;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_known_and_prose_is_not() {
        let envelope = [
            "VZCZCXYZ0000",
            "OO RUEHWEB",
            "DE RUEHKR #0417/01 0721256",
            "ZNY CCCCC ZZH",
            "O 121256Z MAR 08",
            "FM AMEMBASSY KRUMLOV",
            "TO RUEHC/SECSTATE WASHDC IMMEDIATE 5804",
            "INFO RUEAIIA/CIA WASHDC IMMEDIATE",
            "RUEKJCS/JOINT STAFF WASHDC IMMEDIATE",
            "BT",
            "KRUMLOV 000417",
            "KRUMLOV 00000417  002 OF 004",
            "PAGE 02 KRUMLOV 000417",
            "SIPDIS",
            "SENSITIVE SIPDIS",
            "GENEVA FOR JCIC, DEPT FOR T",
            "DEPT PASS TO NSC",
            "TAGS: [KNNP](#) [RS](#)",
            "REF: A. STATE 12345 B. KRUMLOV 22 (NOTAL)",
            "cc: Testova, Jana; Testov, Petr",
            "MEMORANDUM FOR THE SECRETARY",
        ];
        for line in envelope {
            assert!(is_envelope(line), "{line}");
        }
        let text = [
            "Dear Minister,",
            "THE MINISTER HAS A PLAN.",
            "MINISTER VZOROVA PLANS TO SELL 417 BOATS",
            "Summary: the minister has a plan.",
            "1. The ferry is late.",
            "TO SELL THE HARBOUR, he said, was the plan.",
            "REF: the minister's plan of May",
            "Attachments: plan.pdf",
            "",
        ];
        for line in text {
            assert!(!is_envelope(line), "{line}");
        }
        assert!(!is_envelope(&format!("To: {}", "a".repeat(300))));
    }
}
