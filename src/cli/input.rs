//! One input: a file or standard input, its format, and what is said when it cannot be read.

use super::report::Problem;
use std::path::{Path, PathBuf};
use tearline::audit::line::AskedFormat;
use tearline::document::Format;
use tearline::store::read::{self, Identity, ReadError};

/// How `--format` names a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FormatName {
    /// Cables, memoranda, mail and everything unknown
    Text,
    /// Markdown
    Markdown,
}

/// A document that was read.
pub(crate) struct Input {
    /// Its path; `-` for standard input.
    pub(crate) path: PathBuf,
    /// Its text.
    pub(crate) text: String,
    /// How it is read.
    pub(crate) format: Format,
}

impl Input {
    /// The format, where it is not that of the extension.
    pub(crate) fn asked_format(&self) -> Option<AskedFormat> {
        (self.format != format(&self.path, None)).then_some(match self.format {
            Format::Text => AskedFormat::Text,
            Format::Markdown => AskedFormat::Markdown,
        })
    }

    /// How messages name it.
    pub(crate) fn name(&self) -> String {
        if is_stdin(&self.path) {
            "standard input".to_owned()
        } else {
            self.path.display().to_string()
        }
    }
}

/// Extensions of formats that hold text which is not plain: read as text, what they hide would not be seen.
const OTHER_FORMATS: [&str; 61] = [
    "7z",
    "azw",
    "bmp",
    "bz2",
    "djvu",
    "doc",
    "docm",
    "docx",
    "dot",
    "dotx",
    "eml",
    "epub",
    "gif",
    "gz",
    "heic",
    "htm",
    "html",
    "ipynb",
    "jpeg",
    "jpg",
    "mbox",
    "mht",
    "mhtml",
    "mobi",
    "msg",
    "odg",
    "odp",
    "ods",
    "odt",
    "oft",
    "pages",
    "pdf",
    "png",
    "pps",
    "ppt",
    "pptm",
    "pptx",
    "ps",
    "rar",
    "rtf",
    "shtml",
    "svg",
    "tar",
    "tei",
    "tgz",
    "tif",
    "tiff",
    "webarchive",
    "webp",
    "wpd",
    "wps",
    "xhtml",
    "xls",
    "xlsb",
    "xlsm",
    "xlsx",
    "xml",
    "xps",
    "xz",
    "zip",
    "zst",
];

/// The extension of a format that is not read, in lower case; `None` for any other path.
pub(crate) fn other_format(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_string_lossy().to_lowercase();
    OTHER_FORMATS.contains(&extension.as_str()).then_some(extension)
}

/// Whether a path means standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The format of a path: `--format`, else by extension (`.md`, `.markdown`), else text.
pub(crate) fn format(path: &Path, named: Option<FormatName>) -> Format {
    let markdown = path.extension().is_some_and(|e| {
        e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown") || e.eq_ignore_ascii_case("mdown")
    });
    match named {
        Some(FormatName::Markdown) => Format::Markdown,
        Some(FormatName::Text) => Format::Text,
        None if markdown => Format::Markdown,
        None => Format::Text,
    }
}

/// Reads a document as [`read`] does, unless its extension says that plain reading would not see all of it.
pub(crate) fn open(path: &Path, named: Option<FormatName>, encoding: Option<&str>) -> Result<Input, Problem> {
    match other_format(path).filter(|_| named.is_none()) {
        Some(format) => Err(Problem::could_not_run(format!(
            "{format} is not read: what the format hides would not be seen"
        ))
        .at(path.display().to_string())
        .mend("convert it to text or Markdown first, or say --format text where it is plain text")),
        None => read(path, named, encoding),
    }
}

/// Reads a document from a file or, for `-`, from standard input. `encoding` names the encoding of one that is neither
/// UTF-8 nor UTF-16 with a byte order mark.
pub(crate) fn read(path: &Path, named: Option<FormatName>, encoding: Option<&str>) -> Result<Input, Problem> {
    listed(path, None, named, encoding)
}

/// The same for a file that was found in a folder and may be no other by now.
pub(crate) fn listed(
    path: &Path,
    identity: Option<Identity>,
    named: Option<FormatName>,
    encoding: Option<&str>,
) -> Result<Input, Problem> {
    let bytes = match identity {
        _ if is_stdin(path) => read::stream_bytes(&mut std::io::stdin().lock(), read::DEFAULT_LIMIT),
        Some(identity) => read::listed_bytes(path, identity, read::DEFAULT_LIMIT),
        None => read::file_bytes(path, read::DEFAULT_LIMIT),
    };
    let bytes = bytes.map_err(|error| problem(path, &error))?;
    let text = match encoding {
        None => read::decode(bytes).map_err(|error| problem(path, &error))?.text,
        Some(label) => decoded(path, &bytes, label)?,
    };
    Ok(Input {
        path: path.to_owned(),
        text,
        format: format(path, named),
    })
}

/// Decodes a document in a named encoding; a byte that is not in it is an error, never a replacement character.
fn decoded(path: &Path, bytes: &[u8], label: &str) -> Result<String, Problem> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Problem::could_not_run(format!("unknown encoding {label:?}"))
            .mend("name one of the WHATWG encoding labels, such as windows-1252, iso-8859-2 or utf-16le")
    })?;
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(String::from)
        .ok_or_else(|| {
            let at = std::str::from_utf8(bytes)
                .err()
                .filter(|_| encoding == encoding_rs::UTF_8);
            let at = at.map_or_else(String::new, |error| format!(" at byte {}", error.valid_up_to()));
            Problem::could_not_run(format!("not {}{at}", encoding.name()))
                .at(path.display().to_string())
                .mend("name the encoding that it is in")
        })
}

/// What is said of an input that cannot be read, and how to mend it.
pub(crate) fn problem(path: &Path, error: &ReadError) -> Problem {
    let place = if is_stdin(path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let mend = match error {
        ReadError::NotFound => "name a file that exists, or - for standard input",
        ReadError::Denied => "give yourself permission to read it",
        ReadError::Folder => "name the files in it",
        ReadError::Special(_) => "copy its content to a file, or pipe it in and name - instead",
        ReadError::TooLarge { .. } => "split it",
        ReadError::NotUtf8 { .. } => "name its encoding with --encoding, such as --encoding windows-1252",
        ReadError::NotUtf16 { .. } => "the file is damaged; convert it to UTF-8 from a sound copy",
        ReadError::Replaced => "see who replaced it, then run again",
        ReadError::Changed => "wait until it is complete, then run again",
        ReadError::Io(_) => "see the message of the system",
    };
    Problem::could_not_run(error.to_string()).at(place).mend(mend)
}

/// Reads a file whole.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    read::file_bytes(path, read::DEFAULT_LIMIT)
        .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))
}
