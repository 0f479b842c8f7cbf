//! Text from outside in a page: characters that do not show are written out.

use tearline::unseen::is_unseen;

/// A piece of text that shows as it is, or one character as its number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// What shows as it is.
    pub(crate) text: &'t str,
    /// The number of a character that does not show, such as `U+200B`; else empty.
    pub(crate) code: String,
    /// Whether it stays behind in a block of which a part leaves.
    pub(crate) held: bool,
}

/// Cuts `text` into pieces. Ends of line and tabs show as they are.
pub(crate) fn pieces<'t>(text: &'t str, held: bool, out: &mut Vec<Piece<'t>>) {
    let mut rest = text;
    let found = |rest: &str| {
        let next_is = |at: usize, byte: u8| rest.as_bytes().get(at.saturating_add(1)) == Some(&byte);
        rest.char_indices()
            .find(|(at, c)| !(shows(*c) || *c == '\r' && next_is(*at, b'\n')))
    };
    while let Some((at, c)) = found(rest) {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            out.push(Piece {
                text: before,
                code: String::new(),
                held,
            });
        }
        out.push(Piece {
            text: "",
            code: format!("U+{:04X}", u32::from(c)),
            held,
        });
        rest = after.get(c.len_utf8()..).unwrap_or("");
    }
    if !rest.is_empty() {
        out.push(Piece {
            text: rest,
            code: String::new(),
            held,
        });
    }
}

fn shows(c: char) -> bool {
    c == '\n' || c == '\t' || !is_unseen(c)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn what_does_not_show_is_written_out() {
        let mut out = Vec::new();
        pieces("\u{feff}(\u{200b}C) a\r\nb\rc\0\t\u{202e}", false, &mut out);
        let shown: Vec<String> = out
            .iter()
            .map(|piece| format!("{}{}", piece.text, piece.code))
            .collect();
        assert_eq!(
            shown,
            [
                "U+FEFF",
                "(",
                "U+200B",
                "C) a\r\nb",
                "U+000D",
                "c",
                "U+0000",
                "\t",
                "U+202E"
            ]
        );
    }
}
