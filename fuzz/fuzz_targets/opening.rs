//! Openings, opening keys and run keys that are read print as they were written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::secret::{DocumentSecret, OpeningKey};
use tearline::stream::RunKey;

fuzz_target!(|text: &str| {
    if let Some((id, secret)) = DocumentSecret::from_text(text) {
        assert_eq!(*secret.to_text(&id), text);
    }
    if let Some(key) = OpeningKey::from_text(text) {
        assert_eq!(*key.to_text(), text);
    }
    if let Ok(key) = RunKey::from_text(text) {
        assert_eq!(*key.to_text(), text);
    }
});
