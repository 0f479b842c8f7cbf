//! Text that one document of a batch withholds and another releases: held or warned of, both places named, no text.
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

mod common;

use common::desk::{Desk, Ran};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A word of withheld text. It may be in no message.
const SECRET: &str = "Quillwort";
const STATEMENT: &str = "The harbour master Quillwort will resign over the missing anchor chains.";

impl Desk {
    fn new(spill: &str) -> Self {
        let desk = Self::withholding(SECRET);
        desk.write("policy.yaml", format!("id: desk\nreleasable: [U]\n{spill}\n"));
        desk
    }

    fn redact(&self, more: &[&str]) -> Ran {
        self.run(
            &[
                &["redact", "in", "-p", "policy.yaml", "-o", "out", "--json"],
                more,
            ]
            .concat(),
        )
    }

    /// Outcome by file, and `file:line: severity: message` of each finding.
    fn told(ran: &Ran) -> (BTreeMap<String, String>, Vec<String>) {
        let (mut outcomes, mut findings) = (BTreeMap::new(), Vec::new());
        for line in ran.out.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let Some(path) = row["path"].as_str() else {
                continue;
            };
            outcomes.insert(path.to_owned(), row["outcome"].as_str().unwrap().to_owned());
            for f in row["findings"].as_array().unwrap() {
                if f["id"] == "spill-across" {
                    findings.push(format!(
                        "{path}:{}: {}: {}",
                        f["line"],
                        f["severity"].as_str().unwrap(),
                        f["message"].as_str().unwrap()
                    ));
                }
            }
        }
        (outcomes, findings)
    }

    fn names(&self) -> Vec<String> {
        releases(&self.path("out")).into_keys().collect()
    }
}

/// The releases in a folder, without manifests.
fn releases(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .filter(|(name, _)| !name.ends_with(".tearline.json"))
        .collect()
}

fn withholds(text: &str) -> String {
    format!("CONFIDENTIAL\n\n1. (U) The ferry left.\n\n2. (C) {text}\n")
}

fn releases_text(text: &str) -> String {
    format!("CONFIDENTIAL\n\n1. (U) The tide was high.\n\n2. (C) Nobody knows why.\n\n3. (U) {text}\n")
}

/// Findings where `a.txt` withholds the one and `b.txt` releases the other.
fn pair(spill: &str, withheld: &str, released: &str) -> Vec<String> {
    let desk = Desk::new(spill);
    desk.write("in/a.txt", withholds(withheld));
    desk.write("in/b.txt", releases_text(released));
    let ran = desk.redact(&[]);
    let (outcomes, findings) = Desk::told(&ran);
    let held = outcomes["in/b.txt"] == "refused";
    assert_eq!(
        held,
        findings.iter().any(|f| f.contains(": error: ")),
        "{findings:?}"
    );
    assert_eq!(ran.status, i32::from(held));
    assert_eq!(outcomes["in/a.txt"], "in_part");
    findings
}

const WORDS: &str = "words that in/a.txt:5 withholds stand again here, in text that would leave; mark both alike, or set `spill.across: warn`";
const PARAGRAPH: &str = "this paragraph is withheld in in/a.txt:5, in text that would leave; mark both alike, or set `spill.across: warn`";

