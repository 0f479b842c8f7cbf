//! `tearline redact --report`: a page without withheld text and without its length, links that lead somewhere, names that
//! do no harm, and a page also where a run ends early.
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

mod common;

use base64::Engine as _;
use common::desk::{Desk, Ran};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A word that stands in withheld text only.
const SECRET: &str = "QUILLWORT";
const POLICY: &str = "id: desk\ntitle: <b>Desk</b> & co\nreleasable: [U, SBU]\nspill: { action: warn }\n";
/// A rule that cuts a part out of a paragraph.
const RULE: &str =
    "rules:\n  - id: sources\n    withhold: match\n    when: { text: 'SRC-\\d+' }\n    reason: (b)(6)\n";

impl Desk {
    fn new() -> Self {
        let desk = Self::withholding(SECRET);
        desk.write("policy.yaml", POLICY);
        desk
    }

    /// Redacts the folder `in`; gives what ran and the page.
    fn redact(&self, more: &[&str]) -> (Ran, String) {
        let args = [
            "redact",
            "in",
            "-p",
            "policy.yaml",
            "-o",
            "out",
            "--report",
            "page.html",
        ];
        let ran = self.run(&[&args, more].concat());
        let page = fs::read_to_string(self.path("page.html")).unwrap_or_default();
        assert!(!page.contains(SECRET), "{page}");
        (ran, page)
    }

    /// Names of what stands in the folder of the desk, without keys.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "config")
            .collect();
        names.sort();
        names
    }
}

/// A document whose withheld text has `long` lines more and a source number of as many digits.
fn document(long: usize) -> String {
    let more = format!("\n  {SECRET} of the lower quay, who came by night and left by day").repeat(long);
    let damaged = "\n  (8) Gulls again.".repeat(long);
    // A subject has few lines: what goes on below them is a paragraph of its own, and is counted.
    let subject = " of the lower quay".repeat(long.min(2));
    let digits = "7".repeat(long + 3);
    format!(
        "CONFIDENTIAL\n\nSUBJECT: (C) {SECRET} and the lamp{subject}\n\n1. (U) The ferry left, says SRC-{digits}, at noon.\n\n\
         2. (C) Mr. Orla {SECRET} keeps the map{more}.\n\n3. (8) Gulls came{more}.{damaged}\n\nA line without a mark.\n\n\
         4. (SBU) Tea was served.\n"
    )
}

/// The page without what no two runs share: times, identifiers, folders.
fn steady(desk: &Desk, page: &str) -> String {
    let folder = desk.root.path().canonicalize().unwrap();
    let mut text = page.replace(folder.to_str().unwrap(), "ROOT");
    for (before, after) in [
        ("<dt>Run</dt><dd class=\"mono\">", "</dd>"),
        ("<time datetime=\"", "</time>"),
    ] {
        let start = text.find(before).unwrap() + before.len();
        let end = start + text[start..].find(after).unwrap();
        text.replace_range(start..end, "");
    }
    text
}

/// All values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    page.split(&format!(" {attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

