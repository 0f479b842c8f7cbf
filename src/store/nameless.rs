//! A file that is written before it has a name, so that a run that is killed leaves nothing of it.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tempfile::NamedTempFile;

pub(super) const PREFIX: &str = ".tearline-";
pub(super) const SUFFIX: &str = ".tmp";

/// A file without a name; where the file system knows none, one with a temporary name, which goes when it is dropped.
#[derive(Debug)]
pub(super) enum Nameless {
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Named(NamedTempFile),
}

impl Nameless {
    /// Makes it in the folder where its name will be.
    pub(super) fn create_in(folder: &Path, mode: u32) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = linux::open(folder, mode) {
            return Ok(Self::Unnamed(file));
        }
        named(folder, mode).map(Self::Named)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file.sync_all(),
            Self::Named(file) => file.as_file().sync_all(),
        }
    }

    /// Gives it its name, which stands in `folder`. `AlreadyExists` where a file of that name is there and may not be
    /// replaced.
    pub(super) fn name(self, folder: &Path, target: &Path, replace: bool) -> io::Result<()> {
        let file = match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => match linux::name(&file, folder, target, replace) {
                // Some file systems make such files and cannot name them.
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => linux::copy(file, folder)?,
                other => return other,
            },
            Self::Named(file) => file,
        };
        let path = file.into_temp_path();
        if replace {
            path.persist(target).map_err(|e| e.error)
        } else {
            path.persist_noclobber(target).map_err(|e| e.error)
        }
    }
}

impl Write for Nameless {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file.write(bytes),
            Self::Named(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file.flush(),
            Self::Named(file) => file.flush(),
        }
    }
}

fn builder<'b>() -> tempfile::Builder<'b, 'b> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

fn named(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    builder()
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder)
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{builder, named};
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open as open_file};
    use std::fs::File;
    use std::io::{self, Seek as _};
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};
    use tempfile::NamedTempFile;

    /// `None` where the file system has no such files, or no way is seen to name one.
    pub(super) fn open(folder: &Path, mode: u32) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(open_file(folder, flags, Mode::from_raw_mode(mode)).ok()?);
        place(&file).exists().then_some(file)
    }

    fn place(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }

    pub(super) fn name(file: &File, folder: &Path, target: &Path, replace: bool) -> io::Result<()> {
        let link = |target: &Path| {
            linkat(CWD, place(file), CWD, target, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from)
        };
        match link(target) {
            Err(error) if replace && error.kind() == io::ErrorKind::AlreadyExists => {
                let beside = builder().make_in(folder, link)?;
                beside.into_temp_path().persist(target).map_err(|e| e.error)
            }
            other => other,
        }
    }

    /// The same bytes under a temporary name, on disk.
    pub(super) fn copy(mut file: File, folder: &Path) -> io::Result<NamedTempFile> {
        let mode = file.metadata()?.permissions().mode() & 0o777;
        let mut copy = named(folder, mode)?;
        file.rewind()?;
        io::copy(&mut file, &mut copy)?;
        copy.as_file().sync_all()?;
        Ok(copy)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)]
    use super::*;
    use std::fs;

    /// A file in a folder of its own, and the folder.
    fn made(mode: u32) -> (Nameless, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Nameless::create_in(folder.path(), mode).unwrap();
        file.write_all(b"new").unwrap();
        file.sync().unwrap();
        (file, folder)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn it_stands_nowhere_before_it_is_named_and_nothing_else_stands_there_after() {
        for replace in [false, true] {
            let (file, folder) = made(0o600);
            if matches!(file, Nameless::Named(_)) {
                return;
            }
            assert_eq!(names(folder.path()), Vec::<String>::new());
            let target = folder.path().join("a");
            if replace {
                fs::write(&target, "old").unwrap();
            }
            file.name(folder.path(), &target, replace).unwrap();
            assert_eq!(names(folder.path()), ["a"]);
            assert_eq!(fs::read(&target).unwrap(), b"new");
            assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn nothing_is_replaced_unasked() {
        let (file, folder) = made(0o600);
        let target = folder.path().join("a");
        fs::write(&target, "old").unwrap();
        let error = file.name(folder.path(), &target, false).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_linked_is_copied() {
        let (file, folder) = made(0o640);
        if let Nameless::Unnamed(file) = file {
            let target = folder.path().join("a");
            let copy = linux::copy(file, folder.path()).unwrap();
            Nameless::Named(copy).name(folder.path(), &target, false).unwrap();
            assert_eq!(fs::read(&target).unwrap(), b"new");
            assert_eq!(names(folder.path()), ["a"]);
        }
    }
}
