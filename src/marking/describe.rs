//! What a marking means, in words.

use super::body::{Item, Owner};
use super::model::Marking;
use super::print::{Style, listed};
use crate::scheme::{Code, Data};

/// What each part of a marking means: the part as it stands in a portion mark, and a sentence without a full stop.
#[must_use]
pub fn describe(marking: &Marking) -> Vec<(String, String)> {
    let data = marking.scheme().data();
    let body = marking.body();
    let mut parts = Vec::new();
    for level in std::iter::once(body.level).chain(body.second) {
        if let Some(level) = data.level(level) {
            let text = if level.meaning.is_empty() {
                level.banner.clone()
            } else {
                level.meaning.clone()
            };
            parts.push((level.portion.clone(), text));
        }
    }
    if let Some(owner) = owner(&body.owner) {
        parts.push(owner);
    }
    for item in &body.items {
        parts.push((listed(data, item, Style::Portion), meaning(data, item)));
    }
    parts
}

fn join(codes: &[Code]) -> String {
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    codes.join(", ")
}

fn owner(owner: &Owner) -> Option<(String, String)> {
    let (part, text) = match owner {
        Owner::Own => return None,
        Owner::Concealed => (
            "FGI",
            "foreign government information, the source concealed".to_owned(),
        ),
        Owner::Nations(codes) => ("//", format!("information of {}", join(codes))),
        Owner::Nato(activity) if activity.is_empty() => ("//", "information of NATO".to_owned()),
        Owner::Nato(activity) => ("//", format!("information of NATO ({activity})")),
        Owner::Joint(codes) if codes.is_empty() => (
            "JOINT",
            "joint information of the nations that the banner names".to_owned(),
        ),
        Owner::Joint(codes) => ("JOINT", format!("joint information of {}", join(codes))),
    };
    Some((part.to_owned(), text))
}

fn meaning(data: &Data, item: &Item) -> String {
    let control = item.control().and_then(|c| data.control(c));
    let category = data.category(item.category(data));
    let of_category = category.map_or("", |c| {
        if c.meaning.is_empty() {
            &c.title
        } else {
            &c.meaning
        }
    });
    let text = control.map_or(of_category, |c| {
        if c.meaning.is_empty() {
            of_category
        } else {
            &c.meaning
        }
    });
    let codes = match item {
        Item::Word(word) => &word.codes[..],
        Item::Tree(_) => &[],
    };
    let list = control.is_some_and(|c| c.argument.is_some());
    match (list, codes.is_empty()) {
        (true, false) => format!("{text} {}", join(codes)),
        (true, true) => format!("{text} those that the banner names"),
        (false, _) => text.to_owned(),
    }
}
