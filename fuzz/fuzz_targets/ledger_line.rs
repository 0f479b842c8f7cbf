//! A ledger line that is read is in its one canonical form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::line::{canonical, read, rfc8785};

fuzz_target!(|text: &str| {
    if read(text).is_ok() {
        let value = canonical(text).expect("what was read is canonical");
        assert_eq!(rfc8785(&value).expect("a value"), text);
    }
});
