//! What somebody who wants to forge or to guess would try. Long runs are ignored by default:
//! `cargo test --test audit_attacks -- --ignored --nocapture`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

use jiff::Timestamp;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use tearline::audit::check;
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::encoding::{base64, base64url, hex, unbase64, unbase64url, unhex};
use tearline::audit::id::ReleaseId;
use tearline::audit::leaf::{document_leaf, portion_leaf};
use tearline::audit::line;
use tearline::audit::manifest::Manifest;
use tearline::audit::note::{SignerKey, VerifierKey};
use tearline::audit::record::{Context, Record, record};
use tearline::audit::secret::OpeningKey;
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::{self, leaf_hash};
use tearline::segment::{Segment, Segments};
use tearline::span::Span;
use tearline::store::Verdict;
use tearline::store::keys::Home;
use tearline::store::ledger::Ledger;
use tearline::store::verify::{Options, verify};

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn context() -> Context {
    Context {
        id: ReleaseId::new(now(), [7; 10]),
        time: now(),
        engine: "tearline test".into(),
        policy: "public".into(),
        policy_sha256: [3; 32],
        by: None,
        authority: None,
        name: None,
        run: None,
        action: None,
        format: None,
        name_people: false,
        amounts: true,
    }
}

fn key() -> OpeningKey {
    OpeningKey::from_bytes([9; 32])
}

/// The manifest of a record that stands alone in a ledger, and the key of that ledger.
fn proved(made: &Record) -> (String, VerifierKey) {
    let signer = SignerKey::new("example.org/ledger", &[5; 32]).unwrap();
    let leaves: Vec<_> = made.lines.iter().map(|l| leaf_hash(&[l.as_bytes()])).collect();
    let stored = tree::stored(leaves.iter().copied());
    let size = leaves.len() as u64;
    let proof = TlogProof {
        extra: None,
        index: 0,
        path: tree::inclusion_proof(stored.as_slice(), 0, size).unwrap(),
        checkpoint: Checkpoint::new("example.org/ledger", size, tree::root(leaves)).sign(&[&signer]),
    };
    (
        made.manifest.with_proof(&proof.to_text()),
        signer.public().clone(),
    )
}

fn accepted(release: &[u8], manifest: &[u8], key: &VerifierKey) -> bool {
    let Ok(text) = std::str::from_utf8(manifest) else {
        return false;
    };
    let Ok(manifest) = Manifest::read(text) else {
        return false;
    };
    check::release(release, &manifest).is_ok()
        && check::recorded(&manifest, std::slice::from_ref(key)).is_ok()
}

/// Documents cut anywhere, with masks, reasons and made text of any characters.
fn pieces() -> impl Strategy<Value = Vec<(u8, String, String)>> {
    let mark = prop_oneof![Just("U"), Just("S//NF"), Just("banner"), Just("")].prop_map(str::to_owned);
    proptest::collection::vec(
        (0..3_u8, "\\PC{0,12}|[\\x00-\\x7f\u{e9}\u{1f600}]{0,12}", mark),
        0..8,
    )
}

