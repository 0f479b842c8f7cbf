//! Laws of reading and joining, over generated marks.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

use proptest::prelude::*;
use tearline::marking::{
    Entry, Marking, Verdict, banner_prefix, read_any, read_banner, read_line, read_portion, roll_up, within,
};
use tearline::scheme::Scheme;

/// A small generator with a fixed seed: the marks are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

const OPENINGS: &[&str] = &[
    "TS",
    "S",
    "C",
    "U",
    "R",
    "CUI",
    "SBU",
    "LOU",
    "//GBR S",
    "//CAN GBR TS",
    "//NS",
    "//CTS",
    "//NIS",
    "//FGI S",
    "//JOINT S GBR USA",
    "//JOINT S",
    "SECRET",
    "TOP SECRET",
    "UNCLASSIFIED",
    "s",
    "S//CUI",
    "GBR-C",
    "NATO SECRET",
    "COSMIC TOP SECRET",
    "SRD",
];
const CONTROLS: &[&str] = &[
    "NF",
    "NOFORN",
    "OC",
    "ORCON",
    "OC-USGOV",
    "REL TO USA, GBR",
    "REL TO USA, FVEY",
    "REL",
    "REL TO USA, ACGU, DEU",
    "RELIDO",
    "DISPLAY ONLY AFG, IRQ",
    "DISPLAY ONLY GBR",
    "FOUO",
    "SBU",
    "SBU-NF",
    "LES",
    "LES-NF",
    "SSI",
    "XD",
    "ND",
    "DS",
    "LOU",
    "SI",
    "SI-G",
    "SI-G ABCD EFGH-XYZ",
    "TK",
    "TK-BLFH",
    "HCS-P",
    "HCS-P JJJ",
    "HCS-O",
    "RSV-123",
    "COMINT",
    "KLONDIKE",
    "ANB",
    "123",
    "SAR-BP",
    "SAR-BUTTERED POPCORN-J12 J54",
    "SAR-BP/CD/EF",
    "HVSACO",
    "WAIVED",
    "RD",
    "RD-CNWDI",
    "RD-N",
    "RD-SG 14 18",
    "FRD",
    "FRD-SIGMA 14",
    "TFNI",
    "DCNI",
    "UCNI",
    "FGI",
    "FGI GBR NATO",
    "CUI",
    "SP-CTI",
    "PRVCY",
    "FED ONLY",
    "AC",
    "IMC",
    "PR",
    "RS",
    "DSEN",
    "FISA",
    "EYES",
    "USA/CAN/GBR EYES ONLY",
    "ACCM-LEMON ICE",
    "ATOMAL",
    "BOHEMIA",
    "MR",
    "25X1",
    "SENSITIVE",
];
const SEPARATORS: &[&str] = &["//", "//", "//", "//", "/", "/", " ", "-", ", ", " // "];

fn mark(dice: &mut Dice) -> String {
    let mut text = dice.pick(OPENINGS).to_owned();
    for _ in 0..dice.roll(4) {
        text.push_str(dice.pick(SEPARATORS));
        text.push_str(dice.pick(CONTROLS));
    }
    text
}

/// What a policy may rely on: read, and printed again, it is the same, in both spellings.
fn assert_round_trip(scheme: &Scheme, text: &str) -> Option<Marking> {
    let reading = read_portion(scheme, text);
    let marking = reading.known()?.clone();
    let again = read_portion(scheme, marking.portion());
    assert_eq!(
        again.known(),
        Some(&marking),
        "{text} reads as {} and that as {:?}",
        marking.portion(),
        again
    );
    let banner = read_portion(scheme, marking.banner());
    assert_eq!(
        banner.known(),
        Some(&marking),
        "{text} has the banner {} and that reads as {:?}",
        marking.banner(),
        banner
    );
    if reading.verdict == Verdict::Valid {
        assert_eq!(again.verdict, Verdict::Valid, "{text}: {again:?}");
    }
    Some(marking)
}

#[test]
fn parse_print_parse_is_the_identity_over_a_hundred_thousand_marks() {
    let us = Scheme::us();
    let mut dice = Dice(0x5eed);
    let (mut known, mut valid) = (0, 0);
    for _ in 0..100_000 {
        let text = mark(&mut dice);
        if assert_round_trip(&us, &text).is_some() {
            known += 1;
        }
        valid += usize::from(read_portion(&us, &text).verdict == Verdict::Valid);
    }
    assert!(known > 20_000, "only {known} of 100,000 were read");
    assert!(valid > 2_000, "only {valid} of 100,000 were valid");
}

