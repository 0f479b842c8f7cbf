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
C//NS                        invalid  -
TS//SI//CTS                  invalid  -
S//NIS                       invalid  -
S//RELIDO//XD                invalid  -
S//DISPLAY ONLY AFG//ND      invalid  -
C//ACCM-LEMON                invalid  -
S//ACCM-LEMON                valid    S//ACCM-LEMON
U//HVSACO                    invalid  -
R//HVSACO                    invalid  -
NATO-TS                      invalid  -
NATO/TS                      invalid  -
//NTS                        invalid  -
NATO/S                       legacy   //NS
//NATO GBR S                 legacy   //GBR NATO S
FGI/S                        legacy   //FGI S
U//FGI GBR                   valid    U//FGI GBR
S/SAR-BP/NF                  legacy   S//SAR-BP//NF
S-SAR-BP                     legacy   S//SAR-BP
TS/SI-QUX                    legacy   TS//SI-QUX
TS/TK-KAND QUX/NF            legacy   TS//TK-KAND QUX//NF
S-SI-NF                      legacy   S//SI//NF
TS SI-G OC NF                legacy   TS//SI-G//OC/NF
S/SAR-BP/the                 none     -
S//5AR-BP                    invalid  -
S//CNWDI                     invalid  -
S//SAR                       invalid  -
S//ACCM                      invalid  -
TS//SI-//NF                  invalid  -
S//SAR-BP-//NF               invalid  -
CUI//FOUO                    legacy   CUI//FOUO
CUI//FEDCON                  valid    CUI//FEDCON
S//REL TO USA, aus           legacy   S//REL TO USA, AUS
S//REL TO USA, USA, AUS      legacy   S//REL TO USA, AUS
S//fgi aus                   legacy   S//FGI AUS
S//FGI aus                   legacy   S//FGI AUS
//aus S                      legacy   //AUS S
//joint S aus usa            legacy   //JOINT S AUS USA
S//RD-sg 4                   legacy   S//RD-SG 4
S//RD-SG 4, 7                legacy   S//RD-SG 4 7
S//sar-BP                    legacy   S//SAR-BP
TS//SI-g QUUX//OC            legacy   TS//SI-G QUUX//OC
ts//si-g quux//oc/nf         legacy   TS//SI-G QUUX//OC/NF
s//sar-bp//nf                legacy   S//SAR-BP//NF
S//SAR-bp and the rest       invalid  -
s//see the annex             invalid  -
cui//sp-cti                  legacy   CUI//SP-CTI
SRD//NF                      legacy   S//RD//NF
SRD/NF                       legacy   S//RD//NF
SRD/POL                      none     -
C-GDS                        legacy   C
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
        (
            "S E C R E T SECTION 01 OF 02 ORLA 004411 NODIS",
            "S E C R E T SECTION 01 OF 02 ORLA 004411 NODIS",
            "SECRET//NODIS",
        ),
        (
            "SECRET SECTION 01 OF 02 NOFORN",
            "SECRET SECTION 01 OF 02 NOFORN",
            "SECRET//NOFORN",
        ),
        (
            "UNCLAS ORLA 000977 SENSITIVE",
            "UNCLAS ORLA 000977 SENSITIVE",
            "UNCLASSIFIED//SBU",
        ),
        ("SECRET SIPDIS NOFORN", "SECRET SIPDIS NOFORN", "SECRET//NOFORN"),
        ("SECRET SECTION 01 OF 02 ORLA", "SECRET", "SECRET"),
        ("SECRET FOR THE AMBASSADOR ONLY", "SECRET", "SECRET"),
        (
            "SECRET PASS TO QUAY NODIS",
            "SECRET PASS TO QUAY NODIS",
            "SECRET//NODIS",
        ),
        ("SECRET CODEL ORLA", "SECRET", "SECRET"),
        ("SECRET MED CHANNEL", "SECRET", "SECRET"),
        (
            "SECRET SPECAT EXCLUSIVE",
            "SECRET SPECAT EXCLUSIVE",
            "SECRET//NODIS",
        ),
        ("SECRET ORLA 441", "SECRET", "SECRET"),
        (
            "UNCLASSIFIED//SBU DELTA CITY 003122",
            "UNCLASSIFIED//SBU",
            "UNCLASSIFIED//SBU",
        ),
        (
            "C O N F I D E N T I A L//NOFORN PORT DELTA CITY 003122",
            "C O N F I D E N T I A L//NOFORN",
            "CONFIDENTIAL//NOFORN",
        ),
        (
            "SECRET//REL TO USA, AUS DELTA CITY 003122",
            "SECRET//REL TO USA, AUS",
            "SECRET//REL TO USA, AUS",
        ),
        (
            "TOP SECRET//SI-QUX DELTA 003122",
            "TOP SECRET//SI-QUX",
            "TOP SECRET//SI-QUX",
        ),
        ("SECRET//NOFORN   Page 2 of 3", "SECRET//NOFORN", "SECRET//NOFORN"),
        ("SECRET - Page 3", "SECRET", "SECRET"),
        ("SECRET ORLA 00004411  002 OF 004", "SECRET", "SECRET"),
        ("SECRET/XGDS", "SECRET/XGDS", "SECRET"),
        ("CONFIDENTIAL (GDS)", "CONFIDENTIAL", "CONFIDENTIAL"),
        ("TOP SECRET TRINE", "TOP SECRET TRINE", "TOP SECRET//TRINE"),
        (
            "SECRET NO FOREIGN DISSEM",
            "SECRET NO FOREIGN DISSEM",
            "SECRET//NOFORN",
        ),
        ("SECRET WITH ATTACHMENT", "SECRET", "SECRET"),
        ("TSRD ORLA 004411", "TSRD", "TOP SECRET//RD"),
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
        "SECRET SECTION 01 OF 02 BRIEFING ROOM",
        "Secret?",
    ] {
        assert!(
            banner_prefix(&us, line).is_none(),
            "{line}: {:?}",
            banner_prefix(&us, line)
        );
    }
    for line in [
        "SECRET//NOFORN/QUUX",
        "UNCLASSIFIED ORLA 004411 SECRET",
        "SECRET SECTION 01 OF 02 CONFIDENTIAL",
        "UNCLASSIFIED SECTION 01 OF 02/SECRET",
        "UNCLASSIFIED ORLA 004411, SECRET",
        "TSRD ORLA 004411 NODIS",
        "COSMIC SECRET ORLA 004411",
        "CONFlDENTIAL",
        "CONFIDENTIA1",
        "C 0 N F I D E N T I A L",
        "C 0 N F I D E N T I A L SECTION 01 OF 02 ORLA 004411",
    ] {
        let (_, held) = banner_prefix(&us, line).unwrap_or_else(|| panic!("{line}: no banner"));
        assert_eq!(held.verdict, Verdict::Invalid, "{line}");
    }
}

