//! Markdown: pulldown-cmark says what is a paragraph, a heading, a table row, code, a comment; every line goes to
//! exactly one chunk, also those that make no event, such as link reference definitions.

use super::chars::{OBJECT, is_blank, tail};
use super::chunk::{Chunk, Item, Lines, Shape};
use super::fitted::{Fitted, Leaf};
use super::lead::columns;
use super::view::View;
use crate::span::Span;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// The extensions that are read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Numbers for labels of links and footnotes.
#[derive(Default)]
struct Labels {
    numbers: HashMap<String, u32>,
}

impl Labels {
    fn key(kind: char, label: &str) -> String {
        let mut key = String::with_capacity(label.len().saturating_add(2));
        key.push(kind);
        for word in label.split_whitespace() {
            key.push(' ');
            if word.is_ascii() {
                key.push_str(word);
            } else {
                key.push_str(&word.to_lowercase());
            }
        }
        key.make_ascii_lowercase();
        key
    }

    fn number(&mut self, kind: char, label: &str) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(Self::key(kind, label)).or_insert(next)
    }
}

struct Reader<'a> {
    source: &'a str,
    lines: &'a Lines,
    /// Those that are whole.
    leaves: Vec<Leaf<'a>>,
    leaf: Option<Leaf<'a>>,
    item: Option<Item>,
    items: u32,
    /// Open footnote definitions.
    notes: u32,
    columns: u16,
    /// Whether a cell of the row in work was seen.
    cells: bool,
    labels: Labels,
}

/// Hands each chunk of a Markdown text to `take`, in order.
pub(super) fn chunks<'a>(source: &'a str, lines: &'a Lines, take: impl FnMut(Chunk<'a>)) {
    // Front matter stands at the very top; pulldown-cmark would also find it between two rules further down.
    let front = front_matter(source, lines);
    // A byte order mark would hide what the first line begins with.
    let mark = source
        .len()
        .saturating_sub(source.trim_start_matches('\u{feff}').len());
    let body = lines.start(front).max(mark);
    let parser = Parser::new_ext(tail(source, body), options());
    let mut reader = Reader {
        source,
        lines,
        leaves: Vec::new(),
        leaf: None,
        item: None,
        items: 0,
        notes: 0,
        columns: 0,
        cells: false,
        labels: Labels::default(),
    };
    let count = parser.reference_definitions().iter().count();
    let mut definitions: Vec<Leaf<'a>> = Vec::with_capacity(count);
    reader.labels.numbers.reserve(count);
    for (name, definition) in parser.reference_definitions().iter() {
        let mut leaf = reader.leaf_at(Shape::LinkDefinition, moved(definition.span.clone(), body));
        leaf.defines = Some(reader.labels.number('l', name));
        definitions.push(leaf);
    }
    definitions.sort_by_key(Leaf::place);
    let mut definitions = definitions.into_iter().peekable();
    let mut fitted = Fitted::new(source, lines, take);
    if front > 0 {
        let mut leaf = reader.leaf_at(Shape::FrontMatter, mark..body);
        leaf.view = View::verbatim(source.get(mark..body).unwrap_or(""), mark);
        reader.leaves.push(leaf);
    }
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, moved(range, body));
        for leaf in reader.leaves.drain(..) {
            while let Some(before) = definitions.next_if(|definition| definition.place() < leaf.place()) {
                fitted.leaf(before);
            }
            fitted.leaf(leaf);
        }
    }
    reader.flush();
    reader
        .leaves
        .drain(..)
        .chain(definitions)
        .for_each(|leaf| fitted.leaf(leaf));
    fitted.finish();
}

/// A range of the text behind the front matter, in the whole source.
fn moved(range: Range<usize>, by: usize) -> Range<usize> {
    range.start.saturating_add(by)..range.end.saturating_add(by)
}

/// How many lines front matter takes at the top: from a line of `---` (or `+++`) to the next one, the line under the
/// first not blank.
fn front_matter(source: &str, lines: &Lines) -> usize {
    let line = |index: usize| {
        let text = lines.span(index).of(source).trim_end();
        if index == 0 {
            text.trim_start_matches('\u{feff}')
        } else {
            text
        }
    };
    let fence = line(0);
    if !matches!(fence, "---" | "+++") || lines.count() < 2 || is_blank(line(1)) {
        return 0;
    }
    (1..lines.count())
        .find(|index| line(*index) == fence || (fence == "---" && line(*index) == "..."))
        .map_or(0, |last| last.saturating_add(1))
}

