//! The canonical spellings of a marking: portion, banner, list of controls.

use super::activity;
use super::body::{Body, Item, Owner, Tree, Word};
use crate::scheme::{Argument, Category, Code, Data, Position};

/// Which spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Portion,
    Banner,
    /// As listed among the controls of a marking.
    Listed,
}

/// The canonical text of a marking (reference 3.1, 3.2).
pub(crate) fn print(data: &Data, body: &Body, style: Style) -> String {
    let mut out = String::with_capacity(32);
    let mut items = body.items.iter();
    for item in &body.items {
        let category = data.category(item.category(data));
        if let Some(category) = category
            && category.position == Position::Before
        {
            push_item(&mut out, data, item, style);
            out.push_str(&category.join);
            items.next();
        }
    }
    let replaced = replaces_level(data, body);
    match replaced {
        None => push_level(&mut out, data, body, style),
        Some(item) => push_item(&mut out, data, item, style),
    }
    let rest = || items.clone().filter(|i| replaced.is_none_or(|r| *i != r));
    let open_under = |item: &Item| {
        let category = data.category(item.category(data));
        replaced.is_some() && category.is_some_and(|c| c.under.is_some())
    };
    let mut last = None;
    for item in rest().filter(|i| open_under(i)) {
        push_joined(&mut out, data, item, &mut last, style);
    }
    last = None;
    let mut others: Vec<&Item> = rest().filter(|i| !open_under(i)).collect();
    if replaced.is_some() {
        // Alone, CUI lists its limited dissemination controls by the alphabet of their banner forms.
        others.sort_by(|a, b| {
            let place = |i: &Item| i.category(data);
            place(a)
                .cmp(&place(b))
                .then_with(|| listed(data, a, Style::Banner).cmp(&listed(data, b, Style::Banner)))
        });
    }
    for item in others {
        push_joined(&mut out, data, item, &mut last, style);
    }
    out
}

/// The item that stands in place of the level: `CUI` of an unclassified marking.
pub(crate) fn replaces_level<'a>(data: &Data, body: &'a Body) -> Option<&'a Item> {
    if body.owner != Owner::Own {
        return None;
    }
    body.items.iter().find(|item| {
        item.control()
            .and_then(|c| data.control(c))
            .is_some_and(|c| c.replaces_level && c.alone == Some(body.level))
    })
}

fn push_joined(out: &mut String, data: &Data, item: &Item, last: &mut Option<u8>, style: Style) {
    let index = item.category(data);
    let Some(category) = data.category(index) else {
        return;
    };
    let same = *last == Some(index);
    let shared = last.is_some() && *last == category.shares;
    out.push_str(if same || shared {
        &category.between
    } else {
        &category.join
    });
    if let (Some(prefix), false) = (&category.prefix, same) {
        out.push_str(prefix);
    }
    push_item(out, data, item, style);
    *last = Some(index);
}

fn push_level(out: &mut String, data: &Data, body: &Body, style: Style) {
    let Some(level) = data.level(body.level) else {
        return;
    };
    let text = match style {
        Style::Banner => &level.banner,
        Style::Portion | Style::Listed => &level.portion,
    };
    let codes_then_level = |out: &mut String, codes: &[Code]| {
        for code in codes {
            out.push_str(code.as_str());
            out.push(' ');
        }
    };
    match &body.owner {
        Owner::Own => out.push_str(text),
        Owner::Concealed => {
            out.push_str("//FGI ");
            out.push_str(text);
        }
        Owner::Nations(codes) => {
            out.push_str("//");
            codes_then_level(out, codes);
            out.push_str(text);
        }
        Owner::Joint(codes) => {
            out.push_str("//JOINT ");
            out.push_str(text);
            for code in codes {
                out.push(' ');
                out.push_str(code.as_str());
            }
        }
        Owner::Nato(activity) => nato(out, activity, &level.portion, &level.banner, style),
    }
    if let Some(second) = body.second.and_then(|s| data.level(s)) {
        out.push_str(&data.category_separator);
        out.push_str(match style {
            Style::Banner => &second.banner,
            Style::Portion | Style::Listed => &second.portion,
        });
    }
}

