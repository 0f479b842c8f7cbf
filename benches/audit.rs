//! Costs of the record, each as a ratio to its floor on the same machine in the same run.
//!
//! * a durable append against the bare system calls that its order demands;
//! * `audit verify` of 300,000 lines against hashing and parsing them alone, and its peak memory;
//! * the record of one document against three passes of SHA-256 over it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};
use tearline::audit::id::ReleaseId;
use tearline::audit::line::canonical;
use tearline::audit::record::{Context, record};
use tearline::audit::secret::OpeningKey;
use tearline::audit::tree::{Frontier, leaf_hash};
use tearline::segment::{Segment, Segments};
use tearline::span::Span;
use tearline::store::keys::Home;
use tearline::store::ledger::Ledger;
use tearline::store::verify::{Options, verify};

fn main() {
    // `cargo test --benches` passes an argument of its own and wants no long run.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    // A word picks one part, as in `cargo bench --bench audit -- append`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let part = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    let desk = tempfile::tempdir_in(".").unwrap();
    if part("append") {
        append(desk.path());
    }
    if part("verify") {
        whole_ledger(desk.path());
    }
    if part("record") {
        documents();
    }
}

fn context(n: u64) -> Context {
    let time = Timestamp::from_second(1_795_000_000).unwrap();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&n.to_be_bytes());
    Context {
        id: ReleaseId::new(time, random),
        time,
        engine: "tearline bench".into(),
        policy: "public".into(),
        policy_sha256: [0; 32],
        by: None,
        authority: Some("REQ-1".into()),
        name: Some("a.txt".into()),
        run: None,
        action: None,
        format: None,
        name_people: false,
        amounts: true,
    }
}

/// A document of `paragraphs` paragraphs of about 500 bytes, every second one cut.
fn document(paragraphs: usize) -> (String, Vec<Segment>) {
    let (mut text, mut list) = (String::new(), Vec::new());
    for n in 0..paragraphs {
        let start = text.len();
        text.push_str(&format!("{n}. (C) "));
        while text.len() - start < 500 {
            text.push_str("the ferry sails at nine and returns with the post ");
        }
        text.push_str("\n\n");
        let span = Span::new(start, text.len());
        list.push(if n % 2 == 0 {
            Segment::Keep {
                span,
                mark: "U".into(),
            }
        } else {
            Segment::Cut {
                span,
                mark: "C".into(),
                mask: "[1 paragraph withheld: 1.4 (b)]\n\n".into(),
                reason: Some("1.4 (b)".into()),
                rule: "not releasable".into(),
                portions: 1,
            }
        });
    }
    (text, list)
}

fn lines(documents: u64, paragraphs: usize, key: &OpeningKey) -> Vec<String> {
    let (text, list) = document(paragraphs);
    let segments = Segments::new(&text, list).unwrap();
    (0..documents)
        .flat_map(|n| record(&segments, &context(n), key).unwrap().lines)
        .collect()
}

fn quantiles(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let ms = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1000.0;
    (ms(times.len() / 2), ms(times.len() * 99 / 100))
}

/// Writes `name` so that it is on disk under that name: temporary file, fsync, rename, fsync of the folder.
fn replace(folder: &Path, name: &str, bytes: &[u8]) {
    let temporary = folder.join("tmp");
    let mut file = File::create(&temporary).unwrap();
    file.write_all(bytes).unwrap();
    file.sync_all().unwrap();
    fs::rename(&temporary, folder.join(name)).unwrap();
    File::open(folder).unwrap().sync_all().unwrap();
}

/// The calls that the order of an append demands, and no others: lines written and fdatasynced; then the checkpoint
/// replaced durably; then the state, in a folder of its own, replaced durably. Gives the time without the state, too.
fn bare(ledger: &Path, home: &Path, lines: &[u8], note: &[u8]) -> (Duration, Duration) {
    let start = Instant::now();
    let mut options = OpenOptions::new();
    let mut file = options
        .append(true)
        .create(true)
        .open(ledger.join("lines"))
        .unwrap();
    file.write_all(lines).unwrap();
    file.sync_data().unwrap();
    replace(ledger, "note", note);
    let without = start.elapsed();
    replace(home, "state", note);
    (without, start.elapsed())
}