#[test]
fn every_level_and_control_of_every_scheme_round_trips() {
    let openings = [
        (
            "nato",
            &["NS", "CTS", "NU", "NR"][..],
            &["ATOMAL", "BALK", "RELEASABLE TO AUS, UKR"][..],
        ),
        (
            "uk",
            &["OFFICIAL", "UK SECRET", "TOP SECRET"],
            &["UK EYES ONLY", "LEGAL", "RECIPIENTS ONLY"],
        ),
        (
            "au",
            &["OFFICIAL: Sensitive", "PROTECTED"],
            &["AGAO", "CABINET", "Legal-Privilege", "REL AUS/GBR/USA"],
        ),
        (
            "ca",
            &["SECRET", "PROTECTED B", "SECRET//PROTECTED B"],
            &["SI", "CEO"],
        ),
        (
            "nz",
            &["RESTRICTED", "IN-CONFIDENCE"],
            &["BUDGET", "STAFF", "NZEO"],
        ),
        ("eu", &["S-UE/EU-S", "R-UE/EU-R"], &["RELEASABLE TO NOR"]),
        ("tlp", &["TLP:RED", "TLP:AMBER+STRICT"], &[]),
        (
            "corporate",
            &["R", "C", "P"],
            &["M&A", "HR", "PII", "CUSTOMER-ACME"],
        ),
    ];
    for (name, levels, controls) in openings {
        let scheme = Scheme::builtin(name).unwrap();
        for level in levels {
            assert!(assert_round_trip(&scheme, level).is_some(), "{name}: {level}");
            for control in controls {
                for separator in ["//", " ", "/", "-"] {
                    let text = format!("{level}{separator}{control}");
                    assert_round_trip(&scheme, &text);
                }
            }
        }
    }
}

fn known_marks(count: usize, seed: u64) -> Vec<Marking> {
    let us = Scheme::us();
    let mut dice = Dice(seed);
    let mut marks = Vec::new();
    while marks.len() < count {
        let text = mark(&mut dice);
        // US RESTRICTED is no level that controls may stand at: the laws hold for levels in use.
        let reading = read_portion(&us, &text);
        marks.extend(reading.known().filter(|m| m.level() != "R").cloned());
    }
    marks
}

#[test]
fn joining_is_commutative_associative_idempotent_and_monotone() {
    let us = Scheme::us();
    let marks = known_marks(9_000, 0xb0a7);
    for three in marks.chunks_exact(3) {
        let [a, b, c] = three else { continue };
        let join = |x: &Marking, y: &Marking| roll_up(&us, &[x.clone(), y.clone()]).unwrap();
        let all = roll_up(&us, three).unwrap();
        let shown = format!("{a} | {b} | {c}");
        assert_eq!(join(a, b), join(b, a), "commutative: {shown}");
        assert_eq!(join(&join(a, b), c), join(a, &join(b, c)), "associative: {shown}");
        assert_eq!(join(&join(a, b), c), all, "step by step: {shown}");
        assert_eq!(join(&all, &all), all, "idempotent: {shown}");
        for part in three {
            assert!(part.rank() <= all.rank(), "never below a portion: {shown}");
        }
        // Whatever releases the whole releases, by level, every part.
        let names = ["REL TO", "RELIDO", "DISPLAY ONLY"].map(str::to_owned).to_vec();
        let entry = Entry::UpTo {
            level: all.clone(),
            allow: all.controls().iter().cloned().chain(names).collect(),
            to: vec!["DEU".to_owned()],
        };
        let lists = |m: &Marking| m.controls().iter().any(|c| c.contains("REL TO"));
        if within(&us, &entry, &all) && lists(&all) {
            let nowhere = |m: &Marking| {
                m.controls()
                    .iter()
                    .any(|c| c.starts_with("REL TO") && !c.contains("DEU"))
            };
            assert!(
                !three.iter().any(nowhere),
                "the whole names DEU, a part does not: {shown}"
            );
        }
        let forbids = |m: &Marking| m.controls().iter().any(|c| c == "NF" || c.ends_with("-NF"));
        if three.iter().any(forbids) {
            assert!(forbids(&all), "NOFORN is lost: {shown} gives {all}");
        }
    }
}