fn segments_of(pieces: &[(u8, String, String)]) -> (String, Vec<Segment>) {
    let (mut source, mut list) = (String::new(), Vec::new());
    for (kind, text, mark) in pieces {
        let start = source.len();
        if *kind < 2 {
            source.push_str(text);
        }
        let span = Span::new(start, source.len());
        list.push(match kind {
            0 => Segment::Keep {
                span,
                mark: mark.as_str().into(),
            },
            1 => Segment::Cut {
                span,
                mark: mark.as_str().into(),
                mask: text.chars().rev().take(4).collect::<String>().into(),
                reason: (text.len() % 2 == 0).then(|| text.as_str().into()),
                rule: text.as_str().into(),
                portions: 1,
            },
            _ => Segment::Made {
                rule: mark.as_str().into(),
                text: text.as_str().into(),
            },
        });
    }
    (source, list)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_written_is_accepted_and_nothing_else(
        pieces in pieces(),
        at in any::<prop::sample::Index>(),
        by in 1..=255_u8,
    ) {
        let (source, list) = segments_of(&pieces);
        let segments = Segments::new(&source, list).unwrap();
        let made = record(&segments, &context(), &key()).unwrap();
        for text in &made.lines {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            prop_assert_eq!(&line::rfc8785(&value).unwrap(), text, "the writer is canonical");
            prop_assert!(line::read(text).is_ok());
        }
        let (manifest, key) = proved(&made);
        let value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        prop_assert_eq!(line::rfc8785(&value).unwrap() + "\n", manifest.clone());
        let release = segments.release().into_bytes();
        prop_assert!(accepted(&release, manifest.as_bytes(), &key));
        let mut changed = manifest.clone().into_bytes();
        let spot = at.index(changed.len());
        changed[spot] ^= by;
        prop_assert!(!accepted(&release, &changed, &key), "manifest byte {}", spot);
        if !release.is_empty() {
            let mut changed = release.clone();
            let spot = at.index(changed.len());
            changed[spot] ^= by;
            prop_assert!(!accepted(&changed, manifest.as_bytes(), &key), "release byte {}", spot);
        }
        let longer = [release.as_slice(), b"x"].concat();
        prop_assert!(!accepted(&longer, manifest.as_bytes(), &key));
    }

    #[test]
    fn readers_take_any_text_without_panic(text in "\\PC{0,200}") {
        let _ = Manifest::read(&text);
        let _ = line::read(&text);
        let _ = TlogProof::parse(&text);
        let _ = Checkpoint::parse(&text);
        let _ = VerifierKey::parse(&text);
        let _ = tearline::audit::note::Note::parse(&text);
    }

    #[test]
    fn readers_take_damaged_records_without_panic(at in any::<prop::sample::Index>(), with in "\\PC{0,3}") {
        let (source, list) = segments_of(&[(0, "abc".into(), "U".into()), (1, "def".into(), "S".into())]);
        let made = record(&Segments::new(&source, list).unwrap(), &context(), &key()).unwrap();
        let (manifest, _) = proved(&made);
        for text in made.lines.iter().chain([&manifest]) {
            let mut spot = at.index(text.len());
            while !text.is_char_boundary(spot) {
                spot -= 1;
            }
            let damaged = format!("{}{with}{}", &text[..spot], &text[spot..]);
            let _ = Manifest::read(&damaged);
            let read = line::read(&damaged);
            prop_assert!(with.is_empty() || read.is_err() || damaged == *text || read.is_ok_and(|_| line::canonical(&damaged).is_ok()));
        }
    }
}

/// Every segment dropped, doubled, swapped with its neighbour and relabelled, and text planted in every mask, with the
/// digest of the list in the line made to fit: the ledger holds another line.
#[test]
fn forged_segment_lists_are_refused() {
    let pieces: Vec<_> = (0..9_u8)
        .map(|n| (n % 3, format!("piece {n}\n"), "U".to_owned()))
        .collect();
    let (source, list) = segments_of(&pieces);
    let segments = Segments::new(&source, list).unwrap();
    let made = record(&segments, &context(), &key()).unwrap();
    let (manifest, key) = proved(&made);
    let release = segments.release();
    let value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let count = value["segments"].as_array().unwrap().len();
    let mut forged = Vec::new();
    for at in 0..count {
        for attack in 0..6 {
            let mut value = value.clone();
            let list = value["segments"].as_array_mut().unwrap();
            match attack {
                0 => drop(list.remove(at)),
                1 => list.insert(at, list[at].clone()),
                2 if at > 0 => list.swap(at - 1, at),
                3 if list[at]["t"] == "cut" => list[at]["mask"] = "planted".into(),
                4 if list[at]["t"] == "keep" => {
                    let len = list[at]["len"].clone();
                    list[at] = serde_json::json!({"len": len, "rule": "banner", "t": "made"});
                }
                5 if list[at]["t"] == "made" => {
                    let len = list[at]["len"].clone();
                    let nonce = base64url(&[0; 32]);
                    list[at] =
                        serde_json::json!({"leaf": 1, "len": len, "mark": "U", "nonce": nonce, "t": "keep"});
                }
                _ => continue,
            }
            forged.push(value);
        }
    }
    let mut tried = 0;
    for mut value in forged {
        let plain = line::rfc8785(&value).unwrap() + "\n";
        assert!(!accepted(release.as_bytes(), plain.as_bytes(), &key));
        // The forger makes the line fit too.
        let list = line::rfc8785(&value["segments"]).unwrap();
        let text = value["line"].as_str().unwrap().to_owned();
        let mut inner: serde_json::Value = serde_json::from_str(&text).unwrap();
        inner["segments"] = hex(&Sha256::digest(list.as_bytes())).into();
        value["line"] = line::rfc8785(&inner).unwrap().into();
        let fitted = line::rfc8785(&value).unwrap() + "\n";
        assert!(!accepted(release.as_bytes(), fitted.as_bytes(), &key));
        tried += 2;
    }
    println!("{tried} forged manifests refused");
    assert!(tried > 50);
}