#[test]
fn the_document_that_releases_is_held_and_both_places_are_named() {
    for (withholder, releaser) in [("a", "b"), ("b", "a")] {
        let desk = Desk::new("");
        desk.write(format!("in/{withholder}.txt"), withholds(STATEMENT));
        desk.write(format!("in/{releaser}.txt"), releases_text(STATEMENT));
        desk.write(
            "in/c.txt",
            releases_text("Nothing else happened on that day in the port."),
        );
        let ran = desk.redact(&[]);
        assert_eq!(ran.status, 1, "{}", ran.err);
        let (outcomes, findings) = Desk::told(&ran);
        assert_eq!(outcomes[&format!("in/{withholder}.txt")], "in_part");
        assert_eq!(outcomes[&format!("in/{releaser}.txt")], "refused");
        assert_eq!(outcomes["in/c.txt"], "in_part");
        assert_eq!(
            findings,
            [format!(
                "in/{releaser}.txt:7: error: this paragraph is withheld in in/{withholder}.txt:5, in text that would leave; mark both alike, or set `spill.across: warn`"
            )]
        );
        assert_eq!(desk.names(), [format!("{withholder}.txt"), "c.txt".to_owned()]);
        for (name, bytes) in releases(&desk.path("out")) {
            assert!(!String::from_utf8(bytes).unwrap().contains(SECRET), "{name}");
        }
        // What is held is not recorded either.
        assert_eq!(desk.run(&["audit", "verify", "--outputs", "out"]).status, 0);
        let ledger = fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl")).unwrap();
        assert_eq!(ledger.matches("\"t\":\"release\"").count(), 2);
        // In words too.
        fs::remove_dir_all(desk.path("out")).unwrap();
        let ran = desk.run(&["redact", "in", "-p", "policy.yaml", "-o", "out"]);
        for line in [
            format!(
                "in/{releaser}.txt:7: error: this paragraph is withheld in in/{withholder}.txt:5, in text"
            ),
            format!(
                "in/{releaser}.txt: refused: would release text that another document of the batch withholds"
            ),
        ] {
            assert!(ran.err.contains(&line), "{}", ran.err);
        }
    }
}

#[test]
fn two_documents_can_hold_each_other() {
    let desk = Desk::new("");
    let other = "Two engineers were paid to keep the second dock closed.";
    desk.write("in/a.txt", format!("{}\n3. (U) {other}\n", withholds(STATEMENT)));
    desk.write("in/b.txt", format!("{}\n3. (U) {STATEMENT}\n", withholds(other)));
    let (outcomes, findings) = Desk::told(&desk.redact(&[]));
    assert!(
        outcomes.values().all(|outcome| outcome == "refused"),
        "{outcomes:?}"
    );
    assert_eq!(findings.len(), 2);
    assert!(desk.names().is_empty());
}

