//! A scheme file is read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::scheme::Scheme;

fuzz_target!(|text: &str| {
    let _ = Scheme::from_yaml(text);
});
