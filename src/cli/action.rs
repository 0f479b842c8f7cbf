//! How `--action` names what happens to withheld text.

use clap::ValueEnum;
use tearline::audit::line::AskedAction;
use tearline::policy::Action;

/// How `--action` names an action.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ActionName {
    /// A mask shows amount and reason
    Mask,
    /// Nothing shows
    Strip,
}

impl From<ActionName> for Action {
    fn from(name: ActionName) -> Self {
        match name {
            ActionName::Mask => Self::Mask,
            ActionName::Strip => Self::Strip,
        }
    }
}

impl From<ActionName> for AskedAction {
    fn from(name: ActionName) -> Self {
        match name {
            ActionName::Mask => Self::Mask,
            ActionName::Strip => Self::Strip,
        }
    }
}
