//! What is read as a marking is printed so that it reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::marking::{Verdict, banner_prefix, read_any, read_portion};
use tearline::scheme::Scheme;

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let names: Vec<&str> = Scheme::builtin_names().collect();
    let name = names[usize::from(choice) % names.len()];
    let scheme = Scheme::builtin(name).expect("a scheme that ships");
    let _ = (read_any(&scheme, text), banner_prefix(&scheme, text));
    let reading = read_portion(&scheme, text);
    if let (Verdict::Valid | Verdict::Legacy, Some(marking)) = (reading.verdict, reading.known()) {
        let again = read_portion(&scheme, marking.portion());
        assert_eq!(again.known(), Some(marking), "{}", marking.portion());
    }
});
