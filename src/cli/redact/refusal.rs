//! Why a release is refused, in words.

use tearline::policy::Policy;
use tearline::release::Refusal;

/// Why, with the number of places that refuse it; notes are no reason.
pub(super) fn words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Spill(places) => format!(
            "withheld words stand again in text that would leave, at {} places",
            places.iter().filter(|place| place.refuses).count()
        ),
        other => other.to_string(),
    }
}

/// How to mend it.
pub(super) fn mend(refusal: &Refusal, policy: &Policy) -> &'static str {
    match refusal {
        // What is read again must show the date: cut with the rest of the head, it honours nothing.
        Refusal::Recheck(_) if policy.declassification.honour => {
            "nothing was written; the line that declassifies must stay too: unmarked: { authority: release }"
        }
        _ => "nothing was written; see tearline inspect for what governs each line",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{mend, words};
    use tearline::document::{Document, Format};
    use tearline::policy::load;
    use tearline::release::release;

    #[test]
    fn notes_are_not_counted() {
        let policy = load("releasable: [U]\n", "p.yaml").unwrap();
        let text = "SECRET\n\n1. (S) Captain Odell has hidden the ledger of the ferry under the third pew.\n\n\
            2. (U) As noted in para 1, Captain Odell has hidden the ledger of the ferry under the third pew.\n";
        let refusal = release(&policy, &Document::new(text, Format::Text)).unwrap_err();
        assert_eq!(
            words(&refusal),
            "withheld words stand again in text that would leave, at 1 places"
        );
        assert!(mend(&refusal, &policy).contains("tearline inspect"));
    }
}