fn decoded(url: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = url.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let hex = std::str::from_utf8(&tail[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[test]
fn the_length_of_withheld_text_does_not_show() {
    let masks = [
        "",
        "action: strip\n",
        "mask: { amount: none }\n",
        "mask: { amount: words }\n",
        "mask: { amount: lines, merge: true }\n",
    ];
    for mask in masks {
        let mut pages = Vec::new();
        for long in [0, 9] {
            let desk = Desk::new();
            desk.write("policy.yaml", [POLICY, mask, RULE].concat());
            for n in 0..3 {
                desk.write(format!("in/{n}.txt"), document(long * (n + 1)));
            }
            let (ran, page) = desk.redact(&[]);
            assert_eq!(ran.status, 0, "{}", ran.err);
            for word in ["ferry", "Tea was", "Gulls", "Orla", "lower quay", "SRC-"] {
                assert!(!page.contains(word), "{word}");
            }
            assert!(page.contains("[damaged-mark]") && page.contains("[sources]"));
            pages.push(steady(&desk, &page));
        }
        assert_eq!(pages[0], pages[1], "{mask}");
    }
}

#[test]
fn amounts_show_only_where_the_masks_show_them() {
    for (mask, shows) in [
        ("", true),
        ("action: strip\n", false),
        ("mask: { amount: none }\n", false),
    ] {
        let desk = Desk::new();
        desk.write("policy.yaml", [POLICY, mask].concat());
        desk.write("in/a.txt", document(1));
        let (_, page) = desk.redact(&[]);
        assert_eq!(page.contains("ortions: 2 released, 2 withheld"), shows, "{page}");
        assert_eq!(page.contains("ortions:"), shows, "{mask}");
    }
}

#[test]
fn places_are_lines_of_the_release() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(9));
    let (_, page) = desk.redact(&[]);
    let release = fs::read_to_string(desk.path("out/a.txt")).unwrap();
    let line = |text: &str| 1 + release.lines().position(|line| line.contains(text)).unwrap();
    let gulls = line("3. [");
    assert!(
        page.contains(&format!("[damaged-mark]</span>: line {gulls} (cut)</li>")),
        "{release}{page}"
    );
}

#[test]
fn the_page_says_what_became_of_every_file() {
    let desk = Desk::new();
    for n in 0..3 {
        desk.write(format!("in/part-{n}.txt"), document(n));
    }
    desk.write("in/whole.md", "(U) Tea.\n");
    desk.write("in/none.txt", "Nothing is marked.\n");
    desk.write("in/bad.txt", b"abcdef\xff");
    desk.write("in/letter.docx", b"PK");
    desk.write("in/.hidden", "x");
    desk.write("in/left.log", "x");
    let (ran, page) = desk.redact(&["--exclude", "*.log", "--json"]);
    assert_eq!(ran.status, 1);
    let outcomes = values(&page, "data-outcome");
    let count = |name: &str| outcomes.iter().filter(|one| **one == name).count() as u64;
    let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    let summary = &summary["summary"];
    for (name, number) in summary["outcomes"].as_object().unwrap() {
        assert_eq!(count(name), number.as_u64().unwrap(), "{name}");
    }
    assert_eq!(outcomes.len() as u64, summary["files"].as_u64().unwrap());
    for words in [
        "&#60;b&#62;Desk&#60;/b&#62; &#38; co",
        "tearline 0.1.0",
        "<span class=\"alarm\">refused</span>: not UTF-8 at byte N",
        "a format that is not read: .docx",
        "<span class=\"alarm\">skipped</span>: hidden",
        "skipped: excluded",
        "<tfoot><tr><th scope=\"row\">Files in</th><td class=\"number\">9</td>",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let digest: String = Sha256::digest(POLICY)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(page.contains(&digest));
    let size = summary["ledger"]["size"].as_u64().unwrap();
    assert!(page.contains(&format!(", size {size} after this run</dd>")));
}

#[test]
fn hostile_names_stay_text_and_links_lead_to_the_files() {
    let desk = Desk::new();
    let names: [&[u8]; 9] = [
        b"<img src=x onerror=alert(1)>.txt",
        b"\"onmouseover='x' .txt",
        b"new\nline.txt",
        b"\xe9\xff.txt",
        b"javascript:alert(1).txt",
        b"%41#a?b&lt;.txt",
        "rtl\u{202e}txt.exe.txt".as_bytes(),
        b"deep er/-- -->/]]>.txt",
        b"</script><script>alert(1)<x.txt",
    ];
    for name in names {
        desk.write(
            OsStr::from_bytes(&[b"in/".as_slice(), name].concat()),
            document(1),
        );
    }
    desk.write(
        OsStr::from_bytes(b"in/<svg onload=alert(1)>/x\\\x1b[31m.txt"),
        document(1),
    );
    fs::create_dir_all(desk.path("pages/deep")).unwrap();
    let ran = desk.run(&[
        "redact",
        "in",
        "-p",
        "policy.yaml",
        "-o",
        "out folder",
        "--report",
        "pages/deep/a.html",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(desk.path("pages/deep/a.html")).unwrap();
    for raw in [
        "<img",
        "onerror=alert(1)>",
        "<svg onload",
        "\u{202e}",
        "\u{1b}",
        "\"onmouse",
    ] {
        assert!(!page.contains(raw), "{raw}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    for shown in ["new\\u{a}line.txt", "\\xe9\\xff.txt", "rtl\\u{202e}txt.exe.txt"] {
        assert!(page.contains(shown), "{shown}");
    }
    let links = values(&page, "href");
    assert_eq!(links.len(), 20);
    for link in links {
        assert!(link.starts_with("../../out%20folder/"), "{link}");
        let file = desk.path("pages/deep").join(decoded(link));
        assert!(file.is_file(), "{link}");
    }
}

#[test]
fn a_browser_may_run_the_pages_own_script_and_fetch_nothing() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(1));
    let (_, page) = desk.redact(&[]);
    let inside = |tag: &str| {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        let start = page.find(&open).unwrap() + open.len();
        let text = &page[start..start + page[start..].find(&close).unwrap()];
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
        format!("{tag}-src &#39;sha256-{digest}&#39;")
    };
    assert!(page.contains("content=\"default-src &#39;none&#39;; "));
    assert!(page.contains(&inside("style")) && page.contains(&inside("script")));
    for outside in [
        "http:",
        "https:",
        " src=",
        "url(",
        "@import",
        " style=",
        " onclick=",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn what_stands_in_the_way_of_the_page_is_refused_before_any_work() {
    let desk = Desk::new();
    desk.write("in/deep/a.txt", document(1));
    desk.write("one.txt", document(1));
    desk.write("there.html", "mine");
    fs::create_dir(desk.path("folder")).unwrap();
    std::os::unix::fs::symlink(desk.path("in"), desk.path("linked")).unwrap();
    let before = desk.names();
    let folder = ["in", "-o", "out"];
    let cases: [(&[&str], &str, &str); 14] = [
        (&folder, "there.html", "exists already"),
        (&folder, "folder", "a folder"),
        (&folder, "missing/page.html", "folder does not exist"),
        (&folder, "in/page.html", "inside the input"),
        (&folder, "linked/deep/page.html", "inside the input"),
        (&folder, "out/page.html", "inside the folder of releases"),
        (&folder, "tearline-ledger/page.html", "inside the ledger"),
        (&folder, "-", "not standard output"),
        (&["in", "--dry-run"], "in/page.html", "inside the input"),
        (&["in", "--dry-run"], "there.html", "exists already"),
        (&["one.txt", "-o", "out.txt"], "there.html", "exists already"),
        (&["one.txt", "-o", "out.txt"], "out.txt", "would be one file"),
        (
            &["one.txt", "-o", "out.txt"],
            "out.txt.tearline.json",
            "would be one file",
        ),
        (
            &["one.txt", "in", "-o", "out", "--force"],
            "one.txt",
            "overwrite a source",
        ),
    ];
    for (args, page, words) in cases {
        let ran = desk.run(&[&["redact", "-p", "policy.yaml", "--report", page], args].concat());
        assert_eq!(ran.status, 2, "{page}: {}", ran.err);
        assert!(ran.err.contains(words), "{page}: {}", ran.err);
        assert_eq!(desk.names(), before, "{page}");
    }
    let ran = desk.run(&[
        "redact",
        "in",
        "-o",
        "out",
        "-p",
        "policy.yaml",
        "--force",
        "--report",
        "policy.yaml",
    ]);
    assert!(
        ran.status == 2 && ran.err.contains("overwrite the policy"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read_to_string(desk.path("policy.yaml")).unwrap(), POLICY);
    assert_eq!(fs::read_to_string(desk.path("there.html")).unwrap(), "mine");
    let ran = desk.run(&[
        "redact",
        "in",
        "-o",
        "out",
        "-p",
        "policy.yaml",
        "--force",
        "--report",
        "there.html",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        fs::read_to_string(desk.path("there.html"))
            .unwrap()
            .ends_with("</html>")
    );
}

#[test]
fn a_run_that_is_stopped_has_a_partial_page() {
    let desk = Desk::new();
    for n in 0..4 {
        desk.write(format!("in/{n}.txt"), document(1));
    }
    assert_eq!(desk.run(&["audit", "init"]).status, 0);
    // While the run waits for the ledger, a folder comes up where the third release should be: its name cannot be given.
    let lock = fs::File::open(desk.path("tearline-ledger/lock")).unwrap();
    lock.lock().unwrap();
    let out = desk.path("out");
    let (ran, page) = std::thread::scope(|scope| {
        scope.spawn(|| {
            let begun = Instant::now();
            while !out.exists() && begun.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(2));
            }
            fs::create_dir_all(out.join("2.txt")).unwrap();
            lock.unlock().unwrap();
        });
        desk.redact(&["--force"])
    });
    assert_eq!(ran.status, 2, "{}", ran.err);
    let state = "<p class=\"state\">Partial: the run ended early, it was stopped: a folder, not a file; 4 files were not reached.</p>";
    assert!(page.contains(state), "{page}");
    assert_eq!(values(&page, "data-outcome"), ["not_reached"; 4]);
    assert_eq!(values(&page, "href"), Vec::<&str>::new());
    assert!(!page.contains("<svg class=\"map\""));
    // A run that ends well says nothing of the kind.
    fs::remove_dir_all(desk.path("out")).unwrap();
    let (ran, page) = desk.redact(&["--force"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(!page.contains("class=\"state\""));
}

#[test]
fn an_interrupted_run_has_a_partial_page() {
    let desk = Desk::new();
    for n in 0..1500 {
        desk.write(format!("in/{n}.txt"), document(n % 7));
    }
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("tearline"))
        .current_dir(desk.root.path())
        .env("TEARLINE_CONFIG_DIR", desk.path("config"))
        .args(["redact", "in", "-p", "policy.yaml", "-o", "out", "--json"])
        .args(["--report", "page.html"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let staged = || {
        let staging = fs::read_dir(desk.path("out")).ok()?.next()?.ok()?.path();
        Some(fs::read_dir(staging).ok()?.count())
    };
    while begun.elapsed() < Duration::from_secs(20) && staged().unwrap_or(0) < 20 {
        std::thread::sleep(Duration::from_millis(2));
    }
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::INT,
    )
    .unwrap();
    let mut out = String::new();
    std::io::Read::read_to_string(child.stdout.as_mut().unwrap(), &mut out).unwrap();
    child.wait().unwrap();
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    let left = summary["summary"]["outcomes"]["not_reached"].as_u64().unwrap();
    let outcomes = values(&page, "data-outcome");
    assert_eq!(outcomes.len(), 1500);
    assert_eq!(
        outcomes.iter().filter(|one| **one == "not_reached").count() as u64,
        left
    );
    if left == 0 {
        println!("skipped: the run was over before the interrupt");
        return;
    }
    assert!(page.contains(&format!(
        "<p class=\"state\">Partial: the run ended early, it was interrupted; {left} files were not reached.</p>"
    )));
    assert!(page.ends_with("</html>"));
}

#[test]
fn a_dry_run_may_have_a_page_and_nothing_else() {
    let desk = Desk::new();
    desk.write("in/a.txt", document(1));
    let ran = desk.run(&[
        "redact",
        "in",
        "-p",
        "policy.yaml",
        "--dry-run",
        "--report",
        "page.html",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("nothing was released; only the report was written"),
        "{}",
        ran.err
    );
    assert_eq!(desk.names(), ["in", "page.html", "policy.yaml"]);
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    assert!(page.contains("<p class=\"state\">Dry run: nothing was released or recorded."));
    assert!(page.contains("<dt>Ledger</dt><dd>nothing was recorded</dd>"));
    assert!(page.contains("<svg class=\"map\""));
    assert_eq!(values(&page, "href"), Vec::<&str>::new());
    assert!(!page.contains(SECRET));
}

#[test]
fn resumed_documents_are_drawn_from_their_manifests() {
    let desk = Desk::new();
    desk.write("policy.yaml", [POLICY, RULE].concat());
    for n in 0..3 {
        desk.write(format!("in/{n}.txt"), document(n));
    }
    let (_, first) = desk.redact(&[]);
    let (ran, second) = desk.redact(&["--resume", "--force"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(values(&second, "data-outcome"), ["unchanged"; 3]);
    assert_eq!(values(&second, "d"), values(&first, "d"));
    assert_eq!(values(&second, "href"), values(&first, "href"));
}

#[test]
fn one_document_has_the_same_page() {
    let desk = Desk::new();
    desk.write("a.txt", document(1));
    let args = ["redact", "a.txt", "-p", "policy.yaml", "--report"];
    let ran = desk.run(&[&args[..], &["page.html", "-o", "b.txt"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(desk.path("page.html")).unwrap();
    assert_eq!(values(&page, "data-outcome"), ["in_part"]);
    assert_eq!(values(&page, "href"), ["b.txt", "b.txt.tearline.json"]);
    assert!(!page.contains(SECRET) && page.contains("<svg class=\"map\""));
    let ran = desk.run(
        &[
            &args[..],
            &["elsewhere.html", "-o", "c.txt", "--manifest", "m.json"],
        ]
        .concat(),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(desk.path("elsewhere.html")).unwrap();
    assert_eq!(values(&page, "href"), ["c.txt", "m.json"]);
    let ran = desk.run(&[&args[..], &["stdout.html"]].concat());
    assert!(ran.out.contains("Tea was served."));
    let page = fs::read_to_string(desk.path("stdout.html")).unwrap();
    assert_eq!(values(&page, "href"), Vec::<&str>::new());
    let ran = desk.run(&[&args[..], &["dry.html", "--dry-run"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = fs::read_to_string(desk.path("dry.html")).unwrap();
    assert!(page.contains("Dry run") && !page.contains(SECRET));
    // A refused one stands in its page too.
    desk.write(
        "spilt.txt",
        "SECRET\n\n1. (S) The harbour master will resign over the missing anchor chains.\n\n2. (U) We hear that the harbour \
         master will resign over the missing anchor chains.\n",
    );
    desk.write("strict.yaml", "id: strict\nreleasable: [U]\n");
    let ran = desk.run(&[
        "redact",
        "spilt.txt",
        "-p",
        "strict.yaml",
        "-o",
        "d.txt",
        "--report",
        "refused.html",
    ]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let page = fs::read_to_string(desk.path("refused.html")).unwrap();
    assert!(
        page.contains("<span class=\"alarm\">refused</span>: withheld words stand again"),
        "{page}"
    );
    assert!(!Path::new(&desk.path("d.txt")).exists());
}

#[test]
fn a_level_that_a_new_banner_replaces_is_no_cut() {
    let desk = Desk::new();
    desk.write(
        "in/a.txt",
        "CONFIDENTIAL\n\n1. (U) The ferry left.\n\n2. (C) Map.\n\n3. (SBU) Tea.\n",
    );
    let (_, page) = desk.redact(&[]);
    assert!(
        page.contains("aria-label=\"2 pieces kept, 1 cut, 1 made\""),
        "{page}"
    );
    assert!(page.contains("2 pieces kept, 1 cut, 1 made; portions: 2 released, 1 withheld"));
    assert!(page.contains("<td class=\"number\" data-name=\"Cuts\">1</td>"));
}
