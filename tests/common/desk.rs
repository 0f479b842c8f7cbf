//! A folder to run the program in, with keys of its own.

use assert_cmd::Command;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder for one test.
pub(crate) struct Desk {
    pub(crate) root: TempDir,
    /// A word of withheld text, which may be in no stream.
    secret: &'static str,
}

/// What a run left.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// An empty desk whose documents withhold the word `secret`.
    pub(crate) fn withholding(secret: &'static str) -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
            secret,
        }
    }

    pub(crate) fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.root.path().join(name.as_ref())
    }

    /// Writes a file, and makes its folder.
    pub(crate) fn write(&self, name: impl AsRef<OsStr>, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the program in the folder; neither stream may show the secret, in any case of letters.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = Command::cargo_bin("tearline")
            .unwrap()
            .current_dir(self.root.path())
            .env("TEARLINE_CONFIG_DIR", self.path("config"))
            .args(args)
            .output()
            .unwrap();
        let ran = Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        for stream in [&ran.out, &ran.err] {
            assert!(
                !stream.to_lowercase().contains(&self.secret.to_lowercase()),
                "{stream}"
            );
        }
        ran
    }
}
