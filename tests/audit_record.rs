//! The record of a release: what it holds, that it is canonical, and that a check refuses any change.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

use jiff::Timestamp;
use tearline::audit::check::{self, Mismatch};
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::id::ReleaseId;
use tearline::audit::line::{self, AskedAction, AskedFormat, By, Line};
use tearline::audit::manifest::Manifest;
use tearline::audit::note::{SignerKey, VerifierKey};
use tearline::audit::record::{Context, Hashed, Record, record};
use tearline::audit::secret::{DocumentSecret, OpeningKey};
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::{self, leaf_hash};
use tearline::segment::{Segment, Segments};
use tearline::span::Span;

const SOURCE: &str =
    "SECRET\n\n1. (U) The ferry sails.\n\n2. (S) Aunt Orla hides the maps.\n\n3. (U) Tea at five.\n";

fn segments() -> Segments<'static> {
    let cut = |start, end, mask: &str, portions| Segment::Cut {
        span: Span::new(start, end),
        mark: "S".into(),
        mask: mask.into(),
        reason: Some("1.4 (b) \"quoted\" \u{7f}\u{1}\n".into()),
        rule: "not releasable".into(),
        portions,
    };
    let keep = |start, end| Segment::Keep {
        span: Span::new(start, end),
        mark: "U".into(),
    };
    let list = vec![
        Segment::Made {
            rule: "banner".into(),
            text: "UNCLASSIFIED\n".into(),
        },
        cut(0, 7, "", 0),
        keep(7, 33),
        cut(33, 69, "2. [1 paragraph withheld]\n\n", 1),
        keep(69, SOURCE.len()),
    ];
    Segments::new(SOURCE, list).unwrap()
}

