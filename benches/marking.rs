//! What it costs to read one mark.

#![allow(clippy::indexing_slicing)]
use divan::{Bencher, black_box};
use tearline::marking::Entry;
use tearline::marking::{Marking, banner_prefix, read_banner, read_portion, roll_up, within};
use tearline::scheme::Scheme;

fn main() {
    divan::main();
}

/// The forms that stand in documents.
const COMMON: &[&str] = &["C", "U", "S//NF", "SBU", "TS//SI//NF", "C//REL TO USA, GBR"];
/// Looser forms, and text in brackets that is no mark.
const OTHER: &[&str] = &[
    "C/NF",
    "S-Entire text",
    "Secret",
    "a",
    "Secret Service",
    "see the report of 3 May",
];

// One reading is not much longer than the timer's step: many make a sample.
#[divan::bench(args = COMMON, sample_size = 256)]
fn common(bencher: Bencher, text: &str) {
    let us = Scheme::us();
    bencher.bench_local(|| read_portion(black_box(&us), black_box(text)));
}

#[divan::bench(args = OTHER, sample_size = 256)]
fn other(bencher: Bencher, text: &str) {
    let us = Scheme::us();
    bencher.bench_local(|| read_portion(black_box(&us), black_box(text)));
}

#[divan::bench(sample_size = 256, args = ["SECRET//NOFORN", "C O N F I D E N T I A L SECTION 01 OF 03 MOSCOW 003122"])]
fn banner(bencher: Bencher, line: &str) {
    let us = Scheme::us();
    bencher.bench_local(|| read_banner(black_box(&us), black_box(line)));
}

/// A line of prose, as a segmenter asks of every line.
#[divan::bench(sample_size = 256, args = [
    "The minister said that trade had grown by a third since the summer.",
    "Can the minister say that trade had grown by a third since the summer?",
    "2. (C) The minister said that trade had grown by a third since the summer.",
    "Министр сказал, что торговля выросла на треть с лета.",
    "SECRET SERVICE BRIEFING",
])]
fn prose(bencher: Bencher, line: &str) {
    let us = Scheme::us();
    bencher.bench_local(|| banner_prefix(black_box(&us), black_box(line)));
}

/// Length and time: a list of nations that doubles.
#[divan::bench(args = [16, 32, 64, 128, 256])]
fn length(bencher: Bencher, nations: usize) {
    let us = Scheme::us();
    let text = format!("S//REL TO USA{}", ", GBR".repeat(nations));
    bencher.bench_local(|| read_portion(black_box(&us), black_box(&text)));
}

#[divan::bench]
fn compare_and_join(bencher: Bencher) {
    let us = Scheme::us();
    let marks: Vec<Marking> = ["S//REL TO USA, GBR", "C//NF", "U"]
        .iter()
        .filter_map(|text| read_portion(&us, text).marking)
        .collect();
    let entries: Vec<Entry> = marks.iter().cloned().map(Entry::Exactly).collect();
    bencher.bench_local(|| {
        let all = roll_up(&us, black_box(&marks));
        let covered = entries
            .iter()
            .filter(|e| within(&us, e, black_box(&marks[0])))
            .count();
        (all, covered)
    });
}

/// Reading the shipped scheme file, once a run.
#[divan::bench]
fn scheme(bencher: Bencher) {
    let text = include_str!("../policies/schemes/us.yaml");
    bencher.bench_local(|| Scheme::from_yaml(black_box(text)));
}
