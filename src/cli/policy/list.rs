//! `policy list`: what is built in.

use crate::cli::exit::Exit;
use crate::cli::report::{self, Problem};
use clap::Args;
use tearline::policy;

/// Lists the built-in policies, or shows one
#[derive(Args)]
pub(crate) struct List {
    /// The policy whose text to show
    name: Option<String>,
}

pub(crate) fn run(args: &List) -> Result<Exit, Problem> {
    if let Some(name) = &args.name {
        let text = policy::shipped_text(name).ok_or_else(|| {
            let names: Vec<&str> = policy::shipped_names().collect();
            Problem::could_not_run(format!(
                "there is no built-in policy `{}`",
                report::one_line(name)
            ))
            .mend(match policy::near_miss(name, policy::shipped_names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use one of {}", names.join(", ")),
            })
        })?;
        report::answer(text)?;
        return Ok(Exit::Done);
    }
    let mut out = String::new();
    for name in policy::shipped_names() {
        let title = policy::builtin(name).and_then(|p| p.title).unwrap_or_default();
        out.push_str(&format!("{name:<14}{title}\n"));
    }
    report::answer(&out)?;
    Ok(Exit::Done)
}
