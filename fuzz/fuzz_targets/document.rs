//! Blocks tile the text, whatever it is, and continue only what stands before them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tearline::document::{Document, Format, segment};
use tearline::effective::govern;
use tearline::scheme::Scheme;

fuzz_target!(|input: (bool, &str)| {
    let (markdown, text) = input;
    let format = if markdown { Format::Markdown } else { Format::Text };
    let document = Document::new(text, format);
    let scheme = Scheme::us();
    let blocks = segment(&document, &scheme);
    let mut at = 0;
    for (index, block) in blocks.iter().enumerate() {
        assert_eq!(block.span.start(), at);
        assert!(text.is_char_boundary(block.span.end()));
        assert!(block.span.contains(block.body));
        assert!(block.continues.is_none_or(|from| (from as usize) < index));
        at = block.span.end();
    }
    assert_eq!(at, text.len());
    assert_eq!(govern(&document, &blocks, &scheme).blocks.len(), blocks.len());
});
