//! File names in a page: as text and as links.

use crate::cli::report::one_line;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path};

/// A relative URL from a page in the folder `from` to the file `to`; both absolute and without links.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let from: Vec<Component<'_>> = from.components().collect();
    let to: Vec<Component<'_>> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut url = "../".repeat(from.len().saturating_sub(shared));
    for (index, part) in to.iter().skip(shared).enumerate() {
        if index > 0 {
            url.push('/');
        }
        encode(part.as_os_str().as_bytes(), &mut url);
    }
    url
}

/// Everything but unreserved characters is percent-encoded (RFC 3986, 2.3), the colon too: a first part with one would be
/// read as a scheme.
fn encode(bytes: &[u8], url: &mut String) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            url.push(char::from(*byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

/// A path as text on one line: bytes that are not UTF-8, control characters and characters that do not show or turn the
/// direction of reading are written out.
pub(crate) fn name(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(&one_line(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{name, relative};
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    #[test]
    fn a_link_leads_from_the_folder_of_the_page() {
        let cases = [
            ("/a/b", "/a/b/out/x.txt", "out/x.txt"),
            ("/a/b", "/a/c/x.txt", "../c/x.txt"),
            ("/", "/x.txt", "x.txt"),
            ("/a/b/c", "/x", "../../../x"),
            ("/a", "/a/javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("/a", "/a/b c/#?&\"'<.txt", "b%20c/%23%3F%26%22%27%3C.txt"),
        ];
        for (from, to, url) in cases {
            assert_eq!(relative(Path::new(from), Path::new(to)), url);
        }
        let odd = Path::new("/a").join(OsStr::from_bytes(b"n\nl\xe9%41"));
        assert_eq!(relative(Path::new("/a"), &odd), "n%0Al%E9%2541");
    }

    #[test]
    fn a_name_stands_on_one_line() {
        let odd = OsStr::from_bytes(b"in/a\nb\xe9\xe2\x80\xaetxt.<b>");
        assert_eq!(name(Path::new(odd)), "in/a\\u{a}b\\xe9\\u{202e}txt.<b>");
    }
}
