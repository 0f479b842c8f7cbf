//! The policy as asked for, then one document or a batch.

use super::args::Args;
use super::{batch, one};
use crate::cli::exit::Exit;
use crate::cli::policy_file;
use crate::cli::report::Problem;
use tearline::policy::Action;

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<Exit, Problem> {
    let mut loaded = policy_file::load(&args.policy)?;
    if let Some(name) = args.action {
        let action = Action::from(name);
        loaded.asked = (action != loaded.policy.action).then_some(name.into());
        loaded.policy.action = action;
    }
    if args.is_batch() {
        batch::run(args, &loaded)
    } else {
        one::run(args, &loaded)
    }
}
