//! The rule across documents against a slow, plain reading of it; and the bound of its tables.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    missing_docs
)]

use std::fmt::Write as _;
use std::sync::Arc;
use tearline::document::{Document, Format};
use tearline::policy::{Policy, load};
use tearline::release::judge;
use tearline::spill::Places;
use tearline::spill::across::{Hit, MOST_HITS, Sources, look};
use tearline::spill::table::{Filled, Table, fill};

struct Texts(Vec<(Arc<str>, Places)>);

impl Sources for Texts {
    fn places(&self, doc: u32) -> Option<&Places> {
        self.0.get(doc as usize).map(|(_, places)| places)
    }

    fn text(&self, doc: u32) -> Option<Arc<str>> {
        self.0.get(doc as usize).map(|(text, _)| Arc::clone(text))
    }
}

fn policy() -> Policy {
    load("releasable: [U]\n", "across").unwrap()
}

fn read(texts: &[String]) -> Texts {
    let policy = policy();
    let places = |text: &String| {
        let j = judge(&policy, &Document::new(text, Format::Text));
        Places::new(&policy, &j.blocks, &j.governance, &j.decided)
    };
    Texts(
        texts
            .iter()
            .map(|text| (Arc::from(text.as_str()), places(text)))
            .collect(),
    )
}

/// The hits of each document over tables of at most `most` entries, and the size of the largest table.
fn batch(texts: &Texts, length: usize, most: usize) -> (Vec<Vec<Hit>>, usize, usize) {
    let mut hits = vec![Vec::new(); texts.0.len()];
    let (mut largest, mut tables) = (0, 0);
    let mut at = Some((0, 0));
    while let Some((doc, word)) = at.take() {
        let (mut entries, mut from) = (Vec::with_capacity(most), word);
        for number in doc..texts.0.len() {
            let (text, places) = &texts.0[number];
            if let Filled::UpTo(next) = fill(text, places, number as u32, length, from, most, &mut entries) {
                at = Some((number, next));
                break;
            }
            from = 0;
        }
        let table = Table::new(entries);
        tables += 1;
        largest = largest.max(table.bytes());
        for (number, (text, places)) in texts.0.iter().enumerate() {
            hits[number].extend(look(text, places, number as u32, &table, length, texts));
        }
    }
    (hits, largest, tables)
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

const WORDS: [&str; 14] = [
    "harbour", "lantern", "copper", "ferry", "quarry", "turbine", "meadow", "convoy", "ledger", "bakery",
    "timber", "signal", "orchard", "saddle",
];

fn sentences(dice: &mut Dice) -> Vec<Vec<&'static str>> {
    (0..1 + dice.roll(3))
        .map(|_| {
            (0..3 + dice.roll(24))
                .map(|_| WORDS[dice.roll(WORDS.len())])
                .collect()
        })
        .collect()
}

fn written(sentences: &[Vec<&str>]) -> String {
    let list: Vec<String> = sentences.iter().map(|s| s.join(" ")).collect();
    format!("{}.", list.join(". "))
}

/// Three fifths of the sentences that a run touches or of one of them, or twelve words, or the whole paragraph; word by
/// word and by no other means.
fn told(withheld: &[Vec<&str>], released: &[Vec<&str>]) -> bool {
    let sentence_of: Vec<usize> = withheld
        .iter()
        .enumerate()
        .flat_map(|(n, s)| std::iter::repeat_n(n, s.len()))
        .collect();
    let (a, b): (Vec<&str>, Vec<&str>) = (withheld.concat(), released.concat());
    if a == b && a.len() >= 3 {
        return true;
    }
    for from in 0..a.len() {
        for at in 0..b.len() {
            if from > 0 && at > 0 && a[from - 1] == b[at - 1] {
                continue;
            }
            let run = a[from..].iter().zip(&b[at..]).take_while(|(x, y)| x == y).count();
            if run < 6 {
                continue;
            }
            let touched = &sentence_of[from..from + run];
            let all: usize = withheld[touched[0]..=touched[run - 1]].iter().map(Vec::len).sum();
            let one = |n: &usize| {
                let inside = touched.iter().filter(|t| *t == n).count();
                inside >= 6 && inside * 5 >= withheld[*n].len() * 3
            };
            if run >= 12 || run * 5 >= all * 3 || touched.iter().any(one) {
                return true;
            }
        }
    }
    false
}