#[test]
fn a_roll_up_reads_again_as_what_it_says() {
    let us = Scheme::us();
    for two in known_marks(20_000, 0xcafe).chunks_exact(2) {
        let all = roll_up(&us, two).unwrap();
        let again = read_portion(&us, all.banner());
        let got = again.marking.as_ref().map(Marking::banner);
        assert_eq!(got, Some(all.banner()), "{} | {}: {again:?}", two[0], two[1]);
    }
}

#[test]
fn a_mark_with_an_unknown_word_is_never_valid_without_that_word() {
    let us = Scheme::us();
    let mut dice = Dice(0xdead);
    let words = [
        "ZQX", "NOFRN", "RELX", "Q", "XYZZY-1", "SECRT", "N0F0RN", "NOFORNX", "ΝF", "NF1",
    ];
    for _ in 0..20_000 {
        let plain = mark(&mut dice);
        let word = dice.pick(&words);
        let separator = dice.pick(SEPARATORS);
        let text = format!("{plain}{separator}{word}");
        let reading = read_portion(&us, &text);
        let Some(marking) = reading.known() else { continue };
        let root = word.split('-').next().unwrap();
        assert!(
            marking.controls().iter().any(|c| c.contains(root)),
            "{text} reads as {marking} without {word}"
        );
        if let Some(before) = read_portion(&us, &plain).known() {
            assert!(before.rank() <= marking.rank(), "{text}: lower than {plain}");
        }
    }
}

#[test]
fn a_plain_entry_covers_nothing_but_itself() {
    let us = Scheme::us();
    let marks = known_marks(2_000, 0xf00d);
    for pair in marks.windows(2) {
        let entry = Entry::Exactly(pair[0].clone());
        assert_eq!(within(&us, &entry, &pair[1]), pair[0] == pair[1]);
        assert!(within(&us, &entry, &pair[0]));
        let bare = Entry::UpTo {
            level: read_portion(&us, "TS").known().unwrap().clone(),
            allow: Vec::new(),
            to: Vec::new(),
        };
        assert_eq!(
            within(&us, &bare, &pair[0]),
            pair[0].controls().is_empty(),
            "{}",
            pair[0]
        );
    }
}

/// Reading time for text of growing length; the slowest shapes known.
#[test]
fn time_grows_with_the_length() {
    let us = Scheme::us();
    let shapes: [fn(usize) -> String; 7] = [
        |n| "S//".repeat(n),
        |n| format!("S//{}", "SI/".repeat(n)),
        |n| format!("S//REL TO USA{}", ", GBR".repeat(n)),
        |n| "S ".repeat(n),
        |n| "C O N F I D E N T I A L ".repeat(n),
        |n| format!("S//SAR-{}", "A-".repeat(n)),
        |n| "\u{200b}С".repeat(n),
    ];
    for (index, shape) in shapes.iter().enumerate() {
        let time = |n: usize| {
            let text = shape(n);
            let mut best = std::time::Duration::MAX;
            for _ in 0..5 {
                let start = std::time::Instant::now();
                let _ = (read_portion(&us, &text), read_banner(&us, &text));
                best = best.min(start.elapsed());
            }
            best
        };
        let (short, long) = (time(400), time(40_000));
        // A hundred times the length; a mark beyond 4,096 bytes is not read on.
        assert!(
            long < short * 250 + std::time::Duration::from_millis(20),
            "shape {index}: {short:?} against {long:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_text_panics_and_spans_lie_in_the_line(text in "\\PC{0,80}") {
        for name in Scheme::builtin_names() {
            let scheme = Scheme::builtin(name).unwrap();
            let _ = read_line(&scheme, &text);
            let _ = read_any(&scheme, &text);
            assert_round_trip(&scheme, &text);
            if let Some((span, _)) = banner_prefix(&scheme, &text) {
                prop_assert!(text.get(span.start()..span.end()).is_some());
            }
        }
    }

    #[test]
    fn no_near_mark_panics(text in "[STCUR(/][ /A-Z0-9,\\-().ЅС\u{200b}\n\t；／é]{0,40}") {
        for name in Scheme::builtin_names() {
            let scheme = Scheme::builtin(name).unwrap();
            let _ = read_line(&scheme, &text);
            assert_round_trip(&scheme, &text);
            if let Some((span, _)) = banner_prefix(&scheme, &text) {
                prop_assert!(text.get(span.start()..span.end()).is_some());
            }
        }
    }
}
