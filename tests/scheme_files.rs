//! Scheme files: one written from the documentation alone, and what is said of broken ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods
)]

use tearline::marking::{Entry, Verdict, read_banner, read_portion, roll_up, within};
use tearline::scheme::Scheme;

/// The scheme that `docs/schemes.md` shows.
fn documented() -> Scheme {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemes.md")).unwrap();
    let start = page.find("```yaml\n").unwrap() + 8;
    let end = start + page[start..].find("```").unwrap();
    Scheme::from_yaml(&page[start..end]).unwrap()
}

#[test]
fn the_documented_scheme_reads_marks_of_its_own() {
    let acme = documented();
    for (text, verdict, portion) in [
        (
            "R//PRJ-KEEL/MAST//LEGAL",
            Verdict::Valid,
            "R//PRJ-KEEL/MAST//LEGAL",
        ),
        ("R/BOARD", Verdict::Legacy, "R//BOARD"),
        ("SECRET", Verdict::Legacy, "R"),
        ("R//COUNSEL", Verdict::Valid, "R//LEGAL"),
        ("R//LAWYER", Verdict::Legacy, "R//LEGAL"),
        ("O//PRESS", Verdict::Valid, "O//PRESS"),
        ("A//LEGAL/BOARD", Verdict::Legacy, "A//BOARD/LEGAL"),
    ] {
        let reading = read_portion(&acme, text);
        assert_eq!(reading.verdict, verdict, "{text}: {reading:?}");
        assert_eq!(reading.known().unwrap().portion(), portion, "{text}");
    }
    for text in [
        "G//BOARD",
        "G//PRESS",
        "O//PRESS/LEGAL",
        "G//PRJ-KEEL",
        "R//NONSENSE",
        "R//LEGAL//AMBER",
    ] {
        assert_eq!(read_portion(&acme, text).verdict, Verdict::Invalid, "{text}");
    }
    for text in ["S", "C", "TS//NF", "R2", "Red paint"] {
        assert_eq!(read_portion(&acme, text).verdict, Verdict::None, "{text}");
    }
    let banner = read_banner(&acme, "Handling: AMBER//BOARD");
    assert_eq!(banner.known().unwrap().portion(), "A//BOARD");
}

#[test]
fn the_documented_scheme_rolls_up_and_compares() {
    let acme = documented();
    let read = |text: &str| read_portion(&acme, text).known().unwrap().clone();
    let all = roll_up(&acme, &[read("A//BOARD"), read("R//LEGAL"), read("O")]).unwrap();
    assert_eq!(all.banner(), "RED//BOARD/LEGAL");
    let entry = Entry::UpTo {
        level: read("A"),
        allow: vec!["BOARD".to_owned()],
        to: Vec::new(),
    };
    assert!(within(&acme, &entry, &read("A//BOARD")));
    assert!(within(&acme, &entry, &read("G")));
    assert!(!within(&acme, &entry, &read("A//LEGAL")));
    assert!(!within(&acme, &entry, &read("R")));
    let us = Scheme::us();
    let other = read_portion(&us, "U").known().unwrap().clone();
    assert!(
        !within(&acme, &entry, &other),
        "a marking of another scheme is never covered"
    );
}

#[test]
fn levels_of_two_ladders_are_not_compared() {
    let ca = Scheme::builtin("ca").unwrap();
    let read = |text: &str| read_portion(&ca, text).known().unwrap().clone();
    let all = roll_up(
        &ca,
        &[read("PROTECTED B"), read("CONFIDENTIAL"), read("UNCLASSIFIED")],
    )
    .unwrap();
    assert_eq!(all.banner(), "CONFIDENTIAL//PROTECTED B");
    assert_eq!(read_banner(&ca, "CONFIDENTIAL//PROTECTED B").known(), Some(&all));
    let up_to = |level: &str| Entry::UpTo {
        level: read(level),
        allow: Vec::new(),
        to: Vec::new(),
    };
    assert!(!within(&ca, &up_to("SECRET"), &read("PROTECTED A")));
    assert!(within(&ca, &up_to("SECRET"), &read("UNCLASSIFIED")));
    assert!(!within(&ca, &up_to("SECRET"), &all));
    assert!(!within(&ca, &up_to("PROTECTED C"), &all));
}

