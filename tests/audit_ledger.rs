//! The ledger on disk: first use, appends, recovery, and every row of the recovery table.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

use jiff::Timestamp;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::note::VerifierKey;
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::leaf_hash;
use tearline::store::keys::Home;
use tearline::store::ledger::{Committed, Ledger};
use tearline::store::{LedgerError, Verdict};
use tempfile::TempDir;

struct Desk {
    root: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
        }
    }

    fn home(&self) -> Home {
        Home::new(self.root.path().join("home"))
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("ledger")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn open(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.folder(), &self.home(), "tearline test", now())
    }

    fn append(&self, lines: &[&str]) -> Result<Committed, LedgerError> {
        let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        let all: Vec<usize> = (0..lines.len()).collect();
        self.open()?.append(&lines, &all, now())
    }

    fn keys(&self) -> Vec<VerifierKey> {
        self.home().vkeys(self.open().unwrap().origin()).unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path("ledger.jsonl")).unwrap()
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

#[test]
fn first_use_makes_keys_and_ledger_and_says_so() {
    let desk = Desk::new();
    let ledger = desk.open().unwrap();
    let created = ledger.created().unwrap();
    assert_eq!(created.folder, desk.folder().canonicalize().unwrap());
    assert!(created.before.is_empty());
    for name in ["signing.key", "opening.key"] {
        let mode = fs::metadata(created.keys.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert!(desk.open().unwrap().created().is_none());
    assert_eq!(desk.text().lines().count(), 1);
}

#[test]
fn appended_lines_have_proofs_that_hold() {
    let desk = Desk::new();
    for round in 0..20_u64 {
        let lines: Vec<String> = (0..round % 5).map(|i| format!("{{\"n\":{i}}}")).collect();
        let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
        let committed = desk.append(&refs).unwrap();
        for (offset, (line, proof)) in lines.iter().zip(&committed.proofs).enumerate() {
            let proof = TlogProof::parse(proof).unwrap();
            assert_eq!(proof.index, committed.first + offset as u64);
            let leaf = leaf_hash(&[line.as_bytes()]);
            assert_eq!(proof.verify(&leaf, &desk.keys()).unwrap().size, committed.size);
        }
    }
}

#[test]
fn damaged_caches_do_no_harm() {
    let desk = Desk::new();
    desk.append(&["{}", "{}", "{}"]).unwrap();
    for name in ["hashes", "offsets", "seen"] {
        let bytes = fs::read(desk.path(name)).unwrap();
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            fs::write(desk.path(name), &bad).unwrap();
            assert_eq!(desk.append(&[]).unwrap().size, 4, "{name} byte {at}");
        }
        fs::remove_file(desk.path(name)).unwrap();
        assert_eq!(desk.append(&[]).unwrap().size, 4);
    }
    assert_eq!(desk.append(&["{}"]).unwrap().proofs.len(), 1);
}

#[test]
fn the_last_batch_cut_at_every_byte_is_refused_or_recovered() {
    let desk = Desk::new();
    desk.append(&["{\"a\":1}", "{\"b\":2}"]).unwrap();
    let committed = desk.text();
    let torn = "{\"c\":3}\n{\"d\":4}\n";
    for cut in 1..=torn.len() {
        fs::write(
            desk.path("ledger.jsonl"),
            format!("{}{}", committed, &torn[..cut]),
        )
        .unwrap();
        let copy = Desk::new();
        copy_all(&desk, &copy);
        let done = copy.append(&["{\"e\":5}"]).unwrap();
        assert_eq!(done.recovered, cut as u64);
        assert_eq!(done.size, 5, "a recovery line and the new one");
        assert!(copy.text().starts_with(&committed));
        assert!(copy.text().contains("\"t\":\"recovery\""));
        let aside = fs::read_dir(copy.folder())
            .unwrap()
            .flatten()
            .find(|e| e.file_name().to_string_lossy().starts_with("torn-3-"))
            .unwrap();
        assert_eq!(fs::read_to_string(aside.path()).unwrap(), torn[..cut]);
        assert_eq!(copy.append(&[]).unwrap().size, 5, "recovered once");
    }
    for cut in 0..committed.len() {
        fs::write(desk.path("ledger.jsonl"), &committed[..cut]).unwrap();
        let error = desk.append(&["{}"]).unwrap_err();
        assert!(
            matches!(error, LedgerError::Truncated { committed: 3, .. }),
            "{error:?}"
        );
        assert_eq!(
            fs::read_to_string(desk.path("ledger.jsonl")).unwrap(),
            committed[..cut]
        );
    }
}

fn copy_all(from: &Desk, to: &Desk) {
    for name in ["home", "ledger"] {
        let status = std::process::Command::new("cp")
            .args(["-rp", "--"])
            .arg(from.root.path().join(name))
            .arg(to.root.path())
            .status()
            .unwrap();
        assert!(status.success());
    }
    // As on another machine, where nothing stands at the place that the keys note.
    for keys in fs::read_dir(to.root.path().join("home/ledgers")).unwrap() {
        let place = keys.unwrap().path().join("place");
        fs::remove_file(place).unwrap_or_default();
    }
}

#[test]
fn a_copy_is_not_written_to_while_the_ledger_stands() {
    let desk = Desk::new();
    desk.append(&["{\"x\":1}"]).unwrap();
    let beside = desk.root.path().join("beside");
    let copied = std::process::Command::new("cp")
        .arg("-rp")
        .args([desk.folder(), beside.clone()])
        .status();
    assert!(copied.unwrap().success());
    let open = |folder: &std::path::Path| Ledger::open(folder, &desk.home(), "test", now());
    let error = open(&beside).map(|_| ()).unwrap_err();
    assert!(matches!(error, LedgerError::Copy { .. }), "{error:?}");
    // The ledger itself goes on, also behind a link; the copy once it stands alone, where it is not older.
    desk.append(&["{\"x\":2}"]).unwrap();
    std::os::unix::fs::symlink(desk.folder(), desk.root.path().join("link")).unwrap();
    assert!(open(&desk.root.path().join("link")).is_ok());
    fs::remove_dir_all(&beside).unwrap();
    fs::rename(desk.folder(), &beside).unwrap();
    assert!(open(&beside).is_ok());
}

#[test]
fn an_older_copy_is_refused() {
    let desk = Desk::new();
    let mut copies = Vec::new();
    for _ in 0..20 {
        desk.append(&["{}"]).unwrap();
        let copy = Desk::new();
        copy_all(&desk, &copy);
        copies.push(copy);
    }
    desk.append(&["{}"]).unwrap();
    for copy in &copies {
        let restored = Desk::new();
        copy_all(copy, &restored);
        fs::remove_dir_all(restored.root.path().join("home")).unwrap();
        std::process::Command::new("cp")
            .arg("-rp")
            .arg(desk.root.path().join("home"))
            .arg(restored.root.path())
            .status()
            .unwrap();
        let error = restored.append(&["{}"]).unwrap_err();
        assert!(
            matches!(error, LedgerError::RolledBack { seen: 22, .. }),
            "{error:?}"
        );
        assert_eq!(error.verdict(), Some(Verdict::RolledBack));
    }
}

#[test]
fn a_rewritten_history_is_refused() {
    let desk = Desk::new();
    desk.append(&["{\"x\":1}"]).unwrap();
    let other = Desk::new();
    copy_all(&desk, &other);
    desk.append(&["{\"x\":2}"]).unwrap();
    // The insider with the key makes other lines, past the state of the real ledger.
    other.append(&["{\"y\":2}"]).unwrap();
    other.append(&["{\"y\":3}"]).unwrap();
    fs::remove_dir_all(desk.folder()).unwrap();
    std::process::Command::new("cp")
        .arg("-rp")
        .arg(other.folder())
        .arg(desk.root.path())
        .status()
        .unwrap();
    let error = desk.append(&["{}"]).unwrap_err();
    assert!(matches!(error, LedgerError::Forked { seen: 3, .. }), "{error:?}");
}

#[test]
fn every_row_of_the_recovery_table() {
    type Spoil = fn(&Desk);
    let rows: [(&str, Spoil, Option<Verdict>); 9] = [
        (
            "fewer lines",
            |d| fs::write(d.path("ledger.jsonl"), "").unwrap(),
            Some(Verdict::RolledBack),
        ),
        (
            "no lines file",
            |d| fs::remove_file(d.path("ledger.jsonl")).unwrap(),
            Some(Verdict::RolledBack),
        ),
        (
            "another line",
            |d| {
                let text = d.text().replace("\"a\":1", "\"a\":2");
                fs::write(d.path("ledger.jsonl"), text).unwrap();
            },
            Some(Verdict::Altered),
        ),
        (
            "no checkpoint",
            |d| fs::remove_file(d.path("checkpoint")).unwrap(),
            Some(Verdict::Unverifiable),
        ),
        (
            "checkpoint edited",
            |d| {
                let text = fs::read_to_string(d.path("checkpoint"))
                    .unwrap()
                    .replace("\n2\n", "\n3\n");
                fs::write(d.path("checkpoint"), text).unwrap();
            },
            Some(Verdict::Altered),
        ),
        (
            "state gone",
            |d| {
                let origin = d.open().unwrap().origin().to_owned();
                fs::remove_file(d.home().ledger(&origin).join("state")).unwrap();
            },
            Some(Verdict::Unverifiable),
        ),
        (
            "symlink",
            |d| {
                fs::rename(d.path("ledger.jsonl"), d.path("elsewhere")).unwrap();
                std::os::unix::fs::symlink("elsewhere", d.path("ledger.jsonl")).unwrap();
            },
            None,
        ),
        (
            "hard link",
            |d| fs::hard_link(d.path("ledger.jsonl"), d.path("second")).unwrap(),
            None,
        ),
        (
            "writable by others",
            |d| fs::set_permissions(d.path("checkpoint"), fs::Permissions::from_mode(0o666)).unwrap(),
            None,
        ),
    ];
    for (name, spoil, verdict) in rows {
        let desk = Desk::new();
        desk.append(&["{\"a\":1}"]).unwrap();
        spoil(&desk);
        let error = desk.append(&["{}"]).unwrap_err();
        assert_eq!(error.verdict(), verdict, "{name}: {error:?}");
        if verdict.is_none() {
            assert!(matches!(error, LedgerError::Unsafe { .. }), "{name}: {error:?}");
        }
    }
}

#[test]
fn a_crashed_first_use_starts_again_and_a_lost_ledger_is_named() {
    let desk = Desk::new();
    fs::create_dir(desk.folder()).unwrap();
    fs::write(desk.path("ledger.jsonl"), "{\"engine\":").unwrap();
    assert_eq!(desk.append(&["{}"]).unwrap().size, 2);
    let origin = desk.open().unwrap().origin().to_owned();
    fs::remove_dir_all(desk.folder()).unwrap();
    let again = desk.open().unwrap();
    assert_eq!(again.created().unwrap().before, [(origin.clone(), 2)]);
    assert_ne!(again.origin(), origin);
}

#[test]
fn keys_of_a_killed_first_use_go_and_all_others_stay() {
    let desk = Desk::new();
    fs::create_dir(desk.folder()).unwrap();
    let here = desk.folder().canonicalize().unwrap();
    let here = here.to_str().unwrap();
    let folders: [(&str, &[&str], Option<&str>); 6] = [
        (
            "killed",
            &["opening.key", "vkeys", ".tearline-aBc.tmp"],
            Some(here),
        ),
        ("killed-at-once", &[".tearline-dEf.tmp"], None),
        ("frozen", &["opening.key", "vkeys", "state"], Some(here)),
        ("signed", &["opening.key", "vkeys", "signing.key"], Some(here)),
        ("elsewhere", &["opening.key", "vkeys"], Some("/elsewhere")),
        ("handed-out", &["opening.key", "vkeys", ".tearline-gHi.tmp"], None),
    ];
    for (name, files, place) in folders {
        let folder = desk.home().ledger(name);
        fs::create_dir_all(&folder).unwrap();
        for file in files {
            fs::write(folder.join(file), "x").unwrap();
        }
        if let Some(place) = place {
            fs::write(folder.join("place"), place).unwrap();
        }
    }
    desk.open().unwrap();
    for (name, files, _) in folders {
        let left = files
            .iter()
            .filter(|file| desk.home().ledger(name).join(file).exists())
            .count();
        let expected = if name.starts_with("killed") {
            0
        } else {
            files.len()
        };
        assert_eq!(left, expected, "{name}");
        assert_eq!(desk.home().ledger(name).exists(), expected > 0, "{name}");
    }
}

#[test]
fn both_keys_and_caches_stay_out_of_reach() {
    let desk = Desk::new();
    let ledger = desk.open().unwrap();
    let keys = desk.home().ledger(ledger.origin());
    fs::set_permissions(keys.join("signing.key"), fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(desk.open().unwrap_err(), LedgerError::Key(_)));
    fs::remove_file(keys.join("signing.key")).unwrap();
    assert!(matches!(desk.open().unwrap_err(), LedgerError::NoKey { .. }));
    for entry in fs::read_dir(desk.folder()).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            let text = fs::read(entry.path()).unwrap();
            assert!(
                !String::from_utf8_lossy(&text).contains("PRIVATE"),
                "{:?}",
                entry.path()
            );
        }
    }
}

#[test]
fn every_checkpoint_is_kept() {
    let desk = Desk::new();
    for _ in 0..5 {
        desk.append(&["{}"]).unwrap();
    }
    let keys = desk.keys();
    for size in 1..=6 {
        let note = fs::read_to_string(desk.path(&format!("checkpoints/{size}.note"))).unwrap();
        assert_eq!(Checkpoint::open(&note, &keys).unwrap().size, size);
    }
}