impl<'a> Reader<'a> {
    fn leaf_at(&self, shape: Shape, range: Range<usize>) -> Leaf<'a> {
        Leaf::new(self.source, shape, range)
    }

    /// Begins a leaf, unless a footnote definition takes everything in it.
    fn open(&mut self, shape: Shape, range: Range<usize>) {
        if self.notes > 0 {
            self.newline(range.start);
            return;
        }
        self.flush();
        let mut leaf = self.leaf_at(shape, range);
        leaf.item = self.item.take();
        self.leaf = Some(leaf);
    }

    fn flush(&mut self) {
        if let Some(leaf) = self.leaf.take() {
            self.leaves.push(leaf);
        }
    }

    fn close(&mut self) {
        if self.notes == 0 {
            self.flush();
        }
    }

    fn newline(&mut self, at: usize) {
        if let Some(leaf) = &mut self.leaf
            && !leaf.view.text().is_empty()
        {
            leaf.view.push("\n", Span::new(at, at));
        }
    }

    /// The leaf that inline content goes to; text right inside a list item makes its own.
    fn inline(&mut self, range: &Range<usize>) -> Option<&mut Leaf<'a>> {
        if self.leaf.is_none() {
            let mut leaf = self.leaf_at(Shape::Text, range.clone());
            leaf.item = self.item.take();
            self.leaf = Some(leaf);
        }
        let leaf = self.leaf.as_mut()?;
        leaf.text_start.get_or_insert(range.start);
        leaf.range.end = leaf.range.end.max(range.end);
        Some(leaf)
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        let self_break = self.source.get(range.clone()).is_some_and(|t| t.contains('\n'));
        let span = Span::new(range.start, range.end);
        if let Some(leaf) = self.inline(&range) {
            if matches!(leaf.shape, Shape::Code | Shape::Hidden) {
                return;
            }
            let keeps_lines = leaf.shape == Shape::FrontMatter || (text == "\n" && self_break);
            if text.contains('\n') && !keeps_lines {
                leaf.view.push(&text.replace('\n', " "), span);
            } else {
                leaf.view.push(text, span);
            }
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, range),
            Event::Code(code) => {
                // What may be a mark or a level is read, behind the sign that shows that it is code.
                if may_mark(&code) {
                    self.push(OBJECT, range.start..range.start);
                    self.push(&code, range);
                } else {
                    self.push(OBJECT, range);
                }
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.push(OBJECT, range),
            Event::SoftBreak | Event::HardBreak => {
                // A lone CR breaks a line for Markdown, but lines are counted by LF.
                let text = self.source.get(range.clone()).unwrap_or("");
                let sign = if text.contains('\n') { "\n" } else { " " };
                self.push(sign, range);
            }
            Event::InlineHtml(html) => {
                if starts_with_break(&html) {
                    // A line for the reader, none for the count of lines.
                    self.push("\u{2028}", range);
                } else if let Some(leaf) = self.inline(&range)
                    && hides(&html)
                {
                    leaf.hides.push(range.start);
                }
            }
            Event::FootnoteReference(label) => {
                let number = self.labels.number('f', &label);
                if let Some(leaf) = self.inline(&range) {
                    leaf.refers.push((range.start, number));
                }
            }
            Event::TaskListMarker(_) => {
                let _ = self.inline(&range);
            }
            Event::Rule => {
                self.open(Shape::Sign, range);
                self.close();
            }
            Event::Html(_) => {}
        }
    }

    /// Shows the title of a link or a picture that may hold a mark, on a line of its own, as code is shown: it only raises.
    fn title(&mut self, title: &str, range: &Range<usize>) {
        let text = self.source.get(range.clone()).unwrap_or("");
        let at = text.rfind(title).unwrap_or(0);
        let from = range.start.saturating_add(at);
        let to = from.saturating_add(title.len()).min(range.end);
        self.push("\u{2028}", range.start..range.start);
        self.push(OBJECT, range.start..range.start);
        self.push(title, from..to);
        self.push("\u{2028}", range.start..range.start);
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if let Tag::Link { title, .. } | Tag::Image { title, .. } = &tag
            && title.contains(['(', '（'])
        {
            self.title(title, &range);
        }
        match tag {
            Tag::Paragraph => self.open(Shape::Text, range),
            Tag::Heading { .. } => self.open(Shape::Heading, range),
            Tag::CodeBlock(_) => self.open(Shape::Code, range),
            Tag::HtmlBlock => self.open(Shape::Hidden, range),
            Tag::MetadataBlock(_) => self.open(Shape::FrontMatter, range),
            Tag::List(_) | Tag::BlockQuote(_) => self.close(),
            Tag::Item => {
                self.close();
                self.items = self.items.saturating_add(1);
                if self.notes == 0 {
                    self.item = self.marker(range.start);
                } else {
                    self.newline(range.start);
                }
            }
            Tag::FootnoteDefinition(label) => {
                let number = self.labels.number('f', &label);
                if self.notes == 0 {
                    self.open(Shape::Footnote, range);
                    if let Some(leaf) = &mut self.leaf {
                        leaf.defines = Some(number);
                    }
                }
                self.notes = self.notes.saturating_add(1);
            }
            Tag::Table(alignments) => {
                self.close();
                self.columns = u16::try_from(alignments.len()).unwrap_or(u16::MAX);
            }
            Tag::TableHead => {
                self.cells = false;
                let columns = self.columns;
                self.open(
                    Shape::Row {
                        columns,
                        header: true,
                    },
                    range,
                );
                if let Some(leaf) = &mut self.leaf {
                    leaf.rows = 2;
                }
            }
            Tag::TableRow => {
                self.cells = false;
                let columns = self.columns;
                self.open(
                    Shape::Row {
                        columns,
                        header: false,
                    },
                    range,
                );
            }
            Tag::TableCell => {
                // Also behind an empty cell, so that columns can be told.
                if std::mem::replace(&mut self.cells, true)
                    && let Some(leaf) = &mut self.leaf
                {
                    leaf.view.push("\n", Span::new(range.start, range.start));
                }
            }
            Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }
                if matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                ) =>
            {
                let number = self.labels.number('l', &id);
                if let Some(leaf) = self.inline(&range) {
                    leaf.refers.push((range.start, number));
                }
            }
            Tag::Image { .. } => self.push(OBJECT, range.start..range.start),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => {
                let _ = self.inline(&range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::TableHead
            | TagEnd::TableRow => self.close(),
            TagEnd::Item => {
                self.close();
                self.items = self.items.saturating_sub(1);
                self.item = None;
            }
            TagEnd::FootnoteDefinition => {
                self.notes = self.notes.saturating_sub(1);
                self.close();
            }
            _ => {}
        }
    }

    /// The list marker at `at`.
    fn marker(&self, at: usize) -> Option<Item> {
        let line = self.lines.start(self.lines.at(at));
        let rest = tail(self.source, at);
        let gap = rest.find(|c: char| !(c == ' ' || c == '\t')).unwrap_or(0);
        let at = at.saturating_add(gap);
        let rest = tail(self.source, at);
        let column = columns(self.source.get(line..at)?);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest
            .get(..digits)
            .and_then(|d| d.parse().ok())
            .map(|value| (Span::new(at, at.saturating_add(digits)), value));
        Some(Item { at, column, number })
    }
}

/// Whether inline HTML can hold text that is not shown, a comment, a tag with attributes, or is named like a level.
fn hides(html: &str) -> bool {
    let name = html.trim_matches(|c: char| c.is_whitespace() || "</>".contains(c));
    let level = || {
        ["secret", "confidential", "classified", "restricted"]
            .iter()
            .any(|level| name.eq_ignore_ascii_case(level))
    };
    !name.chars().all(|c| c.is_ascii_alphanumeric()) || level()
}

/// Whether code may be a mark, or begin with one, or a level alone: it opens with a bracket, or is of a few capitals.
fn may_mark(code: &str) -> bool {
    let code = code.trim();
    code.starts_with(['(', '[', '{', '（'])
        || (5..=40).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b" /,-".contains(&b))
}

/// `<br>`.
fn starts_with_break(html: &str) -> bool {
    html.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("<br"))
}
