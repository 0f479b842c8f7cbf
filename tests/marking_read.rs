//! Reading marks: verdict, canonical form, what else a caller needs to know.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods
)]

use tearline::marking::{Verdict, banner_prefix, expand, read_banner, read_line, read_portion, roll_up};
use tearline::scheme::Scheme;

/// One row a line: text, verdict, canonical portion.
const PORTIONS: &str = "
C                            valid    C
U                            valid    U
TS//SI-G ABCD/TK//OC/NF      valid    TS//SI-G ABCD/TK//OC/NF
S//FRD-SG 11 15//NF          valid    S//FRD-SG 11 15//NF
S//REL TO USA, AUS, NATO     valid    S//REL TO USA, AUS, NATO
//JOINT S GBR USA//REL       valid    //JOINT S GBR USA//REL
//FGI C                      valid    //FGI C
//NIS                        valid    //NIS
U//NF//LES                   valid    U//NF//LES
S//SAR-TIN CUP-K1 L2/XR//NF  valid    S//SAR-TIN CUP-K1 L2/XR//NF
CUI//SP-CTI//FED ONLY        valid    CUI//SP-CTI//FED ONLY
SBU                          legacy   U//SBU
FOUO                         legacy   U//FOUO
LOU                          legacy   U//LOU
SBU/NOFORN                   legacy   U//SBU-NF
C/NF                         legacy   C//NF
S/SI                         legacy   S//SI
S//OC//NF                    legacy   S//OC/NF
S//NF/OC                     legacy   S//OC/NF
S//NF/SI                     legacy   S//SI//NF
s//noforn                    legacy   S//NF
S-REL AUS                    legacy   S//REL TO USA, AUS
S//REL TO USA/AUS            legacy   S//REL TO USA, AUS
C, NF                        legacy   C//NF
Top Secret                   legacy   TS
CAN-S                        legacy   //CAN S
TSFRD                        legacy   TS//FRD
S//NF//20311231              legacy   S//NF
S//TK-BLUEFISH               invalid  -
TS//TK-BLUEFISH//NF          valid    TS//TK-BLFH//NF
U//NF/REL TO USA, AUS        invalid  -
S//NOFORN/QUUX               invalid  -
S//RSV                       invalid  -
S//OC/RELIDO                 invalid  -
S//REL TO USA                invalid  -
S//REL TO USA, AUS/REL TO USA, GBR  invalid -
//USA S                      invalid  -
//JOINT S AUS GBR            invalid  -
//JOINT S AUS USA//REL TO USA, GBR  invalid -
CUI//SP-CTI//S               invalid  -
S//C                         invalid  -
S//see the annex             invalid  -
N0FORN                       none     -
S//N0FORN                    invalid  -
5//NF                        invalid  -
T5                           invalid  -
S$                           invalid  -
C?                           invalid  -
U//QUUX                      invalid  -
c                            none     -
s                            none     -
Secret Service               none     -
S/ES                         none     -
C-130                        none     -
NATO Secretary General       none     -
AUS                          none     -
8                            none     -
REF A                        none     -
Confidential plans           none     -
";

#[test]
fn portions() {
    let us = Scheme::us();
    for row in PORTIONS.lines().filter(|r| !r.is_empty()) {
        let at = ["  valid ", "  legacy ", "  invalid ", "  none "]
            .iter()
            .find_map(|w| row.find(w))
            .expect(row);
        let text = row[..at].trim_end();
        let mut rest = row[at..].split_whitespace();
        let verdict = rest.next().unwrap();
        let portion = rest.collect::<Vec<_>>().join(" ");
        let reading = read_portion(&us, text);
        assert_eq!(reading.verdict.as_str(), verdict, "{text}: {reading:?}");
        let known = reading.known().map_or("-", |m| m.portion());
        assert_eq!(known, portion, "{text}: {reading:?}");
        assert_eq!(
            reading.problems.is_empty(),
            verdict == "valid" || verdict == "none",
            "{text}: {reading:?}"
        );
    }
}

#[test]
fn entire_text() {
    let us = Scheme::us();
    for (text, portion) in [
        ("S-Entire text", "S"),
        ("Secret-entire text", "S"),
        ("C - Entire text.", "C"),
        ("C – E.T.", "C"),
        ("LOU ENTIRE TEXT", "U//LOU"),
        ("c - entire text", "C"),
        ("S/NF—entire text", "S//NF"),
    ] {
        let reading = read_portion(&us, text);
        assert!(reading.entire, "{text}");
        assert_eq!(reading.verdict, Verdict::Legacy, "{text}");
        assert_eq!(reading.known().unwrap().portion(), portion, "{text}");
    }
    for text in ["C", "Entire text", "S-ENTIRE", "the entire text"] {
        assert!(!read_portion(&us, text).entire, "{text}");
    }
}

