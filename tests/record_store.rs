//! Bounded reads and durable writes: what is refused, and that nothing half-written is ever left under a final name.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

use std::fs;
use std::path::{Path, PathBuf};
use tearline::store::read::{self, Encoding, ReadError};
use tearline::store::write::{self, Access, WriteError};

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

#[test]
fn encodings() {
    let text = "\u{b6} 1. (U) caf\u{e9} \u{1f6a2}\r\n";
    let cases = [
        (text.as_bytes().to_vec(), Encoding::Utf8, text.to_owned()),
        (utf16(text, u16::to_le_bytes), Encoding::Utf16Le, text.to_owned()),
        (utf16(text, u16::to_be_bytes), Encoding::Utf16Be, text.to_owned()),
        (b"\xEF\xBB\xBFx".to_vec(), Encoding::Utf8, "\u{feff}x".to_owned()),
        (Vec::new(), Encoding::Utf8, String::new()),
        (b"a\0b".to_vec(), Encoding::Utf8, "a\0b".to_owned()),
    ];
    for (bytes, encoding, want) in cases {
        let read = read::decode(bytes).unwrap();
        assert_eq!((read.encoding, read.text), (encoding, want));
    }
}

#[test]
fn bytes_that_are_no_text_are_placed() {
    let cases: [(&[u8], usize); 4] = [
        (b"abc\xFFdef", 3),
        (b"\xE9", 0),
        (b"ok \xE2\x82", 3),
        (b"\xFF\xFE\0\0x\0\0\0", 0),
    ];
    for (bytes, want) in cases {
        match read::decode(bytes.to_vec()).unwrap_err() {
            ReadError::NotUtf8 { at } => assert_eq!(at, want, "{bytes:?}"),
            other => panic!("{other:?}"),
        }
    }
    let mut odd = utf16("ab", u16::to_le_bytes);
    odd.push(7);
    assert!(matches!(
        read::decode(odd).unwrap_err(),
        ReadError::NotUtf16 { at: 6 }
    ));
    let lone = [0xFE, 0xFF, 0, b'a', 0xD8, 0x00, 0, b'b'].to_vec();
    assert!(matches!(
        read::decode(lone).unwrap_err(),
        ReadError::NotUtf16 { at: 4 }
    ));
}

#[test]
fn only_regular_files_of_bounded_size_are_read() {
    let desk = tempfile::tempdir().unwrap();
    let path = |name: &str| desk.path().join(name);
    fs::write(path("a"), "1234567890").unwrap();
    assert_eq!(read::file(&path("a"), 10).unwrap().text, "1234567890");
    assert!(matches!(
        read::file(&path("a"), 9).unwrap_err(),
        ReadError::TooLarge { limit: 9 }
    ));
    assert!(matches!(
        read::file(&path("none"), 9).unwrap_err(),
        ReadError::NotFound
    ));
    assert!(matches!(
        read::file(desk.path(), 9).unwrap_err(),
        ReadError::Folder
    ));
    assert!(matches!(
        read::file(Path::new("/dev/zero"), 9).unwrap_err(),
        ReadError::Special("a device")
    ));
    let made = std::process::Command::new("mkfifo").arg(path("fifo")).status();
    if made.is_ok_and(|status| status.success()) {
        assert!(matches!(
            read::file(&path("fifo"), 9).unwrap_err(),
            ReadError::Special("a FIFO")
        ));
    }
    let mut endless = std::io::repeat(b'x');
    assert!(matches!(
        read::stream(&mut endless, 1000).unwrap_err(),
        ReadError::TooLarge { limit: 1000 }
    ));
}

fn names(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect()
}

#[test]
fn a_file_has_its_name_only_when_it_is_whole() {
    let desk = tempfile::tempdir().unwrap();
    let target = desk.path().join("out.txt");
    let staged = write::stage(&target, b"text", Access::Usual, false).unwrap();
    assert!(!target.exists());
    drop(staged);
    assert!(
        names(desk.path()).is_empty(),
        "nothing is left of a run that stopped"
    );
    let first = write::stage(&target, b"first", Access::Usual, false).unwrap();
    let second = write::stage(&target, b"second", Access::Usual, false).unwrap();
    first.commit().unwrap();
    assert!(matches!(second.commit().unwrap_err(), WriteError::Exists));
    assert_eq!(fs::read_to_string(&target).unwrap(), "first");
    assert_eq!(names(desk.path()), [target.as_path()]);
    assert!(matches!(
        write::stage(&target, b"", Access::Usual, false).unwrap_err(),
        WriteError::Exists
    ));
    write::durable(&target, b"third", Access::Usual, true).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "third");
    assert!(matches!(
        write::stage(desk.path(), b"", Access::Usual, true).unwrap_err(),
        WriteError::Folder
    ));
    let nowhere = desk.path().join("no/such/out.txt");
    assert!(matches!(
        write::stage(&nowhere, b"", Access::Usual, false).unwrap_err(),
        WriteError::NoFolder
    ));
}

#[test]
fn a_dangling_link_is_not_written_through() {
    let desk = tempfile::tempdir().unwrap();
    let (link, other) = (desk.path().join("link"), desk.path().join("other"));
    std::os::unix::fs::symlink(&other, &link).unwrap();
    assert!(matches!(
        write::durable(&link, b"x", Access::Usual, false).unwrap_err(),
        WriteError::Exists
    ));
    write::durable(&link, b"x", Access::Usual, true).unwrap();
    assert!(
        !other.exists(),
        "the link is replaced, what it names is not written"
    );
}

#[test]
fn secrets_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = tempfile::tempdir().unwrap();
    let target = desk.path().join("key");
    write::durable(&target, b"x", Access::Owner, false).unwrap();
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}