fn context() -> Context {
    Context {
        id: ReleaseId::new(Timestamp::from_second(1_795_000_000).unwrap(), [7; 10]),
        time: Timestamp::from_second(1_795_000_000).unwrap(),
        engine: "tearline 0.1.0".into(),
        policy: "public".into(),
        policy_sha256: [3; 32],
        by: Some(By {
            id: "jdoe".into(),
            position: Some("Reviewer".into()),
        }),
        authority: Some("REQ-7".into()),
        name: Some("ferry.txt".into()),
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

fn made() -> Record {
    record(&segments(), &context(), &key()).unwrap()
}

#[test]
fn a_record_of_hashes_needs_no_text() {
    let key = key();
    let hashed = Hashed::of(segments(), &context().id, &key).unwrap();
    let later = hashed.record(&context(), &key).unwrap();
    let made = made();
    assert_eq!(later.lines, made.lines);
    assert_eq!(
        later.manifest.with_proof("proof"),
        made.manifest.with_proof("proof")
    );
    assert_eq!(later.release_sha256, made.release_sha256);
    let other = OpeningKey::from_bytes([8; 32]);
    let hashed = Hashed::of(segments(), &context().id, &other).unwrap();
    assert_ne!(hashed.record(&context(), &other).unwrap().lines, made.lines);
}

/// A ledger of the record's lines after one other line, and the manifest with its proof.
fn proved(made: &Record) -> (String, VerifierKey) {
    let signer = SignerKey::new("example.org/ledger", &[5; 32]).unwrap();
    let mut leaves = vec![leaf_hash(&[b"{}"])];
    leaves.extend(made.lines.iter().map(|l| leaf_hash(&[l.as_bytes()])));
    let stored = tree::stored(leaves.iter().copied());
    let size = leaves.len() as u64;
    let proof = TlogProof {
        extra: None,
        index: 1,
        path: tree::inclusion_proof(stored.as_slice(), 1, size).unwrap(),
        checkpoint: Checkpoint::new("example.org/ledger", size, tree::root(leaves)).sign(&[&signer]),
    };
    (
        made.manifest.with_proof(&proof.to_text()),
        signer.public().clone(),
    )
}

/// Whether the release with this manifest passes every check.
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

#[test]
fn lines_are_what_they_claim() {
    let made = made();
    let kinds: Vec<_> = made
        .lines
        .iter()
        .map(|text| match line::read(text).unwrap() {
            Line::Release(l) => format!("release {}", l.id),
            Line::Case(l) => format!("case {}", l.rel),
            Line::Cut(l) => format!("cut {} {}", l.rel, l.leaf),
            other => format!("{other:?}"),
        })
        .collect();
    let id = context().id;
    assert_eq!(
        kinds,
        [
            format!("release {id}"),
            format!("case {id}"),
            format!("cut {id} 1"),
            format!("cut {id} 3")
        ]
    );
}

#[test]
fn equal_input_gives_equal_bytes_and_another_id_other_salts() {
    assert_eq!(made().lines, made().lines);
    let other = Context {
        id: ReleaseId::new(context().time, [8; 10]),
        ..context()
    };
    let other = record(&segments(), &other, &key()).unwrap();
    let (Line::Cut(a), Line::Cut(b)) = (
        line::read(&made().lines[2]).unwrap(),
        line::read(&other.lines[2]).unwrap(),
    ) else {
        panic!("no cut line")
    };
    assert_ne!(a.hash, b.hash);
    assert_ne!(a.nonce, b.nonce);
    assert_eq!(a.tag, b.tag);
}

#[test]
fn the_public_line_names_nobody_unless_asked() {
    let quiet = made();
    assert!(!quiet.lines[0].contains("jdoe") && !quiet.lines[0].contains("REQ-7"));
    assert!(quiet.lines[1].contains("jdoe") && quiet.lines[1].contains("REQ-7"));
    let open = record(
        &segments(),
        &Context {
            name_people: true,
            ..context()
        },
        &key(),
    )
    .unwrap();
    assert!(open.lines[0].contains("jdoe") && open.lines[0].contains("REQ-7"));
}

#[test]
fn what_a_run_asked_for_stands_inside_in_canonical_form() {
    let plain = made();
    assert!(!plain.lines[1].contains("action") && !plain.lines[1].contains("format"));
    let asked = record(
        &segments(),
        &Context {
            action: Some(AskedAction::Strip),
            format: Some(AskedFormat::Markdown),
            ..context()
        },
        &key(),
    )
    .unwrap();
    assert_eq!(asked.lines[0], plain.lines[0]);
    let case = line::canonical(&asked.lines[1]).unwrap();
    assert_eq!(
        (&case["action"], &case["format"]),
        (&"strip".into(), &"markdown".into())
    );
    assert!(matches!(line::read(&asked.lines[1]), Ok(Line::Case(_))));
    let unknown = asked.lines[1].replace("strip", "shred");
    assert!(line::read(&unknown).is_err());
}

#[test]
fn an_honest_release_is_rebuilt() {
    let made = made();
    let (manifest, key) = proved(&made);
    let release = segments().release();
    let manifest = Manifest::read(&manifest).unwrap();
    let rebuilt = check::release(release.as_bytes(), &manifest).unwrap();
    assert_eq!(rebuilt.kept.len(), 2);
    assert_eq!(rebuilt.made[0].span.of(&release), "UNCLASSIFIED\n");
    assert_eq!(rebuilt.cuts[1].of(&release), "2. [1 paragraph withheld]\n\n");
    assert_eq!(check::recorded(&manifest, &[key]).unwrap().size, 5);
    assert!(check::stands_in(SOURCE.as_bytes(), release.as_bytes(), &manifest));
    assert!(!check::stands_in(
        SOURCE.replace("Tea", "Pie").as_bytes(),
        release.as_bytes(),
        &manifest
    ));
}

#[test]
fn the_opening_confirms_the_original_and_refuses_another() {
    let (manifest, _) = proved(&made());
    let manifest = Manifest::read(&manifest).unwrap();
    let secret = key().document(&context().id);
    assert_eq!(check::commitments(&segments(), &manifest, &secret), Some(vec![]));
    let (id, read) = DocumentSecret::from_text(&secret.to_text(&context().id)).unwrap();
    assert_eq!(id, context().id);
    assert_eq!(check::commitments(&segments(), &manifest, &read), Some(vec![]));
    let other = SOURCE.replace("maps", "cats");
    let other = Segments::new(&other, segments().list().to_vec()).unwrap();
    assert_eq!(check::commitments(&other, &manifest, &secret), Some(vec![0, 3]));
    let stranger = OpeningKey::from_bytes([1; 32]).document(&context().id);
    assert_eq!(
        check::commitments(&segments(), &manifest, &stranger),
        Some(vec![0, 1, 2, 3, 4])
    );
}

#[test]
fn every_changed_bit_of_release_or_manifest_is_refused() {
    let (manifest, key) = proved(&made());
    let release = segments().release().into_bytes();
    let manifest = manifest.into_bytes();
    assert!(accepted(&release, &manifest, &key));
    for at in 0..release.len() {
        for bit in 0..8 {
            let mut changed = release.clone();
            changed[at] ^= 1 << bit;
            assert!(
                !accepted(&changed, &manifest, &key),
                "release byte {at} bit {bit}"
            );
        }
    }
    for at in 0..manifest.len() {
        for bit in 0..8 {
            let mut changed = manifest.clone();
            changed[at] ^= 1 << bit;
            assert!(
                !accepted(&release, &changed, &key),
                "manifest byte {at} bit {bit}"
            );
        }
    }
}

#[test]
fn each_fault_has_its_name() {
    let (manifest, _) = proved(&made());
    let manifest = Manifest::read(&manifest).unwrap();
    let release = segments().release();
    let check = |text: &str| check::release(text.as_bytes(), &manifest).unwrap_err();
    assert_eq!(
        check(&release[..release.len() - 1]),
        Mismatch::Short { segment: 4 }
    );
    assert_eq!(
        check(&format!("{release}x")),
        Mismatch::Long { at: release.len() }
    );
    assert_eq!(
        check(&release.replace("withheld", "WITHHELD")),
        Mismatch::Mask { segment: 3, at: 39 }
    );
    assert_eq!(check(&release.replace("ferry", "wagon")), Mismatch::Root);
    assert_eq!(
        check(&release.replace("UNCLASSIFIED", "DECLASSIFIED")),
        Mismatch::Release
    );
    let mut swapped = manifest.clone();
    swapped.segments.swap(2, 4);
    assert_eq!(
        check::release(release.as_bytes(), &swapped).unwrap_err(),
        Mismatch::Leaf { segment: 2 }
    );
}

#[test]
fn no_withheld_word_stands_in_the_record() {
    let made = made();
    let (manifest, _) = proved(&made);
    for word in ["Orla", "maps", "hides"] {
        assert!(!manifest.contains(word));
        assert!(made.lines.iter().all(|l| !l.contains(word)));
    }
}
