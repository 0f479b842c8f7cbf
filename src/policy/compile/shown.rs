//! Text of a policy that stands in releases: masks, reasons, the caption. It must not pass for text of a document, nor
//! change how the text beside it is read.

use crate::document::{Document, Format, Kind, MarkState, segment};
use crate::policy::error::PolicyErrorKind as Mistake;
use crate::policy::model::Policy;
use crate::policy::reader::Reader;
use crate::policy::source::{At, PolicySource};
use crate::scheme::Scheme;
use crate::unseen::is_unseen;

/// What one file writes of it; what a policy takes over was checked there.
pub(super) struct Written {
    mask: Option<At<String>>,
    caption: Option<At<String>>,
    /// Each with its name.
    reasons: Vec<(String, At<String>)>,
}

impl Written {
    pub(super) fn of(source: &PolicySource) -> Self {
        let mut reasons = Vec::new();
        if let Some(own) = &source.reasons {
            let by_marking = own.by_marking.iter();
            reasons.extend(
                by_marking
                    .map(|(mark, reason)| (format!("reasons.by_marking.{}", mark.value), reason.clone())),
            );
            reasons.extend(
                own.default
                    .clone()
                    .map(|reason| ("reasons.default".to_owned(), reason)),
            );
        }
        let rules = source.rules.iter().filter_map(|rule| rule.reason.clone());
        reasons.extend(rules.map(|reason| ("rules.reason".to_owned(), reason)));
        Self {
            mask: source.mask.as_ref().and_then(|mask| mask.text.clone()),
            caption: source.remark.as_ref().and_then(|remark| remark.caption.clone()),
            reasons,
        }
    }

    /// Checks it, each text alone and every reason in the mask that will show it.
    pub(super) fn check(&self, reader: &mut Reader<'_>, policy: &Policy) {
        let before = reader.errors.len();
        if let Some(mask) = &self.mask {
            one_line(reader, "mask.text", mask);
        }
        if let Some(caption) = &self.caption {
            one_line(reader, "remark.caption", caption);
        }
        for (label, reason) in &self.reasons {
            one_line(reader, label, reason);
        }
        if reader.errors.len() > before {
            return;
        }
        let scheme = &policy.scheme;
        if let Some(caption) = &self.caption {
            told(reader, "remark.caption", caption, fault(scheme, &caption.value));
        }
        if let Some(mask) = &self.mask {
            let inherited = policy.reasons.by_marking.iter().map(|(_, reason)| reason);
            let inherited = inherited.chain(policy.rules.iter().filter_map(|rule| rule.reason.as_ref()));
            let inherited = inherited.chain([&policy.reasons.default]);
            let own = |reason: &&String| self.reasons.iter().any(|(_, own)| own.value == **reason);
            let found = std::iter::once("x")
                .chain(inherited.filter(|reason| !own(reason)).map(String::as_str))
                .find_map(|reason| masked(scheme, &mask.value, reason));
            if found.is_some() {
                return told(reader, "mask.text", mask, found);
            }
        }
        for (label, reason) in &self.reasons {
            told(
                reader,
                label,
                reason,
                masked(scheme, &policy.mask.text, &reason.value),
            );
        }
    }
}

fn one_line(reader: &mut Reader<'_>, label: &str, text: &At<String>) {
    let help = "it stands in releases: write it on one line, in characters that show";
    let message = if text.value.contains(['\n', '\r']) {
        format!("`{label}` must be one line")
    } else if let Some(c) = text.value.chars().find(|c| is_unseen(*c)) {
        format!(
            "`{label}` holds U+{:04X}, a character that does not show",
            u32::from(c)
        )
    } else {
        return;
    };
    reader.error(Mistake::UnknownValue, text.span, message, Some(help.to_owned()));
}

/// Why a text may not stand in a release.
enum Fault {
    Marking,
    Markdown,
}

fn told(reader: &mut Reader<'_>, label: &str, text: &At<String>, fault: Option<Fault>) {
    let (message, help) = match fault {
        None => return,
        Some(Fault::Marking) => (
            "would read as a marking in the release",
            "word it so that nobody takes it for a mark or a banner, such as `withheld`",
        ),
        Some(Fault::Markdown) => (
            "would open a comment, a tag or a code block in a Markdown release",
            "leave out the sign that opens it",
        ),
    };
    let message = format!("`{label}` {message}");
    reader.error(Mistake::UnknownValue, text.span, message, Some(help.to_owned()));
}

/// What is wrong with a mask that shows `reason`, with and without an amount.
fn masked(scheme: &Scheme, mask: &str, reason: &str) -> Option<Fault> {
    let bare = mask.replace("{amount} ", "").replace("{amount}", "");
    [mask.replace("{amount}", "1 paragraph"), bare]
        .iter()
        .find_map(|mask| fault(scheme, &mask.replace("{reason}", reason)))
}

fn fault(scheme: &Scheme, text: &str) -> Option<Fault> {
    let opens = text.char_indices().filter(|(_, c)| *c == '<').any(|(at, _)| {
        let next = text
            .get(at.saturating_add(1)..)
            .and_then(|rest| rest.chars().next());
        next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    });
    let start = text.trim_start();
    if opens || start.starts_with("```") || start.starts_with("~~~") {
        return Some(Fault::Markdown);
    }
    // Alone, behind a number that stays, before and behind text.
    let settings = [
        format!("{text}\n"),
        format!("1. {text}\n\n2. {text}\n"),
        format!("{text} The rest of it stands here.\n"),
        format!("The rest of it stands here. {text}\n"),
    ];
    settings
        .iter()
        .any(|setting| marked(scheme, setting))
        .then_some(Fault::Marking)
}

fn marked(scheme: &Scheme, text: &str) -> bool {
    [Format::Text, Format::Markdown].into_iter().any(|format| {
        segment(&Document::new(text, format), scheme).iter().any(|block| {
            let read = |state: &MarkState| matches!(state, MarkState::Known(_) | MarkState::LookAlike);
            block.kind == Kind::Banner
                || block.levels.iter().count() > 0
                || block.marks.iter().any(|mark| read(&mark.state))
        })
    })
}
