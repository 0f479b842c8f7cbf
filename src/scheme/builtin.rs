//! The schemes that ship with tearline: `policies/schemes/*.yaml`, read once.

use super::compile::compile;
use super::model::Scheme;
use std::sync::OnceLock;

struct Builtin {
    name: &'static str,
    text: &'static str,
    scheme: OnceLock<Option<Scheme>>,
}

macro_rules! builtin {
    ($($name:literal),+ $(,)?) => {
        [$(Builtin {
            name: $name,
            text: include_str!(concat!("../../policies/schemes/", $name, ".yaml")),
            scheme: OnceLock::new(),
        }),+]
    };
}

static BUILTIN: [Builtin; 9] = builtin!["us", "nato", "uk", "au", "ca", "nz", "eu", "tlp", "corporate"];

impl Scheme {
    /// The scheme of the United States.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(tearline::scheme::Scheme::us().name(), "us");
    /// ```
    #[must_use]
    pub fn us() -> Self {
        // Were the file in the binary broken: the empty scheme, against which nothing is a mark.
        by_name("us").unwrap_or_else(Self::empty)
    }

    /// A scheme that ships with tearline, by its short name: `us`, `nato`, `uk`, `au`, `ca`, `nz`, `eu`, `tlp`,
    /// `corporate`.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        by_name(name)
    }

    /// The short names of the schemes that ship with tearline.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|b| b.name)
    }
}

fn by_name(name: &str) -> Option<Scheme> {
    let builtin = BUILTIN.iter().find(|b| b.name == name)?;
    builtin.scheme.get_or_init(|| compile(builtin.text).ok()).clone()
}

/// The text of a file in the binary, for tests of every shipped scheme.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.iter().map(|b| (b.name, b.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scheme_is_right() {
        for (name, text) in texts() {
            match compile(text) {
                Ok(scheme) => assert_eq!(scheme.name(), name),
                Err(error) => panic!("{name}.yaml:{error}"),
            }
        }
    }
}
