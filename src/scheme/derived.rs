//! What is asked of every line, gathered from a scheme whose names are indices.

use super::model::{Controls, Data, Never, Special, bit};
use super::openers::{First, Openers};
use super::phrases::{Target, first_word};
use super::source::Position;
use super::words::Words;

/// The patterns of `never` by their first word; by no word where the pattern leaves its end open.
pub(super) fn never_first(never: &[Never]) -> Words<Vec<usize>> {
    let mut found: Words<Vec<usize>> = Words::default();
    for (index, never) in never.iter().enumerate() {
        let text = never.text.trim_start_matches('/');
        let length = first_word(text.as_bytes()).len();
        let closed = !text.get(length..).unwrap_or("").starts_with(['*', '?']);
        let word = text.get(..length).filter(|_| closed).unwrap_or("");
        if let Some(list) = found.entry(word, Vec::new) {
            list.push(index);
        }
    }
    found
}

/// The controls and categories that the grammar of ownership knows by name.
pub(super) fn special(data: &Data) -> Special {
    Special {
        fgi: data.control_named("FGI"),
        noforn: data.control_named("NF"),
        hcs: data.control_named("HCS"),
        nato: data.category_named("nato"),
        before: data.categories.iter().any(|c| c.position == Position::Before),
        leading: data
            .controls
            .iter()
            .any(|c| c.argument.as_ref().is_some_and(|a| a.leading)),
        replaces_level: data.controls.iter().any(|c| c.replaces_level),
        replacing: replacing(data),
        parts: parts(data),
    }
}

fn replacing(data: &Data) -> Controls {
    let indices = (0_u16..).zip(&data.controls).filter(|(_, c)| c.replaces_level);
    indices.fold(0, |set, (index, _)| set | bit(index))
}

/// What follows or opens controls, without its hyphens.
fn parts(data: &Data) -> Words<()> {
    let suffixes = data.controls.iter().filter_map(|c| c.suffix.as_ref());
    let suffixes = suffixes.flat_map(|s| std::iter::once(&s.text).chain(&s.also));
    let numbers = data.controls.iter().filter_map(|c| c.numbers.as_ref());
    let numbers = numbers.flat_map(|n| [&n.portion, &n.banner]);
    let prefixes = data.categories.iter().filter_map(|c| c.prefix.as_ref());
    let mut found: Words<()> = Words::default();
    for text in suffixes.chain(numbers).chain(prefixes) {
        let word = text.trim_matches('-');
        if word.len() > 1 {
            found.entry(word, || ());
        }
    }
    found
}

/// Collects what the marks of a scheme can open with.
pub(super) fn openers(data: &Data) -> Openers {
    let mut found = Openers::default();
    let opens = |target: Target| match target {
        Target::Level(_) => true,
        Target::Control(index) => data.control(index).is_some_and(|c| {
            let position = data.category(c.category).map(|c| c.position);
            c.alone.is_some() || position == Some(Position::Before)
        }),
        Target::Prefix(_) => false,
    };
    let phrases = data.level_phrases.all().chain(data.control_phrases.all());
    for phrase in phrases.filter(|p| opens(p.target)) {
        found.add(phrase.upper(), false);
    }
    for text in data
        .shorthand
        .texts()
        .chain(data.labels.iter().map(String::as_str))
    {
        found.add(text, false);
    }
    for never in &data.never {
        found.add_pattern(&never.text);
    }
    if let Some(fields) = &data.fields {
        found.set(b'[', First::Always);
        for key in fields.ignored.iter().chain([&fields.level]) {
            found.add(key, false);
        }
    }
    if data.ownership {
        for word in ["NATO", "COSMIC", "CTS", "NS", "NC", "NR", "NU", "FGI", "JOINT"] {
            found.add(word, false);
        }
        for text in data.nations.texts() {
            found.add(text, true);
        }
    }
    found.close();
    found
}