/// A small ledger with everything in it: a release, a torn tail moved aside, a rotated key.
fn small_ledger(desk: &Path) -> (PathBuf, Home) {
    let folder = desk.join("ledger");
    let home = Home::new(desk.join("home"));
    let ledger = Ledger::open(&folder, &home, "tearline test", now()).unwrap();
    let (source, list) = segments_of(&[(0, "kept\n".into(), "U".into()), (1, "gone\n".into(), "S".into())]);
    let made = record(
        &Segments::new(&source, list).unwrap(),
        &context(),
        ledger.opening_key(),
    )
    .unwrap();
    let torn = folder.join("ledger.jsonl");
    let text = fs::read_to_string(&torn).unwrap();
    fs::write(&torn, format!("{text}{{\"half")).unwrap();
    ledger.append(&made.lines, &[0], now()).unwrap();
    ledger.rotate(now()).unwrap();
    (folder, home)
}

fn flips(step: usize) {
    let desk = tempfile::tempdir().unwrap();
    let (folder, home) = small_ledger(desk.path());
    let report = verify(&folder, &home, &Options::default(), &mut |_, _| {}).unwrap();
    assert_eq!(report.verdict(), Verdict::Holds, "{:?}", report.findings);
    let mut files: Vec<PathBuf> = Vec::new();
    for below in [folder.clone(), folder.join("checkpoints")] {
        files.extend(
            fs::read_dir(below)
                .unwrap()
                .flatten()
                .map(|e| e.path())
                .filter(|p| p.is_file()),
        );
    }
    files.sort();
    let (mut tried, mut caches) = (0, 0);
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let cache = ["hashes", "offsets", "seen"].contains(&name.as_str());
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, &changed).unwrap();
            let verdict = verify(&folder, &home, &Options::default(), &mut |_, _| {})
                .map_or_else(|e| e.verdict().unwrap_or(Verdict::Unverifiable), |r| r.verdict());
            if cache {
                assert_eq!(verdict, Verdict::Holds, "{name} bit {bit}");
                caches += 1;
            } else {
                assert!(verdict > Verdict::Findings, "{name} bit {bit}: {verdict:?}");
                tried += 1;
            }
        }
        fs::write(&path, &bytes).unwrap();
    }
    println!("{tried} bits flipped, each reported; {caches} bits of caches, each harmless");
    assert!(tried > 100);
}

#[test]
fn flipped_bits_are_reported() {
    flips(37);
}

#[test]
#[ignore = "long: every bit"]
fn every_flipped_bit_is_reported() {
    flips(1);
}

/// All 32-byte values that stand in a text in any of the encodings of the record.
fn values(text: &str) -> HashSet<[u8; 32]> {
    let mut found = HashSet::new();
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=');
    for token in text.split(|c| !word(c)) {
        found.extend(unbase64url::<32>(token));
        found.extend(unhex::<32>(token));
        found.extend(unbase64(token).and_then(|b| <[u8; 32]>::try_from(b).ok()));
    }
    found
}

/// Candidates of a known shape against everything public; gives the hits on it and on the control, which holds one plain
/// digest more.
fn guess(candidates: u32) -> (usize, usize) {
    let sentence = |n: u32| {
        format!(
            "2. (S) The courier leaves berth {} at {:02}:{:02}.\n",
            n / 1440,
            n / 60 % 24,
            n % 60
        )
    };
    let truth = candidates / 3;
    let (before, after) = ("1. (U) The ferry sails.\n", "3. (U) Tea at five.\n");
    let source = |n: u32| format!("{before}{}{after}", sentence(n));
    let text = source(truth);
    let cut = Span::new(before.len(), text.len() - after.len());
    let keep = |start, end| Segment::Keep {
        span: Span::new(start, end),
        mark: "U".into(),
    };
    let list = vec![
        keep(0, cut.start()),
        Segment::Cut {
            span: cut,
            mark: "S".into(),
            mask: "[1 paragraph withheld]\n".into(),
            reason: None,
            rule: "not releasable".into(),
            portions: 1,
        },
        keep(cut.end(), text.len()),
    ];
    let segments = Segments::new(&text, list).unwrap();
    let made = record(&segments, &context(), &key()).unwrap();
    let (manifest, _) = proved(&made);
    // The public: release, manifest with its proof, and the leaf hashes of every ledger line, as `export --public` has.
    let mut public = format!("{manifest}\n{}", segments.release());
    for line in &made.lines {
        public.push_str(&format!("\n{}", base64(&leaf_hash(&[line.as_bytes()]))));
    }
    let known = values(&public);
    let mut control = known.clone();
    control.insert(Sha256::digest(sentence(truth).as_bytes()).into());
    let parsed = Manifest::read(&manifest).unwrap();
    let nonces: Vec<[u8; 32]> = parsed
        .segments
        .iter()
        .filter_map(|s| match s {
            tearline::audit::manifest::Segment::Keep { nonce, .. } => Some(*nonce),
            _ => None,
        })
        .chain([[0; 32], [9; 32].map(|_: u8| 0)])
        .collect();
    let id = context().id.to_string();
    let (mut hits, mut control_hits) = (0, 0);
    for n in 0..candidates {
        let (sentence, whole) = (sentence(n), source(n));
        let digest: [u8; 32] = Sha256::digest(whole.as_bytes()).into();
        let mut tries = vec![
            Sha256::digest(sentence.as_bytes()).into(),
            Sha256::digest(sentence.trim_end().as_bytes()).into(),
            digest,
            leaf_hash(&[sentence.as_bytes()]),
            leaf_hash(&[whole.as_bytes()]),
        ];
        for nonce in &nonces {
            tries.extend(portion_leaf(nonce, 2, "S", sentence.as_bytes()));
            tries.push(document_leaf(nonce, 4, &id, &digest));
        }
        hits += tries.iter().filter(|t| known.contains(*t)).count();
        control_hits += tries.iter().filter(|t| control.contains(*t)).count();
    }
    (hits, control_hits)
}