#[test]
fn look_alikes_are_read_reported_and_never_known() {
    let us = Scheme::us();
    for (text, portion) in [
        ("С", "C"),
        ("Ѕ//NF", "S//NF"),
        ("C\u{200b}", "C"),
        ("Ｃ", "C"),
        ("S／／NF", "S//NF"),
        ("T\u{2060}S", "TS"),
        ("S//N\u{39f}FORN", "S//NF"),
    ] {
        let reading = read_portion(&us, text);
        assert!(reading.look_alike, "{text}");
        assert_eq!(reading.known(), None, "{text}");
        assert_eq!(reading.marking.unwrap().portion(), portion, "{text}");
    }
    for text in ["C", "C – NF", "S\u{a0}NF", "S//\nNF"] {
        let reading = read_portion(&us, text);
        assert!(!reading.look_alike, "{text}");
        assert!(reading.known().is_some(), "{text}: {reading:?}");
    }
}

#[test]
fn banners_and_their_places() {
    let us = Scheme::us();
    for (line, covered, banner) in [
        (
            "- C O N F I D E N T I A L SECTION 01 OF 03 OSLO 004411",
            "C O N F I D E N T I A L",
            "CONFIDENTIAL",
        ),
        (
            "S E C R E T N O F O R N",
            "S E C R E T N O F O R N",
            "SECRET//NOFORN",
        ),
        ("T O P   S E C R E T", "T O P   S E C R E T", "TOP SECRET"),
        ("SECRET//NOFORN", "SECRET//NOFORN", "SECRET//NOFORN"),
        ("  **SECRET // NOFORN**", "SECRET // NOFORN", "SECRET//NOFORN"),
        ("-SECRET-", "SECRET", "SECRET"),
        (
            "Classification: SECRET//NOFORN",
            "SECRET//NOFORN",
            "SECRET//NOFORN",
        ),
        ("UNCLAS SECTION 02 OF 02 LIMA 000977", "UNCLAS", "UNCLASSIFIED"),
        ("UNCLAS SENSITIVE SIPDIS", "UNCLAS SENSITIVE", "UNCLASSIFIED//SBU"),
        ("S E C R E T QUITO 000123", "S E C R E T", "SECRET"),
        (
            "//NATO SECRET//ATOMAL",
            "//NATO SECRET//ATOMAL",
            "//NATO SECRET//ATOMAL",
        ),
        (
            "SECRET//REL TO USA, AUS SECTION 01 OF 02",
            "SECRET//REL TO USA, AUS",
            "SECRET//REL TO USA, AUS",
        ),
        ("Confidential", "Confidential", "CONFIDENTIAL"),
    ] {
        let (span, reading) = banner_prefix(&us, line).unwrap_or_else(|| panic!("{line}: no banner"));
        assert_eq!(span.of(line), covered, "{line}");
        assert_eq!(
            reading
                .known()
                .unwrap_or_else(|| panic!("{line}: {reading:?}"))
                .banner(),
            banner,
            "{line}"
        );
        assert_eq!(read_banner(&us, line), reading);
    }
    for line in [
        "SECRET SERVICE BRIEFING",
        "SECRET SERVICE BRIEFING 2009",
        "SECRETARIAT",
        "Secret plans of the council",
        "CONFIDENTIAL SOURCES SAY",
        "UNCLASSIFIED CABLES ARE BELOW",
        "C",
        "E",
        "",
        "A B C",
        "NATO SECRETARY GENERAL ARRIVES",
        "RESTRICTED AREA",
        "CAN THE TALKS GO ON?",
        "1. (C) Text.",
    ] {
        assert!(
            banner_prefix(&us, line).is_none(),
            "{line}: {:?}",
            banner_prefix(&us, line)
        );
    }
    let (_, held) = banner_prefix(&us, "SECRET//NOFORN/QUUX").unwrap();
    assert_eq!(held.verdict, Verdict::Invalid);
}

#[test]
fn lines() {
    let us = Scheme::us();
    for (line, portion) in [
        ("7. (C) Trade grew.", "C"),
        ("Trade grew. (C)", "C"),
        ("SUBJECT: TRADE WITH PERU (S//NF)", "S//NF"),
        ("a. (U) One. (S) Two.", "S"),
        ("1. Secret-entire text.", "S"),
        ("(C) Entire text.", "C"),
    ] {
        let reading = read_line(&us, line);
        assert_eq!(
            reading
                .known()
                .unwrap_or_else(|| panic!("{line}: {reading:?}"))
                .portion(),
            portion,
            "{line}"
        );
    }
    for line in [
        "(C) 2004 Example Press",
        "It was 35 (C) at noon.",
        "TAGS: PREL, RS (C)",
        "[C] the key",
        "call(c)",
    ] {
        assert_eq!(read_line(&us, line).verdict, Verdict::None, "{line}");
    }
}

