//! Signed notes and checkpoints: parse and print are inverses, and nothing that was not signed is verified.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::audit::checkpoint::Checkpoint;
use tearline::audit::note::{Note, VerifierKey};

fuzz_target!(|text: &str| {
    let key = VerifierKey::from_bytes("fuzz.example/log", &[0x58; 32]);
    if let (Ok(note), Ok(key)) = (Note::parse(text), &key) {
        assert!(note.verify(std::slice::from_ref(key)).is_ok_and(|keys| keys.is_empty()));
    }
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_text(), text);
    }
});