/// `//NS`, `//CTS`, `//NIS`; `//NATO SECRET`, `//COSMIC TOP SECRET` (Register and Manual G, Table 4).
fn nato(out: &mut String, activity: &str, portion: &str, banner: &str, style: Style) {
    out.push_str("//");
    let top = portion == "TS";
    match (style, top) {
        (Style::Banner, true) => out.push_str("COSMIC "),
        (Style::Banner, false) => {
            out.push_str("NATO ");
            if !activity.is_empty() {
                out.push_str(activity);
                out.push(' ');
            }
        }
        (_, true) => out.push('C'),
        (_, false) => {
            out.push('N');
            out.push_str(activity::letters(activity));
        }
    }
    out.push_str(if style == Style::Banner { banner } else { portion });
}

fn push_item(out: &mut String, data: &Data, item: &Item, style: Style) {
    match item {
        Item::Word(word) => push_word(out, data, word, style),
        Item::Tree(tree) => push_tree(out, data, tree),
    }
}

fn push_word(out: &mut String, data: &Data, word: &Word, style: Style) {
    let Some(control) = data.control(word.control) else {
        return;
    };
    let name = match style {
        Style::Portion => &control.id,
        Style::Banner => &control.banner,
        Style::Listed => &control.name,
    };
    match &control.argument {
        Some(argument) if !word.codes.is_empty() => {
            if argument.leading {
                push_codes(out, argument, &word.codes, data.home);
                out.push(' ');
                out.push_str(&control.banner);
            } else {
                out.push_str(name);
                out.push(' ');
                push_codes(out, argument, &word.codes, data.home);
            }
        }
        Some(Argument { bare: Some(bare), .. }) => out.push_str(bare),
        _ => out.push_str(name),
    }
    if let (Some(suffix), true) = (&control.suffix, word.suffix) {
        out.push_str(&suffix.text);
    }
    if let Some(numbers) = &control.numbers
        && !word.numbers.is_empty()
    {
        out.push_str(if style == Style::Banner {
            &numbers.banner
        } else {
            &numbers.portion
        });
        for number in &word.numbers {
            out.push(' ');
            out.push_str(&number.to_string());
        }
    }
}

/// The list: the own nation first where it leads, then trigraphs, then longer codes.
fn push_codes(out: &mut String, argument: &Argument, codes: &[Code], home: Option<Code>) {
    let leads = |code: &Code| Some(*code) == home;
    let ordered = codes
        .iter()
        .filter(|c| leads(c))
        .chain(codes.iter().filter(|c| !leads(c)));
    for (index, code) in ordered.enumerate() {
        if index > 0 {
            out.push_str(argument.separator);
        }
        out.push_str(code.as_str());
    }
}

fn push_tree(out: &mut String, data: &Data, tree: &Tree) {
    out.push_str(tree.name(data));
    for branch in &tree.branches {
        out.push('-');
        out.push_str(&branch.name);
        for below in &branch.below {
            out.push(' ');
            out.push_str(below);
        }
    }
}

/// One control as it is listed: `NF`, `REL TO USA, GBR`, `SAR-BP-123`.
pub(crate) fn listed(data: &Data, item: &Item, style: Style) -> String {
    let mut out = String::new();
    if let Some(Category {
        prefix: Some(prefix), ..
    }) = data.category(item.category(data))
    {
        out.push_str(prefix);
    }
    push_item(&mut out, data, item, style);
    out
}

/// Every control of a marking as it is listed, owner first, in canonical order.
pub(crate) fn controls(data: &Data, body: &Body) -> Vec<String> {
    let codes = |word: &str, codes: &[Code]| {
        codes.iter().fold(word.to_owned(), |mut text, code| {
            text.push(' ');
            text.push_str(code.as_str());
            text
        })
    };
    let owner = match &body.owner {
        Owner::Own => None,
        Owner::Concealed => Some("FGI".to_owned()),
        Owner::Nations(list) => Some(codes("OWNER", list)),
        Owner::Nato(activity) if activity.is_empty() => Some("OWNER NATO".to_owned()),
        Owner::Nato(activity) => Some(format!("OWNER NATO {activity}")),
        Owner::Joint(list) => Some(codes("JOINT", list)),
    };
    owner
        .into_iter()
        .chain(body.items.iter().map(|item| listed(data, item, Style::Listed)))
        .collect()
}
