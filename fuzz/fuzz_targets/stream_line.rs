//! Each line in gets exactly one line of ASCII, with a check that holds and no sign of a defect.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tearline::policy::{Policy, load};
use tearline::stream::{Delivered, Office, RunKey, Worker, checked};

static POLICY: LazyLock<Policy> = LazyLock::new(|| load("releasable: [U]\n", "fuzz.yaml").expect("a policy"));
const KEY: &str = "tearline run key v1\n01KBXG3VJ8Q2RRS5KCQH1V0T4E\n2026-01-01T00:00:00.000Z\n\
                   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

fuzz_target!(|input: (&str, &[u8], bool)| {
    let (text, raw, whole) = input;
    let asked = format!(
        "{{\"id\":\"a\",\"text\":\"{}\"}}",
        text.replace(['"', '\\'], "x").replace(|c: char| c.is_control(), "\\n")
    );
    let line: &[u8] = if whole { asked.as_bytes() } else { raw };
    let key = RunKey::from_text(KEY).expect("a run key");
    let worker = Worker::new(&POLICY, [7; 32], "tearline fuzz", key, Office::default());
    let mut out = Vec::new();
    worker.answer(line, &mut out);
    let answer = std::str::from_utf8(&out).expect("ASCII");
    assert!(answer.is_ascii() && answer.ends_with('\n'));
    assert_eq!(answer.matches('\n').count(), 1);
    assert!(checked(answer.trim_end()).is_ok());
    assert!(Delivered::read(answer.trim_end()).is_ok());
});
