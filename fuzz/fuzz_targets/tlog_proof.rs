//! A proof that is read prints as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::tlog_proof::TlogProof;

fuzz_target!(|text: &str| {
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_text(), text);
        let _ = proof.stated();
    }
});