/// One row a line: scheme, verdict, banner.
const OTHER_BANNERS: &str = "
tlp   invalid  TLP:AMBER+
tlp   invalid  TLP:GREEN STRICT
tlp   legacy   TLP : RED
uk    invalid  OFFICIAL-SENS1TIVE
uk    invalid  OFFICIAL-SENSITIVE QUAY USE ONLY
uk    invalid  TOP SECRET LANTERN UK EYES ONLY
nz    invalid  SENSITIVE HARBOURS USE ONLY
nz    invalid  SENSITIVE TO BE REVIEWED ON 1 JULY 2030
nz    valid    SECRET NZEO
eu    invalid  RESTREINT UE/EU RE5TRICTED
nato  invalid  COSMIC SECRET ATOMAL
au    invalid  OFFICIAL: Sens1tive
au    invalid  [SEC=SECRET] Re: minutes [SEC=OFFICIAL]
au    valid    Re: minutes [SEC=OFFICIAL]
au    legacy   [sec=protected]
au    invalid  [CAVEAT=RI:AGAO]
ca    valid    SECRET//PROTECTED B
ca    legacy   PROTECTED B//SECRET
ca    legacy   SECRET/PROTECTED B
";

#[test]
fn banners_of_other_schemes() {
    for row in OTHER_BANNERS.lines().filter(|r| !r.is_empty()) {
        let mut cells = row.splitn(2, "  ").map(str::trim);
        let scheme = Scheme::builtin(cells.next().unwrap()).unwrap();
        let (verdict, line) = cells.next().unwrap().split_once("  ").unwrap();
        let reading = read_banner(&scheme, line.trim());
        assert_eq!(reading.verdict.as_str(), verdict, "{row}: {reading:?}");
    }
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
        ("(ii) (C) Trade grew.", "C"),
        ("IV. (S) Trade grew.", "S"),
        ("A) (C) Trade grew.", "C"),
        ("(A) (C) Trade grew.", "C"),
        ("2.b. (C) Trade grew.", "C"),
        ("1.2.3 (S//NF) Trade grew.", "S//NF"),
        ("¶2 (S//NF) Trade grew.", "S//NF"),
        ("**1.** (C) Trade grew.", "C"),
        ("● (C) Trade grew.", "C"),
        ("2. (U) She said \"no.\" (S) She left.", "S"),
        ("(U) One… (S) Two.", "S"),
        ("(U) One. -- (S//NF)", "S//NF"),
        ("(U) One. (a) (S) Two.", "S"),
        ("(U) One. **(S)** Two.", "S"),
        ("(U) / (S) Two.", "S"),
        ("(U) One two (S)", "S"),
        ("(U) One and (S//NF) the barn.", "S//NF"),
        ("(U) It was 35 (C)", "U"),
        ("(C) (S) Two.", "S"),
        ("3. (C) Copyright reform was discussed.", "C"),
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
        "(C) Copyright 2004 Example Press",
        "1.4 (b) and (d)",
        "35 (C) at noon",
        "It was 35 (C) at noon.",
        "TAGS: PREL, RS (C)",
        "[C] the key",
        "call(c)",
    ] {
        assert_eq!(read_line(&us, line).verdict, Verdict::None, "{line}");
    }
    let wide = read_line(&us, "（C） Trade grew.");
    assert!(wide.look_alike && wide.known().is_none(), "{wide:?}");
}

