//! Public test vectors of the formats that the record uses, read from `../shared/vectors`; each test says so and
//! passes where the folder is missing.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::encoding::{base64url, hex, unhex};
use tearline::audit::note::{self, Note, NoteError, SignerKey, VerifierKey};
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::{self, Hash};

fn vectors(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/vectors")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn decode(value: &Value) -> Vec<u8> {
    STANDARD.decode(text(value)).unwrap()
}

fn hash(value: &Value) -> Option<Hash> {
    decode(value).try_into().ok()
}

fn hashes(value: &Value) -> Option<Vec<Hash>> {
    value
        .as_array()
        .map_or(Some(Vec::new()), |list| list.iter().map(hash).collect())
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            files(&entry.path(), out);
        } else {
            out.push(entry.path());
        }
    }
    out.sort();
}

/// Names of cases whose hashes are stand-ins of another length: refused before any arithmetic.
const STAND_INS: [&str; 2] = [
    "empty-root-and-leaf.json",
    "sizes-are-equal-zero-but-roots-are-not.json",
];

#[test]
fn merkle_inclusion() {
    let Some(folder) = vectors("rfc6962-merkle/inclusion") else {
        return;
    };
    let mut all = Vec::new();
    files(&folder, &mut all);
    let mut differ = Vec::new();
    for path in &all {
        let case = json(path);
        let holds = || {
            Some(tree::verify_inclusion(
                &hash(&case["leafHash"])?,
                case["leafIdx"].as_u64()?,
                case["treeSize"].as_u64()?,
                &hashes(&case["proof"])?,
                &hash(&case["root"])?,
            ))
        };
        if holds().unwrap_or(false) == case["wantErr"].as_bool().unwrap() {
            differ.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    println!("{} inclusion cases, differing: {differ:?}", all.len());
    assert!(all.len() > 40);
    assert!(
        differ.iter().all(|name| STAND_INS.contains(&name.as_str())),
        "{differ:?}"
    );
}

#[test]
fn merkle_consistency() {
    let Some(folder) = vectors("rfc6962-merkle/consistency") else {
        return;
    };
    let mut all = Vec::new();
    files(&folder, &mut all);
    let mut differ = Vec::new();
    for path in &all {
        let case = json(path);
        let holds = || {
            Some(tree::verify_consistency(
                case["size1"].as_u64()?,
                &hash(&case["root1"])?,
                case["size2"].as_u64()?,
                &hash(&case["root2"])?,
                &hashes(&case["proof"])?,
            ))
        };
        if holds().unwrap_or(false) == case["wantErr"].as_bool().unwrap() {
            differ.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    println!("{} consistency cases, differing: {differ:?}", all.len());
    assert!(all.len() > 40);
    assert!(
        differ.iter().all(|name| STAND_INS.contains(&name.as_str())),
        "{differ:?}"
    );
}

#[test]
fn merkle_roots_nodes_and_hasher() {
    let Some(path) = vectors("rfc6962-merkle/roots-and-hasher.json") else {
        return;
    };
    let case = json(&path);
    let leaves: Vec<Hash> = case["leaf_inputs_hex"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| {
            let input = text(input);
            let bytes: Vec<u8> = (0..input.len() / 2)
                .map(|i| unhex::<1>(&input[2 * i..2 * i + 2]).unwrap()[0])
                .collect();
            tree::leaf_hash(&[&bytes])
        })
        .collect();
    for (size, want) in case["root_by_tree_size_hex"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let root = tree::root(leaves[..size].iter().copied());
        assert_eq!(hex(&root), text(want), "size {size}");
    }
    assert_eq!(hex(&tree::empty_root()), text(&case["empty_root"]));
    let stored = tree::stored(leaves.iter().copied());
    for size in 0..=8 {
        for old in 1..=size {
            let path = tree::consistency_proof(stored.as_slice(), old, size).unwrap();
            let root = |n: u64| tree::root_at(stored.as_slice(), n).unwrap();
            assert!(tree::verify_consistency(
                old,
                &root(old),
                size,
                &root(size),
                &path
            ));
        }
    }
}

#[test]
fn tiled_log() {
    let Some(folder) = vectors("tlog-log") else { return };
    let key = VerifierKey::parse(fs::read_to_string(folder.join("log.vkey")).unwrap().trim()).unwrap();
    let mut all = Vec::new();
    files(&folder, &mut all);
    let bundle = all
        .iter()
        .filter(|p| p.to_str().unwrap().contains("entries"))
        .max_by_key(|p| fs::metadata(p).unwrap().len())
        .unwrap();
    let bytes = fs::read(bundle).unwrap();
    let (mut rest, mut leaves) = (bytes.as_slice(), Vec::new());
    while let Some((len, after)) = rest.split_first_chunk::<2>() {
        let (entry, after) = after.split_at(usize::from(u16::from_be_bytes(*len)));
        leaves.push(tree::leaf_hash(&[entry]));
        rest = after;
    }
    for size in 0..=8_usize {
        let note = fs::read_to_string(folder.join(format!("checkpoint.{size}"))).unwrap();
        let checkpoint = Checkpoint::open(&note, std::slice::from_ref(&key)).unwrap();
        assert_eq!(checkpoint.size, size as u64);
        assert_eq!(checkpoint.root, tree::root(leaves[..size].iter().copied()));
    }
    println!("9 checkpoints over {} entries", leaves.len());
}

#[test]
fn signed_notes() {
    let Some(folder) = vectors("signed-note") else {
        return;
    };
    let cases = json(&folder.join("xmod-notes.json"));
    let cases = cases["cases"].as_array().unwrap();
    for case in cases {
        let keys: Vec<VerifierKey> = case["vkeys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|k| VerifierKey::parse(text(k)).unwrap())
            .collect();
        let bytes = decode(&case["note_b64"]);
        let parsed = std::str::from_utf8(&bytes)
            .map_err(|_| NoteError::Malformed)
            .and_then(Note::parse);
        let got = parsed.clone().and_then(|note| {
            note.verify(&keys)
                .map(|good| good.iter().map(|k| k.name().to_owned()).collect::<Vec<_>>())
        });
        let want = text(&case["want"]);
        let word = match &got {
            Ok(_) => "ok",
            Err(NoteError::Malformed) => "malformed",
            Err(NoteError::Unverified) => "unverified",
            Err(NoteError::InvalidSignature { .. }) => "invalid-signature",
            Err(NoteError::Key) => "key",
        };
        assert_eq!(word, want, "{}", case["name"]);
        if let (Ok(good), Some(names)) = (&got, case["verified"].as_array()) {
            let mut names: Vec<_> = names.iter().map(|n| text(n).to_owned()).collect();
            names.dedup();
            assert_eq!(good, &names, "{}", case["name"]);
        }
    }
    println!("{} notes", cases.len());
}

#[test]
fn verifier_and_signing_keys() {
    let Some(folder) = vectors("signed-note") else {
        return;
    };
    let keys = json(&folder.join("xmod-vkeys.json"));
    for key in keys["valid"].as_array().unwrap() {
        assert_eq!(VerifierKey::parse(text(key)).unwrap().to_string(), text(key));
    }
    for case in keys["invalid"].as_array().unwrap() {
        assert!(
            VerifierKey::parse(text(&case["vkey"])).is_err(),
            "{}",
            case["why"]
        );
    }
    let good = text(&keys["valid"][0]);
    for start in 0..good.len() {
        for end in start..=good.len() {
            assert_eq!(
                VerifierKey::parse(&good[start..end]).is_ok(),
                end - start == good.len()
            );
        }
        let mut bytes = good.as_bytes().to_vec();
        bytes[start] = bytes[start].wrapping_add(1);
        let changed = String::from_utf8_lossy(&bytes).into_owned();
        assert!(VerifierKey::parse(&changed).is_err(), "byte {start}");
    }
    let signing = json(&folder.join("xmod-signing.json"));
    let key = SignerKey::parse(text(&signing["skey"])).unwrap();
    assert_eq!(key.to_text().as_str(), text(&signing["skey"]));
    assert_eq!(key.public().to_string(), text(&signing["vkey"]));
    let signed = note::sign(text(&signing["text"]), &[&key]);
    let want = format!(
        "{}\n{}\n",
        text(&signing["text"]),
        text(&signing["want_signature_line"])
    );
    assert_eq!(signed, want);
    let mut parse_only = 0;
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.ends_with(".note") {
            Note::parse(&fs::read_to_string(entry.path()).unwrap()).unwrap();
            parse_only += 1;
        }
        if name.ends_with("vkey") {
            VerifierKey::parse(fs::read_to_string(entry.path()).unwrap().trim()).unwrap();
        }
    }
    assert!(parse_only > 0);
}

#[test]
fn witness_cosigned_checkpoint() {
    let Some(folder) = vectors("tlog-cosignature") else {
        return;
    };
    let note = Note::parse(&fs::read_to_string(folder.join("witness.note")).unwrap()).unwrap();
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    assert_eq!(checkpoint.size, 300);
    // `c2sp.org/tlog-cosignature`: type 0x04, signature over a header with the time; name and key hash as in notes.
    let vkey = fs::read_to_string(folder.join("witness.vkey")).unwrap();
    let key = tearline::audit::cosignature::WitnessKey::parse(vkey.trim()).unwrap();
    let time = key.verify(&note).unwrap();
    println!("cosigned at {time}");
    assert!(time > 1_700_000_000);
    let mut other = note.clone();
    other.text = other.text.replace("300", "301");
    assert!(key.verify(&other).is_none());
    // The log's own line is of a type that is not known here: ignored, never an error.
    assert_eq!(note.verify(&[]), Err(NoteError::Unverified));
}

#[test]
fn malformed_tlog_proofs() {
    let Some(path) = vectors("tlog-proof/malformed.json") else {
        return;
    };
    let cases = json(&path);
    let cases = cases["cases"].as_array().unwrap();
    for case in cases {
        assert!(
            TlogProof::parse(text(&case["proof"])).is_err(),
            "{}",
            case["name"]
        );
    }
    assert!(!cases.is_empty());
}

#[test]
fn tile_paths_and_widths() {
    let Some(path) = vectors("tlog-tiles/c2sp-facts.json") else {
        return;
    };
    let facts = json(&path);
    for case in facts["paths"].as_array().unwrap() {
        let index = case["index"].as_u64().unwrap();
        assert_eq!(tearline::audit::tiles::index_path(index), text(&case["encoded"]));
    }
    for case in facts["trees"].as_array().unwrap() {
        let size = case["size"].as_u64().unwrap();
        for level in 0..3_u32 {
            let count = size >> (8 * level);
            let want = |what: &str| case[format!("level{level}_{what}")].as_u64();
            if let Some(full) = want("full") {
                assert_eq!(count / 256, full);
            }
            if let Some(width) = want("partial_width") {
                assert_eq!(count % 256, width);
                let last = tearline::audit::tiles::tiles(size)
                    .filter(|t| t.level == level && t.width < 256)
                    .map(|t| u64::from(t.width))
                    .next();
                assert_eq!(last, (width > 0).then_some(width), "size {size} level {level}");
            }
        }
    }
}

#[test]
fn rekor_checkpoints() {
    let Some(folder) = vectors("rekor2-checkpoints") else {
        return;
    };
    let keys: Vec<VerifierKey> = fs::read_to_string(folder.join("log.vkeys"))
        .unwrap()
        .lines()
        .map(|line| VerifierKey::parse(line).unwrap())
        .collect();
    let mut count = 0;
    for entry in fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_dir())
    {
        let case = json(&entry.path().join("proof.json"));
        let note = fs::read_to_string(entry.path().join("checkpoint.note")).unwrap();
        let leaf = tree::leaf_hash(&[&fs::read(entry.path().join("leaf.bin")).unwrap()]);
        let holds = || {
            let checkpoint = Checkpoint::open(&note, &keys).ok()?;
            let path = hashes(&case["hashes"])?;
            let size = case["treeSize"].as_u64()?;
            (checkpoint.size == size && Some(checkpoint.root) == hash(&case["rootHash"])).then_some(())?;
            let index = case["leafIndex"].as_u64()?;
            tree::verify_inclusion(&leaf, index, size, &path, &checkpoint.root).then_some(())
        };
        assert_eq!(
            holds().is_some(),
            case["want"] == "accept",
            "{:?}",
            entry.file_name()
        );
        count += 1;
    }
    println!("{count} checkpoints");
    assert!(count >= 5);
}

#[test]
fn canonical_json() {
    let Some(folder) = vectors("jcs") else { return };
    let mut count = 0;
    for entry in fs::read_dir(folder.join("input")).unwrap().flatten() {
        let name = entry.file_name();
        let value: Value = json(&entry.path());
        let want = fs::read(folder.join("output").join(&name)).unwrap();
        assert_eq!(
            tearline::audit::line::rfc8785(&value).unwrap().as_bytes(),
            want,
            "{name:?}"
        );
        count += 1;
    }
    assert!(count >= 4);
    let numbers = fs::read_to_string(folder.join("es6-numbers-1000.txt")).unwrap();
    for line in numbers.lines() {
        let (bits, want) = line.split_once(',').unwrap();
        let number = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        let value = serde_json::json!(number);
        assert_eq!(tearline::audit::line::rfc8785(&value).unwrap(), want, "{bits}");
    }
}

#[test]
fn ed25519_edge_cases() {
    let Some(path) = vectors("ed25519-cctv/ed25519vectors.json") else {
        return;
    };
    let cases = json(&path);
    let cases = cases.as_array().unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for case in cases {
        let key: [u8; 32] = unhex(text(&case["key"])).unwrap();
        let signature: [u8; 64] = unhex(text(&case["sig"])).unwrap();
        let flags: Vec<&str> = case["flags"]
            .as_array()
            .map_or(vec![], |f| f.iter().map(text).collect());
        let holds = VerifierKey::from_bytes("example.org/edge", &key)
            .is_ok_and(|key| key.verify(text(&case["msg"]).as_bytes(), &signature));
        // Strict: no low-order key or R, no encoding out of range, and the equation must hold without a cofactor.
        let odd = [
            "low_order_A",
            "low_order_R",
            "non_canonical_A",
            "non_canonical_R",
            "low_order_residue",
        ];
        let strange = flags.iter().any(|flag| odd.contains(flag));
        assert_eq!(holds, !strange, "case {} {flags:?}", case["number"]);
        if holds { accepted += 1 } else { refused += 1 }
    }
    println!("{accepted} accepted, {refused} refused of {}", cases.len());
    assert_eq!(accepted + refused, 457);
}

#[test]
fn salted_disclosures() {
    let Some(path) = vectors("sd-jwt/disclosures.json") else {
        return;
    };
    use sha2::Digest as _;
    let pairs = json(&path);
    for pair in pairs["pairs"].as_array().unwrap() {
        let digest = sha2::Sha256::digest(text(&pair["disclosure"]).as_bytes());
        assert_eq!(base64url(&digest), text(&pair["sha256_b64url"]));
    }
}
