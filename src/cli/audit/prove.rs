//! `tearline audit prove`: proofs that others can check without this ledger.

use super::common::{Common, json_line};
use crate::cli::exit::Exit;
use crate::cli::input::bytes;
use crate::cli::releases;
use crate::cli::report::{self, Problem};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use tearline::audit::encoding::{base64, base64url};
use tearline::audit::leaf::portion_leaf;
use tearline::audit::manifest::{Manifest, Segment};
use tearline::audit::tlog_proof::TlogProof;
use tearline::audit::tree;
use tearline::store::reader::Reader;

/// Prove that a line or a release stands in the ledger (c2sp.org/tlog-proof), that a portion belongs to a release, or
/// that one checkpoint continues another.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(false)))]
pub(super) struct Prove {
    /// A line, counted from 0.
    #[arg(long, group = "what", value_name = "N")]
    index: Option<u64>,
    /// A release: its identifier, or the end of it.
    #[arg(long, group = "what", value_name = "ID")]
    release: Option<String>,
    /// Consistency from the checkpoint of this many lines to the present one.
    #[arg(long, group = "what", value_name = "SIZE")]
    since: Option<u64>,
    /// A portion: its leaf in the document tree of --manifest.
    #[arg(long, group = "what", value_name = "LEAF", requires = "manifest")]
    portion: Option<u32>,
    /// The manifest that --portion is about.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

pub(super) fn run(args: &Prove, common: &Common) -> Result<Exit, Problem> {
    if let (Some(leaf), Some(path)) = (args.portion, &args.manifest) {
        let text = String::from_utf8_lossy(&bytes(path)?).into_owned();
        let manifest = Manifest::read(&text)
            .map_err(|e| Problem::could_not_run(e.to_string()).at(path.display().to_string()))?;
        return portion(&manifest, leaf, path.display().to_string());
    }
    if let Some(old) = args.since {
        return consistency(common, old);
    }
    let index = match (&args.release, args.index) {
        (Some(id), _) => releases::find(&common.ledger, id)?.0.index,
        (None, index) => index.unwrap_or(0),
    };
    let reader = Reader::open(&common.ledger)?;
    let trusted = releases::trust(&reader)?;
    let size = reader.stated().size;
    if index >= size {
        return Err(
            Problem::could_not_run(format!("the ledger has {size} lines, counted from 0"))
                .at(index.to_string()),
        );
    }
    let nodes = reader.nodes()?;
    let proof = TlogProof {
        extra: None,
        index,
        path: tree::inclusion_proof(nodes.as_slice(), index, size).unwrap_or_default(),
        checkpoint: reader.note().to_owned(),
    };
    if common.json {
        report::answer(&json_line(
            &json!({"index": index, "size": size, "proof": proof.to_text()}),
        )?)?;
    } else {
        report::answer(&proof.to_text())?;
    }
    Ok(releases::exit(&trusted, &common.ledger))
}

fn consistency(common: &Common, old: u64) -> Result<Exit, Problem> {
    let reader = Reader::open(&common.ledger)?;
    let trusted = releases::trust(&reader)?;
    let size = reader.stated().size;
    if old == 0 || old > size {
        return Err(Problem::could_not_run(format!("the ledger has {size} lines")).at(old.to_string()));
    }
    let nodes = reader.nodes()?;
    let path = tree::consistency_proof(nodes.as_slice(), old, size).unwrap_or_default();
    let old_root = tree::root_at(nodes.as_slice(), old).unwrap_or_else(|()| tree::empty_root());
    let path: Vec<String> = path.iter().map(|hash| base64(hash)).collect();
    report::answer(&json_line(&json!({
        "old": old,
        "old_root": base64(&old_root),
        "new": size,
        "new_root": base64(&reader.stated().root),
        "path": path,
        "checkpoint": reader.note(),
    }))?)?;
    Ok(releases::exit(&trusted, &common.ledger))
}

/// The audit path of a leaf of the document tree. Kept leaves need the release to hash; the manifest alone has the
/// hashes of cut ones, so the release is read from beside it.
fn portion(manifest: &Manifest, leaf: u32, place: String) -> Result<Exit, Problem> {
    let release = place.strip_suffix(".tearline.json").map(PathBuf::from);
    let release = release.ok_or_else(|| {
        Problem::could_not_run("the release must stand beside its manifest").at(place.clone())
    })?;
    let release = bytes(&release)?;
    let mut hashes = vec![manifest.head];
    let mut at = 0_usize;
    for segment in &manifest.segments {
        let len = match segment {
            Segment::Keep { len, .. } | Segment::Made { len, .. } => {
                usize::try_from(*len).unwrap_or(usize::MAX)
            }
            Segment::Cut { mask, .. } => mask.len(),
        };
        let end = at.saturating_add(len);
        match segment {
            Segment::Keep {
                leaf, mark, nonce, ..
            } => {
                let kept = release.get(at..end).unwrap_or_default();
                hashes.extend(portion_leaf(nonce, *leaf, mark, kept));
            }
            Segment::Cut { hash, .. } => hashes.push(*hash),
            Segment::Made { .. } => {}
        }
        at = end;
    }
    let size = hashes.len() as u64;
    let nodes = tree::stored(hashes.iter().copied());
    let root = tree::root_at(nodes.as_slice(), size).unwrap_or_else(|()| tree::empty_root());
    if root != manifest.release.doc.root.0 {
        return Err(Problem {
            exit: Exit::Altered,
            ..Problem::could_not_run("the release does not belong to this manifest").at(place)
        });
    }
    let Some(hash) = usize::try_from(leaf).ok().and_then(|i| hashes.get(i)) else {
        return Err(
            Problem::could_not_run(format!("the document tree has {size} leaves, counted from 0"))
                .at(leaf.to_string()),
        );
    };
    let path = tree::inclusion_proof(nodes.as_slice(), u64::from(leaf), size).unwrap_or_default();
    let path: Vec<String> = path.iter().map(|hash| base64url(hash)).collect();
    report::answer(&json_line(&json!({
        "release": manifest.release.id,
        "leaf": leaf,
        "size": size,
        "hash": base64url(hash),
        "root": base64url(&root),
        "path": path,
        "line": manifest.line,
        "proof": manifest.proof.to_text(),
    }))?)?;
    Ok(Exit::Done)
}
