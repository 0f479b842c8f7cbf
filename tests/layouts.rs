//! Small documents in the layouts of real papers: what must stay and what must leave, as data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::policy;
use tearline::document::{Document, Format};
use tearline::release::release;

#[test]
fn what_must_stay_stays_and_what_may_leave_leaves() {
    let cases = include_str!("data/layouts.jsonl");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| case[key].as_str().unwrap();
        let format = match text("format") {
            "markdown" => Format::Markdown,
            _ => Format::Text,
        };
        let listed: Vec<&str> = case["releasable"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m.as_str().unwrap())
            .collect();
        let scheme = case["scheme"].as_str().unwrap_or("us");
        let policy = policy(&format!(
            "scheme: {scheme}\nreleasable: [{}]\naction: strip\nspill: {{ action: warn }}\n",
            listed.join(", ")
        ));
        assert!(
            text("text").contains(text("needle")),
            "{}: not in its source",
            text("name")
        );
        let released = release(&policy, &Document::new(text("text"), format));
        let leaves = released.is_ok_and(|release| release.text.contains(text("needle")));
        let expected = match text("expect") {
            "leaves" => true,
            "stays" => false,
            other => panic!("{other}"),
        };
        if leaves != expected {
            wrong.push(format!(
                "{}: must have been one that {}",
                text("name"),
                text("expect")
            ));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 150, "{count} cases");
}
