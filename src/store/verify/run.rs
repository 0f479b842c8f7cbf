//! The order of the checks.

use super::claims::Claims;
use super::files;
use super::lines;
use super::options::Options;
use super::outputs;
use super::report::{Findings, Report};
use crate::store::fault::{LedgerError, Verdict};
use crate::store::keys::Home;
use crate::store::reader::Reader;
use crate::store::steps::LINES;
use std::path::Path;

/// Checks the ledger in `folder`. `progress` is called now and then with lines done and lines in all.
///
/// # Errors
///
/// [`LedgerError`] where the ledger cannot be read at all. Everything else is a finding.
pub fn verify(
    folder: &Path,
    home: &Home,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, LedgerError> {
    for named in options.manifests.iter().chain(&options.outputs) {
        files::folder(named)?;
    }
    let reader = Reader::open(folder)?;
    let mut findings = Findings::default();
    let mut claims = Claims::gather(&reader, home, options, &mut findings)?;
    let sizes = claims.sizes();
    let lines = lines::scan(&reader, sizes, options.outputs.is_some(), &mut findings, progress)?;
    claims.compare(&lines, &reader.folder().join(LINES), &mut findings);
    let held = claims.judge(&reader, &lines, home, options, &mut findings)?;
    if findings.hidden > 0 {
        let what = format!("{} more findings about lines", findings.hidden);
        findings.find(
            Verdict::Findings,
            Path::new(LINES),
            None,
            what,
            "mend these first",
        );
    }
    if let Some(folder) = &options.outputs {
        outputs::compare(folder, lines.outputs, &mut findings);
    }
    Ok(Report {
        stated: reader.stated().clone(),
        signed: claims.signed,
        lines: lines.read,
        releases: lines.releases,
        checkpoints: held.checkpoints,
        manifests: held.manifests,
        findings: findings.list,
    })
}
