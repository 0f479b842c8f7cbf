//! Where a user's keys are, and what the clock says: the environment, read in one place.

use super::report::Problem;
use jiff::Timestamp;
use std::path::PathBuf;
use tearline::store::keys::Home;

/// The ledger that is used where none is named: a folder in the working directory.
pub(crate) const DEFAULT_LEDGER: &str = "tearline-ledger";

/// What records name as their maker.
pub(crate) const ENGINE: &str = concat!("tearline ", env!("CARGO_PKG_VERSION"));

/// The user's configuration folder: `$TEARLINE_CONFIG_DIR`, else `$XDG_CONFIG_HOME/tearline`, else
/// `~/.config/tearline`. The last two count where they are absolute: keys must not depend on where a command is run.
pub(crate) fn home() -> Result<Home, Problem> {
    #[allow(clippy::disallowed_methods)]
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    variable("TEARLINE_CONFIG_DIR")
        .or_else(|| absolute("XDG_CONFIG_HOME").map(|p| p.join("tearline")))
        .or_else(|| absolute("HOME").map(|p| p.join(".config").join("tearline")))
        .map(Home::new)
        .ok_or_else(|| {
            Problem::could_not_run("no folder for keys is known")
                .mend("set TEARLINE_CONFIG_DIR to a folder of yours")
        })
}

/// The time now.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