#[test]
fn bare_lists_come_from_the_banner() {
    let us = Scheme::us();
    let read = |text: &str| read_portion(&us, text).known().unwrap().clone();
    let banner = read_banner(&us, "//JOINT SECRET AUS USA//REL TO USA, AUS")
        .known()
        .unwrap()
        .clone();
    assert_eq!(
        expand(&read("//JOINT S//REL"), &banner).portion(),
        "//JOINT S AUS USA//REL TO USA, AUS"
    );
    let silent = read_banner(&us, "SECRET").known().unwrap().clone();
    assert_eq!(expand(&read("S//REL"), &silent).portion(), "S//REL");
    // Not expanded, nobody is known to be on the list.
    assert_eq!(
        roll_up(&us, &[read("S//REL")]).unwrap().banner(),
        "SECRET//NOFORN"
    );
}

/// One row a line: portions, banner.
const ROLL_UPS: &str = "
S | C | U                                            SECRET
U                                                    UNCLASSIFIED
S//NF | U                                            SECRET//NOFORN
S//REL TO USA, AUS, GBR | C//REL TO USA, GBR, NZL    SECRET//REL TO USA, GBR
S//REL TO USA, AUS | C//REL TO USA, NZL              SECRET//NOFORN
S//REL TO USA, FVEY | C//REL TO USA, ACGU            SECRET//REL TO USA, AUS, CAN, GBR
S//REL TO USA, AUS | U                               SECRET//REL TO USA, AUS
S//REL TO USA, AUS | C                               SECRET//NOFORN
S//RELIDO | U//FOUO                                  SECRET//RELIDO
S//RELIDO | C                                        SECRET//NOFORN
S//REL TO USA, AUS/DISPLAY ONLY PER | S//REL TO USA, AUS, PER  SECRET//REL TO USA, AUS/DISPLAY ONLY PER
S//RD-SG 4//NF | S//FRD-SG 2//NF | C//TFNI//NF       SECRET//RD-SIGMA 2 4//NOFORN
U//DCNI | S//RELIDO                                  SECRET//NOFORN
U//DCNI | U                                          UNCLASSIFIED//DOD UCNI
//DEU R | U                                          CONFIDENTIAL//FGI DEU
//DEU S | //DEU C                                    //DEU SECRET
//DEU S | //FGI C | U                                SECRET//FGI
//NS//ATOMAL | S                                     SECRET//ATOMAL//FGI NATO
//JOINT S AUS USA//REL TO USA, AUS | S//NF           SECRET//FGI AUS//NOFORN
TS//SI-G ABCD//OC | S//SI-XYZ/TK                     TOP SECRET//SI-G ABCD-XYZ/TK//ORCON
S//OC | S//OC-USGOV                                  SECRET//ORCON
S//SAR-AA | S//SAR-BB/CC | S//SAR-DD/EE              SECRET//SAR-MULTIPLE PROGRAMS
C//XD | U//SBU                                       CONFIDENTIAL//NOFORN//EXDIS
U//SBU-NF | U//LES-NF                                UNCLASSIFIED//NOFORN//SBU/LES
U//SBU-NF | U//SSI                                   UNCLASSIFIED//SBU NOFORN/SSI
CUI//SP-CTI | U//FOUO | U                            CUI//SP-CTI
S//NF | CUI//PRVCY                                   SECRET//CUI//PRVCY//NOFORN
";

#[test]
fn roll_ups() {
    let us = Scheme::us();
    for row in ROLL_UPS.lines().filter(|r| !r.is_empty()) {
        let (portions, banner) = row.rsplit_once("  ").unwrap();
        let marks: Vec<_> = portions
            .split('|')
            .map(|text| {
                let reading = read_portion(&us, text.trim());
                reading
                    .known()
                    .unwrap_or_else(|| panic!("{text}: {reading:?}"))
                    .clone()
            })
            .collect();
        assert_eq!(roll_up(&us, &marks).unwrap().banner(), banner.trim(), "{row}");
    }
    assert_eq!(roll_up(&us, &[]), None);
}

/// The reference vectors, where they are at hand: nothing read lower or looser than they say.
#[test]
fn reference_vectors() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/reference/markings-vectors.tsv"
    );
    let Ok(table) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not here");
        return;
    };
    let mut wrong = Vec::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [id, kind, scheme, input, expect, normalised, ..] = cells[..] else {
            continue;
        };
        if kind == "rollup" {
            continue;
        }
        let scheme = Scheme::builtin(scheme).unwrap();
        let reading = if kind == "banner" {
            read_banner(&scheme, input)
        } else {
            read_line(&scheme, input)
        };
        let got = reading
            .marking
            .as_ref()
            .map(|m| if kind == "banner" { m.banner() } else { m.portion() });
        let same = normalised.is_empty() || got == Some(normalised);
        if reading.verdict.as_str() != expect || !same {
            wrong.push(id.to_owned());
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