#[test]
fn guesses_do_not_hit_and_the_harness_would_see_it() {
    assert_eq!(guess(20_000), (0, 1));
}

#[test]
#[ignore = "long: a million candidates"]
fn a_million_guesses_do_not_hit() {
    let (hits, control) = guess(1_000_000);
    println!("1,000,000 candidates: {hits} hits; control: {control}");
    assert_eq!((hits, control), (0, 1));
}

/// Two sources that differ only in withheld text: equal releases, manifests of equal length that differ in hashes alone.
#[test]
fn withheld_text_shows_in_hashes_alone() {
    let public = |secret: &str| {
        let source = format!("kept\n{secret}\nkept\n");
        let end = source.len() - 5;
        let list = vec![
            Segment::Keep {
                span: Span::new(0, 5),
                mark: "U".into(),
            },
            Segment::Cut {
                span: Span::new(5, end),
                mark: "S".into(),
                mask: "[withheld]\n".into(),
                reason: None,
                rule: "r".into(),
                portions: 1,
            },
            Segment::Keep {
                span: Span::new(end, source.len()),
                mark: "U".into(),
            },
        ];
        let segments = Segments::new(&source, list).unwrap();
        let made = record(&segments, &context(), &key()).unwrap();
        (segments.release(), proved(&made).0, made.lines)
    };
    let (a, b) = (
        public("short"),
        public("a much longer secret, with more words in it"),
    );
    assert_eq!(a.0, b.0);
    assert_eq!(a.1.len(), b.1.len());
    let lengths = |lines: &[String]| lines.iter().map(String::len).collect::<Vec<_>>();
    assert_eq!(lengths(&a.2), lengths(&b.2));
    let differing = |a: &str, b: &str| {
        let word = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '+' | '/' | '=');
        a.split(word)
            .zip(b.split(word))
            .filter(|(a, b)| a != b)
            .map(|(a, _)| a.len())
            .collect::<Vec<_>>()
    };
    // Head, cut hash, root, segment digest, checkpoint root, signature, audit path: nothing that is not a hash.
    assert!(
        differing(&a.1, &b.1).iter().all(|len| *len >= 43),
        "{:?}",
        differing(&a.1, &b.1)
    );
}

/// Writers in turn: no line is lost, none is doubled, and the ledger holds.
#[test]
fn several_writers_share_a_ledger() {
    let desk = tempfile::tempdir().unwrap();
    let (folder, home) = (desk.path().join("ledger"), Home::new(desk.path().join("home")));
    let ledgers: Vec<Ledger> = (0..4)
        .map(|_| Ledger::open(&folder, &home, "t", now()).unwrap())
        .collect();
    let mut acknowledged: Vec<(u64, String)> = std::thread::scope(|scope| {
        let writers: Vec<_> = ledgers
            .iter()
            .enumerate()
            .map(|(n, ledger)| {
                scope.spawn(move || {
                    (0..10)
                        .map(|i| {
                            let line = format!("{{\"n\":{n},\"i\":{i}}}");
                            let done = ledger.append(std::slice::from_ref(&line), &[0], now()).unwrap();
                            (done.first, line)
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|w| w.join().unwrap()).collect()
    });
    acknowledged.sort();
    let text = fs::read_to_string(folder.join("ledger.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 41);
    assert_eq!(acknowledged.len(), 40);
    for (index, line) in acknowledged {
        assert_eq!(lines[usize::try_from(index).unwrap()], line);
    }
}