#[test]
fn a_statement_counts_and_a_phrase_does_not() {
    let is = |what: &str| vec![format!("in/b.txt:7: error: {what}")];
    // Most of a sentence, in other words around it and in other spelling.
    let told = "We hear that the HARBOUR-MASTER quillwort will\nresign over the \"missing\" anchor chains, and soon.";
    assert_eq!(pair("", STATEMENT, told), is(WORDS));
    // Twelve words of a sentence of forty.
    let long = "In the course of the evening and after some glasses the delegate of the northern ports told us that Quillwort and the second mate had sold the brass lamps of the old tug to a dealer in Krumlov for a price that nobody believed.";
    let twelve = "He said Quillwort and the second mate had sold the brass lamps of the old tug.";
    assert_eq!(pair("", long, twelve), is(WORDS));
    // One short sentence among long ones, though a neighbour's last word goes with it.
    let among = "The talks went on until the small hours and ended without a paper, as everybody had thought before they began with Orla. Quillwort burned seven charts behind the chapel. The hall was then let to a choir for the rest of the year and the season after it.";
    assert_eq!(
        pair(
            "",
            among,
            "So says Orla: Quillwort burned seven charts behind the chapel."
        ),
        is(WORDS)
    );
    // A phrase of that long sentence.
    assert_eq!(
        pair("", long, "The brass lamps of the old tug were lit again at dusk."),
        Vec::<String>::new()
    );
    // Five words are under six; nothing is a whole paragraph.
    assert_eq!(
        pair(
            "",
            "Quillwort hid both maps again.",
            "They say Quillwort hid both maps again in May."
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        pair(
            "spill: { words: 5 }",
            "Quillwort hid both maps again.",
            "They say Quillwort hid both maps again in May."
        ),
        is(WORDS)
    );
    // Brackets in a sentence make no sentence of what stands between them.
    let list = "Quillwort will follow up on (a) the timetable, (b) the long list of northern river sites and (c) the cost, which he put at 801 million.";
    let phrase = "We saw the long list of northern river sites on a wall.";
    assert_eq!(pair("", list, phrase), Vec::<String>::new());
    // The sentences of two documents do not add up to one.
    let desk = Desk::new("");
    desk.write("in/a.txt", withholds("All through that long and rainy winter the brass lamps of the old tug were kept in the cellar of a house that belonged to nobody we know by name."));
    desk.write("in/c.txt", withholds("For some reason that no witness could give us the old tug of the northern ports lay empty at the quay until the ice had gone and the ferries ran again."));
    desk.write(
        "in/b.txt",
        releases_text("We saw the brass lamps of the old tug of the northern ports that day."),
    );
    assert_eq!(Desk::told(&desk.redact(&[])).1, Vec::<String>::new());
}

#[test]
fn a_whole_paragraph_counts_however_short() {
    let held = vec![format!("in/b.txt:7: error: {PARAGRAPH}")];
    assert_eq!(pair("", "Quillwort paid twice.", "QUILLWORT  paid twice"), held);
    assert_eq!(
        pair("", "Quillwort paid twice.", "Quillwort paid twice, she says."),
        Vec::<String>::new()
    );
    // What says nothing is no secret.
    assert_eq!(pair("", "End summary.", "End summary."), Vec::<String>::new());
    assert_eq!(
        pair("", "It was then with them.", "It was then with them."),
        Vec::<String>::new()
    );
}

#[test]
fn what_papers_of_one_office_share_is_no_leak() {
    let desk = Desk::new("unmarked: { header: release, subject: release }");
    let head = "O 121500Z NOV 26\nFM EMBASSY NORDHAVN TO DEPARTMENT OF STATE PRIORITY INFO ALL PORTS COLLECTIVE\n\nC O N F I D E N T I A L NORDHAVN 000123\n\nClassified By: Ambassador Jana Vzorova, reason 1.4 (b) and (d)\n\n";
    desk.write(
        "in/a.txt",
        format!("CONFIDENTIAL\n\n1. (U) The ferry left.\n\n2. (C) In his telegram the consul wrote FM EMBASSY NORDHAVN TO DEPARTMENT OF STATE PRIORITY INFO ALL PORTS COLLECTIVE and signed {SECRET}.\n\n3. (C) End summary.\n\n4. (C) He left the Bureau of Harbours and Inland Ports.\n"),
    );
    for n in 0..20 {
        desk.write(
            format!("in/b{n}.txt"),
            format!("{head}1. (U) The ferry left at {n}.\n\n2. (C) Tea for {n}.\n\n3. (U) End summary.\n\n4. (U) The Bureau of Harbours and Inland Ports has moved.\n"),
        );
    }
    let ran = desk.redact(&[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(Desk::told(&ran).1, Vec::<String>::new());
    assert_eq!(desk.names().len(), 21);
}

#[test]
fn text_that_no_marking_lets_out_may_not_even_share_a_phrase() {
    let heading = "CONFIDENTIAL\n\n1. (U) It is early.\n\nWhy the Harbour Master Quillwort Will Resign\n\n2. (U) It is late.\n";
    let long = "Asked at dinner, he said with a smile and two glasses in his hand that the harbour master Quillwort will resign over some chains, and that the mayor knows of it.";
    let found = |unmarked: &str| {
        let desk = Desk::new(&format!("unmarked: {{ heading: {unmarked} }}"));
        desk.write("in/a.txt", withholds(long));
        desk.write("in/b.txt", heading);
        Desk::told(&desk.redact(&[])).1
    };
    assert_eq!(found("release"), [format!("in/b.txt:5: error: {WORDS}")]);
    assert_eq!(found("banner"), Vec::<String>::new());
    assert_eq!(
        pair("", long, "The harbour master Quillwort will resign, as we read."),
        Vec::<String>::new()
    );
}

#[test]
fn the_policy_decides() {
    let leaves = "in text that leaves; see whether both should be marked alike";
    let warned = vec![format!(
        "in/b.txt:7: warning: this paragraph is withheld in in/a.txt:5, {leaves}"
    )];
    for spill in ["spill: { action: warn }", "spill: { across: warn }"] {
        assert_eq!(pair(spill, STATEMENT, STATEMENT), warned, "{spill}");
    }
    for spill in ["spill: { across: none }", "spill: { action: warn, across: none }"] {
        assert_eq!(pair(spill, STATEMENT, STATEMENT), Vec::<String>::new(), "{spill}");
    }
    assert_eq!(
        pair("spill: { action: warn, across: refuse }", STATEMENT, STATEMENT),
        [format!("in/b.txt:7: error: {PARAGRAPH}")]
    );
    // With a warning it is released.
    let desk = Desk::new("spill: { across: warn }");
    desk.write("in/a.txt", withholds("Quillwort paid twice."));
    desk.write("in/b.txt", releases_text("Quillwort paid twice."));
    assert_eq!(desk.redact(&[]).status, 0);
    assert!(
        String::from_utf8(releases(&desk.path("out"))["b.txt"].clone())
            .unwrap()
            .contains("paid twice")
    );
}

#[test]
fn a_dry_run_says_the_same() {
    let desk = Desk::new("");
    desk.write("in/a.txt", withholds(STATEMENT));
    desk.write("in/b.txt", releases_text(STATEMENT));
    let dry = desk.run(&["redact", "in", "-p", "policy.yaml", "--dry-run", "--json"]);
    let real = desk.redact(&[]);
    assert_eq!(Desk::told(&dry), Desk::told(&real));
    assert_eq!((dry.status, real.status), (1, 1));
}

#[test]
fn what_a_refused_document_withholds_counts_and_what_it_would_release_does_not() {
    let desk = Desk::new("");
    // Refused by itself: its third paragraph repeats its second.
    desk.write(
        "in/a.txt",
        format!(
            "{}\n3. (U) {STATEMENT}\n\n4. (U) Two engineers closed the second dock.\n",
            withholds(STATEMENT)
        ),
    );
    desk.write("in/b.txt", releases_text(STATEMENT));
    desk.write("in/c.txt", withholds("Two engineers closed the second dock."));
    let (outcomes, findings) = Desk::told(&desk.redact(&[]));
    assert_eq!(findings, [format!("in/b.txt:7: error: {PARAGRAPH}")]);
    assert_eq!(
        (outcomes["in/a.txt"].as_str(), outcomes["in/c.txt"].as_str()),
        ("refused", "in_part")
    );
}

/// Invented documents of which some repeat what others withhold.
fn fill(desk: &Desk, count: usize) {
    for n in 0..count {
        let mut text = format!(
            "CONFIDENTIAL\n\n1. (U) The ferry {n} left the second quay for Krumlov at {n} o'clock.\n\n"
        );
        let _ = write!(
            text,
            "2. (C) The clerk {SECRET} keeps map {} under the stairs of house {}.\n\n",
            n % 40,
            n % 40
        );
        if n % 7 == 3 {
            let _ = writeln!(
                text,
                "3. (U) The clerk {SECRET} keeps map {} under the stairs of house {}.",
                (n + 1) % 40,
                (n + 1) % 40
            );
        }
        desk.write(format!("in/doc-{n}.txt"), &text);
    }
}

#[test]
fn threads_change_neither_releases_nor_report() {
    let desk = Desk::new("");
    fill(&desk, 120);
    let mut seen: Option<(BTreeMap<String, Vec<u8>>, String)> = None;
    for jobs in ["1", "2", "4", "9"] {
        let ran = desk.redact(&["-j", jobs, "--ledger", &format!("ledger-{jobs}")]);
        assert_eq!(ran.status, 1);
        let (_, findings) = Desk::told(&ran);
        assert_eq!(findings.len(), 17);
        let report = ran.out.replace(&format!("ledger-{jobs}"), "LEDGER");
        let now = (releases(&desk.path("out")), report);
        assert_eq!(now.0.len(), 103);
        match &seen {
            None => seen = Some(now),
            Some(first) => assert!(*first == now, "-j {jobs}"),
        }
        fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

/// Starts a run and sends it a signal once a file of its output or of the ledger is there, or after some time.
fn signalled(desk: &Desk, signal: rustix::process::Signal, wait: Duration) -> (Option<i32>, Vec<String>) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("tearline"))
        .current_dir(desk.root.path())
        .env("TEARLINE_CONFIG_DIR", desk.path("config"))
        .env("TMPDIR", desk.path("tmp"))
        .args([
            "redact",
            "in",
            "-p",
            "policy.yaml",
            "-o",
            "out",
            "-j",
            "1",
            "--resume",
            "--json",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !desk.path("out").exists() && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
    let mut written = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < wait && child.try_wait().unwrap().is_none() {
        for folder in fs::read_dir(desk.path("out")).unwrap().flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                written.push(file.file_name().into_string().unwrap());
            }
        }
    }
    let _ = rustix::process::kill_process(rustix::process::Pid::from_child(&child), signal);
    let status = child.wait().unwrap().code();
    assert!(!desk.path("tmp").exists());
    (status, written)
}

/// A run that Ctrl-C reaches before its end, as the number of names tells; a fast machine gets less time.
fn interrupted(desk: &Desk, early: impl Fn(usize) -> bool) -> (Option<i32>, Vec<String>) {
    for wait in [150, 60, 25] {
        let end = signalled(desk, rustix::process::Signal::INT, Duration::from_millis(wait));
        if early(desk.names().len()) {
            return end;
        }
        fs::remove_dir_all(desk.path("out")).unwrap();
        fs::remove_dir_all(desk.path("tearline-ledger")).unwrap();
    }
    panic!("each run was over before the interrupt");
}

#[test]
fn nothing_is_written_while_documents_are_read_and_a_stopped_run_leaves_nothing() {
    let desk = Desk::new("");
    fill(&desk, 2500);
    let (status, written) = interrupted(&desk, |named| named == 0);
    assert_eq!(status, Some(1));
    assert!(
        !written.is_empty() && written.iter().all(|name| name == "lock"),
        "{written:?}"
    );
    assert!(!desk.path("out").exists(), "{:?}", desk.names());
    let ledger = || fs::read_to_string(desk.path("tearline-ledger/ledger.jsonl")).unwrap();
    assert_eq!(ledger().matches("\"t\":\"release\"").count(), 0);
    // Killed, early and late, and run again: what an undisturbed run gives.
    for wait in [100, 700, 1500] {
        signalled(&desk, rustix::process::Signal::KILL, Duration::from_millis(wait));
    }
    let again = desk.redact(&["--resume"]);
    let (outcomes, findings) = Desk::told(&again);
    assert_eq!(again.status, 1);
    assert_eq!(findings.len(), 357);
    assert_eq!(outcomes.values().filter(|o| *o == "refused").count(), 357);
    assert_eq!(desk.names().len(), 2500 - 357);
    for (name, bytes) in releases(&desk.path("out")) {
        assert!(!String::from_utf8(bytes).unwrap().contains(SECRET), "{name}");
    }
    assert_eq!(fs::read_dir(desk.path("out")).unwrap().count(), 2 * (2500 - 357));
}

#[test]
fn a_stopped_run_that_only_warns_keeps_what_it_did() {
    let desk = Desk::new("spill: { across: warn }");
    fill(&desk, 2500);
    let (status, _) = interrupted(&desk, |named| named < 2500);
    assert_eq!(status, Some(1));
    let done = desk.names().len();
    assert!(done > 0 && done < 2500, "{done}");
    let (outcomes, findings) = Desk::told(&desk.redact(&["--resume"]));
    assert_eq!(outcomes.values().filter(|o| *o == "unchanged").count(), done);
    assert_eq!(findings.len(), 357);
    assert_eq!(desk.names().len(), 2500);
}

#[test]
fn resume_holds_old_and_new_against_each_other() {
    let desk = Desk::new("");
    desk.write("in/a.txt", withholds(STATEMENT));
    desk.write("in/c.txt", releases_text("Two engineers closed the second dock."));
    assert_eq!(desk.redact(&[]).status, 0);
    // New text against what was withheld before.
    desk.write("in/b.txt", releases_text(STATEMENT));
    let ran = desk.redact(&["--resume"]);
    let (outcomes, findings) = Desk::told(&ran);
    assert_eq!(ran.status, 1);
    assert_eq!(findings, [format!("in/b.txt:7: error: {PARAGRAPH}")]);
    let shown: Vec<&str> = outcomes.values().map(String::as_str).collect();
    assert_eq!(shown, ["unchanged", "refused", "unchanged"]);
    // What was released before, against what is withheld now: it stands, and somebody must know.
    fs::remove_file(desk.path("in/b.txt")).unwrap();
    desk.write("in/d.txt", withholds("Two engineers closed the second dock."));
    let ran = desk.redact(&["--resume"]);
    let (outcomes, findings) = Desk::told(&ran);
    assert_eq!(ran.status, 1);
    assert_eq!(
        findings,
        [
            "in/c.txt:7: error: this paragraph is withheld in in/d.txt:5, and this release was made before; call it back"
        ]
    );
    let shown: Vec<&str> = outcomes.values().map(String::as_str).collect();
    assert_eq!(shown, ["unchanged", "unchanged", "in_part"]);
    assert_eq!(desk.names(), ["a.txt", "c.txt", "d.txt"]);
    // With a warning, nothing needs a person.
    let desk = Desk::new("spill: { across: warn }");
    desk.write("in/c.txt", releases_text("Two engineers closed the second dock."));
    desk.write("in/e.txt", withholds("Quillwort knows."));
    assert_eq!(desk.redact(&[]).status, 0);
    desk.write("in/d.txt", withholds("Two engineers closed the second dock."));
    let ran = desk.redact(&["--resume"]);
    assert_eq!((ran.status, Desk::told(&ran).1.len()), (0, 1));
}

#[test]
fn more_documents_than_one_step_of_the_ledger_are_read_before_the_first_is_named() {
    let desk = Desk::new("");
    for n in 0..4200 {
        desk.write(format!("in/{n:05}.txt"), format!("SECRET\n\n1. (U) Tide {n}.\n"));
    }
    // The first and the last file, in both directions.
    desk.write("in/00000.txt", releases_text(STATEMENT));
    desk.write(
        "in/99998.txt",
        releases_text("Two engineers closed the second dock."),
    );
    desk.write(
        "in/99999.txt",
        format!(
            "{}\n3. (C) Two engineers closed the second dock.\n",
            withholds(STATEMENT)
        ),
    );
    let ran = desk.redact(&[]);
    assert_eq!(ran.status, 1);
    assert_eq!(
        Desk::told(&ran).1,
        [
            format!(
                "in/00000.txt:7: error: {}",
                PARAGRAPH.replace("a.txt:5", "99999.txt:5")
            ),
            format!(
                "in/99998.txt:7: error: {}",
                PARAGRAPH.replace("a.txt:5", "99999.txt:7")
            ),
        ]
    );
    assert_eq!(desk.names().len(), 4200);
    assert_eq!(desk.run(&["audit", "verify", "--outputs", "out"]).status, 0);
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let paths: Vec<&str> = lines.iter().filter_map(|row| row["path"].as_str()).collect();
    assert!(paths.is_sorted() && paths.len() == 4202);
}