#[test]
fn the_same_letter_is_another_level_in_another_scheme() {
    let corporate = Scheme::builtin("corporate").unwrap();
    let read = |text: &str| read_portion(&corporate, text).known().unwrap().clone();
    assert!(
        read("R").rank() > read("C").rank(),
        "RESTRICTED lies above CONFIDENTIAL here"
    );
    let us = Scheme::us();
    let us_read = |text: &str| read_portion(&us, text).known().unwrap().clone();
    assert!(us_read("R").rank() < us_read("C").rank());
    assert_eq!(read_portion(&corporate, "S").verdict, Verdict::None);
    assert_eq!(read_portion(&corporate, "C//NF").verdict, Verdict::Invalid);
}

/// Each mistake, and where it is said to be.
#[test]
fn mistakes_have_their_place() {
    let head = "tearline-scheme: 1\nid: x\ntitle: X\n";
    for (body, line, column, says) in [
        (
            "levels:\n  - { name: A, rank: 1 }\n  - { name: A, rank: 0 }\n",
            6,
            13,
            "stands twice",
        ),
        (
            "levels:\n  - { name: A, rank: 1, colour: red }\n",
            5,
            25,
            "colour",
        ),
        ("levels: []\n", 2, 5, "needs levels"),
        (
            "levels:\n  - { name: AMBER, rank: 1 }\ncategories:\n  - id: c\n    controls:\n      - { id: N, levels: [AMBR] }\n",
            9,
            27,
            "did you mean `AMBER`",
        ),
        (
            "levels:\n  - { name: A, rank: 1 }\ncategories:\n  - id: c\n    controls:\n      - { id: N, excludes: [M] }\n",
            9,
            29,
            "is not in this scheme",
        ),
        ("levels:\n  - { name: A, rank: 300 }\n", 5, 22, "300"),
        ("levels:\n  - { name: A, rank: 1 }\nlevels: []\n", 6, 1, "levels"),
        (
            "levels:\n  - { name: ROSE, portion: R, rank: 1 }\n  - { name: RED, portion: R, rank: 2 }\n",
            6,
            13,
            "`R` of `RED` is the spelling of another one, too",
        ),
        (
            "levels:\n  - { name: A, rank: 1 }\ncategories:\n  - id: c\n    controls:\n      - { id: N, also: [X] }\n      - { id: M, legacy: [x] }\n",
            10,
            15,
            "`x` of `M`",
        ),
        (
            "levels:\n  - { name: A, rank: 1 }\nseparators: { category: \" | \" }\n",
            6,
            25,
            "separator ` | `: only blanks and the signs",
        ),
        (
            "levels:\n  - { name: A, rank: 1 }\ncategories:\n  - id: c\n    join: \"\"\n",
            8,
            11,
            "only blanks and the signs",
        ),
        (
            "levels:\n  - { name: A, rank: 1 }\ncategories:\n  - id: c\n    kind: trees\n    controls:\n      - { id: N, compartments: [{ id: Ab }] }\n",
            10,
            15,
            "`Ab` must be written in capitals",
        ),
    ] {
        let error = Scheme::from_yaml(&format!("{head}{body}")).unwrap_err();
        assert!(error.message.contains(says), "{body}: {error}");
        assert_eq!((error.line, error.column), (line, column), "{body}: {error}");
    }
    let unknown = Scheme::from_yaml(&format!("{head}levles: []\n")).unwrap_err();
    assert!(!unknown.message.contains("at line"), "{unknown}");
    let version = Scheme::from_yaml("tearline-scheme: 2\nid: x\ntitle: X\nlevels: []\n").unwrap_err();
    assert_eq!((version.line, version.column), (1, 18), "{version}");
    assert!(Scheme::from_yaml("").is_err());
    assert!(Scheme::from_yaml("\u{0}").is_err());
}

