//! The policies that ship with tearline, and their tests.

/// Name, policy and tests of each shipped policy.
const SHIPPED: [(&str, &str, &str); 3] = [
    (
        "public",
        include_str!("../../policies/public.yaml"),
        include_str!("../../policies/public.test.yaml"),
    ),
    (
        "sbu",
        include_str!("../../policies/sbu.yaml"),
        include_str!("../../policies/sbu.test.yaml"),
    ),
    (
        "confidential",
        include_str!("../../policies/confidential.yaml"),
        include_str!("../../policies/confidential.test.yaml"),
    ),
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
