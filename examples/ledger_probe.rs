//! Appends to ledgers for the scripts in `.ci`: a writer that can be killed, and ledgers of any size.
//!
//! ```text
//! ledger_probe append LEDGER HOME COUNT [LINES]   COUNT appends of LINES lines each; prints each once it is committed
//! ledger_probe grow LEDGER HOME SIZE              one append that brings the ledger to SIZE lines
//! ledger_probe release LEDGER HOME OUT            one synthetic release with manifest, as `redact` writes it
//! ledger_probe rotate LEDGER HOME                 brings in a new key and retires the old one
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use jiff::Timestamp;
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tearline::audit::id::ReleaseId;
use tearline::audit::record::{Context, record};
use tearline::segment::{Segment, Segments};
use tearline::span::Span;
use tearline::store::keys::Home;
use tearline::store::ledger::Ledger;
use tearline::store::write::{self, Access, manifest_path};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |i: usize| args.get(i).map(String::as_str).ok_or("too few arguments");
    let (ledger, home) = (PathBuf::from(arg(1)?), Home::new(arg(2)?));
    let now = Timestamp::now();
    let open = || Ledger::open(&ledger, &home, "tearline probe", now);
    match arg(0)? {
        "append" => {
            let count: u64 = arg(3)?.parse()?;
            let lines: u64 = arg(4).unwrap_or("1").parse()?;
            let ledger = open()?;
            for _ in 0..count {
                let batch: Vec<String> = (0..lines).map(|_| line()).collect::<Result<_, _>>()?;
                let done = ledger.append(&batch, &[0], Timestamp::now())?;
                let mut out = std::io::stdout().lock();
                for line in &batch {
                    writeln!(out, "{} {line}", done.first)?;
                }
                out.flush()?;
            }
        }
        "grow" => {
            let size: u64 = arg(3)?.parse()?;
            let ledger = open()?;
            let have = ledger.append(&[], &[], now)?.size;
            let batch: Vec<String> = (have..size).map(|_| line()).collect::<Result<_, _>>()?;
            ledger.append(&batch, &[], now)?;
        }
        "release" => release(&open()?, Path::new(arg(3)?))?,
        "rotate" => {
            let ledger = open()?;
            ledger.rotate(now)?;
            ledger.retire(now)?;
        }
        other => return Err(format!("unknown step {other}").into()),
    }
    Ok(())
}

/// A `reveal` line, which stands on its own.
fn line() -> Result<String, Box<dyn Error>> {
    use tearline::audit::encoding::B64;
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|e| e.to_string())?;
    let line = tearline::audit::line::RevealLine {
        by: None,
        nonce: B64(nonce),
        rel: ReleaseId::new(Timestamp::UNIX_EPOCH, [0; 10]).to_string(),
        t: "reveal".to_owned(),
        time: tearline::audit::id::time_text(Timestamp::now()),
        v: 1,
    };
    Ok(tearline::audit::line::write(&line)?)
}

fn release(ledger: &Ledger, out: &Path) -> Result<(), Box<dyn Error>> {
    let source = "1. (U) The ferry sails.\n2. (S) Aunt Orla hides the maps.\n3. (U) Tea at five.\n";
    let list = vec![
        Segment::Keep {
            span: Span::new(0, 24),
            mark: "U".into(),
        },
        Segment::Cut {
            span: Span::new(24, 57),
            mark: "S".into(),
            mask: "2. [1 paragraph withheld]\n".into(),
            reason: Some("1.4 (b)".into()),
            rule: "not releasable".into(),
            portions: 1,
        },
        Segment::Keep {
            span: Span::new(57, source.len()),
            mark: "U".into(),
        },
        Segment::Made {
            rule: "notice".into(),
            text: "Released in part.\n".into(),
        },
    ];
    let segments = Segments::new(source, list)?;
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|e| e.to_string())?;
    let now = Timestamp::now();
    let context = Context {
        id: ReleaseId::new(now, random),
        time: now,
        engine: "tearline probe".into(),
        policy: "probe".into(),
        policy_sha256: [0; 32],
        by: None,
        authority: None,
        name: None,
        run: None,
        action: None,
        format: None,
        name_people: false,
        amounts: true,
    };
    let staged = write::stage(out, segments.release().as_bytes(), Access::Usual, false)?;
    let record = record(&segments, &context, ledger.opening_key())?;
    let committed = ledger.append(&record.lines, &[0], now)?;
    let proof = committed.proofs.first().ok_or("no proof")?;
    write::durable(
        &manifest_path(out),
        record.manifest.with_proof(proof).as_bytes(),
        Access::Usual,
        false,
    )?;
    staged.commit()?;
    Ok(())
}