fn append(desk: &Path) {
    let home = Home::new(desk.join("home"));
    let time = Timestamp::from_second(1_795_000_000).unwrap();
    let ledger = Ledger::open(&desk.join("ledger"), &home, "bench", time).unwrap();
    let (bare_ledger, bare_home) = (desk.join("bare"), desk.join("bare-home"));
    fs::create_dir(&bare_ledger).unwrap();
    fs::create_dir(&bare_home).unwrap();
    let batches: Vec<Vec<String>> = (0..300)
        .map(|n| {
            let (text, list) = document(12);
            let segments = Segments::new(&text, list).unwrap();
            record(&segments, &context(n), ledger.opening_key())
                .unwrap()
                .lines
        })
        .collect();
    let (mut ours, mut floor, mut partial) = (Vec::new(), Vec::new(), Vec::new());
    for batch in &batches {
        let joined = batch.join("\n") + "\n";
        let (without, all) = bare(&bare_ledger, &bare_home, joined.as_bytes(), &[b'x'; 200]);
        partial.push(without);
        floor.push(all);
        let start = Instant::now();
        ledger.append(batch, &[0], time).unwrap();
        ours.push(start.elapsed());
    }
    let ((ours, ours_p99), (floor, floor_p99)) = (quantiles(ours), quantiles(floor));
    let (partial, _) = quantiles(partial);
    println!(
        "durable append: {ours:.2} ms median, {ours_p99:.2} p99; bare calls {floor:.2} median, {floor_p99:.2} p99, \
         {partial:.2} without the state; ratio {:.2} ({:.2} without the state)",
        ours / floor,
        ours / partial
    );
}

fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn whole_ledger(desk: &Path) {
    let home = Home::new(desk.join("home2"));
    let time = Timestamp::from_second(1_795_000_000).unwrap();
    for size in [30_000_u64, 300_000] {
        let folder = desk.join(format!("ledger-{size}"));
        let ledger = Ledger::open(&folder, &home, "bench", time).unwrap();
        let key = OpeningKey::from_bytes([1; 32]);
        ledger.append(&lines(size / 8, 12, &key), &[], time).unwrap();
        drop(ledger);
        let before = peak_reset();
        let start = Instant::now();
        let report = verify(&folder, &home, &Options::default(), &mut |_, _| {}).unwrap();
        let ours = start.elapsed().as_secs_f64();
        let memory = peak_kib().saturating_sub(before);
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let text = fs::read_to_string(folder.join("ledger.jsonl")).unwrap();
        let start = Instant::now();
        let mut tree = Frontier::new();
        for line in text.lines() {
            tree.push(leaf_hash(&[line.as_bytes()]));
        }
        let root = tree.root();
        let hashing = start.elapsed().as_secs_f64();
        assert_eq!(root, report.stated.root);
        let start = Instant::now();
        let parsed = text
            .lines()
            .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
            .count();
        let parsing = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let strict = text.lines().filter(|line| canonical(line).is_ok()).count();
        let canonical = start.elapsed().as_secs_f64();
        assert_eq!((parsed, strict), (report.lines as usize, report.lines as usize));
        println!(
            "audit verify, {} lines: {ours:.2} s; hashing {hashing:.2} s + parsing {parsing:.2} s; ratio {:.2}; \
             (canonical check alone {canonical:.2} s); memory grew by {memory} KiB",
            report.lines,
            ours / (hashing + parsing)
        );
    }
}

/// Forgets the peak, so that the next one is of what follows; gives the memory in use.
fn peak_reset() -> u64 {
    let _ = fs::write("/proc/self/clear_refs", "5");
    peak_kib()
}

fn documents() {
    let key = OpeningKey::from_bytes([1; 32]);
    for paragraphs in [12, 20_000] {
        let (text, list) = document(paragraphs);
        let segments = Segments::new(&text, list).unwrap();
        let rounds = (40_000 / paragraphs).max(3) as u64;
        let start = Instant::now();
        let mut lines = 0;
        for n in 0..rounds {
            lines += record(&segments, &context(n), &key).unwrap().lines.len();
        }
        let ours = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for _ in 0..rounds * 3 {
            std::hint::black_box(Sha256::digest(text.as_bytes()));
        }
        let floor = start.elapsed().as_secs_f64();
        let megabytes = text.len() as f64 * rounds as f64 / 1e6;
        println!(
            "record, {} bytes: {:.0} MB/s, {:.2} of three passes of SHA-256; {} lines",
            text.len(),
            megabytes / ours,
            floor / ours,
            lines as u64 / rounds
        );
    }
}
