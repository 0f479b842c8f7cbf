//! x
#![allow(warnings)]
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let f = if path.ends_with(".md") { tearline::document::Format::Markdown } else { tearline::document::Format::Text };
    let d = tearline::document::Document::new(&text, f);
    let s = tearline::scheme::Scheme::us();
    let b = tearline::document::segment(&d, &s);
    let g = tearline::effective::govern(&d, &b, &s);
    for (b, e) in b.iter().zip(&g.blocks) {
        println!("{:?} {:?} {:?} lead={:?} {:?} {:?} p={} | {:?}", b.lines, b.kind, b.role, b.lead.of(&text), tearline::release::mark_of(&e.governing), e.why, e.portion, b.span.of(&text));
    }
    println!("{:?}", g.overall.map(|m| m.banner().to_owned()));
}