#[test]
fn the_tables_say_what_a_plain_reading_says_whatever_their_size() {
    let mut dice = Dice(7);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..400 {
        let withheld: Vec<_> = (0..3).map(|_| sentences(&mut dice)).collect();
        let mut released = sentences(&mut dice);
        // Some of what is withheld goes into the release.
        let from = withheld[dice.roll(3)].concat();
        let start = dice.roll(from.len());
        let length = 4 + dice.roll(12);
        let n = dice.roll(released.len());
        let at = dice.roll(released[n].len());
        for word in from[start..from.len().min(start + length)].iter().rev() {
            released[n].insert(at, word);
        }
        let mut texts: Vec<String> = withheld
            .iter()
            .map(|w| format!("CONFIDENTIAL\n\n1. (U) Early.\n\n2. (C) {}\n", written(w)))
            .collect();
        texts.push(format!(
            "CONFIDENTIAL\n\n1. (C) Late.\n\n2. (U) {}\n",
            written(&released)
        ));
        let expected = withheld.iter().any(|w| told(w, &released));
        let texts = read(&texts);
        for most in [1 << 20, 64, 90] {
            let (hits, _, tables) = batch(&texts, 6, most);
            assert_eq!(!hits[3].is_empty(), expected, "{:?}", texts.0[3].0);
            assert!(hits[..3].iter().all(Vec::is_empty));
            assert!(tables == 1 || most < 1 << 20);
        }
        *(if expected { &mut yes } else { &mut no }) += 1;
    }
    assert!(yes > 100 && no > 100, "{yes} and {no}");
}

#[test]
fn a_hundred_thousand_withheld_paragraphs_stay_in_bounded_memory() {
    let mut big = String::from("SECRET\n\n");
    for n in 0..100_000 {
        let _ = write!(
            big,
            "{n}. (S) The clerk of house {n} keeps the copper lantern of quay {} below the stairs.\n\n",
            n * 7
        );
    }
    let leak = |n: usize| {
        format!(
            "SECRET\n\n1. (U) We hear that the clerk of house {n} keeps the copper lantern of quay {} below the stairs.\n",
            n * 7
        )
    };
    let texts = read(&[
        leak(0),
        leak(50_000),
        leak(99_999),
        "SECRET\n\n1. (U) The clerk has no lantern.\n".to_owned(),
        big,
    ]);
    let most = 1 << 17;
    let (hits, largest, tables) = batch(&texts, 6, most);
    // Sixteen bytes an entry, at most six for its place in the index.
    assert!(largest <= most * 22 + 4, "{largest}");
    assert!(tables > 5, "{tables}");
    let lines: Vec<Vec<Option<u32>>> = hits
        .iter()
        .map(|list| list.iter().map(|hit| hit.withheld_line).collect())
        .collect();
    assert_eq!(lines[0][0], Some(3));
    assert_eq!(lines[1][0], Some(100_003));
    assert_eq!(lines[2][0], Some(200_001));
    assert!(lines[3].is_empty() && lines[4].is_empty());
}

#[test]
fn many_places_of_one_document_are_some() {
    let mut text = String::from("SECRET\n\n");
    for n in 0..30 {
        let _ = write!(text, "{n}. (S) House {n} hides the copper lantern.\n\n");
    }
    let texts = read(&[text.clone(), text.replace("(S)", "(U)")]);
    let (hits, _, _) = batch(&texts, 6, 1 << 20);
    assert_eq!((hits[0].len(), hits[1].len()), (0, MOST_HITS));
    assert!(
        hits[1]
            .iter()
            .all(|hit| hit.paragraph && hit.withheld_line == Some(hit.line))
    );
}

#[test]
fn time_grows_in_step_with_the_text() {
    // The worst: one phrase in all sentences, released and withheld, and no statement in common.
    let time = |count: usize| {
        let mut dice = Dice(1);
        let mut long = |mark: &str| {
            let mut text = String::from("SECRET\n\n");
            for n in 0..count {
                let around: Vec<&str> = (0..16).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
                let _ = write!(
                    text,
                    "{n}. ({mark}) Clerk {n} of {} keeps seven old brass ferry lantern hooks at {}.\n\n",
                    around[..8].join(" x "),
                    around[8..].join(" y ")
                );
            }
            text
        };
        let texts = read(&[long("S"), long("U")]);
        let begun = std::time::Instant::now();
        batch(&texts, 6, 1 << 22);
        begun.elapsed()
    };
    let ratio = |n: usize| time(2 * n).as_secs_f64() / time(n).as_secs_f64();
    let best = (0..3).map(|_| ratio(3000)).fold(f64::INFINITY, f64::min);
    assert!(best < 3.2, "{best}");
}

