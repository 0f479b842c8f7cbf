//! `tearline audit export`: the ledger, or one release, in forms that others read.

use super::common::{Common, answer, json_line};
use crate::cli::exit::Exit;
use crate::cli::home::{ENGINE, home, now};
use crate::cli::input::bytes;
use crate::cli::releases;
use crate::cli::report::Problem;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tearline::audit::encoding::base64;
use tearline::audit::line::{self, Line};
use tearline::audit::tiles::{FULL, push_entry, tiles};
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree::{self, Nodes as _, leaf_hash};
use tearline::store::ledger::Ledger;
use tearline::store::reader::Reader;
use tearline::store::write::{self, Access};

/// Write the ledger, or one release of it, in a form that others read. The checkpoint is written last.
#[derive(Args)]
pub(super) struct Export {
    /// The form.
    #[arg(long, value_enum)]
    format: Format,
    /// The folder to write; it must not exist or be empty.
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// For `in-toto` and `case`: identifier of the release, or the end of it.
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// For `case`: the release; its manifest stands beside it.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every line with its index and leaf hash, and the checkpoint.
    Jsonl,
    /// As jsonl, but only what the public may read; of every other line its leaf hash alone.
    Public,
    /// A static tiled log (c2sp.org/tlog-tiles).
    TlogTiles,
    /// One release as a signed in-toto statement (DSSE).
    InToto,
    /// One release with all its lines, its proof and a page: what goes into the file.
    Case,
}

pub(super) fn run(args: &Export, common: &Common) -> Result<Exit, Problem> {
    let whole = !matches!(args.format, Format::InToto | Format::Case);
    let (option, given) = match (&args.release, &args.file) {
        (Some(_), _) if whole => ("--release", true),
        (_, Some(_)) if whole => ("--file", true),
        _ => ("", false),
    };
    if given {
        return Err(
            Problem::could_not_run("this form is the whole ledger, not one release")
                .at(option)
                .mend("leave it out, or write --format case or in-toto"),
        );
    }
    common.guard().check("the export", &args.output)?;
    match args.format {
        Format::Jsonl => lines(args, common, false),
        Format::Public => lines(args, common, true),
        Format::TlogTiles => tiled(args, common),
        Format::InToto => in_toto(args, common),
        Format::Case => case(args, common),
    }
}

/// Says what was written.
fn done(args: &Export, common: &Common, member: &str, value: Value, words: &str) -> Result<(), Problem> {
    let format = args.format.to_possible_value();
    let line = json!({
        "format": format.as_ref().map(clap::builder::PossibleValue::get_name),
        "folder": args.output.display().to_string(),
        member: value,
    });
    answer(common, &line, &format!("{words}\n"))
}

/// The folder that is written. It is made when all that goes into it is at hand: a run that fails leaves none behind.
struct Target(PathBuf);

impl Target {
    fn new(folder: &Path) -> Result<Self, Problem> {
        let place = folder.display().to_string();
        write::new_folder(folder).map_err(|e| {
            Problem::could_not_run(e.to_string())
                .at(place)
                .mend("name a folder that does not exist or is empty")
        })?;
        Ok(Self(folder.to_owned()))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let path = self.0.join(name);
        write::below(&self.0, name, bytes, Access::Usual)
            .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))
    }
}

fn vkeys(origin: &str) -> Result<String, Problem> {
    let keys = home()?
        .vkeys(origin)
        .map_err(tearline::store::LedgerError::from)?;
    Ok(keys.iter().map(|key| format!("{key}\n")).collect())
}

fn lines(args: &Export, common: &Common, public: bool) -> Result<Exit, Problem> {
    let reader = Reader::open(&common.ledger)?;
    let trusted = releases::trust(&reader)?;
    reader.nodes()?;
    let target = Target::new(&args.output)?;
    let path = target.0.join("entries.jsonl");
    let mut out = write::Stream::create(&path, false)
        .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))?;
    reader.lines::<Problem>(|index, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut entry = json!({"index": index, "leaf": base64(&leaf_hash(&[bytes]))});
        let shown = !public || line::read(&text).is_ok_and(|line| may_be_public(&line));
        if let (true, Some(members)) = (shown, entry.as_object_mut()) {
            members.insert("line".to_owned(), Value::String(text.into_owned()));
        }
        out.put(json_line(&entry)?.as_bytes())
            .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))
    })?;
    out.finish()
        .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))?;
    target.put("vkeys", vkeys(&reader.stated().origin)?.as_bytes())?;
    target.put("checkpoint", reader.note().as_bytes())?;
    let size = reader.stated().size;
    done(args, common, "lines", size.into(), &format!("{size} lines"))?;
    Ok(releases::exit(&trusted, &common.ledger))
}

/// Whether the public may read a line: no markings, no tags, no people.
fn may_be_public(line: &Line) -> bool {
    match line {
        Line::Release(release) => release.by.is_none() && release.authority.is_none(),
        Line::Init(_) | Line::Key(_) => true,
        _ => false,
    }
}

