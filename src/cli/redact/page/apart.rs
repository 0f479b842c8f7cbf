//! Where a page may stand.

use crate::cli::guard::Guard;
use crate::cli::path::{real, shown};
use crate::cli::policy_file::Loaded;
use crate::cli::redact::args::Args;
use crate::cli::report::Problem;
use std::path::{Path, PathBuf};
use tearline::store::write::manifest_path;

/// Checks that the page stands apart from inputs, outputs, ledger and policy.
pub(super) fn apart(args: &Args, loaded: &Loaded, target: &Path, place: &Path) -> Result<(), Problem> {
    let refuse = |what: String, mend: &str| Err(Problem::could_not_run(what).at(shown(target)).mend(mend));
    if target.as_os_str() == "-" {
        return refuse(
            "the report is a file, not standard output".to_owned(),
            "name a file with --report",
        );
    }
    for input in &args.paths {
        if input.is_dir() && place.starts_with(real(input)) {
            return refuse(
                format!("the report lies inside the input {}", shown(input)),
                "name a file that stands apart: sources are never written",
            );
        }
    }
    Guard::new()
        .ledger(&args.ledger)
        .policy(&loaded.files)
        .sources(args.paths.iter().map(PathBuf::as_path), "a source")
        .check("the report", target)?;
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
