//! The policies that ship with tearline, and their tests.

/// Name, policy and tests of a shipped policy.
macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$((
            $name,
            include_str!(concat!("../../policies/", $name, ".yaml")),
            include_str!(concat!("../../policies/", $name, ".test.yaml")),
        )),+]
    };
}

const SHIPPED: [(&str, &str, &str); 9] = shipped![
    "public",
    "sbu",
    "confidential",
    "foia",
    "rel-partner",
    "nato",
    "uk-official",
    "tlp-green",
    "corporate",
];

/// The names of the shipped policies.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _, _)| *name)
}

/// The text of a shipped policy.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    SHIPPED
        .iter()
        .find_map(|(n, text, _)| (*n == name).then_some(*text))
}

/// The tests of a shipped policy.
#[must_use]
pub fn tests(name: &str) -> Option<&'static str> {
    SHIPPED
        .iter()
        .find_map(|(n, _, tests)| (*n == name).then_some(*tests))
}