fn tiled(args: &Export, common: &Common) -> Result<Exit, Problem> {
    let reader = Reader::open(&common.ledger)?;
    let trusted = releases::trust(&reader)?;
    let nodes = reader.nodes()?;
    let size = reader.stated().size;
    let target = Target::new(&args.output)?;
    for tile in tiles(size) {
        let first = tile.index.saturating_mul(u64::from(FULL));
        let mut hashes = Vec::with_capacity(usize::from(tile.width).saturating_mul(32));
        for n in (first..).take(usize::from(tile.width)) {
            let hash = nodes
                .as_slice()
                .node(tile.level.saturating_mul(8), n)
                .map_err(|()| Problem::could_not_run("a hash of the ledger is missing"))?;
            hashes.extend_from_slice(&hash);
        }
        target.put(&tile.path(), &hashes)?;
    }
    let mut bundles = tiles(size).take_while(|tile| tile.level == 0);
    let mut bundle = Vec::new();
    let mut open = bundles.next();
    let mut held = 0_u16;
    reader.lines::<Problem>(|_, bytes| {
        push_entry(&mut bundle, bytes).ok_or_else(|| Problem::could_not_run("a line is too long"))?;
        held = held.saturating_add(1);
        if let Some(tile) = open
            && held == tile.width
        {
            target.put(&tile.entries_path(), &bundle)?;
            bundle.clear();
            held = 0;
            open = bundles.next();
        }
        Ok(())
    })?;
    target.put("vkeys", vkeys(&reader.stated().origin)?.as_bytes())?;
    target.put("checkpoint", reader.note().as_bytes())?;
    done(args, common, "lines", size.into(), &format!("{size} lines"))?;
    Ok(releases::exit(&trusted, &common.ledger))
}

fn proof(common: &Common, index: u64) -> Result<String, Problem> {
    let reader = Reader::open(&common.ledger)?;
    let nodes = reader.nodes()?;
    let path = tree::inclusion_proof(nodes.as_slice(), index, reader.stated().size).unwrap_or_default();
    let proof = TlogProof {
        extra: None,
        index,
        path,
        checkpoint: reader.note().to_owned(),
    };
    Ok(proof.to_text())
}

fn wanted(args: &Export) -> Result<&str, Problem> {
    args.release.as_deref().ok_or_else(|| {
        Problem::could_not_run("this form is about one release")
            .at("--release")
            .mend("`tearline audit show` lists the releases")
    })
}

fn in_toto(args: &Export, common: &Common) -> Result<Exit, Problem> {
    let (bundle, trusted) = releases::find(&common.ledger, wanted(args)?)?;
    let ledger = Ledger::open(&common.ledger, &home()?, ENGINE, now())?;
    let proof = proof(common, bundle.index)?;
    let name = args.file.as_deref().and_then(Path::file_name);
    let name = name.map_or(bundle.release.id.clone(), |name| {
        name.to_string_lossy().into_owned()
    });
    let text = bundle.lines.first().map(String::as_str).unwrap_or_default();
    let envelope = ledger.attest(&bundle.release, text, &name, &proof)?;
    let id = &bundle.release.id;
    Target::new(&args.output)?.put(&format!("{id}.intoto.jsonl"), format!("{envelope}\n").as_bytes())?;
    done(
        args,
        common,
        "release",
        id.as_str().into(),
        &format!("release {id}"),
    )?;
    Ok(releases::exit(&trusted, &common.ledger))
}

fn case(args: &Export, common: &Common) -> Result<Exit, Problem> {
    let (bundle, trusted) = releases::find(&common.ledger, wanted(args)?)?;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    if let Some(file) = &args.file {
        let release = bytes(file)?;
        use sha2::Digest as _;
        let digest: [u8; 32] = sha2::Sha256::digest(&release).into();
        if digest != bundle.release.release.sha256.0 {
            return Err(Problem {
                exit: Exit::Altered,
                ..Problem::could_not_run("not the release that is recorded").at(file.display().to_string())
            });
        }
        let name = file
            .file_name()
            .map_or("release".into(), |name| name.to_string_lossy());
        files.push((
            format!("{name}.tearline.json"),
            bytes(&write::manifest_path(file))?,
        ));
        files.push((name.into_owned(), release));
    }
    let mut text = bundle.lines.join("\n");
    text.push('\n');
    let page = super::show::page(&bundle, &trusted);
    for (name, text) in [
        ("lines.jsonl", text),
        ("release.tlog-proof", proof(common, bundle.index)?),
        ("vkeys", vkeys(&trusted.checkpoint.origin)?),
        ("record.txt", page),
    ] {
        files.push((name.to_owned(), text.into_bytes()));
    }
    let target = Target::new(&args.output)?;
    for (name, bytes) in &files {
        target.put(name, bytes)?;
    }
    let id = &bundle.release.id;
    done(
        args,
        common,
        "release",
        id.as_str().into(),
        &format!("release {id}"),
    )?;
    Ok(releases::exit(&trusted, &common.ledger))
}
