//! A verifier key that is read prints as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::note::{SignerKey, VerifierKey};

fuzz_target!(|text: &str| {
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = SignerKey::parse(text) {
        assert_eq!(*key.to_text(), text);
    }
});