#[test]
fn marks_without_brackets_open_a_paragraph() {
    let tlp = Scheme::builtin("tlp").unwrap();
    for (line, portion) in [
        ("TLP:GREEN The harbour opens.", "TLP:GREEN"),
        ("1. TLP:RED The harbour opens.", "TLP:RED"),
        ("- TLP:RED: The harbour (the old one) opens.", "TLP:RED"),
        ("TLP:AMBER + STRICT The harbour opens.", "TLP:AMBER+STRICT"),
    ] {
        let reading = read_line(&tlp, line);
        assert_eq!(reading.known().map(|m| m.portion()), Some(portion), "{line}");
    }
    for line in [
        "TLP:BLUE The harbour.",
        "TLP:AMBER+ The harbour.",
        "TLP:GREEN+STRICT The harbour.",
    ] {
        assert_eq!(read_line(&tlp, line).verdict, Verdict::Invalid, "{line}");
    }
    assert_eq!(read_line(&tlp, "The TLP is a protocol.").verdict, Verdict::None);
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
U | //CAN U                                          UNCLASSIFIED//FGI CAN
S | //NU                                             SECRET//FGI NATO
U | //FGI U                                          UNCLASSIFIED//FGI
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

/// One row a line: scheme, portions, banner.
const OTHER_ROLL_UPS: &str = "
au    SECRET//AUSTEO | SECRET//AGAO             SECRET//AUSTEO
au    SECRET//REL AUS/USA | PROTECTED//AGAO     SECRET//AGAO
nz    SECRET NZEO | CONFIDENTIAL                SECRET NZEO
";

#[test]
fn roll_ups_of_other_schemes() {
    for row in OTHER_ROLL_UPS.lines().filter(|r| !r.is_empty()) {
        let (scheme, rest) = row.split_once("  ").unwrap();
        let scheme = Scheme::builtin(scheme).unwrap();
        let (portions, banner) = rest.trim().rsplit_once("  ").unwrap();
        let marks: Vec<_> = portions
            .split('|')
            .map(|text| read_portion(&scheme, text.trim()).known().unwrap().clone())
            .collect();
        assert_eq!(roll_up(&scheme, &marks).unwrap().banner(), banner.trim(), "{row}");
    }
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
