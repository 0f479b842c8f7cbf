//! A release is made of its segments, and listing fewer markings never lets out more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tearline::document::{Document, Format};
use tearline::policy::{Policy, load};
use tearline::release::{judge, release};

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let sets = ["U", "U, SBU", "U, SBU, C", "U, SBU, C, S"];
    let text = |set: &&str| format!("releasable: [{set}]\nspill: {{ action: warn }}\n");
    sets.iter()
        .map(|set| load(&text(set), "fuzz.yaml").expect("a policy"))
        .collect()
});

fuzz_target!(|input: (bool, &str)| {
    let (markdown, text) = input;
    let format = if markdown { Format::Markdown } else { Format::Text };
    let document = Document::new(text, format);
    let mut less: Vec<bool> = vec![false; text.len()];
    for policy in POLICIES.iter() {
        let mut now = vec![false; text.len()];
        for one in judge(policy, &document).decided {
            if one.decision.releases() {
                now[one.span.start()..one.span.end()].fill(true);
            }
        }
        assert!(less.iter().zip(&now).all(|(less, now)| *now || !*less));
        less = now;
        if let Ok(made) = release(policy, &document) {
            assert_eq!(made.segments.release(), made.text);
        }
    }
});
