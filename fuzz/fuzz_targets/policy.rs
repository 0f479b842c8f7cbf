//! A policy file is read or refused with places, and never more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::policy::{load, load_tests};

fuzz_target!(|text: &str| {
    let _ = (load(text, "fuzz.yaml"), load_tests(text, "fuzz.yaml"));
});
