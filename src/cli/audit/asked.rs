//! What `audit query --text` asks for: a text by the stretches of it that may have been cut as one.

/// The most words before a text that are left out in turn when it is asked for.
const LEAD: usize = 3;

/// The most paragraphs in a row that are asked for as one.
const RUN: usize = 8;

/// A text and the stretches of it that are asked for.
pub(super) struct Asked {
    text: String,
    stretches: Vec<(usize, usize)>,
}

impl Asked {
    /// The whole of `text`, each of its lines and paragraphs, and each run of up to eight paragraphs: a portion may have
    /// several. Each also without its first words: a number, a bullet or a mark may have stayed when the text was cut.
    pub(super) fn of(text: String) -> Self {
        let paragraphs = stretches(&text, |line| line.trim().is_empty());
        let mut out = Vec::new();
        let mut ask = |start: usize, end: usize| {
            out.extend(heads(&text, start, end).map(|start| (start, end)));
        };
        for (first, &(start, end)) in paragraphs.iter().enumerate() {
            for &(_, end) in paragraphs.iter().skip(first).take(RUN) {
                ask(start, end);
            }
            let lines = text.get(start..end).unwrap_or_default();
            let mut at = start;
            for line in lines.split_inclusive('\n') {
                ask(at, at.saturating_add(line.len()));
                at = at.saturating_add(line.len());
            }
        }
        if let (Some(&(start, _)), Some(&(_, end))) = (paragraphs.first(), paragraphs.last()) {
            ask(start, end);
        }
        Self { text, stretches: out }
    }

    /// The stretches; some of them may be the same.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.stretches
            .iter()
            .filter_map(|&(start, end)| self.text.get(start..end))
    }
}

/// Stretches of lines between those that `parts`.
fn stretches(text: &str, parts: impl Fn(&str) -> bool) -> Vec<(usize, usize)> {
    let (mut out, mut start, mut at) = (Vec::new(), 0_usize, 0_usize);
    for line in text.split_inclusive('\n') {
        if parts(line) {
            out.push((start, at));
            start = at.saturating_add(line.len());
        }
        at = at.saturating_add(line.len());
    }
    out.push((start, at));
    out.retain(|&(start, end)| start < end);
    out
}

/// Where `start..end` begins, and where it does without its first words.
fn heads(text: &str, start: usize, end: usize) -> impl Iterator<Item = usize> {
    let next = move |&at: &usize| {
        let rest = text.get(at..end)?;
        let word = rest.trim_start();
        let after = word.find(|c: char| c.is_ascii_whitespace())?;
        let at = end.saturating_sub(word.len()).saturating_add(after);
        text.get(at..end)
            .filter(|rest| !rest.trim().is_empty())
            .map(|_| at)
    };
    std::iter::successors(Some(start), next).take(LEAD.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn a_text_is_asked_for_with_and_without_what_leads_it() {
        let asked = Asked::of("7. (C) One.\n\nTwo\nthree.\n\n\n8. (U) Four.".to_owned());
        let texts: Vec<String> = asked
            .texts()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for wanted in [
            "7. (C) One.",
            "(C) One.",
            "One.",
            "(C) One. Two three.",
            "Two three.",
            "Two",
            "three.",
            "Two three. 8. (U) Four.",
            "One. Two three. 8. (U) Four.",
        ] {
            assert!(texts.iter().any(|text| text == wanted), "{wanted}: {texts:?}");
        }
        assert!(texts.iter().all(|text| !text.is_empty()));
    }

    #[test]
    fn many_paragraphs_are_asked_for_in_step_with_their_number() {
        let asked = Asked::of("A line.\n\n".repeat(1000));
        assert!(asked.texts().count() < 1000 * 40);
    }
}
