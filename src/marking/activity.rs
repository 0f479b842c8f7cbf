//! The activities of NATO and the letters that stand for them.

/// The activity that one letter stands for in a NATO portion mark (Register and Manual G, Table 4).
const ACTIVITIES: &[(&str, &str)] = &[("I", "ISAF")];

/// The activity that a letter stands for.
pub(super) fn activity(letters: &str) -> &str {
    ACTIVITIES
        .iter()
        .find(|(letter, _)| *letter == letters)
        .map_or(letters, |(_, name)| name)
}

/// The letters that stand for an activity in a portion mark.
pub(super) fn letters(name: &str) -> &str {
    ACTIVITIES
        .iter()
        .find(|(_, activity)| *activity == name)
        .map_or(name, |(letter, _)| letter)
}
