//! Code in brackets, `(`-w`)`, of which those who look for marks see no letters.

use super::run::Splitter;
use crate::document::block::MarkState;
use crate::document::chars::{OBJECT, cut, is_void, trim_void};
use crate::document::chunk::Chunk;
use crate::document::marks::Hit;

impl Splitter<'_> {
    /// Whether what stands in the brackets of `hit` is code and no mark.
    pub(super) fn is_code(&self, chunk: &Chunk<'_>, hit: &Hit) -> bool {
        let inner = cut(chunk.view.text(), hit.inner.0, hit.inner.1);
        let listed = |c: char| is_void(c) || ",;/|".contains(c) || OBJECT.contains(c);
        if hit.state != MarkState::LookAlike || !inner.contains(OBJECT) || !inner.chars().all(listed) {
            return false;
        }
        let written = trim_void(chunk.view.span(hit.inner.0, hit.inner.1).of(self.source));
        let mut codes = written.split(|c: char| is_void(c) || "`,;".contains(c));
        written.starts_with('`') && !codes.any(|code| self.marks.is_mark(&code.to_ascii_uppercase()))
    }
}
