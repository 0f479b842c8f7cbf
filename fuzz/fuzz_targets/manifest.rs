//! A manifest is read or refused; a draft that is read writes the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::manifest::{Draft, Manifest};

fuzz_target!(|text: &str| {
    let _ = Manifest::read(text);
    if let Ok((draft, _)) = Draft::read(text) {
        assert_eq!(draft.with_proof(""), text);
    }
});