#[test]
fn the_place_is_the_whole_run_and_a_document_is_not_held_against_itself() {
    let withheld = "The talks went on until the small hours and ended without a paper, as everybody had thought before they began with Orla. The mayor burned seven charts behind the chapel. The hall was then let to a choir for the rest of the year.";
    let released = "So says Orla: the mayor burned seven charts behind the chapel.";
    let texts = read(&[
        format!("SECRET\n\n1. (U) {released}\n\n2. (S) {withheld}\n"),
        format!("SECRET\n\n1. (U) Early.\n\n2. (U) {released}\n"),
    ]);
    let (hits, _, _) = batch(&texts, 6, 1 << 20);
    assert_eq!(hits[0], []);
    assert_eq!(hits[1].len(), 1);
    let hit = hits[1][0];
    assert_eq!(
        hit.released.of(&texts.0[1].0),
        "Orla: the mayor burned seven charts behind the chapel"
    );
    assert_eq!((hit.line, hit.doc, hit.withheld_line), (5, 0, Some(5)));
}

#[test]
fn nothing_prints_text() {
    let texts = read(&[
        "SECRET\n\n1. (S) The clerk hides the copper lantern.\n".to_owned(),
        "SECRET\n\n1. (U) The clerk hides the copper lantern.\n".to_owned(),
    ]);
    let (hits, _, _) = batch(&texts, 6, 1 << 20);
    assert_eq!(hits[1].len(), 1);
    let (text, places) = &texts.0[0];
    let mut entries = Vec::new();
    fill(text, places, 0, 6, 0, 100, &mut entries);
    let shown = format!("{hits:?}{places:?}{entries:?}");
    assert!(!shown.contains("lantern") && !shown.contains("clerk"), "{shown}");
}

#[test]
fn fewer_words_never_find_less() {
    const SOME: [&str; 16] = [
        "the", "of", "and", "is", "a", "to", "it", "Harbour", "Bureau", "ferry", "anchor", "chains",
        "lantern", "not", "copper", "with",
    ];
    let mut dice = Dice(11);
    let (mut found, mut more) = (0, 0);
    for _ in 0..150 {
        let mut line = |most: usize| -> Vec<&str> {
            (0..3 + dice.roll(most))
                .map(|_| SOME[dice.roll(SOME.len())])
                .collect()
        };
        let (closed, mut open) = (line(24), line(8));
        let mut list = vec![closed.clone()];
        list.push(line(12));
        let start = dice.roll(closed.len());
        open.extend(closed.iter().skip(start).take(3 + dice.roll(20)));
        let texts = read(&[
            format!("SECRET\n\n1. (U) Early.\n\n2. (S) {}\n", written(&list)),
            format!("SECRET\n\n1. (S) Late.\n\n2. (U) {}\n", written(&[open.clone()])),
        ]);
        let mut before = false;
        for length in (3..14).rev() {
            let (hits, _, _) = batch(&texts, length, 1 << 20);
            let now = !hits[1].is_empty();
            assert!(now || !before, "{length}: {:?}", texts.0[0].0);
            more += usize::from(now && !before);
            before = now;
        }
        found += usize::from(before);
    }
    assert!(found > 20 && more > 20, "{found} {more}");
}

#[test]
fn page_furniture_and_hyphens_hide_nothing() {
    let whole = "The ferry leaves on Tuesday night with the anchors of the old harbour.";
    let torn =
        "The ferry leaves\n\nPAGE 02 DELTA 001234\n\non Tuesday night with the anchors of the old harbour.";
    let hyphen = "The ferry leaves on Tues-\nday night with the anchors of the old harbour.";
    for (closed, open) in [
        (torn, whole),
        (whole, torn),
        (hyphen, whole),
        (whole, hyphen),
        (torn, hyphen),
    ] {
        let texts = read(&[
            format!("SECRET\n\n1. (S) {closed}\n\n2. (U) Early.\n"),
            format!("SECRET\n\n1. (S) Late.\n\n2. (U) {open}\n\n3. (U) Late.\n"),
        ]);
        for most in [1 << 20, 64] {
            let (hits, _, _) = batch(&texts, 6, most);
            assert_eq!((hits[0].len(), hits[1].len()), (0, 1), "{closed} {open}");
            assert_eq!(hits[1][0].line, 5);
        }
    }
    // A short paragraph of a longer portion is a paragraph still.
    let texts = read(&[
        "SECRET\n\n1. (S) The ferry is late.\n\n- Clerks hide copper lanterns.\n\n- Nobody knows.\n"
            .to_owned(),
        "SECRET\n\n1. (U) Clerks hide copper lanterns.\n".to_owned(),
    ]);
    let (hits, _, _) = batch(&texts, 6, 1 << 20);
    assert_eq!(hits[1].len(), 1);
    assert!(hits[1][0].paragraph);
    assert_eq!(hits[1][0].withheld_line, Some(5));
}
