//! Failures of the system in words.

use std::io;

/// What a failure of the system says, as part of a sentence: without the number that the standard library adds.
///
/// # Example
///
/// ```
/// use tearline::store::said;
///
/// assert_eq!(said(&std::io::Error::from_raw_os_error(28)), "no space left on device");
/// ```
#[must_use]
pub fn said(error: &io::Error) -> String {
    let text = error.to_string();
    let Some(number) = error.raw_os_error() else {
        return text;
    };
    let text = text
        .strip_suffix(&format!(" (os error {number})"))
        .unwrap_or(&text);
    let mut signs = text.chars();
    signs
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use super::said;
    use std::io::{Error, ErrorKind};

    #[test]
    fn numbers_stay_out() {
        for (error, words) in [
            (Error::from_raw_os_error(2), "no such file or directory"),
            (Error::from_raw_os_error(40), "too many levels of symbolic links"),
            (Error::other("Our own (os error 2)"), "Our own (os error 2)"),
            (ErrorKind::NotADirectory.into(), "not a directory"),
        ] {
            assert_eq!(said(&error), words);
        }
    }
}