#[test]
fn every_builtin_has_its_name() {
    for name in Scheme::builtin_names() {
        assert_eq!(Scheme::builtin(name).expect(name).name(), name);
    }
    assert!(Scheme::builtin("atlantis").is_none());
}

#[test]
fn known_programmes_behind_a_prefix_keep_their_rules() {
    let scheme = Scheme::from_yaml(
        "tearline-scheme: 1\nid: x\ntitle: X\nlevels:\n  - { name: RED, rank: 2 }\n  - { name: BLUE, rank: 1 }\n\
         categories:\n  - id: projects\n    kind: trees\n    prefix: \"PRJ-\"\n    controls:\n\
         \u{20}     - { id: KEEL, levels: [RED], compartments: [{ id: AFT, levels: [RED] }] }\n\
         \u{20}     - { id: OLD, retired: \"OLD is retired\" }\n",
    )
    .unwrap();
    for (text, verdict, printed) in [
        ("RED//PRJ-KEEL", Verdict::Valid, "RED//PRJ-KEEL"),
        ("RED//PRJ-KEEL-AFT/MAST", Verdict::Valid, "RED//PRJ-KEEL-AFT/MAST"),
        ("RED//PRJ-MAST/KEEL", Verdict::Legacy, "RED//PRJ-KEEL/MAST"),
        ("RED//PRJ-OLD", Verdict::Legacy, "RED//PRJ-OLD"),
        ("RED//KEEL", Verdict::Legacy, "RED//PRJ-KEEL"),
        ("BLUE//PRJ-MAST", Verdict::Valid, "BLUE//PRJ-MAST"),
    ] {
        let reading = read_portion(&scheme, text);
        assert_eq!(reading.verdict, verdict, "{text}: {reading:?}");
        assert_eq!(reading.known().unwrap().portion(), printed, "{text}");
    }
    assert_eq!(read_portion(&scheme, "BLUE//PRJ-KEEL").verdict, Verdict::Invalid);
}

#[test]
fn an_unknown_word_is_held_whatever_separates() {
    let read = |scheme: &str, text: &str| read_portion(&Scheme::builtin(scheme).unwrap(), text).verdict;
    for (scheme, text, verdict) in [
        ("uk", "SECRET STRAP", Verdict::Invalid),
        ("uk", "OFFICIAL LEGAL STRAP 1", Verdict::Invalid),
        ("uk", "Official visit", Verdict::None),
        ("uk", "SECRET UK EYES ONLY", Verdict::Valid),
        ("nz", "RESTRICTED GARDENING", Verdict::Invalid),
        ("nz", "Restricted gardening", Verdict::None),
    ] {
        assert_eq!(read(scheme, text), verdict, "{scheme} {text}");
    }
    let own = Scheme::from_yaml(
        "tearline-scheme: 1\nid: x\ntitle: X\nseparators: { category: \": \", item: \", \" }\n\
         levels:\n  - { name: L, banner: LOW MATTER, rank: 1 }\n\
         categories:\n  - id: c\n    controls:\n      - { id: Board Room }\n      - { id: PRESS }\n",
    )
    .unwrap();
    for (text, verdict) in [
        ("L: Board Room, PRESS", Verdict::Valid),
        ("L; PRESS", Verdict::Legacy),
        ("L: NONSENSE", Verdict::Invalid),
        ("L: PRESS, NONSENSE", Verdict::Invalid),
        ("L-123", Verdict::None),
    ] {
        assert_eq!(read_portion(&own, text).verdict, verdict, "{text}");
    }
    let banner = read_banner(&own, "LOW MATTER: NONSENSE");
    assert_eq!(banner.verdict, Verdict::Invalid);
}
