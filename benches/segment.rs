//! Time of segmentation and governing on awkward shapes, at one size and at twice that size: the ratio must stay near 2.
//!
//! `cargo bench --bench segment` prints a table; `cargo bench --bench segment -- 4` takes 4 MB and 8 MB instead of 1
//! and 2. It fails when a ratio is over 2.6 (a little more than the bar of 2.2, since machines are not quiet).
#![allow(
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::exit
)]

use std::time::{Duration, Instant};
use tearline::document::{Document, Format, segment};
use tearline::effective::govern;
use tearline::scheme::Scheme;

/// A shape: its name and the text of about `len` bytes.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("one line", |n| {
        format!("1. (C) {}", repeat("The harbour opens in May. ", n))
    }),
    ("one line of marks", |n| repeat("(U) Ferry. (C) Strait. ", n)),
    ("portions", |n| numbered(n, "(C) Gull Rock stands.\n\n")),
    ("portions without blank lines", |n| numbered(n, "(U) Gull Rock\n")),
    ("open brackets", |n| repeat("(", n)),
    ("open brackets behind full stops", |n| repeat(". (", n)),
    ("open brackets on lines", |n| repeat("(\n", n)),
    ("square brackets", |n| repeat("[", n)),
    ("closing brackets", |n| repeat(")", n)),
    ("letters on lines", |n| repeat("a\n", n)),
    ("letters in paragraphs", |n| repeat("a\n\n", n)),
    ("blank lines", |n| repeat("\n", n)),
    ("spaces", |n| repeat(" ", n)),
    ("bullets", |n| repeat("- ", n)),
    ("bullets on lines", |n| repeat("- x\n", n)),
    ("quotes", |n| repeat("> ", n)),
    ("quoted lines", |n| repeat("> > > > x\n", n)),
    ("nested quotes", |n| nested(n, "> ")),
    ("nested items", |n| nested(n, "  ")),
    ("stars", |n| repeat("**a _b ", n)),
    ("code spans", |n| repeat("`a ``b ", n)),
    ("table", |n| {
        format!("| a | b |\n|---|---|\n{}", repeat("| (U) x | (C) y |\n", n))
    }),
    ("pipes", |n| repeat("|", n)),
    ("definitions", |n| {
        (0..n / 20).map(|i| format!("[d{i}]: /x \"y\"\n")).collect()
    }),
    ("references", |n| {
        let m = n / 40;
        let mut text: String = (0..m).map(|i| format!("(C) See [x][d{i}].\n\n")).collect();
        text.extend((0..m).map(|i| format!("[d{i}]: /x \"y\"\n")));
        text
    }),
    ("one definition, many references", |n| {
        format!("{}\n[d]: /x\n", repeat("(U) See [x][d].\n\n", n))
    }),
    ("footnotes", |n| {
        let m = n / 40;
        let mut text: String = (0..m).map(|i| format!("(C) Text.[^n{i}]\n\n")).collect();
        text.extend((0..m).map(|i| format!("[^n{i}]: note\n\n")));
        text
    }),
    ("open fence", |n| format!("```\n{}", repeat("(U) x\n", n))),
    ("open comment", |n| format!("<!--\n{}", repeat("(U) x\n", n))),
    ("comments", |n| repeat("<!-- (S) x -->\n\n", n)),
    ("tags", |n| repeat("<a ", n)),
    ("entities", |n| repeat("&#40;S) ", n)),
    ("escapes", |n| repeat("\\(S) ", n)),
    ("front matter left open", |n| {
        format!("---\n{}", repeat("a: b\n", n))
    }),
    ("mail heads", |n| {
        repeat("From: A\nTo: B\nSubject: C\n\nHello.\n\n", n)
    }),
    ("letters of a list", |n| repeat("(A) One.\n(B) Two.\n", n)),
    ("stamps", |n| repeat("RELEASE IN PART B5\n", n)),
    ("begin and end", |n| {
        repeat("1. (U) Begin text:\n\nDear X\n\nEnd text.\n\n", n)
    }),
    ("begin text", |n| repeat("1. (U) Begin text:\n\nDear X\n\n", n)),
    ("entire text", |n| {
        format!("1. (C-Entire text)\n\n{}", numbered(n, "Text.\n\n"))
    }),
];

fn repeat(part: &str, len: usize) -> String {
    part.repeat(len / part.len())
}

fn numbered(len: usize, part: &str) -> String {
    (1..len / (part.len() + 6))
        .map(|i| format!("{i}. {part}"))
        .collect()
}

/// Lines that go 100 deep and start again.
fn nested(len: usize, step: &str) -> String {
    let mut text = String::with_capacity(len);
    for depth in (0..100).cycle() {
        if text.len() > len {
            break;
        }
        text.push_str(&step.repeat(depth));
        text.push_str("- x\n");
    }
    text
}

/// The shortest of three runs.
fn time(text: &str, format: Format, scheme: &Scheme) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            let document = Document::new(text, format);
            let blocks = segment(&document, scheme);
            let governance = govern(&document, &blocks, scheme);
            assert_eq!(governance.blocks.len(), blocks.len());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn main() {
    let megabytes: usize = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(1);
    let scheme = Scheme::us();
    let size = megabytes * 1_000_000;
    let mut worst = 0.0f64;
    println!(
        "{:>34} {:>9} {:>9} {:>9} {:>6}",
        "shape", "format", "once", "twice", "ratio"
    );
    for (name, make) in SHAPES {
        let (once, twice) = (make(size), make(2 * size));
        for format in [Format::Text, Format::Markdown] {
            let a = time(&once, format, &scheme).as_secs_f64();
            let b = time(&twice, format, &scheme).as_secs_f64();
            let ratio = b / a.max(1e-4);
            worst = worst.max(ratio);
            println!(
                "{name:>34} {:>9} {:>7.1}ms {:>7.1}ms {ratio:>6.2}",
                format!("{format:?}"),
                a * 1e3,
                b * 1e3
            );
        }
    }
    println!("worst ratio {worst:.2}");
    if worst > 2.6 {
        std::process::exit(1);
    }
}
