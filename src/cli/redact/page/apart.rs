//! Where a page may stand.

use crate::cli::path::{real, same_file, shown};
use crate::cli::redact::args::Args;
use crate::cli::report::Problem;
use std::path::Path;
use tearline::store::write::manifest_path;

/// Checks that the page stands apart from inputs, outputs, ledger and policy.
pub(super) fn apart(args: &Args, target: &Path, place: &Path) -> Result<(), Problem> {
    let refuse = |what: String, mend: &str| Err(Problem::could_not_run(what).at(shown(target)).mend(mend));
    if target.as_os_str() == "-" {
        return refuse(
            "the report is a file, not standard output".to_owned(),
            "name a file with --report",
        );
    }
    for input in &args.paths {
        if real(input) == *place || same_file(target, input) {
            return refuse(
                "the report would overwrite a source".to_owned(),
                "name another file: sources are never written",
            );
        }
        if input.is_dir() && place.starts_with(real(input)) {
            return refuse(
                format!("the report lies inside the input {}", shown(input)),
                "name a file that stands apart: sources are never written",
            );
        }
    }
    if place.starts_with(real(&args.ledger)) {
        return refuse(
            "the report lies inside the ledger".to_owned(),
            "name a file that stands apart",
        );
    }
    if same_file(target, Path::new(&args.policy)) {
        return refuse(
            "the report would overwrite the policy".to_owned(),
            "name another file",
        );
    }
    let batch = args.is_batch();
    let output = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    if let (true, Some(out)) = (batch, output)
        && place.starts_with(real(out))
    {
        return refuse(
            "the report lies inside the folder of releases".to_owned(),
            "name a file beside it: releases are sent out, the report is not",
        );
    }
    let outputs = [
        output.map(Path::to_owned),
        output.map(manifest_path),
        args.manifest.clone(),
    ];
    if outputs.iter().flatten().any(|path| real(path) == *place) {
        return refuse(
            "the report and another output would be one file".to_owned(),
            "name another file with --report",
        );
    }
    Ok(())
}
