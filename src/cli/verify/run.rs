//! The arguments, the order of the checks, the exit status.

use super::against::{Asked, against};
use super::answer::{Answer, made_text, page};
use super::claims::Table;
use super::manifest::{TILED, rebuild, recorded};
use super::opening;
use super::source::{Given, source};
use crate::cli::action::ActionName;
use crate::cli::exit::Exit;
use crate::cli::input::{self, FormatName, bytes};
use crate::cli::policy_file;
use crate::cli::report::{self, Problem};
use crate::cli::verdict::{self, exit_of};
use crate::cli::vkeys::given_keys;
use clap::{ArgGroup, Args};
use std::path::PathBuf;
use tearline::audit::manifest::{Manifest, ManifestError};
use tearline::store::Verdict;
use tearline::store::write::manifest_path;

/// Check a release against its manifest and the ledger's key, or any text against what a source withholds.
#[derive(Args)]
#[command(group(ArgGroup::new("source").args(["original", "against"])))]
pub(crate) struct Verify {
    /// The release; with `--against` any text.
    release: PathBuf,
    /// Its manifest [default: RELEASE.tearline.json].
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The source that it was made from.
    #[arg(long, value_name = "FILE")]
    original: Option<PathBuf>,
    /// Did anything that the policy withholds of this source get out into the text? No manifest is asked for. May be given
    /// several times.
    #[arg(long, value_name = "FILE", requires = "policy", conflicts_with_all = ["manifest", "action", "opening", "vkey"])]
    against: Vec<PathBuf>,
    /// The policy that it was made under: the engine runs again, and every byte is compared. With `--against` the policy
    /// that says what is withheld.
    #[arg(short, long, value_name = "POLICY", requires = "source")]
    policy: Option<String>,
    /// The action that it was made with, where that was not the policy's own.
    #[arg(long, value_enum, requires = "policy")]
    action: Option<ActionName>,
    /// How the source is read [default: by its extension].
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The encoding of a source that is not UTF-8.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// An opening: the ledger's opening key, or the secret that `audit open` handed out. The hash of every portion,
    /// removed ones included, is computed again.
    #[arg(long, value_name = "FILE", requires = "original")]
    opening: Option<PathBuf>,
    /// A verifier key of the ledger, or a file of them, got from elsewhere than the manifest
    /// [default: the keys of your own ledgers].
    #[arg(long, value_name = "KEY")]
    vkey: Vec<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Verify) -> Result<Exit, Problem> {
    if let (false, Some(policy)) = (args.against.is_empty(), &args.policy) {
        return against(&Asked {
            text: &args.release,
            sources: &args.against,
            policy,
            format: args.format,
            encoding: args.encoding.as_deref(),
            json: args.json,
        });
    }
    let release = bytes(&args.release).map_err(|problem| {
        problem.mend(if args.release.is_dir() {
            "`tearline audit verify --outputs` holds a folder of releases against the ledger"
        } else {
            "name the file of a release"
        })
    })?;
    let manifest_file = args
        .manifest
        .clone()
        .unwrap_or_else(|| manifest_path(&args.release));
    let manifest_text = bytes(&manifest_file).map_err(|problem| match &args.manifest {
        Some(_) => problem,
        None => problem.mend("the manifest stands beside the release, or is named with --manifest"),
    })?;
    let keys = given_keys(&args.vkey)?;
    let original = args
        .original
        .as_deref()
        .map(|path| input::read(path, args.format, args.encoding.as_deref()))
        .transpose()?;
    let policy = args.policy.as_deref().map(policy_file::load).transpose()?;
    let opening = args.opening.as_deref().map(opening::read).transpose()?;

    let mut table = Table {
        verdict: Verdict::Holds,
        claims: Vec::new(),
    };
    let read = std::str::from_utf8(&manifest_text)
        .map_err(|_| ManifestError::NotCanonical)
        .and_then(Manifest::read);
    let mut made = Vec::new();
    match read {
        Ok(manifest) => {
            let rebuilt = rebuild(&mut table, &release, &manifest);
            recorded(&mut table, &manifest, keys)?;
            let given = Given {
                original: original.as_ref(),
                policy: policy.as_ref(),
                action: args.action,
                secret: opening.as_ref().and_then(|opening| opening.secret(&manifest)),
                opening: opening.is_some(),
            };
            source(&mut table, &release, &manifest, &given);
            made = rebuilt.map(|r| made_text(&release, &r)).unwrap_or_default();
        }
        Err(ManifestError::Version) => {
            table.unchecked("bytes", TILED, ManifestError::Version.to_string());
            table.verdict = Verdict::Unverifiable;
        }
        Err(_) if !Manifest::was_one(&manifest_text) => {
            return Err(Problem::could_not_run("no manifest")
                .at(manifest_file.display().to_string())
                .mend("name the manifest that was written beside the release"));
        }
        Err(error) => table.fails("bytes", TILED, error.to_string()),
    }
    table.unchecked(
        "outside",
        "the marks of the source were right, nothing left outside the tool, the clock was right",
        "no one can check this from files",
    );

    let exit = exit_of(table.verdict);
    let answer = Answer {
        release: args.release.display().to_string(),
        manifest: manifest_file.display().to_string(),
        verdict: verdict::words(table.verdict),
        exit: exit as u8,
        claims: table.claims,
        made,
    };
    if args.json {
        let line = serde_json::to_string(&answer)
            .map_err(|_| Problem::could_not_run("the answer cannot be written as JSON"))?;
        report::answer(&format!("{line}\n"))?;
    } else {
        report::answer(&page(&answer, &release))?;
    }
    Ok(exit)
}
